from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.test import Client
from wagtail.models import GroupPagePermission, Page, Site, Workflow

from kasuhara_plugin.core.site_settings import RuleSettings, ShopSettings
from kasuhara_plugin.desk.roles import FULL, PAGE_ROLES, ROLES, SMALL_SHOP
from kasuhara_plugin.models import AuditRecord, PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db

ADDRESS = "/customer-harassment-policy/"
SHOP = {
    "company": "つばめプリント株式会社",
    "contact_name": "お客様サポート",
    "contact_phone": "03-0000-0000",
    "contact_email": "support@example.jp",
    "contact_hours": "平日 10:00～17:00",
}
OF_WAGTAIL = {"Moderators", "Editors"}
SIZES = [("small", SMALL_SHOP), ("full", FULL)]


def set_up(**options: Any) -> str:
    said = StringIO()
    call_command("kasuhara_setup", stdout=said, **options)
    return said.getvalue()


def everything() -> list[Any]:
    return [
        sorted(Group.objects.values_list("name", "permissions__codename"), key=str),
        sorted(GroupPagePermission.objects.values_list("group__name", "permission__codename")),
        list(Page.objects.order_by("pk").values("pk", "path", "url_path", "latest_revision")),
        list(PolicyPage.objects.values("pk", "body", "live")),
        list(PolicyVersion.objects.values()),
        list(Workflow.objects.values("name", "workflow_pages__page")),
        list(RuleSettings.objects.values()),
        list(ShopSettings.objects.values()),
    ]


@pytest.mark.parametrize(("roles", "groups"), SIZES)
def test_each_group_has_exactly_the_permissions_of_its_roles(
    roles: str, groups: dict[str, tuple[str, ...]]
) -> None:
    set_up(roles=roles)
    made = Group.objects.exclude(name__in=OF_WAGTAIL)
    assert set(made.values_list("name", flat=True)) == set(groups)
    for group in made:
        wanted = {codename for role in groups[group.name] for codename in ROLES[role]}
        held = set(group.permissions.values_list("content_type__app_label", "codename"))
        assert held == {("wagtailadmin", "access_admin")} | {
            ("kasuhara_plugin", codename) for codename in wanted
        }


@pytest.mark.parametrize(("roles", "groups"), SIZES)
def test_each_group_has_exactly_its_rights_on_the_policy_page(
    roles: str, groups: dict[str, tuple[str, ...]]
) -> None:
    set_up(roles=roles)
    for name, held_roles in groups.items():
        rights = GroupPagePermission.objects.filter(group__name=name)
        wanted = {codename for role in held_roles for codename in PAGE_ROLES[role]}
        assert {right.permission.codename for right in rights} == wanted
        assert {right.page_id for right in rights} <= {PolicyPage.objects.get().pk}


def test_a_small_shop_is_the_default() -> None:
    set_up()
    assert set(Group.objects.exclude(name__in=OF_WAGTAIL).values_list("name", flat=True)) == {
        "担当者",
        "責任者",
    }


@pytest.mark.parametrize("roles", ["small", "full"])
def test_running_it_again_changes_nothing(roles: str) -> None:
    assert "作成しました" in set_up(roles=roles)
    before = everything()
    assert "既にあります" in set_up(roles=roles)
    assert everything() == before


def test_what_a_shop_added_or_wrote_is_kept() -> None:
    set_up()
    page, rules, shop = PolicyPage.objects.get(), RuleSettings.load(), ShopSettings.objects.get()
    page.title, rules.appeal_days, shop.company = "当店の方針", 3, "つばめプリント"
    page.save()
    page.save_revision()
    rules.save()
    shop.save()
    own = Group.objects.get(name="担当者")
    own.permissions.add(
        Group.objects.get(name="責任者").permissions.get(codename="view_auditrecord")
    )
    set_up(company="別の会社")
    page.refresh_from_db()
    assert page.title == "当店の方針"
    assert RuleSettings.load().appeal_days == 3
    assert ShopSettings.objects.get().company == "つばめプリント"
    assert own.permissions.filter(codename="view_auditrecord").exists()


def test_a_policy_page_that_the_shop_moved_is_not_made_twice() -> None:
    set_up()
    page = PolicyPage.objects.get()
    page.slug = "policy"
    page.save()
    set_up()
    assert PolicyPage.objects.count() == 1


def test_settings_have_their_defaults() -> None:
    set_up()
    rules = RuleSettings.objects.get()
    assert (rules.decision_rule, rules.appeal_days) == ("two", 30)
    assert ShopSettings.objects.get().site == Site.objects.get(is_default_site=True)


def test_without_a_site_it_says_what_to_do_and_makes_nothing() -> None:
    Site.objects.all().delete()
    with pytest.raises(CommandError, match="サイト"):
        set_up()
    assert not PolicyPage.objects.exists()
    assert not Group.objects.filter(name="担当者").exists()


def test_where_another_page_has_the_address_nothing_is_half_made() -> None:
    home = Site.objects.get(is_default_site=True).root_page
    home.add_child(instance=Page(title="既存", slug="customer-harassment-policy"))
    with pytest.raises((CommandError, ValidationError), match="customer-harassment-policy"):
        set_up()
    assert not PolicyPage.objects.exists()
    assert not Group.objects.filter(name="担当者").exists()


def test_an_unknown_size_of_shop_is_refused() -> None:
    with pytest.raises(CommandError):
        call_command("kasuhara_setup", "--roles", "huge")


def test_an_unfilled_policy_stays_a_draft_and_says_what_is_missing() -> None:
    said = set_up()
    assert "まだ公開していません" in said
    for label in ("会社名", "お客様窓口の名称", "電話番号", "メールアドレス", "受付時間"):
        assert label in said
    assert not PolicyPage.objects.get().live
    assert Client().get(ADDRESS).status_code == 404


def test_once_it_is_filled_in_the_first_version_is_published_by_the_system() -> None:
    set_up()
    assert "第1版を公開しました" in set_up(**SHOP)
    version = PolicyVersion.objects.select_related("approval").get()
    assert (version.number, version.language) == (1, "ja")
    assert (version.approval.author_key, version.approval.approver_key) == ("", "")
    assert version.approval.approver_name == "システム"
    assert AuditRecord.objects.filter(act="policy.publish", actor_name="システム").count() == 1
    assert Client().get(ADDRESS).status_code == 200


def test_a_draft_is_read_by_nobody_until_it_is_published() -> None:
    set_up(draft=True, **SHOP)
    page = PolicyPage.objects.get()
    assert not page.live
    assert Client().get(ADDRESS).status_code == 404
    page.get_latest_revision().publish()
    assert Client().get(ADDRESS).status_code == 200
