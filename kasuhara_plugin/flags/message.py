"""お客様へのご説明: the message, with what stands in its placeholders, and the shop's templates (文例)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models

from kasuhara_plugin.core import placeholders
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.site_settings import AuditedSettings, ShopSettings, shop_of_default_site
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags import scopes as all_scopes
from kasuhara_plugin.flags.vocabulary import Level, scope_label_for_customer

OF_SHOP = ("company", "contact_name", "contact_phone", "contact_email", "contact_hours")
KNOWN = {
    "customer": "お客様のお名前",
    "scopes": "制限する取引",
    "until": "終了日",
    "company": "会社名",
    "contact_name": "お客様窓口の名称",
    "contact_phone": "お客様窓口の電話番号",
    "contact_email": "お客様窓口のメールアドレス",
    "contact_hours": "受付時間",
}


class UnfilledMessage(KasuharaError, ValueError):
    """Something in the message still waits to be filled in."""


class MessageTemplate(AuditedSettings):
    """A wording to begin with. Its placeholders are filled in by themselves where they are
    ``KNOWN``, by the person who proposes where they are not."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField("名称", max_length=100)
    body = models.TextField("文面", max_length=1_000)
    order = models.PositiveSmallIntegerField("並び順", default=0)
    in_use = models.BooleanField("使用する", default=True)

    class Meta:
        verbose_name = "ご説明の文例"
        verbose_name_plural = "ご説明の文例"
        default_permissions = ("add", "change", "view")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.name


def in_use(key: str) -> str:
    """The wording of the template with this key; empty if it was retired meanwhile."""
    if not key.isdecimal():
        return ""
    rows = MessageTemplate.objects.filter(in_use=True, pk=key)
    return rows.values_list("body", flat=True).first() or ""


def filled(
    text: str, *, customer: Customer, level: str, scopes: Sequence[str], until: date | None
) -> str:
    """The message as the customer will read it. Raises ``UnfilledMessage`` while a blank is left."""
    shop = shop_of_default_site()
    of_flag = {
        "customer": customer.name,
        "scopes": "、".join(
            scope_label_for_customer(scope)
            for scope in (all_scopes.known() if level == Level.REFUSE else scopes)
        ),
        "until": f"{until.year}年{until.month}月{until.day}日" if until else "",
    }

    def value(name: str) -> str | None:
        found = of_flag.get(name) if name in of_flag else _of_shop(name, shop)
        return found or None  # an empty one stays a blank

    message = placeholders.fill(text, value)
    if blanks := placeholders.blanks(message):
        raise UnfilledMessage(_unfilled(blanks))
    return message


def _of_shop(name: str, shop: ShopSettings) -> str:
    return getattr(shop, name) if name in OF_SHOP else ""


def _unfilled(blanks: list[str]) -> str:
    told: Any = [_told(blank) for blank in blanks]
    return f"ご説明に、まだ埋めていない箇所があります：{'、'.join(told)}"


def _told(blank: str) -> str:
    label = KNOWN.get(blank.strip("{} "))
    return f"{blank}（{label}が未設定です）" if label else blank
