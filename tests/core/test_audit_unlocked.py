import pytest
from django.db import DatabaseError, connection, transaction
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord, Unlock, record, unlocked
from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db

TABLE = "kasuhara_plugin_auditrecord"


@pytest.fixture
def row(customer: Customer) -> AuditRecord:
    return record("customer.name", customer, by=None, reason="元の理由")


def redact(row: AuditRecord) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TABLE} SET reason = '' WHERE id = %s", [row.pk])


def is_closed(row: AuditRecord) -> bool:
    try:
        with transaction.atomic():
            redact(row)
    except DatabaseError:
        return not Unlock.objects.exists()
    return False


def test_inside_a_row_may_be_changed_and_removed(row: AuditRecord, hanako: User) -> None:
    with unlocked(reason="保存期間の満了", by=hanako):
        redact(row)
        row.refresh_from_db()
        AuditRecord.objects.filter(pk=row.pk)._raw_delete("default")
    assert row.reason == ""
    assert not AuditRecord.objects.filter(pk=row.pk).exists()


def test_the_opening_is_an_act_with_author_and_reason(row: AuditRecord, hanako: User) -> None:
    with unlocked(reason="保存期間の満了", by=hanako):
        redact(row)
    kept = AuditRecord.objects.get(act="audit.unlock")
    assert (kept.actor_key, kept.actor_name) == (str(hanako.pk), "山田 花子")
    assert kept.reason == "保存期間の満了"
    assert kept.digest == kept.expected_digest()


def test_afterwards_it_is_closed_again(row: AuditRecord) -> None:
    assert is_closed(row)
    with unlocked(reason="保存期間の満了", by=None):
        redact(row)
    assert is_closed(row)


def test_a_failure_inside_closes_it_and_undoes_everything(row: AuditRecord) -> None:
    with pytest.raises(RuntimeError), unlocked(reason="保存期間の満了", by=None):
        redact(row)
        raise RuntimeError
    assert is_closed(row)
    row.refresh_from_db()
    assert row.reason == "元の理由"
    assert not AuditRecord.objects.filter(act="audit.unlock").exists()


def test_an_inner_opening_does_not_close_the_outer_one(row: AuditRecord) -> None:
    with unlocked(reason="外", by=None):
        with unlocked(reason="内", by=None):
            redact(row)
        redact(row)
    assert is_closed(row)
    assert AuditRecord.objects.filter(act="audit.unlock").count() == 2


def test_the_models_refuse_inside_as_well(row: AuditRecord) -> None:
    with unlocked(reason="保存期間の満了", by=None):
        with pytest.raises(AppendOnlyViolation):
            row.delete()
        with pytest.raises(AppendOnlyViolation):
            AuditRecord.objects.update(reason="")
