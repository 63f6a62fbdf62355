"""What else looks for similar messages among a million, on a few of the same pairs: it takes its time."""

from collections.abc import Callable, Iterator, Sequence
from statistics import median
from time import perf_counter

from datasketch import MinHash, MinHashLSH
from django.db import connection
from rapidfuzz import fuzz, process

from kasuhara_plugin.inquiries.models import Inquiry

ASKED = 20
SHOWN = 5
HASHED = 20_000  # the newest: a million would take a quarter of an hour to hash
LIKE = 0.3  # pg_trgm's own threshold; MinHash is given the same
INDEX = (
    "CREATE INDEX IF NOT EXISTS bench_bodies ON kasuhara_plugin_inquiry USING gin"
    " (body gin_trgm_ops)"
)
MOST_ALIKE = (
    "SELECT id FROM kasuhara_plugin_inquiry WHERE body %% %s"
    " ORDER BY similarity(body, %s) DESC LIMIT %s"
)
Asked = Sequence[tuple[str, int]]  # a new text, and the row that says the same
Found = Callable[[str], list[int]]


def prepare() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute(INDEX)


def run(asked: Asked) -> None:
    step = len(asked) // ASKED
    for name, made in (("pg_trgm", _trigrams), ("rapidfuzz", _ratios), ("MinHash LSH", _hashes)):
        _line(name, made(), asked[::step][:ASKED])


def _line(name: str, found: Found, asked: Asked) -> None:
    took, hits = [], 0
    for text, source in asked:
        start = perf_counter()
        hits += source in found(text)
        took.append((perf_counter() - start) * 1000)
    print(f"{name:30} p50 {median(took):7.0f} ms   recall {hits / len(asked):.2f} of {len(asked)}")


def _trigrams() -> Found:
    def found(text: str) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(MOST_ALIKE, [text, text, SHOWN])
            return [key for (key,) in cursor.fetchall()]

    return found


def _ratios() -> Found:
    bodies = dict(Inquiry.objects.values_list("pk", "body"))
    return lambda text: [
        key for _, _, key in process.extract(text, bodies, scorer=fuzz.ratio, limit=SHOWN)
    ]


def _hashes() -> Found:
    index = MinHashLSH(threshold=LIKE, num_perm=128)
    with index.insertion_session() as session:
        for key, made in _newest():
            session.insert(key, made)
    return lambda text: index.query(_hashed(text))


def _newest() -> Iterator[tuple[int, MinHash]]:
    rows = Inquiry.objects.order_by("-pk").values_list("pk", "body")[:HASHED]
    return ((key, _hashed(body)) for key, body in rows)


def _hashed(text: str) -> MinHash:
    made = MinHash(num_perm=128, seed=1)
    made.update_batch([text[at : at + 3].encode() for at in range(max(1, len(text) - 2))])
    return made
