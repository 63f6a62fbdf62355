"""Which clause of a version a behaviour rests on: a mapping of each version, edited by staff."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.models import AuditRecord, ClauseBasis, PolicyVersion
from kasuhara_plugin.policy.bases import UnknownClause, rest_on
from kasuhara_plugin.policy.behaviours import BEHAVIOURS, NAMED, SUSPENSION_REASONS

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


def mapping(version: PolicyVersion) -> dict[str, str]:
    return dict(version.bases.values_list("code", "clause"))


def acts() -> int:
    return AuditRecord.objects.filter(act="policy.bases").count()


def test_every_behaviour_and_reason_has_a_name_of_its_own() -> None:
    assert not BEHAVIOURS.keys() & SUSPENSION_REASONS.keys()
    assert len({named.label for named in NAMED.values()}) == len(NAMED)


def test_the_first_version_begins_with_the_mapping_of_the_shipped_text(setup_done: None) -> None:
    version = PolicyVersion.objects.get()
    assert mapping(version) == {code: named.clause for code, named in NAMED.items()}
    assert all(version.clause(clause) for clause in mapping(version).values())


@pytest.mark.parametrize("role", ["policy_editor", "superuser"])
def test_it_is_changed_with_its_author_and_what_it_was_before(staff: Make, role: str) -> None:
    version = PolicyVersion.objects.get()
    before = mapping(version)
    rest_on(version, {"threat": "s4-2-a", "stalking": "", "dogeza": "s4"}, by=staff(role))
    assert mapping(version) == {**before, "threat": "s4-2-a", "stalking": ""}
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_name, audit.subject_key) == (
        "policy.bases",
        role,
        str(version.pk),
    )
    assert audit.data == {"threat": ["s4-2-c", "s4-2-a"], "stalking": ["s4", ""]}


def test_the_same_again_is_no_act(staff: Make) -> None:
    version = PolicyVersion.objects.get()
    rest_on(version, mapping(version), by=staff("policy_editor"))
    assert acts() == 0


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "legal", "customer"])
def test_the_other_roles_change_none(staff: Make, hanako: User, role: str) -> None:
    version = PolicyVersion.objects.get()
    before = mapping(version)
    with pytest.raises(NotPermitted):
        rest_on(version, {"threat": ""}, by=hanako if role == "customer" else staff(role))
    assert (mapping(version), acts()) == (before, 0)


@pytest.mark.parametrize(
    "chosen",
    [
        {"threat": "s99"},
        {"threat": "S4"},
        {"threat": " s4"},
        {"threat": "s4-2-c' OR 1=1"},
        {"nonsense": "s4"},
        {"nonsense": ""},
        {"": "s4"},
        {"stalking": "", "threat": "s4-9"},
    ],
)
def test_what_the_version_does_not_have_is_refused_whole(
    staff: Make, chosen: dict[str, str]
) -> None:
    version = PolicyVersion.objects.get()
    before = mapping(version)
    with pytest.raises(UnknownClause):
        rest_on(version, chosen, by=staff("policy_editor"))
    assert (mapping(version), acts()) == (before, 0)


def test_each_version_has_a_mapping_of_its_own(staff: Make, published: Make) -> None:
    editor = staff("policy_editor")
    first = PolicyVersion.objects.get()
    rest_on(first, {"threat": "s4-2-a"}, by=editor)
    second = published(editor, staff("supervisor"))
    assert mapping(second) == mapping(first)
    rest_on(second, {"threat": "s4-2-b"}, by=editor)
    assert (mapping(first)["threat"], mapping(second)["threat"]) == ("s4-2-a", "s4-2-b")
    rest_on(first, {"threat": ""}, by=editor)
    assert (mapping(first)["threat"], mapping(second)["threat"]) == ("", "s4-2-b")


def test_a_clause_of_another_version_is_unknown_here(staff: Make, published: Make) -> None:
    editor = staff("policy_editor")
    words = {"heading": "はじめに", "body": [{"type": "paragraph", "value": "尊重します。"}]}
    body = json.dumps([{"type": "section", "value": words}])
    second = published(editor, staff("supervisor"), body=body)
    assert set(mapping(second).values()) == {""}
    with pytest.raises(UnknownClause):
        rest_on(second, {"threat": "s4-2-a"}, by=editor)
    rest_on(second, {"threat": "s1"}, by=editor)
    assert mapping(second)["threat"] == "s1"


def test_a_code_that_came_later_gets_its_row(staff: Make) -> None:
    version = PolicyVersion.objects.get()
    ClauseBasis.objects.filter(version=version, code="threat").delete()
    rest_on(version, {"threat": "s4-2-c"}, by=staff("policy_editor"))
    assert mapping(version)["threat"] == "s4-2-c"
    assert AuditRecord.objects.first().data == {"threat": ["", "s4-2-c"]}
