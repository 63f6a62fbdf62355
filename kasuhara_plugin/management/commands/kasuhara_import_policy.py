"""``kasuhara_import_policy``: the text that a company already has becomes its policy page."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Site

from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.people import by_address
from kasuhara_plugin.policy import old_address
from kasuhara_plugin.policy.importer import LIMIT_BYTES, parse
from kasuhara_plugin.policy.intake import Particulars, take_in
from kasuhara_plugin.policy.outline import Outline
from kasuhara_plugin.policy.plain import as_text
from kasuhara_plugin.policy.publishing import publish_draft
from kasuhara_plugin.policy.shipped import TEXTS

SHIPPED = "shipped"


class Command(BaseCommand):
    help = (
        "方針の文章のファイルを取り込み、方針のページの下書きにします。"
        f"FILE を「{SHIPPED}」とすると、同梱の文章を取り込みます。"
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE", help="文章のファイル（1 MB まで）。")
        parser.add_argument("--page", metavar="SLUG", default="", help="取り込み先のスラッグ。")
        parser.add_argument("--language", default="", help="ページの言語。既定はサイトの言語。")
        parser.add_argument("--established-on", type=_day, metavar="DATE", help="制定日。")
        parser.add_argument("--effective-on", type=_day, metavar="DATE", help="施行日。")
        parser.add_argument("--change", default="", help="変更した点（2版目から必要です）。")
        parser.add_argument("--why", default="", help="変更の理由（2版目から必要です）。")
        parser.add_argument("--publish", action="store_true", help="取り込んで公開します。")
        parser.add_argument("--by", metavar="EMAIL", default="", help="作成した人。")
        parser.add_argument("--approved-by", metavar="EMAIL", default="", help="承認した人。")
        parser.add_argument("--redirect-from", metavar="PATH", default="", help="以前のアドレス。")
        parser.add_argument("--dry-run", action="store_true", help="構成だけを表示します。")

    def handle(self, *, file: str, dry_run: bool, **options: Any) -> None:
        try:
            language = options["language"]
            outline = parse(_content(file, language))
            for problem in outline.problems:
                self.stderr.write(str(problem))
            if dry_run:
                self.stdout.write(as_text(outline, language=language or "ja"))
            else:
                self.stdout.write(self._take_in(outline, **options))
        except KasuharaError as error:
            raise CommandError(str(error)) from error

    @transaction.atomic
    def _take_in(self, outline: Outline, **options: Any) -> str:
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            raise CommandError("Wagtail の既定のサイトがありません。先にサイトを作成してください。")
        if options["approved_by"] and not options["publish"]:
            raise CommandError("--approved-by は --publish と一緒に指定してください。")
        author, approver = (
            by_address(options[one]) if options[one] else None for one in ("by", "approved_by")
        )
        page = take_in(
            outline,
            site=site,
            by=author,
            language=options["language"],
            slug=options["page"],
            particulars=_particulars(options),
        )
        if options["redirect_from"]:
            old_address.lead_here(options["redirect_from"], page=page, site=site, by=author)
        if not options["publish"]:
            return f"「{page.title}」の下書きを保存しました。公開中の方針は変わっていません。"
        version = publish_draft(page, by=author, approved_by=approver)
        return f"「{version.title}」の第{version.number}版を公開しました。"


def _content(file: str, language: str) -> bytes:
    path = TEXTS.get(language or "ja") if file == SHIPPED else Path(file)
    if path is None:
        raise CommandError(f"言語「{language}」の文章は同梱していません。")
    try:
        with path.open("rb") as stream:
            return stream.read(LIMIT_BYTES + 1)  # one more than the importer takes
    except OSError as error:
        raise CommandError(f"ファイルを開けません：{file}（{error.strerror}）") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"日付は 2027-04-01 の形で入力してください：{text}") from error


def _particulars(options: dict[str, Any]) -> Particulars:
    return Particulars(
        established_on=options["established_on"],
        effective_on=options["effective_on"],
        change_summary=options["change"],
        change_reason=options["why"],
    )
