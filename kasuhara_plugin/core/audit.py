"""Every act has an author, a reason and a time, in the same transaction as its change (law 4)."""

import hashlib
import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.append_only import UNLOCK_TABLE, AppendOnly
from kasuhara_plugin.core.sealing import seal_soon

SCHEMA = 1  # of what the digest covers; raised when that changes


class Actor(NamedTuple):
    """Who acted, as it is kept: it outlives the account. A system act has an empty key."""

    key: str
    name: str


def actor(user: Any) -> Actor:
    """Of an account, of None (the system), or as somebody without an account is named already."""
    if isinstance(user, Actor):
        return user
    if user is None:
        return Actor("", "システム")
    name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return Actor(str(user.pk), (name or str(user))[:200])


class AuditRecord(AppendOnly):
    """One act. ``digest`` covers the content with its salt from the moment of writing; the ledger
    (``core.seals``) chains the row a moment later."""

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField("日時", default=clock.now, db_index=True)
    act = models.CharField("行為", max_length=64, db_index=True)
    subject_type = models.CharField("対象の種類", max_length=100)
    subject_key = models.CharField("対象のキー", max_length=64)
    actor_key = models.CharField("行為者のキー", max_length=64, blank=True)
    actor_name = models.CharField("行為者", max_length=200)
    reason = models.TextField("理由", blank=True)
    data = models.JSONField("内容", default=dict, encoder=DjangoJSONEncoder)
    schema = models.PositiveSmallIntegerField(default=SCHEMA, editable=False)
    salt = models.CharField(max_length=32, editable=False)
    digest = models.CharField(max_length=64, editable=False)

    class Meta:
        verbose_name = "監査記録"
        verbose_name_plural = "監査記録"
        default_permissions = ("view",)
        ordering = ["-id"]
        indexes = [models.Index(fields=["subject_type", "subject_key"], name="kasuhara_audit_subj")]

    def __str__(self) -> str:
        return f"{self.act}（{self.actor_name}）"

    def expected_digest(self) -> str:
        """SHA-256 over what the row says, in a canonical form that every database gives back."""
        content = [
            self.schema, self.at.timestamp(), self.act, self.subject_type, self.subject_key,
            self.actor_key, self.actor_name, self.reason, self.data, self.salt,
        ]  # fmt: skip
        canonical = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


class Unlock(models.Model):
    """While a row stands here, its own transaction may change kept rows. See ``unlocked``."""

    id = models.BigAutoField(primary_key=True)

    class Meta:
        db_table = UNLOCK_TABLE
        default_permissions = ()

    def __str__(self) -> str:
        return f"Unlock {self.pk}"


def record(
    act: str,
    subject: models.Model,
    *,
    by: Any,
    reason: str = "",
    data: dict[str, Any] | None = None,
) -> AuditRecord:
    """Writes one act (such as ``"flag.approve"``) into the transaction of its change.

    ``by`` is a user, or None for the system. If the row cannot be written, the act fails.
    """
    who = actor(by)
    row = AuditRecord(
        act=act,
        subject_type=subject._meta.label_lower,
        subject_key=str(subject.pk),
        actor_key=who.key,
        actor_name=who.name,
        reason=reason,
        data=json.loads(json.dumps(data or {}, cls=DjangoJSONEncoder)),  # as it will be read back
        salt=secrets.token_hex(16),
    )
    row.digest = row.expected_digest()
    row.save()
    transaction.on_commit(seal_soon, robust=True)
    return row


@contextmanager
def unlocked(*, reason: str, by: Any) -> Iterator[None]:
    """The one opening in append-only tables, for redaction and the retention run; audited.

    All inside it is one transaction. The models still refuse: change the rows by
    ``QuerySet._raw_delete`` or ``connection.cursor()``, where it can be seen.
    """
    with transaction.atomic():
        row = Unlock.objects.create()
        record("audit.unlock", row, by=by, reason=reason)
        yield
        row.delete()
