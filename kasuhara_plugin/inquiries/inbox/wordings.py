"""回答の文例: what a reply begins with. Its placeholders are filled in by themselves where they are ``KNOWN``,
by the person who answers where they are not: nothing is promised before it was looked into."""

from django.db import models

from kasuhara_plugin.core import placeholders
from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.site_settings import AuditedSettings, ShopSettings, shop_of_default_site
from kasuhara_plugin.inquiries.models import Inquiry

OF_SHOP = ("company", "contact_name", "contact_phone", "contact_email", "contact_hours")
KNOWN = {
    "name": "お客様のお名前",
    "number": "受付番号",
    "order_number": "ご注文番号",
    "subject": "件名",
    "company": "会社名",
    "contact_name": "お客様窓口の名称",
    "contact_phone": "お客様窓口の電話番号",
    "contact_email": "お客様窓口のメールアドレス",
    "contact_hours": "受付時間",
}
BODY_LIMIT = 5_000  # characters
TEXTS = (
    (
        "確認してから回答する",
        "{{ name }}様\n\nお問い合わせいただき、ありがとうございます。{{ company }}です。\nご連絡の内容を確認のうえ、"
        "{{ ご連絡の期日 }}までに改めてご連絡いたします。お待たせして恐れ入りますが、少々お待ちください。",
    ),
    (
        "追加の情報をお願いする",
        "{{ name }}様\n\nお問い合わせいただき、ありがとうございます。{{ company }}です。\n詳しくお調べするため、"
        "次の点をお知らせいただけますでしょうか。\n\n・{{ お尋ねする点 }}",
    ),
    (
        "調べた結果をお伝えする",
        "{{ name }}様\n\nお待たせいたしました。{{ company }}です。\nお問い合わせの件についてお調べした結果を、"
        "ご連絡いたします。\n\n{{ 調べた結果 }}\n\nご不明な点がございましたら、お知らせください。",
    ),
)


class ReplyTemplate(AuditedSettings):
    id = models.BigAutoField(primary_key=True)
    name = models.CharField("名称", max_length=100)
    body = models.TextField("文面", max_length=BODY_LIMIT)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    in_use = models.BooleanField("使用する", default=True)

    class Meta:
        verbose_name = "回答の文例"
        verbose_name_plural = "回答の文例"
        default_permissions = ("add", "change", "view")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


def make_shipped() -> None:
    """Where the shop has none yet."""
    if ReplyTemplate.objects.exists():
        return
    for order, (name, body) in enumerate(TEXTS):
        ReplyTemplate.objects.create(name=name, body=body, order=order)


def begun(key: str, inquiry: Inquiry) -> str:
    """The wording of that template for this message; empty if it was retired meanwhile."""
    rows = ReplyTemplate.objects.filter(in_use=True, pk=key) if key.isdecimal() else None
    text = rows.values_list("body", flat=True).first() if rows is not None else None
    return filled(text, inquiry) if text else ""


def filled(text: str, inquiry: Inquiry) -> str:
    shop = shop_of_default_site()
    return placeholders.fill(text, lambda name: _value(name, inquiry, shop) or None)


def require_filled(text: str) -> None:
    """Raises ``UnusableText`` while a blank is left."""
    if blanks := placeholders.blanks(text):
        message = f"まだ埋めていない箇所があります：{'、'.join(blanks)}"
        raise UnusableText(message, code="blank")


def _value(name: str, inquiry: Inquiry, shop: ShopSettings) -> str:
    if name in OF_SHOP:
        return str(getattr(shop, name))
    return str(getattr(inquiry, name)) if name in KNOWN else ""
