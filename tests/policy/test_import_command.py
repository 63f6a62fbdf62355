"""``kasuhara_import_policy``: what each option does, and that a refusal leaves nothing behind."""

from collections.abc import Callable
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from storefront.accounts.models import User
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from kasuhara_plugin.models import AuditRecord, PolicyPage, PolicyVersion

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
TEXT = "お客様対応の方針\n\n1．はじめに\n安心してお取引いただくための方針です。\n以上\n"
CHANGE = ["--change", "書き直しました。", "--why", "運用の状況"]
EDITOR, BOSS = "policy_editor@staff.example.jp", "supervisor@staff.example.jp"
BY_TWO = ["--publish", "--by", EDITOR, "--approved-by", BOSS, *CHANGE]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def two(staff: Make) -> None:
    staff("policy_editor")
    staff("supervisor")


def run(*arguments: Any) -> str:
    out = StringIO()
    call_command("kasuhara_import_policy", *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def kept() -> list[Any]:
    return [
        list(PolicyVersion.objects.values()),
        list(Page.objects.order_by("pk").values()),
        [list(page.revisions.values()) for page in PolicyPage.objects.order_by("pk")],
        list(AuditRecord.objects.values()),
        list(Redirect.objects.values()),
    ]


def refused(*arguments: Any) -> str:
    before = kept()
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert kept() == before
    return str(caught.value)


def test_a_dry_run_prints_the_outline_and_writes_nothing(setup_done: None, file: Path) -> None:
    before = kept()
    assert run(file, "--dry-run", "--publish").strip() == TEXT.strip()
    assert kept() == before


def test_a_text_is_imported_as_a_draft(two: None, file: Path) -> None:
    said = run(file, "--by", EDITOR, "--effective-on", "2027-04-01", *CHANGE)
    assert "下書きを保存しました" in said
    page = PolicyPage.objects.get()
    draft = page.get_latest_revision_as_object()
    assert (page.title, draft.title) == (PolicyVersion.objects.get().title, "お客様対応の方針")
    assert (draft.effective_on, draft.revised_on) == (date(2027, 4, 1), None)
    assert (draft.change_summary, draft.change_reason) == ("書き直しました。", "運用の状況")
    assert page.get_latest_revision().user.email == EDITOR
    audit = AuditRecord.objects.first()
    assert (audit.act, audit.actor_name) == ("policy.import", "policy_editor")


def test_two_people_publish_it(two: None, file: Path) -> None:
    assert "第2版を公開しました" in run(file, *BY_TWO, "--established-on", "2026-01-05")
    version = PolicyVersion.objects.select_related("approval").get(number=2)
    assert (version.text, version.established_on) == (TEXT, date(2026, 1, 5))
    assert (version.change_summary, version.change_reason) == ("書き直しました。", "運用の状況")
    approval = version.approval
    assert (approval.author_name, approval.approver_name) == ("policy_editor", "supervisor")
    assert approval.rule == "two"


def test_one_person_publishes_it_where_one_decides(
    two: None, rule: Callable[[str], None], file: Path
) -> None:
    rule("one")
    run(file, "--publish", "--by", BOSS, *CHANGE)
    approval = PolicyVersion.objects.select_related("approval").get(number=2).approval
    assert (approval.author_name, approval.approver_name) == ("supervisor", "supervisor")
    assert approval.rule == "one"


def test_the_system_publishes_the_first_version_alone(db: None, file: Path) -> None:
    assert "第1版を公開しました" in run(file, "--publish")
    version = PolicyVersion.objects.select_related("approval").get()
    assert (version.text, version.approval.approver_name) == (TEXT, "システム")
    assert PolicyPage.objects.get().live


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--publish", *CHANGE], "承認する人が必要です"),
        (["--publish", "--by", EDITOR, *CHANGE], "承認した人も指定してください"),
        (["--publish", "--by", BOSS, "--approved-by", BOSS, *CHANGE], "別の人"),
        (["--publish", "--by", BOSS, "--approved-by", EDITOR, *CHANGE], "公開する権限がありません"),
        (["--publish", "--approved-by", BOSS, *CHANGE], "作成した人の記録がありません"),
        (["--publish", "--by", EDITOR, "--approved-by", BOSS], "変更した点と変更の理由"),
        ([*BY_TWO[:-2]], "変更した点と変更の理由"),
        ([*BY_TWO, "--effective-on", "1999-01-01"], "より後になっていません"),
        ([*BY_TWO, "--redirect-from", "/customer-harassment-policy/"], "転送元"),
        (["--by", "nobody@example.jp"], "nobody@example.jp"),
        (["--by", "retired@example.jp"], "retired@example.jp"),
        (["--by", "shared@example.jp"], "shared@example.jp"),
        (["--page", "home"], "home"),
        (["--page", "名前 と/空白"], "スラッグ"),
        (["--language", "en"], "en"),
        (["--language", "xx"], "xx"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_kept(
    two: None, file: Path, arguments: list[str], said: str
) -> None:
    home = Site.objects.get().root_page
    home.add_child(instance=Page(title="ホーム", slug="home"))
    User.objects.create_user("retired@example.jp", is_active=False)
    User.objects.bulk_create(User(email=f"{name}@example.jp") for name in ("shared", "Shared"))
    assert said in refused(file, *arguments)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "1行目"),
        ("題名\n見出しなし\n".encode(), "1行目"),
        ("1．一\n3．三\n".encode(), "2行目"),
        ("1．一\n以上\n新しい文\n".encode(), "3行目"),
        (b"1. a\n\x00\n", "2行目"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "行目"),
        (("題" * 256 + "\n1．一\n文\n").encode(), "255"),
    ],
)
def test_a_faulty_file_is_refused_with_its_line(
    setup_done: None, tmp_path: Path, content: bytes, line: str
) -> None:
    (tmp_path / "faulty.txt").write_bytes(content)
    assert line in refused(tmp_path / "faulty.txt")


