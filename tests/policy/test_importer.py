import pytest

from kasuhara_plugin.core.errors import KasuharaError, PolicyFormatError
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.outline import Bullets, Outline, Paragraph, Section

TEXT = """方針

1．はじめに
{{ company }}の方針です。

2．例
次に挙げます。
（1）一つ目
・あ
・い
（2）二つ目
段落です。
・う
段落で終わります。
以上
"""
OUTLINE = Outline(
    "方針",
    (
        Section("はじめに", (Paragraph("{{ company }}の方針です。"),)),
        Section(
            "例",
            (
                Paragraph("次に挙げます。"),
                Section("一つ目", (Bullets((Paragraph("あ"), Paragraph("い"))),), depth=2),
                Section(
                    "二つ目",
                    (
                        Paragraph("段落です。"),
                        Bullets((Paragraph("う"),)),
                        Paragraph("段落で終わります。"),
                    ),
                    depth=2,
                ),
            ),
        ),
    ),
)
SPELLINGS = {
    "as it is": TEXT,
    "with a byte order mark": "\ufeff" + TEXT,
    "with CRLF": TEXT.replace("\n", "\r\n"),
    "indented": "\n".join(f"\u3000 {line} \t" for line in TEXT.splitlines()),
    "without an end": TEXT.replace("以上\n", ""),
    "with empty lines": TEXT.replace("\n", "\n\n\n"),
    "with full-width numbers": TEXT.replace("1．", "１．").replace("（2）", "（２）"),
    "with other signs": TEXT.replace("1．", "1. ").replace("2．", "2、")
    .replace("（1）", "(1) ").replace("・あ", "● あ"),
}  # fmt: skip
WRONG = [
    ("", 1, "見出しがありません"),
    ("方針\n", 1, "見出しがありません"),
    ("方針\nもう一行\n1．見出し", 2, "見出しの前に文章があります"),
    ("方針\n\n2．見出し", 3, "番号は1のはずです"),
    ("方針\n1．一\n3．三", 3, "番号は2のはずです"),
    ("方針\n1．一\n1．一", 3, "番号は2のはずです"),
    ("方針\n1．一\n（2）二", 3, "番号は1のはずです"),
    ("方針\n1．一\n（1）一\n本文\n（3）三", 5, "番号は2のはずです"),
    ("方針\n1．一\n以上\n追伸", 4, "「以上」の後に文章があります"),
    ("方針\n1．一\n以上\n2．二", 4, "「以上」の後に文章があります"),
    ("方針\n1．一\n本\x00文", 3, "制御文字"),
    ("方針\n1．一\n文字\ufffd", 3, "文字化け"),
]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_text_is_read_into_its_sections(spelling: str) -> None:
    assert parse(SPELLINGS[spelling].encode()) == OUTLINE


@pytest.mark.parametrize(("text", "line", "message"), WRONG, ids=lambda value: ascii(value)[:30])
def test_an_error_names_the_line_and_what_stands_there(text: str, line: int, message: str) -> None:
    with pytest.raises(PolicyFormatError, match=message) as failure:
        parse(text.encode())
    assert failure.value.line == line
    assert str(failure.value).startswith(f"{line}行目：")
    assert failure.value.text in text
    assert isinstance(failure.value, KasuharaError)


@pytest.mark.parametrize("encoding", ["shift_jis", "euc_jp", "utf-16"])
def test_a_foreign_encoding_is_told_with_its_line(encoding: str) -> None:
    foreign = b"title\n" + "カスタマーハラスメント".encode(encoding)
    with pytest.raises(PolicyFormatError, match="文字コードを読み取れません") as failure:
        parse(foreign)
    assert failure.value.line == 2


def test_points_of_a_new_section_do_not_run_on_from_the_one_before() -> None:
    outline = parse("方針\n1．一\n（1）小\n・あ\n2．二\n・い\n（1）小\n・う".encode())
    assert [len(section.body) for section in outline.sections] == [1, 2]
