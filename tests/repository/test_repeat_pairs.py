import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from bench.repeat_pairs import pairs, unrelated

TESTS = Path(__file__).resolve().parents[1]
DIGEST = """
from hashlib import sha256
from bench.repeat_pairs import pairs, unrelated
print(sha256(repr((pairs(), unrelated(20))).encode()).hexdigest())
"""


def digest(hash_seed: str) -> str:
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    made = subprocess.run(
        [sys.executable, "-c", DIGEST],
        cwd=TESTS,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return made.stdout


def test_the_judged_pairs_are_the_same_in_every_process() -> None:
    assert digest("1") == digest("2")


def test_there_are_enough_judged_pairs_of_every_kind() -> None:
    kinds = Counter(pair.kind for pair in pairs())
    assert kinds.total() > 1_500
    assert min(kinds.values()) >= 40


def test_every_kind_is_judged_one_way() -> None:
    verdicts = {(pair.kind, pair.repeat) for pair in pairs()}
    assert len({kind for kind, _ in verdicts}) == len(verdicts)
    assert {repeat for _, repeat in verdicts} == {True, False}


def test_no_message_is_called_new_beside_its_own_text() -> None:
    assert [pair for pair in pairs() if not pair.repeat and pair.earlier == pair.new] == []


def test_no_two_texts_are_judged_both_ways() -> None:
    judged = {(pair.earlier, pair.new): pair.repeat for pair in pairs()}
    assert [p for p in pairs() if judged[p.earlier, p.new] != p.repeat] == []


@pytest.mark.parametrize("many", [50, 5])
def test_a_sender_writes_something_new_beside_earlier_matters(many: int) -> None:
    senders = unrelated(n=300, many=many)
    assert len({sender.new for sender in senders}) == 300
    assert {len(set(sender.earlier) - {sender.new}) for sender in senders} == {many}
