"""フラグを選択する: four doors, each for whoever may view flags."""

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

from kasuhara_plugin.customers.actions import merge, register, unmerge
from kasuhara_plugin.flags.actions import lift
from kasuhara_plugin.flags.choosers import FlagChooserWidget
from kasuhara_plugin.models import AccountFlag, Customer

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
DOORS = ("choose", "choose_results", "chosen", "chosen_multiple")
NUMBERS = ["0", "-1", "1.5", "x", "９", "01", "9" * 18, "9" * 40, "1 OR 1=1", "\x00", "あ", "None"]


def at(door: str, *args: Any) -> str:
    return reverse(f"kasuhara_flag_chooser:{door}", args=args)


@pytest.fixture
def client(staff: Make, as_user: Make) -> Client:
    return as_user(staff("operator"))


def rows(client: Client, **query: Any) -> list[list[str]]:
    response = client.get(at("choose_results"), query)
    assert response.status_code == 200
    lines = BeautifulSoup(response.content, "html.parser").select("tbody tr")
    return [[cell.get_text(strip=True) for cell in line.select("td")] for line in lines]


def offered(client: Client, **query: Any) -> list[int]:
    """The numbers of the flags, the newest first."""
    return [int(cells[-1]) for cells in rows(client, **query)]


def chosen(response: Any) -> Any:
    assert response.status_code == 200
    answer = json.loads(response.content)
    assert answer["step"] == "chosen"
    return answer["result"]


def visitor(role: str, as_user: Make, staff: Make, hanako: User) -> Client:
    """Also somebody who is let into the admin and may do all but view flags."""
    if role == "nobody":
        return Client()
    if role == "all but view":
        others = Permission.objects.exclude(codename="view_accountflag")
        hanako.user_permissions.set(others)
    return as_user(staff(role) if role in ("legal", "policy_editor") else hanako)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ["legal", "policy_editor", "all but view", "customer", "nobody"])
@pytest.mark.parametrize(("by_script", "refused"), [(False, 302), (True, 403)])
def test_whoever_may_not_view_flags_has_none_of_the_doors(
    staff: Make, as_user: Make, hanako: User, active: Make,
    role: str, door: str, by_script: bool, refused: int,
) -> None:  # fmt: skip
    flag, client = active(), visitor(role, as_user, staff, hanako)
    args = [flag.pk] if door == "chosen" else []
    headers = {"X-Requested-With": "XMLHttpRequest"} if by_script else {}
    query = {"id": flag.pk, "q": "佐藤"}
    response = client.get(at(door, *args), query, headers=headers)
    assert response.status_code == refused
    assert "佐藤" not in response.content.decode()


@pytest.mark.parametrize("door", DOORS)
def test_to_view_them_is_enough_and_the_reason_is_not_told(
    setup_done: None, as_user: Make, hanako: User, active: Make, door: str
) -> None:
    flag = active()
    may = Permission.objects.filter(codename__in=["access_admin", "view_accountflag"])
    hanako.user_permissions.set(may)
    args = [flag.pk] if door == "chosen" else []
    content = as_user(hanako).get(at(door, *args), {"id": flag.pk}).content.decode()
    shown = content if "results" in door else json.dumps(json.loads(content), ensure_ascii=False)
    assert "佐藤 一郎" in shown
    assert flag.reason not in shown
    assert flag.proposer_name not in shown


def test_nothing_is_created_or_written_here(staff: Make, as_user: Make, active: Make) -> None:
    flag, client = active(), as_user(staff("superuser"))
    with pytest.raises(NoReverseMatch):
        at("create")
    assert client.get(f"{at('choose')}create/").status_code == 404
    for door in DOORS:
        address = at(door, *([flag.pk] if door == "chosen" else []))
        assert client.post(address, {"reason": "x"}).status_code == 405
    assert AccountFlag.objects.get() == flag


def test_each_row_says_whose_it_is_what_became_of_it_and_its_number(
    client: Client, staff: Make, active: Make, proposed: Make
) -> None:
    lifted, open_still = active(until=None), proposed(scopes=["quote"])
    lift(lifted, by=staff("supervisor"), reason="行き違い")
    assert [[cells[0], cells[1], cells[-1]] for cells in rows(client)] == [
        [str(open_still), "申請中", str(open_still.pk)],
        [str(lifted), "解除", str(lifted.pk)],
    ]


