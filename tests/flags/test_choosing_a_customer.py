"""取引制限を申請する, begun from nothing: the customer is chosen from the list or typed."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.customers.forms import ChooseCustomerForm
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer

Make = Callable[..., Any]
CHOOSE = reverse("kasuhara_flags:choose")
PHONE = "03-1234-5678"
NOBODY = "該当する顧客が見つかりません。"
NEITHER = "顧客を一覧から選ぶか、番号などで指定してください。"


@pytest.fixture
def operator(staff: Make, as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("operator"))


@pytest.fixture
def guest(db: None) -> Customer:
    return register(email="guest@example.jp", phone=PHONE, name="佐藤 花")


def proposing(customer: Customer) -> str:
    return reverse("kasuhara_flags:propose", args=[customer.pk])


def errors(client: Client, **data: Any) -> dict[str, list[str]]:
    page = client.post(CHOOSE, data)
    assert page.status_code == 200
    return {name: list(found) for name, found in page.context["form"].errors.items()}


def test_from_the_list_of_flags_to_the_proposal(operator: Client, guest: Customer) -> None:
    index = BeautifulSoup(operator.get(reverse("kasuhara_flags:index")).content, "html.parser")
    (link,) = index.select(f'a[href="{CHOOSE}"]')
    assert "取引制限を申請する" in link.text
    page = BeautifulSoup(operator.get(CHOOSE).content, "html.parser")
    assert {field["name"] for field in page.select("main form [name]")} >= {"customer", "typed"}
    answer = operator.post(CHOOSE, {"typed": str(guest.pk)}, follow=True)
    assert answer.redirect_chain == [(proposing(guest), 302)]
    assert "佐藤 花" in answer.content.decode()
    assert not AccountFlag.objects.exists()
    assert not AuditRecord.objects.filter(act__startswith="flag.").exists()


@pytest.mark.parametrize(
    "typed",
    [
        "{pk}", " {pk}　", "{wide}", "guest@example.jp", "Guest@Example.JP", "ｇｕｅｓｔ＠ｅｘａｍｐｌｅ．ｊｐ",
        "03-1234-5678", "0312345678", "０３－１２３４－５６７８", "+81 3-1234-5678", "(03) 1234 5678",
    ],
)  # fmt: skip
def test_a_number_an_address_or_a_telephone_names_a_customer(
    operator: Client, guest: Customer, typed: str
) -> None:
    wide = "".join(chr(ord(digit) + 0xFEE0) for digit in str(guest.pk))
    answer = operator.post(CHOOSE, {"typed": typed.format(pk=guest.pk, wide=wide)})
    assert (answer.status_code, answer.url) == (302, proposing(guest))


@pytest.mark.parametrize("both", [False, True])
def test_one_is_chosen_from_the_list(operator: Client, guest: Customer, both: bool) -> None:
    """Who is both chosen and typed is meant once."""
    data = {"customer": guest.pk, "typed": PHONE if both else ""}
    assert operator.post(CHOOSE, data).url == proposing(guest)


@pytest.mark.parametrize("by", ["customer", "typed", "address", "both"])
def test_of_merged_customers_the_kept_one_is_meant(
    operator: Client, staff: Make, customer: Customer, guest: Customer, by: str
) -> None:
    merge(customer, guest, by=staff("supervisor"), reason="同じ方")
    data = {
        "customer": {"customer": guest.pk},
        "typed": {"typed": str(guest.pk)},
        "address": {"typed": "guest@example.jp"},
        "both": {"customer": guest.pk, "typed": str(customer.pk)},
    }[by]
    assert operator.post(CHOOSE, data).url == proposing(customer)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({}, {"__all__": [NEITHER]}),
        ({"customer": "", "typed": "　"}, {"__all__": [NEITHER]}),
        ({"typed": "佐藤 花"}, {"typed": [NOBODY]}),
        ({"typed": "999999"}, {"typed": [NOBODY]}),
        ({"typed": "0"}, {"typed": [NOBODY]}),
        ({"typed": "9" * 40}, {"typed": [NOBODY]}),
        ({"typed": "nobody@example.jp"}, {"typed": [NOBODY]}),
        ({"typed": "03-9999-9999"}, {"typed": [NOBODY]}),
        ({"typed": "' OR 1=1 --"}, {"typed": [NOBODY]}),
        ({"customer": "999999"}, {"customer": [NOBODY]}),
        ({"customer": "x"}, {"customer": [NOBODY]}),
        ({"customer": "9" * 40}, {"customer": [NOBODY]}),
        ({"customer": "x", "typed": "nobody@example.jp"}, {"customer": [NOBODY], "typed": [NOBODY]}),
    ],
)  # fmt: skip
def test_what_names_nobody_is_said_and_stays_in_the_field(
    operator: Client, guest: Customer, data: dict[str, str], said: dict[str, list[str]]
) -> None:
    assert errors(operator, **data) == said
    page = BeautifulSoup(operator.post(CHOOSE, data).content, "html.parser")
    assert page.select_one("[name=typed]").get("value", "") == data.get("typed", "")
    for sentences in said.values():
        assert all(sentence in page.text for sentence in sentences)


@pytest.mark.parametrize(
    ("field", "value"),
    [("typed", "\x00"), ("typed", "\ufffd"), ("typed", "あ" * 321), ("customer", "\x00")],
)
def test_what_no_field_can_hold_is_no_failure(operator: Client, field: str, value: str) -> None:
    assert list(errors(operator, **{field: value})) == [field]


def test_a_telephone_of_several_names_them_with_their_numbers(
    operator: Client, guest: Customer, staff: Make
) -> None:
    second = Customer.objects.create(name="佐藤 次郎")
    second.identifiers.create(kind="phone", value=PHONE, key="+81312345678")
    (said,) = errors(operator, typed=PHONE)["typed"]
    for customer in (guest, second):
        assert f"{customer}（{customer.pk}）" in said
        assert operator.post(CHOOSE, {"typed": str(customer.pk)}).url == proposing(customer)


def test_two_different_ones_are_not_guessed_between(
    operator: Client, guest: Customer, customer: Customer
) -> None:
    (said,) = errors(operator, customer=customer.pk, typed=PHONE)["__all__"]
    assert said == "選んだ顧客と入力した顧客が異なります。一方だけにしてください。"


def test_an_exempted_address_names_nobody(db: None, guest: Customer) -> None:
    guest.identifiers.filter(kind="email").update(
        exempted_at=guest.created_at, exempter_name="担当", exemption_reason="別の方"
    )
    assert not ChooseCustomerForm({"typed": "guest@example.jp"}).is_valid()
    assert ChooseCustomerForm({"typed": PHONE}).is_valid()


@pytest.mark.parametrize(
    ("may", "opens"),
    [
        (["access_admin"], False),
        (["access_admin", "view_accountflag"], False),
        (["access_admin", "view_accountflag", "propose_accountflag"], False),
        (["access_admin", "view_accountflag", "view_customer"], False),
        (["access_admin", "view_customer", "propose_accountflag"], True),
    ],
)
def test_it_takes_both_permissions(
    as_user: Make, hanako: User, guest: Customer, may: list[str], opens: bool
) -> None:
    hanako.user_permissions.set(Permission.objects.filter(codename__in=may))
    client = as_user(User.objects.get(pk=hanako.pk))
    assert (client.get(CHOOSE).status_code == 200) is opens
    answer = client.post(CHOOSE, {"typed": str(guest.pk)})
    assert (answer.url == proposing(guest)) is opens
    if "view_accountflag" in may:
        assert CHOOSE not in client.get(reverse("kasuhara_flags:index")).content.decode()


@pytest.mark.parametrize("role", ["legal", "policy_editor", "nobody"])
def test_nobody_else_learns_who_is_a_customer(
    staff: Make, as_user: Make, guest: Customer, role: str
) -> None:
    client = Client() if role == "nobody" else as_user(staff(role))
    for typed in (str(guest.pk), PHONE, "nobody@example.jp"):
        answer = client.post(CHOOSE, {"typed": typed})
        assert answer.status_code == 302 and answer.url != proposing(guest)
    assert client.get(CHOOSE).status_code == 302
