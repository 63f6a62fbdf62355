"""The encodings in which companies keep their text."""

import pytest

from kasuhara_plugin.core.errors import PolicyFormatError
from kasuhara_plugin.policy.importer import parse

TEXT = "カスハラ方針\n\n1．はじめに\n髙橋印刷㈱は、①～③をお約束します。\n・ｶﾅ―‐\n以上\n"
LONG = TEXT.replace("・", "お客様との信頼関係を大切にしてまいります。\n・")
READABLE = ["utf-8", "utf-8-sig", "cp932"]


def refused(content: bytes) -> PolicyFormatError:
    with pytest.raises(PolicyFormatError, match="文字コードを読み取れません") as failure:
        parse(content)
    return failure.value


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", READABLE)
def test_the_same_text_is_read_from_each_encoding(encoding: str, newline: str) -> None:
    outline = parse(TEXT.replace("\n", newline).encode(encoding))
    assert outline == parse(TEXT.encode())
    assert outline.title == "カスハラ方針"


@pytest.mark.parametrize("encoding", READABLE)
@pytest.mark.parametrize("letter", ["ソ", "表", "能", "―", "～", "∥", "－", "￠", "\ue000", "﨑"])
def test_letters_with_difficult_bytes_stay_as_they_are(letter: str, encoding: str) -> None:
    outline = parse(f"題{letter}\n1．{letter}あ\n".encode(encoding))
    assert (outline.title, outline.sections[0].heading) == (f"題{letter}", f"{letter}あ")


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("euc_jp", "EUC-JPのようです"),
        ("euc_jis_2004", "EUC-JPのようです"),
        ("iso2022_jp", "ISO-2022-JP（JIS）のようです"),
    ],
)
def test_a_foreign_encoding_is_named_with_its_line(encoding: str, said: str) -> None:
    error = refused("title\n\n1. カスタマーハラスメントの定義\n".encode(encoding))
    assert error.line == 3
    assert said in str(error)


@pytest.mark.parametrize(
    ("mark", "encoding", "said"),
    [
        (b"", "utf-16", "UTF-16"),
        (b"\xff\xfe", "utf-16-le", "UTF-16"),
        (b"\xfe\xff", "utf-16-be", "UTF-16"),
        (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32"),
    ],
)
def test_unicode_of_another_width_is_named(mark: bytes, encoding: str, said: str) -> None:
    error = refused(mark + TEXT.encode(encoding))
    assert error.line == 1
    assert f"{said}のようです" in str(error)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_unicode_of_another_width_without_its_mark_is_refused(encoding: str) -> None:
    with pytest.raises(PolicyFormatError, match=r"文字コードを読み取れません|U\+0000"):
        parse(TEXT.encode(encoding))


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
@pytest.mark.parametrize("broken", [b"\xe3\x81", b"\x80", b"\xff", b"\xc0\xaf", b"\xed\xa0\x80"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_damaged_utf8_file_names_the_damaged_line(
    newline: bytes, broken: bytes, mark: bytes
) -> None:
    lines = LONG.encode().split(b"\n")
    lines[3] = broken + lines[3]
    assert refused(mark + newline.join(lines)).line == 4


@pytest.mark.parametrize("broken", [b"\x80", b"\xa0", b"\xff", b"\x81 ", b"\xef\x40"])
def test_a_damaged_cp932_file_names_the_damaged_line(broken: bytes) -> None:
    lines = LONG.encode("cp932").split(b"\n")
    lines[4] = broken + lines[4]
    assert refused(b"\r\n".join(lines)).line == 5


def test_two_encodings_in_one_file_are_refused() -> None:
    assert refused(LONG.encode() + "追伸です。".encode("cp932")).line == 8


def test_the_error_says_what_to_do() -> None:
    assert str(refused(b"title\n1. \xff")) == (
        "2行目：文字コードを読み取れません。UTF-8またはShift_JISで保存し直してください。"
    )
