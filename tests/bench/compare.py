"""How long two versions of 200 sentences take to be laid side by side."""

from collections.abc import Sequence
from functools import partial

from bench.measure import table
from kasuhara_plugin.policy.compare import compare
from kasuhara_plugin.policy.outline import Paragraph, Section

COUNT = 200
OLD = [f"第{n}に、お客様との信頼関係を大切にし、誠意をもって対応します。" for n in range(COUNT)]
OTHER = [f"{n}. Employees may consult the desk without worry." for n in range(COUNT)]
REWORDED = [text.replace("大切にし", "何より重んじ") for text in OLD]
ONE_REWORDED = [*OLD[:100], REWORDED[100], *OLD[101:]]
TWO_IN_TURN = ["同じ文です。", "別の文です。", "別の文です。"] * (COUNT // 3)
ONE_IN_TURN = ["別の文です。", "同じ文です。"] * (COUNT // 2)
VERSIONS: dict[str, tuple[Sequence[str], Sequence[str]]] = {
    "equal": (OLD, OLD),
    "similar: one reworded": (OLD, ONE_REWORDED),
    "similar: all reworded": (OLD, REWORDED),
    "all different": (OLD, OTHER),
    "one sentence repeated": (OLD[:1] * COUNT, OLD[:1] * COUNT),
    "two sentences repeated": (TWO_IN_TURN, ONE_IN_TURN),
    "reversed": (OLD, OLD[::-1]),
    "reversed and reworded": (OLD, REWORDED[::-1]),
    "in one clause, repeated": (["".join(TWO_IN_TURN)], ["".join(ONE_IN_TURN)]),
    "in one clause, reversed": (["".join(OLD)], ["".join(OLD[::-1])]),
}


def version(texts: Sequence[str]) -> tuple[Section, ...]:
    return (Section("見出し", tuple(map(Paragraph, texts))),)


def run() -> None:
    acts = {
        name: partial(compare, version(older), version(newer))
        for name, (older, newer) in VERSIONS.items()
    }
    table(acts, runs=5, unit="ms")
