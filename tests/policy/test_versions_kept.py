"""What the policy room keeps is changed by nobody: the model refuses, and the database behind it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import ProtectedError
from django.test import Client

from kasuhara_plugin.core.append_only import missing_triggers
from kasuhara_plugin.core.errors import AppendOnlyViolation
from kasuhara_plugin.models import (
    Attestation,
    PolicyApproval,
    PolicyPage,
    PolicyReview,
    PolicyVersion,
)

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
KEPT = {
    PolicyVersion: ("title", "すり替えた方針"),
    PolicyApproval: ("approver_name", "別の人"),
    PolicyReview: ("findings", "何も確かめていない"),
    Attestation: ("person_name", "別の人"),
}
MODELS = pytest.mark.parametrize("model", KEPT, ids=lambda model: model.__name__)


@pytest.fixture
def rows(page: PolicyPage) -> None:
    """One row of each, next to the first version and its approval."""
    PolicyReview.objects.create(
        trigger="law", findings="法改正を確認", decision="keep", next_review_on=date(2027, 4, 1),
        reviewer_key="1", reviewer_name="甲",
    )  # fmt: skip
    version = PolicyVersion.objects.get()
    Attestation.objects.create(version=version, person_key="1", person_name="甲")


@MODELS
def test_the_model_refuses_every_change(rows: None, model: Any) -> None:
    name, value = KEPT[model]
    row = model.objects.get()
    setattr(row, name, value)
    chosen = model.objects.filter(pk=row.pk)
    for change in (
        row.save,
        lambda: row.save(update_fields=[name]),
        row.delete,
        chosen.delete,
        lambda: chosen.update(**{name: value}),
        lambda: model.objects.bulk_update([row], [name]),
        lambda: model.objects.update_or_create(pk=row.pk, defaults={name: value}),
    ):
        with pytest.raises((AppendOnlyViolation, ProtectedError)), transaction.atomic():
            change()
    assert getattr(model.objects.get(), name) != value


@MODELS
@pytest.mark.parametrize("act", ["UPDATE", "DELETE", "raw", "base manager", "replace"])
def test_the_database_refuses_what_goes_past_the_model(rows: None, model: Any, act: str) -> None:
    name, value = KEPT[model]
    table, key = model._meta.db_table, model.objects.get().pk
    before = list(model.objects.values())

    def change() -> Any:
        if act == "raw":
            return model.objects.all()._raw_delete("default")
        if act == "base manager":
            return model._base_manager.filter(pk=key).update(**{name: value})
        with connection.cursor() as cursor:
            if act == "UPDATE":
                return cursor.execute(f"UPDATE {table} SET {name} = %s", [value])
            if act == "replace" and connection.vendor == "sqlite":
                return cursor.execute(f"REPLACE INTO {table} SELECT * FROM {table}")
            if act == "replace":
                return cursor.execute(f"TRUNCATE {table} CASCADE")
            return cursor.execute(f"DELETE FROM {table}")

    connection.check_constraints()  # what waits for the commit would forbid TRUNCATE by itself
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change()
    assert list(model.objects.values()) == before


def test_every_table_of_the_room_has_its_triggers(page: PolicyPage) -> None:
    assert missing_triggers() == []


def test_a_version_outlives_its_page_and_its_people(
    staff: Make, published: Make, page: PolicyPage
) -> None:
    author, second = staff("superuser", "甲"), staff("superuser", "乙")
    published(author, second, title="第二の方針")
    before = list(PolicyVersion.objects.order_by("pk").values())
    PolicyPage.objects.get().delete()
    author.delete()
    second.delete()
    assert list(PolicyVersion.objects.order_by("pk").values()) == before
    assert PolicyVersion.objects.get(number=2).approval.approver_name == "乙"
    for number in (1, 2):
        assert Client().get(f"/support/policy/ja/{number}/").status_code == 200


def test_an_approval_with_a_version_is_not_deleted_with_its_page(
    staff: Make, published: Make, page: PolicyPage
) -> None:
    approval = published(staff("superuser", "甲"), staff("superuser", "乙")).approval
    PolicyPage.objects.get().delete()
    assert PolicyApproval.objects.get(pk=approval.pk).page_key == str(page.pk)


def test_a_number_is_given_once(page: PolicyPage) -> None:
    first = PolicyVersion.objects.get()
    twin = PolicyVersion(
        **{field.attname: getattr(first, field.attname) for field in first._meta.fields}
        | {"id": None}
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        twin.save()
    assert PolicyVersion.objects.count() == 1
