"""On which clauses of a version a measure can rest: the version's own mapping decides."""

from collections.abc import Callable
from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.models import ClauseBasis, PolicyVersion
from kasuhara_plugin.policy import grounds
from kasuhara_plugin.policy.bases import rest_on
from kasuhara_plugin.policy.behaviours import MEASURES

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
OWN = [
    ["1", "目的"],
    ["2", "対象となる行為"],
    ["2-1", "暴言"],
    ["9", "お取引を控える場合があります"],
]


@pytest.fixture
def own_policy(setup_done: None) -> PolicyVersion:
    """A policy of the shop's own, numbered in its own way, that maps one measure and one act."""
    first = PolicyVersion.objects.get()
    version = PolicyVersion.objects.create(
        site_key=first.site_key, language=first.language, number=2, title="当店の方針",
        text="…", digest="0" * 64, clauses=OWN, established_on=first.established_on,
        effective_on=first.effective_on, approval=first.approval,
    )  # fmt: skip
    for code, clause in (("transaction_restriction", "9"), ("verbal_abuse", "2-1")):
        ClauseBasis.objects.create(version=version, code=code, clause=clause)
    return version


def test_the_clauses_that_the_mapping_names_are_offered_in_reading_order(
    own_policy: PolicyVersion,
) -> None:
    assert grounds.grounds(own_policy) == [
        ("2-1", "暴言", ("威圧・恫喝・暴言・人格否定",)),
        ("9", "お取引を控える場合があります", ("取引の制限",)),
    ]


def test_all_clauses_are_offered_while_the_mapping_names_none(own_policy: PolicyVersion) -> None:
    own_policy.bases.all().delete()
    assert [row.clause for row in grounds.grounds(own_policy)] == ["1", "2", "2-1", "9"]
    assert {row.labels for row in grounds.grounds(own_policy)} == {()}


def test_what_is_chosen_already_is_offered_as_well(own_policy: PolicyVersion) -> None:
    rows = grounds.grounds(own_policy, besides=["2", "77"])
    assert [(row.clause, row.labels) for row in rows if row.clause != "9"] == [
        ("2", ()),
        ("2-1", ("威圧・恫喝・暴言・人格否定",)),
    ]


def test_a_mapping_that_names_a_clause_the_version_lacks_offers_no_such_clause(
    own_policy: PolicyVersion,
) -> None:
    ClauseBasis.objects.create(version=own_policy, code="threat", clause="77")
    assert [row.clause for row in grounds.grounds(own_policy)] == ["2-1", "9"]


def test_a_code_that_the_policy_room_does_not_name_is_shown_as_it_is(
    own_policy: PolicyVersion,
) -> None:
    ClauseBasis.objects.create(version=own_policy, code="of_the_host", clause="1")
    assert grounds.grounds(own_policy)[0] == ("1", "目的", ("of_the_host",))


@pytest.mark.parametrize(
    ("code", "clause"),
    [("transaction_restriction", "9"), ("transaction_refusal", ""), ("verbal_abuse", "2-1")],
)
def test_a_measure_rests_on_what_this_version_says_and_on_nothing_else(
    own_policy: PolicyVersion, code: str, clause: str
) -> None:
    assert grounds.basis(own_policy, code) == clause


@pytest.mark.parametrize("emptied", ["", "77"])
def test_a_mapping_that_leads_nowhere_is_no_basis(own_policy: PolicyVersion, emptied: str) -> None:
    own_policy.bases.filter(code="transaction_restriction").update(clause=emptied)
    assert grounds.basis(own_policy, "transaction_restriction") == ""


@pytest.mark.parametrize("code", MEASURES)
def test_without_a_published_policy_it_is_the_clause_of_the_shipped_text(code: str) -> None:
    assert grounds.basis(None, code) == MEASURES[code].clause


def test_staff_move_a_measure_to_another_clause(staff: Callable[..., User]) -> None:
    version = PolicyVersion.objects.get()
    assert grounds.basis(version, "transaction_refusal") == "s6-4-b"
    rest_on(version, {"transaction_refusal": "s6-4-a"}, by=staff("policy_editor"))
    assert grounds.basis(version, "transaction_refusal") == "s6-4-a"


@pytest.mark.parametrize(
    ("asked", "absent"),
    [
        ([], []),
        (["9"], []),
        (["9", "s6-4-b"], ["s6-4-b"]),
        (["２-1", "9 ", ""], ["２-1", "9 ", ""]),
    ],
)
def test_an_id_that_the_version_lacks_is_named(
    own_policy: PolicyVersion, asked: list[str], absent: list[str]
) -> None:
    assert grounds.absent(own_policy, asked) == absent


def test_the_clauses_cost_the_same_however_many_are_mapped(
    own_policy: PolicyVersion, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        grounds.grounds(own_policy)
    for code in ("threat", "dogeza", "stalking"):
        ClauseBasis.objects.create(version=own_policy, code=code, clause="2")
    with django_assert_num_queries(1):
        assert len(grounds.grounds(own_policy)) == 3