@pytest.mark.parametrize(
    ("q", "whose"),
    [
        ("", ["山田 花子", "佐藤 一郎"]),
        ("佐藤", ["佐藤 一郎"]),
        ("ICHIRO@", ["佐藤 一郎"]),
        ("０３－１２３４", ["山田 花子"]),
        ("いない", []),
        ("暴言", []),
        ("%", []),
        ("あ" * 10_000, []),
        ("ﷺ" * 400, []),
        ("\u200b", []),
        (b"\xed\xa0\x80", []),
    ],
)
def test_it_is_searched_by_the_customer(
    client: Client, active: Make, q: str | bytes, whose: list[str]
) -> None:
    flags = [active(), active(register(phone="03-1234-5678", name="山田 花子"))]
    wanted = [flag.pk for flag in reversed(flags) if flag.customer.name in whose]
    assert offered(client, q=q) == wanted


def test_the_number_of_the_flag_or_of_the_customer_finds_it(client: Client, active: Make) -> None:
    others = [register(email=f"c{number}@example.com") for number in range(3)]
    flag = active(others[-1])
    for number in (flag.pk, flag.customer_id, f" {flag.pk} "):
        assert offered(client, q=number) == [flag.pk]
    assert offered(client, q=f"0{flag.pk}") == []


def test_a_flag_of_either_is_found_by_both_while_they_are_merged(
    client: Client, staff: Make, customer: Customer, active: Make
) -> None:
    other = register(email="other@example.jp", name="高橋")
    flags = [active(customer).pk, active(other).pk]
    row = merge(customer, other, by=staff("supervisor"), reason="同じ方")
    for q in ("佐藤", "高橋", "other@", customer.name):
        assert offered(client, q=q) == flags[::-1]
    unmerge(row, by=staff("supervisor"), reason="別の方")
    assert (offered(client, q="佐藤"), offered(client, q="高橋")) == (flags[:1], flags[1:])


def test_one_is_chosen_by_its_number(client: Client, active: Make) -> None:
    flag = active()
    wanted = {
        "id": str(flag.pk),
        "title": str(flag),
        "edit_url": reverse("kasuhara_flags:inspect", args=[flag.pk]),
    }
    assert chosen(client.get(at("chosen", flag.pk))) == wanted
    assert chosen(client.get(at("chosen_multiple"), {"id": flag.pk})) == [wanted]


@pytest.mark.parametrize("number", NUMBERS)
def test_what_is_no_number_of_a_flag_is_not_found(
    client: Client, active: Make, number: str
) -> None:
    flag = active()
    assert client.get(at("chosen", number)).status_code == 404
    both = chosen(client.get(at("chosen_multiple"), {"id": [number, flag.pk]}))
    assert [one["id"] for one in both] == [str(flag.pk)]


class ChoiceForm(forms.Form):
    flag = forms.ModelChoiceField(AccountFlag.objects.all(), widget=FlagChooserWidget)


def rendered(value: Any) -> BeautifulSoup:
    html = FlagChooserWidget().render("flag", value, {"id": "id_flag"})
    return BeautifulSoup(html, "html.parser")


def test_the_widget_shows_what_was_chosen_and_leads_to_it(active: Make) -> None:
    flag = active()
    for value in (flag, flag.pk, str(flag.pk)):
        soup = rendered(value)
        field = soup.select_one("input[type=hidden]")
        assert field and field["value"] == str(flag.pk)
        assert str(flag) in soup.get_text()
        assert soup.select(f'a[href="{reverse("kasuhara_flags:inspect", args=[flag.pk])}"]')
    assert ChoiceForm({"flag": str(flag.pk)}).is_valid()


@pytest.mark.parametrize("value", [None, "", True, *NUMBERS])
def test_the_widget_shows_nothing_for_a_key_of_nothing(active: Make, value: Any) -> None:
    flag, soup = active(), rendered(value)
    field = soup.select_one("input[type=hidden]")
    assert field and not field.get("value")
    assert str(flag) not in soup.get_text()


@pytest.mark.parametrize("door", ["choose", "choose_results", "chosen_multiple"])
@pytest.mark.parametrize("q", ["", "客"])
def test_ten_more_cost_no_query_more(client: Client, active: Make, door: str, q: str) -> None:
    def cost(first: int, last: int) -> int:
        for number in range(first, last):
            active(register(email=f"c{number}@example.com", name=f"客{number}"))
        query: dict[str, Any] = {
            "q": q,
            "id": list(AccountFlag.objects.values_list("pk", flat=True)),
        }
        with CaptureQueriesContext(connection) as asked:
            assert client.get(at(door), query).status_code == 200
        return len(asked)

    cost(0, 2)
    assert cost(2, 5) == cost(5, 15)
