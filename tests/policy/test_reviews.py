"""The policy is looked at again (policy s9): the record, the reminders, and what comes of it."""

from collections.abc import Callable
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import AppendOnlyViolation, NotPermitted, UnusableText
from kasuhara_plugin.models import AuditRecord, PolicyReview, PolicyVersion, RuleSettings
from kasuhara_plugin.policy import reviews
from kasuhara_plugin.policy.reviews import ReviewTooLate, review

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
MAY = ["supervisor", "desk", "policy_editor", "superuser"]
MAY_NOT = ["operator", "legal"]


def today() -> date:
    return clock.day(clock.now())


def facts(**changes: Any) -> dict[str, Any]:
    return {
        "trigger": "schedule",
        "findings": "事案は前年より減りました。",
        "decision": "keep",
        "next_review_on": today() + timedelta(days=365),
        **changes,
    }


def nothing_kept(call: Callable[[], Any], error: type[Exception]) -> str:
    acts = AuditRecord.objects.exclude(act="permission.give")  # the call makes its person first
    before = acts.count()
    with pytest.raises(error) as caught:
        call()
    assert (PolicyReview.objects.count(), acts.count()) == (0, before)
    return str(caught.value)


@pytest.mark.parametrize("role", MAY)
def test_a_review_is_recorded_with_its_author(staff: Make, role: str) -> None:
    row = review(**facts(), by=staff(role))
    assert (row.reviewer_name, row.reviewer_key) == (role, str(staff(role).pk))
    assert (row.trigger, row.decision) == ("schedule", "keep")
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_name, audit.reason) == ("policy.review", role, row.findings)
    assert audit.data == {"decision": "keep"}
    assert reviews.due_on() == row.next_review_on


@pytest.mark.parametrize("role", [*MAY_NOT, "customer"])
def test_the_other_roles_record_none(staff: Make, hanako: User, role: str) -> None:
    person = hanako if role == "customer" else staff(role)
    nothing_kept(lambda: review(**facts(), by=person), NotPermitted)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"findings": ""}, UnusableText),
        ({"findings": " 　\u200b\n"}, UnusableText),
        ({"findings": "あ" * 4_001}, UnusableText),
        ({"findings": "あ\x00い"}, UnusableText),
        ({"findings": "あ\ud800い"}, UnusableText),
        ({"next_review_on": date(2000, 1, 1)}, ReviewTooLate),
        ({"next_review_on": None}, ReviewTooLate),  # today, below
    ],
)
def test_what_cannot_be_kept_is_refused(
    staff: Make, changes: dict[str, Any], error: type[Exception]
) -> None:
    given = facts(**changes)
    given["next_review_on"] = given["next_review_on"] or today()
    nothing_kept(lambda: review(**given, by=staff("desk")), error)


def test_the_longest_findings_and_tomorrow_are_taken(staff: Make) -> None:
    row = review(
        **facts(findings="あ" * 4_000, next_review_on=today() + timedelta(days=1)),
        by=staff("desk"),
    )
    assert len(row.findings) == 4_000


def test_a_review_is_never_changed_or_removed(staff: Make) -> None:
    row = review(**facts(), by=staff("desk"))
    row.findings = "別の内容"
    for act in (row.save, row.delete, PolicyReview.objects.all().delete):
        with pytest.raises(AppendOnlyViolation):
            act()
    assert PolicyReview.objects.get().findings == "事案は前年より減りました。"


def test_the_version_that_came_of_it_points_at_it_once(staff: Make, published: Make) -> None:
    review(**facts(decision="revise"), by=staff("desk"))
    second = review(**facts(decision="revise", findings="法令"), by=staff("desk"))
    people = staff("policy_editor"), staff("supervisor")
    assert published(*people).review == second
    assert published(*people, change_summary="続き。").review is None
    review(**facts(decision="keep"), by=staff("desk"))
    assert published(*people, change_summary="その後。").review is None


def test_before_the_first_review_it_is_due_months_after_the_first_version(
    setup_done: None,
) -> None:
    version = PolicyVersion.objects.get()
    for months in (12, 6, 60):
        RuleSettings.objects.update(policy_review_months=months)
        assert reviews.due_on() == clock.months_after(version.effective_on, months)


def test_nothing_is_due_while_nothing_is_published(db: None) -> None:
    assert reviews.due_on() is None
    assert list(reviews.reminders(today())) == []


DUE = date(2027, 6, 15)
STEPS = [
    (date(2027, 5, 15), None),
    (date(2027, 5, 16), "before-30"),
    (date(2027, 6, 7), "before-30"),
    (date(2027, 6, 8), "before-7"),
    (date(2027, 6, 14), "before-7"),
    (date(2027, 6, 15), "late-0"),
    (date(2027, 6, 21), "late-0"),
    (date(2027, 6, 22), "late-1"),
    (date(2027, 6, 29), "late-2"),
]


@pytest.mark.parametrize(("day", "step"), STEPS)
def test_the_steps_of_the_reminder(staff: Make, day: date, step: str | None) -> None:
    person = staff("policy_editor")
    review(**facts(next_review_on=DUE), by=person)
    keys = [f"policy-review:2027-06-15:{step}:{person.pk}"] if step else []
    assert [reminder.key for reminder in reviews.reminders(day)] == keys


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (date(2027, 6, 14), "（2027年6月15日）が近づいています。"),
        (date(2027, 6, 15), "（2027年6月15日）は今日です。"),
        (date(2027, 6, 16), "（2027年6月15日）を過ぎています。"),
    ],
)
def test_the_reminder_says_when(staff: Make, day: date, said: str) -> None:
    review(**facts(next_review_on=DUE), by=staff("desk"))
    assert said in next(iter(reviews.reminders(day))).body


def test_each_person_gets_one_mail_a_step(staff: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [staff(role) for role in MAY]
    for role in MAY_NOT:
        staff(role)
    gone = staff("desk", "退職者")
    gone.is_active = False
    gone.save()
    review(**facts(next_review_on=today() + timedelta(days=30)), by=people[0])
    start = clock.now()
    for day in range(45):
        moment = start + timedelta(days=day)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        call_command("kasuhara_remind", stdout=StringIO())
    sent = [message.to[0] for message in mail.outbox]
    assert {to: sent.count(to) for to in sent} == {person.email: 5 for person in people}


@pytest.mark.parametrize("role", [*MAY, *MAY_NOT])
def test_the_screen_is_for_those_who_record(staff: Make, as_user: Make, role: str) -> None:
    client, url = as_user(staff(role)), reverse("kasuhara_policy_reviews:record")
    answer = client.post(url, {**facts(), "next_review_on": today().isoformat()})
    assert answer.status_code == (200 if role in MAY else 302)
    assert not PolicyReview.objects.exists()
    if role in MAY:
        assert "明日以降" in answer.content.decode()
        assert "事案は前年より減りました。" in answer.content.decode()
    client.post(url, facts())
    assert [row.reviewer_name for row in PolicyReview.objects.all()] == [role] * (role in MAY)
