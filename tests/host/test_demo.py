from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from django.test import Client
from storefront.accounts.models import User
from storefront.contact.models import ContactMessage
from storefront.demo import accounts, shop
from storefront.shop.models import Order, Price, Quote
from wagtail.models import Page, Site

from kasuhara_plugin.models import Attachment, Inquiry

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
COUNTED = (User, Price, Order, Quote, ContactMessage, Page, Site, Inquiry, Attachment)


def counts() -> list[int]:
    return [model.objects.count() for model in COUNTED]


@pytest.fixture
def loaded(db: None) -> None:
    accounts.load(NOW)
    shop.load(NOW)


def test_the_demo_loads_twice_without_duplicates(
    db: None, settings: LazySettings, store: Path
) -> None:
    settings.DEBUG = True
    call_command("demo")
    first = counts()
    call_command("demo")
    assert counts() == first


def test_the_demo_shows_every_state_of_an_inquiry(
    db: None, settings: LazySettings, store: Path
) -> None:
    settings.DEBUG = True
    call_command("demo")
    late = Inquiry.objects.get(subject="チラシの到着日", outcome="join")
    assert (late.nth, late.first.answers.count(), late.proven) == (2, 1, True)
    assert Inquiry.objects.filter(subject="返金について").first().nth == 10
    assert [row.subject for row in Inquiry.objects.held()] == ["余った会報", "文字の大きさ"]
    assert Inquiry.objects.latest("id").logged_name == "小川 美咲"
    files = Attachment.objects.filter(inquiry__isnull=False).exclude(stored_as="")
    assert [row.name for row in files] == ["擦れの写真.jpg", "名刺_表面.pdf", "つばめ商会_ロゴ.png"]
    assert len([*store.rglob("*/*/*")]) == 3


def test_the_demo_refuses_when_debug_is_off(db: None, settings: LazySettings) -> None:
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo")
    assert not User.objects.exists()


def test_loading_on_a_later_day_adds_no_orders(loaded: None) -> None:
    first = counts()
    shop.load(NOW + timedelta(days=3))
    assert counts() == first


def test_the_orders_lie_in_the_month_before_now(loaded: None) -> None:
    moments = Order.objects.values_list("created", flat=True)
    assert len(moments) == 80
    assert all(NOW - timedelta(days=31) < moment < NOW for moment in moments)


def test_every_demo_account_logs_in(loaded: None) -> None:
    for login in (*accounts.STAFF, *accounts.CUSTOMERS):
        assert Client().login(username=login.email, password=accounts.PASSWORD)


def test_the_home_page_and_its_pages_answer(loaded: None, client: Client) -> None:
    assert "取扱商品" in client.get("/").content.decode()
    for slug in ("guide", "data", "delivery", "company", "law"):
        assert client.get(f"/{slug}/").status_code == 200


def test_an_unknown_address_answers_with_the_shops_own_page(loaded: None, client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "ページが見つかりません" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_pages_are_laid_even_after_the_database_was_flushed(client: Client) -> None:
    call_command("flush", interactive=False)
    accounts.load(NOW)
    shop.load(NOW)
    assert client.get("/").status_code == 200
