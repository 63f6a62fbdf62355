"""A check of the database (``check --database default``).

kasuhara.E033 the notes have lost their trigger
"""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from kasuhara_plugin.core.checks import error
from kasuhara_plugin.core.deploy_checks import is_migrating
from kasuhara_plugin.notes import triggers


def register_all() -> None:
    checks.register(check_triggers, checks.Tags.database)


def check_triggers(databases: Sequence[str] | None, **_: Any) -> list[checks.CheckMessage]:
    if is_migrating():
        return []
    return [
        error(33, f"{alias}: the notes have lost their trigger.", _HINT)
        for alias in databases or ()
        if triggers.are_missing(using=alias)
    ]


_HINT = "Run migrate: it makes the trigger anew."
