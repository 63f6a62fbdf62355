"""Where a lower room's screen shows a part of an upper room: the upper one registers the part when
the site starts (``apps.ready``), the lower one asks for what is there."""

from collections import defaultdict
from typing import Any

_PARTS: dict[str, list[Any]] = defaultdict(list)


def register(slot: str, part: Any) -> None:
    """Once per part, however often the site's apps are made ready."""
    if part not in _PARTS[slot]:
        _PARTS[slot].append(part)


def parts(slot: str) -> tuple[Any, ...]:
    """What is registered, in the order of registration."""
    return tuple(_PARTS[slot])
