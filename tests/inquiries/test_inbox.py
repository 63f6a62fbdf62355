"""Which threads wait, whose they are, and how they come to their end: nothing is forgotten."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, UnusableText
from kasuhara_plugin.flags.actions import approve, propose
from kasuhara_plugin.inquiries.actions import (
    answer,
    assign,
    close,
    hand_over,
    join,
    log,
    part,
    receive,
    release,
)
from kasuhara_plugin.inquiries.inbox import states
from kasuhara_plugin.inquiries.inbox.states import (
    State,
    business_days_waited,
    counts,
    in_charge,
    in_state,
    late,
    state_of,
)
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Assignment, Closure, Inquiry

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)  # a Friday; Monday 23 is a holiday
LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
ELSE = "封筒の色が画面で見た色とずいぶん違います。刷り直しをお願いできますか。"
LIST = reverse("kasuhara_inquiries:index")
Make = Callable[..., User]


def send(body: str = LATE, hours: float = 0, who: str = "a", **more: object) -> Inquiry:
    row = receive(
        body=body, email=f"{who}@example.jp", now=NOW + timedelta(hours=hours), **more
    ).inquiry
    assert row is not None
    return row


def state(inquiry: Inquiry, hours: float = 1) -> State:
    thread, now = Inquiry.objects.get(pk=inquiry.pk), NOW + timedelta(hours=hours)
    found = state_of(thread, taken=bool(in_charge(thread)), now=now)
    alike = [one for one in State if in_state(Inquiry.objects.filter(pk=thread.pk), one, now)]
    assert alike == [found]  # the database says the same
    return found


@pytest.fixture
def operator(staff: Make) -> User:
    return staff("operator")


@pytest.fixture
def lead(staff: Make) -> User:
    return staff("supervisor")


def test_it_is_new_then_in_hand_then_answered(operator: User) -> None:
    row = send()
    assert state(row) == State.NEW
    assign(row, operator, by=operator)
    assert state(row) == State.IN_HAND
    answer(row, body="本日発送しました。", way="email", by=operator)
    assert state(row) == State.DONE
    assert in_charge(row).person_name == "operator"  # type: ignore[union-attr]


def test_what_was_given_to_nobody_is_new_again(operator: User) -> None:
    row = send()
    assign(row, operator, by=operator)
    assign(row, None, by=operator)
    assert state(row) == State.NEW


def test_a_held_one_waits_under_its_own_name_until_it_is_released(operator: User) -> None:
    held = [send(f"{ELSE}{n}", who="b", order_number=f"P-{n}") for n in range(9)][-1]
    assert state(held, hours=0) == State.HELD
    release(held, by=operator, now=NOW)
    assert state(held, hours=0) == State.NEW


def test_one_held_until_its_hour_is_new_by_itself() -> None:
    held = [send(f"{ELSE}{n}", who="b", order_number=f"P-{n}") for n in range(9)][-1]
    assert state(held, hours=30) == State.NEW


def test_who_writes_again_after_the_answer_waits_again(operator: User) -> None:
    row = send()
    answer(row, body="本日発送しました。", way="email", by=operator, now=NOW)
    again = send(hours=5)
    assert again.first == row
    row.refresh_from_db()
    assert row.waiting_since == NOW + timedelta(hours=5)
    assert again.waiting_since is None
    assert state(row, hours=6) == State.NEW


def test_who_writes_again_before_it_waits_since_the_first(operator: User) -> None:
    row = send()
    send(hours=5)
    row.refresh_from_db()
    assert row.waiting_since == NOW


def test_a_call_waits_like_a_form(operator: User) -> None:
    call = log(channel="phone_inquiry", contact="a@example.jp", body=LATE, by=operator, now=NOW)
    assert state(call) == State.NEW
    answer(call, body="ご説明しました。", way="phone", by=operator, now=NOW)
    log(channel="phone_inquiry", contact="a@example.jp", body=LATE, by=operator, now=NOW)
    assert state(call) == State.NEW


def test_what_is_parted_waits_and_what_is_joined_waits_with_its_thread(operator: User) -> None:
    first = send()
    again = send(hours=1)
    answer(first, body="本日発送しました。", way="email", by=operator)
    parted = part(again, by=operator)
    assert state(parted, hours=2) == State.NEW
    assign(parted, operator, by=operator)
    join(parted, first, by=operator)
    first.refresh_from_db()
    assert first.waiting_since == again.received_at
    assert not Assignment.objects.filter(inquiry=again, ended_at=None).exists()


def test_a_restriction_of_the_sender_changes_nothing_of_it(operator: User, lead: User) -> None:
    row = send()
    flag = propose(
        row.customer,
        reason="暴言",
        customer_message="お控えください。",
        level="refuse",
        by=operator,
    )
    approve(flag, by=lead)
    assert state(row) == State.NEW


class TestAnAssignment:
    def test_it_names_who_gave_it_and_ends_the_one_before(self, operator: User, lead: User) -> None:
        row = send()
        assign(row, operator, by=lead, now=NOW)
        assign(row, lead, by=operator, now=NOW + timedelta(hours=1))
        before, after = Assignment.objects.filter(inquiry=row)
        assert (before.person_name, before.by_name) == ("operator", "supervisor")
        assert (before.ended_at, before.ended_name) == (NOW + timedelta(hours=1), "operator")
        assert (after.person, after.ended_at) == (lead, None)
        acts = AuditRecord.objects.filter(act="inquiry.assign").order_by("pk")
        assert [act.data for act in acts] == [
            {"from": "", "to": "operator"},
            {"from": "operator", "to": "supervisor"},
        ]

    def test_a_message_of_a_thread_gives_the_thread(self, operator: User) -> None:
        row = send()
        assign(send(hours=1), operator, by=operator)
        assert in_charge(row).person == operator  # type: ignore[union-attr]

    def test_the_same_again_is_told(self, operator: User) -> None:
        row = send()
        assign(row, operator, by=operator)
        with pytest.raises(AlreadyDecided):
            assign(row, operator, by=operator)
        assert Assignment.objects.count() == 1

    def test_nobody_is_given_what_they_may_not_answer(self, staff: Make, operator: User) -> None:
        with pytest.raises(NotPermitted, match="担当にすることはできません"):
            assign(send(), staff("policy_editor"), by=operator)

    def test_nobody_else_gives_one(self, staff: Make, operator: User) -> None:
        with pytest.raises(NotPermitted):
            assign(send(), operator, by=staff("legal"))

    def test_two_at_once_are_impossible(self, operator: User, lead: User) -> None:
        row = send()
        assign(row, operator, by=lead)
        with pytest.raises(IntegrityError), transaction.atomic():
            Assignment.objects.create(inquiry=row, person=lead, person_key="x", person_name="x")

    def test_the_name_outlives_the_account(self, operator: User, lead: User) -> None:
        row = send()
        assign(row, operator, by=lead)
        operator.delete()
        kept = in_charge(row)
        assert kept is not None
        assert (kept.person, kept.person_name) == (None, "operator")


class TestHandingOver:
    def test_all_that_waits_goes_in_one_act_also_of_a_closed_account(
        self, operator: User, lead: User
    ) -> None:
        mine, done, other = send(), send(ELSE, who="b"), send(ELSE, who="c")
        for row in (mine, done):
            assign(row, operator, by=lead)
        answer(done, body="ご説明しました。", way="phone", by=operator)
        assign(other, lead, by=lead)
        key = str(operator.pk)
        operator.delete()
        assert hand_over(key, lead, by=lead) == [mine]
        assert in_charge(mine).person == lead  # type: ignore[union-attr]
        assert in_charge(done).person_key == key  # type: ignore[union-attr]

    def test_nothing_to_hand_over_is_told(self, operator: User, lead: User) -> None:
        with pytest.raises(AlreadyDecided, match="ありません"):
            hand_over(str(operator.pk), lead, by=lead)

    def test_to_oneself_is_told(self, operator: User) -> None:
        with pytest.raises(AlreadyDecided, match="同じ人"):
            hand_over(str(operator.pk), operator, by=operator)


class TestClosing:
    def test_it_needs_a_reason_and_stays_on_record(self, operator: User) -> None:
        row = send("丁寧に仕上げていただき、ありがとうございました。")
        with pytest.raises(UnusableText):
            close(row, reason="　", by=operator)
        close(row, reason="お礼のため", by=operator, now=NOW)
        assert state(row) == State.DONE
        closed = Closure.objects.get()
        assert (closed.inquiry, closed.reason, closed.actor_name) == (row, "お礼のため", "operator")
        assert AuditRecord.objects.get(act="inquiry.close").reason == "お礼のため"

    def test_it_is_never_rewritten(self, operator: User) -> None:
        closed = close(send(), reason="広告", by=operator)
        with pytest.raises(DatabaseError), transaction.atomic():
            Closure.objects.filter(pk=closed.pk)._raw_delete("default")

    def test_what_is_done_is_not_closed(self, operator: User) -> None:
        row = send()
        close(row, reason="広告", by=operator)
        with pytest.raises(AlreadyDecided):
            close(row, reason="広告", by=operator)

    def test_who_writes_again_waits_again(self, operator: User) -> None:
        row = send()
        close(row, reason="広告", by=operator)
        send(hours=2)
        assert state(row, hours=3) == State.NEW


class TestHowLong:
    def test_weekends_and_holidays_do_not_count(self) -> None:
        row = send()
        days = [business_days_waited(row, NOW + timedelta(days=day)) for day in range(6)]
        assert days == [0, 0, 0, 0, 1, 2]  # Fri Sat Sun Mon(holiday) Tue Wed

    def test_what_waits_longer_than_the_shop_wants_is_late(self) -> None:
        row = send()
        tuesday, thursday = NOW + timedelta(days=5), NOW + timedelta(days=6)
        assert not Inquiry.objects.filter(late(tuesday)).exists()
        assert Inquiry.objects.filter(late(thursday)).get() == row
        rules = InquiryRules.load()
        rules.answer_within = 0
        rules.save()
        assert not Inquiry.objects.filter(late(thursday)).exists()


class TestTheScreens:
    def test_the_tabs_count_and_the_open_one_is_marked(
        self, operator: User, as_user: Callable[[User], Client]
    ) -> None:
        mine, _, answered = send(), send(ELSE, who="b"), send(ELSE, who="c")
        assign(mine, operator, by=operator)
        answer(answered, body="ご説明しました。", way="phone", by=operator)
        soup = html(as_user(operator), f"{LIST}?state=new")
        tabs = [tab.get_text() for tab in soup.select(".kasuhara-tabs a")]
        assert tabs[:5] == ["新着1件", "対応中1件", "保留0件", "回答済み1件", "自分の担当1件"]
        assert [tab.get_text() for tab in soup.select(".kasuhara-tabs a[aria-current]")] == [
            "新着1件"
        ]
        assert counts()[State.NEW] == 1

    @pytest.mark.parametrize(
        ("question", "found"),
        [("new", 1), ("in_hand", 1), ("held", 0), ("done", 1), ("mine", 1), ("joined", 1)],
    )
    def test_each_tab_shows_its_threads(
        self, operator: User, as_user: Callable[[User], Client], question: str, found: int
    ) -> None:
        mine, _, answered = send(), send(ELSE, who="b"), send(ELSE, who="c")
        send(hours=1)
        assign(mine, operator, by=operator)
        answer(answered, body="ご説明しました。", way="phone", by=operator)
        page = as_user(operator).get(LIST, {"state": question})
        assert len(page.context["object_list"]) == found

    def test_one_click_takes_it(self, operator: User, as_user: Callable[[User], Client]) -> None:
        row, client = send(), as_user(operator)
        page = html(client, at("inspect", row))
        (form,) = page.select(f"form[action='{at('take', row)}']")
        assert form.get_text(strip=True) == "自分が担当する"
        client.post(at("take", row))
        assert in_charge(row).person == operator  # type: ignore[union-attr]
        page = html(client, at("inspect", row))
        assert not page.select(f"form[action='{at('take', row)}']")
        assert "対応中" in page.get_text()

    def test_what_was_told_by_telephone_is_written_down_where_it_is_read(
        self, operator: User, as_user: Callable[[User], Client]
    ) -> None:
        row, client = send(), as_user(operator)
        (form,) = html(client, at("inspect", row)).select(f"form[action='{at('answer', row)}']")
        way = {one["name"]: one["value"] for one in form.select("[name=way]")}
        refused = client.post(at("answer", row), {**way, "body": "　"})
        assert refused.status_code == 200  # the whole page of the act, with what is missing
        client.post(at("answer", row), {**way, "body": "本日発送したとお伝えしました。"})
        (said,) = row.answers.all()
        assert (said.way, said.body) == ("phone", "本日発送したとお伝えしました。")
        assert not html(client, at("inspect", row)).select(f"form[action='{at('answer', row)}']")

    def test_what_was_answered_in_all_the_years_is_counted_up_to_a_bound(
        self, operator: User, as_user: Callable[[User], Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(states, "DONE_COUNTED", 2)
        for count, told in ((1, "回答済み1件"), (2, "回答済み2+件"), (3, "回答済み2+件")):
            answer(send(who=str(count)), body="ご説明しました。", way="phone", by=operator)
            tabs = html(as_user(operator), LIST).select(".kasuhara-tabs a")
            assert tabs[3].get_text() == told

    def test_the_menu_opens_what_is_new(
        self, operator: User, as_user: Callable[[User], Client]
    ) -> None:
        page = as_user(operator).get(reverse("wagtailadmin_home")).content.decode()
        assert "inquiries/?state=new" in page

    def test_it_is_given_and_handed_over_by_form(
        self, operator: User, lead: User, as_user: Callable[[User], Client]
    ) -> None:
        row, client = send(), as_user(lead)
        client.post(at("assign", row), {"to": operator.pk})
        assert in_charge(row).person == operator  # type: ignore[union-attr]
        url = reverse("kasuhara_inquiries:hand_over")
        assert "operator（1件）" in client.get(url).content.decode()
        client.post(url, {"person_key": str(operator.pk), "to": lead.pk})
        assert in_charge(row).person == lead  # type: ignore[union-attr]

    def test_a_reason_is_asked_for_and_nothing_typed_is_lost(
        self, operator: User, as_user: Callable[[User], Client]
    ) -> None:
        row, client = send(), as_user(operator)
        assert client.post(at("close", row), {"reason": "　"}).status_code == 200
        assert state(row) == State.NEW
        client.post(at("close", row), {"reason": "<b>お礼</b>"})
        page = client.get(at("inspect", row)).content.decode()
        assert "&lt;b&gt;お礼&lt;/b&gt;" in page


def at(act: str, inquiry: Inquiry) -> str:
    return reverse(f"kasuhara_inquiries:{act}", args=[inquiry.pk])


def html(client: Client, url: str) -> BeautifulSoup:
    answered = client.get(url)
    assert answered.status_code == 200
    return BeautifulSoup(answered.content, "html.parser")
