"""``kasuhara_verify``: is everything that was kept still as it was written? Exits 1 if not."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kasuhara_plugin.core.anchors import Anchor, NotAnAnchor, accept
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.people import by_address
from kasuhara_plugin.core.verifying import Finding, Report, verify

SHOWN = 50  # findings


class Command(BaseCommand):
    help = (
        "監査記録、対応メモの版、取引制限の決定など、追記専用の記録をすべて確かめます。書き換え、削除、差し込みが"
        "見つかったときは、その行を示して終了コード1で終わります。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchor",
            action="append",
            default=[],
            metavar="LINE|FILE",
            help="kasuhara_anchor が表示した行、またはそれを保存したファイル。繰り返し指定できます。",
        )
        parser.add_argument(
            "--accept-restore",
            metavar="REASON",
            help="バックアップから復元したことを、理由とともに監査記録に残します。--anchor とともに指定します。",
        )
        parser.add_argument("--by", metavar="EMAIL", help="復元を記録する人のメールアドレス。")

    def handle(
        self, *, anchor: list[str], accept_restore: str | None, by: str | None, **_: Any
    ) -> None:
        try:
            anchors = [one for text in anchor for one in _anchors(text)]
            if accept_restore is not None:
                accept(anchors, reason=accept_restore, by=by_address(by) if by else None)
        except KasuharaError as error:
            raise CommandError(str(error)) from None
        report = verify()
        report.findings += [finding for one in anchors for finding in one.findings()]
        self._tell(report, len(anchors))

    def _tell(self, report: Report, anchors: int) -> None:
        self.stdout.write(
            f"台帳 {report.sealed}件（うち消去済み {report.erased}件）、未封 {report.unsealed}件、照合した控え {anchors}件"
        )
        if report.is_whole:
            self.stdout.write("すべて、記録したときのままです。")
            return
        raise CommandError("\n".join(_lines(report.findings)))


def _lines(findings: list[Finding]) -> list[str]:
    more = len(findings) - SHOWN
    lines = [f"{where}：{what}" for where, what in findings[:SHOWN]]
    return [
        f"{len(findings)}件の問題が見つかりました。",
        *lines,
        *([f"ほか{more}件"] if more > 0 else []),
    ]


def _anchors(text: str) -> list[Anchor]:
    """A line, or every line of a file that is one."""
    path = Path(text)
    if "kasuhara-anchor:" in text or not path.is_file():
        return [Anchor.read(text)]
    lines = [line for line in path.read_text().splitlines() if "kasuhara-anchor:" in line]
    if not lines:
        raise NotAnAnchor(f"{text} に、kasuhara-anchor: で始まる行がありません。")
    return [Anchor.read(line) for line in lines]
