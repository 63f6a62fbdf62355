"""Recomputes the whole ledger and looks at every kept row: what was edited, removed, put in,
renumbered or cut off is named."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from kasuhara_plugin.core import append_only, slots
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.sealing import never_sealed, newest_sealed, seal_everything
from kasuhara_plugin.core.seals import (
    START,
    Erasure,
    Seal,
    SealShape,
    columns_of,
    digest_of,
    sealed_models,
)

SLOT = "verify"  # callables of the rooms: each gives its own ``Finding``s
PART = 2_000  # seals
Erased = dict[tuple[str, int], bool]  # a row, and whether it is to be gone altogether


class Finding(NamedTuple):
    """``where`` names the row as ``"app.model key"``; ``what`` says what is wrong with it."""

    where: str
    what: str


@dataclass
class Report:
    """``head`` is the chain's last value; ``unsealed`` rows wait for their seal."""

    findings: list[Finding] = field(default_factory=list)
    sealed: int = 0
    unsealed: int = 0
    erased: int = 0
    head: str = START

    @property
    def is_whole(self) -> bool:
        return not self.findings


def verify(*, seals_first: bool = True) -> Report:
    """``seals_first`` takes in what waits; without it that is counted as the unsealed tail."""
    if seals_first:
        seal_everything()
    report = Report()
    report.findings += [
        Finding(table, "追記専用の表のトリガーがありません。migrate を実行してください。")
        for table in append_only.missing_triggers()
    ]
    _walk(report)
    for model in sealed_models():
        _look_for_unsealed(model, report)
    report.findings += _audit_digests()
    for of_a_room in slots.parts(SLOT):
        report.findings += of_a_room()
    return report


def _walk(report: Report) -> None:
    """The seals in their order, in parts: chain and position of each, and its row."""
    erased = _erasures()
    shapes = {shape.pk: shape for shape in SealShape.objects.all()}
    expected = 0
    while part := list(Seal.objects.filter(position__gt=expected)[:PART]):
        for seal in part:
            expected += 1
            if seal.position != expected:
                missing = f"{expected} から {seal.position - 1} まで"
                report.findings.append(Finding(_name(seal), f"台帳の{missing}がありません。"))
                expected = seal.position
            elif seal.chain != seal.expected_chain(report.head):
                report.findings.append(Finding(_name(seal), "台帳のつながりが合いません。"))
            report.head = seal.chain
        report.sealed += len(part)
        report.findings += _rows(part, shapes, erased)
    report.erased = len(erased)


def _rows(seals: Sequence[Seal], shapes: dict[int, SealShape], erased: Erased) -> Iterator[Finding]:
    by_shape = defaultdict(list)
    for seal in seals:
        by_shape[seal.shape_id].append(seal)
    for shape_id, group in by_shape.items():
        yield from _rows_of(shapes[shape_id], group, erased)


def _rows_of(shape: SealShape, seals: list[Seal], erased: Erased) -> Iterator[Finding]:
    model = {one._meta.label_lower: one for one in sealed_models()}.get(shape.label)
    if model is None or not set(shape.columns) <= set(columns_of(model)):
        yield Finding(shape.label, "表の列がなくなったため、内容を確かめられません。")
        return
    rows = model._base_manager.filter(pk__in=[seal.row for seal in seals])
    known = {row[0]: row[1:] for row in rows.values_list("pk", *shape.columns)}
    for seal in seals:
        removed = erased.get((seal.label, seal.row))
        if removed and seal.row in known:
            yield Finding(_name(seal), "消去された行が、また現れています。")
        elif not removed and seal.row not in known:
            yield Finding(_name(seal), "行が削除されています。")
        elif removed is None and seal.digest != digest_of(
            shape.columns, known[seal.row], seal.salt
        ):
            yield Finding(_name(seal), "内容が書き換えられています。")


def _look_for_unsealed(model: Any, report: Report) -> None:
    """The newest rows wait; one that stands among the sealed ones was put there."""
    newest = newest_sealed(model)
    for key in never_sealed(model).values_list("pk", flat=True).iterator():
        report.unsealed += 1
        if key <= newest:
            where = f"{model._meta.label_lower} {key}"
            report.findings.append(Finding(where, "台帳にない行が差し込まれています。"))


def _audit_digests() -> Iterator[Finding]:
    """Each audit record carries a digest of its own, from the moment it was written."""
    erased, label = _erasures(), AuditRecord._meta.label_lower
    for record in AuditRecord.objects.order_by("pk").iterator(PART):
        if (label, record.pk) not in erased and record.digest != record.expected_digest():
            where = f"{label} {record.pk}"
            yield Finding(where, "監査記録の内容が、記録したときのものではありません。")


def _erasures() -> Erased:
    rows = Erasure.objects.order_by("removed").values_list("label", "row", "removed")
    return {(label, row): removed for label, row, removed in rows}


def _name(seal: Seal) -> str:
    return f"{seal.label} {seal.row}"
