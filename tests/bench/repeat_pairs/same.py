"""Pairs whose new message repeats the earlier one: one function a kind, each gives new texts."""

from collections.abc import Callable, Iterator
from random import Random

from .disguise import disguised
from .frames import ANGER, COUNTED, GREETINGS, RESENT, SIGNATURES, around
from .message import Message, framed, swapped
from .pair import Pair
from .spelling import in_other_kana, in_other_width, with_typos
from .synonyms import with_synonyms

Texts = Iterator[tuple[str, str]]  # earlier, new
SENTENCES_TO_REORDER = 3
LONG_ENOUGH_TO_CUT = 60


def frame(message: Message, rng: Random) -> Texts:
    yield message.whole, framed(rng.choice(GREETINGS), message.said, rng.choice(SIGNATURES))
    yield message.whole, around(message.said, rng)


def width(message: Message, rng: Random) -> Texts:
    yield message.whole, in_other_width(message.whole, rng)


def punctuation(message: Message, rng: Random) -> Texts:
    end, comma = rng.choice([("！", "、"), ("．", "，"), (".", ","), ("", "　"), ("！！！", "")])
    yield message.whole, message.whole.replace("。", end).replace("、", comma)
    yield message.whole, framed(message.greeting, "\n\n".join(message.sentences), message.signature)


def synonyms(message: Message, rng: Random) -> Texts:
    yield message.whole, with_synonyms(message.whole, rng)
    yield message.whole, around(with_synonyms(message.said, rng), rng)


def paraphrase(message: Message, rng: Random) -> Texts:
    yield message.whole, message.reworded
    yield message.whole, around(message.reworded, rng)
    for swaps in message.moved:
        yield message.whole, around(swapped(message.reworded, swaps), rng)


def moved_on(message: Message, rng: Random) -> Texts:
    for swaps in message.moved:
        yield message.whole, framed(message.greeting, swapped(message.said, swaps), "")
    before, after = rng.choice(COUNTED)
    yield (
        framed(message.greeting, message.said + before, message.signature),
        framed(message.greeting, message.said + after, message.signature),
    )


def reordered(message: Message, rng: Random) -> Texts:
    sentences = [sentence.strip() for sentence in message.sentences]
    if len(sentences) >= SENTENCES_TO_REORDER:
        rng.shuffle(sentences)
        yield message.whole, framed(message.greeting, "".join(sentences), message.signature)


def insulted(message: Message, rng: Random) -> Texts:
    yield message.whole, message.whole + "\n" + "".join(rng.sample(ANGER, rng.randint(1, 4)))
    yield message.whole, framed(rng.choice(ANGER), message.said, rng.choice(ANGER))


def half_new(message: Message, rng: Random) -> Texts:
    if message.more:
        longer = message.said + message.more
        yield message.whole, framed(message.greeting, longer, message.signature)
        yield message.whole, around(message.more + "\n" + message.said, rng)


def typos(message: Message, rng: Random) -> Texts:
    yield message.whole, with_typos(message.whole, rng)


def kana(message: Message, rng: Random) -> Texts:
    yield message.whole, in_other_kana(message.whole, rng)


def obfuscated(message: Message, rng: Random) -> Texts:
    yield message.whole, disguised(message.whole, rng)
    yield message.whole, disguised(message.said, rng)


def truncated(message: Message, rng: Random) -> Texts:
    if len(message.said) >= LONG_ENOUGH_TO_CUT:
        yield (
            message.whole,
            framed(message.greeting, message.said[: len(message.said) * 2 // 3], ""),
        )


def resent(message: Message, rng: Random) -> Texts:
    first, second = rng.sample(RESENT, 2)
    yield message.whole, first.format(message.said)
    yield message.whole, second.format(message.whole)


LIGHT: list[Callable[[str, Random], str]] = [
    with_synonyms,
    in_other_kana,
    with_typos,
    in_other_width,
    lambda text, rng: rng.choice(RESENT).format(text),
    lambda text, rng: text + "".join(rng.sample(ANGER, 2)),
    around,
]


def mixed(message: Message, rng: Random) -> Texts:
    for steps in (2, 3):
        text = message.said
        for step in rng.sample(LIGHT, steps):
            text = step(text, rng)
        yield message.whole, text


KINDS = [
    frame,
    width,
    punctuation,
    synonyms,
    paraphrase,
    moved_on,
    reordered,
    insulted,
    half_new,
    typos,
    kana,
    obfuscated,
    truncated,
    resent,
    mixed,
]


def same(base: int, message: Message) -> Iterator[Pair]:
    for kind in KINDS:
        name = kind.__name__
        for earlier, new in kind(message, Random(f"{base} {name}")):
            if new != earlier:
                yield Pair(base, name, True, earlier, new)
