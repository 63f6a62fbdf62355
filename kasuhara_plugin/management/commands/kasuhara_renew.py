"""``kasuhara_renew``: makes older messages ready to be compared by the rules of this release, to be searched, and
to be found by other senders' messages where the shop shows them, at once.

Nothing waits for it: ``kasuhara_remind`` does the same day by day, and until then each message is made
ready whenever one is compared with it. It may be broken off and run again.
"""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand

from kasuhara_plugin.inquiries import renewing, sketching
from kasuhara_plugin.inquiries.inbox import search_text


class Command(BaseCommand):
    help = "同じ内容の判定と検索に使うデータを、現在の判定ルールで作り直します。途中で止めても、次の実行で続きから行います。"

    def handle(self, **_: Any) -> None:
        waiting = renewing.stale().count()
        self._tell(waiting, renewing.renew())
        others = sketching.waiting()
        self._tell(others, sketching.renew(), "ほかの方からの似たお問い合わせを探すデータ：")
        unwritten = search_text.waiting().count()
        self._tell(unwritten, search_text.write(), "検索用の文字列：")
        if not (waiting or others or unwritten):
            self.stdout.write("作り直すものはありません。")

    def _tell(self, of: int, parts: Iterable[int], about: str = "") -> None:
        for done in parts:
            self.stdout.write(f"{about}{of:,}件のうち{done:,}件を作り直しました。")
