"""受付ルール: shown beforehand what a change would have done, then saved; and the replay behind it."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.guard import Outcome, Rules, Window
from kasuhara_plugin.inquiries.preview import preview
from kasuhara_plugin.inquiries.replaying import Past, replay
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
ADDRESS = "/admin/kasuhara/inquiries/rules/"
DIGEST = "looked_at"


def rules(limit: int, minutes: int = 60, network: int = 1000) -> Rules:
    return Rules(
        network=Window(network, timedelta(minutes=10)),
        sender=(Window(limit, timedelta(minutes=minutes)),),
        join_within=timedelta(days=14),
        ask_to_wait_from=3,
    )


@pytest.mark.parametrize("seed", range(5))
def test_the_replay_judges_as_the_database_did(seed: int) -> None:
    """Two hundred messages of few senders, received for real, then judged anew by the same rules."""
    InquiryRules.objects.update_or_create(
        defaults={"sender_limit": 3, "day_limit": 9, "week_limit": 12, "network_limit": 500}
    )
    dice = random.Random(seed)
    at = NOW
    for _ in range(60):
        at += timedelta(minutes=dice.choice([0, 1, 15, 200]))
        receive(
            body=f"質問{dice.randrange(6)}",
            email=f"{dice.randrange(2)}@example.jp",
            order_number=dice.choice(["", "", "T-1", "T-2"]),
            address="203.0.113.7",
            now=at,
        )
    rows = Inquiry.objects.order_by("received_at", "pk")
    past = [
        Past(row.received_at, row.sender_key, row.network_key, row.text_key,
             row.order_number.casefold())
        for row in rows
    ]  # fmt: skip
    judged = [verdict.outcome.value for verdict in replay(past, InquiryRules.load().for_guard())]
    assert judged == [row.outcome for row in rows]


def test_the_networks_limit_is_replayed_as_well() -> None:
    past = [Past(NOW + timedelta(seconds=n), f"email:{n}", "net", f"t{n}", "") for n in range(5)]
    outcomes = [verdict.outcome for verdict in replay(past, rules(9, network=3))]
    assert outcomes == [Outcome.ACCEPT] * 3 + [Outcome.REFUSE] * 2


def test_the_preview_counts_both_and_names_what_would_change() -> None:
    for number in range(4):
        receive(body=f"質問{number}", email="a@example.jp", now=NOW + timedelta(minutes=number))
    shown = preview(rules(8), rules(2), now=NOW + timedelta(days=1))
    assert (shown.messages, shown.changes, shown.is_cut) == (4, 2, False)
    assert {label: (one, other) for label, one, other in shown.rows if one != other} == {
        "受付": (4, 2),
        "保留": (0, 2),
    }
    newest = Inquiry.objects.order_by("-pk").first()
    assert shown.changed[0].inquiry["number"] == newest.number
    assert preview(rules(8), rules(2), now=NOW + timedelta(days=91)).messages == 0


@pytest.fixture
def supervisor(staff: Callable[..., User], as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("supervisor"))


def typed(**changed: object) -> dict[str, object]:
    row = InquiryRules.load()
    names = [field.name for field in row._meta.fields if field.name != "id"]
    return {name: getattr(row, name) for name in names} | changed


def test_nothing_is_saved_before_its_effect_was_shown(supervisor: Client) -> None:
    for number in range(3):
        receive(body=f"質問{number}", email="a@example.jp", now=clock.now())
    page = supervisor.post(ADDRESS, typed(sender_limit=1))
    html = page.content.decode()
    assert "<td>3件</td><td><strong>1件</strong></td>" in html
    assert "判定が変わるお問い合わせ（2件）" in html
    assert InquiryRules.load().sender_limit == 8
    looked_at = page.context[DIGEST]
    again = supervisor.post(ADDRESS, typed(sender_limit=2, looked_at=looked_at))
    assert (again.status_code, InquiryRules.load().sender_limit) == (200, 8)  # other values
    saved = supervisor.post(ADDRESS, typed(sender_limit=1, looked_at=looked_at))
    assert (saved.status_code, InquiryRules.load().sender_limit) == (302, 1)
    row = AuditRecord.objects.get(act="inquiryrules.change")
    assert (row.data, row.actor_key != "") == ({"sender_limit": [8, 1]}, True)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sender_limit", 0), ("sender_limit", -1), ("sender_limit", "x"), ("network_limit", 10_001),
        ("recipients", "nobody"), ("recipients", "a@example.jp\nb@"), ("held_text", "あ" * 1_001),
        ("categories", "a\x00"), ("wait_text", "\ufffd"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_told_in_its_field(supervisor: Client, name: str, value: object) -> None:
    page = supervisor.post(ADDRESS, typed(**{name: value}))
    assert list(page.context["form"].errors) == [name]
    assert "preview" not in page.context


def test_it_stands_among_the_settings(
    supervisor: Client, staff: Callable[..., User], as_user: Callable[[User], Client]
) -> None:
    assert reverse("kasuhara_inquiries:rules") == ADDRESS
    assert ADDRESS in supervisor.get("/admin/").content.decode()
    other = as_user(staff("operator"))
    assert ADDRESS not in other.get("/admin/").content.decode()
    assert other.get(ADDRESS).status_code == 302
