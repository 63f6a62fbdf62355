"""内容の消去: nothing of what was erased is left, by two people, and the ledger holds."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson, UnusableText
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.desk.home import todos
from kasuhara_plugin.models import Customer, Redaction, StaffNote
from kasuhara_plugin.notes import history
from kasuhara_plugin.notes.actions import revise, withdraw, write
from kasuhara_plugin.notes.redacting import approve_redaction, propose_redaction, reject_redaction

Make = Callable[..., Any]
SECRET, OTHER = "ひみつの住所", "べつの内容"
WHY = "ご本人からの削除のご請求"


@pytest.fixture
def note(staff: Make, customer: Customer) -> StaffNote:
    """Of three versions, each with the secret, also in what was said about the change."""
    author = staff("operator")
    note = write(customer, body=f"<p>{SECRET}一番</p>", by=author)
    revise(note, body=f"<p>{SECRET}二番</p>", reason=f"{SECRET}を直す", by=author)
    return revise(note, body=f"<p>{SECRET}三番 {OTHER}</p>", reason="誤字", by=author)


@pytest.fixture
def asked(staff: Make, note: StaffNote) -> Make:
    def ask(version: int | None = None) -> Redaction:
        return propose_redaction(note, version=version, reason=WHY, by=staff("supervisor"))

    return ask


def places(text: str) -> list[str]:
    """Every column of every table in which the text stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.managed or "FTS" in model.__name__:
            continue
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                values = map(str, model._base_manager.values_list(field.attname, flat=True))
                found += [f"{model.__name__}.{field.name}" for value in values if text in value]
    return found


def test_nothing_of_it_remains_in_any_table(asked: Make, staff: Make, note: StaffNote) -> None:
    assert {"StaffNote.body", "HistoricalStaffNote.body", "AuditRecord.reason"} <= set(
        places(SECRET)
    )
    approve_redaction(asked(), by=staff("desk"))
    assert places(SECRET) == []
    note.refresh_from_db()
    assert "消去されました" in note.body
    assert [change.who for change in history.changes(note)] == ["operator"] * 3


def test_one_version_alone(asked: Make, staff: Make, note: StaffNote) -> None:
    first, second, _ = note.history.order_by("history_id").values_list("history_id", flat=True)
    approve_redaction(asked(second), by=staff("desk"))
    assert f"{SECRET}一番" in note.history.get(history_id=first).body
    assert places(f"{SECRET}二番") == places(f"{SECRET}を直す") == []
    note.refresh_from_db()
    assert OTHER in note.body


def test_of_the_newest_version_the_note_itself_says_nothing_either(
    asked: Make, staff: Make, note: StaffNote
) -> None:
    approve_redaction(asked(note.version()), by=staff("desk"))
    assert places(f"{SECRET}三番") == []
    assert places(f"{SECRET}一番") == ["HistoricalStaffNote.body"]


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed before", "not sealed yet"])
def test_the_ledger_holds_and_says_how_much_was_erased(
    asked: Make, staff: Make, note: StaffNote, sealed: bool
) -> None:
    if sealed:
        assert verify().is_whole
    approve_redaction(asked(), by=staff("desk"))
    report = verify()
    assert report.findings == []
    assert report.erased == 5  # three versions, and two audited reasons
    revise(note, body="<p>新しい内容</p>", reason="続き", by=staff("operator"))
    assert verify().is_whole


def test_it_is_audited_with_both_people_and_the_reason(asked: Make, staff: Make) -> None:
    row = approve_redaction(asked(), by=staff("desk"))
    acts = AuditRecord.objects.filter(
        act__in=["note.propose_redaction", "note.redact", "audit.unlock"]
    )
    assert [(one.act, one.actor_name, one.reason) for one in acts.order_by("id")] == [
        ("note.propose_redaction", "supervisor", WHY),
        ("note.redact", "desk", WHY),
        ("audit.unlock", "desk", f"対応メモの内容の消去 {row.pk}"),
    ]
    assert (row.outcome, row.rule, row.decider_name) == ("erased", "two", "desk")


def test_nobody_erases_what_they_asked_for(asked: Make, staff: Make, note: StaffNote) -> None:
    row = asked()
    for act in (approve_redaction, lambda one, by: reject_redaction(one, reason="否", by=by)):
        with pytest.raises(SamePerson):
            act(row, by=staff("supervisor"))
    with pytest.raises(IntegrityError), transaction.atomic():
        forged = {"outcome": "erased", "rule": "two", "decided_at": row.proposed_at}
        Redaction.objects.update(decider_key=row.proposer_key, decider_name="x", **forged)
    assert SECRET in StaffNote.objects.get(pk=note.pk).body


