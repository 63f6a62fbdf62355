"""On which clauses of a version a measure can rest (policy s6-4, s8-3)."""

from collections import defaultdict
from collections.abc import Container, Iterable
from typing import NamedTuple

from kasuhara_plugin.policy.behaviours import NAMED
from kasuhara_plugin.policy.models import PolicyVersion


class Ground(NamedTuple):
    """A clause, what it says, and what the shop's mapping rests on it."""

    clause: str
    text: str
    labels: tuple[str, ...]


def grounds(version: PolicyVersion, *, besides: Container[str] = ()) -> list[Ground]:
    """The clauses that the version's mapping names, and those that are chosen already
    (``besides``), in reading order; all of them while it names none."""
    labels = defaultdict(list)
    for code, clause in version.bases.values_list("code", "clause"):
        labels[clause].append(NAMED[code].label if code in NAMED else code)
    rows = [Ground(clause, text, tuple(labels.get(clause, ()))) for clause, text in version.clauses]
    if not any(row.labels for row in rows):
        return rows
    return [row for row in rows if row.labels or row.clause in besides]


def basis(version: PolicyVersion | None, code: str) -> str:
    """The clause on which ``code`` rests; empty if the version has none for it. The shipped
    text's while the shop has published no policy."""
    if version is None:
        return NAMED[code].clause
    mapped = version.bases.filter(code=code).values_list("clause", flat=True).first()
    return mapped if mapped and version.clause(mapped) is not None else ""


def absent(version: PolicyVersion | None, clauses: Iterable[str]) -> list[str]:
    """Those that the version does not have."""
    known = dict(version.clauses) if version else dict.fromkeys(clauses)
    return [clause for clause in clauses if clause not in known]
