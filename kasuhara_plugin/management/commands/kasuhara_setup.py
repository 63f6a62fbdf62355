"""``kasuhara_setup``: groups, permissions, the policy page and the settings. Safe to run again."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.log_actions import LogContext
from wagtail.models import Site

from kasuhara_plugin.core import clock, rights_kept
from kasuhara_plugin.core.people import UnknownPerson, by_address
from kasuhara_plugin.core.site_settings import RuleSettings, ShopSettings
from kasuhara_plugin.desk.roles import FULL, SMALL_SHOP, make_groups
from kasuhara_plugin.flags import shipped_templates
from kasuhara_plugin.inquiries.inbox import wordings
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.policy import actions, placeholders
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.intake import SLUG, UnfitPage, policy_page, policy_pages, take_in
from kasuhara_plugin.policy.publishing import publish_draft
from kasuhara_plugin.policy.shipped import TEXTS
from kasuhara_plugin.policy.tasks import make_workflow


class Command(BaseCommand):
    help = "権限グループ、方針のページ、設定の初期値を作成します。何度実行しても構いません。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--roles",
            choices=["small", "full"],
            default="small",
            help="small：担当者と責任者。full：担当者、上長、相談窓口、法務、方針管理者。",
        )
        parser.add_argument(
            "--draft", action="store_true", help="方針のページを公開せず、下書きとして作成します。"
        )
        parser.add_argument(
            "--by",
            metavar="EMAIL",
            default="",
            help="権限と設定の変更を、この人が行ったものとして監査記録に残します。",
        )
        for name in placeholders.NAMES:
            label = ShopSettings._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            parser.add_argument(
                f"--{name.replace('_', '-')}",
                default="",
                help=f"{label}（未入力のときだけ入れます）。",
            )

    @transaction.atomic
    def handle(self, *, by: str, **options: Any) -> None:
        try:
            person = by_address(by) if by else None
        except UnknownPerson as error:
            raise CommandError(str(error)) from None
        with LogContext(user=person):
            self._set_up(**options)

    def _set_up(self, *, roles: str, draft: bool, **shop: Any) -> None:
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            raise CommandError("Wagtail の既定のサイトがありません。先にサイトを作成してください。")
        _fill_in(ShopSettings.for_site(site), shop)
        RuleSettings.load()
        InquiryRules.load()
        shipped_templates.make()
        wordings.make_shipped()
        page = policy_page(site)
        said = "方針のページは既にあります。" if page else "方針のページの下書きを作成しました。"
        page = page or _shipped_page(site)
        make_workflow(page)
        with rights_kept.together():
            for each in policy_pages(site):  # translations too
                make_groups(FULL if roles == "full" else SMALL_SHOP, each)
        self.stdout.write(f"{said}権限グループを整えました。")
        if not draft and actions.latest_version(page) is None:
            self._publish_first(page)

    def _publish_first(self, page: Any) -> None:
        """The system publishes the first version, as soon as nothing is missing in it."""
        drafted = page.get_latest_revision_as_object()
        if missing := actions.missing(drafted, now=clock.now()):
            self.stdout.write("方針はまだ公開していません。" + "".join(missing))
            self.stdout.write(
                "入力してから、もう一度このコマンドを実行するか、管理画面で公開してください。"
            )
            return
        publish_draft(page)
        self.stdout.write("方針の第1版を公開しました。")


def _fill_in(settings: ShopSettings, given: dict[str, Any]) -> None:
    """Keeps what the shop wrote itself."""
    empty = [name for name in placeholders.NAMES if given.get(name) and not getattr(settings, name)]
    for name in empty:
        setattr(settings, name, given[name])
    if empty:
        settings.save()


def _shipped_page(site: Site) -> Any:
    """In the language of the site, if the text comes in it."""
    language = site.root_page.locale.language_code.partition("-")[0]
    outline = parse(TEXTS.get(language, TEXTS["ja"]).read_bytes())
    try:
        return take_in(outline, site=site, by=None)
    except UnfitPage as error:
        message = f"方針のページを作成できません。同じアドレスのページがあります（{SLUG}）。"
        raise CommandError(message) from error
