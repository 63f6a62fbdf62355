"""``kasuhara_search``: what customers and inquiries are found by, written anew, and the indexes of it. Safe to run
again."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS

from kasuhara_plugin.customers import search_index
from kasuhara_plugin.customers.models import Customer, Identifier
from kasuhara_plugin.inquiries.inbox import search_text


class Command(BaseCommand):
    help = "顧客とお問い合わせの検索用の文字列と索引を作り直します。データを直接取り込んだ後などに実行します。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--database", default=DEFAULT_DB_ALIAS)

    def handle(self, *, database: str, **_: object) -> None:
        count = search_index.fill(Customer, Identifier, using=database)
        search_index.make(database)
        self.stdout.write(f"{count}件の顧客の検索用の文字列を作り直しました。")
        for written in search_text.write_anew():
            self.stdout.write(f"{written}件のお問い合わせの検索用の文字列を作り直しました。")
        search_text.INDEX.make(database)
