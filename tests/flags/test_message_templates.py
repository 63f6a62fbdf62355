"""ご説明の文例: who writes them, what is kept of a change, and which are offered."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.flags.message import MessageTemplate
from kasuhara_plugin.models import AuditRecord, Customer

Make = Callable[..., Any]
INDEX, ADD = "/admin/kasuhara/templates/", "/admin/kasuhara/templates/add/"
TYPED = {"name": "新しい文例", "body": "{{ customer }}様、{{ お電話の日 }}のお電話", "order": "9"}


def edit(template: MessageTemplate) -> str:
    return reverse("kasuhara_templates:edit", args=[template.pk])


@pytest.fixture
def lead(staff: Make, as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("supervisor"))


def test_the_shop_begins_with_some_and_keeps_its_own(lead: Client) -> None:
    assert MessageTemplate.objects.count() == 3
    MessageTemplate.objects.update(body="当店の文面です")
    call_command("kasuhara_setup", verbosity=0)
    assert MessageTemplate.objects.count() == 3
    assert set(MessageTemplate.objects.values_list("body", flat=True)) == {"当店の文面です"}


def test_every_shipped_one_waits_for_a_person(proposed: Make) -> None:
    for template in MessageTemplate.objects.all():
        with pytest.raises(KasuharaError, match="まだ埋めていない"):
            proposed(customer_message=template.body)


def test_one_is_written_and_changed_with_its_author(lead: Client) -> None:
    assert lead.post(ADD, {**TYPED, "in_use": "on"}).status_code == 302
    template = MessageTemplate.objects.get(name="新しい文例")
    assert (template.body, template.in_use) == (TYPED["body"], True)
    lead.post(edit(template), {**TYPED, "body": "別の文面", "in_use": "on"})
    changed, made = AuditRecord.objects.filter(
        act="messagetemplate.change", subject_key=str(template.pk)
    )
    assert made.data["body"] == ["", TYPED["body"]]
    assert changed.data == {"body": [TYPED["body"], "別の文面"]}
    assert {made.actor_name, changed.actor_name} == {"supervisor"}


def test_the_same_again_is_no_act(lead: Client) -> None:
    lead.post(ADD, {**TYPED, "in_use": "on"})
    before = AuditRecord.objects.count()
    lead.post(edit(MessageTemplate.objects.get(name="新しい文例")), {**TYPED, "in_use": "on"})
    assert AuditRecord.objects.count() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"body": "\u200b"}, "body"),
        ({"body": "あ" * 1_001}, "body"),
        ({"name": "あ" * 101}, "name"),
        ({"order": "-1"}, "order"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    lead: Client, change: dict[str, str], field: str
) -> None:
    form = lead.post(ADD, {**TYPED, **change}).context["form"]
    assert list(form.errors) == [field]
    assert form["body"].value() == {**TYPED, **change}["body"]
    assert not MessageTemplate.objects.filter(name="新しい文例").exists()


@pytest.mark.parametrize("role", ["operator", "legal", "policy_editor", "customer", "nobody"])
def test_whoever_may_not_change_settings_has_no_door(
    staff: Make, hanako: User, as_user: Callable[[User], Client], role: str
) -> None:
    client = Client()
    if role != "nobody":
        client = as_user(hanako if role == "customer" else staff(role))
    template = MessageTemplate.objects.create(name="秘密の文例", body="秘密の文面")
    for address in (INDEX, f"{INDEX}results/", ADD, edit(template)):
        answer = client.get(address)
        assert answer.status_code in (302, 404)
        assert template.body not in answer.content.decode()
        client.post(address, {**TYPED, "in_use": "on"})
    assert not MessageTemplate.objects.filter(name="新しい文例").exists()


def test_nobody_deletes_one(lead: Client, staff: Make, as_user: Callable[[User], Client]) -> None:
    template = MessageTemplate.objects.first()
    for client in (lead, as_user(staff("superuser"))):
        for address in (f"{INDEX}delete/{template.pk}/", f"{INDEX}{template.pk}/delete/"):
            assert client.post(address).status_code == 404
    assert MessageTemplate.objects.filter(pk=template.pk).exists()


def test_a_retired_one_is_listed_and_not_offered(
    lead: Client, staff: Make, as_user: Callable[[User], Client], customer: Customer
) -> None:
    retired, *others = MessageTemplate.objects.all()
    lead.post(edit(retired), {"name": retired.name, "body": retired.body, "order": "0"})
    assert AuditRecord.objects.filter(
        act="messagetemplate.change", actor_name="supervisor"
    ).exists()
    assert retired.name in lead.get(INDEX).content.decode()
    address = reverse("kasuhara_flags:propose", args=[customer.pk])
    offered = as_user(staff("operator")).get(address).context["form"].fields["template"].queryset
    assert list(offered) == others
    MessageTemplate.objects.update(in_use=False)
    assert "template" not in as_user(staff("operator")).get(address).context["form"].fields


def test_the_list_costs_the_same_however_long_it_is(
    lead: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    lead.get(INDEX)
    with django_assert_max_num_queries(40) as few:
        lead.get(INDEX)
    for number in range(10):
        MessageTemplate.objects.create(name=f"文例{number}", body="文面")
    with django_assert_num_queries(len(few)):
        assert "文例9" in lead.get(INDEX).content.decode()
