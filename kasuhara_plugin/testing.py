"""For the host's own tests: a customer who is restricted, for the length of a ``with``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.site_settings import DecisionRule
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags import standing
from kasuhara_plugin.flags.models import AccountFlag, FlagDecision
from kasuhara_plugin.flags.vocabulary import Act


@contextmanager
def override_flag(
    who: Any, *scopes: str, message: str = "テスト用の制限です。"
) -> Iterator[AccountFlag]:
    """``with override_flag(user_or_email, "order"): …`` — a flag in force, lifted at the end.

    Its rows are real, so that every path of the host meets them: use it inside a test's
    transaction, and never on a live database.
    """
    customer = register(email=who) if isinstance(who, str) else register(user=who)
    standing.forget(customer)
    flag = AccountFlag.objects.create(
        customer=customer,
        scopes=list(scopes),
        reason="override_flag",
        customer_message=message,
        review_on=clock.day(clock.now()),
        proposer_name="override_flag",
    )
    _decide(flag, Act.APPROVED)
    try:
        yield flag
    finally:
        _decide(flag, Act.LIFTED)


def _decide(flag: AccountFlag, act: Act) -> None:
    who = audit.actor(None)
    FlagDecision.objects.create(
        flag=flag,
        act=act,
        rule=DecisionRule.ONE,
        actor_key=who.key,
        actor_name=who.name,
        reason="override_flag",
    )
