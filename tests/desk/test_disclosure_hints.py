"""Hints for whoever decides what is disclosed: opinions, somebody else's data, colleagues."""

from collections.abc import Callable

import pytest
from desk.disclosure import hints, items, opened
from storefront.accounts.models import User

from kasuhara_plugin.core.disclosed import Item, Line, lines
from kasuhara_plugin.customers.actions import exempt, register
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.desk.marking import Hint, known_of, marked
from kasuhara_plugin.flags.actions import appeal, approve, propose
from kasuhara_plugin.models import Customer, Identifier
from kasuhara_plugin.notes.actions import write

Staff = Callable[..., User]

NOBODY_ELSE = [
    "お電話をいただいた。",
    "佐藤 一郎様",
    "ichiro@example.com",
    "ＩＣＨＩＲＯ＠ＥＸＡＭＰＬＥ．ＣＯＭ へ返信",
    "090-1234-5678",
    "０９０ー１２３４ー５６７８ から",
    "09012345678",
    "+81 90 1234 5678",
    "当店の窓口 03-0000-0000、support@example.jp",
    "2026/11/23 10:00、2026-11-23、12,345円、注文 12345678",
    "https://example.com:8080/a?b=1 example.com:8080",
    "受付番号 Q-7KM4-X2TW-9",
    "〒100-0001 東京都千代田区千代田1-1",
]
SOMEBODY = {
    "sales@other.jp": "sales@other.jp",
    "連絡先はhanako@example.comまで": "hanako@example.com",
    "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｃｏｍ": "hanako@example.com",
    "<hanako@example.com>": "hanako@example.com",
    "ichiro@example.com と hanako@example.com": "hanako@example.com",
    "taro@日本語.jp": "taro@日本語.jp",
    "03-1234-5678": "03-1234-5678",
    "０３（１２３４）５６７８": "03(1234)5678",
    "080ー1234ー5678": "080-1234-5678",
    "0312345678へ": "0312345678",
    "2026/11/23 03-1234-5678": "03-1234-5678",
    "090-1234-5678 080-1234-5678": "080-1234-5678",
    "+1 650 253 0000": "+1 650 253 0000",
    "03\u200b-1234-\u200b5678": "03-1234-5678",
    "顧客番号 987654 の方": "顧客番号 987654",
    "shop.product:77 と同じ方": "shop.product:77",
}


@pytest.fixture
def ichiro_with_phone(customer: Customer, ichiro: User) -> Customer:
    register(user=ichiro, phone="090-1234-5678", subject="shop.product:12")
    return customer


def found(customer: Customer, text: str, *, rich: bool = False) -> dict[Hint, str]:
    item = Item("メモ", [Line("内容", text, rich=rich)])
    return {mark.hint: mark.found for mark in marked(item, known_of(family(customer)))}


@pytest.mark.parametrize("text", [*NOBODY_ELSE, "shop.product:12 の方", "shop.order:5"])
def test_what_is_this_person_s_own_or_the_shop_s_is_no_hint(
    staff: Staff, ichiro_with_phone: Customer, text: str
) -> None:
    assert found(ichiro_with_phone, text) == {}


@pytest.mark.parametrize("rich", [False, True])
@pytest.mark.parametrize("text", SOMEBODY)
def test_another_s_address_telephone_or_number_is_one(
    staff: Staff, ichiro_with_phone: Customer, text: str, rich: bool
) -> None:
    shown = text.replace("<", "&lt;").replace(">", "&gt;") if rich else text
    hint = found(ichiro_with_phone, f"<p>{shown}</p>" if rich else shown, rich=rich)
    assert hint == {Hint.OTHERS: SOMEBODY[text]}


def test_the_customer_s_own_number_is_none(staff: Staff, customer: Customer) -> None:
    assert found(customer, f"顧客番号 {customer.pk}") == {}


def test_a_mark_that_is_not_theirs_any_more_is_one(
    staff: Staff, ichiro_with_phone: Customer
) -> None:
    phone = Identifier.objects.get(kind="phone")
    exempt(phone, reason="家族の番号", by=staff("supervisor"))
    assert Hint.OTHERS in found(ichiro_with_phone, "090-1234-5678")


@pytest.mark.parametrize(
    ("name", "text", "hinted"),
    [
        ("田中 次郎", "田中に代わった。", "田中"),
        ("田中 次郎", "担当は田中次郎。", "田中次郎"),
        ("田中 次郎", "中田様から。", ""),
        ("Ann Lee", "Annに代わった。", "ann"),
        ("Ann Lee", "annual sleep", ""),
        ("佐藤 花子", "佐藤様からのお電話。", ""),  # the customer is 佐藤 too
        ("佐藤 花子", "佐藤 花子が出た。", "花子"),
        ("林", "林に代わった。", ""),  # one letter would be everywhere
    ],
)
def test_a_colleague_s_name_is_one(
    staff: Staff, customer: Customer, name: str, text: str, hinted: str
) -> None:
    person = staff("operator", "somebody")
    person.name = name
    person.save()
    assert found(customer, text).get(Hint.STAFF, "") == hinted


def test_a_colleague_whose_account_is_closed_is_one_still(staff: Staff, customer: Customer) -> None:
    person = staff("operator", "高橋")
    person.is_active = False
    person.save()
    assert Hint.STAFF in found(customer, "高橋が対応した。")


def test_the_column_of_the_author_is_not_searched(staff: Staff, customer: Customer) -> None:
    staff("operator", "高橋")
    item = Item("メモ", lines(("内容", "お電話。"), people=[("記入者", "高橋")]))
    assert marked(item, known_of(family(customer))) == []


def test_opinions_are_marked_and_what_the_customer_says_is_not(
    staff: Staff, customer: Customer, ichiro: User
) -> None:
    author, second = staff("operator"), staff("supervisor")
    write(customer, body="<p>事実</p>", by=author)
    write(customer, body="<p>所見</p>", kind="opinion", by=author)
    flag = propose(customer, reason="暴言", customer_message="お控えください。", by=author)
    approve(flag, by=second)
    appeal(flag, reason="違います。", by=ichiro)
    soup = opened(customer, staff("legal"))
    assert [hints(item) for item in items(soup, "．対応メモ")] == [[], [Hint.OPINION]]
    assert [hints(item) for item in items(soup, "．取引制限フラグ")] == [[Hint.OPINION]]
    decisions = {item.dd.text: hints(item) for item in items(soup, "決定")}
    assert decisions == {"申請": [Hint.OPINION], "承認": [], "異議申立て": []}
