"""事実 and 所見 apart; what is important or pinned stands out, what is out of date fades."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import actor
from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes import history
from kasuhara_plugin.notes.actions import revise, withdraw, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
Staff = Callable[..., User]


def test_a_note_is_a_fact_unless_it_says_otherwise(staff: Staff, customer: Customer) -> None:
    fact = write(customer, body="<p>一。</p>", by=staff("operator"))
    opinion = write(customer, body="<p>二。</p>", kind="opinion", by=staff("operator"))
    assert (fact.get_kind_display(), opinion.get_kind_display()) == ("事実", "所見")


@pytest.mark.parametrize("wrong", [{"kind": "rumour"}, {"importance": "urgent"}])
def test_no_other_word_is_taken(staff: Staff, customer: Customer, wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError):
        write(customer, body="<p>一。</p>", by=staff("operator"), **wrong)
    assert not StaffNote.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"kind": "rumour"}, {"importance": "urgent"}, {"withdrawn_at": NOW}]
)
def test_the_database_takes_no_other_word_either(
    staff: Staff, note: StaffNote, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(note, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        note.save(by=actor(staff("operator")))


def test_each_field_is_in_the_version_and_in_the_history(staff: Staff, customer: Customer) -> None:
    author, later = staff("operator"), NOW.replace(hour=3)
    note = write(customer, body="<p>一。</p>", by=author, now=NOW)
    content: Any = {
        "kind": "opinion", "importance": "important", "pinned": True, "until": date(2026, 12, 31),
    }  # fmt: skip
    note = revise(note, **content, reason="見直し", by=author, now=later)
    note.refresh_from_db()
    newest = note.history.latest()
    for name, value in content.items():
        assert (getattr(note, name), getattr(newest, name)) == (value, value)
    assert note.body == "<p>一。</p>"
    fields = [(one.label, one.before, one.after) for one in history.changes(note)[0].fields]
    assert fields == [
        ("種別", "事実", "所見"),
        ("重要度", "ふつう", "重要"),
        ("先頭に表示", "しない", "する"),
        ("有効期限", "なし", "2026年12月31日まで"),
    ]


def test_until_a_day_is_until_its_midnight_in_japan(staff: Staff, customer: Customer) -> None:
    note = write(customer, body="<p>一。</p>", until=date(2026, 11, 23), by=staff("operator"))
    assert not note.is_faded(datetime(2026, 11, 23, 14, 59, 59, tzinfo=UTC))
    assert note.is_faded(datetime(2026, 11, 23, 15, 0, tzinfo=UTC))


def test_the_pinned_come_first_and_the_faded_and_the_withdrawn_last(
    staff: Staff, customer: Customer
) -> None:
    author = staff("operator")

    def made(text: str, **content: Any) -> StaffNote:
        return write(customer, body=f"<p>{text}</p>", by=author, now=NOW, **content)

    withdraw(made("取り下げ", pinned=True), reason="別の方の件", by=author)
    made("期限切れ", pinned=True, until=date(2026, 11, 22))
    made("固定", pinned=True)
    made("古い", until=date(2026, 11, 23))
    made("新しい")
    bodies = [note.body for note in StaffNote.objects.as_read(NOW)]
    wanted = ("固定", "新しい", "古い", "期限切れ", "取り下げ")
    assert bodies == [f"<p>{text}</p>" for text in wanted]


@pytest.mark.parametrize(
    ("content", "mark"),
    [
        ({}, ""),
        ({"importance": "important"}, "重要"),
        ({"importance": "important", "pinned": True}, "重要・先頭に表示"),
        ({"pinned": True, "until": date(2020, 1, 1)}, "期限切れ"),
    ],
)
def test_the_list_says_how_it_stands(
    staff: Staff, customer: Customer, content: dict[str, Any], mark: str
) -> None:
    assert write(customer, body="<p>一。</p>", by=staff("operator"), **content).mark() == mark
