"""What the list of customers is filtered by: party, days of Japan, and flags for who may read them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.customers.actions import merge, register, unmerge
from kasuhara_plugin.flags.actions import approve, lift, propose
from kasuhara_plugin.models import AccountFlag, Customer

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
INDEX = "kasuhara_customers:index"


@pytest.fixture
def client(staff: Make, as_user: Make) -> Client:
    return as_user(staff("operator"))


def screen(client: Client, **query: Any) -> BeautifulSoup:
    response = client.get(reverse(INDEX), query)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def listed(client: Client, **query: Any) -> list[str]:
    rows = screen(client, **query).select("main tbody tr")
    return [row.select("td a")[0].get_text(strip=True) for row in rows]


def registered(text: str) -> Customer:
    """On that day of November at that hour, in Japan."""
    at = datetime.strptime(f"2026-11-{text}", "%Y-%m-%d-%H:%M:%S").replace(tzinfo=clock.TOKYO)
    return Customer.objects.create(name=text, created_at=at)


@pytest.fixture
def flagged(staff: Make) -> Callable[..., AccountFlag]:
    """``flagged("佐藤", "limit")``: in force since an approval; a watch needs none."""

    def make(name: str, level: str) -> AccountFlag:
        who = register(email=f"{name}@example.com", name=name)
        details: dict[str, Any] = {"level": level, "reason": "暴言", "by": staff("operator")}
        if level != "watch":
            details["customer_message"] = "お控えください。"
        if level == "limit":
            details["scopes"] = ["order"]
        flag = propose(who, **details)
        if level != "watch":
            approve(flag, by=staff("supervisor"))
        return flag

    return make


@pytest.mark.parametrize(
    ("party_type", "names"),
    [
        ("", ["不明な客", "会社", "個人"]),
        ("individual", ["個人"]),
        ("company", ["会社"]),
        ("unknown", ["不明な客"]),
        ("nonsense", ["不明な客", "会社", "個人"]),
    ],
)
def test_it_is_filtered_by_kind_of_party(client: Client, party_type: str, names: list[str]) -> None:
    for kind, name in (("individual", "個人"), ("company", "会社"), ("unknown", "不明な客")):
        Customer.objects.create(name=name, party_type=kind)
    assert listed(client, party_type=party_type) == names
    assert listed(client, party_type=party_type, q=names[-1]) == names[-1:]


LATE_22, EARLY_23, LATE_23, EARLY_24 = "22-23:59:59", "23-00:00:00", "23-23:59:59", "24-00:00:00"


@pytest.mark.parametrize(
    ("days", "names"),
    [
        (("2026-11-23", "2026-11-23"), [LATE_23, EARLY_23]),
        (("2026-11-23", ""), [EARLY_24, LATE_23, EARLY_23]),
        (("", "2026-11-23"), [LATE_23, EARLY_23, LATE_22]),
        (("2026-11-24", "2026-11-22"), []),
        (("0001-01-01", "9999-12-31"), [EARLY_24, LATE_23, EARLY_23, LATE_22]),
        (("9999-12-31", "0001-01-01"), []),
        (("23.11.", "x"), [EARLY_24, LATE_23, EARLY_23, LATE_22]),
    ],
)
@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles"])
def test_it_is_filtered_by_days_of_japan_wherever_staff_sit(
    client: Client, settings: Any, days: tuple[str, str], names: list[str], zone: str
) -> None:
    settings.TIME_ZONE = zone
    for text in (LATE_22, EARLY_23, LATE_23, EARLY_24):
        registered(text)
    assert listed(client, created_at_from=days[0], created_at_to=days[1]) == names


def test_it_is_filtered_by_who_is_restricted(client: Client, staff: Make, flagged: Make) -> None:
    for name, level in (("要注意", "watch"), ("制限", "limit"), ("お断り", "refuse")):
        flagged(name, level)
    lift(flagged("解除", "limit"), by=staff("supervisor"), reason="行き違い")
    waiting = register(email="w@example.com", name="申請中")
    propose(
        waiting, scopes=["order"], reason="暴言", customer_message="お控えください。",
        by=staff("operator"),
    )  # fmt: skip
    assert listed(client, flagged="restricted") == ["お断り", "制限"]
    assert listed(client, flagged="any") == ["お断り", "制限", "要注意"]
    assert listed(client, flagged="any", q="要注意") == ["要注意"]
    assert len(listed(client, flagged="")) == len(listed(client, flagged="x")) == 5


@pytest.mark.parametrize(("level", "restricted"), [("watch", []), ("limit", ["客"])])
def test_a_flag_of_somebody_merged_counts_as_the_kept_ones(
    client: Client, staff: Make, flagged: Make, level: str, restricted: list[str]
) -> None:
    kept, other = register(email="kept@example.com", name="客"), flagged("別", level).customer
    row = merge(kept, other, by=staff("supervisor"), reason="同じ方")
    assert listed(client, flagged="any") == ["客"]
    assert listed(client, flagged="restricted") == restricted
    unmerge(row, by=staff("supervisor"), reason="別の方")
    assert listed(client, flagged="any") == ["別"]


def test_whoever_may_not_read_flags_cannot_ask_who_has_one(
    setup_done: None, as_user: Make, staff: Make, flagged: Make
) -> None:
    flagged("制限", "limit")
    register(email="free@example.com", name="客")
    person = User.objects.create_user("reader@staff.example.jp", name="係")
    may = Permission.objects.filter(codename__in=["access_admin", "view_customer"])
    person.user_permissions.set(may)
    for who, offered in ((person, 0), (staff("operator"), 3)):
        client = as_user(who)
        assert len(screen(client).select("input[name=flagged]")) == offered
        names = listed(client, flagged="restricted")
        assert names == (["制限"] if offered else ["客", "制限"])


@pytest.mark.parametrize(
    "query", [{"flagged": "any"}, {"q": "客", "party_type": "unknown", "flagged": "any"}]
)
def test_a_filtered_list_costs_the_same_however_long_it_is(
    client: Client, flagged: Make, query: dict[str, str]
) -> None:
    def cost(first: int, last: int) -> int:
        for number in range(first, last):
            flagged(f"客{number}", "watch")
        with CaptureQueriesContext(connection) as asked:
            assert len(listed(client, **query)) == last
        return len(asked)

    cost(0, 2)
    assert cost(2, 5) == cost(5, 15) <= 60
