"""The end of flags and of refusals, and what a flag keeps: the records that it rests on, and all
that is about a customer with a flag that is not over."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from kasuhara_plugin.core import slots
from kasuhara_plugin.core.retention import (
    KEEPERS,
    RULES,
    SUBJECTS,
    Asked,
    Kept,
    Rows,
    Rule,
    along,
    cutoff,
    owners,
)
from kasuhara_plugin.core.retention_settings import RetentionSettings
from kasuhara_plugin.customers.family import roots_of
from kasuhara_plugin.flags.holding import HeldOrder
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision, Refusal
from kasuhara_plugin.flags.readings import FlagReading
from kasuhara_plugin.flags.vocabulary import Act, Status

OVER = (Status.REJECTED, Status.LIFTED, Status.EXPIRED, Status.LAPSED)
STANDS = "取引制限フラグが申請中または適用中の顧客"
EVIDENCE = "取引制限フラグの「確認した記録」"
APPEALED, ORDER_HELD = "異議が決定されていない", "保留した注文が決定されていない"
REFUSED = "残っているお断りの記録がある"


def offer() -> None:
    """Once, from ``AppConfig.ready``."""
    for rule in (FLAGS, REFUSALS):
        slots.register(RULES, rule)
    for model, path in ((AccountFlag, "customer"), (Refusal, _OF), (HeldOrder, _OF)):
        slots.register(SUBJECTS, along(model, path))
    for keeper in (of_restricted, evidence):
        slots.register(KEEPERS, keeper)


def of_restricted(asked: Asked) -> Kept:
    """Whose flag, or that of anybody they were merged with, waits or is in force."""
    people = roots_of(asked.people())
    if not people:
        return {}
    flags = AccountFlag.objects.filter(
        Q(customer__in=people.values()) | Q(customer__merged_into__in=people.values())
    )
    open_ones = _with_status(flags, asked.now, Status.PROPOSED, Status.ACTIVE)
    roots = set(roots_of(open_ones.values_list("customer", flat=True)).values())
    return asked.of({one for one, root in people.items() if root in roots}, STANDS)


def evidence(asked: Asked) -> Kept:
    """What a flag rests on, for as long as there is the flag."""
    flags = AccountFlag.objects.exclude(evidence=[]).values_list("evidence", flat=True)
    named = {piece.get("record", "") for pieces in flags.iterator() for piece in pieces}
    label = asked.model._meta.label_lower
    return {key: EVIDENCE for key in asked.keys if f"{label}:{key}" in named}


def _over(moment: datetime) -> QuerySet[Any]:
    """Over before that moment, and nobody decided anything since; the clock's own rows come late."""
    since = FlagDecision.objects.filter(flag=OuterRef("pk"), at__gte=moment)
    quiet = AccountFlag.objects.filter(~Exists(since.exclude(act__in=[Act.LAPSED, Act.EXPIRED])))
    return _with_status(quiet, moment, *OVER)


def _with_status(flags: Any, moment: datetime, *statuses: Status) -> QuerySet[Any]:
    wanted = Q()
    for status in statuses:
        wanted |= Q(pk__in=AccountFlag.objects.with_status(status, moment).values("pk"))
    return flags.filter(wanted)


def _of_flags(keys: list[int]) -> list[Rows]:
    parts = (FlagDecision, FlagReading, HeldOrder, Refusal)
    rows: list[Rows] = [(one, _keys(one._base_manager.filter(flag__in=keys))) for one in parts]
    return [*rows, (AccountFlag, keys)]


def _flags_kept(asked: Asked) -> Kept:
    flags = AccountFlag.objects.filter(pk__in=asked.keys)
    open_orders = HeldOrder.objects.filter(flag__in=asked.keys, outcome="")
    return {
        **dict.fromkeys(_with_refusals(asked), REFUSED),
        **dict.fromkeys(open_orders.values_list("flag", flat=True), ORDER_HELD),
        **dict.fromkeys(_keys(flags.appealed()), APPEALED),
    }


def _with_refusals(asked: Asked) -> set[int]:
    """A refusal goes with its flag, but not before its own time."""
    of_flag = dict(Refusal.objects.filter(flag__in=asked.keys).values_list("pk", "flag"))
    years = RetentionSettings.current().years(REFUSALS.kind)
    if years is None or not of_flag:
        return set(of_flag.values())
    ended = set(_keys(_old_refusals(cutoff(years, asked.now)).filter(pk__in=of_flag)))
    keys = list(of_flag)
    named = evidence(Asked(Refusal, keys, owners(Refusal, keys), asked.now))
    return {flag for key, flag in of_flag.items() if key not in ended or key in named}


def _old_refusals(moment: datetime) -> QuerySet[Any]:
    return Refusal.objects.filter(at__lt=moment)


def _themselves(keys: list[int]) -> list[Rows]:
    return [(Refusal, keys)]


def _keys(rows: QuerySet[Any]) -> list[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))


_OF = "flag__customer"
FLAGS = Rule("flags", AccountFlag, _over, _of_flags, _flags_kept)
REFUSALS = Rule("refusals", Refusal, _old_refusals, _themselves)
