"""What ``kasuhara_verify`` looks for among the notes, whose versions are in the ledger."""

from collections.abc import Iterator

from kasuhara_plugin.core.verifying import Finding
from kasuhara_plugin.notes import triggers
from kasuhara_plugin.notes.models import StaffNote


def findings() -> Iterator[Finding]:
    if triggers.are_missing():
        yield Finding(
            triggers.NOTES, "対応メモのトリガーがありません。migrate を実行してください。"
        )
    for key in triggers.unrecorded():
        where = f"{StaffNote._meta.label_lower} {key}"
        yield Finding(where, "対応メモの内容が、最新の版と異なります。")
