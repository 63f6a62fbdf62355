"""The URLs of the site, as far as a check has to know them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Route:
    """One URL pattern: its name with namespaces, and its path as it is written."""

    name: str
    path: str
    parameters: tuple[str, ...]
    view: Any = None

    @property
    def fixed_start(self) -> str:
        """The path up to its first variable part."""
        return re.split(r"[<(\[^$\\]", self.path, maxsplit=1)[0]

    @property
    def is_fixed(self) -> bool:
        return self.fixed_start == self.path


def all_routes() -> list[Route]:
    """Every named or unnamed URL that the root URLconf knows."""
    return list(_walk(get_resolver(), "/", ""))


def _walk(resolver: URLResolver, path: str, namespace: str) -> Iterator[Route]:
    for entry in resolver.url_patterns:
        whole = path + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLPattern):
            yield Route(namespace + (entry.name or ""), whole, _parameters(entry), entry.callback)
        else:
            yield from _walk(
                entry, whole, namespace + (f"{entry.namespace}:" if entry.namespace else "")
            )


def _parameters(entry: Any) -> tuple[str, ...]:
    pattern = entry.pattern
    return tuple(pattern.converters) or tuple(pattern.regex.groupindex)
