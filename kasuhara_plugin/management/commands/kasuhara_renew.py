"""``kasuhara_renew``: makes older messages ready to be compared by the rules of this release, at once.

Nothing waits for it: ``kasuhara_remind`` does the same day by day, and until then each message is made
ready whenever one is compared with it. It may be broken off and run again.
"""

from typing import Any

from django.core.management.base import BaseCommand

from kasuhara_plugin.inquiries import renewing


class Command(BaseCommand):
    help = "同じ内容の判定に使うデータを、現在の判定ルールで作り直します。途中で止めても、次の実行で続きから行います。"

    def handle(self, **_: Any) -> None:
        waiting = renewing.stale().count()
        for done in renewing.renew():
            self.stdout.write(f"{waiting:,}件のうち{done:,}件を作り直しました。")
        if not waiting:
            self.stdout.write("作り直すものはありません。")
