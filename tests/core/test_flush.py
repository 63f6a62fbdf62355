"""Flush empties every table by design; the triggers of kept rows are opened for it alone."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from kasuhara_plugin.core.append_only import missing_triggers
from kasuhara_plugin.core.audit import AuditRecord, record
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def kept_row(customer: Customer) -> AuditRecord:
    row = record("customer.name", customer, by=None)
    connection.check_constraints()  # PostgreSQL truncates no table with checks outstanding
    return row


def flush() -> None:
    """Inside the test's transaction, which brings everything back afterwards."""
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)
    ContentType.objects.clear_cache()


def test_a_flush_empties_the_kept_tables() -> None:
    flush()
    assert not AuditRecord.objects.exists()


def test_after_a_flush_the_triggers_are_back() -> None:
    flush()
    assert missing_triggers() == []
    record("customer.name", Customer.objects.create(name="山田"), by=None)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM kasuhara_plugin_auditrecord")
    assert AuditRecord.objects.count() == 1


def test_a_flush_that_is_called_off_leaves_rows_and_triggers(
    monkeypatch: pytest.MonkeyPatch, kept_row: AuditRecord
) -> None:
    monkeypatch.setattr("builtins.input", lambda _: "no")
    call_command("flush", interactive=True, verbosity=0)
    assert AuditRecord.objects.filter(pk=kept_row.pk).exists()
    assert missing_triggers() == []
