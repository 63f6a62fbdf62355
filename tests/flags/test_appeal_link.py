"""The link in the mail: whoever has the mailbox reads the notice and disagrees, without an account."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.core import signing
from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson
from kasuhara_plugin.customers.actions import exempt, merge, register, reinstate, unmerge
from kasuhara_plugin.flags import appeal_link
from kasuhara_plugin.flags.actions import approve, decide_appeal, lift, reject
from kasuhara_plugin.flags.appeals import appeal_by_mail
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, FlagDecision, OutgoingMail

Make = Callable[..., Any]
TEXT = "体調が悪く、強い言い方をしてしまいました。"


def mailed(to: str = "") -> str:
    """The path of the link in the newest mail to that address."""
    row = OutgoingMail.objects.filter(to__contains=to, body__contains="/appeal/mail/").latest("id")
    found = re.search(r"^https?://[^/]+(/support/appeal/mail/\S+)$", row.body, re.MULTILINE)
    assert found
    return found[1]


def token_of(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]


@pytest.fixture
def guest(db: None) -> Customer:
    return register(email="guest@example.jp", name="客人")


@pytest.fixture
def link(active: Make, guest: Customer) -> str:
    active(guest)
    return mailed()


def test_a_guest_disagrees_and_reads_the_answer(link: str, staff: Make, guest: Customer) -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(link)
    assert "恐れ入りますが、当面のお取引を控えさせていただきます。" in page.content.decode()
    typed = {"reason": TEXT, "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(link, typed).headers["Location"] == link
    row = FlagDecision.objects.get(act="appealed")
    assert (row.actor_key, row.actor_name) == (f"mail:{guest.pk}", "客人（メールのリンク）")
    audit = AuditRecord.objects.get(act="flag.appeal")
    assert (audit.actor_key, audit.reason) == (f"mail:{guest.pk}", TEXT)
    decide_appeal(row.flag, granted=False, reason="記録を確認しました。", by=staff("desk"))
    page = client.get(link).content.decode()
    assert TEXT in page
    assert "記録を確認しました。" in page
    for internal in ("電話での暴言が続いたため", "operator", "supervisor", "desk"):
        assert internal not in page


def test_the_answer_is_read_there_after_the_flag_has_ended(link: str, staff: Make) -> None:
    flag = AccountFlag.objects.get()
    appeal_by_mail(token_of(link), reason=TEXT)
    decide_appeal(flag, granted=True, reason="認めます。", by=staff("desk"))
    page = Client().get(link).content.decode()
    assert "お申し立てを認め、制限を解除しました。" in page
    assert "認めます。" in page


@pytest.mark.parametrize("who", ["operator", "supervisor"])
def test_what_came_by_mail_is_decided_by_a_third_person(
    proposed: Make, staff: Make, guest: Customer, who: str
) -> None:
    people = {"operator": staff("supervisor", "甲"), "supervisor": staff("supervisor", "乙")}
    flag = proposed(guest, by=people["operator"])
    approve(flag, by=people["supervisor"])
    appeal_by_mail(token_of(mailed("guest")), reason=TEXT)
    with pytest.raises(SamePerson):
        decide_appeal(flag, granted=True, reason="認めます", by=people[who])
    assert decide_appeal(flag, granted=True, reason="認めます", by=staff("desk"))


def test_once_only(link: str) -> None:
    for _ in range(2):
        Client().post(link, {"reason": TEXT})
    assert FlagDecision.objects.filter(act="appealed").count() == 1
    with pytest.raises(AlreadyDecided, match="すでに承っています"):
        appeal_by_mail(token_of(link), reason=TEXT)


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete"])
def test_what_opens_the_link_changes_nothing(link: str, method: str) -> None:
    before = [FlagDecision.objects.count(), AuditRecord.objects.count()]
    for _ in range(2):
        assert getattr(Client(), method)(link).status_code in (200, 405)
    assert [FlagDecision.objects.count(), AuditRecord.objects.count()] == before


def test_no_address_stands_in_the_link(active: Make, guest: Customer) -> None:
    active(guest)
    link = mailed()
    plain = signing.b64_decode(token_of(link).split(":")[0].encode()).decode()
    for text in (link, plain):
        assert "guest" not in text
        assert "example" not in text


def test_the_page_is_kept_by_nobody_and_tells_no_other_site_its_address(link: str) -> None:
    for answer in (
        Client().get(link),
        Client().post(link, {"reason": ""}),
        Client().post(link, {"reason": TEXT}),
    ):
        assert answer.headers["Referrer-Policy"] == "same-origin"
        for word in ("no-store", "private", "no-cache"):
            assert word in answer.headers["Cache-Control"]


def test_a_stale_form_gives_the_words_back(link: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(link, {"reason": TEXT})
    assert answer.status_code == 403
    assert TEXT in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert not FlagDecision.objects.filter(act="appealed").exists()


@pytest.mark.parametrize("text", ["", " \u3000", "\u200b", "あ" * 2_001, "\x00"])
def test_an_unusable_text_is_given_back(link: str, text: str) -> None:
    answer = Client().post(link, {"reason": text})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not FlagDecision.objects.filter(act="appealed").exists()


@pytest.mark.parametrize(
    ("days", "status"), [(0, 200), (30, 200), (364.9, 200), (365.1, 404), (3_650, 404)]
)
def test_it_holds_for_a_year(
    active: Make, guest: Customer, monkeypatch: pytest.MonkeyPatch, days: float, status: int
) -> None:
    flag = active(guest)
    made = datetime.now(UTC) - timedelta(days=days)
    with monkeypatch.context() as then:
        then.setattr("django.core.signing.time.time", made.timestamp)
        token = token_of(appeal_link.address_for(flag, "guest@example.jp"))
    assert Client().get(f"/support/appeal/mail/{token}/").status_code == status
    if status == 404:
        with pytest.raises(NotPermitted):
            appeal_by_mail(token, reason=TEXT)


def test_it_ends_when_the_address_is_exempted_and_comes_back_with_it(
    link: str, guest: Customer, staff: Make
) -> None:
    row = guest.identifiers.get()
    exempt(row, by=staff("supervisor"), reason="別の方")
    assert Client().get(link).status_code == 404
    assert Client().post(link, {"reason": TEXT}).status_code == 404
    with pytest.raises(NotPermitted):
        appeal_by_mail(token_of(link), reason=TEXT)
    reinstate(row, by=staff("supervisor"), reason="本人")
    assert Client().get(link).status_code == 200


def test_it_ends_when_the_address_of_the_account_is_exempted(
    active: Make, customer: Customer, staff: Make
) -> None:
    active()
    link = mailed("ichiro")
    exempt(customer.identifiers.get(kind="email"), by=staff("supervisor"), reason="別の方")
    assert Client().get(link).status_code == 404


def test_it_ends_when_the_account_leaves_the_address(active: Make, ichiro: User) -> None:
    active()
    link = mailed("ichiro")
    User.objects.filter(pk=ichiro.pk).update(email="ICHIRO@example.com")
    assert Client().get(link).status_code == 200  # the same one
    ichiro.email = "new@example.com"
    ichiro.save()
    assert Client().get(link).status_code == 404


def test_it_does_not_end_with_the_account(active: Make, ichiro: User) -> None:
    active()
    link = mailed("ichiro")
    ichiro.delete()
    assert Client().get(link).status_code == 200


def test_it_is_not_another_customers_after_a_merge_is_taken_back(
    active: Make, guest: Customer, customer: Customer, staff: Make
) -> None:
    made = merge(guest, customer, by=staff("supervisor"), reason="同じ方")
    active(guest)
    link = mailed("ichiro")
    assert Client().get(link).status_code == 200
    unmerge(made, by=staff("supervisor"), reason="別の方")
    assert Client().get(link).status_code == 404


def test_a_forged_or_changed_token_opens_nothing(link: str, settings: LazySettings) -> None:
    token = token_of(link)
    body, at, seal = token.split(":")
    other = signing.dumps([1, "x"], salt="another")
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"A{token[1:]}",
        f"{body}:{at}",
        f"{body}:{seal}",
        f"{body}:1aaaaa:{seal}",
        f"{body}::{seal}",
        f"{token}:x",
        other,
        signing.dumps([AccountFlag.objects.get().pk, ""], key="wrong", salt="kasuhara.flag.notice"),
        "x", "::", "あ", "%00", "%ED%A0%80", "." * 5_000,
    ]  # fmt: skip
    for wrong in forged:
        path = f"/support/appeal/mail/{wrong}/"
        assert Client().get(path).status_code == 404, wrong
        assert Client().post(path, {"reason": TEXT}).status_code == 404
    settings.SECRET_KEY = "another-key-of-the-shop"
    assert Client().get(link).status_code == 404
    assert not FlagDecision.objects.filter(act="appealed").exists()


def test_each_flag_has_its_own(active: Make, guest: Customer, customer: Customer) -> None:
    first, second, other = active(guest), active(guest), active(customer)
    tokens = [
        token_of(appeal_link.address_for(flag, "guest@example.jp")) for flag in (first, second)
    ]
    appeal_by_mail(tokens[1], reason=TEXT)
    assert FlagDecision.objects.get(act="appealed").flag == second
    foreign = token_of(appeal_link.address_for(other, "guest@example.jp"))
    assert appeal_link.holder(foreign) is None  # not an address of that customer
    assert Client().get(f"/support/appeal/mail/{foreign}/").status_code == 404


def test_an_address_that_cannot_be_matched_is_no_key_to_all_others(
    active: Make, customer: Customer, ichiro: User
) -> None:
    flag = active()
    User.objects.filter(pk=ichiro.pk).update(email='"a\\ b"@example.jp')
    odd, other = '"a\\ b"@example.jp', '"x\\ y"@example.jp'
    assert appeal_link.holder(token_of(appeal_link.address_for(flag, odd)))
    assert appeal_link.holder(token_of(appeal_link.address_for(flag, other))) is None
    User.objects.filter(pk=ichiro.pk).update(email="")
    for mailbox in (odd, other, ""):
        assert appeal_link.holder(token_of(appeal_link.address_for(flag, mailbox))) is None


@pytest.mark.parametrize("state", ["proposed", "rejected", "watch"])
def test_what_concerns_no_customer_has_no_page(
    proposed: Make, guest: Customer, staff: Make, state: str
) -> None:
    flag = proposed(guest, level="watch" if state == "watch" else "limit")
    if state == "rejected":
        reject(flag, by=staff("supervisor"))
    token = token_of(appeal_link.address_for(flag, "guest@example.jp"))
    for answer in (
        Client().get(f"/support/appeal/mail/{token}/"),
        Client().post(f"/support/appeal/mail/{token}/", {"reason": TEXT}),
    ):
        assert answer.status_code == 404
    assert not FlagDecision.objects.filter(act="appealed").exists()


@pytest.mark.parametrize("decided", ["", "reject", "lapse"])
def test_an_urgent_one_has_its_page_while_it_acts_and_after(
    proposed: Make, guest: Customer, staff: Make, decided: str
) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=30)
    at = {"now": long_ago} if decided == "lapse" else {}
    flag = proposed(guest, by=staff("supervisor"), urgent=True, **at)
    if decided == "reject":
        reject(flag, by=staff("desk"))
    answer = Client().get(mailed("guest"))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert ("お申し立てを送信する" in page) is not bool(decided)
    assert ("この制限は終了しています" in page) is bool(decided)


def test_who_waits_for_an_answer_learns_that_the_restriction_is_over(
    link: str, staff: Make
) -> None:
    appeal_by_mail(token_of(link), reason=TEXT)
    assert "いましばらくお待ちください" in Client().get(link).content.decode()
    lift(AccountFlag.objects.get(), by=staff("desk"), reason="落ち着かれたため")
    page = Client().get(link).content.decode()
    assert "お申し立てを確認している間に、制限が終了しました。" in page
    assert "お待ちください" not in page


def test_a_flag_that_ended_takes_no_appeal_and_is_not_said_to_hold(
    active: Make, guest: Customer, staff: Make
) -> None:
    flag = active(guest)
    link = mailed("guest")
    lift(flag, by=staff("desk"), reason="落ち着かれたため")
    page = Client().get(link).content.decode()
    assert "お申し立てを送信する" not in page
    assert "この制限は終了しています" in page
    assert Client().post(link, {"reason": TEXT}).status_code == 200
    assert not FlagDecision.objects.filter(act="appealed").exists()


def test_the_times_of_the_page_are_those_of_japan(link: str, settings: LazySettings) -> None:
    settings.TIME_ZONE = "UTC"
    at = datetime.now(UTC).replace(hour=15, minute=30)
    appeal_by_mail(token_of(link), reason=TEXT, now=at)
    tomorrow = at + timedelta(hours=9)
    words = f"{tomorrow.year}年{tomorrow.month}月{tomorrow.day}日 00:30に承りました"
    assert words in Client().get(link).content.decode()


def test_somebody_else_who_is_logged_in_appeals_as_the_mailbox(
    link: str, hanakos: Client, guest: Customer
) -> None:
    hanakos.post(link, {"reason": TEXT})
    assert FlagDecision.objects.get(act="appealed").actor_key == f"mail:{guest.pk}"
