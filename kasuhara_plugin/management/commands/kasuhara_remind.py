"""``kasuhara_remind``: reviews due, confirmations owed, flags that wait, by mail, each once. For a
daily cron.

It sends what waits as well, so that a shop with this one command in its cron misses no reminder, and clears
the files that were attached to a form which was never sent. It makes new messages ready to be searched, and
after an update older ones to be compared again.
"""

from argparse import ArgumentParser
from datetime import datetime
from itertools import chain
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kasuhara_plugin.core import clock, delivery
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.mails import OutgoingMail
from kasuhara_plugin.core.reminders import KIND, Reminder, post, was_posted
from kasuhara_plugin.flags import reminders as flags
from kasuhara_plugin.flags.ending import record_ended
from kasuhara_plugin.inquiries import leftovers, renewing, sketching
from kasuhara_plugin.inquiries.inbox import digest, presence, search_text
from kasuhara_plugin.inquiries.notices import tell_of_released
from kasuhara_plugin.policy import attesting, reviews

A_DAY = 20_000  # messages that are made ready again after a change; kasuhara_renew does all


class Command(BaseCommand):
    help = "方針の見直しと確認、取引制限の決裁と見直しについて、メールでお知らせします。1日1回の実行を想定しています。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="これから送るものを、送らずに表示します。"
        )

    def handle(self, *, dry_run: bool, **_: Any) -> None:
        now = clock.now()
        if not dry_run:
            record_ended(now)
            tell_of_released(now)
            leftovers.clear(now)
            presence.forget(now)
            self._make_ready()
        due = [
            *reviews.reminders(clock.day(now)),
            *attesting.reminders(now),
            *flags.reminders(now),
            *digest.reminders(now),
        ]
        if dry_run:
            for reminder in due:
                if not was_posted(reminder):
                    self._say(reminder)
            return
        failed = sum(not self._post(reminder, now) for reminder in due)
        for _sent in delivery.send_waiting(now):
            pass
        failed += OutgoingMail.objects.waiting(now).filter(kind=KIND).count()
        if failed:
            raise CommandError(f"{failed}件を送信できませんでした。次の実行で改めて送信します。")

    def _make_ready(self) -> None:
        """Parts of a day's work; nobody waits for them."""
        parts = (room(most=A_DAY) for room in (renewing.renew, sketching.renew, search_text.write))
        for _done in chain.from_iterable(parts):
            pass

    def _post(self, reminder: Reminder, now: datetime) -> bool:
        """Whether it is in the outbox; an account with an unusable address does not keep the others."""
        try:
            if post(reminder, now=now):
                self._say(reminder)
        except KasuharaError as error:
            self.stderr.write(f"{reminder.to}：送信できませんでした（{error}）")
            return False
        return True

    def _say(self, reminder: Reminder) -> None:
        self.stdout.write(f"{reminder.to}：{reminder.subject}")
