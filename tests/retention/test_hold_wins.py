"""A hold beats every period: of every kind, of everybody who is the same person, at any moment."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from processes import Silent, processes
from retention.conftest import run_of

from kasuhara_plugin.core import purging
from kasuhara_plugin.core.purging import purge
from kasuhara_plugin.customers.actions import hold, merge, register, release_hold
from kasuhara_plugin.models import Customer, Inquiry, StaffNote

Make = Callable[..., Any]
KINDS = ["flags", "refusals", "notes", "inquiries", "mails", "audit"]
HELD = {"記録を保全している顧客": 1}
WHY = "訴訟に備えるため"


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_held_customer_goes_until_it_is_released(
    kind: str, old: Make, customer: Customer, staff: Make, purged: Make
) -> None:
    row = old(kind)
    standing = hold(customer, reason=WHY, by=staff("legal"))
    tally = purged(kind)
    assert (tally.gone, dict(tally.kept)) == (0, HELD)
    assert type(row)._base_manager.filter(pk=row.pk).exists()
    release_hold(standing, reason="和解した", by=staff("legal"))
    assert purged(kind).gone == 1
    assert not type(row)._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("held", ["kept", "other"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_hold_on_one_holds_all_who_were_merged(
    kind: str, held: str, old: Make, customer: Customer, staff: Make, purged: Make
) -> None:
    """Whoever of the two the record is about, and whoever of them was held."""
    other = register(email="second@example.jp")
    if held == "other":
        hold(other, reason=WHY, by=staff("legal"))
    old(kind, customer if held == "other" else other)
    merge(customer, other, reason="同じ方", by=staff("supervisor"))
    if held == "kept":
        hold(customer, reason=WHY, by=staff("legal"))
    assert dict(purged(kind).kept) == HELD


def test_a_mail_and_an_act_about_a_record_are_about_its_customer(
    old_note: Make, old: Make, customer: Customer, staff: Make, purged: Make
) -> None:
    old_note()
    hold(customer, reason=WHY, by=staff("legal"))
    register(email="somebody@example.jp")
    assert purged("mails").gone == 0
    assert purged("notes").gone == 0


def test_an_inquiry_that_names_nobody_is_held_by_its_address(
    old: Make, customer: Customer, staff: Make, purged: Make
) -> None:
    inquiry = old("inquiries")
    Inquiry.objects.update(customer=None, email=customer.identifiers.get(kind="email").value)
    hold(customer, reason=WHY, by=staff("legal"))
    assert dict(purged("inquiries").kept) == HELD
    Inquiry.objects.filter(pk=inquiry.pk).update(email="nobody@example.jp")
    assert purged("inquiries").gone == 1


def test_a_hold_that_is_placed_between_two_parts_wins_for_the_second(
    old_note: Make, customer: Customer, staff: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purging, "PART", 2)
    for _ in range(5):
        old_note()
    run = purge(run_of("notes"), by=None)
    assert next(run).gone == 2
    hold(customer, reason=WHY, by=staff("legal"))
    assert [(tally.gone, tally.kept.total()) for tally in run] == [(2, 2), (2, 3)]
    assert StaffNote.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_hold_that_is_not_committed_yet_is_waited_for(
    old_note: Make, customer: Customer, staff: Make, tmp_path: Path
) -> None:
    """Two real processes: the part was chosen before the hold was there."""
    note, other = old_note(), old_note(register(email="b@example.jp"))
    legal = staff("legal")
    with processes("retention.two_at_once", 2, tmp_path) as (one, two):
        one.ask("begin")
        one.ask("hold", customer.pk, str(legal.pk))
        two.tell("purge", "notes")
        with pytest.raises(Silent):
            two.hear(within_s=1)
        one.ask("commit")
        assert two.hear() == [1, HELD]
    assert list(StaffNote.objects.all()) == [note]
    assert other.pk != note.pk


@pytest.mark.django_db(transaction=True)
def test_a_hold_waits_for_the_part_that_is_under_way(
    old_note: Make, customer: Customer, staff: Make, tmp_path: Path
) -> None:
    note, legal = old_note(), staff("legal")
    with processes("retention.two_at_once", 2, tmp_path) as (one, two):
        one.ask("begin")
        assert one.ask("purge", "notes") == [1, {}]
        two.tell("hold", customer.pk, str(legal.pk))
        with pytest.raises(Silent):
            two.hear(within_s=1)
        one.ask("roll_back")
        two.hear()
        assert one.ask("purge", "notes") == [0, HELD]
    assert list(StaffNote.objects.all()) == [note]
    assert connection.vendor in ("sqlite", "postgresql")
