"""What a group may do with the policy page, how the admin gives it, and the groups of the setup."""

from collections.abc import Callable
from typing import Any

import pytest
import wagtail.models
from core.rights import APPROVE, acts, permission
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User
from wagtail.models import GroupPagePermission, Page, Site

from kasuhara_plugin.models import AuditRecord, PolicyPage

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("way", ["create", "bulk_create"])
@pytest.mark.parametrize("place", ["the policy", "above it", "another page"])
def test_the_right_to_publish_the_policy_is_a_right(
    plain: Group, told: Any, way: str, place: str
) -> None:
    home = Site.objects.get(is_default_site=True).root_page
    page: Any = {
        "the policy": PolicyPage.objects.get(),
        "above it": home,
        "another page": home.add_child(instance=Page(title="料金", slug="prices")),
    }[place]
    values = {"group": plain, "page": page, "permission": permission("wagtailcore.publish_page")}
    if way == "create":
        GroupPagePermission.objects.create(**values)
    else:
        GroupPagePermission.objects.bulk_create([GroupPagePermission(**values)])
    plain.page_permissions.all().delete()
    name = {"pages": [f"publish_page（{page.title}）"]}
    kept = [("give", plain.name, name), ("take", plain.name, name)]
    assert told() == ([] if place == "another page" else kept)


@pytest.mark.skipif(not hasattr(wagtail.models, "GroupSitePermission"), reason="since Wagtail 8")
def test_the_right_to_change_our_settings_of_one_site_is_a_right(plain: Group, told: Any) -> None:
    site = Site.objects.get(is_default_site=True)
    change = permission("kasuhara_plugin.change_shopsettings")
    plain.site_permissions.create(site=site, permission=change)
    plain.site_permissions.all().delete()
    name = {"pages": [f"change_shopsettings（{site}）"]}
    assert told() == [("give", plain.name, name), ("take", plain.name, name)]


def test_the_permissions_of_a_group_on_the_policy_in_the_admin_are_that_persons(
    plain: Group, told: Any, staff: Any, as_user: Callable[[User], Client]
) -> None:
    owner = staff("superuser")
    before, page = len(told()), PolicyPage.objects.get()
    data = {
        "name": plain.name,
        "permissions": [permission().pk],
        "page_permissions-0-page": page.pk,
        "page_permissions-0-permissions": ["publish_page"],
    }
    for kind in ("page", "document", "image", "collection"):
        data[f"{kind}_permissions-TOTAL_FORMS"] = int(kind == "page")
        data[f"{kind}_permissions-INITIAL_FORMS"] = 0
    address = reverse("wagtailusers_groups:edit", args=[plain.pk])
    assert as_user(owner).post(address, data).status_code == 302
    assert told()[before:] == [
        ("give", plain.name, {"permissions": [APPROVE]}),
        ("give", plain.name, {"pages": [f"publish_page（{page.title}）"]}),
    ]
    assert set(AuditRecord.objects.order_by("-pk").values_list("actor_name", flat=True)[:2]) == {
        owner.name
    }


@pytest.fixture
def told_nothing(db: None) -> None:
    assert acts() == []


def test_the_setup_is_one_record_a_group_and_again_none(db: None, told_nothing: None) -> None:
    call_command("kasuhara_setup", roles="full", verbosity=0)
    names = [(act, name) for act, name, _ in acts()]
    assert sorted(names) == [
        ("give", name) for name in sorted(("担当者", "上長", "相談窓口", "法務", "方針管理者"))
    ]
    call_command("kasuhara_setup", roles="full", verbosity=0)
    assert len(acts()) == 5
    by_name = {name: data for _, name, data in acts()}
    assert APPROVE in by_name["上長"]["permissions"]
    assert by_name["方針管理者"]["pages"][0].startswith("change_page（")


def test_the_setup_is_done_by_whom_it_names(hanako: User) -> None:
    call_command("kasuhara_setup", by=hanako.email, verbosity=0)
    rows = AuditRecord.objects.filter(act="permission.give")
    assert set(rows.values_list("actor_name", flat=True)) == {hanako.name}
    with pytest.raises(CommandError, match=r"nobody@example\.com"):
        call_command("kasuhara_setup", by="nobody@example.com", verbosity=0)


def test_without_its_record_no_page_right_is_given(plain: Group, no_audit_table: None) -> None:
    right = GroupPagePermission(
        group=plain,
        page=PolicyPage.objects.get().page_ptr,
        permission=permission("wagtailcore.publish_page"),
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        GroupPagePermission.objects.bulk_create([right])
    assert not plain.page_permissions.exists()
