"""A flag says what its decisions say, and each decision is in the audit records: whoever changes
the one by SQL has forgotten the other."""

from collections.abc import Iterator

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.verifying import Finding
from kasuhara_plugin.flags.deciding import VERBS, plain
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.vocabulary import WORDED, Act
from kasuhara_plugin.flags.wording import CONTENT

FLAG = AccountFlag._meta.label_lower
SAID = [name for name in CONTENT if name != "review_on"]  # a review moves that
PART = 2_000  # rows


def findings() -> Iterator[Finding]:
    yield from _unaudited()
    yield from _reworded()


def _unaudited() -> Iterator[Finding]:
    acts = AuditRecord.objects.filter(subject_type=FLAG, act__in=VERBS.values())
    audited = set(acts.values_list("act", "subject_key", "actor_key"))
    for decision in FlagDecision.objects.order_by("pk").iterator(PART):
        if (VERBS[Act(decision.act)], str(decision.flag_id), decision.actor_key) not in audited:
            where = f"{FlagDecision._meta.label_lower} {decision.pk}"
            yield Finding(where, "この決定の監査記録がありません。")


def _reworded() -> Iterator[Finding]:
    rows = FlagDecision.objects.filter(act__in=WORDED).order_by("pk")
    said = dict(rows.values_list("flag", "content"))  # the last one of each flag
    for flag in AccountFlag.objects.order_by("pk").iterator(PART):
        words = said.get(flag.pk)
        if words is None:
            yield Finding(f"{FLAG} {flag.pk}", "申請の記録がありません。")
        elif any(name in words and words[name] != plain(getattr(flag, name)) for name in SAID):
            yield Finding(f"{FLAG} {flag.pk}", "フラグの内容が、決定の記録と異なります。")
