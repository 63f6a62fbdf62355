from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from attachment_files import image, pdf

from kasuhara_plugin.models import Inquiry


def chosen(name: str, content: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize(("javascript", "width"), [(True, 1280), (False, 360)])
def test_files_wait_for_the_corrected_form_and_reach_the_staff(
    store: Path, visitor: Callable[..., Any], javascript: bool, width: int
) -> None:
    sender = visitor(javascript=javascript, width=width)
    sender.goto("/support/inquiry/")
    for name, value in {"name": "高橋", "email": "guest@example.jp", "body": "入稿です。"}.items():
        sender.page.fill(f"[name={name}]", value)
    files = (
        chosen("名刺.pdf", pdf()),
        chosen("悪.exe", b"MZ" + b"\0" * 99),
        chosen("写真.png", image("PNG")),
    )
    sender.page.set_input_files("[name=attachments]", files)
    sender.press("送信する")
    assert sender.sees("「悪.exe」：添付できる形式ではありません", "お預かりしているファイル")
    found = [] if not javascript else sender.violations()
    sender.page.fill("[name=subject]", "入稿")
    sender.page.get_by_label("写真.png").uncheck()
    sender.press("送信する")
    number = sender.page.locator(".care-number").inner_text()
    assert [row.name for row in Inquiry.objects.get(number=number).attachments.all()] == [
        "名刺.pdf"
    ]
    operator = visitor(width=width)
    operator.log_in("operator@example.com", staff=True)
    operator.goto("/admin/kasuhara/inquiries/")
    operator.follow(number)
    found += operator.violations("main")
    assert found == []
    with operator.page.expect_download() as saved:
        operator.page.get_by_role("link", name="名刺.pdf").click()
    assert saved.value.suggested_filename == "名刺.pdf"
    assert Path(saved.value.path()).read_bytes() == pdf()
