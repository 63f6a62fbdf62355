"""The same matter in other words is joined, too; other figures and other goods are another matter; and
staff correct both."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted
from kasuhara_plugin.inquiries import repeats
from kasuhara_plugin.inquiries.actions import Receipt, answer, join, log, part, receive
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.preview import LABELS, preview
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Inquiry, ThreadCorrection

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
LATE = "注文した名刺1000部が、予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
AGAIN = (
    "先日も連絡しましたが、返信がありません。\n注文した名刺１０００部が予定日を過ぎても届かないのですが。"
    "至急、発送状況を教えていただけますか。"
)
ELSEWHERE = LATE.replace("1000部", "2000部")


def send(body: str, hours: float = 0, *, email: str = "a@example.jp", **more: object) -> Receipt:
    return receive(body=body, email=email, now=NOW + timedelta(hours=hours), **more)


@pytest.fixture
def operator(staff: Callable[..., User]) -> User:
    return staff("operator")


def test_other_words_for_it_are_joined_and_say_why() -> None:
    first, second = send(LATE), send(AGAIN, 1)
    assert second.verdict.outcome is Outcome.JOIN
    row = second.inquiry
    assert (row.first, row.nth, row.body) == (first.inquiry, 2, AGAIN)
    assert row.reasons[0] == "repetition 2"
    assert row.reasons[1].startswith("similar ")
    assert any("言い回しは違いますが" in sentence for sentence in row.reason_sentences())


def test_more_words_around_the_same_ones_say_so_too() -> None:
    send(LATE)
    row = send(f"{LATE}店舗の開店に間に合わず、たいへん困っております。", 1).inquiry
    assert row.reasons == ["repetition 2", "similar 100"]


@pytest.mark.parametrize(
    "more",
    [
        {"body": ELSEWHERE},
        {"body": LATE.replace("名刺", "封筒")},
        {"email": "b@example.jp"},
        {"order_number": "T-7"},
        {"hours": 14 * 24},
    ],
    ids=["other quantity", "other product", "other sender", "an order is named", "weeks later"],
)
def test_what_is_another_matter_is_a_new_inquiry(more: dict[str, object]) -> None:
    send(LATE)
    told = send(**{"body": AGAIN, "hours": 1, **more})  # type: ignore[arg-type]
    assert told.verdict.outcome is Outcome.ACCEPT


def test_the_nearest_of_several_threads_is_the_one() -> None:
    send("名刺の納期を教えてください。来週の展示会で配る予定です。")
    late = send(LATE, 1)
    send("封筒の見積もりをお願いします。色は二色で、部数は500部の予定です。", 2)
    assert send(AGAIN, 3).inquiry.first == late.inquiry


def test_a_shop_may_join_nothing_but_the_same_words() -> None:
    InquiryRules.objects.update_or_create(defaults={"join_similar": False})
    send(LATE)
    assert send(AGAIN, 1).verdict.outcome is Outcome.ACCEPT
    assert send(LATE, 2).verdict.outcome is Outcome.JOIN


def test_the_preview_tells_what_joining_other_words_would_change() -> None:
    send(LATE)
    send(ELSEWHERE, 1)
    again = send(AGAIN, 2).inquiry
    joining = InquiryRules.load()
    alone = InquiryRules(join_similar=False)
    shown = preview(joining.for_guard(), alone.for_guard(), now=NOW + timedelta(hours=3))
    (changed,) = shown.changed
    assert changed.inquiry["pk"] == again.pk
    assert (changed.before, changed.after) == (LABELS[Outcome.JOIN], LABELS[Outcome.ACCEPT])


def test_the_names_of_the_shop_tell_matters_apart() -> None:
    one = "パンフレットの用紙をペルーラに変更したいのですが、納期と差額を教えていただけますか。"
    other = "納期と差額を教えてください。パンフレットの用紙を、ヴィベールに変えたいです。"
    send(one)
    assert send(other, 1).verdict.outcome is Outcome.JOIN
    InquiryRules.objects.update_or_create(defaults={"catalogue": "用紙：ペルーラ、ヴィベール"})
    assert send(other, 2, email="b@example.jp").verdict.outcome is Outcome.ACCEPT
    assert send(one, 3, email="b@example.jp").verdict.outcome is Outcome.ACCEPT


@pytest.mark.parametrize("typed", ["用紙", "用紙：", "：ペルーラ", "用紙：ペルーラ\n加工"])
def test_a_line_without_its_group_is_told_of(typed: str) -> None:
    with pytest.raises(ValidationError, match="分類：名称、名称"):
        InquiryRules(catalogue=typed).full_clean()


def test_the_same_text_about_number_after_number_is_shown_and_not_joined() -> None:
    told = [send(LATE.replace("1000部", f"{n}000部"), n) for n in range(1, 5)]
    assert [one.verdict.outcome for one in told] == [Outcome.ACCEPT] * 4
    assert [list(one.verdict.reasons) for one in told] == [[], [], ["template 3"], ["template 4"]]
    assert any("同じ文面" in sentence for sentence in told[3].inquiry.reason_sentences())


def test_a_call_that_staff_wrote_down_counts_alike(operator: User) -> None:
    first = send(LATE)
    row = log(channel="phone_inquiry", contact="a@example.jp", body=AGAIN, by=operator, now=NOW)
    assert (row.first, row.outcome) == (first.inquiry, "join")


def test_what_other_rules_kept_is_read_anew() -> None:
    first = send(LATE)
    Inquiry.objects.update(substance="別のもの", outline=b"", substance_version=0)
    assert send(AGAIN, 1).inquiry.first == first.inquiry


@pytest.mark.parametrize(("failing", "version"), [("substance", 0), ("weigh", repeats.VERSION)])
def test_rules_that_fail_cost_no_message(
    monkeypatch: pytest.MonkeyPatch, failing: str, version: int
) -> None:
    send(LATE)
    monkeypatch.setattr(repeats, failing, lambda *_, **__: 1 / 0)
    told = send(AGAIN, 1)
    assert told.verdict.outcome is Outcome.ACCEPT
    assert (told.inquiry.body, told.inquiry.substance_version) == (AGAIN, version)


def test_ten_more_threads_take_no_more_queries() -> None:
    def queries(email: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            send("封筒の見積もりを教えてください。", 2, email=email)
        return len(caught)

    for email, threads in (("few@example.jp", 2), ("many@example.jp", 12)):
        for number in range(threads):
            send(f"{LATE}{number}", email=email)
    assert queries("few@example.jp") == queries("many@example.jp")


def test_a_wrong_join_is_parted_with_its_author_and_counted_anew(operator: User) -> None:
    first = send(LATE)
    second, third, fourth = (send(AGAIN + "。" * n, n).inquiry for n in (1, 2, 3))
    part(third, by=operator, now=NOW)
    third.refresh_from_db()
    assert (third.first, third.nth, third.outcome) == (None, 1, "accept")
    assert "担当者が訂正しました" in third.reason_sentences()[0]
    told = first.inquiry.repeats.order_by("pk").values_list("pk", "nth")
    assert list(told) == [(second.pk, 2), (fourth.pk, 3)]
    kept = ThreadCorrection.objects.get()
    assert (kept.inquiry, kept.earlier, kept.kind) == (third, first.inquiry, "parted")
    assert (kept.actor_key, kept.rules_version) == (str(operator.pk), repeats.VERSION)
    assert kept.score >= repeats.ENOUGH
    act = AuditRecord.objects.get(act="inquiry.part")
    assert (act.subject_key, act.actor_key) == (str(third.pk), str(operator.pk))
    with pytest.raises(AlreadyDecided):
        part(third, by=operator)
    assert third in Inquiry.objects.inbox()


def test_a_missed_one_is_joined_with_what_followed_it(operator: User) -> None:
    first = send(LATE).inquiry
    missed = send(
        "展示会に間に合いません。もう待てないので、とにかく何とかしてください。", 1
    ).inquiry
    again = send(missed.body, 2).inquiry
    join(missed, first, by=operator)
    assert [row.nth for row in first.repeats.order_by("pk")] == [2, 3]
    missed.refresh_from_db()
    again.refresh_from_db()
    assert (missed.first, again.first, missed.outcome) == (first, first, "join")
    kept = ThreadCorrection.objects.get()
    assert (kept.kind, kept.score < repeats.ENOUGH) == ("joined", True)
    assert AuditRecord.objects.get(act="inquiry.join").data == {"thread": first.number}
    with pytest.raises(AlreadyDecided):
        join(missed, first, by=operator)


def test_an_answer_goes_to_the_thread_in_which_the_message_stands_by_now(operator: User) -> None:
    first = send(LATE).inquiry
    missed = send(
        "展示会に間に合いません。もう待てないので、とにかく何とかしてください。", 1
    ).inquiry
    join(Inquiry.objects.get(pk=missed.pk), first, by=operator)
    assert missed.first is None  # as the page of a colleague still has it
    assert answer(missed, body="お答えします。", way="phone", by=operator).inquiry == first


def test_what_must_stay_apart_is_not_joined(operator: User, staff: Callable[..., User]) -> None:
    first, stranger = send(LATE).inquiry, send(LATE, email="b@example.jp").inquiry
    other = send(ELSEWHERE, 1).inquiry
    for inquiry, to, by in ((stranger, first, operator), (first, other, operator)):
        with pytest.raises(NotPermitted):
            join(inquiry, to, by=by)
    with pytest.raises(NotPermitted):
        join(other, first, by=staff("legal"))
    answer(other, body="お答えします。", way="phone", by=operator)
    with pytest.raises(AlreadyDecided):
        join(other, first, by=operator)
    assert not ThreadCorrection.objects.exists()


def test_staff_read_why_it_was_joined_and_part_it_by_one_click(
    as_user: Callable[[User], Client], operator: User
) -> None:
    first, second = send(LATE).inquiry, send(AGAIN, 1).inquiry
    client = as_user(operator)
    page = client.get(reverse("kasuhara_inquiries:inspect", args=[second.pk])).content.decode()
    assert "まとめた理由" in page
    assert "類似度は" in page
    assert "「先日も連絡しましたが」" in page
    address = reverse("kasuhara_inquiries:part", args=[second.pk])
    assert f'action="{address}"' in page
    assert client.post(address).status_code == 302
    page = client.get(reverse("kasuhara_inquiries:inspect", args=[second.pk])).content.decode()
    back = reverse("kasuhara_inquiries:join", args=[second.pk, first.pk])
    assert f'action="{back}"' in page
    assert client.post(back).status_code == 302
    second.refresh_from_db()
    assert second.first == first
    assert client.post(back).status_code == 200  # the double click is told
    assert ThreadCorrection.objects.count() == 2


def test_the_veto_is_told_in_words(as_user: Callable[[User], Client], operator: User) -> None:
    send(LATE)
    other = send(ELSEWHERE, 1).inquiry
    page = as_user(operator).get(reverse("kasuhara_inquiries:inspect", args=[other.pk]))
    assert "番号や数量が違います（このお問い合わせ：2000／以前：1000）" in page.content.decode()


def test_a_reader_alone_sees_neither_button(
    as_user: Callable[[User], Client], operator: User
) -> None:
    send(LATE)
    second = send(AGAIN, 1).inquiry
    reader = User.objects.create_user("reader@example.jp", "demo-print-2026", name="読む人")
    names = ["view_inquiry", "access_admin"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    page = as_user(reader).get(reverse("kasuhara_inquiries:inspect", args=[second.pk]))
    assert "まとめた理由" not in page.content.decode()
    address = reverse("kasuhara_inquiries:part", args=[second.pk])
    assert as_user(reader).post(address).status_code in (302, 403)
    second.refresh_from_db()
    assert second.first_id
