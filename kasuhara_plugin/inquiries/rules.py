"""受付ルール: what a shop decides about receiving messages, changed in the admin with a preview."""

import re
from datetime import timedelta
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, validate_email
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting

from kasuhara_plugin.core.site_settings import AuditedSettings
from kasuhara_plugin.inquiries import guard
from kasuhara_plugin.inquiries.wording.catalogue import CATALOGUE
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

CATEGORIES = "ご注文・お見積り\nデータ入稿\n納期・配送\n仕上がり・不良\nお支払い・返金\nその他"


def whole_addresses(text: str) -> None:
    for address in text.split():
        try:
            validate_email(address)
        except ValidationError:
            raise ValidationError(f"メールアドレスの形式をご確認ください：{address}") from None


def whole_groups(text: str) -> None:
    for line in filter(None, map(str.strip, text.splitlines())):
        if not all(catalogue_line(line)):
            raise ValidationError(f"「分類：名称、名称」の形で入力してください：{line}")


def catalogue_line(line: str) -> tuple[str, tuple[str, ...]]:
    """The group and its names."""
    group, _, names = line.replace("：", ":").partition(":")
    split = re.split("[、,，]", names)
    return group.strip(), tuple(filter(None, map(str.strip, split)))


def _count(label: str, default: int, *, least: int = 1, help_text: str = "") -> models.Field:  # type: ignore[type-arg]
    return models.PositiveSmallIntegerField(
        label,
        default=default,
        validators=[MinValueValidator(least), MaxValueValidator(10_000)],
        help_text=help_text,
    )


class InquiryRules(AuditedSettings, BaseGenericSetting):
    """One row for the whole shop. Generous by default: four messages before a 入稿 deadline are
    normal."""

    id = models.BigAutoField(primary_key=True)
    network_limit = _count(
        "回線ごとの上限（件）",
        20,
        help_text="同じ回線からの送信がこの件数を超えると、時間をおいて送信していただくようご案内します。入力内容は画面に残ります。",
    )
    network_window_minutes = _count("回線ごとの期間（分）", 10)
    sender_limit = _count(
        "短い時間の上限（件）",
        8,
        help_text="同じ方からのお問い合わせがこの件数を超えると、受け付けたうえで保留にします。",
    )
    sender_window_minutes = _count("短い時間（分）", 60)
    day_limit = _count("1日の上限（件）", 20, least=0, help_text="0にすると、上限を設けません。")
    week_limit = _count("7日間の上限（件）", 50, least=0, help_text="0にすると、上限を設けません。")
    join_days = _count(
        "同じ内容とみなす期間（日）",
        14,
        help_text="この期間のうちに同じ方から同じ内容が届いたときは、最初のお問い合わせにまとめます。保留にはしません。",
    )
    join_similar = models.BooleanField(
        "言い換えた内容もまとめる",
        default=True,
        help_text="言い回しが違っても同じことを伝えているお問い合わせを、最初のお問い合わせにまとめます。"
        "注文番号・商品・用紙などが違うものは、別のお問い合わせとして受け付けます。",
    )
    catalogue = models.TextField(
        "商品・用紙・加工の名称",
        blank=True,
        max_length=5_000,
        validators=[whole_groups],
        help_text="お店で扱う名称を「分類：名称、名称」の形で1行ずつ入力してください（例　用紙：ペルーラ、ヴィベール）。"
        "同じ分類の違う名称が書かれたお問い合わせは、まとめません。一般的な名称は、はじめから含まれています。",
    )
    similar_from_others = models.BooleanField(
        "ほかの方からの似たお問い合わせを表示する",
        default=False,
        help_text="ほかの方から届いた似た文面のお問い合わせを、スタッフの画面に表示します。"
        "表示するだけで、まとめたり保留にしたりはしません。以前のお問い合わせは、毎日の定期処理で順に表示の対象になります。",
    )
    stop_list = models.CharField(
        max_length=64, blank=True, editable=False
    )  # digest; "": the shipped
    ask_to_wait_from = _count(
        "お返事をお待ちいただくご案内（回目から）",
        3,
        least=0,
        help_text="同じ内容がこの回数に達したときから、お返事をお待ちいただくようご案内します。0にすると、ご案内しません。",
    )
    answer_within = _count(
        "お返事の目安（営業日）",
        2,
        least=0,
        help_text="この日数を過ぎてもお返事していないお問い合わせを、一覧の「お待たせ」に表示します。0にすると、表示しません。",
    )
    reply_address = models.EmailField(
        "返信先のメールアドレス",
        blank=True,
        help_text="回答のメールにお客様が返信したときの宛先です。空欄の場合は、送信元のアドレスに返信されます。",
    )
    second_reader = models.BooleanField(
        "回答のメールを、送信前に別の担当者が確認する",
        default=False,
        help_text="オンにすると、回答を書いた人とは別の担当者が確認してから送信されます。",
    )
    harsh_words = models.TextField(
        "刺激の強い表現",
        blank=True,
        max_length=5_000,
        validators=[whole_groups],
        help_text="お問い合わせを開く前に伏せる言葉を「分類：言葉、言葉」の形で1行ずつ追加できます（例　侮辱：三流、ポンコツ）。"
        "伏せるだけで、受付や判定には影響しません。一般的な言葉は、はじめから含まれています。",
    )
    recipients = models.TextField(
        "新着をお知らせするメールアドレス",
        blank=True,
        max_length=1_000,
        validators=[whole_addresses],
        help_text="1行に1件。空欄の場合、お知らせのメールは送信しません。",
    )
    categories = models.TextField(
        "お問い合わせの種類",
        default=CATEGORIES,
        blank=True,
        max_length=1_000,
        help_text="1行に1件。空欄の場合、フォームに表示しません。",
    )
    receipt_text = models.TextField("受け付けたときのご案内", blank=True, max_length=1_000)
    held_text = models.TextField("保留にしたときのご案内", blank=True, max_length=1_000)
    wait_text = models.TextField("お返事をお待ちいただくご案内", blank=True, max_length=1_000)
    flood_text = models.TextField("回線の上限を超えたときのご案内", blank=True, max_length=1_000)

    class Meta:
        verbose_name = "受付ルール"
        default_permissions = ("change",)

    def __str__(self) -> str:
        return "受付ルール"

    def for_guard(self) -> guard.Rules:
        return guard.Rules(
            network=_minutes(self.network_limit, self.network_window_minutes),
            sender=(
                _minutes(self.sender_limit, self.sender_window_minutes),
                guard.Window(self.day_limit, timedelta(days=1)),
                guard.Window(self.week_limit, timedelta(days=7)),
            ),
            join_within=timedelta(days=self.join_days),
            ask_to_wait_from=self.ask_to_wait_from,
            join_similar=self.join_similar,
            catalogue=_vocabulary(self.catalogue),
        )

    def category_list(self) -> list[str]:
        return list(dict.fromkeys(filter(None, map(str.strip, self.categories.splitlines()))))


@lru_cache(maxsize=4)
def _vocabulary(typed: str) -> Vocabulary:
    lines = filter(None, map(str.strip, typed.splitlines()))
    return CATALOGUE.with_own(map(catalogue_line, lines))


def _minutes(limit: int, minutes: int) -> guard.Window:
    return guard.Window(limit, timedelta(minutes=minutes))
