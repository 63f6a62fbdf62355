"""System checks of the place in which attachments lie.

kasuhara.E050 the storage of the attachments does not exist
kasuhara.W051 the storage of the attachments is open to the public
kasuhara.I052 no storage is named: no form takes attachments (``check --deploy``)
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core import checks
from django.core.files.storage import Storage, storages

from kasuhara_plugin.core.checks import error, warning
from kasuhara_plugin.core.conf import PREFIX, read

SETTING = f"{PREFIX}ATTACHMENT_STORAGE"
PUBLIC = ("default", "staticfiles")
_HINT = (
    f'{SETTING} = "kasuhara_attachments" and STORAGES["kasuhara_attachments"] = {{"BACKEND": '
    '"django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": BASE_DIR / "attachments"}}, '
    "in a directory that no web server serves."
)


def register_all() -> None:
    checks.register(check_storage, "kasuhara")
    checks.register(check_whether_on, "kasuhara", deploy=True)


def check_storage(**_: Any) -> list[checks.CheckMessage]:
    alias = read()[0].attachment_storage
    if not alias:
        return []
    if alias not in settings.STORAGES:
        return [error(50, f"{SETTING}: STORAGES has no {alias!r}.", _HINT)]
    return [
        warning(51, f"{SETTING}: {alias!r} {why}: anybody could open an attachment.", _HINT)
        for why in _public(alias)
    ]


def check_whether_on(**_: Any) -> list[checks.CheckMessage]:
    if read()[0].attachment_storage:
        return []
    message = f"{SETTING} is not set: the inquiry form takes no attachments."
    return [checks.Info(message, hint=_HINT, id="kasuhara.I052")]


def _public(alias: str) -> Iterator[str]:
    storage = storages[alias]
    if alias in PUBLIC:
        yield "is the storage of the public files"
    elif folder := _served_folder(storage):
        yield f"lies in {folder}"
    elif getattr(storage, "querystring_auth", True) is False:  # django-storages: unsigned addresses
        yield "gives addresses that need no signature"


def _served_folder(storage: Storage) -> Path | None:
    location = getattr(storage, "location", None)
    if not location or not Path(location).is_absolute():
        return None
    return next((one for one in _served() if Path(location).resolve().is_relative_to(one)), None)


def _served() -> Iterator[Path]:
    folders = [
        folder if isinstance(folder, str | Path) else folder[1]
        for folder in settings.STATICFILES_DIRS
    ]
    for folder in (settings.MEDIA_ROOT, settings.STATIC_ROOT, *folders):
        if folder:
            yield Path(folder).resolve()
