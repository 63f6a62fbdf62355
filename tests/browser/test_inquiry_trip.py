from collections.abc import Callable
from typing import Any

import pytest

from kasuhara_plugin.models import Inquiry, InquiryRules

TEXT = "名刺100枚の納期を教えてください。髙橋と﨑の字体もご確認ください。"


def write(sender: Any, *, email: str = "guest@example.jp", body: str = TEXT) -> None:
    sender.goto("/support/inquiry/")
    for name, value in {"name": "高橋", "email": email, "subject": "納期", "body": body}.items():
        sender.page.fill(f"[name={name}]", value)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_message_gets_a_receipt_and_staff_see_it(
    visitor: Callable[..., Any], javascript: bool
) -> None:
    sender = visitor(javascript=javascript)
    write(sender)
    sender.press("送信する")
    number = sender.page.locator(".care-number").inner_text()
    assert Inquiry.objects.get(number=number).body == TEXT
    operator = visitor()
    operator.log_in("operator@example.com", staff=True)
    operator.goto("/admin/kasuhara/inquiries/")
    operator.follow(number)
    assert operator.sees(number, TEXT)


def test_past_the_network_limit_the_text_is_given_back_with_another_way(
    visitor: Callable[..., Any],
) -> None:
    InquiryRules.objects.update(network_limit=1)
    before = Inquiry.objects.count()
    sender = visitor()
    write(sender)
    sender.press("送信する")
    write(sender, email="other@example.jp")
    with sender.page.expect_response(lambda answer: answer.request.method == "POST") as caught:
        sender.page.get_by_role("button", name="送信する").click()
    assert caught.value.status == 429
    assert int(caught.value.headers["retry-after"]) > 0
    assert sender.sees("恐れ入ります", "03-0000-0000", "support@example.jp")
    assert sender.page.input_value("[name=body]") == TEXT
    assert Inquiry.objects.count() == before + 1


def test_past_the_sender_limit_the_message_is_held_and_visible(
    visitor: Callable[..., Any],
) -> None:
    InquiryRules.objects.update(sender_limit=1)
    sender = visitor()
    for body in ("見積もりをお願いします。", TEXT):
        write(sender, body=body)
        sender.press("送信する")
    number = sender.page.locator(".care-number").inner_text()
    assert sender.sees("順にお預かりしています")
    operator = visitor()
    operator.log_in("operator@example.com", staff=True)
    operator.goto("/admin/kasuhara/inquiries/?state=held")
    operator.follow(number)
    assert operator.sees("保留", TEXT)
