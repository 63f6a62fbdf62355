"""What is written by hand about one matter; everything else is made from it."""

import re
from dataclasses import dataclass

SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?」）]*\n*")


@dataclass(frozen=True, kw_only=True)
class Message:
    """One matter of one sender, and what the sender, a stranger and the shop write around it."""

    greeting: str
    said: str
    signature: str
    order: str = ""  # the number as it stands in `said`
    reworded: str = ""  # the same matter once more, in other words
    more: str = ""  # as long again, and nothing further is asked
    afterwards: str  # another question of the same sender about the same order
    stranger: str  # another person on the same topic; other substance
    asked: str  # what the shop asked or answered
    answered: str  # what the sender answered to that
    thanks: str  # after it was settled
    specs: tuple[str, ...] = ()  # "A4>A3|四つ折り>三つ折り": then it is another matter
    moved: tuple[str, ...] = ()  # "3日>5日": time has passed; it is the same matter

    @property
    def sentences(self) -> list[str]:
        return SENTENCE.findall(self.said)

    @property
    def whole(self) -> str:
        return framed(self.greeting, self.said, self.signature)


def framed(greeting: str, core: str, signature: str) -> str:
    return "\n".join(part.strip("\n") for part in (greeting, core, signature) if part)


def swapped(text: str, swaps: str) -> str:
    """Each "old>new" of the bar-separated list, wherever it stands."""
    for swap in swaps.split("|"):
        old, new = swap.split(">")
        text = text.replace(old, new)
    return text
