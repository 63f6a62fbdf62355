"""How well repeats are told from new matters, kind by kind, beside plain similarities; and what it costs.

Every threshold, ours and the peers', is the one that does best on the pairs of every second base message;
what is printed was measured on the other half. ``whole rewordings`` are said in other words throughout: no
likeness of signs finds them, and they are reported by themselves.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from statistics import median
from time import perf_counter

from bench.repeat_pairs import Pair, pairs, unrelated
from bench.repeats_peers import PEERS, Scored
from kasuhara_plugin.inquiries.repeats import ENOUGH, NEWEST, Said, may_repeat, substance, weigh
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

REWORDED = "paraphrase"
NO_CATALOGUE = Vocabulary({})
STEPS = [step / 100 for step in range(5, 100)]


@dataclass(frozen=True)
class Told:
    name: str
    threshold: float
    answers: Sequence[bool]


def run() -> None:
    made = pairs()
    tuned, unseen = (
        [pair for pair in made if pair.base % 2 == half and pair.kind != REWORDED]
        for half in (0, 1)
    )
    reworded = [pair for pair in made if pair.base % 2 and pair.kind == REWORDED]
    ours = [Told("ours", ENOUGH, judged(unseen)), Told("no catalogue", ENOUGH, without(unseen))]
    peers = [told(name, score, tuned, unseen) for name, score in PEERS.items()]
    print(f"{len(unseen)} unseen pairs; thresholds of {len(tuned)} others")
    summary([*ours, *peers], unseen)
    by_kind([*ours, *peers], unseen)
    found = sum(judged(reworded))
    print(f"{'whole rewordings':22}{found} of {len(reworded)} found by ours")
    strangers()
    costs(unseen)


def judged(among: Iterable[Pair]) -> list[bool]:
    return [weigh(Said(pair.new), Said(pair.earlier)).is_repeat for pair in among]


def without(among: Iterable[Pair]) -> list[bool]:
    weighed = partial(weigh, catalogue=NO_CATALOGUE)
    return [weighed(Said(pair.new), Said(pair.earlier)).is_repeat for pair in among]


def told(name: str, score: Scored, tuned: Sequence[Pair], unseen: Sequence[Pair]) -> Told:
    known = score(tuned)
    threshold = max(STEPS, key=lambda step: f1([value >= step for value in known], tuned))
    return Told(name, threshold, [value >= threshold for value in score(unseen)])


def counts(answers: Sequence[bool], among: Sequence[Pair]) -> tuple[int, int, int]:
    """Rightly found, wrongly found, missed."""
    both = list(zip(answers, (pair.repeat for pair in among), strict=True))
    return both.count((True, True)), both.count((True, False)), both.count((False, True))


def f1(answers: Sequence[bool], among: Sequence[Pair]) -> float:
    right, wrong, missed = counts(answers, among)
    return 2 * right / max(1, 2 * right + wrong + missed)


def summary(all_told: Iterable[Told], among: Sequence[Pair]) -> None:
    print(f"{'':22}threshold  precision  recall      F1")
    for one in all_told:
        right, wrong, missed = counts(one.answers, among)
        precision, recall = right / max(1, right + wrong), right / (right + missed)
        figures = f"{one.threshold:9.2f}{precision:11.3f}{recall:8.3f}"
        print(f"{one.name:22}{figures}{f1(one.answers, among):8.3f}")


def by_kind(all_told: Sequence[Told], among: Sequence[Pair]) -> None:
    print(f"\n{'taken for a repeat':22}  pairs" + "".join(f"{one.name:>14}" for one in all_told))
    for repeat, kind in sorted({(not pair.repeat, pair.kind) for pair in among}):
        places = [at for at, pair in enumerate(among) if pair.kind == kind]
        shares = (sum(one.answers[at] for at in places) / len(places) for one in all_told)
        sign = "-" if repeat else "+"
        print(f"{sign} {kind:20}{len(places):7}" + "".join(f"{share:14.2f}" for share in shares))


def strangers() -> None:
    """New messages of which none says what the sender's earlier ones say."""
    senders = unrelated()
    wrong = 0
    for sender in senders:
        earlier = [Said(text) for text in sender.earlier]
        wrong += any(weigh(Said(sender.new), one).is_repeat for one in earlier)
    print(f"\n{wrong} of {len(senders)} new messages wrong, each against {NEWEST} unrelated ones")


def costs(among: Sequence[Pair]) -> None:
    texts = [pair.new for pair in among]
    for text in texts[:50]:
        substance(text)
    signs = median(len(text) for text in texts)
    middle = median(taken(partial(substance, text)) for text in texts)
    print(f"\nsubstance, of the median of {signs:.0f} signs{middle * 1e6:15.0f} us (≤ 300)")
    new, stored = against(among)
    print(f"one against {NEWEST} stored{new(stored) * 1e6:28.0f} us (≤ 300)")
    worst = max(tiring(), key=lambda text: taken(partial(substance, text)))
    figure = taken(partial(substance, worst)) * 1000
    print(f"the worst 5,000 signs ({worst[:8]!r}){figure:16.1f} ms (≤ 20)")


def against(among: Sequence[Pair]) -> tuple[Callable[[list[tuple[str, bytes]]], float], list]:
    """Seconds for a prepared message and so many as they are kept, of which one is its earlier one."""
    repeats = list({pair.base: pair for pair in among if pair.repeat}.values())
    kept = [(said.substance, said.outline) for said in (Said(pair.new) for pair in repeats)]
    new = Said(repeats[0].earlier)

    def seconds(stored: list[tuple[str, bytes]]) -> float:
        return taken(lambda: [compared(new, *one) for one in stored])

    return seconds, kept[:NEWEST]


def compared(new: Said, kept: str, outline: bytes) -> bool:
    return may_repeat(new, outline) and weigh(new, Said(kept, outline)).is_repeat


def tiring() -> list[str]:
    pieces = [
        "あ",
        "お世話になっております。",
        "3日",
        "1/",
        "(0",
        "a@",
        "--\n",
        "再度",
        "ー一",
        "一",
        "a1",
    ]
    pieces += ["てください", "https://", "> a\n", "。\n", "a.", "申します", "株式会社", "・ー"]
    return [(piece * 5_000)[:5_000] for piece in pieces]


def taken(act: Callable[[], object], runs: int = 5) -> float:
    def once() -> float:
        start = perf_counter()
        act()
        return perf_counter() - start

    return min(once() for _ in range(runs))
