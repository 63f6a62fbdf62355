"""The flag in the Wagtail admin: who sees which act, and what the URL itself refuses."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer

Make = Callable[..., AccountFlag]
AsUser = Callable[[User], Client]
PROPOSAL = {
    "level": "limit",
    "scopes": ["order", "quote"],
    "reason": "電話での暴言",
    "customer_message": "お控えください。",
    "until": "2099-01-31",
    "clauses": ["s6-4-b"],
}


AMEND, APPEAL, REVIEW = "申請内容を変更する", "異議を受け付ける", "見直して続ける"


def screen(client: Client, flag: AccountFlag) -> BeautifulSoup:
    response = client.get(reverse("kasuhara_flags:inspect", args=[flag.pk]))
    return BeautifulSoup(response.content, "html.parser")


def acts(page: BeautifulSoup) -> set[str]:
    return {link.text.strip() for link in page.select(".kasuhara-acts a")}


def test_a_flag_is_proposed_approved_and_lifted_by_hand(
    staff: Callable[..., User], as_user: AsUser, customer: Customer
) -> None:
    operator, supervisor = as_user(staff("operator")), as_user(staff("supervisor"))
    operator.post(reverse("kasuhara_flags:propose", args=[customer.pk]), PROPOSAL)
    flag = AccountFlag.objects.get()
    assert (flag.status(), flag.proposer_name) == ("proposed", "operator")
    supervisor.post(reverse("kasuhara_flags:approve", args=[flag.pk]), {"reason": ""})
    assert flag.status() == "active"
    supervisor.post(reverse("kasuhara_flags:lift", args=[flag.pk]), {"reason": "行き違い"})
    assert flag.status() == "lifted"
    rows = [
        [cell.text for cell in row.select("td")[1:]]
        for row in screen(operator, flag).select("tbody tr")
    ]
    assert rows == [
        ["申請", "operator", "電話での暴言"],
        ["承認", "supervisor", ""],
        ["解除", "supervisor", "行き違い"],
    ]


@pytest.mark.parametrize("act", ["approve", "reject"])
@pytest.mark.parametrize("role", ["supervisor", "desk", "superuser"])
def test_the_url_refuses_the_proposer(
    staff: Callable[..., User], as_user: AsUser, proposed: Make, role: str, act: str
) -> None:
    flag = proposed(by=staff(role))
    client = as_user(staff(role))
    response = client.post(reverse(f"kasuhara_flags:{act}", args=[flag.pk]), {"reason": "可"})
    assert response.status_code == 403
    assert "申請内容を変更した人とは別の人が決裁してください。" in response.content.decode()
    assert (flag.status(), flag.decisions.count()) == ("proposed", 1)
    page = screen(client, flag)
    assert acts(page) == {AMEND}
    assert "別の責任者の決裁をお待ちください" in page.text


@pytest.mark.parametrize("act", ["approve", "reject", "lift"])
@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor", "customer"])
def test_the_url_refuses_whoever_may_not_decide(
    staff: Callable[..., User], as_user: AsUser, hanako: User,
    proposed: Make, active: Make, role: str, act: str,
) -> None:  # fmt: skip
    flag = active() if act == "lift" else proposed()
    before = flag.status()
    client = as_user(hanako if role == "customer" else staff(role, "別の人"))
    address = reverse(f"kasuhara_flags:{act}", args=[flag.pk])
    for response in (client.get(address), client.post(address, {"reason": "可"})):
        assert response.status_code == 302
        assert response.url != reverse("kasuhara_flags:inspect", args=[flag.pk])
    assert flag.status() == before


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        ("operator", {AMEND}),
        ("supervisor", {"承認する", "却下する", AMEND}),
        ("superuser", {"承認する", "却下する", AMEND}),
    ],
)
def test_the_acts_that_are_open_are_offered(
    staff: Callable[..., User], as_user: AsUser, proposed: Make, role: str, offered: set[str]
) -> None:
    assert acts(screen(as_user(staff(role, "別の人")), proposed())) == offered


def test_a_flag_in_force_is_offered_to_be_lifted(
    staff: Callable[..., User], as_user: AsUser, active: Make
) -> None:
    flag = active()
    assert acts(screen(as_user(staff("desk")), flag)) == {"解除する", APPEAL, REVIEW}
    assert acts(screen(as_user(staff("operator")), flag)) == {APPEAL}


def test_where_one_person_decides_the_proposer_is_offered_it(
    one_person_rule: None, staff: Callable[..., User], as_user: AsUser, proposed: Make
) -> None:
    flag = proposed(by=staff("supervisor"))
    client = as_user(staff("supervisor"))
    assert acts(screen(client, flag)) == {"承認する", "却下する", AMEND}
    client.post(reverse("kasuhara_flags:approve", args=[flag.pk]), {"reason": ""})
    assert flag.status() == "active"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"customer_message": "\u200b"}, "customer_message"),
        ({"customer_message": ""}, "customer_message"),
        ({"customer_message": "あ" * 1_001}, "customer_message"),
        ({"scopes": []}, "scopes"),
        ({"level": "ban"}, "level"),
        ({"until": "31.1."}, "until"),
        ({"until": "2020-01-31"}, None),
    ],
)
def test_what_a_proposal_lacks_is_said_and_nothing_typed_is_lost(
    staff: Callable[..., User], as_user: AsUser, customer: Customer,
    change: dict[str, Any], field: str | None,
) -> None:  # fmt: skip
    client = as_user(staff("operator"))
    response = client.post(reverse("kasuhara_flags:propose", args=[customer.pk]), PROPOSAL | change)
    form = response.context["form"]
    assert {name: len(errors) for name, errors in form.errors.items()} == {field or "__all__": 1}
    assert form["reason"].value() == (PROPOSAL | change)["reason"]
    assert not AccountFlag.objects.exists()


DOORS = ("index", "index_results", "inspect", "propose")


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", ["legal", "policy_editor", "customer", "nobody"])
def test_whoever_may_not_read_flags_has_no_door_to_them(
    staff: Callable[..., User], as_user: AsUser, hanako: User, active: Make, role: str, door: str
) -> None:
    flag, client = active(), Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    args = {"inspect": [flag.pk], "propose": [flag.customer_id]}.get(door, [])
    response = client.get(reverse(f"kasuhara_flags:{door}", args=args))
    assert response.status_code == 302
    assert flag.reason not in response.content.decode()


def test_a_rule_that_changes_is_an_act(staff: Callable[..., User], one_person_rule: None) -> None:
    act = AuditRecord.objects.get(act="rulesettings.change")
    assert act.data == {"decision_rule": ["two", "one"]}


def test_the_list_costs_the_same_however_long_it_is(
    staff: Callable[..., User], as_user: AsUser, active: Make,
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, address = as_user(staff("supervisor")), reverse("kasuhara_flags:index")

    def fill(first: int, last: int) -> None:
        for number in range(first, last):
            active(register(email=f"c{number}@example.com", name=f"顧客{number}"))

    fill(0, 5)
    client.get(address)
    with django_assert_max_num_queries(60) as few:
        assert "顧客4" in client.get(address).content.decode()
    fill(5, 15)
    with django_assert_num_queries(len(few)):
        assert "顧客14" in client.get(address).content.decode()
