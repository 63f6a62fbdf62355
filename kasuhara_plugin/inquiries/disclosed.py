"""What is told to a person of the inquiries: each as it was typed, and how it was judged."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Concat

from kasuhara_plugin.core.disclosed import Item, Section, lines
from kasuhara_plugin.customers.models import Customer, Identifier, IdentifierKind
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.corrections import ThreadCorrection
from kasuhara_plugin.inquiries.models import Answer, Inquiry
from kasuhara_plugin.inquiries.vocabulary import Corrected

_SENDING = (IdentifierKind.ACCOUNT, IdentifierKind.EMAIL)  # what a sender's key is made of


def _inquiries(people: Sequence[Customer]) -> QuerySet[Inquiry]:
    """Those too that nobody could be named for, where the sender is one of their marks."""
    marks = Identifier.objects.effective().filter(customer__in=people, kind__in=_SENDING)
    senders = marks.values(sender=Concat("kind", Value(":"), "key"))
    theirs = Q(customer__in=people) | Q(customer=None, sender_key__in=senders)
    rows = Inquiry.objects.filter(theirs).order_by("pk")
    return rows.select_related("first").prefetch_related(
        "policy_version", "assignments", "closures", "drafts", "remarks", "taggings__tag"
    )


def _inquiry(inquiry: Inquiry) -> Item:
    version, closures = inquiry.policy_version, inquiry.closures.all()
    drafts, remarks = inquiry.drafts.all(), inquiry.remarks.all()
    told = lines(
        ("受付日時", inquiry.received_at),
        ("お名前", inquiry.name),
        ("メールアドレス", inquiry.email),
        ("電話番号", inquiry.phone),
        ("ご注文番号", inquiry.order_number),
        ("受付の経路", inquiry.get_channel_display()),
        ("フォーム", inquiry.form),
        ("種類", inquiry.category),
        ("件名", inquiry.subject),
        ("お問い合わせ内容", inquiry.body),
        *inquiry.extra.items(),
        ("受付時の判定", inquiry.get_outcome_display()),
        ("判定の理由", inquiry.reason_sentences()),
        ("最初のお問い合わせ", inquiry.first and inquiry.first.number),
        ("保留の期限", inquiry.held_until),
        ("保留を解いた日時", inquiry.released_at),
        ("ログイン", "あり" if inquiry.proven else "なし（ご本人の確認はできていません）"),
        ("受付時の方針の版", version and f"第{version.number}版"),
        ("お待たせしている日時", inquiry.waiting_since),
        ("対応不要とした理由", [one.reason for one in closures]),
        ("内部メモ", [one.body for one in remarks]),
        ("タグ", [str(one) for one in inquiry.taggings.all()]),
        ("送信しなかった回答の下書き", [one.body for one in drafts if one.answer_id is None]),
        ("下書きの差し戻しの理由", [one.reason for one in drafts if one.reason]),
        people=[
            ("記録した人", inquiry.logged_name),
            ("保留を解いた人", inquiry.released_name),
            *(("担当者", one.person_name) for one in inquiry.assignments.all()),
            *(("下書きを書いた人", one.author_name) for one in drafts),
            *(("下書きを確認した人", one.reader_name) for one in drafts),
            *(("内部メモを書いた人", one.actor_name) for one in remarks),
            *(("対応不要とした人", one.actor_name) for one in closures),
        ],
    )
    unnamed = inquiry.customer_id is None
    return Item(
        f"お問い合わせ {inquiry.number}",
        told,
        badge="顧客を特定できていません" if unnamed else "",
        opinion=bool(inquiry.reasons or closures or drafts or remarks),
        others=unnamed,
    )


def _answers(people: Sequence[Customer]) -> QuerySet[Answer]:
    rows = Answer.objects.filter(inquiry__in=_inquiries(people).values("pk"))
    return rows.order_by("pk").select_related("inquiry")


def _answer(answer: Answer) -> Item:
    told = lines(
        ("回答日時", answer.at),
        ("回答の方法", answer.get_way_display()),
        ("回答の内容", answer.body),
        people=[("回答した人", answer.actor_name)],
    )
    return Item(f"お問い合わせ {answer.inquiry.number} への回答", told)


def _files(people: Sequence[Customer]) -> QuerySet[Attachment]:
    rows = Attachment.objects.filter(inquiry__in=_inquiries(people).values("pk"))
    return rows.order_by("pk").select_related("inquiry")


def _file(file: Any) -> Item:
    told = lines(
        ("ファイル名", file.name),
        ("種類", file.kind),
        ("大きさ（バイト）", file.size),
        ("SHA-256", file.sha256),
    )
    return Item(f"お問い合わせ {file.inquiry.number} の添付ファイル {file.pk}", told, others=True)


def _corrections(people: Sequence[Customer]) -> QuerySet[ThreadCorrection]:
    rows = ThreadCorrection.objects.filter(inquiry__in=_inquiries(people).values("pk"))
    return rows.order_by("pk").select_related("inquiry", "earlier")


def _correction(correction: ThreadCorrection) -> Item:
    told = lines(
        ("日時", correction.at),
        ("訂正", Corrected(correction.kind).label),
        ("比べたお問い合わせ", correction.earlier.number),
        ("類似度", f"{round(correction.score * 100)}％"),
        people=[("訂正した人", correction.actor_name)],
    )
    return Item(f"お問い合わせ {correction.inquiry.number} の扱いの訂正", told, opinion=True)


SECTIONS = (
    Section("お問い合わせ", _inquiries, _inquiry),
    Section("お問い合わせへの回答", _answers, _answer),
    Section("お問い合わせの扱いの訂正", _corrections, _correction),
    Section(
        "添付ファイル",
        _files,
        _file,
        said="ファイルそのものは、お問い合わせの画面から取り出せます。",
    ),
)
