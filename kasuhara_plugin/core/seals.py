"""The ledger: every kept row is chained by hash, in the order in which it was sealed.

A seal covers a *salted* digest of its row: where content and salt are erased, the chain still
holds, and a short text cannot be guessed from its digest.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import AppendOnly

FORMAT = 1  # of what a digest and a chain cover; raised when that changes
START = "0" * 64  # what the first seal goes on from
PURGE = "retention.purge"  # the act that answers for rows that are gone


class SealShape(AppendOnly):
    """Which columns of a table a digest covers: a later release may have more of them."""

    id = models.BigAutoField(primary_key=True)
    label = models.CharField(max_length=100)
    columns = models.JSONField()
    made_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.label} ({len(self.columns)})"


class Seal(AppendOnly):
    """One kept row in the chain. ``position`` counts from 1 without a gap."""

    position = models.BigIntegerField(primary_key=True)
    shape = models.ForeignKey(SealShape, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=100)  # of the row's model
    row = models.BigIntegerField()
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)
    chain = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["label", "row"], name="kasuhara_sealed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.label} {self.row}"

    def expected_chain(self, before: str) -> str:
        said = [FORMAT, before, self.position, self.shape_id, self.label, self.row, self.digest]
        return _sha256(said)


class Erasure(AppendOnly):
    """A kept row whose content was erased on purpose, or that was ``removed`` at the end of its
    retention: by which audited act (``core.erasing``)."""

    id = models.BigAutoField(primary_key=True)
    label = models.CharField(max_length=100)  # of the row's model
    row = models.BigIntegerField()
    audit_id = models.BigIntegerField()
    removed = models.BooleanField(default=False)
    at = models.DateTimeField(default=clock.now)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["label", "row", "removed"], name="kasuhara_erased_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.row} ({self.audit_id})"


def sealed_models() -> list[Any]:
    """Every kept table but the ledger's own."""
    own = (Seal, SealShape)
    kept = [one for one in apps.get_models() if issubclass(one, AppendOnly) and one not in own]
    return sorted(kept, key=lambda one: one._meta.label_lower)


def columns_of(model: type[models.Model]) -> list[str]:
    return sorted(field.attname for field in model._meta.concrete_fields)


def moment_of(model: type[models.Model]) -> str:
    """The column that says when a row was kept: the last one, since a version begins with the
    columns of what it is a version of."""
    fields = reversed(model._meta.concrete_fields)
    return next(field.attname for field in fields if isinstance(field, models.DateTimeField))


def digest_of(columns: Sequence[str], values: Iterable[Any], salt: str) -> str:
    """SHA-256 over the row, in a canonical form that every database gives back."""
    return _sha256([FORMAT, salt, dict(zip(columns, map(_plain, values), strict=True))])


def _plain(value: Any) -> Any:
    """A moment as its number: databases give back different zones."""
    return value.timestamp() if hasattr(value, "timestamp") else value


def _sha256(said: Any) -> str:
    canonical = json.dumps(said, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(canonical.encode()).hexdigest()
