"""A check of the database (``check --database default``).

kasuhara.W032 the index of the customers' search is not there
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from kasuhara_plugin.core.checks import warning
from kasuhara_plugin.customers import search_index


def register_all() -> None:
    checks.register(check_search_index, checks.Tags.database)


def check_search_index(databases: Sequence[str] | None, **_: Any) -> list[checks.CheckMessage]:
    return [
        warning(32, f"{alias}: each search for a customer reads the whole table.", INDEX_HINT)
        for alias in databases or ()
        if search_index.is_missing(alias)
    ]


INDEX_HINT = "Run kasuhara_search: it makes PostgreSQL's index anew."
