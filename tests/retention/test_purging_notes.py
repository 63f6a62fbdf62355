"""A note whose retention has ended goes with all that it said, and the ledger holds."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from retention.conftest import places

from kasuhara_plugin.core import append_only, clock
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.flags.actions import Evidence
from kasuhara_plugin.models import (
    AuditRecord,
    Customer,
    Erasure,
    OutgoingMail,
    Redaction,
    RetentionSettings,
    StaffNote,
)
from kasuhara_plugin.notes import triggers
from kasuhara_plugin.notes.actions import revise, withdraw, write
from kasuhara_plugin.notes.redacting import approve_redaction, propose_redaction, reject_redaction

Make = Callable[..., Any]
MARK = "目印の言葉"
NOTE, VERSION = StaffNote._meta.db_table, StaffNote.history.model._meta.db_table


@pytest.fixture
def told(staff: Make, customer: Customer, long_ago: datetime) -> StaffNote:
    """Of four versions, with the mark wherever a person can write it, and a colleague called to it."""
    author, when = staff("operator"), {"now": long_ago}
    body = f"<p>{MARK}一</p>"
    note = write(customer, body=body, by=author, mention=[staff("desk")], **when)
    revise(note, body=f"<p>{MARK}二</p>", reason=f"{MARK}を直す", by=author, **when)
    row = propose_redaction(note, reason=f"{MARK}の件", by=staff("supervisor"), **when)
    reject_redaction(row, reason=f"{MARK}は必要", by=staff("desk"), **when)
    version = note.version()
    revise(note, body=f"<p>{MARK}三</p>", reason=f"{MARK}を直す", by=author, **when)
    row = propose_redaction(
        note, version=version, reason=f"{MARK}の請求", by=staff("supervisor"), **when
    )
    approve_redaction(row, by=staff("desk"), **when)
    return withdraw(note, reason=f"{MARK}を取り下げ", by=author, **when)


def test_nothing_of_it_remains_in_any_table(told: StaffNote, purged: Make) -> None:
    standing = places(MARK)
    assert {"StaffNote.body", "HistoricalStaffNote.body", "AuditRecord.reason"} <= standing
    assert {"Redaction.reason", "StaffNote.withdrawal_reason"} <= standing
    mails = OutgoingMail.objects.filter(kind="note.mention")
    assert mails.exists()
    assert purged("notes").gone == 1
    assert places(MARK) == set()
    assert not StaffNote.objects.exists()
    assert not StaffNote.history.exists()
    assert not Redaction.objects.exists()
    assert not mails.exists()


def test_who_did_what_to_it_stays_on_record(told: StaffNote, purged: Make) -> None:
    acts = AuditRecord.objects.filter(subject_type="kasuhara_plugin.staffnote")
    before = list(acts.order_by("pk").values_list("pk", "act", "actor_name", "at"))
    purged("notes")
    assert list(acts.order_by("pk").values_list("pk", "act", "actor_name", "at")) == before
    assert set(acts.values_list("reason", flat=True)) == {""}


def test_each_part_is_an_act_of_whoever_ran_it(told: StaffNote, staff: Make, purged: Make) -> None:
    versions = told.history.count()
    purged("notes", by=staff("supervisor"))
    act = AuditRecord.objects.get(act="retention.purge")
    assert (act.actor_name, act.subject_type) == ("supervisor", RetentionSettings._meta.label_lower)
    said = {key: act.data[key] for key in ("kind", "count", "years", "first", "last")}
    assert said == {
        "kind": "notes", "count": 1, "years": 5, "first": told.pk, "last": told.pk,
    }  # fmt: skip
    assert act.data["rows"]["kasuhara_plugin.historicalstaffnote"] == versions
    assert "cutoff" in act.data
    unlock = AuditRecord.objects.filter(act="audit.unlock").latest("pk")
    assert (unlock.actor_name, unlock.reason) == ("supervisor", "保存期間（5年）の満了：対応メモ")


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed before", "not sealed yet"])
def test_the_ledger_holds_and_an_erasure_answers_for_each_version(
    told: StaffNote, purged: Make, sealed: bool
) -> None:
    if sealed:
        assert verify().is_whole
    keys = set(told.history.values_list("history_id", flat=True))
    purged("notes")
    assert verify().findings == []
    call_command("kasuhara_verify")
    rows = Erasure.objects.filter(removed=True, label="kasuhara_plugin.historicalstaffnote")
    assert set(rows.values_list("row", flat=True)) == keys
    act = AuditRecord.objects.get(act="retention.purge")
    assert set(rows.values_list("audit_id", flat=True)) == {act.pk}


def sql(*statements: str) -> None:
    """As the owner of the database can."""
    append_only.drop_triggers()
    triggers.drop()
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    append_only.install_triggers()
    triggers.install()


@pytest.mark.parametrize(
    "statements",
    [
        (f"DELETE FROM {NOTE}", f"DELETE FROM {VERSION}"),
        (f"DELETE FROM {NOTE}",),
        (f"DELETE FROM {VERSION}",),
    ],
    ids=["the note and its versions", "the note alone", "the versions alone"],
)
def test_the_same_by_sql_is_found(old_note: Make, statements: tuple[str, ...]) -> None:
    old_note()
    call_command("kasuhara_verify")
    sql(*statements)
    with pytest.raises(CommandError) as failed:
        call_command("kasuhara_verify")
    assert failed.value.returncode == 1


def test_a_redacted_version_that_is_deleted_by_sql_is_found(told: StaffNote) -> None:
    """Its erasure answers for what it said, not for its being gone."""
    redacted = Erasure.objects.filter(label="kasuhara_plugin.historicalstaffnote").get()
    sql(f"DELETE FROM {VERSION} WHERE history_id = {redacted.row}")
    where = f"kasuhara_plugin.historicalstaffnote {redacted.row}"
    assert (where, "行が削除されています。") in verify().findings


def test_an_erasure_that_is_put_in_by_sql_excuses_nothing(
    old_note: Make, purged: Make, long_ago: datetime
) -> None:
    old_note()
    purged("notes")
    other = old_note()
    assert verify().is_whole
    act = AuditRecord.objects.get(act="retention.purge")
    (version,) = other.history.all()
    label = "kasuhara_plugin.historicalstaffnote"
    sql(f"DELETE FROM {NOTE}", f"DELETE FROM {VERSION}")
    Erasure.objects.create(label=label, row=version.pk, audit_id=act.pk, removed=True)
    where = {found.where for found in verify().findings}
    assert where == {
        f"kasuhara_plugin.auditrecord {act.pk}",
        f"kasuhara_plugin.staffnote {other.pk}",
    }


def test_a_row_that_comes_back_is_found(old_note: Make, purged: Make) -> None:
    note = old_note()
    (version,) = note.history.all()
    verify()
    purged("notes")
    version._state.adding = True
    version.save(force_insert=True)
    where = f"kasuhara_plugin.historicalstaffnote {version.pk}"
    assert (where, "消去された行が、また現れています。") in verify().findings


def test_the_period_is_counted_from_the_last_change(
    old_note: Make, staff: Make, purged: Make
) -> None:
    note = old_note()
    revise(note, body="<p>先週の電話。</p>", reason="追記", by=staff("operator"))
    assert purged("notes").due == 0


def test_a_note_that_is_to_be_read_until_a_later_day_is_not_over(
    customer: Customer, staff: Make, purged: Make, long_ago: datetime
) -> None:
    today = clock.day(clock.now())
    until = today - timedelta(days=365)
    write(customer, body="<p>a</p>", by=staff("operator"), until=until, now=long_ago)
    assert purged("notes").due == 0


def test_what_a_flag_rests_on_stays_as_long_as_the_flag(
    old_note: Make, old_flag: Make, purged: Make
) -> None:
    note, other = old_note(), old_note()
    record = f"kasuhara_plugin.staffnote:{note.pk}"
    old_flag(evidence=[Evidence("対応メモ", record)])
    tally = purged("notes")
    assert (tally.gone, dict(tally.kept)) == (1, {"取引制限フラグの「確認した記録」": 1})
    assert list(StaffNote.objects.all()) == [note]
    purged("flags")
    assert purged("notes").gone == 1
    assert other.pk != note.pk


def test_notes_of_a_customer_with_an_open_flag_stay(
    old_note: Make, old_flag: Make, purged: Make
) -> None:
    old_note()
    old_flag(lifted=False)
    assert dict(purged("notes").kept) == {"取引制限フラグが申請中または適用中の顧客": 1}


def test_a_note_with_an_undecided_redaction_stays(
    old_note: Make, staff: Make, purged: Make
) -> None:
    propose_redaction(old_note(), reason="ご本人のご請求", by=staff("supervisor"))
    assert dict(purged("notes").kept) == {"内容の消去の申請が決定を待っている": 1}
