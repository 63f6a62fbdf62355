"""One search field for what a caller says: a number that was given out, a name, a telephone."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.core.numbers import as_number, new_number
from kasuhara_plugin.desk.looking_up import destination
from kasuhara_plugin.flags.refusals import keep
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Customer, Inquiry, Refusal
from kasuhara_plugin.testing import override_flag

AsUser = Callable[[User], Client]
LOOK_UP = reverse("kasuhara_customers:look_up")
NUMBER = "R-7KM4-X2TW-9"


@pytest.fixture
def refusal(ichiro: User) -> Refusal:
    with override_flag(ichiro, "order"):
        restriction = gate.restriction_for(ichiro, "order")
        assert restriction
        return keep(restriction, door="/shop/order/", reference=NUMBER)


@pytest.fixture
def inquiry(db: None) -> Inquiry:
    receipt = receive(subject="納期", body="いつ届きますか。", email="a@example.jp", name="佐藤")
    assert receipt.inquiry
    return receipt.inquiry


@pytest.fixture
def holder(hanako: User) -> Callable[..., User]:
    """Somebody in the admin who holds these permissions of ours and no other."""

    def make(*codenames: str) -> User:
        wanted = Permission.objects.filter(codename__in=["access_admin", *codenames])
        hanako.user_permissions.set(wanted)
        return User.objects.get(pk=hanako.pk)

    return make


def record(row: Any) -> str:
    room = {Refusal: "kasuhara_refusals", Inquiry: "kasuhara_inquiries"}[type(row)]
    return reverse(f"{room}:inspect", args=[row.pk])


def searched(room: str, typed: str) -> str:
    return f"{reverse(f'{room}:index')}?{urlencode({'q': typed})}"


SPELLINGS = [
    NUMBER, "r-7km4-x2tw-9", "R7KM4X2TW9", "r7km4x2tw9", "Ｒ－７ＫＭ４－Ｘ２ＴＷ－９", "ｒ７ｋｍ４ｘ２ｔｗ９",
    " R-7KM4-X2TW-9　", "R 7KM4 X2TW 9", "Rー7KM4ーX2TWー9", "R‐7KM4–X2TW—9", "R−7KM4−X2TW−9", "Rｰ7KM4ｰX2TWｰ9",
    "R-7KM4\u200b-X2TW-9", "R-7KM4X2TW-9",
]  # fmt: skip
NO_NUMBERS = [
    "", " ", "R", "R-7KM4-X2TW", "R-7KM4-X2TW-99", "7-7KM4-X2TW-9", "03-1234-5678", "0312345678",
    "佐藤", "佐藤一郎様です。ええ", "r@example.jp", "R-7KM4-X2TW-9\x00", "\x00" * 10, "R_7KM4_X2TW_9",
]  # fmt: skip


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_number_is_read_however_it_is_typed(typed: str) -> None:
    assert as_number(typed) == NUMBER


@pytest.mark.parametrize("typed", NO_NUMBERS)
def test_what_is_no_number_is_not_taken_for_one(typed: str) -> None:
    assert as_number(typed) == ""


@pytest.mark.parametrize("prefix", ["R", "Q"])
def test_every_number_that_is_given_out_is_read(prefix: str) -> None:
    given = [new_number(prefix) for _ in range(50)]
    assert [as_number(number.replace("-", "").lower()) for number in given] == given


def test_a_number_leads_to_its_record(
    staff: Any, as_user: AsUser, refusal: Refusal, inquiry: Inquiry
) -> None:
    client = as_user(staff("operator"))
    for typed in SPELLINGS:
        assert client.get(LOOK_UP, {"q": typed}).url == record(refusal), typed
    for typed in (inquiry.number, inquiry.number.lower().replace("-", "")):
        answer = client.get(LOOK_UP, {"q": typed}, follow=True)
        assert answer.redirect_chain == [(record(inquiry), 302)]
        assert "いつ届きますか。" in answer.content.decode()


@pytest.mark.parametrize(
    "typed", ["佐藤", "佐藤 一郎", "03-1234-5678", "ichiro@example.com", "R-2222-2222-2", "a&b=c#d"]
)
def test_anything_else_is_searched_for_among_the_customers(
    staff: Any, as_user: AsUser, customer: Customer, refusal: Refusal, typed: str
) -> None:
    answer = as_user(staff("operator")).get(LOOK_UP, {"q": f" {typed}　"}, follow=True)
    assert answer.redirect_chain == [(searched("kasuhara_customers", typed), 302)]
    assert answer.context["search_form"]["q"].value() == typed
    rows = list(answer.context["object_list"])
    assert rows == ([customer] if typed[0] in "佐i" else [])


@pytest.mark.parametrize("typed", [*NO_NUMBERS, "%", "'", "あ" * 3_000, "\ufffd", None])
def test_a_strange_question_is_no_failure(
    staff: Any, as_user: AsUser, customer: Customer, typed: str | None
) -> None:
    question = {} if typed is None else {"q": typed}
    answer = as_user(staff("operator")).get(LOOK_UP, question, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[0][0].startswith(reverse("kasuhara_customers:index"))


@pytest.mark.parametrize(
    ("may", "finds", "room"),
    [
        (["view_customer"], [], "kasuhara_customers"),
        (["view_customer", "view_refusal"], ["refusal"], "kasuhara_customers"),
        (["view_customer", "view_inquiry"], ["inquiry"], "kasuhara_customers"),
        (["view_inquiry"], ["inquiry"], "kasuhara_inquiries"),
        (["view_refusal"], ["refusal"], "kasuhara_refusals"),
        (["view_refusal", "view_inquiry"], ["refusal", "inquiry"], "kasuhara_inquiries"),
    ],
)
def test_what_may_not_be_viewed_is_answered_as_what_does_not_exist(
    holder: Callable[..., User], as_user: AsUser, refusal: Refusal, inquiry: Inquiry,
    may: list[str], finds: list[str], room: str,
) -> None:  # fmt: skip
    person = holder(*may)
    client = as_user(person)
    for name, row, number in (
        ("refusal", refusal, refusal.reference), ("inquiry", inquiry, inquiry.number),
    ):  # fmt: skip
        wanted = record(row) if name in finds else searched(room, number)
        assert destination(number, by=person) == wanted
        assert client.get(LOOK_UP, {"q": number}).url == wanted
    unknown = new_number("R")
    answer = client.get(LOOK_UP, {"q": unknown}, follow=True)
    assert answer.redirect_chain == [(searched(room, unknown), 302)]
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("role", "may"),
    [
        *((role, True) for role in ("operator", "supervisor", "desk", "superuser")),
        *((role, False) for role in ("legal", "policy_editor", "customer", "nobody")),
    ],
)
def test_the_field_is_for_whoever_may_view_something(
    staff: Any, as_user: AsUser, hanako: User, refusal: Refusal, role: str, may: bool
) -> None:
    client = Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    answer = client.get(LOOK_UP, {"q": NUMBER})
    assert answer.status_code == 302
    assert (answer.url == record(refusal)) is may
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (f'action="{LOOK_UP}"' in home) is may


def test_only_asking_is_possible(staff: Any, as_user: AsUser) -> None:
    assert as_user(staff("operator")).post(LOOK_UP, {"q": NUMBER}).status_code == 405


def test_it_costs_the_same_however_much_is_kept(
    staff: Any, inquiry: Inquiry, refusal: Refusal,
    django_assert_num_queries: Any,
) -> None:  # fmt: skip
    person = staff("operator")
    destination(NUMBER, by=person)
    with django_assert_num_queries(1):
        destination(NUMBER, by=person)
    for number in range(10):
        receive(subject=f"件名{number}", body=f"本文{number}", email=f"{number}@example.jp")
    with django_assert_num_queries(2):
        assert destination(inquiry.number, by=person) == record(inquiry)
