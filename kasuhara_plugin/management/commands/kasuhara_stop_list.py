"""``kasuhara_stop_list``: counts which expressions the shop's own inquiries have in common, and finds similar
messages of other senders by what is rarer than they.

For a shop whose customers write much of the same: until it is run, the list of this release serves. It
may be broken off and run again, or gone on with by ``kasuhara_renew``.
"""

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from kasuhara_plugin.inquiries import sketching
from kasuhara_plugin.inquiries.rules import InquiryRules

LEAST = 1_000  # messages; what fewer have in common is chance


class Command(BaseCommand):
    help = "ほかの方からの似たお問い合わせを探すときに使わない、ありふれた表現の一覧を、お店のお問い合わせから作り直します。"

    def handle(self, **_: Any) -> None:
        if not InquiryRules.load().similar_from_others:
            raise CommandError(
                "受付ルールで「ほかの方からの似たお問い合わせを表示する」をオンにしてから、実行してください。"
            )
        if sketching.counted() < LEAST:
            raise CommandError(
                f"お問い合わせが{LEAST:,}件に満たないため、作成しませんでした。はじめから含まれている一覧を使用します。"
            )
        made = sketching.new_stop_list()
        self.stdout.write(
            f"{made}を、{made.messages:,}件のお問い合わせから作成しました（{len(made.common()):,}の表現）。"
        )
        call_command("kasuhara_renew", stdout=self.stdout)
