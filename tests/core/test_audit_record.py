from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth.models import Group
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord, record
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.django_db

DATA = [
    {},
    {"until": date(2026, 11, 23), "at": datetime(2026, 11, 23, 1, 2, 3, 456789, tzinfo=UTC)},
    {"total": Decimal("1980.50"), "rate": 0.1, "count": 3, "none": None, "yes": True},
    {"took": timedelta(minutes=3), "opens": time(9, 30), "id": UUID(int=7)},
    {"b": [1, (2, 3)], "a": {"z": 1, "y": ["あ", "葛\U000e0100", "👍", "\u2028", '"\\/']}},
    {"": "", " ": "\r\n\t", "長い": "あ" * 5_000},
    {"by_scope": {1: "order", 10: "quote", 9: "visit"}},
    {"large": 10**15, "float": 1.5e10, "small": 1e-7},
    {"integer": 10**30, "negative": -3, "nested": [[[]], {}]},
]


def test_an_act_has_an_author_a_reason_and_a_time(customer: Customer, hanako: User) -> None:
    row = record("customer.name", customer, by=hanako, reason="電話で確認", data={"name": "佐藤"})
    row.refresh_from_db()
    assert (row.act, row.reason, row.data) == ("customer.name", "電話で確認", {"name": "佐藤"})
    assert (row.actor_key, row.actor_name) == (str(hanako.pk), "山田 花子")
    assert (row.subject_type, row.subject_key) == ("kasuhara_plugin.customer", str(customer.pk))
    assert datetime.now(UTC) - row.at < timedelta(minutes=1)


def test_an_act_of_the_site_is_the_systems(customer: Customer) -> None:
    row = record("customer.name", customer, by=None)
    assert (row.actor_key, row.actor_name) == ("", "システム")


def test_a_long_name_of_the_actor_is_cut(customer: Customer, hanako: User) -> None:
    hanako.name = "寿" * 300
    assert record("x", customer, by=hanako).actor_name == "寿" * 200


@pytest.mark.parametrize("data", DATA, ids=lambda data: ",".join(data) or "empty")
def test_the_digest_still_holds_when_the_row_is_read_back(
    customer: Customer, hanako: User, data: dict[str, Any]
) -> None:
    written = record("x", customer, by=hanako, reason="理由\r\n葛\U000e0100飾", data=data)
    assert written.digest == written.expected_digest()
    read = AuditRecord.objects.get(pk=written.pk)
    assert read.digest == read.expected_digest() == written.digest


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("act", "y"),
        ("actor_key", "0"),
        ("actor_name", "別人"),
        ("reason", "別の理由"),
        ("data", {"a": 2}),
        ("subject_key", "0"),
        ("subject_type", "kasuhara_plugin.inquiry"),
        ("at", datetime(2026, 1, 1, tzinfo=UTC)),
        ("salt", "0" * 32),
        ("schema", 2),
    ],
)
def test_the_digest_covers_everything_that_the_row_says(
    customer: Customer, field: str, value: Any
) -> None:
    row = record("x", customer, by=None, reason="理由", data={"a": 1})
    setattr(row, field, value)
    assert row.digest != row.expected_digest()


def test_equal_acts_have_different_digests(customer: Customer) -> None:
    """Salted: what a redacted row said cannot be guessed from its digest."""
    rows = [record("x", customer, by=None) for _ in range(2)]
    assert rows[0].digest != rows[1].digest
    assert len({row.salt for row in rows}) == 2


def test_a_row_outlives_the_account_and_the_subject_of_the_act(hanako: User) -> None:
    group = Group.objects.create(name="受付")
    row = record("group.rename", group, by=hanako)
    group.delete()
    hanako.delete()
    row.refresh_from_db()
    assert row.actor_name == "山田 花子"
    assert row.digest == row.expected_digest()