def test_where_one_person_decides_they_may(asked: Make, staff: Make) -> None:
    rules = RuleSettings.load()
    rules.decision_rule = DecisionRule.ONE
    rules.save()
    assert approve_redaction(asked(), by=staff("supervisor")).rule == "one"


@pytest.mark.parametrize("role", ["operator", "policy_editor"])
def test_who_may_not(asked: Make, staff: Make, note: StaffNote, role: str) -> None:
    row = asked()
    for act in (
        lambda by: propose_redaction(note, reason=WHY, by=by),
        lambda by: approve_redaction(row, by=by),
        lambda by: reject_redaction(row, reason="否", by=by),
    ):
        with pytest.raises(NotPermitted):
            act(staff(role))


def test_it_is_decided_once(asked: Make, staff: Make, note: StaffNote) -> None:
    row = asked()
    with pytest.raises(AlreadyDecided):
        asked()
    reject_redaction(row, reason="必要な記録です", by=staff("desk"))
    assert SECRET in StaffNote.objects.get(pk=note.pk).body
    with pytest.raises(AlreadyDecided):
        approve_redaction(row, by=staff("desk"))
    approve_redaction(asked(), by=staff("desk"))


@pytest.mark.parametrize("reason", ["", " ", "\u200b", "あ" * 501])
def test_it_needs_a_reason(staff: Make, note: StaffNote, reason: str) -> None:
    with pytest.raises(UnusableText):
        propose_redaction(note, reason=reason, by=staff("supervisor"))
    assert not Redaction.objects.exists()


def test_a_version_of_another_note_is_none(asked: Make, staff: Make, customer: Customer) -> None:
    other = write(customer, body="<p>ほかのメモ</p>", by=staff("operator"))
    with pytest.raises(other.history.model.DoesNotExist):
        asked(other.version())


def test_a_withdrawn_note_can_be_erased_too(asked: Make, staff: Make, note: StaffNote) -> None:
    withdraw(note, reason=f"{SECRET}を書いた", by=staff("operator"))
    approve_redaction(asked(), by=staff("desk"))
    assert places(SECRET) == []
    note.refresh_from_db()
    assert note.withdrawn_at
    assert verify().is_whole


def test_by_hand_in_the_admin(staff: Make, as_user: Make, note: StaffNote) -> None:
    lead, desk = as_user(staff("supervisor")), as_user(staff("desk"))
    page = reverse("kasuhara_notes:inspect", args=[note.pk])
    lead.post(reverse("kasuhara_notes:redact", args=[note.pk]), {"version": "", "reason": WHY})
    row = Redaction.objects.get()
    erase = reverse("kasuhara_notes:erase", args=[row.pk])
    assert "別の人の決定を待っています" in lead.get(page).content.decode()
    links = BeautifulSoup(desk.get(page).content, "html.parser").select("a[href]")
    assert erase in [link["href"] for link in links]
    refused = lead.post(erase)
    assert (refused.status_code, Redaction.objects.get().outcome) == (403, "")
    assert SECRET not in desk.get(erase).content.decode()
    assert "内容を消去しました" in desk.post(erase, follow=True).content.decode()
    assert SECRET not in desk.get(page).content.decode()


@pytest.mark.parametrize("door", ["erase", "reject_redaction"])
def test_who_may_not_decide_is_offered_no_button(
    asked: Make, staff: Make, as_user: Make, door: str
) -> None:
    address = reverse(f"kasuhara_notes:{door}", args=[asked().pk])
    pages = {role: as_user(staff(role)).get(address) for role in ("supervisor", "desk")}
    offered = {
        role: bool(BeautifulSoup(page.content, "html.parser").select("main [type=submit]"))
        for role, page in pages.items()
    }
    assert offered == {"supervisor": False, "desk": True}
    assert "別の人の決定を待っています" in pages["supervisor"].content.decode()
    assert ("元に戻せません" in pages["desk"].content.decode()) is (door == "erase")


def test_the_first_page_tells_whoever_may_decide(asked: Make, staff: Make) -> None:
    asked()
    told = {
        role: any("内容の消去" in todo.text for todo in todos(staff(role), clock.now()))
        for role in ("operator", "supervisor", "desk", "legal")
    }
    assert told == {"operator": False, "supervisor": False, "desk": True, "legal": True}


def test_a_form_for_a_version_of_another_note_is_refused(
    staff: Make, as_user: Make, note: StaffNote, customer: Customer
) -> None:
    other = write(customer, body="<p>ほか</p>", by=staff("operator"))
    typed = {"version": str(other.version()), "reason": WHY}
    answer = as_user(staff("supervisor")).post(
        reverse("kasuhara_notes:redact", args=[note.pk]), typed
    )
    assert answer.status_code == 200
    assert not Redaction.objects.exists()


def test_the_constraint_stands_on_this_database(db: None) -> None:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, Redaction._meta.db_table)
    assert "kasuhara_redaction_two_people" in found
