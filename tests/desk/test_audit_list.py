"""The audit list shows only what its reader may read anyway, and changes nothing."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import unlocked
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.desk.acts import ACTS
from kasuhara_plugin.flags.actions import propose
from kasuhara_plugin.models import AuditRecord, Customer
from kasuhara_plugin.notes.actions import write

AsUser = Callable[[User], Client]
INDEX = "kasuhara_audit:index"


@pytest.fixture
def acts(staff: Callable[..., User], customer: Customer) -> None:
    """One act on each kind of record."""
    author = staff("operator", "記入者")
    write(customer, body="<p>一。</p>", by=author)
    propose(customer, reason="暴言の記録", customer_message="お控えください。", by=author)
    rules = RuleSettings.load()
    rules.decision_rule = "one"
    rules.save()
    with unlocked(reason="保存期間", by=author):
        pass


def listed(client: Client, **query: str) -> set[str]:
    soup = BeautifulSoup(client.get(reverse(INDEX), query).content, "html.parser")
    said = {row.td.a.get_text(strip=True) for row in soup.select("main tbody tr")}
    return {act for act, name in ACTS.items() if name in said}


POLICY = {"policy.import", "policy.approve", "policy.publish"}
READ = POLICY | {
    "customer.register",
    "note.write",
    "flag.propose",
    "rulesettings.change",
    "shopsettings.change",
    "messagetemplate.change",
    "replytemplate.change",
}


@pytest.mark.parametrize(
    ("role", "read"),
    [
        ("supervisor", READ),
        ("desk", READ),
        ("legal", POLICY),
        ("superuser", READ | {"audit.unlock", "permission.give"}),
    ],
)
def test_the_reader_sees_the_acts_on_what_he_may_read(
    staff: Callable[..., User], as_user: AsUser, acts: None, role: str, read: set[str]
) -> None:
    assert listed(as_user(staff(role))) == read


@pytest.mark.parametrize(
    ("permission", "read"),
    [
        ("view_staffnote", {"note.write"}),
        ("view_accountflag", {"flag.propose"}),
        ("view_customer", {"customer.register"}),
        ("change_rulesettings", {"rulesettings.change"}),
        ("approve_accountflag", set()),
        ("view_user", {"permission.give"}),
        ("change_group", {"permission.give"}),
    ],
)
def test_one_permission_opens_the_acts_of_one_kind(
    staff: Callable[..., User], as_user: AsUser, acts: None, permission: str, read: set[str]
) -> None:
    legal = staff("legal")
    legal.user_permissions.set(Permission.objects.filter(codename=permission))
    assert listed(as_user(legal)) == read | POLICY  # the policy is read by every role


def test_a_record_is_not_found_by_whoever_may_not_read_its_subject(
    staff: Callable[..., User], as_user: AsUser, acts: None
) -> None:
    unread = POLICY | {"audit.unlock", "permission.give"}
    for record in AuditRecord.objects.exclude(act__in=unread):
        address = reverse("kasuhara_audit:inspect", args=[record.pk])
        assert as_user(staff("legal")).get(address).status_code == 404
        response = as_user(staff("supervisor")).get(address)
        assert response.status_code == 200
        assert record.actor_name in response.content.decode()


def test_a_search_or_a_filter_finds_nothing_more(
    staff: Callable[..., User], as_user: AsUser, acts: None
) -> None:
    client = as_user(staff("legal"))
    for query in ({"act": "note.write"}, {"actor_name": "記入者"}):
        assert listed(client, **query) == set()
    assert "記入者" not in client.get(reverse(INDEX)).content.decode()
    assert "記入者" not in client.get(reverse("kasuhara_audit:index_results")).content.decode()


def test_the_list_is_filtered_by_act_and_by_name(
    staff: Callable[..., User], as_user: AsUser, acts: None
) -> None:
    client = as_user(staff("supervisor"))
    assert listed(client, act="note.write") == {"note.write"}
    assert listed(client, actor_name="記入者") == {"note.write", "flag.propose"}


@pytest.mark.parametrize("door", ["index", "index_results", "inspect"])
@pytest.mark.parametrize("role", ["operator", "policy_editor", "customer", "nobody"])
def test_these_have_no_door_to_it(
    staff: Callable[..., User], as_user: AsUser, hanako: User, acts: None, role: str, door: str
) -> None:
    client = Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    record = AuditRecord.objects.get(act="flag.propose")
    args = [record.pk] if door == "inspect" else []
    response = client.get(reverse(f"kasuhara_audit:{door}", args=args))
    assert response.status_code in (302, 404)
    assert record.reason not in response.content.decode()


def test_reading_is_all_that_its_pages_do(
    staff: Callable[..., User], as_user: AsUser, acts: None
) -> None:
    client = as_user(staff("superuser"))
    record = AuditRecord.objects.get(act="note.write")
    before = AuditRecord.objects.count()
    for address in (reverse(INDEX), reverse("kasuhara_audit:inspect", args=[record.pk])):
        client.post(address, {"reason": "x"})
        client.delete(address)
        assert "/delete/" not in client.get(address).content.decode()
    record.refresh_from_db()
    assert (record.reason, AuditRecord.objects.count()) == ("", before)


def test_the_list_costs_the_same_however_long_it_is(
    staff: Callable[..., User], as_user: AsUser, setup_done: None,
    django_assert_num_queries: Any, django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client, index = as_user(staff("supervisor")), reverse(INDEX)
    for number in range(5):
        register(email=f"c{number}@example.com")
    client.get(index)
    with django_assert_max_num_queries(60) as few:
        client.get(index)
    for number in range(5, 15):
        register(email=f"c{number}@example.com")
    with django_assert_num_queries(len(few)):
        client.get(index)


def test_what_was_typed_is_shown_as_text(
    staff: Callable[..., User], as_user: AsUser, customer: Customer
) -> None:
    author = staff("operator")
    author.name = "<script>xss7()</script>"
    author.save()
    propose(customer, reason="<img src=xss7>", customer_message="お控えください。", by=author)
    record = AuditRecord.objects.get(act="flag.propose")
    client = as_user(staff("supervisor"))
    for address in (reverse(INDEX), reverse("kasuhara_audit:inspect", args=[record.pk])):
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        assert not soup.select("img[src=xss7]")
        assert all("xss7" not in script.text for script in soup.find_all("script"))
