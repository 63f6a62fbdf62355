"""The sketch of a message: what holds of every text, and the stop list that is shipped."""

from bench.repeat_pairs import pairs, unrelated
from hypothesis import given, settings
from hypothesis import strategies as st

from kasuhara_plugin.inquiries.repeats import Said
from kasuhara_plugin.inquiries.sketches import WIDTH, packed
from kasuhara_plugin.inquiries.wording.sketch import (
    BANDS,
    COMMON,
    GRAM,
    common_among,
    numbers,
    shipped,
    sketch,
)

LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
calm = settings(deadline=None, derandomize=True)


@calm
@given(st.text())
def test_a_sketch_is_of_the_smallest_numbers_that_are_not_common(text: str) -> None:
    signs = Said(text).signs
    of = numbers(signs)
    made = sketch(signs, frozenset())
    assert made == sorted(of)[:BANDS]
    assert len(of) <= max(1, len(signs) - GRAM + 1)
    rest = sketch(signs, frozenset(made))
    assert rest == sorted(of)[BANDS : 2 * BANDS]


@calm
@given(st.sets(st.integers(0, 2 ** (8 * WIDTH) - 1)))
def test_a_list_is_kept_in_so_many_bytes(common: set[int]) -> None:
    kept = packed(common)
    assert len(kept) == WIDTH * len(common)
    assert kept == packed(sorted(common))


def test_nothing_said_has_no_sketch_and_little_said_has_one_number() -> None:
    assert sketch("", frozenset()) == []
    assert len(sketch("返金", frozenset())) == 1


def test_other_words_around_the_same_share_numbers() -> None:
    one, other = (
        set(sketch(Said(text).signs, shipped()))
        for text in (LATE, f"何度もすみません。{LATE}お店の開店に間に合わず困っています。")
    )
    assert len(one & other) >= BANDS / 3


def test_what_more_than_so_many_have_in_common_is_the_stop_list() -> None:
    texts = [f"ワタシノ{place:04}" for place in range(1000)]
    often = [f"アイウエオ{place:04}" for place in range(round(COMMON * 1000) + 1)]
    assert common_among(texts + often[:-1]).isdisjoint(numbers("アイウエオ"))
    assert numbers("アイウエオ") <= common_among(texts + often * 2)
    assert common_among([]) == frozenset()


def test_the_shipped_list_is_what_the_labelled_messages_have_in_common() -> None:
    """Each base's first message, and those of 300 senders, as ``wording/common.py`` was made."""
    firsts = {pair.base: pair.earlier for pair in reversed(pairs())}.values()
    others = (text for sender in unrelated() for text in (sender.new, *sender.earlier))
    assert common_among(Said(text).signs for text in (*firsts, *others)) == shipped()
