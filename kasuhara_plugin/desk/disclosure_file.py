"""開示資料 as one file: HTML that needs nothing else and runs nothing, for reading and for A4.

Each part is written to the disk as it is read, so that thousands of records need no more memory
than a few; the table of contents, which counts them, is put before it at the end.
"""

import hashlib
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.template.loader import get_template

from kasuhara_plugin.core.disclosed import Item, Section, in_words
from kasuhara_plugin.core.text import unmasked
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.desk.disclosed import SECTIONS
from kasuhara_plugin.desk.marking import Hint, Known, known_of, marked

_TEMPLATES = "kasuhara_plugin/disclosure/"


@dataclass
class Contents:
    """A section in the table of contents: how many items, how many with each hint."""

    number: int
    section: Section
    items: int = 0
    hints: Counter[Hint] = field(default_factory=Counter)

    def hinted(self) -> list[int]:
        return [self.hints[hint] for hint in Hint]


@dataclass(frozen=True)
class Made:
    """``file`` is open at its beginning and gone when it is closed."""

    file: IO[bytes]
    sha256: str
    size: int
    contents: list[Contents]


def make(people: Sequence[Customer], head: Sequence[tuple[str, Any]], *, shop: str) -> Made:
    """All that is kept about these people (a family), in the order of the rooms."""
    known, contents = known_of(people), []
    with TemporaryFile() as body:
        for number, section in enumerate(SECTIONS, 1):
            contents.append(one := Contents(number, section))
            for part in _section(one, people, known):
                body.write(part.encode())
        body.seek(0)
        return _bound(body, _rendered("head.html", **_said(head, shop, contents)), contents)


def _section(one: Contents, people: Sequence[Customer], known: Known) -> Iterator[str]:
    yield _rendered("section.html", one=one)
    for item in one.section.items(people):
        one.items += 1
        hints = marked(item, known)
        one.hints.update(mark.hint for mark in hints)
        yield _item(f"{one.number}-{one.items}", item, hints)
    yield _rendered("section_end.html", one=one)


def _item(number: str, item: Item, hints: Sequence[Any]) -> str:
    lines = [
        line._replace(label=unmasked(line.label), text=unmasked(line.text)) for line in item.lines
    ]
    hints = [mark._replace(found=unmasked(mark.found)) for mark in hints]
    said = {"title": unmasked(item.title), "badge": item.badge, "lines": lines, "hints": hints}
    return _rendered("item.html", number=number, **said)


def _said(head: Sequence[tuple[str, Any]], shop: str, contents: list[Contents]) -> dict[str, Any]:
    totals = [sum(one.hints[hint] for one in contents) for hint in Hint]
    return {
        "shop": unmasked(shop),
        "head": [(label, unmasked(in_words(value))) for label, value in head],
        "contents": contents,
        "hints": list(Hint),
        "items": sum(one.items for one in contents),
        "totals": totals,
    }


def _bound(body: IO[bytes], head: str, contents: list[Contents]) -> Made:
    file = TemporaryFile()  # noqa: SIM115 - whoever gets it closes it
    file.write(head.encode())
    shutil.copyfileobj(body, file)
    file.write(_rendered("foot.html").encode())
    size = file.tell()
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return Made(file, digest, size, contents)


def _rendered(name: str, **context: Any) -> str:
    return get_template(_TEMPLATES + name).render(context)


def name_of(customer: Customer, at: datetime) -> str:
    """ASCII only, whatever the customer is called."""
    return f"disclosure-{customer.pk}-{in_words(at)[:10].replace('/', '')}.html"
