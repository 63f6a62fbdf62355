"""The sketch of a message: what holds of every text, and the stop list that is shipped."""

from hypothesis import given, settings
from hypothesis import strategies as st

from kasuhara_plugin.inquiries.repeats import Said
from kasuhara_plugin.inquiries.wording.common import COMMON_GROUPS
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


def test_the_shipped_list_is_of_whole_groups_each_once() -> None:
    groups = COMMON_GROUPS.split()
    assert {len(group) for group in groups} == {GRAM}
    assert len(set(groups)) == len(groups) == len(shipped())
