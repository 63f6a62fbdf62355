"""``kasuhara_remind``: reviews due and confirmations owed, by mail, each once. For a daily cron."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.reminders import send, was_sent
from kasuhara_plugin.flags.ending import record_ended
from kasuhara_plugin.policy import attesting, reviews


class Command(BaseCommand):
    help = "方針の見直しと確認について、メールでお知らせします。1日1回の実行を想定しています。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="これから送るものを、送らずに表示します。"
        )

    def handle(self, *, dry_run: bool, **_: Any) -> None:
        now = clock.now()
        if not dry_run:
            record_ended(now)
        due = [*reviews.reminders(clock.day(now)), *attesting.reminders(now)]
        failed = 0
        for reminder in due:
            try:
                if not was_sent(reminder) if dry_run else send(reminder, now=now):
                    self.stdout.write(f"{reminder.to}：{reminder.subject}")
            except Exception as error:  # whatever a mail backend raises, the others are sent
                failed += 1
                self.stderr.write(f"{reminder.to}：送信できませんでした（{error}）")
        if failed:
            raise CommandError(f"{failed}件を送信できませんでした。次の実行で改めて送信します。")
