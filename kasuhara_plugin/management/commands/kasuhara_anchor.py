"""``kasuhara_anchor``: the head of the ledger, to be kept outside the database."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from kasuhara_plugin.core import letters, outbox
from kasuhara_plugin.core.anchors import Anchor
from kasuhara_plugin.core.errors import UnusableAddress
from kasuhara_plugin.core.sealing import seal_everything


class Command(BaseCommand):
    help = (
        "記録の台帳の現在の値を1行で表示します。データベースとは別の場所に保管し、確かめるときに "
        "kasuhara_verify --anchor に渡してください。毎日の実行を想定しています。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--mail", metavar="ADDRESS", help="表示する代わりに、この宛先へ送ります。"
        )

    def handle(self, *, mail: str | None, **_: Any) -> None:
        seal_everything()
        anchor = Anchor.now()
        if mail is None:
            self.stdout.write(str(anchor))
            return
        subject, body = letters.render("anchor", {"anchor": anchor})
        try:
            outbox.post(to=mail, subject=subject, body=body, kind="audit.anchor")
        except UnusableAddress as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"{mail} へ送りました。")
