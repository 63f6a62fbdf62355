from collections.abc import Callable
from typing import Any

from kasuhara_plugin.models import Customer, StaffNote


def test_a_note_is_written_revised_compared_and_brought_back(visitor: Callable[..., Any]) -> None:
    customer = Customer.objects.get(name="鈴木 美穂")
    operator = visitor()
    operator.log_in("operator@example.com", staff=True)
    operator.goto(f"/admin/kasuhara/customers/{customer.pk}/")
    operator.follow("対応メモを書く")
    operator.page.get_by_label("事実").check()
    type_into(operator.page, "お電話を受けた。折り返しのお約束はしていない。")
    operator.press("保存")
    note = StaffNote.objects.latest("id")

    operator.follow("変更する")
    operator.page.get_by_label("重要", exact=True).check()
    type_into(operator.page, "通話は12分。")
    operator.page.fill("[name=reason]", "通話時間を加えました。")
    operator.press("保存")
    note.refresh_from_db()
    assert note.importance == "important"

    operator.follow("変更履歴")
    assert operator.sees("小川 美咲", "通話時間を加えました。", "新規作成", "第2版")
    newest = operator.page.locator(".kasuhara-change").first
    added = newest.locator(".kasuhara-text ins")
    assert added.all_inner_texts() == ["通話は12分。"]
    assert "折り返しのお約束はしていない。" in newest.inner_text()
    assert operator.violations("main") == []

    operator.press("選んだ2つの版を比べる")
    assert operator.page.locator(".kasuhara-text ins").all_inner_texts() == ["通話は12分。"]
    assert operator.violations("main") == []

    operator.follow("比較元の内容に戻す")
    operator.page.fill("[name=reason]", "別の通話の記録でした。")
    operator.press("この版の内容に戻す")
    note.refresh_from_db()
    assert (note.importance, note.history.count()) == ("ordinary", 3)
    assert "通話は12分。" not in note.body

    supervisor = visitor(width=390)
    supervisor.log_in("supervisor@example.com", staff=True)
    supervisor.goto(f"/admin/kasuhara/notes/{note.pk}/history/")
    assert supervisor.sees("別の通話の記録でした。", "第3版")
    assert not supervisor.overflows()


def test_two_windows_on_one_note_lose_nothing(visitor: Callable[..., Any]) -> None:
    note = StaffNote.objects.filter(withdrawn_at=None).latest("id")
    first, second = visitor(), visitor()
    for window in (first, second):
        window.log_in("operator@example.com", staff=True)
        window.goto(f"/admin/kasuhara/notes/{note.pk}/revise/")
        window.page.fill("[name=reason]", "書き足し")
    type_into(first.page, "先の画面。")
    first.press("保存")
    type_into(second.page, "後の画面。")
    second.press("保存")
    assert second.sees("保存された内容との違い", "先の画面。")
    assert "後の画面。" in second.page.locator("[role=textbox]").inner_text()
    note.refresh_from_db()
    assert "後の画面。" not in note.body
    type_into(second.page, "両方を確認。")
    second.press("保存")
    note.refresh_from_db()
    assert "両方を確認。" in note.body
    assert note.history.count() == 3


def test_no_script_runs_wherever_a_hostile_note_is_read(visitor: Callable[..., Any]) -> None:
    note = StaffNote.objects.filter(withdrawn_at=None).latest("id")
    operator = visitor()
    operator.page.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    ran: list[str] = []
    hostile = "<img src=x onerror=alert(7)><script>alert(7)</script>"
    operator.log_in("operator@example.com", staff=True)
    operator.goto(f"/admin/kasuhara/notes/{note.pk}/revise/")
    type_into(operator.page, hostile)
    operator.page.fill("[name=reason]", hostile)
    operator.press("保存")
    operator.follow("変更履歴")
    assert operator.sees(hostile)
    operator.press("選んだ2つの版を比べる")
    assert operator.sees(hostile)
    operator.goto(f"/admin/kasuhara/customers/{note.customer_id}/")
    assert ran == []


def type_into(page: Any, text: str) -> None:
    page.locator("[role=textbox]").click(delay=200)
    page.keyboard.press("Control+End")
    page.keyboard.type(text)
