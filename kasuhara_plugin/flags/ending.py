"""What the clock ended is written down afterwards; the clock needs nobody for it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from kasuhara_plugin.core import clock
from kasuhara_plugin.flags.deciding import decide
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.vocabulary import VERDICTS, Act, Level, Status

_ROWS = {Status.LAPSED: Act.LAPSED, Status.EXPIRED: Act.EXPIRED}


def record_ended(now: datetime) -> int:
    """A decision row of the system's for each flag that expired or lapsed; how many it wrote."""
    written = 0
    for flag in _ended_unsaid(now):
        with transaction.atomic():
            row = AccountFlag.objects.select_for_update().get(pk=flag.pk)
            act = _ROWS.get(row.status(now))
            if act and not row.decisions.filter(act=act).exists():
                decide(row, act, by=None, reason="", now=now)
                written += 1
    return written


def _ended_unsaid(now: datetime) -> list[AccountFlag]:
    def has(*acts: Act) -> Exists:
        return Exists(FlagDecision.objects.filter(flag=OuterRef("pk"), act__in=acts))

    in_force = Q(level=Level.WATCH) | has(Act.APPROVED, Act.RATIFIED)
    expired = in_force & Q(until__lt=clock.day(now))
    lapsed = Q(lapses_at__lte=now) & ~has(*VERDICTS)
    said = has(Act.EXPIRED, Act.LAPSED, Act.LIFTED, Act.REJECTED)
    return list(AccountFlag.objects.filter(expired | lapsed).exclude(said))
