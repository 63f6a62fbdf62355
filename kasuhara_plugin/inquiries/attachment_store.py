"""Where attachments lie: a storage of the host, in paths that say nothing and cannot be guessed."""

import logging
from datetime import datetime
from typing import Any

from django.core.files import File
from django.core.files.storage import Storage, storages
from django.utils.crypto import get_random_string

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.conf import conf

logger = logging.getLogger(__name__)

ROOM = "inquiries"


def is_on() -> bool:
    """Whether the host has named a storage. Without one no form offers attachments."""
    return bool(conf().attachment_storage)


def storage() -> Storage:
    return storages[conf().attachment_storage]


def put(content: Any, *, now: datetime) -> str:
    """The file's path in the storage; "" if the storage did not take it (full, unreachable)."""
    path = f"{ROOM}/{clock.day(now):%Y%m%d}/{get_random_string(32)}"
    try:
        content.seek(0)
        return storage().save(path, File(content))
    except Exception:  # each storage has errors of its own; the message is received without it
        logger.exception("A file could not be kept: the storage failed.")
        remove(path)  # what a full disk took of it
        return ""


def opened(path: str) -> File | None:  # type: ignore[type-arg]
    """The file, open; None if it is not there or the storage cannot give it."""
    try:
        return storage().open(path)
    except Exception:  # each storage has errors of its own
        logger.exception("A kept file could not be opened.")
        return None


def remove(path: str) -> bool:
    """Whether the file is gone. A file that is not there is."""
    try:
        storage().delete(path)
    except Exception:  # each storage has errors of its own; the row stays and is tried again
        logger.warning("A file could not be removed.", exc_info=True)
        return False
    return True
