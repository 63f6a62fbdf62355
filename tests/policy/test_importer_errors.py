"""What cannot be imported is refused, and the error names the line."""

import pytest

from kasuhara_plugin.core.errors import KasuharaError, PolicyFormatError
from kasuhara_plugin.policy.importer import LIMIT_BYTES, parse

WRONG = [
    # text, line, what stands there, message
    ("", 1, "", "ファイルに文章がありません。"),
    (" \n\u3000\r\n\u200b", 1, "", "ファイルに文章がありません。"),
    ("方針\n", 1, "", "「1．見出し」の形の見出しがありません。"),
    ("方針\n本文です。\n・あ\n以上", 1, "", "「1．見出し」の形の見出しがありません。"),
    ("方針\nもう一行\n1．見出し", 2, "もう一行", "題名は1行だけにしてください。"),
    ("方針\n\n方針\n1．見出し", 3, "方針", "題名が重なっています。"),
    ("方針\n・あ\n1．見出し", 2, "・あ", "見出しの前に箇条書きがあります。"),
    ("・あ\n1．見出し", 1, "・あ", "見出しの前に箇条書きがあります。"),
    ("方針\n（1）小\n1．見出し", 2, "（1）小", "見出しの前に小見出しがあります。"),
    ("方針\n以上\n1．見出し", 2, "以上", "見出しの前に「以上」があります。"),
    ("方針\n\n2．見出し", 3, "2．見出し", "番号が飛んでいます。「1．」のはずです。"),
    ("方針\n1．一\n3．三", 3, "3．三", "番号が飛んでいます。「2．」のはずです。"),
    ("方針\n1．一\n1．一", 3, "1．一", "番号が重なっています。「2．」のはずです。"),
    ("1．一\n2．二\n１．三", 3, "１．三", "番号が重なっています。「3．」のはずです。"),
    ("0．一", 1, "0．一", "番号が0になっています。「1．」のはずです。"),
    ("方針\n1．一\n（2）二", 3, "（2）二", "番号が飛んでいます。「（1）」のはずです。"),
    ("1．一\n（1）一\n本文\n（3）三", 4, "（3）三", "番号が飛んでいます。「（2）」のはずです。"),
    ("1．一\n（1）一\n(1)二", 3, "(1)二", "番号が重なっています。「（2）」のはずです。"),
    ("1．一\n（1）一\n2．二\n（2）二", 4, "（2）二", "番号が飛んでいます。「（1）」のはずです。"),
    ("1．一\n2．", 2, "2．", "見出しの言葉がありません。"),
    ("1．一\n2．\u3000\u200b\u2060", 2, "2．\u3000\u200b\u2060", "見出しの言葉がありません。"),
    ("1．一\n（1）", 2, "（1）", "小見出しの言葉がありません。"),
    ("1．一\n\n・", 3, "・", "箇条書きの言葉がありません。"),
    ("1．一\n-", 2, "-", "箇条書きの言葉がありません。"),
    ("1．一\n以上\n追伸", 3, "追伸", "「以上」の後に、それまでにない文章があります。"),
    ("1．一\n以上\n\n2．二", 4, "2．二", "「以上」の後に、それまでにない文章があります。"),
    ("1．一\n本\x00文", 2, "", "使用できない制御文字（U+0000）が含まれています。"),
    ("1．一\n\x01\n本文", 2, "", "使用できない制御文字（U+0001）が含まれています。"),
    ("1．一\n本\x85文", 2, "", "改行にあたる特殊な文字（U+0085）"),
    ("1．一\n本\u2028文", 2, "", "改行にあたる特殊な文字（U+2028）"),
    ("1．一\n本\x0b文", 2, "", "改行にあたる特殊な文字（U+000B）"),
    ("1．一\n文字\ufffd", 2, "文字\ufffd", "文字化けした文字"),
]
NEWLINES = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def refused(content: bytes) -> PolicyFormatError:
    with pytest.raises(PolicyFormatError) as failure:
        parse(content)
    return failure.value


@pytest.mark.parametrize("newline", NEWLINES)
@pytest.mark.parametrize(
    ("text", "line", "there", "message"), WRONG, ids=[ascii(wrong[0]) for wrong in WRONG]
)
def test_an_error_names_the_line_and_what_stands_there(
    text: str, line: int, there: str, message: str, newline: str
) -> None:
    error = refused(text.replace("\r\n", "\n").replace("\n", NEWLINES[newline]).encode())
    assert isinstance(error, KasuharaError)
    assert (error.line, error.text) == (line, there)
    assert message in str(error)
    assert str(error).startswith(f"{line}行目：")
    assert str(error).endswith(f"「{there}」" if there else "。")


@pytest.mark.parametrize(
    "text", ["1．一\n本文\u2028\n", "1．一\n\x0c本文", "1．一\n\x0b\n本文\x85\n", "1．一\n本文\x1f"]
)
def test_a_special_line_break_at_the_edge_of_a_line_is_white_space(text: str) -> None:
    assert [block.text for block in parse(text.encode()).sections[0].body] == ["本文"]  # type: ignore[union-attr]


def test_a_special_line_break_is_no_line_for_the_numbers_of_lines() -> None:
    assert refused("方針\u2028\n\x0c\x0b\n1．一\n3．三".encode()).line == 4


@pytest.mark.parametrize("number", ["9" * 10, "9" * 10_000, "９" * 5_000])
@pytest.mark.parametrize("mark", ["{}．見出し", "（{}）見出し"])
def test_a_number_of_any_length_is_only_a_wrong_number(number: str, mark: str) -> None:
    error = refused(f"1．一\n{mark.format(number)}".encode())
    assert error.line == 2
    assert "番号が飛んでいます。" in str(error)


@pytest.mark.parametrize("digit", ["²", "①", "٢", "二", "𝟚"])
def test_other_digits_count_nothing(digit: str) -> None:
    section = parse(f"1．一\n{digit}．文\n（{digit}）文".encode()).sections[0]
    assert len(section.body) == 2


def test_a_long_line_is_shown_by_its_beginning() -> None:
    error = refused(("1．一\n以上\n" + "長" * 10_000).encode())
    assert str(error).endswith(f"「{'長' * 60}…」")
    assert len(error.text) == 10_000


def test_a_file_may_be_as_large_as_the_limit_and_no_larger() -> None:
    head = b"1. a\n"
    assert parse(head + b"x" * (LIMIT_BYTES - len(head))).sections[0].heading == "a"
    error = refused(head + b"x" * (LIMIT_BYTES - len(head) + 1))
    assert str(error) == (
        "1行目：ファイルが大きすぎます（1,000,001バイト）。1,000,000バイト以内にしてください。"
    )
