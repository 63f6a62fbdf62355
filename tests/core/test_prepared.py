"""A prepared query answers as the query set does that it was made of."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, models
from django.db.models import Case, Value, When
from django.test.utils import CaptureQueriesContext

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.prepared import Given, Prepared

pytestmark = pytest.mark.django_db
NOW = clock.now()
HOSTILE = "x' OR 1=1 -- %s %(act)s"


def acts(act: Any, since: Any, most: int = 9) -> Any:
    told = Case(When(reason="", then=Value("")), default="reason", output_field=models.TextField())
    rows = AuditRecord.objects.filter(act=act, at__gt=since, data__isnull=False)
    return rows.order_by("-at").values_list("at", "act", "data", told, "pk")[:most]


KEPT = Prepared(
    AuditRecord,
    lambda most: acts(
        Given("act", models.CharField()), Given("since", models.DateTimeField()), most
    ),
)


@pytest.fixture(autouse=True)
def rows() -> None:
    AuditRecord.objects.bulk_create(
        AuditRecord(
            act=act, reason=reason, at=NOW - timedelta(hours=hours), data={"時": hours},
            subject_type="x", subject_key="1", actor_name="x", salt="", digest="",
        )
        for hours, (act, reason) in enumerate([("a", ""), ("a", "理由"), ("b", ""), (HOSTILE, "")])
    )  # fmt: skip


@pytest.mark.parametrize("act", ["a", "b", HOSTILE, "nobody's"])
@pytest.mark.parametrize("hours", [0.5, 9])
@pytest.mark.parametrize("most", [1, 9])
def test_the_rows_are_those_of_the_query_set(act: str, hours: float, most: int) -> None:
    since = NOW - timedelta(hours=hours)
    for _ in range(2):
        assert KEPT.rows(most, act=act, since=since) == list(acts(act, since, most))


def test_it_is_one_statement_whose_sql_is_made_once() -> None:
    built = []

    def build() -> Any:
        built.append(1)
        return AuditRecord.objects.filter(act=Given("act", models.CharField())).values_list("pk")

    once = Prepared(AuditRecord, build)
    with CaptureQueriesContext(connection) as queries:
        assert [len(once.rows(act=act)) for act in ("a", "b", HOSTILE)] == [2, 1, 1]
    assert (len(queries), len(built)) == (3, 1)


def test_what_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        KEPT.rows(9, act="a")
