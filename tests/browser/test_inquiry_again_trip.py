"""The same message again: joined, told as openly as the sender is proven, never refused."""

from typing import Any

import pytest

from kasuhara_plugin.models import Inquiry

PLEASE_WAIT = "お返事をお待ちくださいますようお願いいたします"
ANSWERED = "このお問い合わせには、次のとおり回答しております"


def send(sender: Any, **typed: str) -> str:
    """The number on the receipt."""
    sender.goto("/support/inquiry/")
    sender.fill(**typed)
    assert sender.send().status == 302
    assert not sender.overflows()
    return str(sender.page.locator(".care-number").inner_text())


@pytest.mark.parametrize(
    ("account", "subject", "told"),
    [
        ("customer@example.com", "チラシの到着日", ANSWERED),
        ("flagged@example.com", "返金について", PLEASE_WAIT),
    ],
    ids=["answered", "unanswered"],
)
def test_the_account_is_told_of_the_first_and_of_its_answer(
    customer: Any, account: str, subject: str, told: str
) -> None:
    first = Inquiry.objects.get(subject=subject, first=None)
    customer.log_in(account)
    number = send(customer, subject=subject, body=first.body)
    row = Inquiry.objects.get(number=number)
    assert (row.outcome, row.first, row.nth) == ("join", first, first.times_said())
    assert customer.sees(first.number, "と同じ内容として承りました", told)
    assert customer.sees(f"{first.received_at:%Y}年")
    assert all(customer.sees(answer.body) for answer in first.answers.all())
    customer.follow("お問い合わせの状況を見る")
    customer.follow(first.number)
    customer.follow("お問い合わせの一覧へ戻る")
    assert customer.sees(subject, f"あわせて{first.repeats.count()}件承っています")


def test_a_guest_gets_a_plain_receipt_and_the_third_time_a_kind_word(customer: Any) -> None:
    typed = {"name": "高橋", "email": "guest@example.jp", "subject": "納期"}
    waits, numbers = [], []
    for _ in range(3):
        numbers.append(send(customer, **typed, body="封筒200枚の納期を教えてください。"))
        waits.append(customer.sees(PLEASE_WAIT))
        assert not any(customer.sees(number) for number in numbers[:-1])
    assert waits == [False, False, True]
    rows = Inquiry.objects.filter(number__in=numbers).order_by("id")
    assert [(row.outcome, row.nth) for row in rows] == [("accept", 1), ("join", 2), ("join", 3)]
