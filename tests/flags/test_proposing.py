"""Proposing a restriction: who may, and what it has to say (law 3)."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import NotPermitted, UnusableText
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.flags.actions import IncompleteFlag, propose
from kasuhara_plugin.flags.gate import restriction_for
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
FACTS: dict[str, Any] = {"reason": "暴言が続いたため", "customer_message": "お控えください。"}


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "superuser"])
def test_these_roles_propose(staff: Callable[..., User], customer: Customer, role: str) -> None:
    person = staff(role)
    flag = propose(customer, **FACTS, by=person, now=NOW)
    decision = flag.decisions.get()
    assert (decision.act, decision.rule, decision.at) == ("proposed", "two", NOW)
    assert decision.actor_key == flag.proposer_key == str(person.pk)
    assert decision.actor_name == flag.proposer_name == person.name
    assert decision.reason == flag.reason == FACTS["reason"]
    act = AuditRecord.objects.get(act="flag.propose")
    assert (act.subject_key, act.actor_key) == (str(flag.pk), str(person.pk))
    assert act.reason == FACTS["reason"]
    kept = {"rule": "two", "level": "limit", "scopes": ["order"], "clauses": ["s6-4-b"]}
    assert act.data.items() >= {**kept, "customer_message": FACTS["customer_message"]}.items()


@pytest.mark.parametrize("role", ["legal", "policy_editor"])
def test_these_roles_do_not_propose(
    staff: Callable[..., User], customer: Customer, role: str
) -> None:
    with pytest.raises(NotPermitted):
        propose(customer, **FACTS, by=staff(role))
    assert not AccountFlag.objects.exists()


def test_a_customer_does_not_propose(customer: Customer, hanako: User) -> None:
    for nobody in (hanako, AnonymousUser()):
        with pytest.raises(NotPermitted):
            propose(customer, **FACTS, by=nobody)
    assert not AccountFlag.objects.exists()


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\u200b", "\u3164"])
@pytest.mark.parametrize("part", ["reason", "customer_message"])
def test_a_restriction_is_explained(
    staff: Callable[..., User], customer: Customer, part: str, blank: str
) -> None:
    with pytest.raises(UnusableText) as refused:
        propose(customer, **FACTS | {part: blank}, by=staff("operator"))
    assert refused.value.code == "blank"
    assert not AccountFlag.objects.exists()


@pytest.mark.parametrize(("part", "limit"), [("reason", 2_000), ("customer_message", 1_000)])
def test_its_texts_have_a_limit(
    staff: Callable[..., User], customer: Customer, part: str, limit: int
) -> None:
    with pytest.raises(UnusableText) as refused:
        propose(customer, **FACTS | {part: "あ" * (limit + 1)}, by=staff("operator"))
    assert refused.value.code == "too_long"
    propose(customer, **FACTS | {part: "あ" * limit}, by=staff("operator"))


@pytest.mark.parametrize("code", ["nul", "garbled"])
def test_its_texts_can_be_stored(staff: Callable[..., User], customer: Customer, code: str) -> None:
    char = {"nul": "\x00", "garbled": "\ud83d"}[code]
    with pytest.raises(UnusableText) as refused:
        propose(customer, **FACTS | {"reason": f"暴言{char}"}, by=staff("operator"))
    assert refused.value.code == code


def test_a_limit_names_what_it_limits(staff: Callable[..., User], customer: Customer) -> None:
    with pytest.raises(IncompleteFlag):
        propose(customer, **FACTS, scopes=[], by=staff("operator"))
    assert not AccountFlag.objects.exists()


@pytest.mark.parametrize(("until", "good"), [(22, False), (23, True), (24, True)])
def test_it_does_not_end_before_it_begins(
    staff: Callable[..., User], customer: Customer, until: int, good: bool
) -> None:
    facts = {**FACTS, "until": date(2026, 11, until), "now": NOW}
    if good:
        assert propose(customer, **facts, by=staff("operator")).until == date(2026, 11, until)
    else:
        with pytest.raises(IncompleteFlag):
            propose(customer, **facts, by=staff("operator"))


def test_the_day_on_which_it_begins_is_the_day_in_japan(
    staff: Callable[..., User], customer: Customer
) -> None:
    past_midnight = datetime(2026, 11, 22, 15, 30, tzinfo=UTC)
    with pytest.raises(IncompleteFlag):
        propose(
            customer, **FACTS, until=date(2026, 11, 22), by=staff("operator"), now=past_midnight
        )


def test_without_an_end_a_review_is_set(staff: Callable[..., User], customer: Customer) -> None:
    RuleSettings.objects.update_or_create(defaults={"review_after_days": 30})
    flag = propose(customer, **FACTS, by=staff("operator"), now=NOW)
    assert (flag.until, flag.review_on) == (None, date(2026, 12, 23))


@pytest.mark.parametrize("given", ["until", "review_on"])
def test_a_date_that_is_given_is_kept(
    staff: Callable[..., User], customer: Customer, given: str
) -> None:
    day = date(2026, 12, 1)
    flag = propose(customer, **FACTS, **{given: day}, by=staff("operator"), now=NOW)
    other = {"until": "review_on", "review_on": "until"}[given]
    assert (getattr(flag, given), getattr(flag, other)) == (day, None)


def test_a_refusal_needs_no_scopes_and_covers_all(
    staff: Callable[..., User], customer: Customer
) -> None:
    flag = propose(customer, level="refuse", scopes=[], **FACTS, by=staff("operator"))
    assert all(flag.covers(scope) for scope in ("order", "reorder", "quote", "phone", "visit"))
    assert flag.scope_labels() == ["注文", "再注文", "見積", "電話（書面のみ）", "訪問"]


def test_it_rests_on_the_policy(staff: Callable[..., User], customer: Customer) -> None:
    flag = propose(customer, **FACTS, by=staff("operator"))
    assert flag.clauses == ["s6-4-b"]
    named = propose(customer, **FACTS, clauses=["s6-4-b", "s3"], by=staff("operator"))
    assert named.clauses == ["s6-4-b", "s3"]


def test_it_cannot_rest_on_nothing(staff: Callable[..., User], customer: Customer) -> None:
    with pytest.raises(IncompleteFlag):
        propose(customer, **FACTS, clauses=[], by=staff("operator"))


def test_to_watch_is_internal_and_acts_at_once(
    staff: Callable[..., User], customer: Customer
) -> None:
    flag = propose(
        customer,
        level="watch",
        scopes=["order"],
        reason="注意",
        customer_message="見せません",
        by=staff("operator"),
    )
    flag.refresh_from_db()
    assert flag.status() == "active"
    assert (flag.customer_message, flag.scopes, flag.clauses) == ("", [], [])
    assert not flag.covers("order")
    assert restriction_for(customer, "order") is None
    assert AuditRecord.objects.get(act="flag.propose").reason == "注意"


def test_a_flag_keeps_the_version_and_the_words_it_rests_on(
    customer: Customer, staff: Callable[..., User]
) -> None:
    flag = propose(
        customer, reason="記録", customer_message="お控えください。", by=staff("operator")
    )
    flag = AccountFlag.objects.get(pk=flag.pk)
    assert (flag.policy_version.language, flag.policy_version.number) == ("ja", 1)
    assert flag.grounds() == [("s6-4-b", "今後のお取引を制限し、またはお断りする場合があります。")]
