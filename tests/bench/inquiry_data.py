"""A large shop's inquiries: 1,000,000 threads of many senders, each with its substance and its sketch.

The texts are put together of the labelled messages' sentences, a few of them often and most of them seldom,
with made-up words between: what is common and what is rare are as mixed as in letters of people. The
acts themselves would take an hour; what is written here is what they would have left.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import cache
from random import Random
from typing import Any

from django.db import connection

from bench.repeat_pairs.messages import MESSAGES
from bench.repeat_pairs.strangers import matters
from kasuhara_plugin.core import clock
from kasuhara_plugin.core.sentences import sentences
from kasuhara_plugin.customers.searching import joined
from kasuhara_plugin.inquiries import repeats
from kasuhara_plugin.inquiries.inbox.search_text import INDEX, SearchText
from kasuhara_plugin.inquiries.models import Inquiry
from kasuhara_plugin.inquiries.repeats import Said
from kasuhara_plugin.inquiries.sketches import SketchMark
from kasuhara_plugin.inquiries.wording.outlines import outlined
from kasuhara_plugin.inquiries.wording.sketch import shipped, sketch

INQUIRIES = 1_000_000
PART = 5_000
YEARS = 3
CATEGORIES, SELDOM = ("データ入稿", "納期・配送", "お支払い・返金", "その他"), "ご注文・お見積り"
KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン"
ROW = {
    "channel": "web_inquiry", "form": "", "customer_id": None, "proven": False, "name": "",
    "phone": "", "subject": "ご注文について", "extra": "{}", "outcome": "accepted",
    "reasons": "[]", "first_id": None, "nth": 1, "held_until": None, "released_at": None,
    "released_key": "", "released_name": "", "notice_due_at": None, "policy_version_id": None,
    "logged_key": "", "logged_name": "", "network_key": "", "text_key": "", "token": None,
    "substance_version": repeats.VERSION,
}  # fmt: skip
OWN = (
    "id", "number", "email", "order_number", "body", "category", "received_at", "sender_key",
    "substance", "outline",
)  # fmt: skip


def fill(many: int = INQUIRIES) -> None:
    """Into an empty table of PostgreSQL."""
    parts = [(start, min(PART, many - start)) for start in range(0, many, PART)]
    with connection.cursor() as cursor, ProcessPoolExecutor(2) as pool:
        rebuild = _without_indexes(cursor)
        INDEX.drop(connection.alias)
        for rows, marks, texts in pool.map(_made, parts):
            _copy(cursor, Inquiry._meta.db_table, (*ROW, *OWN), rows)
            _copy(cursor, SketchMark._meta.db_table, ("inquiry_id", "number"), marks)
            _copy(cursor, SearchText._meta.db_table, ("inquiry_id", "text"), texts)
        for statement in rebuild:
            cursor.execute(statement)
        INDEX.make(connection.alias)
        table = Inquiry._meta.db_table
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {many})")
        cursor.execute("VACUUM (FREEZE, ANALYZE)")


def _without_indexes(cursor: Any) -> list[str]:
    """The statements that make them again."""
    table = SketchMark._meta.db_table
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT LIKE %s",
        [table, "%_pkey"],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey")
    made = [definition for _, definition in indexes]
    return [f"ALTER TABLE {table} ADD PRIMARY KEY (number, inquiry_id)", *made]


def _copy(cursor: Any, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _made(part: tuple[int, int]) -> tuple[list[tuple[Any, ...]], ...]:
    start, many = part
    rng = Random(f"inquiries {start}")
    rows, marks, texts = [], [], []
    for key in range(start + 1, start + many + 1):
        body, signs = map("".join, zip(*_clauses(rng), strict=True))
        said = Said(signs, b"")
        own = _own(key, body)
        rows.append((*ROW.values(), *own, signs, outlined(said.grams)))
        marks += [(key, number) for number in sketch(signs, shipped())]
        texts.append((key, joined([*own[1:5], ROW["subject"]])))
    return rows, marks, texts


def _own(key: int, body: str) -> tuple[Any, ...]:
    sender = f"c{key * 7919 % 400_000}@example.jp"
    at = clock.now() - timedelta(days=365 * YEARS) * (1 - key / INQUIRIES)
    return (key, numbered(key), sender, f"P-{key:07d}", body, _category(key), at, f"email:{sender}")


def _category(key: int) -> str:
    """One of them was chosen 300 times in the first year, and never since."""
    old = key <= INQUIRIES // 3 and key % 1_111 == 0
    return SELDOM if old else CATEGORIES[key % len(CATEGORIES)]


def numbered(key: int) -> str:
    """In the form in which numbers are given out."""
    digits = f"{key:09d}"
    return f"Q-{digits[:4]}-{digits[4:8]}-{digits[8:]}"


def _clauses(rng: Random) -> Iterator[tuple[str, str]]:
    """As it was typed, and its signs."""
    known = _sentences()
    for _ in range(rng.randint(2, 6)):
        yield known[int(rng.random() ** 2 * len(known))]
        word = "".join(rng.choices(KANA, k=rng.randint(2, 9)))
        yield word, word


@cache
def _sentences() -> list[tuple[str, str]]:
    texts = (text for message in MESSAGES for text in matters(message))
    said = {one: Said(one).signs for text in texts for one in sentences(text)}
    found = sorted((one, signs) for one, signs in said.items() if signs)
    Random("sentences").shuffle(found)
    return found
