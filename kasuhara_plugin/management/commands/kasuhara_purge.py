"""``kasuhara_purge``: deletes what its retention ended (保存期間), logged, never under a hold.

Exits 0 when it is done, also where nothing was due; 1 when a part failed (what was committed stays
done, and it can be run again); 2 for wrong arguments; 3 when the question was not answered with yes.
"""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.people import by_address
from kasuhara_plugin.core.purging import Run, Tally, conclude, purge, survey
from kasuhara_plugin.core.retention import Rule, rules
from kasuhara_plugin.core.retention_settings import RetentionSettings

NOTHING_SET = "保存期間が設定されていないため、何も消去しません。管理画面の「設定」→「保存期間」で設定してください。"
ASK = "保存期間を過ぎた記録を消去します。元に戻せません。よろしいですか？ (yes/no): "
FAILED, REFUSED = 1, 3


class Command(BaseCommand):
    help = (
        "保存期間を過ぎた記録を消去し、監査記録に残します。保全している顧客の記録は消去しません。"
        "毎月の実行を想定しています。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = [rule.kind for rule in rules()]
        parser.add_argument(
            "--dry-run", action="store_true", help="消去せずに、対象の件数と残す理由を表示します。"
        )
        parser.add_argument(
            "--kind", action="append", choices=kinds, help="記録の種類。繰り返し指定できます。"
        )
        parser.add_argument("--by", metavar="EMAIL", help="消去する人のメールアドレス。")
        parser.add_argument("--yes", action="store_true", help="確認の質問をしません。")

    def handle(
        self, *, dry_run: bool, kind: list[str] | None, by: str | None, yes: bool, **_: Any
    ) -> None:
        wanted = [rule for rule in rules() if not kind or rule.kind in kind]
        runs = _runs(wanted)
        if dry_run:
            self._survey(wanted, runs)
        elif not runs:
            self.stdout.write(NOTHING_SET)
        else:
            try:
                who = by_address(by) if by else None
            except KasuharaError as error:
                raise CommandError(str(error)) from None
            if not yes and sys.stdin.isatty() and input(ASK).strip().lower() not in ("y", "yes"):
                raise CommandError("消去しませんでした。", returncode=REFUSED)
            self._purge(runs, who)

    def _survey(self, wanted: list[Rule], runs: list[Run]) -> None:
        by_kind = {run.rule.kind: run for run in runs}
        for rule in wanted:
            if run := by_kind.get(rule.kind):
                self._tell(run, survey(run), "消去の対象")
            else:
                self.stdout.write(f"{rule.label}（{rule.kind}）　保存期間 無期限")
        if not runs:
            self.stdout.write(NOTHING_SET)

    def _purge(self, runs: list[Run], by: Any) -> None:
        tallies, failed = {}, []
        for run in runs:
            tally = tallies[run.rule.kind] = Tally()
            try:
                for tally in purge(run, by=by):
                    tallies[run.rule.kind] = tally
            except KasuharaError as error:
                raise CommandError(str(error)) from None
            except DatabaseError as error:
                failed.append(f"{run.rule.label}：途中で失敗しました（{error}）。")
            self._tell(run, tally, "消去")
        conclude(tallies, by=by)
        if failed:
            again = "消去した分はそのままで、もう一度実行すると続きから消去します。"
            raise CommandError("\n".join([*failed, again]), returncode=FAILED)

    def _tell(self, run: Run, tally: Tally, word: str) -> None:
        last = f"{clock.day(run.before):%Y/%m/%d} より前に終わったもの"
        self.stdout.write(
            f"{run.rule.label}（{run.rule.kind}）　保存期間 {run.years}年（{last}）"
            f"　期間満了 {tally.due}件　{word} {tally.gone}件　残す {tally.due - tally.gone}件"
        )
        for why, count in tally.kept.most_common():
            self.stdout.write(f"    残す：{why}　{count}件")


def _runs(wanted: list[Rule]) -> list[Run]:
    settings, now = RetentionSettings.current(), clock.now()
    periods = ((rule, settings.years(rule.kind)) for rule in wanted)
    return [Run(rule, years, now) for rule, years in periods if years is not None]
