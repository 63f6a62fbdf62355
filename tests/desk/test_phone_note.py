"""電話メモ: one short form while the call is going on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AmbiguousCustomer, NotPermitted, UnusableText
from kasuhara_plugin.customers.actions import find, register
from kasuhara_plugin.desk.phone_note import write
from kasuhara_plugin.models import AuditRecord, Customer, StaffNote

Staff = Callable[..., User]
AsUser = Callable[[User], Client]
PHONE = "03-1234-5678"


@pytest.fixture
def form(staff: Staff, as_user: AsUser) -> Client:
    return as_user(staff("operator"))


def send(client: Client, **typed: str) -> str:
    """What the page says; the card of the customer after a success."""
    data = {"phone": "", "name": "", "body": "納期のお尋ね", **typed}
    url = reverse("kasuhara_customers:phone_note")
    return client.post(url, data, follow=True).content.decode()


def test_a_caller_is_registered_with_the_note(form: Client, staff: Staff) -> None:
    assert "電話メモを保存しました。" in send(form, phone=PHONE, name="佐藤", body="一行目\n<b>二")
    customer = find(phone=PHONE)
    assert customer and customer.name == "佐藤"
    note = StaffNote.objects.get(customer=customer)
    assert note.body == "<p>一行目<br>&lt;b&gt;二</p>"
    acts = AuditRecord.objects.filter(act__in=["customer.register", "note.write"])
    assert {(act.act, act.actor_key) for act in acts} == {
        ("customer.register", note.author_key), ("note.write", note.author_key)
    }  # fmt: skip


def test_a_known_number_is_asked_about_before_a_second_customer_is_made(form: Client) -> None:
    known = register(phone=PHONE, name="佐藤")
    said = send(form, phone="０３ー１２３４ー５６７８", name="鈴木")
    assert "同じ電話番号の顧客がいます。" in said
    assert f"佐藤（顧客番号 {known.pk}）" in said
    assert "納期のお尋ね" in said
    assert not StaffNote.objects.exists()


def test_the_note_goes_to_the_known_customer_and_keeps_another_name(form: Client) -> None:
    known = register(phone=PHONE, name="佐藤")
    send(form, phone=PHONE, name="鈴木", whom=str(known.pk))
    note = StaffNote.objects.get()
    assert note.customer == known
    assert note.body == "<p>お名前：鈴木</p>\n\n<p>納期のお尋ね</p>"
    assert Customer.objects.count() == 1


def test_another_person_at_the_same_number_is_a_second_customer(form: Client) -> None:
    register(phone=PHONE, name="佐藤")
    send(form, phone=PHONE, name="鈴木", whom="new")
    assert StaffNote.objects.get().customer.name == "鈴木"
    assert Customer.objects.count() == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "電話番号かお名前のどちらかを入力してください。"),
        ({"phone": "なし"}, "電話番号として読み取れません。"),
        ({"phone": PHONE, "body": "\u3000"}, "入力してください。"),
        ({"name": "a\x00"}, "制御文字"),
        ({"phone": "\x00"}, "制御文字"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(
    form: Client, typed: dict[str, str], said: str
) -> None:
    assert said in send(form, **typed)
    assert not Customer.objects.exists()


def test_a_caller_without_a_number_is_registered_by_name(form: Client) -> None:
    send(form, name="佐藤")
    assert StaffNote.objects.get().customer.name == "佐藤"


def test_the_act_holds_the_same_rules(staff: Staff) -> None:
    with pytest.raises(NotPermitted):
        write(phone=PHONE, body="x", by=staff("legal"))
    with pytest.raises(UnusableText):
        write(body="x", by=staff("operator"))
    assert not Customer.objects.exists()
    register(phone=PHONE)
    with pytest.raises(AmbiguousCustomer):
        write(phone=PHONE, body="x", by=staff("operator"))


@pytest.mark.parametrize("place", ["wagtailadmin_home", "kasuhara_customers:index"])
def test_the_way_to_it_stands_where_work_begins(
    form: Client, staff: Staff, as_user: AsUser, place: str
) -> None:
    link = reverse("kasuhara_customers:phone_note")
    assert link in form.get(reverse(place)).content.decode()
    assert link not in as_user(staff("legal")).get(reverse(place), follow=True).content.decode()
