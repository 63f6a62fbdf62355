"""``kasuhara_verify`` and ``kasuhara_anchor``: what whoever keeps the server runs and reads."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from kasuhara_plugin.core import append_only
from kasuhara_plugin.core.anchors import Anchor, NotAnAnchor
from kasuhara_plugin.core.audit import AuditRecord, record
from kasuhara_plugin.core.seals import START, Seal
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.models import Customer, OutgoingMail

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
WRONG = f"kasuhara-anchor:1:99999:{'a' * 64}:2026-11-27T10:00:00+09:00"


@pytest.fixture(autouse=True)
def acts(customer: Customer) -> list[AuditRecord]:
    return [record("customer.name", customer, by=None, reason=f"{number}") for number in range(3)]


def run(command: str, *words: str) -> str:
    out = StringIO()
    call_command(command, *words, stdout=out)
    return out.getvalue()


def anchor() -> str:
    return run("kasuhara_anchor").strip()


def test_an_anchor_is_one_line_and_is_read_back() -> None:
    said = anchor()
    assert len(said.splitlines()) == 1
    assert str(Anchor.read(f"控え： {said} ")) == said
    assert Anchor.read(said).position == Seal.objects.count()
    assert Anchor.read(said).at.endswith("+09:00")


def test_of_an_empty_ledger_there_is_an_anchor_too() -> None:
    empty = Anchor.now()
    assert (empty.position, empty.chain) == (0, START)
    assert empty.findings() == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "kasuhara-anchor:1:2",
        f"kasuhara-anchor:2:1:{'a' * 64}:2026-11-27",
        "kasuhara-anchor:1:１:x:y",
        "\x00",
    ],
)
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(NotAnAnchor):
        Anchor.read(text)
    with pytest.raises(CommandError, match="kasuhara-anchor"):
        run("kasuhara_verify", "--anchor", text)


def test_what_is_whole_is_said_to_be() -> None:
    said = run("kasuhara_verify", "--anchor", anchor())
    assert "記録したときのままです" in said
    assert "照合した控え 1件" in said


def test_a_file_of_anchors_is_read_whole(tmp_path: Path, customer: Customer) -> None:
    lines = [anchor()]
    record("customer.name", customer, by=None)
    lines.append(anchor())
    kept = tmp_path / "anchors.txt"
    kept.write_text("\n".join(["毎日の控え", *lines]))
    assert "照合した控え 2件" in run("kasuhara_verify", "--anchor", str(kept))
    kept.write_text("空")
    with pytest.raises(CommandError, match="行がありません"):
        run("kasuhara_verify", "--anchor", str(kept))


def test_the_first_bad_row_is_named_and_the_exit_is_not_zero(acts: list[AuditRecord]) -> None:
    run("kasuhara_anchor")
    append_only.drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {AuditRecord._meta.db_table} SET reason = 'x' WHERE id = %s", [acts[0].pk]
        )
    append_only.install_triggers()
    with pytest.raises(CommandError) as refused:
        run("kasuhara_verify")
    assert f"kasuhara_plugin.auditrecord {acts[0].pk}：内容が書き換えられています。" in str(
        refused.value
    )


def test_a_long_list_is_cut_and_counted(acts: list[AuditRecord]) -> None:
    for _ in range(60):
        acts.append(record("customer.name", Customer.objects.get(), by=None))
    run("kasuhara_anchor")
    append_only.drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {AuditRecord._meta.db_table} SET reason = 'x'")
    append_only.install_triggers()
    with pytest.raises(CommandError, match="ほか"):
        run("kasuhara_verify")


def test_an_anchor_of_another_ledger_is_not_met() -> None:
    with pytest.raises(CommandError, match="控え 99999"):
        run("kasuhara_verify", "--anchor", WRONG)


def test_a_restored_backup_is_accepted_once_with_a_reason(staff: Make) -> None:
    person = staff("superuser")
    run(
        "kasuhara_verify",
        "--anchor",
        WRONG,
        "--accept-restore",
        "サーバーの故障",
        "--by",
        person.email,
    )
    act = AuditRecord.objects.get(act="audit.accept_restore")
    assert (act.reason, act.actor_key) == ("サーバーの故障", str(person.pk))
    assert act.data["anchors"] == [WRONG]
    assert "記録したときのままです" in run("kasuhara_verify", "--anchor", WRONG)
    other = WRONG.replace("99999", "88888")
    with pytest.raises(CommandError, match="控え 88888"):
        run("kasuhara_verify", "--anchor", other)


@pytest.mark.parametrize(
    ("words", "match"),
    [
        (["--accept-restore", "理由"], "--anchor"),
        (["--accept-restore", "", "--anchor", WRONG], "入力"),
        (
            ["--accept-restore", "理由", "--anchor", WRONG, "--by", "nobody@example.com"],
            "一人に決まりません",
        ),
    ],
)
def test_it_is_not_accepted_without_anchor_reason_and_person(words: list[str], match: str) -> None:
    with pytest.raises(CommandError, match=match):
        run("kasuhara_verify", *words)
    assert not AuditRecord.objects.filter(act="audit.accept_restore").exists()


def test_an_anchor_is_mailed_to_a_place_outside(setup_done: None) -> None:
    assert "owner@example.com" in run("kasuhara_anchor", "--mail", "owner@example.com")
    mail = OutgoingMail.objects.get(kind="audit.anchor")
    kept = Anchor.read(mail.body)
    assert kept.findings() == []
    assert kept.position > 0
    with pytest.raises(CommandError):
        run("kasuhara_anchor", "--mail", "x")


def test_what_is_written_after_an_anchor_changes_nothing_of_it(customer: Customer) -> None:
    kept = Anchor.read(anchor())
    for _ in range(5):
        record("customer.name", customer, by=None)
    assert verify().is_whole
    assert kept.findings() == []
