"""What somebody does to a text so that a machine takes it for another one."""

import unicodedata
from random import Random

LOOKALIKES = str.maketrans(
    "ー力ロニエタハト0O1lへべりAaBeoCカ口二工夕八卜一",
    "―カ口二工夕八卜O0lIヘベリΑаВеοС力ロニエタハトー",
)
INVISIBLE = ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e"]
MARKS = ["\u0323", "\u0332", "\u0308", "\ufe0f", "\u3099"]


def between(text: str, sign: str) -> str:
    return "\n".join(sign.join(line) for line in text.split("\n"))


def spaced(text: str, rng: Random) -> str:
    return between(text, rng.choice([" ", "　", "・", ".", "/", "_", "  "]))


def sprinkled(text: str, signs: list[str], share: float, rng: Random) -> str:
    return "".join(c + rng.choice(signs) if rng.random() < share else c for c in text)


def with_invisibles(text: str, rng: Random) -> str:
    return sprinkled(text, INVISIBLE, rng.choice([0.1, 0.3, 0.8]), rng)


def with_lookalikes(text: str, rng: Random) -> str:
    share = rng.choice([0.5, 1.0])
    return "".join(c.translate(LOOKALIKES) if rng.random() < share else c for c in text)


def with_marks(text: str, rng: Random) -> str:
    if rng.random() < 0.4:
        return unicodedata.normalize("NFD", text)
    return sprinkled(text, MARKS[:4], 0.3, rng)


def with_signs(text: str, rng: Random) -> str:
    return sprinkled(text, ["★", "♪", "…", "w", "。", "☆", "!"], 0.12, rng)


DISGUISES = [spaced, with_invisibles, with_lookalikes, with_marks, with_signs]


def disguised(text: str, rng: Random) -> str:
    return rng.choice(DISGUISES)(text, rng)
