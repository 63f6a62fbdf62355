"""A refused attempt is kept, with a number under which staff find it."""

from datetime import datetime

from django.db import transaction

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.audit import Actor
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.flags.looking import Restriction
from kasuhara_plugin.flags.models import Refusal
from kasuhara_plugin.signals import order_refused

NOBODY = Actor("", "")


def keep(
    restriction: Restriction,
    *,
    door: str,
    reference: str = "",
    at: datetime | None = None,
    who: Actor = NOBODY,
) -> Refusal:
    """``door`` is where it was refused, such as a URL path; ``who`` the account that was logged in."""
    with transaction.atomic():
        refusal = Refusal.objects.create(
            reference=reference or new_number("R"),
            at=at or clock.now(),
            scope=restriction.scope,
            door=door[:200],
            flag_id=restriction.flag_id,
            proven=restriction.proven,
            actor_key=who.key,
            actor_name=who.name,
        )
        transaction.on_commit(
            lambda: order_refused.send(sender=Refusal, refusal=refusal, restriction=restriction),
            robust=True,
        )
    return refusal
