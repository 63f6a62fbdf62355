"""A member of staff writes an order for a restricted customer all the same, and says why."""

from contextvars import ContextVar
from typing import Any, NamedTuple

from asgiref.sync import sync_to_async
from django.db.models import Model

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.flags.looking import Restriction
from kasuhara_plugin.flags.models import AccountFlag
from kasuhara_plugin.flags.wording import REASON_LIMIT

PERMISSION = "kasuhara_plugin.override_restriction"
_MARK = "_kasuhara_override"
_ANSWERED = "_kasuhara_overridden"


class Override(NamedTuple):
    by: Any
    reason: str


_override: ContextVar[Override | None] = ContextVar("kasuhara_override", default=None)


class Overriding:
    """For ``with`` and ``async with``."""

    def __init__(self, *, by: Any, reason: str) -> None:
        self.by, self.reason = by, reason

    def __enter__(self) -> None:
        self._token = _override.set(checked(by=self.by, reason=self.reason))

    def __exit__(self, *_: object) -> None:
        _override.reset(self._token)

    async def __aenter__(self) -> None:
        override = await sync_to_async(checked)(by=self.by, reason=self.reason)
        self._token = _override.set(override)

    async def __aexit__(self, *_: object) -> None:
        _override.reset(self._token)


def overriding(*, by: Any, reason: str) -> Overriding:
    """``with gate.overriding(by=request.user, reason="…"): order.save()``. Raises ``NotPermitted``
    and ``UnusableText``."""
    return Overriding(by=by, reason=reason)


def checked(*, by: Any, reason: str) -> Override:
    if not by.has_perm(PERMISSION):
        raise NotPermitted("制限されたお客様の注文を登録する権限がありません。")
    require_usable(reason, limit=REASON_LIMIT)
    return Override(by, reason)


def allow(order: Model, override: Override) -> None:
    """This row may be written once."""
    setattr(order, _MARK, override)


def overrides(order: Model, restriction: Restriction) -> bool:
    """Whether somebody answers for this order; that is written down."""
    override = _override.get() or order.__dict__.pop(_MARK, None)
    if override is None:
        return False
    flag = AccountFlag.objects.get(pk=restriction.flag_id)
    data = {"order": order._meta.label_lower, "scope": restriction.scope}
    audit.record("flag.override", flag, by=override.by, reason=override.reason, data=data)
    setattr(order, _ANSWERED, True)
    return True


def is_answered_for(order: Model) -> bool:
    """Whether ``overrides`` said so of this writing of the row; asked once."""
    return bool(order.__dict__.pop(_ANSWERED, False))
