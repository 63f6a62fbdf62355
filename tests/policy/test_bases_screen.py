"""条項の対応 in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.models import AuditRecord, PolicyVersion
from kasuhara_plugin.policy.behaviours import NAMED

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
MAP = ["policy_editor", "superuser"]
READ = ["operator", "supervisor", "desk", "legal"]


def mapping() -> dict[str, str]:
    return dict(PolicyVersion.objects.get(number=1).bases.values_list("code", "clause"))


def address(door: str = "bases") -> str:
    return reverse(f"kasuhara_policy:{door}", args=[PolicyVersion.objects.get(number=1).pk])


@pytest.mark.parametrize("role", MAP)
def test_a_clause_is_chosen_for_each_behaviour(staff: Make, as_user: Make, role: str) -> None:
    client, before = as_user(staff(role)), mapping()
    shown = BeautifulSoup(client.get(address()).content, "html.parser")
    choices = shown.main.find_all("select")
    assert [choice["name"] for choice in choices] == list(NAMED)
    chosen = {choice["name"]: choice.find(selected=True)["value"] for choice in choices}
    assert chosen == before
    response = client.post(address(), {**chosen, "threat": "s4-2-a"})
    assert response["Location"] == address("inspect")
    assert mapping() == {**before, "threat": "s4-2-a"}
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_name) == ("policy.bases", role)
    assert audit.data == {"threat": ["s4-2-c", "s4-2-a"]}


@pytest.mark.parametrize("role", [*READ, "customer", "nobody"])
def test_the_others_have_no_door_to_it(
    staff: Make, as_user: Make, hanako: User, setup_done: None, role: str
) -> None:
    client, before = Client(), mapping()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    for answer in (client.get(address()), client.post(address(), {**before, "threat": ""})):
        assert answer.status_code == 302
        assert answer["Location"] != address("inspect")
    assert mapping() == before


@pytest.mark.parametrize("role", [*READ, *MAP])
def test_the_version_shows_the_mapping_to_every_role(staff: Make, as_user: Make, role: str) -> None:
    shown = BeautifulSoup(as_user(staff(role)).get(address("inspect")).content, "html.parser")
    rows = [[cell.text for cell in row.find_all("td")] for row in shown.select("main tbody tr")]
    assert [row[0] for row in rows] == [named.label for named in NAMED.values()]
    assert ["脅迫", "s4-2-c", "脅迫に当たる言動や、業務を妨害する行為"] in rows
    offered = [link["href"] for link in shown.main.find_all("a")]
    assert (address() in offered) == (role in MAP)


@pytest.mark.parametrize(
    "chosen", [{"threat": "s99"}, {"threat": "s4\x00"}, {"threat": ["s9", "x"]}]
)
def test_a_clause_that_is_not_there_is_refused_in_the_form(
    staff: Make, as_user: Make, chosen: dict[str, Any]
) -> None:
    before = mapping()
    answer = as_user(staff("policy_editor")).post(address(), {**before, **chosen})
    assert answer.status_code == 200
    assert mapping() == before
    assert not AuditRecord.objects.filter(act="policy.bases").exists()


def test_a_forged_behaviour_is_left_aside(staff: Make, as_user: Make) -> None:
    before = mapping()
    as_user(staff("policy_editor")).post(address(), {**before, "nonsense": "s4", "version": "9"})
    assert mapping() == before


@pytest.mark.parametrize("pk", ["0", "999999", str(10**30)])
def test_an_unknown_version_is_not_found(staff: Make, as_user: Make, pk: str) -> None:
    url = f"/admin/kasuhara/policy/{pk}/bases/"
    assert as_user(staff("policy_editor")).get(url).status_code == 404


def test_a_post_without_choices_changes_nothing_by_itself(staff: Make, as_user: Make) -> None:
    before = mapping()
    assert as_user(staff("policy_editor")).post(address(), {}).status_code == 200
    assert mapping() == before
