"""What the lists of flags and of refusals are filtered by."""

from datetime import timedelta

import django_filters
from django.db.models import Q
from wagtail.admin.filters import WagtailFilterSet

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.filters import DaysFilter, choice
from kasuhara_plugin.flags import scopes, waiting
from kasuhara_plugin.flags.models import AccountFlag, AccountFlagQuerySet, Refusal
from kasuhara_plugin.flags.vocabulary import Level, Status

SOON_DAYS = 14


class FlagFilterSet(WagtailFilterSet):
    waiting = choice(
        "決定待ち",
        [("me", "自分の決定を待っているもの"), ("appeals", "異議の決定を待っているもの")],
        method="that_wait",
    )
    status = choice("状態", Status.choices, method="of_status")
    level = choice("区分", Level.choices)
    scope = choice("制限する取引", scopes.choices, method="of_scope")
    due = choice(
        "期日",
        [
            ("review_passed", "見直し日を過ぎている"),
            ("review_soon", f"見直し日まで{SOON_DAYS}日以内"),
            ("ending", f"終了日まで{SOON_DAYS}日以内"),
        ],
        method="that_are_due",
    )
    proposer = django_filters.CharFilter("proposer_name", "icontains", label="申請者")
    proposed_at = DaysFilter("proposed_at", "申請日")

    class Meta:
        model = AccountFlag
        fields: list[str] = []

    def that_wait(self, rows: AccountFlagQuerySet, name: str, value: str) -> AccountFlagQuerySet:
        """A short list, made once: the database would make it anew for each question."""
        now = clock.now()
        parts = waiting.waiting_for(self.request.user, now)
        if value == "appeals":
            parts = [waiting.open_appeals(now)]
        return rows.filter(pk__in=waiting.keys(parts))

    def of_status(self, rows: AccountFlagQuerySet, name: str, value: str) -> AccountFlagQuerySet:
        return rows.with_status(value, clock.now())

    def of_scope(self, rows: AccountFlagQuerySet, name: str, value: str) -> AccountFlagQuerySet:
        return rows.in_scope(value)

    def that_are_due(self, rows: AccountFlagQuerySet, name: str, value: str) -> AccountFlagQuerySet:
        now = clock.now()
        today = clock.day(now)
        soon = (today, today + timedelta(days=SOON_DAYS))
        due = {
            "review_passed": Q(review_on__lt=today),
            "review_soon": Q(review_on__range=soon),
            "ending": Q(until__range=soon),
        }
        return rows.in_force(now).filter(due[value])


class RefusalFilterSet(WagtailFilterSet):
    scope = choice("取引", scopes.choices)
    proven = choice("ご本人", [("1", "ログイン済み"), ("0", "入力された連絡先のみ")])
    at = DaysFilter("at", "日付")

    class Meta:
        model = Refusal
        fields: list[str] = []
