"""What stands in a mail to the customer: what they may know, unharmed; and never anything else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation
from storefront.accounts.models import User
from wagtail.models import Site

from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import (
    Evidence,
    amend,
    appeal,
    approve,
    decide_appeal,
    lift,
    propose,
    ratify,
    reject,
    review,
)
from kasuhara_plugin.flags.ending import record_ended
from kasuhara_plugin.models import AccountFlag, Customer, OutgoingMail
from kasuhara_plugin.notes.actions import write

Make = Callable[..., Any]
NIGHT = datetime(2026, 11, 24, 0, 30, tzinfo=TOKYO)  # still the 23rd in UTC
INTERNAL = ("社内の理由", "甲さん", "乙さん", "丙さん", "録音の控え", "対応メモの中身", "変更の訳", "見直しの訳", "解除の訳", "要注意")  # fmt: skip


def bodies() -> list[str]:
    rows = OutgoingMail.objects.filter(kind="flag.notice").order_by("id")
    return list(rows.values_list("body", flat=True))


@pytest.fixture
def people(staff: Make) -> list[User]:
    return [staff("supervisor", name) for name in ("甲さん", "乙さん", "丙さん")]


@pytest.fixture
def every_mail(people: list[User], customer: Customer, ichiro: User) -> list[OutgoingMail]:
    """Every act that tells the customer something, with all that is internal beside it."""
    first, second, third = people
    write(customer, body="<p>対応メモの中身</p>", by=first)
    facts: dict[str, Any] = {
        "reason": "社内の理由", "customer_message": "ご説明です", "by": first, "now": NIGHT,
        "evidence": [Evidence("録音の控え")],
    }  # fmt: skip
    propose(customer, **{**facts, "level": "watch", "reason": "要注意の社内の理由"})
    flags = [propose(customer, **facts) for _ in range(3)]
    for flag in flags:
        amend(flag, scopes=["quote"], by=second, reason="変更の訳", now=NIGHT)
        approve(flag, by=third, now=NIGHT)
        appeal(flag, by=ichiro, reason="不服です", now=NIGHT)
    fourth = User.objects.create_superuser("fourth@staff.example.jp", name="丙さん二")
    decide_appeal(flags[0], granted=True, reason="認めます", by=fourth, now=NIGHT)
    decide_appeal(flags[1], granted=False, reason="続けます", by=fourth, now=NIGHT)
    soon = NIGHT.date() + timedelta(days=9)
    review(flags[1], by=fourth, reason="見直しの訳", next_on=soon, now=NIGHT)
    lift(flags[2], by=fourth, reason="解除の訳", now=NIGHT)
    for act in (ratify, reject, None):
        urgent = propose(customer, **facts, urgent=True)
        if act:
            act(urgent, by=second, reason="社内の理由", now=NIGHT)
    record_ended(NIGHT + timedelta(days=5))
    return list(OutgoingMail.objects.filter(kind="flag.notice"))


def test_no_mail_to_the_customer_says_anything_internal(every_mail: list[OutgoingMail]) -> None:
    assert len(every_mail) == 3 + 3 + 2 + 1 + 3 + 2
    for mail in every_mail:
        for internal in (*INTERNAL, "フラグ", "カスハラ", "kasuhara", "申請", "承認", "/admin/"):
            words = (mail.subject + mail.body).replace("カスタマーハラスメント", "")
            assert internal not in words
        assert mail.to == "ichiro@example.com"


def test_no_mail_leaves_a_gap(every_mail: list[OutgoingMail]) -> None:
    for mail in every_mail:
        assert "None" not in mail.body
        assert "{" not in mail.body
        assert "つばめプリント株式会社" in mail.body
        assert "\n\n\n" not in mail.body
        assert 0 < len(mail.subject) <= 40
        assert "様\n\n平素より" in mail.body


HOSTILE = "<b>A&B</b> \"引用\" 'x' &amp; {{ company }}".replace("{{ company }}", "100%")


@pytest.mark.parametrize("name", ["A&B <株>", "O'Neill \"社\"", "\u202e逆さ", "佐藤\r\nBcc: evil@example.jp", "🖨️ 印刷"])  # fmt: skip
def test_what_was_typed_arrives_as_it_was_typed(
    active: Make, staff: Make, name: str, ichiro: User
) -> None:
    guest = register(email="guest@example.jp", name=name)
    flag = active(guest, customer_message=f"{HOSTILE}\n二行目 {{{{ customer }}}}様")
    appeal(flag, by=staff("operator"), reason=HOSTILE)
    decide_appeal(flag, granted=False, reason=f"回答 {HOSTILE}", by=staff("desk"))
    told, received, denied = bodies()
    assert f"{HOSTILE}\n二行目 {name}様" in told
    assert HOSTILE in received
    assert f"回答 {HOSTILE}" in denied
    for mail in OutgoingMail.objects.filter(kind="flag.notice"):
        assert mail.to == "guest@example.jp"
        assert mail.body.startswith(f"{name} 様")
        assert mail.subject in ("お取引についてのお知らせ", "異議のお申し立てを承りました", "異議のお申し立てへの回答")  # fmt: skip


@pytest.mark.parametrize("name", ["", " ", "佐藤\ufffd", "\u200b"])
def test_a_name_that_cannot_be_written_stops_nobody(active: Make, name: str) -> None:
    flag = active(register(email="guest@example.jp", name=name))
    assert flag.status() == "active"
    assert bodies()[0].startswith("お客様\n")


def test_without_the_shops_data_it_still_reads_well(active: Make) -> None:
    ShopSettings.objects.all().delete()
    active()
    (body,) = bodies()
    assert "平素より当店をご利用いただき" in body
    assert body.endswith("----\n")


@pytest.mark.parametrize("zone", ["UTC", "America/Los_Angeles", "Asia/Tokyo"])
def test_its_days_and_times_are_those_of_japan(
    proposed: Make, staff: Make, ichiro: User, zone: str
) -> None:
    with timezone.override(zone):
        flag = proposed(now=NIGHT, until=date(2026, 12, 31))
        approve(flag, by=staff("supervisor"), now=NIGHT)
        appeal(flag, by=ichiro, reason="不服です", now=NIGHT)
    told, received = bodies()
    assert "2026年11月24日から2026年12月31日まで" in told
    assert "2026年12月24日までに、次のページから" in told
    assert "お申し立ての内容（2026年11月24日 00:30）" in received


def test_it_is_in_japanese_whatever_language_the_page_was_in(active: Make) -> None:
    with translation.override("en"):
        active(until=date(2099, 1, 5))
    assert "2099年1月5日まで" in bodies()[0]


def test_it_names_the_version_its_clauses_and_where_to_read_them(active: Make) -> None:
    flag = active(clauses=["s6-4-b"])
    (body,) = bodies()
    version = flag.policy_version
    assert f"「{version.title}」第1版\n・{version.clause('s6-4-b')}\n" in body
    site = Site.objects.get(is_default_site=True)
    assert f"{site.root_url}/support/policy/ja/1/" in body
    assert f"{site.root_url}/support/inquiry/" in body


@pytest.mark.parametrize("rule", ["two", "one"])
def test_another_person_is_promised_only_where_there_is_one(
    request: pytest.FixtureRequest, active: Make, ichiro: User, rule: str
) -> None:
    if rule == "one":
        request.getfixturevalue("one_person_rule")
    appeal(active(), by=ichiro, reason="不服です")
    for body in bodies():
        assert ("別の者" in body) is (rule == "two")


AGAIN, STILL = "これまでどおり承ります", "引き続き適用されています"


@pytest.mark.parametrize(
    ("this", "others", "reopened"),
    [
        ({"scopes": ["order", "quote"]}, [], "注文、見積"),
        ({"scopes": ["order", "quote"]}, [{"scopes": ["order"]}], "見積"),
        ({"scopes": ["order"]}, [{"scopes": ["order", "quote"]}], ""),
        ({"scopes": ["order"]}, [{"level": "refuse"}], ""),
        ({"scopes": ["order"]}, [{"level": "watch"}], "注文"),
        ({"scopes": ["order"]}, [{"scopes": ["quote"]}], "注文"),
        (
            {"level": "refuse"},
            [{"scopes": ["phone"]}, {"scopes": ["order", "quote"]}],
            "再注文、ご来社・ご訪問",
        ),
    ],
)
@pytest.mark.parametrize("way", ["lift", "grant", "lapse", "reject"])
def test_only_what_is_open_again_is_said_to_be(
    proposed: Make, active: Make, staff: Make, ichiro: User,
    this: dict[str, Any], others: list[dict[str, Any]], reopened: str, way: str,
) -> None:  # fmt: skip
    for other in others:
        if other.get("level") == "watch":
            proposed(now=NIGHT, **other)
        else:
            active(now=NIGHT, **other)
    urgent = way in ("lapse", "reject")
    flag: AccountFlag = (
        proposed(by=staff("supervisor", "甲"), urgent=True, now=NIGHT, **this)
        if urgent
        else active(now=NIGHT, **this)
    )
    desk = staff("desk")
    if way == "lift":
        lift(flag, by=desk, reason="終わり", now=NIGHT)
    elif way == "reject":
        reject(flag, by=desk, now=NIGHT)
    elif way == "lapse":
        assert record_ended(NIGHT + timedelta(days=5)) == 1
    else:
        appeal(flag, by=ichiro, reason="不服", now=NIGHT)
        decide_appeal(flag, granted=True, reason="認めます", by=desk, now=NIGHT)
    body = bodies()[-1]
    assert (AGAIN in body, STILL in body) == (bool(reopened), not reopened)
    if reopened:
        assert f"\n{reopened}\n" in body
