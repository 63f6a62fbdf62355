"""The files of a message: judged one by one, kept before its transaction, attached inside it.

A file lies in the storage before the message is committed, so a receipt never promises a file that
is not there. What the storage does not take leaves a row without a file: the message is kept, and
its sender and the staff are told which file is missing (law 1).
"""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.errors import UnusableFile
from kasuhara_plugin.inquiries import attachment_store as store
from kasuhara_plugin.inquiries import file_kinds, leftovers
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.file_flaws import Flaw
from kasuhara_plugin.inquiries.file_names import usable_name
from kasuhara_plugin.inquiries.models import Inquiry

MOST = 3  # files of one message


@dataclass(frozen=True)
class Attached:
    """A file that may be taken. ``parked``: the row of one that lies in the storage already."""

    name: str
    kind: str
    size: int
    sha256: str
    content: Any = None
    parked: Attachment | None = None


def judge(upload: Any, *, name: str | None = None) -> Attached:
    """``upload``: an open binary file with ``size`` and ``name``, such as Django's uploads.

    Raises ``UnusableFile``, with a message for the person, for what cannot be taken.
    """
    try:
        name = usable_name(upload.name if name is None else name)
        kind = file_kinds.judge(upload, size=upload.size, name=name)
    except Flaw as flaw:
        raise UnusableFile(str(flaw), code=flaw.code) from None
    return Attached(name, kind.key, upload.size, _sha256(upload), content=upload)


@contextmanager
def kept(files: Sequence[Attached], *, now: datetime | None = None) -> Iterator[list[Attachment]]:
    """The files, each in the storage, to be given to ``attach`` in a transaction inside.

    What came into the storage here and was attached to nothing in the end is removed again.
    """
    rows = [file.parked or keep(file, now=now or clock.now()) for file in files]
    new = [row.pk for row, file in zip(rows, files, strict=True) if row.pk and not file.parked]
    try:
        yield rows
    finally:
        if new:
            leftovers.remove(Attachment.objects.parked().filter(pk__in=new))


def keep(file: Attached, *, now: datetime) -> Attachment:
    """A parked row, or an unsaved one without a file if the storage failed."""
    row = Attachment(name=file.name, kind=file.kind, size=file.size, sha256=file.sha256)
    row.created_at = now
    row.stored_as = store.put(file.content, now=now)
    if row.stored_as:
        try:
            with transaction.atomic():
                row.save()
        except Exception:
            store.remove(row.stored_as)
            raise
    return row


def attach(inquiry: Inquiry, files: Sequence[Attachment]) -> None:
    """Inside the message's transaction. A content that it has already is not attached again."""
    if not files:
        return
    there = set(inquiry.attachments.values_list("sha256", flat=True))
    for row in files:
        if row.sha256 not in there:
            there.add(row.sha256)
            _attach(row, inquiry)


def has_all(inquiry: Inquiry, files: Sequence[Attached]) -> bool:
    """Whether the message holds these files already: a form sent again with another one says more
    than it did before."""
    if not files:
        return True
    there = inquiry.attachments.exclude(stored_as="").values_list("sha256", flat=True)
    return {file.sha256 for file in files} <= set(there)


def unkept(inquiry: Inquiry) -> list[str]:
    """The names of the files that the storage did not take."""
    return [row.name for row in inquiry.attachments.all() if not row.is_kept]


def _attach(row: Attachment, inquiry: Inquiry) -> None:
    parked = Attachment.objects.parked().filter(pk=row.pk) if row.pk else None
    if parked is None or not parked.update(inquiry=inquiry):
        _attach_anew(row, inquiry)


def _attach_anew(row: Attachment, inquiry: Inquiry) -> None:
    """One that the storage did not take; or another message was quicker with the parked file."""
    stored_as = _copy(row) if row.stored_as else ""
    Attachment.objects.create(
        inquiry=inquiry,
        name=row.name,
        kind=row.kind,
        size=row.size,
        sha256=row.sha256,
        stored_as=stored_as,
    )


def _copy(row: Attachment) -> str:
    content = store.opened(row.stored_as)
    return store.put(content, now=clock.now()) if content else ""


def _sha256(upload: Any) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()
