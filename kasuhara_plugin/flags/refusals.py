"""A refused attempt is kept, with a number under which staff find it."""

from django.db import transaction

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.numbers import new_number
from kasuhara_plugin.flags.gate import Restriction
from kasuhara_plugin.flags.models import Refusal
from kasuhara_plugin.signals import order_refused


def keep(restriction: Restriction, *, door: str) -> Refusal:
    """``door`` is where it was refused, such as a URL path."""
    with transaction.atomic():
        refusal = Refusal.objects.create(
            reference=new_number("R"),
            at=clock.now(),
            scope=restriction.scope,
            door=door[:200],
            flag_id=restriction.flag_id,
            proven=restriction.proven,
        )
        transaction.on_commit(
            lambda: order_refused.send(sender=Refusal, refusal=refusal, restriction=restriction),
            robust=True,
        )
    return refusal
