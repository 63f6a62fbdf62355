"""What is told to a person of the inquiries: each as it was typed, and how it was judged."""

from collections.abc import Sequence

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from kasuhara_plugin.core.disclosed import Item, Section, lines
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.inquiries.models import Inquiry

_BECAUSE = {"sender_limit": "送信の件数が上限を超えたため"}
_SENDING = (IdentifierKind.ACCOUNT, IdentifierKind.EMAIL)  # what a sender's key is made of


def _inquiries(people: Sequence[Customer]) -> QuerySet[Inquiry]:
    """Those too that nobody could be named for, where the sender is one of their marks."""
    marks = Identifier.objects.effective().filter(customer__in=people, kind__in=_SENDING)
    senders = marks.values(sender=Concat("kind", Value(":"), "key"))
    theirs = Q(customer__in=people) | Q(customer=None, sender_key__in=senders)
    return Inquiry.objects.filter(theirs).order_by("pk").prefetch_related("policy_version")


def _inquiry(inquiry: Inquiry) -> Item:
    version = inquiry.policy_version
    told = lines(
        ("受付日時", inquiry.received_at),
        ("お名前", inquiry.name),
        ("メールアドレス", inquiry.email),
        ("電話番号", inquiry.phone),
        ("ご注文番号", inquiry.order_number),
        ("件名", inquiry.subject),
        ("お問い合わせ内容", inquiry.body),
        ("状態", inquiry.get_state_display()),
        ("判定の理由", [_BECAUSE.get(reason, reason) for reason in inquiry.reasons]),
        ("保留の期限", inquiry.held_until),
        ("ログイン", "あり" if inquiry.proven else "なし（ご本人の確認はできていません）"),
        ("受付時の方針の版", version and f"第{version.number}版"),
    )
    unnamed = inquiry.customer_id is None
    return Item(
        f"お問い合わせ {inquiry.number}",
        told,
        badge="顧客を特定できていません" if unnamed else "",
        opinion=bool(inquiry.reasons),
        others=unnamed,
    )


SECTIONS = (Section("お問い合わせ", _inquiries, _inquiry),)
