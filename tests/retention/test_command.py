"""``kasuhara_purge`` at the shell: what it says, what it asks, and how it exits."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.audit import record
from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.core.retention_settings import KINDS
from kasuhara_plugin.customers.actions import hold, register
from kasuhara_plugin.desk.home import todos
from kasuhara_plugin.models import AuditRecord, Customer, RetentionSettings, StaffNote
from kasuhara_plugin.notes.actions import write

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
NOTHING = "保存期間が設定されていないため、何も消去しません。"


@pytest.fixture
def run(capsys: Any) -> Callable[..., str]:
    def call(*words: str, **options: Any) -> str:
        capsys.readouterr()
        call_command("kasuhara_purge", *words, **options)
        return str(capsys.readouterr().out)

    return call


def all_rows() -> dict[str, list[Any]]:
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and "FTS" not in model.__name__
    }


def test_without_a_period_nothing_goes_and_it_says_how_to_set_one(
    run: Make, old: Make, staff: Make
) -> None:
    for kind in KINDS:
        old(kind)
    before = all_rows()
    assert run().splitlines() == [f"{NOTHING}管理画面の「設定」→「保存期間」で設定してください。"]
    assert NOTHING in run("--dry-run")
    assert all_rows() == before


def test_a_dry_run_counts_what_is_due_and_what_stays_and_why_and_writes_nothing(
    run: Make, old_note: Make, periods: Make, customer: Customer, staff: Make
) -> None:
    for name in ("b", "c"):
        old_note(register(email=f"{name}@example.jp"))
    old_note()
    hold(customer, reason="訴訟", by=staff("legal"))
    periods(notes=5)
    before = all_rows()
    said = run("--dry-run")
    assert all_rows() == before
    assert "対応メモ（notes）　保存期間 5年" in said
    assert "期間満了 3件　消去の対象 2件　残す 1件" in said
    assert "残す：記録を保全している顧客　1件" in said
    assert "お問い合わせ（inquiries）　保存期間 無期限" in said


def test_the_run_does_what_the_dry_run_said(
    run: Make, old: Make, periods: Make, staff: Make
) -> None:
    """Where nothing goes along with another record: that is counted by itself before."""
    for kind in ("notes", "inquiries", "mails", "audit"):
        old(kind)
    periods(**dict.fromkeys(KINDS, 5))
    before = run("--dry-run").replace("消去の対象", "消去")
    assert run() == before
    acts = AuditRecord.objects.filter(act="retention.purge")
    assert [act.data["kind"] for act in acts.order_by("pk")] == [
        "notes", "inquiries", "mails", "audit",
    ]  # fmt: skip
    call_command("kasuhara_verify")


def test_one_kind_alone(run: Make, old: Make, periods: Make) -> None:
    old("notes")
    old("mails")
    periods(notes=5, mails=5)
    assert "送信メール" not in run("--kind", "notes")
    assert not StaffNote.objects.exists()
    assert AuditRecord.objects.get(act="retention.run").data.keys() == {"notes"}
    with pytest.raises(CommandError):
        call_command("kasuhara_purge", "--kind", "customers")


def test_whoever_ran_it_is_named(run: Make, old_note: Make, periods: Make, staff: Make) -> None:
    old_note()
    periods(notes=5)
    run("--by", staff("supervisor").email)
    acts = AuditRecord.objects.filter(act__in=["retention.purge", "retention.run"])
    assert {act.actor_name for act in acts} == {"supervisor"}
    old_note()
    run()
    assert acts.latest("pk").actor_name == "システム"


@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor", "nobody"])
def test_nobody_is_named_who_may_not(
    run: Make, old_note: Make, periods: Make, staff: Make, role: str
) -> None:
    old_note()
    periods(notes=5)
    email = "nobody@example.jp" if role == "nobody" else staff(role).email
    with pytest.raises(CommandError) as refused:
        run("--by", email)
    assert refused.value.returncode == 1
    assert isinstance(refused.value.__context__, NotPermitted | LookupError)
    assert StaffNote.objects.exists()
    assert not AuditRecord.objects.filter(act__startswith="retention.").exists()


@pytest.mark.parametrize(("answer", "gone"), [("yes", True), ("no", False), ("", False)])
def test_at_a_terminal_it_asks(
    run: Make,
    old_note: Make,
    periods: Make,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    gone: bool,
) -> None:
    old_note()
    periods(notes=5)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: answer)
    if gone:
        run()
    else:
        with pytest.raises(CommandError, match="消去しませんでした") as refused:
            run()
        assert refused.value.returncode == 3
    assert StaffNote.objects.exists() != gone


def test_with_yes_it_does_not_ask(
    run: Make, old_note: Make, periods: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    old_note()
    periods(notes=5)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _: pytest.fail("asked"))
    run("--yes")
    assert not StaffNote.objects.exists()


def test_a_period_is_set_in_the_admin_and_audited(
    staff: Make, as_user: Callable[..., Client]
) -> None:
    row = RetentionSettings.load()
    address = reverse("wagtailsettings:edit", args=["kasuhara_plugin", "retentionsettings", row.pk])
    client = as_user(staff("supervisor"))
    page = client.get(address).content.decode()
    assert "この画面では何も消去されません" in page
    assert client.post(address, {"notes_years": "5"}).status_code == 302
    act = AuditRecord.objects.get(act="retentionsettings.change")
    assert (act.actor_name, act.data) == ("supervisor", {"notes_years": [None, 5]})
    assert client.post(address, {"notes_years": "0"}).status_code == 200
    assert RetentionSettings.load().notes_years == 5


@pytest.mark.parametrize(("days", "told"), [(44, False), (46, True)])
@pytest.mark.parametrize("ran", [True, False], ids=["ran once", "never ran"])
def test_the_first_page_says_when_a_period_is_set_and_nothing_runs(
    periods: Make, staff: Make, days: int, told: bool, ran: bool
) -> None:
    periods(notes=5)
    if ran:
        record("retention.run", RetentionSettings.load(), by=None)
    later = clock.now() + timedelta(days=days)
    said = " ".join(todo.text for todo in todos(staff("supervisor"), later))
    assert ("kasuhara_purge" in said) == told
    said = " ".join(todo.text for todo in todos(staff("operator"), later))
    assert "kasuhara_purge" not in said


def test_where_no_period_is_set_the_first_page_promises_nothing(
    staff: Make, customer: Customer
) -> None:
    write(customer, body="<p>a</p>", by=staff("operator"))
    later = clock.now() + timedelta(days=400)
    assert "kasuhara_purge" not in " ".join(t.text for t in todos(staff("supervisor"), later))
