"""Where the shop wants it, staff see who else wrote the same: shown, and nothing else."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.inquiries import others, sketching
from kasuhara_plugin.inquiries.actions import join, log, part, receive
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.management.commands import kasuhara_stop_list
from kasuhara_plugin.models import Inquiry, RetentionSettings, SketchMark, StopList

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
AGAIN = (
    "名刺を注文したのですが、予定日を過ぎても届きません。至急、発送の状況を教えていただけますか。"
)
ELSE = "封筒の色が画面で見た色とずいぶん違います。刷り直しをお願いできますか。"
TITLE = "ほかの方からの似たお問い合わせ"


@pytest.fixture
def shown(db: None) -> InquiryRules:
    rules = InquiryRules.load()
    rules.similar_from_others = True
    rules.save()
    return rules


committed = TestCase.captureOnCommitCallbacks  # a sketch is written once its message is committed


def send(body: str, who: str, hours: float = 0, **more: str) -> Inquiry:
    with committed(execute=True):
        row = receive(
            body=body, email=f"{who}@example.jp", now=NOW + timedelta(hours=hours), **more
        ).inquiry
    assert row is not None
    return row


def found(inquiry: Inquiry) -> list[Inquiry]:
    return [one.inquiry for one in others.from_others(inquiry, InquiryRules.load())]


def marks(*inquiries: Inquiry) -> int:
    return SketchMark.objects.filter(inquiry__in=inquiries).count()


def test_who_wrote_the_same_in_other_words_is_found(shown: InquiryRules) -> None:
    theirs, _, ours = send(LATE, "a"), send(ELSE, "b"), send(AGAIN, "c")
    assert found(ours) == [theirs]
    assert found(theirs) == [ours]


def test_nothing_is_decided_by_it(shown: InquiryRules) -> None:
    send(LATE, "a")
    receipt = receive(body=LATE, email="b@example.jp", now=NOW)
    assert receipt.verdict.outcome is Outcome.ACCEPT
    assert receipt.verdict.reasons == ()


def test_another_order_of_another_sender_does_not_part_them(shown: InquiryRules) -> None:
    theirs, ours = (
        send(f"注文番号{number}について。{LATE}", who, order_number=number)
        for number, who in (("P-100200", "a"), ("P-998877", "b"))
    )
    assert found(ours) == [theirs]


def test_a_sender_s_own_messages_are_no_others(shown: InquiryRules) -> None:
    first, other = send(LATE, "a", order_number="P-1"), send(LATE, "a", 1, order_number="P-2")
    assert other.first is None
    assert found(other) == found(first) == []


def test_the_most_alike_come_first_and_of_each_sender_one(shown: InquiryRules) -> None:
    send(LATE, "a", order_number="P-1")
    newer = send(LATE, "a", 1, order_number="P-2")
    reworded = send(AGAIN, "b", 2)
    assert found(send(LATE, "c", 3)) == [newer, reworded]


def test_so_many_are_shown_at_most(shown: InquiryRules) -> None:
    theirs = [send(LATE, f"a{number}") for number in range(others.SHOWN + 2)]
    assert found(send(LATE, "b")) == theirs[: -others.SHOWN - 1 : -1]


def test_no_newer_than_the_newest_of_a_number_are_looked_at(
    shown: InquiryRules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(others, "NEWEST", 2)
    theirs = [send(LATE, f"a{number}") for number in range(3)]
    assert found(send(LATE, "b")) == [theirs[2]]  # and its own, as the newest


def test_without_the_shop_s_word_nothing_is_kept_or_shown() -> None:
    theirs, ours = send(LATE, "a"), send(LATE, "b")
    assert (marks(theirs, ours), found(ours)) == (0, [])
    assert not StopList.objects.exists()


def test_a_joined_message_has_no_sketch_until_it_is_parted(
    shown: InquiryRules, staff: Callable[..., User]
) -> None:
    operator, first, again = staff("operator"), send(LATE, "a"), send(AGAIN, "a", 1)
    assert again.first == first
    assert marks(again) == 0 < marks(first)
    with committed(execute=True):
        part(again, by=operator)
    assert marks(again) > 0
    join(again, first, by=operator)
    assert marks(again) == 0


def test_a_call_that_was_written_down_is_found_too(
    shown: InquiryRules, staff: Callable[..., User]
) -> None:
    operator = staff("operator")
    with committed(execute=True):
        call = log(channel="phone_inquiry", contact="090-1234-5678", body=LATE, by=operator)
    assert found(send(LATE, "b")) == [call]


def test_a_message_is_kept_where_its_sketch_cannot_be(shown: InquiryRules) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE {SketchMark._meta.db_table}")
    assert send(LATE, "a").body == LATE


def test_what_is_held_or_answered_is_found_as_well(shown: InquiryRules) -> None:
    held = [send(f"{ELSE}{number}件目", "a", order_number=f"P-{number}") for number in range(9)][-1]
    assert held.is_held(NOW)
    assert held in found(send(ELSE, "b"))


def test_staff_see_it_on_the_page_with_one_click_to_it(
    shown: InquiryRules, staff: Callable[..., User], as_user: Callable[[User], Client]
) -> None:
    theirs, ours = send(LATE, "a", subject="<b>"), send(AGAIN, "b")
    client = as_user(staff("operator"))
    soup = page(client, ours)
    section = soup.find("h2", string=TITLE).parent  # type: ignore[union-attr]
    (link,) = section.select("a")  # type: ignore[union-attr]
    assert link["href"] == reverse("kasuhara_inquiries:inspect", args=[theirs.pk])
    assert link.get_text() == f"{theirs.number} <b>"
    assert "自動で行う処理はありません" in section.get_text()  # type: ignore[union-attr]
    assert not page(client, send(ELSE, "c")).find("h2", string=TITLE)


def page(client: Client, inquiry: Inquiry) -> BeautifulSoup:
    answer = client.get(reverse("kasuhara_inquiries:inspect", args=[inquiry.pk]))
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_more_of_them_cost_no_more_queries(shown: InquiryRules) -> None:
    send(LATE, "a")
    ours = send(LATE, "b")
    with CaptureQueriesContext(connection) as few:
        assert len(found(ours)) == 1
    for number in range(10):
        send(LATE, f"c{number}")
    with CaptureQueriesContext(connection) as many:
        assert len(found(ours)) == others.SHOWN
    assert len(few) == len(many)


def test_what_retention_ends_leaves_no_sketch(shown: InquiryRules) -> None:
    row = RetentionSettings.load()
    row.inquiries_years = 1
    row.save()
    old, young = send(LATE, "a", -24 * 800), send(ELSE, "b")
    assert marks(old) > 0
    call_command("kasuhara_purge", "--yes", stdout=StringIO())
    assert not Inquiry.objects.filter(pk=old.pk).exists()
    assert marks(old) == 0 < marks(young)


def test_what_came_before_the_shop_switched_it_on_is_taken_up_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sketching, "PART", 2)
    rows = [send(LATE, f"a{number}") for number in range(5)]
    InquiryRules.objects.update_or_create(defaults={"similar_from_others": True})
    assert sketching.waiting() == 5
    assert next(sketching.renew()) == 2  # broken off
    assert [marks(row) > 0 for row in rows] == [False, False, False, True, True]
    assert sketching.waiting() == 3
    assert list(sketching.renew()) == [2, 3]
    assert list(sketching.renew()) == []
    assert found(rows[0]) == rows[:0:-1][: others.SHOWN]


def test_the_daily_command_takes_them_up(shown: InquiryRules) -> None:
    ours = send(LATE, "a")
    sketching.forget([ours.pk])
    call_command("kasuhara_remind", stdout=StringIO())
    assert marks(ours) > 0


def test_where_the_shop_switches_it_off_the_sketches_go(shown: InquiryRules) -> None:
    row = send(LATE, "a")
    list(sketching.renew())
    shown.similar_from_others = False
    shown.save()
    call_command("kasuhara_remind", stdout=StringIO())
    assert marks(row) == 0
    shown.similar_from_others = True
    shown.save()
    list(sketching.renew())
    assert marks(row) > 0


def test_new_rules_of_substances_make_new_sketches(shown: InquiryRules) -> None:
    row = send(LATE, "a")
    list(sketching.renew())
    StopList.objects.update(substance_version=0)  # of the release before
    SketchMark.objects.all().delete()
    assert list(sketching.renew()) == [1]
    assert marks(row) > 0


class TestANewStopList:
    def test_it_is_made_of_the_shop_s_messages_and_taken_to_all(
        self, shown: InquiryRules, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kasuhara_stop_list, "LEAST", 3)
        rows = [send(f"{LATE}{tail}", tail) for tail in ("alpha", "bravo", "charlie")]
        before = marks(*rows)
        out = StringIO()
        call_command("kasuhara_stop_list", stdout=out)
        assert out.getvalue().splitlines()[0].startswith("第1版を、3件のお問い合わせから")
        made = StopList.objects.get(messages=3)
        assert InquiryRules.load().stop_list == made.digest
        assert 0 < marks(*rows) < before  # what all of them say finds none of them
        assert out.getvalue().splitlines()[1].endswith("3件のうち3件を作り直しました。")

    def test_the_same_list_again_is_no_new_version(
        self, shown: InquiryRules, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(kasuhara_stop_list, "LEAST", 3)
        rows = [send(f"{LATE}{tail}", tail) for tail in ("alpha", "bravo", "charlie")]
        for _ in range(2):
            call_command("kasuhara_stop_list", stdout=StringIO())
        assert StopList.objects.count() == 1
        assert marks(*rows) > 0

    def test_too_few_messages_make_none(self, shown: InquiryRules) -> None:
        send(LATE, "a")
        with pytest.raises(CommandError, match="1,000件に満たない"):
            call_command("kasuhara_stop_list")
        assert not StopList.objects.exists()

    def test_a_shop_that_shows_none_is_told_where_to_switch_it_on(self) -> None:
        with pytest.raises(CommandError, match="受付ルール"):
            call_command("kasuhara_stop_list")
