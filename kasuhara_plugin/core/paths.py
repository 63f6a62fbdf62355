"""Dotted paths over a host's models (``"customer.login"``), as the settings name them."""

from functools import reduce
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist


def follow(row: Any, path: str) -> Any:
    """What stands at the end of the path, or None where it leads nowhere."""
    try:
        return reduce(lambda value, name: getattr(value, name, None), path.split("."), row)
    except ObjectDoesNotExist:  # a key whose row is gone, as of an account in another database
        return None


def lookup(path: str) -> str:
    """The path as a query writes it."""
    return path.replace(".", "__")


def field_at(model: Any, path: str) -> Any:
    """The field at the end of the path; None for a property, and for what is not there."""
    field = None
    for name in path.split("."):
        try:
            field = model._meta.get_field(name) if model else None
        except FieldDoesNotExist:
            return None
        model = getattr(field, "related_model", None)
    return field


def resolves(model: Any, path: str) -> bool:
    """Whether the path leads, each time to one row, to a field (or ends in a property)."""
    name, _, rest = path.partition(".")
    field = field_at(model, name)
    if getattr(field, "one_to_many", False) or getattr(field, "many_to_many", False):
        return False  # a manager stands there, and names nobody
    if rest:
        return resolves(getattr(field, "related_model", None), rest)
    return bool(model) and (field is not None or hasattr(model, name))
