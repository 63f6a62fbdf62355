"""New messages beside 50 earlier ones of the same sender that are about something else."""

from dataclasses import dataclass
from random import Random

from .frames import GREETINGS, SIGNATURES
from .message import Message, framed
from .messages import MESSAGES


@dataclass(frozen=True)
class Sender:
    new: str
    earlier: tuple[str, ...]


def matters(message: Message) -> list[str]:
    """What is written by hand around one message, each a matter of its own."""
    return [message.said, message.afterwards, message.stranger, message.answered, message.thanks]


def sender(number: int, many: int) -> Sender:
    """Each text in the sender's one frame; one matter of each base, so no two are alike."""
    rng = Random(f"sender {number}")
    greeting, signature = rng.choice(GREETINGS), rng.choice(SIGNATURES)
    base, matter = number % len(MESSAGES), number // len(MESSAGES) % 5
    others = rng.sample([other for i, other in enumerate(MESSAGES) if i != base], many)
    texts = [matters(MESSAGES[base])[matter], *(rng.choice(matters(other)) for other in others)]
    new, *earlier = (framed(greeting, text, signature) for text in texts)
    return Sender(new, tuple(earlier))


def unrelated(n: int = 300, many: int = 50) -> list[Sender]:
    """`n` new messages, all different up to 360, each with `many` unrelated ones of its sender."""
    return [sender(number, many) for number in range(n)]
