import unicodedata

import pytest

from kasuhara_plugin.core.text import FLAWS, flaw, flaw_message, is_blank, printable

INVISIBLE = [
    "",
    " ",
    "\t",
    "\r\n",
    "\x0b",
    "\x1f",
    "\x7f",
    "\u0085",
    "\u00a0",
    "\u00ad",
    "\u034f",
    "\u115f",
    "\u1680",
    "\u17b4",
    "\u180e",
    "\u2003",
    "\u200b",
    "\u200d",
    "\u200e",
    "\u2028",
    "\u202e",
    "\u2060",
    "\u2066",
    "\u2800",
    "\u3000",
    "\u3164",
    "\ufe0f",
    "\ufeff",
    "\uffa0",
    "\U000e0020",
    "\U000e0100",
]
VISIBLE = ["あ", "0", "。", "・", "-", "\u2801", "\ufffd", "👍", " a ", "\u3164あ", "Ω"]


def name_of(text: str) -> str:
    return "+".join(unicodedata.name(char, f"U+{ord(char):04X}") for char in text) or "nothing"


@pytest.mark.parametrize("text", INVISIBLE, ids=name_of)
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert is_blank(text)
    assert is_blank(text * 3 + " \n")
    assert flaw(text, limit=100) == "blank"


@pytest.mark.parametrize("text", VISIBLE, ids=name_of)
def test_what_can_be_seen_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a\x00b", "nul"),
        ("\x00", "nul"),
        ("\x00\ufffd" * 9, "nul"),
        ("a\ud800", "garbled"),
        ("\udfff", "garbled"),
        ("文字\ufffd", "garbled"),
        ("あ" * 11, "too_long"),
        (" " * 11, "too_long"),
        ("\u200b \u3164", "blank"),
        ("あ" * 10, None),
        ("👍" * 10, None),
        ("1行目\r\n2行目", None),
    ],
    ids=ascii,
)
def test_a_flaw_has_a_name(text: str, code: str | None) -> None:
    assert flaw(text, limit=10) == code


@pytest.mark.parametrize("text", ["", " ", "\u200b"])
def test_an_optional_text_may_be_blank(text: str) -> None:
    assert flaw(text, limit=10, required=False) is None


@pytest.mark.parametrize(("text", "code"), [("\x00", "nul"), ("\ufffd", "garbled")])
def test_an_optional_text_has_every_other_flaw(text: str, code: str) -> None:
    assert flaw(text, limit=10, required=False) == code


def test_a_message_says_how_long_a_text_may_be_and_is() -> None:
    message = flaw_message("too_long", text="あ" * 5_001, limit=5_000)
    assert message == "5,000文字以内で入力してください（現在5,001文字）。"


@pytest.mark.parametrize("code", FLAWS)
def test_every_flaw_is_told_in_japanese(code: str) -> None:
    assert flaw_message(code, text="", limit=10).endswith("。")


def test_a_page_can_give_a_lone_surrogate_back() -> None:
    assert printable("a\ud83d\udc4db名刺").encode() == "a\ufffd\ufffdb名刺".encode()
