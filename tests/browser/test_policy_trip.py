from collections.abc import Callable
from pathlib import Path
from typing import Any

from kasuhara_plugin.models import PolicyPage, PolicyVersion

ADDRESS = "/customer-harassment-policy/"


def test_a_visitor_reads_the_nine_sections_of_the_policy(visitor: Callable[..., Any]) -> None:
    reader = visitor(javascript=False)
    reader.goto("/")
    reader.follow("カスタマーハラスメント対策基本方針")
    headings = reader.page.locator("main h2").all_inner_texts()
    numbers = [heading.partition("．")[0] for heading in headings if "．" in heading]
    assert numbers == list("123456789")
    assert reader.sees("つばめプリント株式会社は", "03-0000-0000", "support@example.jp")


def test_a_clause_has_an_address_of_its_own(visitor: Callable[..., Any]) -> None:
    reader = visitor()
    reader.goto("/customer-harassment-policy/#s6-3-b")
    assert reader.page.locator(":target").inner_text() == "業務に著しい支障が生じているとき"


def test_a_draft_goes_through_the_workflow_to_the_public(visitor: Callable[..., Any]) -> None:
    editor, second, reader = visitor(), visitor(), visitor(javascript=False)
    page = PolicyPage.objects.get(locale__language_code="ja")
    editor.log_in("policy@example.com", staff=True)
    editor.goto(f"/admin/pages/{page.pk}/edit/")
    editor.page.get_by_label("対応にご異議があるとき").fill("お客様窓口までお申し出ください。")
    choose(editor, "方針の公開に提出する")
    assert editor.sees("変更した点と変更の理由が、第2版のままです。")
    editor.page.get_by_label("変更した点").fill("異議の窓口を分かりやすくしました。")
    editor.page.get_by_label("変更の理由").fill("お問い合わせが多かったため。")
    for name in ("revised_on", "effective_on"):
        editor.page.fill(f"[name={name}]", "")
    choose(editor, "方針の公開に提出する")
    reader.goto(ADDRESS)
    assert not reader.sees("お客様窓口までお申し出ください。")
    second.log_in("supervisor2@example.com", staff=True)
    assert second.sees("あなたのレビューの待機中", page.title)
    second.goto(f"/admin/pages/{page.pk}/edit/")
    choose(second, "承認と公開")
    reader.goto(ADDRESS)
    assert reader.sees("第3版", "お客様窓口までお申し出ください。")
    version = PolicyVersion.objects.select_related("approval").get(language="ja", number=3)
    assert version.approval.author_key != version.approval.approver_key
    assert version.change_reason == "お問い合わせが多かったため。"


def choose(person: Any, words: str) -> None:
    """One of the buttons behind the arrow of Wagtail's editor."""
    person.page.wait_for_load_state("networkidle")
    person.page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    with person.page.expect_navigation():
        person.page.locator("footer button", has_text=words).first.click()
    person.page.wait_for_load_state("networkidle")


def test_two_versions_stand_side_by_side(visitor: Callable[..., Any]) -> None:
    reader = visitor(javascript=False)
    reader.goto(ADDRESS)
    reader.follow("すべての版と変更点を見る")
    reader.follow("前の版と比べる")
    gone, come = (
        [text.rpartition("\n")[2] for text in reader.page.locator(mark).all_inner_texts()]
        for mark in ("del", "ins")
    )
    assert "SNSでの誹謗中傷" in gone
    assert "必要に応じて、複数名で応対します。" in come
    assert not set(gone) & set(come)


def test_a_text_is_taken_in_from_a_file(visitor: Callable[..., Any], tmp_path: Path) -> None:
    file = tmp_path / "policy.txt"
    file.write_bytes(
        "当店の方針\r\n1.はじめに\r\n大切にします。\r\n2.行為\r\n・大声\r\n以上\r\n".encode("cp932")
    )
    editor = visitor()
    editor.log_in("policy@example.com", staff=True)
    editor.goto("/admin/kasuhara/policy/import/")
    editor.page.set_input_files("[name=file]", file)
    editor.press("内容を確かめる")
    assert editor.sees("当店の方針", "1．はじめに", "大切にします。", "2．行為")
    editor.press("下書きとして取り込む")
    assert editor.page.locator("[name=title]").input_value() == "当店の方針"
    reader = visitor()
    reader.goto(ADDRESS)
    assert reader.sees("カスタマーハラスメント対策基本方針", "第2版")


def test_on_paper_it_is_the_text_alone(visitor: Callable[..., Any]) -> None:
    reader = visitor(width=794)  # A4 at 96 dots an inch
    reader.goto(ADDRESS)
    reader.page.emulate_media(media="print")
    assert reader.sees("1．はじめに", "9．方針の見直し", "改定履歴", "第2版")
    assert not reader.sees("目次")
    for frame in ("header", "footer", "nav"):
        assert not [part for part in reader.page.locator(frame).all() if part.is_visible()]
    assert not reader.overflows()
    sheets = reader.page.pdf(format="A4", prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 2 <= sheets <= 4
