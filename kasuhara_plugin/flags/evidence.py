"""確認した記録: what was looked at before a restriction was proposed. The rooms that keep such
records register them as a ``Source`` under ``SLOT``; the flag keeps a label and a soft link."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.db.models import Model
from django.urls import reverse

from kasuhara_plugin.core import slots
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer

SLOT = "flag.evidence"
LABEL_LIMIT = 200  # characters
OFFERED = 20  # newest records of each kind
MOST = 50  # pieces on one flag


class NoEvidence(KasuharaError, ValueError):
    """A record that is not there, or is not about this customer."""


@dataclass(frozen=True)
class Evidence:
    """``record`` is ``"app.model:key"``; empty for what is kept elsewhere (a recording, a letter)."""

    label: str
    record: str = ""


@dataclass(frozen=True)
class Source:
    """One kind of record. ``described`` gives the label of a row."""

    model: type[Model]
    url_name: str
    described: Callable[[Any], str]
    customer: str = "customer"

    def rows(self, customers: Sequence[Customer]) -> Any:
        about = {f"{self.customer}__in": customers}
        return self.model._default_manager.filter(**about).order_by("-pk")

    def may_view(self, user: Any) -> bool:
        return bool(user.has_perm(f"kasuhara_plugin.view_{self.model._meta.model_name}"))

    def piece(self, row: Any) -> Evidence:
        label = self.described(row)[:LABEL_LIMIT]
        return Evidence(label, f"{self.model._meta.label_lower}:{row.pk}")


class Shown(NamedTuple):
    label: str
    url: str


def offered(customer: Customer, user: Any) -> list[Evidence]:
    """The customer's records that this person may view, the newest of each kind first."""
    people = family(customer)
    sources = [source for source in slots.parts(SLOT) if source.may_view(user)]
    return [source.piece(row) for source in sources for row in source.rows(people)[:OFFERED]]


def kept(
    evidence: Sequence[Evidence], customer: Customer, *, already: Sequence[Evidence] = ()
) -> list[dict[str, str]]:
    """As a flag keeps it; what it kept ``already`` may be gone since. Raises ``NoEvidence`` and
    ``UnusableText``."""
    if len(evidence) > MOST:
        raise NoEvidence(f"確認した記録は{MOST}件までにしてください。")
    people = family(customer) if any(piece.record for piece in evidence) else []
    for piece in evidence:
        require_usable(piece.label, limit=LABEL_LIMIT)
        new = piece.record and piece not in already
        if new and not _is_about(piece.record, people):
            raise NoEvidence(f"この顧客の記録ではありません：{piece.label}")
    return [asdict(piece) for piece in evidence]


def shown(pieces: Sequence[dict[str, str]], user: Any) -> Iterator[Shown]:
    """With a link for whoever may view the record."""
    for piece in pieces:
        source, key = _source(piece.get("record", ""))
        may_view = source is not None and source.may_view(user)
        yield Shown(piece["label"], reverse(source.url_name, args=[key]) if may_view else "")


def _is_about(record: str, people: Sequence[Customer]) -> bool:
    source, key = _source(record)
    return source is not None and source.rows(people).filter(pk=key).exists()


def _source(record: str) -> tuple[Any, str]:
    label, _, key = record.partition(":")
    known = {source.model._meta.label_lower: source for source in slots.parts(SLOT)}
    return (known.get(label), key) if key.isascii() and key.isdecimal() else (None, "")
