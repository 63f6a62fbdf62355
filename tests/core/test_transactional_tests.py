"""A host may have tests that commit: Django flushes the database after each of them."""

import pytest
from django.contrib.auth.models import Group

from kasuhara_plugin.core.append_only import missing_triggers
from kasuhara_plugin.core.audit import AuditRecord, record

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("run", ["first", "second", "third"])
def test_the_flush_after_a_test_leaves_no_row_and_every_trigger(run: str) -> None:
    assert not AuditRecord.objects.filter(act="group.make").exists()
    assert missing_triggers() == []
    row = record("group.make", Group.objects.create(name="受付"), by=None)
    assert AuditRecord.objects.get(act="group.make") == row
