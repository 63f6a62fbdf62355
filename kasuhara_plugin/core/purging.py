"""The retention run: what has ended goes, in parts that are whole, and the rest is counted.

Each part is one transaction with its own audit record. Before it deletes, it locks whom the records
are about and asks again what stays: a hold that was placed meanwhile wins.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock, erasing, slots
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.erasing import AT_ONCE
from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.core.mails import OutgoingMail
from kasuhara_plugin.core.retention import KEEPERS, LOCKS, Asked, Kept, Rows, Rule, cutoff, owners
from kasuhara_plugin.core.retention_settings import RetentionSettings
from kasuhara_plugin.core.retiring import with_attempts
from kasuhara_plugin.core.sealing import seal_everything
from kasuhara_plugin.core.seals import PURGE

RUN = "retention.run"
PART = 500  # rows
BUSY = "ほかの処理と重なったため、次回に持ち越し"


@dataclass
class Tally:
    """How many rows were due, how many went, and how many stay for which reason."""

    due: int = 0
    gone: int = 0
    kept: Counter[str] = field(default_factory=Counter)

    def add(self, due: int, gone: int, kept: Kept) -> None:
        self.due += due
        self.gone += gone
        self.kept.update(kept.values())


@dataclass(frozen=True)
class Run:
    """One kind, with its period; ``before`` is the midnight that divides."""

    rule: Rule
    years: int
    now: datetime

    @property
    def before(self) -> datetime:
        return cutoff(self.years, self.now)

    def parts(self) -> Iterator[list[int]]:
        last = 0
        while keys := list(self._keys().filter(pk__gt=last)[:PART]):
            yield keys
            last = keys[-1]

    def still(self, keys: Sequence[int]) -> list[int]:
        return list(self._keys().filter(pk__in=keys))

    def _keys(self) -> Any:
        return self.rule.ended(self.before).order_by("pk").values_list("pk", flat=True)


def survey(run: Run) -> Tally:
    """What ``purge`` would find, as things stand. Writes nothing."""
    tally = Tally()
    for keys in run.parts():
        asked = Asked(run.rule.model, keys, owners(run.rule.model, keys), run.now)
        kept = staying(run.rule, asked)
        tally.add(len(keys), len(keys) - len(kept), kept)
    return tally


def purge(run: Run, *, by: Any) -> Iterator[Tally]:
    """A part at a time, with the tally so far. What was committed stays done if it is stopped.
    ``by`` answers for it: None (the system), or somebody who may change the retention; else
    ``NotPermitted``."""
    _allow(by)
    seal_everything()  # what is sealed keeps its place in the chain
    tally = Tally()
    for keys in run.parts():
        tally.add(*_part(run, keys, by=by))
        yield tally
    run.rule.afterwards(run.before)


def conclude(tallies: dict[str, Tally], *, by: Any) -> AuditRecord:
    """That it ran to its end, and what stayed and why."""
    data = {kind: {"gone": one.gone, "kept": dict(one.kept)} for kind, one in tallies.items()}
    return audit.record(RUN, RetentionSettings.current(), by=by, data=data)


def days_without_run(now: datetime) -> int:
    """Since the last run, or since the first period was set; 0 where none is."""
    if not RetentionSettings.current().is_set:
        return 0
    last = AuditRecord.objects.filter(act=RUN).order_by("-pk").first()
    begun = AuditRecord.objects.filter(act="retentionsettings.change").order_by("pk")
    since = last or begun.first()
    return (clock.day(now) - clock.day(since.at)).days if since else 0


def staying(rule: Rule, asked: Asked) -> Kept:
    """The first reason that is found for each."""
    kept: Kept = {}
    for reasons in (*(keeper(asked) for keeper in slots.parts(KEEPERS)), rule.kept(asked)):
        kept = {**reasons, **kept}
    return kept


def _part(run: Run, keys: list[int], *, by: Any) -> tuple[int, int, Kept]:
    """How many of these were due still, how many went, and what stayed."""
    model = run.rule.model
    with transaction.atomic():
        about = owners(model, keys)
        locked = _locked(set().union(*about.values()))
        list(model._base_manager.select_for_update().filter(pk__in=keys).values_list("pk"))
        due = run.still(keys)
        kept = staying(run.rule, Asked(model, due, {key: about[key] for key in due}, run.now))
        kept |= {key: BUSY for key in due if not about[key] <= locked}
        if going := [key for key in due if key not in kept]:
            _delete(run, going, by=by)
    return len(due), len(going), kept


def _locked(people: set[int]) -> set[int]:
    for lock in slots.parts(LOCKS):
        people = lock(people)
    return people


def _delete(run: Run, keys: list[int], *, by: Any) -> None:
    run.rule.beforehand(keys)
    whole = [rows for rows in run.rule.whole(keys) if rows[1]]
    whole = [*_mails_about(whole), *whole]
    reason = f"保存期間（{run.years}年）の満了"
    act = audit.record(
        PURGE, RetentionSettings.current(), by=by, reason=reason, data=_said(run, keys, whole)
    )
    with audit.unlocked(reason=f"{reason}：{run.rule.label}", by=by):
        for rows in whole:
            _forget_what_was_said(rows, act)
            erasing.remove(*rows, because=act)


def _said(run: Run, keys: list[int], whole: list[Rows]) -> dict[str, Any]:
    rows: Counter[str] = Counter()
    for model, of_model in whole:
        rows[model._meta.label_lower] += len(of_model)
    return {
        "kind": run.rule.kind, "count": len(keys), "years": run.years, "cutoff": run.before,
        "first": keys[0], "last": keys[-1], "rows": dict(rows),
    }  # fmt: skip


def _mails_about(whole: list[Rows]) -> list[Rows]:
    """They go with their record, which they repeat."""
    own = {key for model, keys in whole if model is OutgoingMail for key in keys}
    found: set[int] = set()
    for model, keys in whole:
        for part in _spelled(keys):
            mails = OutgoingMail.objects.filter(
                subject_type=model._meta.label_lower, subject_key__in=part
            )
            found |= set(mails.values_list("pk", flat=True))
    return [rows for rows in with_attempts(sorted(found - own)) if rows[1]]


def _forget_what_was_said(rows: Rows, act: AuditRecord) -> None:
    """Who did what and when stays on record; why, and with which words, goes with the record."""
    for part in _spelled(rows[1]):
        acts = AuditRecord.objects.filter(
            subject_type=rows[0]._meta.label_lower, subject_key__in=part
        )
        blank = {"reason": "", "data": {}, "salt": ""}
        erasing.erase(AuditRecord, acts.values_list("pk", flat=True), blank, because=act)


def _spelled(keys: list[int]) -> Iterator[list[str]]:
    for start in range(0, len(keys), AT_ONCE):
        yield [str(key) for key in keys[start : start + AT_ONCE]]


def _allow(by: Any) -> None:
    if by is not None and not by.has_perm("kasuhara_plugin.change_retentionsettings"):
        raise NotPermitted("保存期間を過ぎた記録を消去する権限がありません。")
