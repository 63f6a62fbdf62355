from collections.abc import Callable
from typing import Any

from kasuhara_plugin.models import Customer, StaffNote


def test_a_note_is_written_revised_and_its_history_read(visitor: Callable[..., Any]) -> None:
    customer = Customer.objects.get(name="鈴木 美穂")
    operator = visitor()
    operator.log_in("operator@example.com", staff=True)
    operator.goto(f"/admin/kasuhara/customers/{customer.pk}/")
    operator.follow("対応メモを書く")
    operator.page.locator("[role=textbox]").click(delay=200)
    operator.page.keyboard.type("お電話を受けた。折り返しのお約束はしていない。")
    operator.press("保存")
    note = StaffNote.objects.latest("id")

    operator.follow("変更する")
    editor = operator.page.locator("[role=textbox]")
    editor.click()
    operator.page.keyboard.press("Control+End")
    operator.page.keyboard.type("通話は12分。")
    operator.page.fill("[name=reason]", "通話時間を加えました。")
    operator.press("保存")

    supervisor = visitor()
    supervisor.log_in("supervisor@example.com", staff=True)
    supervisor.goto(f"/admin/kasuhara/notes/{note.pk}/history/")
    assert supervisor.sees("小川 美咲", "通話時間を加えました。", "新規作成")
    newest = supervisor.page.locator(".kasuhara-change").first
    assert newest.locator("ins").all_inner_texts() == ["通話は12分。"]
    assert "折り返しのお約束はしていない。" in newest.inner_text()
