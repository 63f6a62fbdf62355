"""Whether an audited act answers for whatever is gone: for what was erased, and for each record that
acts speak of and that is not there any more."""

from collections.abc import Iterator

from django.db.models import Count, QuerySet

from kasuhara_plugin.core import slots
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.retention import SUBJECTS, Subject
from kasuhara_plugin.core.seals import PURGE, Erasure
from kasuhara_plugin.core.verifying import Finding

ACT = AuditRecord._meta.label_lower


def findings() -> Iterator[Finding]:
    yield from _erasures()
    for subject in slots.parts(SUBJECTS):
        if subject.goes:
            yield from _gone(subject)


def _erasures() -> Iterator[Finding]:
    """Without its act, or more or fewer rows than the run says that it removed."""
    acts = AuditRecord.objects.filter(pk__in=Erasure.objects.values("audit_id")).in_bulk()
    rows = Erasure.objects.order_by().values_list("label", "audit_id", "removed")
    for label, audit_id, removed, count in rows.annotate(Count("pk")):
        act = acts.get(audit_id)
        if act is None:
            yield Finding(f"{ACT} {audit_id}", "内容の消去を記した監査記録がありません。")
        elif removed and (act.act != PURGE or act.data.get("rows", {}).get(label) != count):
            yield Finding(f"{ACT} {audit_id}", "消去された行の数が、監査記録と異なります。")


def _gone(subject: Subject) -> Iterator[Finding]:
    """The run puts its erasure over every act about what it removes."""
    acts = AuditRecord.objects.filter(subject_type=subject.type)
    told = {int(key) for key in _keys(acts) if key.isascii() and key.isdecimal()}
    if not told:
        return
    there = set(subject.model._base_manager.values_list("pk", flat=True))
    purges = AuditRecord.objects.filter(act=PURGE).values("pk")
    purged = Erasure.objects.filter(label=ACT, audit_id__in=purges).values("row")
    answered = set(_keys(acts.filter(pk__in=purged)))
    for key in sorted(told - there):
        if str(key) not in answered:
            yield Finding(f"{subject.type} {key}", "記録が削除されています。")


def _keys(acts: QuerySet[AuditRecord]) -> Iterator[str]:
    return acts.order_by().values_list("subject_key", flat=True).distinct().iterator()
