"""Whose flag it is: the account that was the customer's before the flag was proposed (law 5)."""

from datetime import datetime
from typing import Any

from kasuhara_plugin.core import audit
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags.looking import was_known
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.readings import FlagReading
from kasuhara_plugin.flags.vocabulary import Act, Level


def own_flag(user: Any, pk: int) -> AccountFlag | None:
    """The flag, if it is this account's and concerns the customer already."""
    flag = AccountFlag.objects.filter(pk=pk).first()
    if flag is None or not concerns_the_customer(flag) or not _is_theirs(flag, user):
        return None
    return flag


def is_owner(flag: AccountFlag, user: Any) -> bool:
    """Whether this is the account that the flag restricts."""
    return user.pk is not None and any(one.user_id == user.pk for one in family(flag.customer))


def people(user: Any) -> list[Customer]:
    """The customers that this account is, with those that staff merged with them."""
    own = Customer.objects.filter(user=user.pk)
    return [member for one in own for member in family(one)]


def concerns_the_customer(flag: AccountFlag) -> bool:
    """In force, or once was, as every urgent one: a proposal is nothing that a customer is told
    of."""
    if flag.level == Level.WATCH:
        return False
    return flag.lapses_at is not None or flag.decisions.filter(act=Act.APPROVED).exists()


def unread(user: Any, now: datetime) -> AccountFlag | None:
    """A flag in force whose notice this account has not confirmed to have read; the oldest."""
    flags = AccountFlag.objects.filter(customer__in=people(user)).exclude(level=Level.WATCH)
    waiting = flags.in_force(now).exclude(pk__in=_read_by(user)).order_by("pk")
    return next((flag for flag in waiting if _is_theirs(flag, user)), None)


def _read_by(user: Any) -> Any:
    return FlagReading.objects.filter(reader_key=audit.actor(user).key).values("flag")


def _is_theirs(flag: AccountFlag, user: Any) -> bool:
    own = [one for one in family(flag.customer) if one.user_id == user.pk]
    return bool(own) and was_known(flag, own, user)
