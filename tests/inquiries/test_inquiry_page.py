"""The form as a page of Wagtail's tree, and the fields of the form at large."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from storefront.shop.models import Order, Product
from wagtail.models import Page, PageViewRestriction

from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, InquiryPage

pytestmark = pytest.mark.django_db

FORM = reverse("kasuhara_plugin:inquiry")
TYPED = {"name": "山田", "email": "a@example.jp", "subject": "納期", "body": "いつ届きますか。"}


def field(label: str, **more: Any) -> dict[str, Any]:
    value = {"label": label, "kind": "line", "choices": "", "required": False, "help_text": ""}
    return {"type": "field", "value": value | more}


@pytest.fixture
def page(setup_done: None) -> InquiryPage:
    fields = [
        field("会社名", required=True),
        field("ご希望", kind="choice", choices="刷り直し\n返金\n\n返金"),
        field("備考", kind="text", help_text="<b>自由に</b>"),
    ]
    home = Page.objects.filter(depth=2).first()
    content = {"title": "お問い合わせ窓口", "slug": "ask", "introduction": "平日に拝見します。"}
    return home.add_child(instance=InquiryPage(**content, further_fields=fields))


def test_the_page_shows_its_words_and_fields_and_is_never_cached(
    client: Client, page: InquiryPage
) -> None:
    answer = client.get(page.url)
    html = answer.content.decode()
    assert all(
        text in html for text in ("お問い合わせ窓口", "平日に拝見します。", "会社名", "備考")
    )
    assert "no-store" in answer["Cache-Control"]
    assert "<b>自由に</b>" not in html


def test_what_the_shop_asked_further_is_kept_by_its_label(
    client: Client, page: InquiryPage
) -> None:
    further = {"extra_0": "つばめ商会", "extra_1": "返金", "extra_2": "一行目\n二行目"}
    answer = client.post(f"{FORM}?page={page.pk}", TYPED | further)
    assert answer.status_code == 302
    assert Inquiry.objects.get().extra == {
        "会社名": "つばめ商会", "ご希望": "返金", "備考": "一行目\n二行目",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("further", "wrong"),
    [
        ({}, "extra_0"),
        ({"extra_0": "\u3164"}, "extra_0"),
        ({"extra_0": "社", "extra_1": "値引き"}, "extra_1"),
        ({"extra_0": "社", "extra_2": "あ" * 2_001}, "extra_2"),
        ({"extra_0": "社\x00"}, "extra_0"),
    ],
)
def test_a_wrong_answer_is_told_in_its_field_and_nothing_is_lost(
    client: Client, page: InquiryPage, further: dict[str, str], wrong: str
) -> None:
    answer = client.post(f"{FORM}?page={page.pk}", TYPED | further)
    assert list(answer.context["form"].errors) == [wrong]
    assert TYPED["body"] in answer.content.decode()
    assert "お問い合わせ窓口" in answer.content.decode()


@pytest.mark.parametrize("pk", ["0", "x", "99999", "%00", "9" * 40, "-1"])
def test_a_page_that_is_none_of_ours_gives_the_plain_form(client: Client, pk: str) -> None:
    assert client.post(f"{FORM}?page={pk}", TYPED).status_code == 302
    assert Inquiry.objects.get().extra == {}


def test_a_page_that_is_not_public_gives_the_plain_form(client: Client, page: InquiryPage) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    answer = client.get(f"{FORM}?page={page.pk}")
    assert "平日に拝見します。" not in answer.content.decode()


def test_an_editor_sees_the_page_before_it_is_public(
    page: InquiryPage, hanako: User, as_user: Callable[[User], Client]
) -> None:
    hanako.is_staff = hanako.is_superuser = True
    hanako.save()
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert as_user(hanako).get(address).status_code == 200
    assert page.make_preview_request().status_code == 200


def test_the_kinds_of_inquiry_are_the_shops(client: Client) -> None:
    InquiryRules.objects.update_or_create(defaults={"categories": "色について\n色について\n納期"})
    choices = client.get(FORM).context["form"].fields["category"].choices
    assert [value for value, _ in choices] == ["", "色について", "納期"]
    client.post(FORM, TYPED | {"category": "納期"})
    assert Inquiry.objects.get().category == "納期"
    wrong = client.post(FORM, TYPED | {"category": "なし"})
    assert list(wrong.context["form"].errors) == ["category"]
    InquiryRules.objects.update(categories="")
    assert "category" not in client.get(FORM).context["form"].fields


def test_the_accounts_own_orders_can_be_chosen(client: Client, hanako: User, ichiro: User) -> None:
    job = {"product": Product.objects.create(slug="meishi"), "quantity": 100, "price": 1580}
    mine, other = Order.objects.create(**job, user=hanako), Order.objects.create(**job, user=ichiro)
    assert mine.number not in client.get(FORM).content.decode()
    client.force_login(hanako)
    html = client.get(FORM).content.decode()
    assert (f'<option value="{mine.number}">' in html, other.number in html) == (True, False)


def test_a_filled_in_trap_is_told_and_throws_nothing_away(client: Client) -> None:
    answer = client.post(FORM, TYPED | {"homepage": "https://spam.example"})
    html = answer.content.decode()
    assert list(answer.context["form"].errors) == ["homepage"]
    assert "この欄を空欄にして" in html
    assert TYPED["body"] in html
    assert not Inquiry.objects.exists()
    assert client.post(FORM, TYPED | {"homepage": ""}).status_code == 302
