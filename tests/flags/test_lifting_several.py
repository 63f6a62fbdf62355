"""一括解除: several flags lifted for one reason, each by a decision of its own."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import several as core_several
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags import bulk
from kasuhara_plugin.flags.actions import lift
from kasuhara_plugin.models import AccountFlag, AuditRecord, FlagDecision, OutgoingMail

Make = Callable[..., Any]
INDEX, LIFT = reverse("kasuhara_flags:index"), reverse("kasuhara_flags:bulk_lift")
REASON = "システムの誤りで適用されたため"


@pytest.fixture
def lead(staff: Make, as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("desk"))


@pytest.fixture
def several(active: Make) -> Make:
    def make(count: int) -> list[AccountFlag]:
        people = [register(email=f"c{n}@example.com", name=f"顧客{n}") for n in range(count)]
        return [active(one) for one in people]

    return make


def keys(flags: list[AccountFlag]) -> list[int]:
    return [flag.pk for flag in flags]


def statuses(flags: list[AccountFlag]) -> list[str]:
    return [str(flag.status()) for flag in AccountFlag.objects.filter(pk__in=keys(flags))]


def said(response: Any) -> list[str]:
    return [str(message).strip() for message in response.context["messages"]]


def send(client: Client, *flags: Any, reason: str = REASON) -> Any:
    return client.post(LIFT, {"flag": flags, "reason": reason}, follow=True)


def test_the_chosen_are_lifted_each_by_its_own_decision(
    lead: Client, several: Make, django_capture_on_commit_callbacks: Any
) -> None:
    *chosen, other = flags = several(4)
    page = lead.get(LIFT, {"flag": keys(chosen)})
    shown = {link["href"] for link in BeautifulSoup(page.content, "html.parser").select("li a")}
    assert {reverse("kasuhara_flags:inspect", args=[flag.pk]) for flag in chosen} <= shown
    assert statuses(flags) == ["active"] * 4
    hidden = page.context["form"]["flag"].value()
    answer = send(lead, *hidden)
    assert answer.redirect_chain == [(INDEX, 302)]
    assert said(answer) == ["3件の取引制限を解除しました。"]
    assert other.status() == "active"
    for flag in chosen:
        row = FlagDecision.objects.get(flag=flag, act="lifted")
        assert (row.actor_name, row.reason, row.rule) == ("desk", REASON, "two")
        act = AuditRecord.objects.get(act="flag.lift", subject_key=str(flag.pk))
        assert (act.actor_name, act.reason) == ("desk", REASON)
        (mail,) = OutgoingMail.objects.filter(key__startswith=f"flag-notice:{row.pk}:")
        assert mail.to == flag.customer.identifiers.get(kind="email").value
        assert REASON not in mail.body


def test_what_was_lifted_meanwhile_is_named_and_the_rest_go_on(
    lead: Client, several: Make, proposed: Make, staff: Make
) -> None:
    first, second, third = several(3)
    waiting = proposed()
    lift(second, by=staff("supervisor"), reason="先に解除")
    answer = send(lead, first.pk, second.pk, third.pk, waiting.pk)
    told = said(answer)
    assert told[-1] == "2件の取引制限を解除しました。"
    assert len(told) == 3
    for flag, status in ((second, "解除"), (waiting, "申請中")):
        (warning,) = [text for text in told if text.startswith(f"フラグ{flag.pk}（{flag}）：")]
        assert status in warning
    assert statuses([first, second, third]) == ["lifted"] * 3
    assert FlagDecision.objects.get(flag=second, act="lifted").reason == "先に解除"
    assert waiting.status() == "proposed"


@pytest.mark.parametrize("reason", ["", " ", "\u200b", "\x00", "あ" * 2_001])
def test_without_a_usable_reason_nothing_is_lifted_and_the_choice_is_kept(
    lead: Client, several: Make, reason: str
) -> None:
    flags = several(2)
    page = send(lead, *keys(flags), reason=reason)
    assert page.redirect_chain == []
    assert list(page.context["form"].errors) == ["reason"]
    soup = BeautifulSoup(page.content, "html.parser")
    kept = [field["value"] for field in soup.select("input[type=hidden][name=flag]")]
    assert sorted(map(int, kept)) == sorted(keys(flags))
    assert statuses(flags) == ["active"] * 2
    assert not FlagDecision.objects.filter(act="lifted").exists()


def test_what_cannot_be_lifted_is_no_choice(lead: Client, proposed: Make, several: Make) -> None:
    flag, *ended = several(2)
    send(lead, *keys(ended))
    page = lead.get(LIFT, {"flag": [flag.pk, proposed().pk, *keys(ended)]})
    assert page.context["flags"] == [flag]


@pytest.mark.parametrize(
    "key",
    [None, "", "x", "\x00", "-1", "0", "1e3", "9" * 19, "9" * 400, "１", "999999", "1 OR 1=1"],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_nothing_chosen_is_said_and_nothing_is_offered(
    lead: Client, several: Make, method: str, key: str | None
) -> None:
    several(1)
    chosen = {} if key is None else {"flag": key}
    page = getattr(lead, method)(
        LIFT, {**chosen, **({"reason": REASON} if method == "post" else {})}
    )
    assert page.status_code == 200
    soup = BeautifulSoup(page.content, "html.parser")
    assert bulk.NOTHING in soup.text
    assert not soup.select("main textarea, main form button[type=submit]")
    assert not FlagDecision.objects.filter(act="lifted").exists()


def test_no_more_than_so_many_at_once(
    lead: Client, several: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    flags = several(4)
    monkeypatch.setattr(core_several, "MOST", 3)
    assert len(lead.get(LIFT, {"flag": keys(flags)}).context["flags"]) == 3
    answer = send(lead, *keys(flags))
    assert said(answer)[-1] == "3件の取引制限を解除しました。"
    assert sorted(statuses(flags)) == ["active", "lifted", "lifted", "lifted"]


def test_a_second_click_lifts_nothing_twice(lead: Client, several: Make) -> None:
    flags = several(2)
    send(lead, *keys(flags))
    again = send(lead, *keys(flags), reason="もう一度")
    assert len([text for text in said(again) if "解除" in text and "：" in text]) == 2
    rows = FlagDecision.objects.filter(act="lifted")
    assert [row.reason for row in rows] == [REASON, REASON]
    assert AuditRecord.objects.filter(act="flag.lift").count() == 2


@pytest.mark.parametrize(
    ("role", "may"), [("operator", False), ("supervisor", True), ("desk", True)]
)
def test_who_may_lift_has_boxes_for_what_is_in_force(
    staff: Make, as_user: Make, several: Make, proposed: Make, role: str, may: bool
) -> None:
    flags = several(2)
    proposed()
    soup = BeautifulSoup(as_user(staff(role)).get(INDEX).content, "html.parser")
    boxes = soup.select("input[type=checkbox][name=flag][form=kasuhara-chosen]")
    assert sorted(int(box["value"]) for box in boxes) == (keys(flags) if may else [])
    assert all("顧客" in box["aria-label"] for box in boxes)
    assert bool(soup.select(f'form#kasuhara-chosen[action="{LIFT}"] button')) is may


@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor", "customer", "nobody"])
def test_who_may_not_lift_is_refused(
    staff: Make, as_user: Make, hanako: User, several: Make, role: str
) -> None:
    (flag,), client = several(1), Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    data = {"flag": flag.pk, "reason": REASON}
    for answer in (client.get(LIFT, data), client.post(LIFT, data)):
        assert answer.status_code == 302 and answer.url != INDEX
        assert flag.reason not in answer.content.decode()
    assert flag.status() == "active"


def test_the_page_costs_the_same_for_ten_more(
    lead: Client, several: Make, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    chosen = keys(several(12))
    lead.get(LIFT, {"flag": chosen[:2]})
    with django_assert_max_num_queries(40) as few:
        lead.get(LIFT, {"flag": chosen[:2]})
    with django_assert_num_queries(len(few)):
        assert len(lead.get(LIFT, {"flag": chosen}).context["flags"]) == 12
