"""What ``kasuhara_verify`` finds about restrictions that were changed past the program."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from storefront.accounts.models import User

from kasuhara_plugin.core import append_only
from kasuhara_plugin.core.clock import day, months_after, now
from kasuhara_plugin.core.verifying import verify
from kasuhara_plugin.flags.actions import amend, appeal, decide_appeal, lift, reject, review
from kasuhara_plugin.models import AccountFlag

Make = Callable[..., Any]
TABLE = "kasuhara_plugin_accountflag"


@pytest.fixture
def sql(db: None) -> Iterator[Any]:
    with connection.cursor() as cursor:
        yield cursor.execute


def found() -> list[tuple[str, str]]:
    return [tuple(finding) for finding in verify().findings]


def test_whatever_people_decided_is_whole(
    active: Make, proposed: Make, staff: Make, ichiro: User
) -> None:
    amend(proposed(), scopes=["quote"], until=date(2099, 1, 31), by=staff("desk"), reason="直す")
    reject(proposed(), by=staff("supervisor"))
    flag = active()
    appeal(flag, by=ichiro, reason="不服です")
    decide_appeal(flag, granted=True, by=staff("desk"), reason="認める")
    lift(active(), by=staff("supervisor"), reason="行き違い")
    review(active(), by=staff("supervisor"), reason="続ける", next_on=months_after(day(now()), 1))
    proposed(level="watch")
    proposed(by=staff("supervisor"), urgent=True)
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        "level = 'refuse'",
        "until = '2099-01-01'",
        "reason = '別の理由'",
        "scopes = '[\"quote\"]'",
        "customer_message = 'x'",
    ],
)
def test_a_flag_that_was_reworded_by_sql(active: Make, sql: Any, change: str) -> None:
    flag = active()
    sql(f"UPDATE {TABLE} SET {change} WHERE id = %s", [flag.pk])
    assert found() == [
        (f"kasuhara_plugin.accountflag {flag.pk}", "フラグの内容が、決定の記録と異なります。")
    ]


def test_a_flag_and_a_decision_put_in_by_sql(active: Make, proposed: Make, sql: Any) -> None:
    flag = proposed()
    table = "kasuhara_plugin_flagdecision"
    columns = (
        "rule, actor_name, proposer_key, amender_key, approver_key, reason, content, at, flag_id"
    )
    sql(
        f"INSERT INTO {table} (act, actor_key, {columns}) SELECT 'approved', 'forged', {columns}"
        f" FROM {table} WHERE flag_id = %s",
        [flag.pk],
    )
    assert AccountFlag.objects.get(pk=flag.pk).status() == "active"  # it does act
    forged = flag.decisions.get(act="approved").pk
    assert found() == [
        (f"kasuhara_plugin.flagdecision {forged}", "この決定の監査記録がありません。")
    ]


def test_a_decision_removed_by_sql(active: Make, sql: Any) -> None:
    flag = active()
    verify()
    gone = flag.decisions.get(act="approved").pk
    append_only.drop_triggers()
    sql("DELETE FROM kasuhara_plugin_flagdecision WHERE id = %s", [gone])
    append_only.install_triggers()
    assert (f"kasuhara_plugin.flagdecision {gone}", "行が削除されています。") in found()
