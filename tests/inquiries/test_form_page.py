import re

import pytest
from django.core import signing
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.models import Site

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = reverse("kasuhara_plugin:inquiry")
TYPED = {
    "name": "山田 花子",
    "email": "hanako@example.jp",
    "phone": "03-1234-5678",
    "order_number": "T-100",
    "subject": "納期について",
    "body": "葛\U000e0100飾店です。\r\n<b>いつ</b>届きますか。",
}


def post(client: Client, **typed: str) -> HttpResponse:
    return client.post(ADDRESS, TYPED | typed, REMOTE_ADDR="203.0.113.7")


@pytest.fixture
def shop() -> ShopSettings:
    shop = ShopSettings.for_site(Site.objects.get(is_default_site=True))
    shop.contact_name, shop.contact_phone = "お客様サポート", "03-0000-0000"
    shop.contact_hours = "平日 10:00～17:00"
    shop.save()
    return shop


@pytest.fixture
def one_a_network() -> None:
    rules = InquiryRules.load()
    rules.network_limit = 1
    rules.save()


def is_private(response: HttpResponse) -> bool:
    return {"no-store", "no-cache", "private"} <= set(re.split(r",\s*", response["Cache-Control"]))


def test_the_form_is_never_cached(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert is_private(response)
    assert is_private(post(client, body=""))


def test_the_form_knows_the_address_of_an_account(client: Client, hanako: User) -> None:
    client.force_login(hanako)
    assert 'value="hanako@example.com"' in client.get(ADDRESS).content.decode()


def test_each_form_has_a_token_of_its_own(client: Client) -> None:
    tokens = {client.get(ADDRESS).context["form"]["token"].value() for _ in range(3)}
    assert len(tokens) == 3


def test_a_message_is_receipted_with_its_number(client: Client) -> None:
    response = post(client)
    assert response.status_code == 302
    inquiry = Inquiry.objects.get()
    assert {name: getattr(inquiry, name) for name in TYPED} == TYPED
    page = client.get(response.url)
    assert is_private(page)
    assert inquiry.number in page.content.decode()


def test_the_receipt_shows_nothing_of_the_message(client: Client) -> None:
    page = client.get(post(client).url).content.decode()
    assert not [text for text in TYPED.values() if text in page]


def test_a_held_message_is_receipted_in_kind_words(client: Client) -> None:
    rules = InquiryRules.load()
    rules.sender_limit = 1
    rules.save()
    post(client)
    page = client.get(post(client, body="別の質問です。").url).content.decode()
    assert "順にお預かりしています" in page
    assert Inquiry.objects.get(outcome="hold").number in page


@pytest.mark.parametrize(
    "receipt",
    [
        "x",
        "a:b:c",
        signing.dumps({"number": "Q-1"}),
        signing.dumps({"number": "Q-1"}, salt="other"),
    ],
    ids=["nothing", "three parts", "unsalted", "another salt"],
)
def test_a_receipt_that_is_not_ours_is_not_found(client: Client, receipt: str) -> None:
    address = reverse("kasuhara_plugin:inquiry_received", args=[receipt])
    assert client.get(address).status_code == 404


def test_a_tampered_receipt_is_not_found(client: Client) -> None:
    address = post(client).url.rstrip("/")
    changed = address[:-1] + ("A" if address[-1] != "A" else "B")
    assert client.get(changed + "/").status_code == 404
    assert client.get(address.replace("/inquiry/", "/inquiry/x") + "/").status_code == 404


@pytest.mark.usefixtures("one_a_network")
def test_over_the_networks_limit_nothing_typed_is_lost(client: Client, shop: ShopSettings) -> None:
    post(client)
    response = post(client, body="二つ目の<b>質問</b>です。")
    page = response.content.decode()
    assert response.status_code == 429
    assert 1 <= int(response["Retry-After"]) <= 600
    assert "二つ目の&lt;b&gt;質問&lt;/b&gt;です。" in page
    assert all(text in page for text in (TYPED["name"], TYPED["subject"], TYPED["email"]))
    assert all(text in page for text in ("お客様サポート", "03-0000-0000", "平日 10:00～17:00"))
    assert "恐れ入ります" in page
    assert is_private(response)
    assert Inquiry.objects.count() == 1


@pytest.mark.usefixtures("one_a_network")
def test_a_message_that_was_given_back_is_taken_when_the_wait_is_over(client: Client) -> None:
    post(client)
    token = post(client).context["form"]["token"].value()
    response = client.post(ADDRESS, TYPED | {"token": token or ""}, REMOTE_ADDR="203.0.113.8")
    assert response.status_code == 302


def test_the_same_form_sent_twice_is_one_message(client: Client) -> None:
    token = client.get(ADDRESS).context["form"]["token"].value()
    answers = {
        client.get(post(client, token=token).url).context["inquiry"].number for _ in range(3)
    }
    assert answers == {Inquiry.objects.get().number}


def test_a_post_without_the_csrf_token_is_refused() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert post(strict).status_code == 403
    token = strict.get(ADDRESS).context["csrf_token"]
    assert post(strict, csrfmiddlewaretoken=str(token)).status_code == 302
    assert Inquiry.objects.count() == 1


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_another_method_is_not_allowed(client: Client, method: str) -> None:
    assert getattr(client, method)(ADDRESS).status_code == 405


def test_no_public_page_names_the_app(client: Client) -> None:
    response = post(client)
    pages = [client.get(ADDRESS), post(client, body=""), client.get(response.url)]
    words = [page.content.decode().lower() for page in pages] + [response.url]
    assert not [text for text in words if "kasuhara" in text or "カスハラ" in text]
