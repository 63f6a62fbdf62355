"""Every kind of message that says again, or does not, on the base messages that no threshold was set by.
``script/bench repeats`` prints the whole table, beside other measures."""

from collections import defaultdict
from functools import cache

import pytest
from bench.repeat_pairs import Pair, pairs, unrelated

from kasuhara_plugin.inquiries.repeats import Said, weigh
from kasuhara_plugin.inquiries.wording.vocabulary import Vocabulary

REWORDED = "paraphrase"  # in other words throughout: beyond these rules, and said so
SAID_AGAIN = {pair.kind for pair in pairs() if pair.repeat} - {REWORDED}
ANOTHER = {pair.kind for pair in pairs() if not pair.repeat}


@cache
def answers() -> dict[str, list[bool]]:
    told = defaultdict(list)
    for pair in unseen():
        told[pair.kind].append(weigh(Said(pair.new), Said(pair.earlier)).is_repeat)
    return told


@cache
def unseen() -> list[Pair]:
    return [pair for pair in pairs() if pair.base % 2]


@pytest.mark.parametrize("kind", sorted(SAID_AGAIN))
def test_what_is_said_again_is_found(kind: str) -> None:
    told = answers()[kind]
    assert sum(told) / len(told) >= 0.8


@pytest.mark.parametrize("kind", sorted(ANOTHER))
def test_another_matter_is_left_alone(kind: str) -> None:
    told = answers()[kind]
    assert sum(told) / len(told) <= 0.1


def test_another_specification_is_mostly_told_apart_without_a_catalogue() -> None:
    none = Vocabulary({})
    rows = [pair for pair in unseen() if pair.kind == "other_specification"]
    wrong = [weigh(Said(row.new), Said(row.earlier), catalogue=none).is_repeat for row in rows]
    assert sum(wrong) / len(wrong) <= 0.3


def test_of_all_of_them_few_are_wrong() -> None:
    found = sum(sum(answers()[kind]) for kind in SAID_AGAIN)
    wrong = sum(sum(answers()[kind]) for kind in ANOTHER)
    asked = sum(len(answers()[kind]) for kind in SAID_AGAIN)
    assert found / (found + wrong) >= 0.95
    assert found / asked >= 0.97


def test_no_new_message_is_taken_for_one_of_fifty_others() -> None:
    wrong = []
    for sender in unrelated():
        new, earlier = Said(sender.new), map(Said, sender.earlier)
        wrong += [sender.new for one in earlier if weigh(new, one).is_repeat]
    assert wrong == []
