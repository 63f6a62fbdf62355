"""E030: a table remake on SQLite drops every trigger silently; the check sees each that is gone."""

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection

from kasuhara_plugin.core.append_only import (
    drop_triggers,
    install_triggers,
    kept_tables,
    missing_triggers,
)

pytestmark = pytest.mark.django_db

TABLE = "kasuhara_plugin_auditrecord"
TRIGGERS = {
    "postgresql": ["kasuhara_keep", "kasuhara_keep_all"],
    "sqlite": [f"kasuhara_keep_{TABLE}_update", f"kasuhara_keep_{TABLE}_delete"],
}


def found() -> list[str]:
    messages = run_checks(tags=["database"], databases=["default"])
    ours = [message for message in messages if str(message.id).startswith("kasuhara.")]
    assert all(message.hint for message in ours)
    return [f"{message.id} {message.msg}" for message in ours]


def drop(trigger: str) -> None:
    on_table = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {trigger}{on_table}")


def test_a_migrated_database_has_every_trigger() -> None:
    assert TABLE in kept_tables()
    assert missing_triggers() == []
    assert found() == []


@pytest.mark.parametrize("number", [0, 1])
def test_one_lost_trigger_is_an_error_until_it_is_made_anew(number: int) -> None:
    drop(TRIGGERS[connection.vendor][number])
    assert found() == [f"kasuhara.E030 The append-only table {TABLE} has lost its trigger."]
    install_triggers()
    assert found() == []


def test_all_lost_triggers_are_told_table_by_table() -> None:
    drop_triggers()
    assert missing_triggers() == sorted(kept_tables())
    assert len(found()) == len(list(kept_tables()))


def test_migrate_makes_the_triggers_anew() -> None:
    drop_triggers()
    call_command("migrate", "kasuhara_plugin", verbosity=0)
    assert missing_triggers() == []


def test_a_check_without_a_database_asks_none() -> None:
    drop_triggers()
    assert [m for m in run_checks() if str(m.id) == "kasuhara.E030"] == []
