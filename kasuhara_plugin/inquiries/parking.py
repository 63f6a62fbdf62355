"""Files put down meanwhile: a browser forgets them when a page is shown again with an error.

A signed reference in the page is all that leads to them, for a day.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import Sum

from kasuhara_plugin.inquiries import leftovers
from kasuhara_plugin.inquiries.attaching import Attached, keep
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.file_kinds import MEGABYTE

_SALT = "kasuhara.parked"
# An hour less than a row is left lying, so that no form is sent with a file that is being removed.
_REFERENCE_FOR = leftovers.PARKED_FOR - timedelta(hours=1)
MOST_PARKED = 500 * MEGABYTE  # of all visitors together: a form that is never sent costs no more


def park(file: Attached, *, now: datetime) -> Attached | None:
    """The same file, lying in the storage; None if it could not be put there."""
    if file.parked:
        return file
    leftovers.clear_some(now)
    taken = Attachment.objects.parked().aggregate(sum=Sum("size"))["sum"] or 0
    row = keep(file, now=now) if taken + file.size <= MOST_PARKED else None
    return _of(row) if row and row.pk else None


def reference(file: Attached) -> str:
    """What a page holds of a parked file."""
    return signing.dumps(file.parked.pk, salt=_SALT) if file.parked else ""


def restore(references: Sequence[str]) -> tuple[list[Attached], int]:
    """The parked files, and how many of the references lead to none any more."""
    keys = list(dict.fromkeys(filter(None, map(_key, references))))
    rows = Attachment.objects.exclude(stored_as="").exclude(name="").in_bulk(keys)
    files = [file for key in keys if key in rows and (file := _of(rows[key]))]
    return files, len(references) - len(files)


def _key(signed: str) -> int | None:
    try:
        return int(signing.loads(signed, salt=_SALT, max_age=_REFERENCE_FOR))
    except (signing.BadSignature, TypeError, ValueError):
        return None


def _of(row: Attachment) -> Attached:
    return Attached(row.name, row.kind, row.size, row.sha256, parked=row)
