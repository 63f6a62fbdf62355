"""What is told to a person of the restrictions: each flag, each decision and appeal, what they
confirmed, what was refused and what was held."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import QuerySet

from kasuhara_plugin.core.disclosed import Item, Section, lines
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.holding import HeldOrder
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision, Refusal
from kasuhara_plugin.flags.readings import FlagReading
from kasuhara_plugin.flags.vocabulary import Act, Level, scope_label
from kasuhara_plugin.flags.wording import CONTENT


def _flags(people: Sequence[Customer]) -> QuerySet[AccountFlag]:
    rows = AccountFlag.objects.filter(customer__in=people).order_by("pk")
    return rows.prefetch_related("decisions", "policy_version")


def _flag(flag: AccountFlag) -> Item:
    version = flag.policy_version
    told = lines(
        ("区分", flag.get_level_display()),
        ("状態", flag.status_label),
        ("対象の取引", flag.scope_labels()),
        ("理由（社内用）", flag.reason),
        ("お客様へのご説明", flag.customer_message),
        ("根拠となる方針の版", version and f"第{version.number}版"),
        ("根拠となる条項", [f"{clause} {words}".strip() for clause, words in flag.grounds()]),
        ("確認した記録", [piece.get("label", "") for piece in flag.evidence]),
        ("メールでのお知らせ", _yes(flag.notify)),
        ("追認の期限", flag.lapses_at),
        ("開始日時", flag.starts_at),
        ("終了日", flag.until),
        ("見直し日", flag.review_on),
        ("申請日時", flag.proposed_at),
        people=[("申請者", flag.proposer_name)],
    )
    return Item(f"取引制限フラグ {flag.pk}", told, badge=flag.status_label, opinion=True)


def _decisions(people: Sequence[Customer]) -> QuerySet[FlagDecision]:
    return FlagDecision.objects.filter(flag__customer__in=people).order_by("flag", "pk")


def _decision(decision: FlagDecision) -> Item:
    appealed = decision.act == Act.APPEALED  # what the customer says is nobody's opinion of them
    told = lines(
        ("決定", decision.get_act_display()),
        ("日時", decision.at),
        ("異議の内容" if appealed else "理由", decision.reason),
        *_content(decision.content),
        ("決裁", decision.get_rule_display()),
        people=[("申し出た人・決定者", decision.actor_name)],
    )
    judged = bool(decision.content or decision.reason) and not appealed
    title = f"取引制限フラグ {decision.flag_id}：{decision.get_act_display()}"
    return Item(title, told, opinion=judged)


def _content(content: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in CONTENT:
        if name in content:
            field: Any = AccountFlag._meta.get_field(name)
            yield f"内容：{field.verbose_name}", _said(name, content[name])


def _said(name: str, value: Any) -> Any:
    if name == "level":
        return dict(Level.choices).get(value, value)
    if name == "scopes":
        return [scope_label(scope) for scope in value]
    if name == "evidence":
        return [piece.get("label", "") for piece in value]
    return _yes(value) if name == "notify" else value


def _readings(people: Sequence[Customer]) -> QuerySet[FlagReading]:
    return FlagReading.objects.filter(flag__customer__in=people).order_by("pk")


def _reading(reading: FlagReading) -> Item:
    told = lines(("確認日時", reading.at), people=[("確認した人", reading.reader_name)])
    return Item(f"取引制限フラグ {reading.flag_id} のお知らせの確認", told)


def _refusals(people: Sequence[Customer]) -> QuerySet[Refusal]:
    return Refusal.objects.filter(flag__customer__in=people).order_by("pk")


def _refusal(refusal: Refusal) -> Item:
    told = lines(
        ("日時", refusal.at),
        ("取引", refusal.scope_label),
        ("お断りした画面", refusal.door),
        ("もとになったフラグ", refusal.flag_id),
        ("ログイン", "あり" if refusal.proven else "なし（ご本人の確認はできていません）"),
        people=[("ログイン中のアカウント", refusal.actor_name)],
    )
    # Whoever typed this person's address at the till may have been anybody.
    return Item(f"お断りの記録 {refusal.reference}", told, others=not refusal.proven)


def _held_orders(people: Sequence[Customer]) -> QuerySet[HeldOrder]:
    return HeldOrder.objects.filter(flag__customer__in=people).order_by("pk")


def _held_order(held: HeldOrder) -> Item:
    told = lines(
        ("注文", held.order_name),
        ("店舗の注文データ", held.order),
        ("取引", held.scope_label),
        ("もとになったフラグ", held.flag_id),
        ("保留した日時", held.at),
        ("結果", held.state_label()),
        ("決定した日時", held.ended_at),
        ("理由", held.reason),
        people=[("決定した人", held.actor_name)],
    )
    return Item(f"保留した注文 {held.pk}", told)


def _yes(value: Any) -> str:
    return "する" if value else "しない"


SECTIONS = (
    Section("取引制限フラグ", _flags, _flag),
    Section("フラグの決定・異議申立てと回答", _decisions, _decision),
    Section("お知らせの確認", _readings, _reading),
    Section("お断りの記録", _refusals, _refusal),
    Section("保留した注文", _held_orders, _held_order),
)
