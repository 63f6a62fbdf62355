"""Whoever gives or takes a right that the app guards is on record, with the person (law 4)."""

from collections.abc import Callable
from typing import Any

import pytest
from core.rights import APPROVE, permission
from django.contrib.auth.models import Group
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from storefront.accounts.models import User
from wagtail.log_actions import LogContext

from kasuhara_plugin.core.rights_kept import together
from kasuhara_plugin.models import AuditRecord

pytestmark = pytest.mark.django_db

WAYS: list[tuple[str, Callable[[User, Group], Any], tuple[str, dict[str, list[str]]]]] = [
    ("add", lambda u, g: u.groups.add(g), ("give", {"groups": ["上長"]})),
    ("set", lambda u, g: u.groups.set([g]), ("give", {"groups": ["上長"]})),
    ("user_set", lambda u, g: g.user_set.add(u), ("give", {"groups": ["上長"]})),
    (
        "own",
        lambda u, g: u.user_permissions.add(permission()),
        ("give", {"permissions": [APPROVE]}),
    ),
    ("own, other end", lambda u, g: permission().user_set.add(u), ("give", {"permissions": [APPROVE]})),
    (
        "the way in",
        lambda u, g: u.user_permissions.add(permission("wagtailadmin.access_admin")),
        ("give", {"permissions": ["wagtailadmin.access_admin"]}),
    ),
    (
        "handing out",
        lambda u, g: u.user_permissions.add(permission("accounts.change_user")),
        ("give", {"permissions": ["accounts.change_user"]}),
    ),
    ("superuser", lambda u, g: save(u, is_superuser=True), ("give", {"account": ["is_superuser"]})),
    (
        "superuser, one field",
        lambda u, g: save(u, ["is_superuser"], is_superuser=True),
        ("give", {"account": ["is_superuser"]}),
    ),
]  # fmt: skip


def save(user: User, update_fields: list[str] | None = None, **values: Any) -> None:
    for name, value in values.items():
        setattr(user, name, value)
    user.save(update_fields=update_fields)


@pytest.mark.parametrize(("act", "kept"), [row[1:] for row in WAYS], ids=[row[0] for row in WAYS])
def test_what_an_account_is_given_is_one_record_by_whoever_gave_it(
    hanako: User, lead: Group, told: Any, staff: Any, act: Any, kept: tuple[str, Any]
) -> None:
    owner = staff("superuser")
    before = len(told())
    with LogContext(user=owner):
        act(hanako, lead)
    assert told()[before:] == [(kept[0], "山田 花子", kept[1])]
    row = AuditRecord.objects.latest("pk")
    assert (row.actor_key, row.actor_name) == (str(owner.pk), owner.name)
    assert (row.subject_type, row.subject_key) == ("accounts.user", str(hanako.pk))


@pytest.mark.parametrize(
    "act",
    [
        lambda u, g: u.groups.remove(g),
        lambda u, g: u.groups.clear(),
        lambda u, g: u.groups.set([]),
        lambda u, g: g.user_set.remove(u),
        lambda u, g: g.user_set.clear(),
    ],
)
def test_what_an_account_loses_is_one_record_too(
    hanako: User, lead: Group, told: Any, act: Any
) -> None:
    hanako.groups.add(lead)
    act(hanako, lead)
    assert told()[1:] == [("take", "山田 花子", {"groups": ["上長"]})]
    assert AuditRecord.objects.latest("pk").actor_name == "システム"


def test_what_a_group_is_given_and_loses_is_on_record(plain: Group, told: Any) -> None:
    plain.permissions.add(permission(), permission("accounts.view_user"))
    permission().group_set.remove(plain)
    assert told() == [
        ("give", "メルマガ会員", {"permissions": [APPROVE]}),
        ("take", "メルマガ会員", {"permissions": [APPROVE]}),
    ]


def test_what_changes_nothing_or_is_the_hosts_own_business_is_no_act(
    hanako: User, plain: Group, lead: Group, told: Any
) -> None:
    hanako.groups.add(plain)
    hanako.groups.remove(plain, lead)  # he never was in the second
    hanako.user_permissions.add(permission("accounts.view_user"))
    hanako.groups.clear()
    plain.permissions.set([permission("accounts.view_user")])
    save(hanako, is_active=False, is_staff=True)
    save(hanako, is_active=True, name="山田 花")
    hanako.delete()
    plain.delete()
    assert told() == []


@pytest.mark.parametrize("right", ["group", "own", "superuser"])
def test_shutting_the_account_of_somebody_with_rights_is_an_act(
    hanako: User, lead: Group, told: Any, right: str
) -> None:
    if right == "group":
        hanako.groups.add(lead)
    elif right == "own":
        hanako.user_permissions.add(permission())
    else:
        save(hanako, is_superuser=True)
    save(hanako, is_active=False)
    save(hanako, is_active=True)
    assert told()[1:] == [
        ("take", "山田 花子", {"account": ["is_active"]}),
        ("give", "山田 花子", {"account": ["is_active"]}),
    ]


def test_a_new_superuser_is_on_record(told: Any, setup_done: None) -> None:
    User.objects.create_superuser("boss@example.com", name="店主")
    assert told() == [("give", "店主", {"account": ["is_superuser"]})]


def test_the_rights_that_go_with_an_account_or_a_group_are_on_record(
    hanako: User, plain: Group, lead: Group, told: Any
) -> None:
    hanako.groups.add(lead)
    plain.permissions.add(permission())
    hanako.delete()
    plain.delete()
    assert told()[2:] == [
        ("take", "山田 花子", {"groups": ["上長"]}),
        ("take", "メルマガ会員", {"permissions": [APPROVE]}),
    ]


def test_a_log_in_and_a_saved_name_ask_nothing_or_one_question(
    hanako: User, django_assert_num_queries: Any
) -> None:
    hanako.last_login = timezone.now()
    with django_assert_num_queries(1):
        hanako.save(update_fields=["last_login"])
    hanako.company = "山田商店"
    with django_assert_num_queries(1):
        hanako.save(update_fields=["company"])
    with django_assert_num_queries(3):  # the flags, the account, and whether its address is known
        hanako.save()


def test_a_change_in_the_admin_is_that_persons(
    hanako: User, lead: Group, told: Any, staff: Any, as_user: Callable[[User], Client]
) -> None:
    owner = staff("superuser")
    before = len(told())
    data = {
        "email": hanako.email, "name": hanako.name, "company": "", "phone": "",
        "is_active": "on", "groups": [lead.pk],
    }  # fmt: skip
    client = as_user(owner)
    assert (
        client.post(reverse("wagtailusers_users:edit", args=[hanako.pk]), data).status_code == 302
    )
    assert told()[before:] == [("give", "山田 花子", {"groups": ["上長"]})]
    assert AuditRecord.objects.latest("pk").actor_name == owner.name


def test_what_is_given_together_and_fails_is_not_given(plain: Group, told: Any) -> None:
    with pytest.raises(RuntimeError), together():
        plain.permissions.add(permission())
        raise RuntimeError
    assert (told(), plain.permissions.count()) == ([], 0)


@pytest.mark.parametrize("act", [row[1] for row in WAYS], ids=[row[0] for row in WAYS])
def test_without_its_record_no_right_is_given(
    hanako: User, lead: Group, no_audit_table: None, act: Any
) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        act(hanako, lead)
    kept = User.objects.get(pk=hanako.pk)
    assert not kept.is_superuser
    assert not kept.groups.exists()
    assert not kept.user_permissions.exists()
