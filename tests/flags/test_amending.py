"""A proposal that is changed while it waits: by a person, for a reason, and approved anew."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import AlreadyDecided, NotPermitted, SamePerson, UnusableText
from kasuhara_plugin.flags.actions import IncompleteFlag, amend, approve
from kasuhara_plugin.flags.deciding import last_worded
from kasuhara_plugin.models import AccountFlag, AuditRecord, FlagDecision

Make = Callable[..., Any]
WHY = "期間を短くするため"


def test_an_amendment_says_who_changed_what_and_why(proposed: Make, staff: Make) -> None:
    flag = proposed()
    second = staff("supervisor")
    decision = amend(flag, scopes=["quote"], until=date(2099, 1, 31), by=second, reason=WHY)
    flag = AccountFlag.objects.get(pk=flag.pk)
    assert (flag.scopes, flag.until) == (["quote"], date(2099, 1, 31))
    assert flag.reason == "電話での暴言が続いたため"
    assert (decision.act, decision.actor_name, decision.reason) == ("amended", second.name, WHY)
    assert decision.content["until"] == "2099-01-31"
    earlier = FlagDecision.objects.get(flag=flag, act="proposed").content
    assert earlier["scopes"] == ["order"]
    audit = AuditRecord.objects.get(act="flag.amend")
    assert (audit.actor_name, audit.reason, audit.data["scopes"]) == (second.name, WHY, ["quote"])


@pytest.mark.parametrize("role", ["proposer", "amender"])
def test_nobody_approves_words_of_their_own(proposed: Make, staff: Make, role: str) -> None:
    proposer, amender = staff("supervisor", "甲"), staff("supervisor", "乙")
    flag = proposed(by=proposer)
    amend(flag, scopes=["quote"], by=amender, reason=WHY)
    with pytest.raises(SamePerson):
        approve(flag, by={"proposer": proposer, "amender": amender}[role])
    assert approve(flag, by=staff("supervisor", "丙")).actor_name == "丙"


def test_the_database_refuses_the_amender_as_well(proposed: Make, staff: Make) -> None:
    flag, amender = proposed(), staff("supervisor", "乙")
    amend(flag, scopes=["quote"], by=amender, reason=WHY)
    row = FlagDecision(
        flag=flag, act="approved", rule="two", actor_key=str(amender.pk), actor_name="乙",
        proposer_key=flag.proposer_key, amender_key=str(amender.pk),
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="two_people"), transaction.atomic():
        row.save()


def test_an_approval_of_what_was_there_before_is_refused(proposed: Make, staff: Make) -> None:
    flag, approver = proposed(), staff("supervisor", "丙")
    seen = last_worded(flag).pk
    amend(flag, scopes=["order", "quote"], by=staff("supervisor", "乙"), reason=WHY)
    with pytest.raises(AlreadyDecided, match="変更されました"):
        approve(flag, by=approver, seen=seen)
    assert approve(flag, by=approver, seen=last_worded(flag).pk)


def test_a_stale_screen_gives_the_words_back(
    proposed: Make, staff: Make, as_user: Callable[[User], Client]
) -> None:
    flag, approver = proposed(), as_user(staff("supervisor", "丙"))
    address = f"/admin/kasuhara/flags/{flag.pk}/approve/"
    seen = approver.get(address).context["form"].initial["seen"]
    amend(flag, scopes=["quote"], by=staff("supervisor", "乙"), reason=WHY)
    answer = approver.post(address, {"seen": seen, "reason": "確認しました"})
    assert answer.status_code == 200
    assert "変更されました" in answer.content.decode()
    assert "確認しました" in answer.content.decode()
    assert AccountFlag.objects.get(pk=flag.pk).status() == "proposed"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scopes": []}, IncompleteFlag),
        ({"customer_message": " "}, UnusableText),
        ({"until": date(2020, 1, 1)}, IncompleteFlag),
        ({"reason": ""}, UnusableText),
    ],
)
def test_an_amendment_keeps_to_the_rules_of_a_proposal(
    proposed: Make, staff: Make, changes: dict[str, Any], error: type[Exception]
) -> None:
    flag = proposed()
    before = AccountFlag.objects.filter(pk=flag.pk).values().get()
    with pytest.raises(error):
        amend(flag, **{"reason": WHY, **changes}, by=staff("supervisor"))
    assert AccountFlag.objects.filter(pk=flag.pk).values().get() == before
    assert not FlagDecision.objects.filter(act="amended").exists()


def test_what_is_decided_is_amended_by_nobody(active: Make, staff: Make) -> None:
    with pytest.raises(AlreadyDecided):
        amend(active(), scopes=["quote"], by=staff("desk"), reason=WHY)


def test_it_takes_the_permission_to_propose(proposed: Make, hanako: User) -> None:
    with pytest.raises(NotPermitted):
        amend(proposed(), scopes=["quote"], by=hanako, reason=WHY)


def test_the_form_changes_what_waits(
    proposed: Make, staff: Make, as_user: Callable[[User], Client]
) -> None:
    flag = proposed()
    client = as_user(staff("operator", "別の担当者"))
    address = f"/admin/kasuhara/flags/{flag.pk}/amend/"
    typed = {**client.get(address).context["form"].initial, "until": "2099-01-31", "review_on": ""}
    answer = client.post(address, {**typed, "amend_reason": WHY})
    assert answer.status_code == 302
    flag = AccountFlag.objects.get(pk=flag.pk)
    assert (flag.until, flag.scopes) == (date(2099, 1, 31), ["order"])