@pytest.mark.parametrize("name", ["missing.txt", ".", "/proc/self/mem", "長" * 300])
def test_a_file_that_cannot_be_opened_is_named(setup_done: None, tmp_path: Path, name: str) -> None:
    assert "ファイルを開けません" in refused(tmp_path / name)


@pytest.mark.parametrize("day", ["2026-02-30", "明日", "2026/04/01", ""])
@pytest.mark.parametrize("option", ["--effective-on", "--established-on"])
def test_a_day_that_is_none_is_refused_by_the_option(
    setup_done: None, file: Path, option: str, day: str
) -> None:
    said = refused(file, f"{option}={day}")
    assert option in said
    assert "2027-04-01 の形" in said


def test_a_text_pasted_twice_is_imported_once_and_said(setup_done: None, tmp_path: Path) -> None:
    path = tmp_path / "twice.txt"
    path.write_text(TEXT + TEXT, encoding="utf-8")
    said = run(path)
    assert "行目" in said
    assert len(PolicyPage.objects.get().get_latest_revision_as_object().body) == 1


def test_the_old_address_is_led_to_the_page(two: None, file: Path) -> None:
    run(file, "--redirect-from", "/kasuhara/")
    redirect = Redirect.objects.get()
    assert (redirect.old_path, redirect.redirect_page_id) == (
        "/kasuhara",
        PolicyPage.objects.get().pk,
    )


def test_a_page_of_its_own_is_made_and_found_by_its_slug(db: None, file: Path) -> None:
    for _ in range(2):
        run(file, "--page", "care")
    page = PolicyPage.objects.get()
    assert (page.slug, page.revisions.count(), page.live) == ("care", 2, False)


def test_without_a_site_it_says_so(setup_done: None, file: Path) -> None:
    Site.objects.all().delete()
    assert "サイト" in refused(file)
