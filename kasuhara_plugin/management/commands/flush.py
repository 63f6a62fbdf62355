"""Django's flush, which a host's tests call after each TransactionTestCase, opened for kept rows.

It empties every table by design; the triggers of the append-only tables would stop it.
"""

from typing import Any

from django.core.management.commands import flush

from kasuhara_plugin.core.append_only import drop_triggers, install_triggers
from kasuhara_plugin.notes import triggers


class Command(flush.Command):
    def handle(self, **options: Any) -> None:
        drop_triggers(using=options["database"])
        triggers.drop(using=options["database"])
        try:
            super().handle(**options)
        finally:
            install_triggers(using=options["database"])
            triggers.install(using=options["database"])
