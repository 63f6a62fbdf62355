"""``kasuhara_send_mail``: sends what waits in the outbox, with growing pauses. For a cron of minutes."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kasuhara_plugin.core import clock, delivery
from kasuhara_plugin.core.mails import OutgoingMail
from kasuhara_plugin.inquiries import notices


class Command(BaseCommand):
    help = (
        "送信待ちのメールを送信します。送信できないときは、1分、5分、15分、1時間と間隔をあけて再送し、"
        "3日たつと送信をやめて管理画面でお知らせします。数分おきの実行を想定しています。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="これから送るものを、送らずに表示します。"
        )
        parser.add_argument(
            "--limit", type=_positive, default=None, help="1回に送る件数の上限です。"
        )

    def handle(self, *, dry_run: bool, limit: int | None, **_: Any) -> None:
        now = clock.now()
        if dry_run:
            for mail in delivery.due(now)[:limit]:
                self.stdout.write(f"{mail.to}：{mail.subject}")
            self._count(0, 0, now)
            return
        notices.tell_of_released(now)
        outcomes = list(delivery.send_waiting(now, limit=limit))
        failed = [outcome for outcome in outcomes if not outcome.ok]
        self._count(len(outcomes) - len(failed), len(failed), now)
        if any(not outcome.reachable for outcome in failed):
            raise CommandError("メールサーバーが応答しません。次の実行で改めて送信します。")
        if failed:
            raise CommandError(f"{len(failed)}件を送信できませんでした。後ほど改めて送信します。")

    def _count(self, sent: int, failed: int, now: datetime) -> None:
        waiting = OutgoingMail.objects.waiting(now).count()
        given_up = OutgoingMail.objects.given_up(now).count()
        self.stdout.write(
            f"送信 {sent}件、失敗 {failed}件、送信待ち {waiting}件、送信断念 {given_up}件"
        )


def _positive(typed: str) -> int:
    if not typed.isascii() or not typed.isdigit() or int(typed) < 1:
        raise ArgumentTypeError("1以上の整数で指定してください。")
    return int(typed)
