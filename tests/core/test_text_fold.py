import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kasuhara_plugin.core.text import fold

SAME = [
    ("ＡＢＣ１２３", "abc123"),
    ("ﾅﾏｴ", "ナマエ"),
    ("ｶﾞｷﾞｸﾞ", "ガギグ"),
    ("か\u3099", "が"),
    ("STRASSE", "straße"),
    ("ﬁle", "FILE"),
    ("名\u200b刺", "名刺"),
    ("\ufeff名刺", "名刺"),
    ("返\u00ad金", "返金"),
    ("葛\U000e0100飾", "葛飾"),
    ("辻\ufe00", "辻"),
    ("返金\u202e", "返金"),
    ("返金\u3164", "返金"),
    ("返金\u3000して", "返金 して"),
    ("  返金\r\n\t して ", "返金 して"),
    ("①", "1"),
    ("㈱つばめ", "(株)つばめ"),
]
DIFFERENT = [
    ("葛", "𦹀"),
    ("はは", "ばば"),
    ("ひらがな", "ヒラガナ"),
    ("返金", "返品"),
    ("ab", "a b"),
    ("", "あ"),
]


@pytest.mark.parametrize(("typed", "other"), SAME)
def test_what_reads_the_same_has_one_key(typed: str, other: str) -> None:
    assert fold(typed) == fold(other)


@pytest.mark.parametrize(("typed", "other"), DIFFERENT)
def test_what_reads_otherwise_keeps_its_own_key(typed: str, other: str) -> None:
    assert fold(typed) != fold(other)


@pytest.mark.parametrize("invisible", ["", "\u200b", "\ufe0f\u3164", " \u3000\t\r\n", "\u00a0"])
def test_of_a_text_without_visible_signs_nothing_is_left(invisible: str) -> None:
    assert fold(invisible) == ""


@settings(deadline=None, derandomize=True)
@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@settings(deadline=None, derandomize=True)
@given(
    st.text(
        alphabet=st.sampled_from("aÀ\u0345\u0301\u3099かｶﾞﾟϒ\u200b\ufe0fİßﬅ㍿ \u115f가"), max_size=8
    )
)
def test_a_key_of_troublesome_signs_is_its_own_key(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_every_single_sign_has_a_key_that_is_its_own() -> None:
    signs = (chr(n) for n in range(0x110000) if not 0xD800 <= n <= 0xDFFF)
    assert [sign for sign in signs if fold(fold(sign)) != fold(sign)] == []
