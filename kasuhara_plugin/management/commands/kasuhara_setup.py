"""``kasuhara_setup``: groups, permissions, the policy page and the settings. Safe to run again."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Site

from kasuhara_plugin.core.site_settings import RuleSettings, ShopSettings
from kasuhara_plugin.desk.roles import FULL, SMALL_SHOP, make_groups
from kasuhara_plugin.policy.shipped import SLUG, make_shipped_policy, policy_page_model


class Command(BaseCommand):
    help = "権限グループ、方針のページ、設定の初期値を作成します。何度実行しても構いません。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--roles",
            choices=["small", "full"],
            default="small",
            help="small：担当者と責任者。full：担当者、上長、相談窓口、法務、方針管理者。",
        )
        parser.add_argument(
            "--draft", action="store_true", help="方針のページを公開せず、下書きとして作成します。"
        )

    @transaction.atomic
    def handle(self, *, roles: str, draft: bool, **_: Any) -> None:
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            raise CommandError("Wagtail の既定のサイトがありません。先にサイトを作成してください。")
        try:
            made = make_shipped_policy(site, live=not draft)
        except ValidationError as error:
            message = f"方針のページを作成できません。同じアドレスのページがあります（{SLUG}）。"
            raise CommandError(message) from error
        ShopSettings.for_site(site)
        RuleSettings.load()
        make_groups(FULL if roles == "full" else SMALL_SHOP, policy_page_model().objects.first())
        page = "方針のページを作成しました。" if made else "方針のページは既にあります。"
        self.stdout.write(f"{page}権限グループを整えました。")
