from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from storefront.demo import accounts, contacts, shop


class Command(BaseCommand):
    help = "デモ用の会員・商品・注文・ページ・お客様対応を登録します（DEBUG のときだけ動きます）。"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("DEBUG がオフのため、デモデータは登録できません。")
        now = timezone.now()
        with transaction.atomic():
            accounts.load(now)
            shop.load(now)
            contacts.load(now)
        self.stdout.write("デモデータを登録しました。")
