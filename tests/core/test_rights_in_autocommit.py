"""Django sends the signals of a save outside its transaction: in autocommit, such as in a shell, a
right is still not given without its record."""

from collections.abc import Iterator

import pytest
from django.db import DatabaseError, connection
from storefront.accounts.models import User

from kasuhara_plugin.core.append_only import drop_triggers, install_triggers
from kasuhara_plugin.models import AuditRecord

pytestmark = pytest.mark.django_db(transaction=True)

TABLE = AuditRecord._meta.db_table


@pytest.fixture
def no_record_at_all(hanako: User) -> Iterator[None]:
    drop_triggers()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE} RENAME TO {TABLE}_away")
    yield
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {TABLE}_away RENAME TO {TABLE}")
    install_triggers()


def test_an_account_becomes_no_superuser(hanako: User, no_record_at_all: None) -> None:
    hanako.is_superuser = True
    with pytest.raises(DatabaseError):
        hanako.save()
    assert not User.objects.get(pk=hanako.pk).is_superuser


def test_a_new_account_is_no_superuser(no_record_at_all: None) -> None:
    with pytest.raises(DatabaseError):
        User.objects.create_superuser("boss@example.com", name="店主")
    assert not User.objects.get(email="boss@example.com").is_superuser


def test_with_its_record_it_is(hanako: User) -> None:
    hanako.is_superuser = True
    hanako.save()
    assert User.objects.get(pk=hanako.pk).is_superuser
    assert AuditRecord.objects.filter(act="permission.give").count() == 1
