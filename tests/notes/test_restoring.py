"""An earlier version is brought back as a new one."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import ChangedMeanwhile, NotPermitted, UnusableText
from kasuhara_plugin.models import AuditRecord, Customer, StaffNote
from kasuhara_plugin.notes import history
from kasuhara_plugin.notes.actions import restore, revise, write

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 10:00 in Tokyo
LATER = NOW + timedelta(hours=1)
AsUser = Callable[[User], Client]
Staff = Callable[..., User]


@pytest.fixture
def twice(staff: Staff, customer: Customer) -> StaffNote:
    """Pinned until the new year at first, then an ordinary opinion."""
    author = staff("operator")
    first = {"pinned": True, "until": date(2026, 12, 31), "importance": "important"}
    note = write(customer, body="<p>一。</p>", by=author, now=NOW, **first)
    second = {"pinned": False, "until": None, "importance": "ordinary", "kind": "opinion"}
    return revise(note, body="<p>二。</p>", reason="変更", by=author, now=LATER, **second)


def first_of(note: StaffNote) -> int:
    return note.history.order_by("history_id")[0].history_id


def test_all_of_it_comes_back_as_a_new_version(staff: Staff, twice: StaffNote) -> None:
    author, first = staff("operator"), first_of(twice)
    note = restore(twice, first, reason="誤って変更した", by=author, now=LATER)
    note.refresh_from_db()
    assert (note.body, note.kind, note.importance) == ("<p>一。</p>", "fact", "important")
    assert (note.pinned, note.until) == (True, date(2026, 12, 31))
    assert [one.fields[0].after for one in history.changes(note)] == ["一。", "二。", "一。"]
    act = AuditRecord.objects.get(act="note.restore")
    assert (act.reason, act.data, act.actor_name) == (
        "誤って変更した", {"version": first}, author.name,
    )  # fmt: skip


def test_the_newest_one_brought_back_changes_nothing(staff: Staff, twice: StaffNote) -> None:
    restore(twice, twice.version(), reason="理由", by=staff("operator"))
    assert twice.history.count() == 2


def test_a_reason_is_needed(staff: Staff, twice: StaffNote) -> None:
    with pytest.raises(UnusableText):
        restore(twice, first_of(twice), reason="", by=staff("operator"), now=NOW)


def test_nobody_but_the_author_does(staff: Staff, twice: StaffNote) -> None:
    with pytest.raises(NotPermitted):
        restore(twice, first_of(twice), reason="理由", by=staff("desk"))


def test_a_version_of_another_note_is_none_of_its(
    staff: Staff, twice: StaffNote, customer: Customer
) -> None:
    other = write(customer, body="<p>別のメモ。</p>", by=staff("operator"))
    with pytest.raises(ObjectDoesNotExist):
        restore(twice, other.version(), reason="理由", by=staff("operator"))


def test_who_looked_at_an_older_state_is_told(staff: Staff, twice: StaffNote) -> None:
    author, seen = staff("operator"), twice.version()
    revise(twice, body="<p>三。</p>", reason="変更", by=author)
    with pytest.raises(ChangedMeanwhile):
        restore(twice, first_of(twice), reason="理由", by=author, seen=seen)


def test_the_screen_shows_what_will_change_and_does_it(
    staff: Staff, as_user: AsUser, twice: StaffNote
) -> None:
    client = as_user(staff("operator"))
    door = reverse("kasuhara_notes:restore", args=[twice.pk, first_of(twice)])
    page = client.get(door)
    assert [(one.label, one.after) for one in page.context["fields"]] == [
        ("内容", "一。"), ("種別", "事実"), ("重要度", "重要"), ("先頭に表示", "する"),
        ("有効期限", "2026年12月31日まで"),
    ]  # fmt: skip
    client.post(door, {"reason": "誤って変更した", "seen": page.context["form"]["seen"].value()})
    twice.refresh_from_db()
    assert twice.body == "<p>一。</p>"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_version_of_another_note_in_the_address_is_not_found(
    staff: Staff, as_user: AsUser, twice: StaffNote, customer: Customer, method: str
) -> None:
    other = write(customer, body="<p>別のメモ。</p>", by=staff("operator"))
    client = as_user(staff("operator"))
    for key in (other.version(), 0, 999_999, 2**63 - 1, 2**63, 10**30):
        door = reverse("kasuhara_notes:restore", args=[twice.pk, key])
        assert getattr(client, method)(door, {"reason": "理由"}).status_code == 404
    assert twice.history.count() == 2
