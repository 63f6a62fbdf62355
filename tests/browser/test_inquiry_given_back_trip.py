"""Whatever keeps a message from being taken, the page gives it back whole, and then it is taken."""

from typing import Any

from attachment_files import pdf
from refusing_database import without_locks
from storefront.contact.models import ContactMessage

from kasuhara_plugin.models import Inquiry, InquiryRules

PAGE = "/consultation/"
TYPED = {
    "name": "髙橋 﨑",
    "email": "guest@example.jp",
    "phone": "03-0000-0099",
    "order_number": "T-100",
    "subject": "冊子の見積",
    "body": "一行目です。\n\n　三行目 <b>太字</b> です。",
    "extra_0": "つばめ商会",
    "extra_2": "来週の金曜日まで",
    "extra_3": "中綴じ\n上質紙",
}
FILE = {"name": "原稿.pdf", "mimeType": "application/pdf", "buffer": pdf()}


def write(sender: Any, **other: str) -> None:
    sender.goto(PAGE)
    sender.fill(**TYPED | other)
    sender.page.select_option("[name=extra_1]", "冊子")
    sender.page.select_option("[name=category]", "納期・配送")


def still_there(sender: Any, **other: str) -> bool:
    values = {name: sender.page.input_value(f"[name={name}]") for name in TYPED}
    return values == TYPED | other and not sender.overflows()


def chosen(sender: Any) -> list[str]:
    return [sender.page.input_value(f"[name={name}]") for name in ("category", "extra_1")]


def received(sender: Any) -> Inquiry:
    """After the form was sent once more."""
    assert sender.send().status == 302
    number = sender.page.locator(".care-number").inner_text()
    row = Inquiry.objects.get(number=number)
    assert row.body.splitlines() == TYPED["body"].splitlines()
    kept = {label: value.splitlines() for label, value in row.extra.items()}
    assert kept == {
        "会社名・団体名": ["つばめ商会"],
        "印刷するもの": ["冊子"],
        "ご希望の納期": ["来週の金曜日まで"],
        "用紙や加工のご希望": ["中綴じ", "上質紙"],
    }
    assert row.category == "納期・配送"
    return row


def test_a_wrong_field_costs_no_other_and_no_file(customer: Any) -> None:
    write(customer, email="guest")
    customer.page.set_input_files("[name=attachments]", FILE)
    assert customer.send().status == 200
    assert customer.sees("まだ送信されていません", "メールアドレスの形式をご確認ください")
    assert still_there(customer, email="guest")
    assert chosen(customer) == ["納期・配送", "冊子"]
    assert customer.page.get_by_label("原稿.pdf").is_checked()
    customer.fill(email=TYPED["email"])
    assert [file.name for file in received(customer).attachments.all()] == ["原稿.pdf"]


def test_over_the_networks_limit_all_is_given_back_with_another_way(customer: Any) -> None:
    InquiryRules.objects.update(network_limit=1)
    write(customer, body="一件目です。")
    customer.send()
    before = Inquiry.objects.count()
    write(customer)
    customer.page.set_input_files("[name=attachments]", FILE)
    answer = customer.send()
    assert (answer.status, int(answer.headers["retry-after"]) > 0) == (429, True)
    assert customer.sees("恐れ入ります", "分ほど後に", "03-0000-0000", "support@example.jp")
    assert still_there(customer)
    assert chosen(customer) == ["納期・配送", "冊子"]
    assert customer.page.get_by_label("原稿.pdf").is_checked()
    assert Inquiry.objects.count() == before
    InquiryRules.objects.update(network_limit=20)  # as if the time had passed
    assert received(customer).attachments.get().name == "原稿.pdf"


def test_while_the_database_is_away_the_text_waits_in_the_page(customer: Any) -> None:
    write(customer)
    with without_locks():
        answer = customer.send()
    assert (answer.status, int(answer.headers["retry-after"]) > 0) == (503, True)
    assert customer.sees("まだ受け付けできていません")
    assert still_there(customer)
    assert received(customer).subject == TYPED["subject"]


def test_the_shops_own_form_is_given_back_as_well(customer: Any) -> None:
    InquiryRules.objects.update(network_limit=1)
    before = ContactMessage.objects.count()
    typed = {"name": "高橋", "email": "own@example.jp"}
    for message in ("一件目です。", TYPED["body"]):
        customer.goto("/contact/")
        customer.fill(**typed, message=message)
        answer = customer.send()
    assert (answer.status, int(answer.headers["retry-after"]) > 0) == (429, True)
    assert customer.sees("まだ送信されていません", "お急ぎの場合は", "03-0000-0000")
    assert customer.page.input_value("[name=message]") == TYPED["body"]
    assert not customer.overflows()
    InquiryRules.objects.update(network_limit=20)
    customer.send("もう一度送信する")
    assert customer.sees("お問い合わせを受け付けました")
    assert ContactMessage.objects.count() == before + 2
