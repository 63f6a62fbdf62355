"""Dotted paths over a host's models (``"customer.login"``), as the settings name them."""

from functools import reduce
from typing import Any

from django.core.exceptions import FieldDoesNotExist


def follow(row: Any, path: str) -> Any:
    """What stands at the end of the path, or None where it leads nowhere."""
    return reduce(lambda value, name: getattr(value, name, None), path.split("."), row)


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
    """Whether the path leads over relations to a field (or ends in a property)."""
    way, _, name = path.rpartition(".")
    if way:
        model = getattr(field_at(model, way), "related_model", None)
    return bool(model) and (field_at(model, name) is not None or hasattr(model, name))
