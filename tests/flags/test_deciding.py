"""Approving, rejecting and lifting: by whom, once, and with a record of each (laws 2 and 4)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson, UnusableText
from kasuhara_plugin.flags.actions import VERBS, approve, lift, propose, reject
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer
from kasuhara_plugin.signals import flag_decided

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
Make = Callable[..., AccountFlag]
ACTS: dict[str, Callable[..., Any]] = {"approved": approve, "rejected": reject, "lifted": lift}
RESULT = {"approved": "active", "rejected": "rejected", "lifted": "lifted"}


@pytest.fixture
def ready(proposed: Make, active: Make) -> Callable[[str], AccountFlag]:
    """A flag on which the act is open."""
    return lambda act: active() if act == "lifted" else proposed()


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["supervisor", "desk", "superuser"])
def test_these_roles_decide(
    staff: Callable[..., User], ready: Callable[[str], AccountFlag], role: str, act: str
) -> None:
    flag, person = ready(act), staff(role, "決裁者")
    decision = ACTS[act](flag, by=person, reason="記録を確認した", now=NOW)
    assert flag.status(NOW) == RESULT[act]
    assert (decision.act, decision.rule, decision.at) == (act, "two", NOW)
    assert (decision.actor_key, decision.actor_name) == (str(person.pk), "決裁者")
    assert decision.proposer_key == flag.proposer_key
    row = AuditRecord.objects.get(act=VERBS[act])
    assert (row.subject_key, row.actor_key) == (str(flag.pk), str(person.pk))
    assert row.reason == decision.reason == "記録を確認した"
    assert row.data == {"rule": "two"}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor"])
def test_these_roles_do_not_decide(
    staff: Callable[..., User], ready: Callable[[str], AccountFlag], role: str, act: str
) -> None:
    flag = ready(act)
    before = flag.status()
    with pytest.raises(NotPermitted):
        ACTS[act](flag, by=staff(role, "別の人"), reason="理由")
    assert flag.status() == before
    assert not AuditRecord.objects.filter(act=VERBS[act]).exists()


@pytest.mark.parametrize("act", ACTS)
def test_a_customer_does_not_decide(
    ready: Callable[[str], AccountFlag], hanako: User, ichiro: User, act: str
) -> None:
    flag = ready(act)
    for nobody in (hanako, ichiro, AnonymousUser()):
        with pytest.raises(NotPermitted):
            ACTS[act](flag, by=nobody, reason="理由")
    assert not AuditRecord.objects.filter(act=VERBS[act]).exists()


@pytest.mark.parametrize("role", ["supervisor", "desk", "superuser"])
@pytest.mark.parametrize("act", ["approved", "rejected"])
def test_the_proposer_can_neither_approve_nor_reject(
    staff: Callable[..., User], proposed: Make, role: str, act: str
) -> None:
    flag = proposed(by=staff(role))
    with pytest.raises(SamePerson):
        ACTS[act](flag, by=staff(role), reason="理由")
    assert flag.status() == "proposed"
    assert flag.decisions.count() == 1
    ACTS[act](flag, by=staff(role, "別の人"))
    assert flag.status() == RESULT[act]


def test_the_proposer_lifts(staff: Callable[..., User], active: Make) -> None:
    flag = active(by=staff("desk"))
    lift(flag, by=staff("desk"), reason="行き違いだった")
    assert flag.status() == "lifted"


@pytest.mark.parametrize("act", ["approved", "rejected"])
def test_where_one_person_decides_the_proposer_may(
    one_person_rule: None, staff: Callable[..., User], proposed: Make, act: str
) -> None:
    flag = proposed(by=staff("supervisor"))
    decision = ACTS[act](flag, by=staff("supervisor"))
    assert flag.status() == RESULT[act]
    assert decision.rule == "one"
    assert AuditRecord.objects.get(act=VERBS[act]).data == {"rule": "one"}


def test_a_decision_keeps_the_rule_it_was_made_under(
    staff: Callable[..., User], active: Make, one_person_rule: None
) -> None:
    flag = active(by=staff("supervisor"))
    assert set(flag.decisions.values_list("rule", flat=True)) == {"one"}


def test_one_person_still_needs_the_permission(
    one_person_rule: None, staff: Callable[..., User], proposed: Make
) -> None:
    with pytest.raises(NotPermitted):
        approve(proposed(), by=staff("operator"))


@pytest.mark.parametrize("second", ACTS)
@pytest.mark.parametrize("first", ["approved", "rejected"])
def test_a_second_decision_comes_too_late(
    staff: Callable[..., User], proposed: Make, first: str, second: str
) -> None:
    flag = proposed()
    stale = AccountFlag.objects.get(pk=flag.pk)
    ACTS[first](flag, by=staff("supervisor"))
    if (first, second) == ("approved", "lifted"):
        lift(stale, by=staff("desk"), reason="理由")
        return
    with pytest.raises(AlreadyDecided):
        ACTS[second](stale, by=staff("desk"), reason="理由")
    assert flag.decisions.count() == 2
    assert flag.status() == RESULT[first]


def test_only_a_flag_in_force_is_lifted(
    staff: Callable[..., User], proposed: Make, active: Make
) -> None:
    ended = active(until=date(2026, 11, 23), now=NOW)
    lifted = active()
    lift(lifted, by=staff("desk"), reason="理由")
    for flag in (proposed(), ended, lifted):
        with pytest.raises(AlreadyDecided):
            lift(flag, by=staff("desk"), reason="理由", now=datetime(2026, 11, 24, tzinfo=UTC))


@pytest.mark.parametrize("blank", ["", " \u3000", "\u200b"])
def test_lifting_needs_a_reason(staff: Callable[..., User], active: Make, blank: str) -> None:
    flag = active()
    with pytest.raises(UnusableText):
        lift(flag, by=staff("desk"), reason=blank)
    assert flag.status() == "active"


def test_to_watch_ends_by_lifting(staff: Callable[..., User], customer: Customer) -> None:
    flag = propose(customer, level="watch", reason="注意", by=staff("operator"))
    for act in (approve, reject):
        with pytest.raises(AlreadyDecided):
            act(flag, by=staff("desk"))
    lift(flag, by=staff("desk"), reason="落ち着いた")
    assert flag.status() == "lifted"


def test_the_host_hears_of_a_decision_after_the_commit(
    staff: Callable[..., User], proposed: Make, django_capture_on_commit_callbacks: Any
) -> None:
    heard: list[tuple[AccountFlag, str]] = []

    def hear(flag: AccountFlag, decision: Any, **_: Any) -> None:
        heard.append((flag, decision.act))

    flag_decided.connect(hear)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            flag = proposed()
            approve(flag, by=staff("supervisor"))
            assert heard == []
        assert heard == [(flag, "proposed"), (flag, "approved")]
    finally:
        flag_decided.disconnect(hear)


def test_what_a_host_does_with_the_news_cannot_undo_the_decision(
    staff: Callable[..., User], proposed: Make, django_capture_on_commit_callbacks: Any
) -> None:
    def fail(**_: Any) -> None:
        raise RuntimeError("the host's mistake")

    flag_decided.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            flag = proposed()
    finally:
        flag_decided.disconnect(fail)
    assert flag.status() == "proposed"
