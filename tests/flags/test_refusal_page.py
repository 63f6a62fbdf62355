"""What a restricted customer meets at the shop's counter: early, polite, with a number."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.shop.models import Order
from wagtail.models import Site

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.models import AccountFlag, Customer, Refusal

Make = Callable[..., AccountFlag]
Data = dict[str, str]
REFERENCE = re.compile(r"R-[2-9B-Y]{4}-[2-9B-Y]{4}-[2-9B-Y]")


def text_of(response: Any) -> str:
    return BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)


def order(client: Client, data: Data, **extra: Any) -> Any:
    return client.post(reverse("shop:order", args=["meishi"]), data, **extra)


def test_a_member_is_told_what_holds_how_long_why_and_what_to_do(
    ichiros: Client, active: Make, order_data: Data
) -> None:
    flag = active(scopes=["order", "quote"], until=date(2099, 1, 31))
    response = order(ichiros, order_data)
    assert response.status_code == 403
    text = text_of(response)
    assert "注文、見積" in text
    assert "2099年1月31日まで" in text
    assert flag.customer_message in text
    assert "異議をお申し立て" in text
    assert reverse("kasuhara_plugin:inquiry") in response.content.decode()
    assert REFERENCE.search(text)
    assert not Order.objects.exists()


def test_a_flag_without_an_end_is_told_as_reviewed(
    ichiros: Client, active: Make, order_data: Data
) -> None:
    active()
    assert "定期的に見直しを行います" in text_of(order(ichiros, order_data))


def test_the_page_names_the_contact_of_the_shop(
    ichiros: Client, active: Make, order_data: Data
) -> None:
    shop = ShopSettings.for_site(Site.objects.get(is_default_site=True))
    shop.contact_phone = "03-0000-0000"
    shop.save()
    active()
    assert "電話：03-0000-0000" in text_of(order(ichiros, order_data))


@pytest.mark.parametrize("proven", [True, False])
def test_the_page_tells_nothing_internal(
    ichiros: Client, active: Make, order_data: Data, guest_data: Data, proven: bool
) -> None:
    flag = active(reason="社内の理由")
    response = order(ichiros, order_data) if proven else order(Client(), guest_data)
    page = response.content.decode()
    for internal in ("社内の理由", flag.proposer_name, "supervisor", "フラグ", "カスハラ"):
        assert internal not in page
    assert "kasuhara" not in page.lower()
    assert "kasuhara" not in str(response.headers).lower()


def test_the_message_is_escaped(ichiros: Client, active: Make, order_data: Data) -> None:
    active(customer_message="<script>alert(1)</script>お控えください")
    assert "<script>alert" not in order(ichiros, order_data).content.decode()


def test_a_guest_who_typed_the_address_gets_a_neutral_page(
    active: Make, guest_data: Data, customer: Customer
) -> None:
    flag = active(until=date(2099, 1, 31))
    response = order(Client(), guest_data)
    assert response.status_code == 403
    text = text_of(response)
    for told in (flag.customer_message, "2099", "注文、", customer.name, "ichiro", "異議", "制限"):
        assert told not in text.lower()
    assert REFERENCE.search(text)
    assert not Order.objects.exists()
    assert not Refusal.objects.get().proven
