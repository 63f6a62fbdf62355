"""A check of the database (``check --database default``).

kasuhara.W053 the index of the inquiries' search is not there
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from kasuhara_plugin.core.checks import warning
from kasuhara_plugin.customers.checks import INDEX_HINT
from kasuhara_plugin.inquiries.inbox.search_text import INDEX


def register_all() -> None:
    checks.register(check_search_index, checks.Tags.database)


def check_search_index(databases: Sequence[str] | None, **_: Any) -> list[checks.CheckMessage]:
    return [
        warning(53, f"{alias}: each search for an inquiry reads the whole table.", INDEX_HINT)
        for alias in databases or ()
        if INDEX.is_missing(alias)
    ]
