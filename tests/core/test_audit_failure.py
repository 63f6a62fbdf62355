"""If the audit row cannot be written, the act does not happen (law 4); a message is still kept."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection, transaction
from storefront.accounts.models import User

from kasuhara_plugin.core.append_only import drop_triggers
from kasuhara_plugin.core.audit import AuditRecord, record
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Customer, Inquiry

pytestmark = pytest.mark.django_db

TABLE = "kasuhara_plugin_auditrecord"


@pytest.fixture
def no_audit_table(customer: Customer) -> Iterator[None]:
    """Moved out of the way until the test's transaction is rolled back."""
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_away")
    yield


@pytest.mark.parametrize(
    "data", [{"x": object()}, {"x": {1, 2}}, {("a", "b"): 1}], ids=["object", "set", "key"]
)
def test_what_cannot_be_written_down_fails_the_act(customer: Customer, data: dict) -> None:
    before = AuditRecord.objects.count()
    with pytest.raises(TypeError), transaction.atomic():
        customer.name = "別の名前"
        customer.save()
        record("customer.name", customer, by=None, data=data)
    customer.refresh_from_db()
    assert customer.name == "佐藤 一郎"
    assert AuditRecord.objects.count() == before


@pytest.mark.usefixtures("no_audit_table")
def test_no_customer_is_made() -> None:
    before = Customer.objects.count()
    with pytest.raises(DatabaseError), transaction.atomic():
        register(email="new@example.com", name="新規")
    assert Customer.objects.count() == before


@pytest.mark.usefixtures("no_audit_table")
def test_no_rule_is_changed() -> None:
    rules = RuleSettings.load()
    rules.appeal_days = 99
    with pytest.raises(DatabaseError), transaction.atomic():
        rules.save()
    assert RuleSettings.load().appeal_days == 30


@pytest.mark.usefixtures("no_audit_table")
def test_a_message_is_still_kept(ichiro: User) -> None:
    with transaction.atomic():
        receipt = receive(subject="納期", body="いつ届きますか。", user=ichiro)
    assert Inquiry.objects.get().number == receipt.number
