"""One judged pair."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """`new` came after `earlier` from one sender; `repeat` is what a fair reader says of it.

    Pairs with one `base` grew from one matter: whoever learns from some must try on other bases.
    """

    base: int
    kind: str
    repeat: bool
    earlier: str
    new: str
