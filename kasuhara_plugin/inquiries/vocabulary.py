"""The words of the room, and what a verdict says to a person."""

from django.db import models

from kasuhara_plugin.inquiries.guard import Outcome, Why


class Channel(models.TextChoices):
    """How a message reached the shop (policy s3)."""

    WEB_INQUIRY = "web_inquiry", "WEB問い合わせ"
    WEB_ORDER = "web_order", "WEB受発注"
    EMAIL = "email", "メール"
    PHONE_INQUIRY = "phone_inquiry", "電話（問い合わせ）"
    PHONE_QUOTE = "phone_quote", "電話（見積）"
    PHONE_AFTER = "phone_after", "電話（アフターフォロー）"
    SALES_MEETING = "sales_meeting", "商談・打ち合わせ"
    VISIT = "visit", "来社・訪問"
    SNS = "sns", "SNS"
    LETTER = "letter", "書面"
    OTHER = "other", "その他"


class Kept(models.TextChoices):
    """What became of a message that was stored."""

    ACCEPTED = Outcome.ACCEPT, "受付"
    JOINED = Outcome.JOIN, "同じ内容"
    HELD = Outcome.HOLD, "保留"


class Way(models.TextChoices):
    """How an answer was given."""

    EMAIL = "email", "メール"
    PHONE = "phone", "電話"
    LETTER = "letter", "書面"
    IN_PERSON = "in_person", "対面"
    OTHER = "other", "その他"


class Corrected(models.TextChoices):
    """What staff corrected about a thread."""

    PARTED = "parted", "別のお問い合わせとした"
    JOINED = "joined", "同じ内容としてまとめた"


BY_STAFF = "by_staff"  # the first word of a reason that a person gave


def sentence(reason: str) -> str:
    """A reason as it is kept on the row, for staff: ``"sender_limit 8/3600"``."""
    why, _, figures = reason.partition(" ")
    first, _, seconds = figures.partition("/")
    if why == BY_STAFF:
        return "担当者が訂正しました（" + Corrected(figures).label + "）。"
    if why == Why.SIMILAR:
        return f"言い回しは違いますが、内容が似ています（類似度 {first}％）。"
    if why == Why.TEMPLATE:
        return (
            f"番号や数量だけが違う同じ文面のお問い合わせが、同じ方から届いています（{first}件目）。"
        )
    if why == Why.REPETITION:
        return f"同じ方から同じ内容のお問い合わせがあり、{first}回目です。"
    who = "同じ方" if why == Why.SENDER else "同じ回線"
    if not seconds:  # written before the figures were kept
        return f"{who}からのお問い合わせが上限を超えたため"
    return f"{who}からのお問い合わせが、{_span(int(seconds))}に{first}件の上限を超えたため"


def _span(seconds: int) -> str:
    for length, unit in ((86_400, "日間"), (3_600, "時間"), (60, "分")):
        if seconds % length == 0:
            return f"{seconds // length}{unit}"
    return f"{seconds}秒"
