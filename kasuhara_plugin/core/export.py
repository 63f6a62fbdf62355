"""Tables for a spreadsheet: Japanese whole (BOM), times of Japan, formula cells inert."""

import csv
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.text import fold

_FORMULA = ("=", "+", "-", "@")
_CONTROL = ("\t", "\r", "\n")


def csv_cell(value: Any) -> str:
    """The value as text. What a spreadsheet would take for a formula gets an apostrophe before it
    (OWASP, CSV injection), whatever its width and however much empty space stands before it; a
    number stays one; a moment is given in Japan's time."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value.astimezone(TOKYO):%Y-%m-%d %H:%M}"
    text = str(value)
    if isinstance(value, int | float | Decimal):
        return text
    risky = text.startswith(_CONTROL) or fold(text).startswith(_FORMULA)
    return f"'{text}" if risky else text


def csv_response(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """A download of ``filename`` (ASCII), UTF-8 with a byte order mark."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow(header)
    writer.writerows([csv_cell(cell) for cell in row] for row in rows)
    return response


def xlsx_response(
    filename: str, header: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The same table as a workbook: a text stays a text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in (header, *rows):
        sheet.append([_xlsx_cell(sheet, value) for value in row])
    response = HttpResponse(content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    book.save(response)
    return response


def _xlsx_cell(sheet: Any, value: Any) -> Any:
    if isinstance(value, datetime):
        value = value.astimezone(TOKYO).replace(tzinfo=None, microsecond=0)
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"  # never a formula
    return cell


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
