"""Pairs whose new message is a matter of its own, however alike the two look."""

from collections.abc import Iterator
from random import Random
from string import digits

from .frames import ANSWERING, LONG_CLOSINGS, LONG_OPENINGS, QUOTED, around, quoted
from .message import Message, framed, swapped
from .messages import MESSAGES
from .pair import Pair

Texts = Iterator[tuple[str, str]]  # earlier, new


def another_question(base: int, message: Message, rng: Random) -> Texts:
    yield message.whole, framed(message.greeting, message.afterwards, message.signature)
    yield framed(message.greeting, message.afterwards, message.signature), message.whole


def other_digit(sign: str, rng: Random) -> str:
    return rng.choice(digits.replace(sign, "")) if sign.isdigit() else sign


def other_number(order: str, rng: Random) -> str:
    """A number of the same look; half the time a neighbour of it."""
    if rng.random() < 0.5:
        return order[:-1] + other_digit(order[-1], rng)
    return order[:-4] + "".join(other_digit(sign, rng) for sign in order[-4:])


def other_order(base: int, message: Message, rng: Random) -> Texts:
    if message.order:
        for text in (message.whole, framed(message.greeting, message.said, "")):
            yield message.whole, text.replace(message.order, other_number(message.order, rng))


def other_specification(base: int, message: Message, rng: Random) -> Texts:
    for swaps in message.specs:
        said = swapped(message.said, swaps)
        yield message.whole, framed(message.greeting, said, message.signature)


def other_person(base: int, message: Message, rng: Random) -> Texts:
    yield message.whole, around(message.stranger, rng)
    yield message.whole, framed(message.greeting, message.stranger, message.signature)


def boilerplate(base: int, message: Message, rng: Random) -> Texts:
    opening, closing = rng.choice(LONG_OPENINGS), rng.choice(LONG_CLOSINGS)
    far = MESSAGES[(base + rng.randint(10, len(MESSAGES) - 10)) % len(MESSAGES)]
    for core in (far.said, message.afterwards):
        yield framed(opening, message.said, closing), framed(opening, core, closing)


def quoted_reply(base: int, message: Message, rng: Random) -> Texts:
    shop = rng.choice(QUOTED)
    yield message.whole, f"{message.answered}\n\n{shop}\n{quoted(message.asked)}"
    asked = f"{message.asked}\n{quoted(message.whole)}"
    yield message.whole, f"{around(message.answered, rng)}\n\n{shop}\n{quoted(asked)}"


def thanks(base: int, message: Message, rng: Random) -> Texts:
    yield message.whole, framed(message.greeting, message.thanks, message.signature)
    yield message.whole, around(message.thanks, rng)


def answer(base: int, message: Message, rng: Random) -> Texts:
    core = rng.choice(ANSWERING).format(message.answered)
    yield message.whole, framed(message.greeting, core, message.signature)


KINDS = [
    another_question,
    other_order,
    other_specification,
    other_person,
    boilerplate,
    quoted_reply,
    thanks,
    answer,
]


def different(base: int, message: Message) -> Iterator[Pair]:
    for kind in KINDS:
        name = kind.__name__
        for earlier, new in kind(base, message, Random(f"{base} {name}")):
            yield Pair(base, name, False, earlier, new)
