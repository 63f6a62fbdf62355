"""The staff confirm that they read the policy: off until switched on, each for themselves only."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import AppendOnlyViolation, NotPermitted
from kasuhara_plugin.models import AuditRecord, PolicyVersion, RuleSettings
from kasuhara_plugin.policy.attesting import NotAsked, attest, reminders, standing_of, standings
from kasuhara_plugin.policy.models import Attestation

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]


def switch(on: bool, months: int = 12) -> None:
    rules = RuleSettings.load()
    rules.attestation, rules.attestation_months = on, months
    rules.save()


@pytest.fixture
def asked(setup_done: None) -> None:
    switch(on=True)


def names(now: datetime | None = None) -> set[str]:
    """Who owes it."""
    return {row.name for row in standings(now or clock.now()) if row.owed_since}


def later(**time: int) -> datetime:
    return clock.now() + timedelta(**time)


@pytest.mark.parametrize("role", ["operator", "supervisor", "desk", "legal", "policy_editor"])
def test_each_confirms_for_themselves(staff: Make, asked: None, role: str) -> None:
    person, version = staff(role), PolicyVersion.objects.get()
    assert names() == {role}
    row = attest(version, by=person)
    assert (row.version, row.person_key, row.person_name) == (version, str(person.pk), role)
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_key, audit.data) == (
        "policy.attest",
        str(person.pk),
        {"version": version.pk},
    )
    assert names() == set()
    assert standing_of(person, clock.now()).attested == row


def test_it_is_off_until_it_is_switched_on(staff: Make) -> None:
    person = staff("operator")
    assert not RuleSettings.load().attestation
    assert list(reminders(clock.now())) == []
    with pytest.raises(NotAsked):
        attest(PolicyVersion.objects.get(), by=person)
    switch(on=True)
    attest(PolicyVersion.objects.get(), by=person)
    switch(on=False)
    with pytest.raises(NotAsked):
        attest(PolicyVersion.objects.get(), by=person)
    assert Attestation.objects.count() == 1
    assert AuditRecord.objects.filter(act="policy.attest").count() == 1


def test_a_customer_cannot(asked: None, hanako: User) -> None:
    with pytest.raises(NotPermitted):
        attest(PolicyVersion.objects.get(), by=hanako)
    assert not Attestation.objects.exists()


def test_only_the_version_in_force_is_confirmed(asked: None, staff: Make, published: Make) -> None:
    first = PolicyVersion.objects.get()
    day = clock.day(clock.now()) + timedelta(days=10)
    second = published(staff("policy_editor"), staff("supervisor"), effective_on=day)
    person = staff("operator")
    with pytest.raises(NotAsked):
        attest(second, by=person)
    attest(first, by=person)
    with pytest.raises(NotAsked):
        attest(first, by=person, now=later(days=10))
    attest(second, by=person, now=later(days=10))
    assert [row.version for row in Attestation.objects.order_by("pk")] == [first, second]


def test_a_new_version_asks_everybody_from_the_day_it_holds(
    asked: None, staff: Make, published: Make
) -> None:
    people = [staff("operator"), staff("legal")]
    for person in people:
        attest(PolicyVersion.objects.get(), by=person)
    day = clock.day(clock.now()) + timedelta(days=10)
    published(staff("policy_editor"), staff("supervisor"), effective_on=day)
    midnight = datetime(day.year, day.month, day.day, tzinfo=clock.TOKYO).astimezone(UTC)
    others = {"policy_editor", "supervisor"}  # never confirmed any
    assert names(midnight - timedelta(microseconds=1)) == others
    assert names(midnight) == {"operator", "legal", *others}
    assert standing_of(people[0], midnight).owed_since == day


@pytest.mark.parametrize(
    ("months", "confirmed", "again"),
    [
        (12, date(2027, 1, 15), date(2028, 1, 15)),
        (1, date(2027, 1, 31), date(2027, 2, 28)),
        (12, date(2028, 2, 29), date(2029, 2, 28)),
        (60, date(2027, 12, 31), date(2032, 12, 31)),
    ],
)
def test_it_is_asked_again_after_so_many_months(
    staff: Make, months: int, confirmed: date, again: date
) -> None:
    switch(on=True, months=months)
    person = staff("operator")
    start = datetime(confirmed.year, confirmed.month, confirmed.day, tzinfo=clock.TOKYO)
    attest(PolicyVersion.objects.get(), by=person, now=start)
    at = datetime(again.year, again.month, again.day, tzinfo=clock.TOKYO)
    assert names(at - timedelta(seconds=1)) == set()
    assert names(at) == {"operator"}
    assert standing_of(person, at).owed_since == again
    attest(PolicyVersion.objects.get(), by=person, now=at)
    assert names(at) == set()


def test_those_who_left_and_those_who_cannot_enter_are_not_asked(asked: None, staff: Make) -> None:
    staff("operator")
    gone = staff("legal", "退職者")
    gone.is_active = False
    gone.save()
    outside = User.objects.create_user("outside@example.jp", name="外部")
    outside.user_permissions.add(Permission.objects.get(codename="add_attestation"))
    group = Group.objects.create(name="管理画面に入れない")
    group.permissions.add(Permission.objects.get(codename="add_attestation"))
    User.objects.create_user("outside2@example.jp", name="外部2").groups.add(group)
    assert {row.name for row in standings(clock.now())} == {"operator"}
    assert [reminder.to for reminder in reminders(clock.now())] == ["operator@staff.example.jp"]


def test_somebody_in_two_groups_stands_once_with_both_roles(asked: None, staff: Make) -> None:
    person = staff("operator")
    person.groups.add(Group.objects.get(name="法務"))
    person.user_permissions.add(Permission.objects.get(codename="add_attestation"))
    assert [(row.name, row.roles) for row in standings(clock.now())] == [
        ("operator", "担当者、法務")
    ]


def test_a_superuser_is_asked_as_well(asked: None, staff: Make) -> None:
    attest(PolicyVersion.objects.get(), by=staff("superuser"))
    assert Attestation.objects.get().person_name == "superuser"


def test_reminders_go_at_once_and_every_two_weeks(asked: None, staff: Make) -> None:
    staff("operator")
    nameless = staff("legal")
    User.objects.filter(pk=nameless.pk).update(email="")
    keys: list[str] = []
    for day in range(43):
        for reminder in reminders(later(days=day)):
            assert reminder.to == "operator@staff.example.jp"
            if reminder.key not in keys:
                keys.append(reminder.key)
                assert day in (0, 14, 28, 42)
    assert len(keys) == 4


def test_nobody_is_reminded_before_a_version_holds(db: None) -> None:
    switch(on=True)
    User.objects.create_superuser("owner@example.jp", "x", name="店主")
    assert list(reminders(clock.now())) == []
    assert [row.owed_since for row in standings(clock.now())] == [None]


def test_the_standings_cost_the_same_for_ten_more(
    asked: None, staff: Make, django_assert_num_queries: Any
) -> None:
    attest(PolicyVersion.objects.get(), by=staff("operator"))
    with django_assert_num_queries(6):
        standings(clock.now())
    for number in range(10):
        attest(PolicyVersion.objects.get(), by=staff("legal", f"法務{number}"))
    with django_assert_num_queries(6):
        assert len(standings(clock.now())) == 11


def test_a_confirmation_is_never_changed_or_removed(asked: None, staff: Make) -> None:
    row = attest(PolicyVersion.objects.get(), by=staff("operator"))
    row.person_name = "別の人"
    for act in (row.save, row.delete, Attestation.objects.all().delete):
        with pytest.raises(AppendOnlyViolation):
            act()
    assert Attestation.objects.get().person_name == "operator"
