"""What goes into a spreadsheet is text: no formula runs, Japanese is whole, times are Japan's."""

import csv
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest

from kasuhara_plugin.core.export import csv_cell, csv_response

FORMULAS = [
    '=HYPERLINK("https://evil.example","x")', "=1+1", "+1+1", "-1+1", "@SUM(A1)", "-", "-x",
    "＝1+1", "＋1+1", "－1+1", "＠SUM(A1)", "﹣1", "﹦1", "﹢1", "﹫x",
    "\t=1", "\r=1", "\n=1", "\r\n=1", "\tx", "\nx", "\rx",
    " =1", "   =1", "　=1", "　 ＝1", "\xa0=1", "\u200b=1", "\ufeff=1", "\x0b=1", "\u2003@x",
    "=cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
]  # fmt: skip
HARMLESS = [
    "", "ご意見", "a=1", "1-2", "03-0000-0000", "佐藤 一郎", "a@example.jp", "'=1", " x", "　x",
    "（=1）", "1+1", "x\n=1", "“=1”", "・=", "0", "#REF!", "%x", "髙橋﨑 ①㈱",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_what_could_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert csv_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_any_other_text_stays_as_it_was_typed(text: str) -> None:
    assert csv_cell(text) == text


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""),
        (0, "0"),
        (-5, "-5"),
        (1.5, "1.5"),
        (Decimal("-0.10"), "-0.10"),
        (True, "True"),
        (date(2026, 11, 23), "2026-11-23"),
        (datetime(2026, 11, 22, 15, 0, tzinfo=UTC), "2026-11-23 00:00"),
        (datetime(2026, 11, 22, 14, 59, 59, tzinfo=UTC), "2026-11-22 23:59"),
        (datetime(2026, 12, 31, 10, 0, tzinfo=timezone(timedelta(hours=-5))), "2027-01-01 00:00"),
    ],
)
def test_what_is_no_text_is_given_plainly(value: Any, cell: str) -> None:
    assert csv_cell(value) == cell


class Named:
    def __str__(self) -> str:
        return "=1+1"


def test_a_formula_hides_in_no_object() -> None:
    assert csv_cell(Named()) == "'=1+1"


def test_a_download_is_japanese_that_a_spreadsheet_reads() -> None:
    rows = [["髙橋﨑 ①㈱", 'a,"b"', "一行\n二行", "=1+1", None], ["", 1, -1, "😀", "～"]]
    response = csv_response("list.csv", ["氏名", "備考", "本文", "式", "空"], rows)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf\xe6\xb0\x8f")
    assert response.content.count(b"\xef\xbb\xbf") == 1
    text = response.content.decode("utf-8-sig")
    assert list(csv.reader(StringIO(text, newline=""))) == [
        ["氏名", "備考", "本文", "式", "空"],
        ["髙橋﨑 ①㈱", 'a,"b"', "一行\n二行", "'=1+1", ""],
        ["", "1", "-1", "😀", "～"],
    ]


def test_a_download_without_rows_has_its_header() -> None:
    assert csv_response("list.csv", ["氏名"], []).content.decode("utf-8-sig") == "氏名\r\n"
