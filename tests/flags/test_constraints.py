"""What the database itself refuses, whichever way a row comes (laws 2, 3 and 4)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import ProtectedError

from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.models import AccountFlag, Customer, FlagDecision

Make = Callable[..., AccountFlag]
FLAG: dict[str, Any] = {
    "scopes": ["order"],
    "reason": "理由",
    "customer_message": "ご説明",
    "review_on": date(2027, 1, 31),
    "proposer_key": "p",
    "proposer_name": "申請者",
}
DECISION: dict[str, Any] = {"rule": "two", "actor_key": "a", "actor_name": "決定者", "reason": "可"}


def decide(flag: AccountFlag, **details: Any) -> FlagDecision:
    facts = {**DECISION, "proposer_key": flag.proposer_key, **details}
    return FlagDecision.objects.create(flag=flag, **facts)


@pytest.fixture
def flag(customer: Customer) -> AccountFlag:
    return AccountFlag.objects.create(customer=customer, **FLAG)


@pytest.mark.parametrize(
    "missing",
    [
        {"customer_message": ""},
        {"review_on": None},
        {"level": "refuse", "customer_message": ""},
        {"level": "refuse", "review_on": None},
        {"reason": ""},
        {"level": "watch", "reason": ""},
        {"level": "ban"},
        {"scopes": []},
    ],
)
def test_a_flag_that_does_not_say_what_it_has_to_is_refused(
    customer: Customer, missing: dict[str, Any]
) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AccountFlag.objects.create(customer=customer, **FLAG | missing)


@pytest.mark.parametrize(
    "enough",
    [
        {"review_on": None, "until": date(2027, 1, 31)},
        {"level": "refuse", "scopes": []},
        {"level": "watch", "scopes": [], "customer_message": "", "review_on": None},
    ],
)
def test_a_flag_that_says_what_it_has_to_is_kept(
    customer: Customer, enough: dict[str, Any]
) -> None:
    assert AccountFlag.objects.create(customer=customer, **FLAG | enough).pk


@pytest.mark.parametrize("act", ["approved", "rejected"])
def test_two_people_decide(flag: AccountFlag, act: str) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(flag, act=act, actor_key=flag.proposer_key)
    assert decide(flag, act=act).pk


@pytest.mark.parametrize("act", ["approved", "rejected"])
def test_one_person_decides_only_where_the_rule_of_the_row_says_so(
    flag: AccountFlag, act: str
) -> None:
    assert decide(flag, act=act, actor_key=flag.proposer_key, rule="one").pk


@pytest.mark.parametrize("second", ["approved", "rejected"])
@pytest.mark.parametrize("first", ["approved", "rejected"])
def test_a_flag_is_decided_on_once(flag: AccountFlag, first: str, second: str) -> None:
    decide(flag, act=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(flag, act=second, actor_key="b")


def test_a_flag_is_lifted_once_and_with_a_reason(flag: AccountFlag) -> None:
    decide(flag, act="approved")
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(flag, act="lifted", reason="")
    decide(flag, act="lifted")
    with pytest.raises(IntegrityError), transaction.atomic():
        decide(flag, act="lifted")


def test_a_decision_is_kept_by_its_model(flag: AccountFlag) -> None:
    decision = decide(flag, act="approved")
    decision.reason = "別の理由"
    decisions = FlagDecision.objects.filter(pk=decision.pk)
    for change in (
        decision.save,
        decision.delete,
        decisions.delete,
        lambda: decisions.update(reason="別の理由"),
        lambda: FlagDecision.objects.bulk_update([decision], ["reason"]),
    ):
        with pytest.raises(AppendOnlyViolation), transaction.atomic():
            change()
    assert FlagDecision.objects.get().reason == DECISION["reason"]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kasuhara_plugin_flagdecision SET actor_name = 'x'",
        "DELETE FROM kasuhara_plugin_flagdecision",
    ],
)
def test_a_decision_is_kept_by_the_database(flag: AccountFlag, statement: str) -> None:
    decide(flag, act="approved")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(statement)
    assert FlagDecision.objects.get().actor_name == DECISION["actor_name"]


def test_a_flag_with_decisions_and_its_customer_stay(active: Make) -> None:
    flag = active()
    for row in (flag, flag.customer):
        with pytest.raises(ProtectedError), transaction.atomic():
            row.delete()
    assert AccountFlag.objects.filter(pk=flag.pk).exists()
