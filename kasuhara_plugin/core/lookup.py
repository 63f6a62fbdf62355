"""A record by what stands in a URL or was typed: one of the host's, whatever its key is made of,
or one of ours by its number."""

from typing import Any

from django.contrib.admin.utils import quote, unquote
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404

LONGEST = 18  # digits; the database's key column holds any of these


def key_of(record: Model) -> str:
    """The record's key as one part of a URL path, in the writing of Django's own admin."""
    return str(quote(str(record.pk)))


def record_or_404(model: type[Model], key: str) -> Any:
    """The record of that key, which may be a number, a UUID or a text."""
    try:
        pk = model._meta.pk.to_python(unquote(key))
    except ValidationError:
        raise Http404 from None
    record = None if "\x00" in str(pk) else model._default_manager.filter(pk=pk).first()
    if record is None:
        raise Http404
    return record


def number_of(typed: Any) -> int | None:
    """The number of one of our records; None for what is none, such as a telephone with its 0."""
    digits = str(typed).strip()
    usable = digits.isascii() and digits.isdecimal() and len(digits) <= LONGEST
    return int(digits) if usable and not digits.startswith("0") else None


def may_see(user: Any, record: Model) -> bool:
    """Whether this person holds any of Django's permissions on the record's model."""
    app, name = record._meta.app_label, record._meta.model_name
    acts = ("view", "change", "add", "delete")
    return any(user.has_perm(f"{app}.{act}_{name}") for act in acts)
