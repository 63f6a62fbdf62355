"""What waits for a decision that this person may make: the answer of ``may_decide`` and of
``may_decide_appeal``, asked of all flags at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.site_settings import DecisionRule
from kasuhara_plugin.flags import owners
from kasuhara_plugin.flags.deciding import rule
from kasuhara_plugin.flags.models import AccountFlag, AccountFlagQuerySet, FlagDecision
from kasuhara_plugin.flags.vocabulary import VERDICTS, Act, Status


def waiting_for(user: Any, now: datetime) -> list[AccountFlagQuerySet]:
    """Proposals to approve and urgent flags to ratify, and appeals to answer, for this person."""
    parts = []
    if user.has_perm("kasuhara_plugin.approve_accountflag"):
        parts.append(_not_own(AccountFlag.objects.waiting(now), user, Act.AMENDED))
    if user.has_perm("kasuhara_plugin.decide_appeal_accountflag"):
        of_others = open_appeals(now).exclude(customer__in=owners.people(user))
        parts.append(_not_own(of_others, user, Act.AMENDED, *VERDICTS))
    return parts


def keys(parts: Iterable[AccountFlagQuerySet]) -> set[int]:
    """Of all these flags, each once: one that was set urgently may wait for two decisions."""
    return {pk for part in parts for pk in part.order_by().values_list("pk", flat=True)}


def open_appeals(now: datetime) -> AccountFlagQuerySet:
    return AccountFlag.objects.appealed().with_status(Status.ACTIVE, now)


def _not_own(flags: AccountFlagQuerySet, user: Any, *acts: Act) -> AccountFlagQuerySet:
    """Without those that this person proposed, or did one of these acts on (law 2)."""
    if rule() == DecisionRule.ONE:
        return flags
    key = audit.actor(user).key
    own = FlagDecision.objects.filter(flag=OuterRef("pk"), act__in=acts, actor_key=key)
    return flags.exclude(proposer_key=key).filter(~Exists(own))
