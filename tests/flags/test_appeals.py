"""異議申立て: once, in time, by the owner or for a caller; decided by a third person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson, UnusableText
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import appeal, approve, decide_appeal, lift
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, FlagDecision, RuleSettings

Make = Callable[..., Any]
TEXT = "体調が悪く、強い言い方をしてしまいました。"


@pytest.fixture
def appealed(active: Make, ichiro: User) -> AccountFlag:
    flag = active()
    appeal(flag, reason=TEXT, by=ichiro)
    return flag


def address(flag: AccountFlag) -> str:
    return f"/support/appeal/{flag.pk}/"


def test_the_owner_appeals_and_reads_the_answer(
    active: Make, ichiros: Client, ichiro: User, staff: Make
) -> None:
    flag = active()
    assert flag.customer_message in ichiros.get(address(flag)).content.decode()
    assert ichiros.post(address(flag), {"reason": TEXT}).status_code == 302
    row = FlagDecision.objects.get(act="appealed")
    assert (row.actor_key, row.reason) == (str(ichiro.pk), TEXT)
    assert AuditRecord.objects.filter(act="flag.appeal", actor_key=str(ichiro.pk)).exists()
    decide_appeal(flag, granted=False, reason="記録を確認しました。", by=staff("desk"))
    page = ichiros.get(address(flag)).content.decode()
    assert "記録を確認しました。" in page
    assert "制限を続けさせていただきます" in page
    for internal in (flag.reason, "desk", "supervisor"):
        assert internal not in page


def test_granting_it_lifts_the_flag(appealed: AccountFlag, staff: Make) -> None:
    desk = staff("desk")
    decide_appeal(appealed, granted=True, reason="ご事情を確認しました。", by=desk)
    assert appealed.status() == "lifted"
    acts = FlagDecision.objects.filter(flag=appealed).values_list("act", flat=True)
    assert list(acts)[-2:] == ["appeal_granted", "lifted"]
    assert AuditRecord.objects.filter(act="flag.lift", actor_name=desk.name).exists()


@pytest.mark.parametrize("who", ["operator", "supervisor"])
def test_neither_proposer_nor_approver_decides_it(
    proposed: Make, staff: Make, ichiro: User, who: str
) -> None:
    people = {"operator": staff("supervisor", "甲"), "supervisor": staff("supervisor", "乙")}
    flag = proposed(by=people["operator"])
    approve(flag, by=people["supervisor"])
    appeal(flag, reason=TEXT, by=ichiro)
    with pytest.raises(SamePerson):
        decide_appeal(flag, granted=False, reason="いいえ", by=people[who])
    row = FlagDecision(
        flag=flag, act="appeal_denied", rule="two", actor_key=str(people[who].pk), actor_name="x",
        proposer_key=str(people["operator"].pk), approver_key=str(people["supervisor"].pk),
        reason="いいえ",
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_where_one_person_decides_that_person_answers(
    active: Make, ichiro: User, staff: Make, one_person_rule: None
) -> None:
    flag = active()
    appeal(flag, reason=TEXT, by=ichiro)
    decide_appeal(flag, granted=True, reason="解除します。", by=staff("supervisor"))
    assert flag.status() == "lifted"


def test_one_appeal_a_flag(appealed: AccountFlag, ichiro: User, staff: Make) -> None:
    for by in (ichiro, staff("operator")):
        with pytest.raises(AlreadyDecided, match="すでに承っています"):
            appeal(appealed, reason=TEXT, by=by)


@pytest.mark.parametrize(("days", "taken"), [(0, True), (30, True), (31, False)])
def test_it_is_taken_within_the_days_that_the_shop_sets(
    active: Make, ichiro: User, days: int, taken: bool
) -> None:
    flag, at = active(), timezone.now() + timedelta(days=days)
    if taken:
        assert appeal(flag, reason=TEXT, by=ichiro, now=at)
    else:
        with pytest.raises(AlreadyDecided, match="期間"):
            appeal(flag, reason=TEXT, by=ichiro, now=at)
    assert RuleSettings.load().appeal_days == 30


def test_staff_take_it_down_for_a_caller(active: Make, staff: Make) -> None:
    row = appeal(active(), reason=TEXT, by=staff("operator"))
    assert row.actor_name == "operator"


@pytest.mark.parametrize("text", ["", " \u200b ", "\x00", "あ" * 2_001])
def test_an_unusable_text_is_not_taken(active: Make, ichiro: User, text: str) -> None:
    with pytest.raises(UnusableText):
        appeal(active(), reason=text, by=ichiro)


def test_somebody_else_has_no_door(
    active: Make, proposed: Make, hanako: User, hanakos: Client, ichiros: Client
) -> None:
    flag = active()
    with pytest.raises(NotPermitted):
        appeal(flag, reason=TEXT, by=hanako)
    for client in (Client(), hanakos):
        assert client.get(address(flag)).status_code == 404
        assert client.post(address(flag), {"reason": TEXT}).status_code == 404
    assert ichiros.get(address(proposed())).status_code == 404
    assert ichiros.get(address(proposed(level="watch"))).status_code == 404
    assert not FlagDecision.objects.filter(act="appealed").exists()


def test_a_newcomer_with_the_address_of_a_guest_has_none(
    db: None, staff: Make, active: Make, as_user: Make
) -> None:
    flag = active(register(email="guest@example.jp"))
    newcomer = User.objects.create_user("guest@example.jp", "x", name="新しい人")
    register(user=newcomer)
    assert as_user(newcomer).get(address(flag)).status_code == 404


def test_an_ended_flag_takes_none(active: Make, staff: Make, ichiro: User) -> None:
    flag = active()
    lift(flag, by=staff("desk"), reason="落ち着かれたため")
    with pytest.raises(AlreadyDecided):
        appeal(flag, reason=TEXT, by=ichiro)


def test_nothing_is_decided_that_nobody_asked(active: Make, staff: Make) -> None:
    with pytest.raises(AlreadyDecided, match="ありません"):
        decide_appeal(active(), granted=True, reason="解除", by=staff("desk"))


def test_a_stale_form_gives_the_words_back(active: Make, ichiro: User, customer: Customer) -> None:
    flag = active()
    client = Client(enforce_csrf_checks=True)
    client.force_login(ichiro)
    answer = client.post(address(flag), {"reason": TEXT})
    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
    assert not FlagDecision.objects.filter(act="appealed").exists()


def test_the_notice_leads_to_it(active: Make, ichiros: Client, order_data: dict[str, str]) -> None:
    flag = active()
    page = ichiros.post("/shop/products/meishi/order/", order_data).content.decode()
    assert address(flag) in page
