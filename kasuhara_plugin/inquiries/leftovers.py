"""Files that belong to no message: what was parked and forgotten, and what a purge set free."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import DatabaseError, transaction
from django.utils import timezone

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries import attachment_store as store
from kasuhara_plugin.inquiries.attachments import Attachment, AttachmentQuerySet

logger = logging.getLogger(__name__)

PARKED_FOR = timedelta(hours=24)
LOOKED_BACK = 30  # days
AT_ONCE = 20


def clear(now: datetime) -> int:
    """For the daily ``kasuhara_remind``: all that was left, and files that a killed process or a
    host's rollback left without a row. How many files were removed."""
    if not store.is_on():
        return 0
    return remove(_forgotten(now)) + sum(store.remove(path) for path in _without_a_row(now))


def clear_some(now: datetime) -> None:
    """What a visitor's page may do in passing."""
    remove(_forgotten(now)[:AT_ONCE])


def remove(rows: AttachmentQuerySet) -> int:
    """The file first, then its row: what fails stays on the list and is tried again."""
    try:
        with transaction.atomic():
            gone = [row.pk for row in rows if store.remove(row.stored_as)]
            Attachment.objects.parked().filter(pk__in=gone).delete()
    except DatabaseError:  # the caller's transaction is broken, and takes the rows along
        logger.warning("Parked files stay until the next run.", exc_info=True)
        return 0
    return len(gone)


def remove_files_of(inquiries: Iterable[int]) -> int:
    """For the retention run: inside its transaction the files of these messages are set free and
    their names forgotten; after its commit they are removed, or by ``clear`` if that fails."""
    rows = Attachment.objects.filter(inquiry__in=list(inquiries))
    rows.filter(stored_as="").delete()
    keys = list(rows.values_list("pk", flat=True))
    rows.update(inquiry=None, name="", sha256="")
    freed = Attachment.objects.parked().filter(pk__in=keys)
    transaction.on_commit(lambda: remove(freed), robust=True)
    return len(keys)


def _forgotten(now: datetime) -> AttachmentQuerySet:
    return Attachment.objects.parked().filter(created_at__lt=now - PARKED_FOR)


def _without_a_row(now: datetime) -> Iterator[str]:
    for day in range(1, LOOKED_BACK):
        folder = f"{store.ROOM}/{clock.day(now - timedelta(days=day)):%Y%m%d}"
        paths = {f"{folder}/{name}" for name in _names_in(folder)}
        known = Attachment.objects.filter(stored_as__startswith=f"{folder}/")
        for path in sorted(paths - set(known.values_list("stored_as", flat=True))):
            if _is_old(path, now):
                yield path


def _names_in(folder: str) -> list[str]:
    try:
        return store.storage().listdir(folder)[1]
    except Exception:  # no such day; or a storage that cannot list keeps what it has
        return []


def _is_old(path: str, now: datetime) -> bool:
    try:
        written = store.storage().get_modified_time(path)
    except Exception:  # a storage that cannot tell keeps what it has
        return False
    if timezone.is_naive(written):
        written = timezone.make_aware(written)
    return written < now - PARKED_FOR
