"""A file for a request, opened as whoever reads it would."""

from typing import Any

from bs4 import BeautifulSoup, Tag

from kasuhara_plugin.desk.disclosing import disclose
from kasuhara_plugin.models import Customer

ASKED = {
    "number": "開示-2026-7",
    "reason": "保有個人データの開示のご請求",
    "identity": "11月20日 窓口で運転免許証を確認",
}


def content(customer: Customer, by: Any, **options: Any) -> bytes:
    with disclose(customer, **ASKED, by=by, **options).file as file:
        return file.read()


def opened(customer: Customer, by: Any, **options: Any) -> BeautifulSoup:
    return BeautifulSoup(content(customer, by, **options).decode(), "html.parser")


def items(soup: BeautifulSoup, heading: str) -> list[Tag]:
    """The items of the section with this heading."""
    sections = [one for one in soup.select("main > section") if heading in one.h2.text]
    return [item for one in sections[:1] for item in one.select("article")]


def hints(item: Tag) -> list[str]:
    return [hint.strong.text for hint in item.select(".hint")]
