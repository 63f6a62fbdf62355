"""Who is asked by mail to decide: whoever may, and nobody who had a hand in it (law 2)."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone
from storefront.accounts.models import User

from kasuhara_plugin.core import outbox
from kasuhara_plugin.core.clock import TOKYO
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import amend, appeal, approve, lift, ratify
from kasuhara_plugin.models import OutgoingMail

Make = Callable[..., Any]
KIND = "flag.staff"


def asked() -> set[str]:
    """The names of those who were written to since ``forget``."""
    rows = OutgoingMail.objects.filter(kind=KIND).order_by("id")
    return {row.to.partition("@")[0] for row in rows}


def bodies() -> list[str]:
    rows = OutgoingMail.objects.filter(kind=KIND)
    return [f"{row.subject}\n{row.body}" for row in rows]


@pytest.fixture
def people(staff: Make) -> dict[str, User]:
    """Two who may only propose, three who may decide."""
    names = {"ope1": "operator", "ope2": "operator", "sup1": "supervisor", "sup2": "supervisor"}
    return {**{name: staff(role, name) for name, role in names.items()}, "desk": staff("desk")}


def test_a_proposal_asks_everybody_who_may_approve(people: dict[str, User], proposed: Make) -> None:
    proposed(by=people["ope1"])
    assert asked() == {"sup1", "sup2", "desk"}
    assert "【緊急】" not in bodies()[0]


def test_never_who_proposed_it(people: dict[str, User], proposed: Make) -> None:
    proposed(by=people["sup1"])
    assert asked() == {"sup2", "desk"}


def test_an_urgent_one_says_so_and_until_when(people: dict[str, User], proposed: Make) -> None:
    with timezone.override("UTC"):
        proposed(by=people["sup1"], urgent=True, now=datetime(2026, 11, 20, 18, 0, tzinfo=TOKYO))
    assert asked() == {"sup2", "desk"}
    assert "【緊急】取引制限の追認をお願いします" in bodies()[0]
    assert "2026年11月25日 00:00までに追認しないと" in bodies()[0]


@pytest.mark.parametrize("act", ["amend", "approve", "lift", "ratify"])
def test_what_asks_for_nothing_writes_to_nobody(
    people: dict[str, User], proposed: Make, act: str
) -> None:
    flag = proposed(by=people["sup1"], urgent=act == "ratify")
    if act == "lift":
        approve(flag, by=people["sup2"])
    before = OutgoingMail.objects.filter(kind=KIND).count()
    acts: dict[str, Callable[[], Any]] = {
        "amend": lambda: amend(flag, by=people["desk"], reason="直す", scopes=["quote"]),
        "approve": lambda: approve(flag, by=people["sup2"]),
        "ratify": lambda: ratify(flag, by=people["sup2"]),
        "lift": lambda: lift(flag, by=people["sup2"], reason="終わり"),
    }
    acts[act]()
    assert OutgoingMail.objects.filter(kind=KIND).count() == before


def test_to_watch_asks_nobody(people: dict[str, User], proposed: Make) -> None:
    proposed(by=people["ope1"], level="watch")
    assert asked() == set()


def _appealed(people: dict[str, User], proposed: Make, by: User) -> set[str]:
    flag = proposed(by=people["sup1"])
    amend(flag, by=people["ope1"], reason="直す", scopes=["quote"])
    approve(flag, by=people["sup2"])
    before = set(OutgoingMail.objects.values_list("pk", flat=True))
    appeal(flag, by=by, reason="不服です")
    rows = OutgoingMail.objects.filter(kind=KIND).exclude(pk__in=before)
    return {row.to.partition("@")[0] for row in rows}


def test_an_appeal_asks_who_had_no_hand_in_it(
    people: dict[str, User], proposed: Make, ichiro: User
) -> None:
    assert _appealed(people, proposed, ichiro) == {"desk"}


def test_an_amender_is_not_asked_about_the_appeal(
    people: dict[str, User], proposed: Make, staff: Make, ichiro: User
) -> None:
    flag = proposed(by=people["ope1"])
    amend(flag, by=people["sup1"], reason="直す", scopes=["quote"])
    approve(flag, by=people["sup2"])
    before = OutgoingMail.objects.filter(kind=KIND).count()
    appeal(flag, by=ichiro, reason="不服です")
    new = OutgoingMail.objects.filter(kind=KIND).order_by("id")[before:]
    assert [row.to for row in new] == ["desk@staff.example.jp"]


def test_where_one_person_decides_only_who_acted_is_left_out(
    one_person_rule: None, people: dict[str, User], proposed: Make, ichiro: User
) -> None:
    proposed(by=people["sup1"])
    assert asked() == {"sup2", "desk"}
    assert "申請した人は決裁できません" not in "".join(bodies())
    assert _appealed(people, proposed, ichiro) == {"sup1", "sup2", "desk"}


def test_a_shop_of_one_is_not_written_to_by_itself(
    one_person_rule: None, staff: Make, proposed: Make
) -> None:
    proposed(by=staff("supervisor"))
    assert asked() == set()


def test_the_shop_switches_it_off(people: dict[str, User], proposed: Make, ichiro: User) -> None:
    rules = RuleSettings.load()
    rules.staff_mail = False
    rules.save()
    assert _appealed(people, proposed, ichiro) == set()
    assert asked() == set()


@pytest.mark.parametrize("email", ["", "nonsense", "a@b", "x@example.jp\nBcc: y@example.jp"])
def test_an_unusable_address_keeps_nobody_else_from_being_asked(
    people: dict[str, User], proposed: Make, email: str
) -> None:
    User.objects.filter(pk=people["sup1"].pk).update(email=email)
    flag = proposed(by=people["ope1"])
    assert asked() == {"sup2", "desk"}
    assert flag.status() == "proposed"


def test_who_left_or_lost_the_permission_or_has_no_admin_is_not_asked(
    people: dict[str, User], proposed: Make, staff: Make
) -> None:
    User.objects.filter(pk=people["sup1"].pk).update(is_active=False)
    people["sup2"].groups.clear()
    staff("superuser", "owner")
    proposed(by=people["ope1"])
    assert asked() == {"desk", "owner"}


def test_somebody_in_several_groups_is_asked_once(people: dict[str, User], proposed: Make) -> None:
    people["sup1"].groups.add(*people["desk"].groups.all(), *people["ope1"].groups.all())
    proposed(by=people["ope1"])
    assert OutgoingMail.objects.filter(kind=KIND, to__startswith="sup1").count() == 1


def test_no_name_of_a_customer_leaves_the_admin(
    people: dict[str, User], proposed: Make, staff: Make
) -> None:
    guest = register(email="guest@example.jp", name="客人 太郎", phone="03-1234-5678")
    flag = proposed(guest, by=people["ope1"], reason="社内の理由", customer_message="ご説明です")
    approve(flag, by=people["sup2"])
    appeal(flag, by=people["ope2"], reason="客人 太郎の言い分")
    proposed(guest, by=people["sup1"], urgent=True)
    assert len(bodies()) == 3 + 2 + 2
    for body in bodies():
        for word in ("客人", "guest", "1234", "社内の理由", "ご説明です", "言い分"):
            assert word not in body
        assert re.search(r"^http://localhost/admin/kasuhara/flags/\d+/$", body, re.MULTILINE)


def test_more_than_a_few_wait_for_the_next_run(
    people: dict[str, User], staff: Make, proposed: Make, settings: LazySettings,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    with django_capture_on_commit_callbacks() as few:
        proposed(by=people["ope1"], notify=False)
    for number in range(3):
        staff("desk", f"further{number}")
    with django_capture_on_commit_callbacks() as many:
        proposed(by=people["ope1"], notify=False)
    assert (tries(few), tries(many)) == (3, 0)


def tries(callbacks: list[Any]) -> int:
    return sum(one.__module__ == outbox.__name__ for one in callbacks)


@pytest.mark.parametrize("name", ["<b>太郎</b> & 花子", "太郎\r\nBcc: evil@example.jp"])
def test_the_name_of_a_colleague_breaks_no_mail(
    people: dict[str, User], proposed: Make, name: str
) -> None:
    people["ope1"].name = name
    people["ope1"].save()
    proposed(by=people["ope1"])
    row = OutgoingMail.objects.filter(kind=KIND).latest("id")
    assert f"{name}さんから" in row.body
    assert row.subject.startswith("取引制限の申請があります（フラグ")
