"""顧客を選択する: four doors, each for whoever may view customers."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.customers.choosers import CustomerChooserWidget
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
DOORS = ("choose", "choose_results", "chosen", "chosen_multiple")
NUMBERS = ["0", "-1", "1.5", "x", "９", "01", "9" * 18, "9" * 40, "1 OR 1=1", "\x00", "あ", "None"]


def at(door: str, *args: Any) -> str:
    return reverse(f"kasuhara_customer_chooser:{door}", args=args)


@pytest.fixture
def client(staff: Make, as_user: Make) -> Client:
    return as_user(staff("operator"))


def offered(client: Client, **query: Any) -> list[str]:
    response = client.get(at("choose_results"), query)
    assert response.status_code == 200
    rows = BeautifulSoup(response.content, "html.parser").select("tbody tr")
    return [row.select("a")[0].get_text(strip=True) for row in rows]


def chosen(response: Any) -> Any:
    assert response.status_code == 200
    answer = json.loads(response.content)
    assert answer["step"] == "chosen"
    return answer["result"]


def visitor(role: str, as_user: Make, staff: Make, hanako: User) -> Client:
    """Also somebody who is let into the admin and may do all but view customers."""
    if role == "nobody":
        return Client()
    if role == "all but view":
        others = Permission.objects.exclude(codename="view_customer")
        hanako.user_permissions.set(others)
    return as_user(staff(role) if role in ("legal", "policy_editor") else hanako)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ["legal", "policy_editor", "all but view", "customer", "nobody"])
@pytest.mark.parametrize(("by_script", "refused"), [(False, 302), (True, 403)])
def test_whoever_may_not_view_customers_has_none_of_the_doors(
    staff: Make, as_user: Make, hanako: User, customer: Customer,
    role: str, door: str, by_script: bool, refused: int,
) -> None:  # fmt: skip
    client = visitor(role, as_user, staff, hanako)
    args = [customer.pk] if door == "chosen" else []
    headers = {"X-Requested-With": "XMLHttpRequest"} if by_script else {}
    query: dict[str, Any] = {"id": customer.pk, "q": "佐藤"}
    response = client.get(at(door, *args), query, headers=headers)
    assert response.status_code == refused
    assert customer.name not in response.content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_to_view_them_is_enough(
    setup_done: None, as_user: Make, hanako: User, customer: Customer, door: str
) -> None:
    may = Permission.objects.filter(codename__in=["access_admin", "view_customer"])
    hanako.user_permissions.set(may)
    args = [customer.pk] if door == "chosen" else []
    response = as_user(hanako).get(at(door, *args), {"id": customer.pk})
    shown = response.content.decode()
    assert (customer.name if "results" in door else json.dumps(customer.name)[1:-1]) in shown


def test_nothing_is_created_or_written_here(staff: Make, as_user: Make, customer: Customer) -> None:
    client = as_user(staff("superuser"))
    with pytest.raises(NoReverseMatch):
        at("create")
    assert client.get(f"{at('choose')}create/").status_code == 404
    for door in DOORS:
        address = at(door, *([customer.pk] if door == "chosen" else []))
        assert client.post(address, {"name": "x"}).status_code == 405
    assert "create" not in json.loads(client.get(at("choose")).content)["html"]
    assert Customer.objects.get() == customer


@pytest.mark.parametrize(
    ("q", "names"),
    [
        ("", ["山田 花子", "佐藤 一郎"]),
        ("佐藤", ["佐藤 一郎"]),
        ("藤一", ["佐藤 一郎"]),
        ("ICHIRO@", ["佐藤 一郎"]),
        ("０３－１２３４", ["山田 花子"]),
        ("統合", ["山田 花子"]),
        ("いない", []),
        ("%", []),
        ("あ" * 10_000, []),
        ("ﷺ" * 400, []),
        ("\u200b", []),
        (b"\xed\xa0\x80", []),
    ],
)
def test_it_is_searched_as_the_list_is_and_offers_who_was_kept(
    client: Client, staff: Make, customer: Customer, q: str | bytes, names: list[str]
) -> None:
    kept = register(phone="03-1234-5678", name="山田 花子")
    other = register(email="other@example.jp", name="統合された方")
    merge(kept, other, by=staff("supervisor"), reason="同じ方")
    assert offered(client, q=q) == names


def test_the_number_of_a_customer_finds_it(client: Client, customer: Customer) -> None:
    for number in (customer.pk, f" {customer.pk} "):
        assert offered(client, q=number) == ["佐藤 一郎"]
    assert offered(client, q=f"0{customer.pk}") == []


def test_one_is_chosen_by_its_number(client: Client, customer: Customer) -> None:
    wanted = {
        "id": str(customer.pk),
        "title": "佐藤 一郎",
        "edit_url": reverse("kasuhara_customers:inspect", args=[customer.pk]),
    }
    assert chosen(client.get(at("chosen", customer.pk))) == wanted
    assert chosen(client.get(at("chosen_multiple"), {"id": customer.pk})) == [wanted]


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_no_number_of_a_customer_is_not_found(
    client: Client, customer: Customer, number: str
) -> None:
    assert client.get(at("chosen", number)).status_code == 404
    query: dict[str, Any] = {"id": [number, customer.pk]}
    both = chosen(client.get(at("chosen_multiple"), query))
    assert [one["id"] for one in both] == [str(customer.pk)]


def test_who_was_merged_cannot_be_chosen(client: Client, staff: Make, customer: Customer) -> None:
    other = register(email="other@example.jp", name="統合された方")
    merge(customer, other, by=staff("supervisor"), reason="同じ方")
    assert client.get(at("chosen", other.pk)).status_code == 404
    assert chosen(client.get(at("chosen_multiple"), {"id": other.pk})) == []


class ChoiceForm(forms.Form):
    customer = forms.ModelChoiceField(Customer.objects.all(), widget=CustomerChooserWidget)


def rendered(value: Any) -> BeautifulSoup:
    html = CustomerChooserWidget().render("customer", value, {"id": "id_customer"})
    return BeautifulSoup(html, "html.parser")


def test_the_widget_shows_who_was_chosen_and_leads_to_the_card(db: None) -> None:
    customer = register(email="x@example.com", name="<script>x7()</script>")
    card = reverse("kasuhara_customers:inspect", args=[customer.pk])
    for value in (customer, customer.pk, str(customer.pk)):
        soup = rendered(value)
        field = soup.select_one("input[type=hidden]")
        assert field and field["value"] == str(customer.pk)
        assert "<script>x7()</script>" in soup.get_text()
        assert not [tag for tag in soup.select("script") if tag.string == "x7()"]
        assert soup.select(f'a[href="{card}"]')
    assert ChoiceForm({"customer": str(customer.pk)}).is_valid()


@pytest.mark.parametrize("value", [None, "", True, *NUMBERS])
def test_the_widget_shows_nothing_for_a_key_of_nothing(customer: Customer, value: Any) -> None:
    soup = rendered(value)
    field = soup.select_one("input[type=hidden]")
    assert field and not field.get("value")
    assert customer.name not in soup.get_text()


@pytest.mark.parametrize("door", ["choose", "choose_results", "chosen_multiple"])
@pytest.mark.parametrize("q", ["", "客"])
def test_ten_more_cost_no_query_more(client: Client, door: str, q: str) -> None:
    def cost(first: int, last: int) -> int:
        for number in range(first, last):
            register(email=f"c{number}@example.com", name=f"客{number}")
        query: dict[str, Any] = {"q": q, "id": list(Customer.objects.values_list("pk", flat=True))}
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(door), query).status_code == 200
        return len(asked)

    cost(0, 2)
    assert cost(2, 5) == cost(5, 15)
