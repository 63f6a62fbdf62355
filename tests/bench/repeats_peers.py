"""Plain similarities of two texts, 0..1, as they come out of their libraries."""

import os
from collections.abc import Callable, Sequence

import psycopg
from datasketch import MinHash
from rapidfuzz import fuzz

from bench.repeat_pairs import Pair

DATABASE = "postgres://postgres@127.0.0.1:5432/postgres"
Scored = Callable[[Sequence[Pair]], list[float]]


def ratio(among: Sequence[Pair]) -> list[float]:
    return [fuzz.ratio(pair.new, pair.earlier) / 100 for pair in among]


def partial_ratio(among: Sequence[Pair]) -> list[float]:
    return [fuzz.partial_ratio(pair.new, pair.earlier) / 100 for pair in among]


def minhash(among: Sequence[Pair]) -> list[float]:
    return [_hashed(pair.new).jaccard(_hashed(pair.earlier)) for pair in among]


def _hashed(text: str) -> MinHash:
    made = MinHash(num_perm=128, seed=1)
    made.update_batch([text[at : at + 3].encode() for at in range(max(1, len(text) - 2))])
    return made


def trigrams(among: Sequence[Pair]) -> list[float]:
    """Of PostgreSQL's pg_trgm."""
    url = os.environ.get("BENCH_DATABASE_URL") or DATABASE
    texts = [pair.new for pair in among], [pair.earlier for pair in among]
    asked = (
        "SELECT similarity(a, b) FROM unnest(%s::text[], %s::text[]) WITH ORDINALITY AS t(a, b, n)"
    )
    with psycopg.connect(url) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        return [row[0] for row in connection.execute(f"{asked} ORDER BY n", texts)]


PEERS: dict[str, Scored] = {
    "rapidfuzz ratio": ratio,
    "partial_ratio": partial_ratio,
    "MinHash": minhash,
    "pg_trgm": trigrams,
}
