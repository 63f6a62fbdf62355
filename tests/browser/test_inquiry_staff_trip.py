"""A held message: its sender knows when it is read; staff release it, answer it, and write a call down."""

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import localtime

from kasuhara_plugin.models import AuditRecord, Inquiry

BODY = "古い会報の引き取りは承っておりませんが、お近くの集団回収をご案内できます。"
CALL = "納品書の再発行をご希望。明日の発送に同封するとお伝えした。"


def acts_of(inquiry: Inquiry) -> list[tuple[str, str]]:
    rows = AuditRecord.objects.filter(subject_key=str(inquiry.pk), act__startswith="inquiry.")
    return list(rows.order_by("id").values_list("act", "actor_name"))


def test_the_receipt_of_a_held_message_says_when_it_is_read(customer: Any) -> None:
    customer.log_in("matsumoto@example.com")
    customer.goto("/support/inquiry/")
    customer.fill(subject="部数", body="会報を30部だけ増やすことはできますか。")
    customer.send()
    row = Inquiry.objects.get(number=customer.page.locator(".care-number").inner_text())
    until = localtime(row.held_until)
    when = f"{until.month}月{until.day}日 {until:%H:%M}以降に、担当者が拝見します"
    assert (row.outcome, row.is_held()) == ("hold", True)
    assert customer.sees("順にお預かりしています", when)
    customer.follow("お問い合わせの状況を見る")
    assert customer.sees("お預かりしています", when)
    assert not customer.overflows()


@pytest.mark.parametrize("width", [360, 1280])
def test_staff_release_it_and_answer_it_and_the_customer_reads_it(
    visitor: Callable[..., Any], width: int
) -> None:
    held = Inquiry.objects.get(subject="余った会報")
    operator = visitor(width=width)
    operator.log_in("operator@example.com", staff=True)
    operator.goto("/admin/kasuhara/inquiries/?state=held")
    operator.follow(held.number)
    operator.follow("保留を解除する")
    assert operator.sees(held.body)
    operator.press("保留を解除する")
    assert operator.sees("保留を解除しました。", "受付（保留を解除）")
    operator.follow("回答を記録する")
    operator.page.fill("[name=body]", BODY)
    operator.press("回答を記録する")
    assert operator.sees("回答を記録しました。", BODY)
    assert acts_of(held)[1:] == [
        ("inquiry.release", "小川 美咲"),
        ("inquiry.answer", "小川 美咲"),
    ]
    customer = visitor(width=width, javascript=False)
    customer.log_in("matsumoto@example.com")
    customer.goto("/support/inquiries/")
    customer.follow("余った会報")
    assert customer.sees("回答済み", BODY)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_call_is_written_down_and_the_next_one_joins_it(
    visitor: Callable[..., Any], width: int
) -> None:
    operator = visitor(width=width)
    operator.log_in("operator@example.com", staff=True)
    for _ in range(2):
        operator.goto("/admin/kasuhara/inquiries/")
        operator.follow("電話・メールを記録")
        operator.fill(contact="090-0000-0001", name="山田 花子", body=CALL)
        operator.press("お問い合わせを記録する")
        assert operator.sees("お問い合わせを記録しました。", CALL)
    first, second = Inquiry.objects.filter(body=CALL).order_by("id")
    assert (second.outcome, second.first, second.nth) == ("join", first, 2)
    assert acts_of(second) == [("inquiry.log", "小川 美咲")]
    assert operator.sees("2回目", first.number)
