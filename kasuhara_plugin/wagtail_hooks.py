"""Registers the rooms in the Wagtail admin; nothing else happens here."""

from typing import Any

from django.apps import apps
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.contrib.settings.registry import register_setting

from kasuhara_plugin.core.retention_settings import RetentionSettings
from kasuhara_plugin.core.site_settings import RuleSettings, ShopSettings
from kasuhara_plugin.customers.choosers import customer_chooser
from kasuhara_plugin.desk.audit_log import AuditViewSet
from kasuhara_plugin.desk.disclosure_views import DisclosureViewSet
from kasuhara_plugin.desk.home import HomePanel
from kasuhara_plugin.desk.mail import OutgoingMailViewSet
from kasuhara_plugin.desk.user_listing import buttons
from kasuhara_plugin.desk.viewsets import DeskCustomerViewSet
from kasuhara_plugin.flags.choosers import flag_chooser
from kasuhara_plugin.flags.held_views import HeldOrderViewSet
from kasuhara_plugin.flags.viewsets import (
    AccountFlagViewSet,
    MessageTemplateViewSet,
    RefusalViewSet,
)
from kasuhara_plugin.inquiries.inbox.account_panel import InquiryPanel
from kasuhara_plugin.inquiries.inbox.wording_views import InquiryTagViewSet, ReplyTemplateViewSet
from kasuhara_plugin.inquiries.rules_form import menu_item
from kasuhara_plugin.inquiries.viewsets import InquiryViewSet
from kasuhara_plugin.notes.viewsets import StaffNoteViewSet
from kasuhara_plugin.policy.editor import approve_first
from kasuhara_plugin.policy.viewsets import (
    AttestationViewSet,
    PolicyReviewViewSet,
    PolicyVersionViewSet,
)

if apps.is_installed("wagtail.contrib.settings"):  # a check says so where it is not
    register_setting(ShopSettings, icon="home")
    register_setting(RuleSettings, icon="cog")
    register_setting(RetentionSettings, icon="bin")


class KasuharaGroup(ViewSetGroup):
    menu_label = "カスハラ対策"
    menu_icon = "warning"
    menu_order = 150
    items = (
        InquiryViewSet(),
        DeskCustomerViewSet(),
        AccountFlagViewSet(),
        RefusalViewSet(),
        HeldOrderViewSet(),
        MessageTemplateViewSet(),
        ReplyTemplateViewSet(),
        InquiryTagViewSet(),
        StaffNoteViewSet(),
        PolicyVersionViewSet(),
        PolicyReviewViewSet(),
        AttestationViewSet(),
        DisclosureViewSet(),
        OutgoingMailViewSet(),
        AuditViewSet(),
    )


@hooks.register("register_admin_viewset")
def register_rooms() -> Any:
    return KasuharaGroup()


@hooks.register("register_admin_viewset")
def register_choosers() -> Any:
    return [customer_chooser, flag_chooser]


@hooks.register("register_account_settings_panel")
def account_panel(request: HttpRequest, user: Any, profile: Any) -> Any:
    return InquiryPanel(request, user, profile)


@hooks.register("insert_global_admin_css")
def admin_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("kasuhara_plugin/admin.css"))


@hooks.register("construct_homepage_panels")
def home_panel(request: HttpRequest, panels: list[Any]) -> None:
    panel = HomePanel(request.user)
    if not panel.is_empty:
        panels.append(panel)


hooks.register("register_settings_menu_item", menu_item)
hooks.register("before_publish_page", approve_first)
hooks.register("register_user_listing_buttons", buttons)
