"""What a stranger typed runs nowhere on the staff's screens, and turns no other text around."""

from collections.abc import Callable
from typing import Any

import pytest

from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import OutgoingMail, SavedView

HOSTILE = "</textarea><img src=x onerror='window.ran=1'><script>window.ran=1</script>\u202e=1+1"


@pytest.mark.once
def test_typed_text_runs_nowhere(visitor: Callable[..., Any]) -> None:
    sent = {"subject": HOSTILE[:100], "name": HOSTILE[:100], "category": HOSTILE[:100]}
    row = receive(**sent, body=HOSTILE, order_number="'\"><b>", email="x@example.jp").inquiry
    assert row is not None
    again = receive(**sent, body=f"{HOSTILE}\n追伸：まだですか。", email="x@example.jp").inquiry
    assert again is not None
    person = visitor()
    person.log_in("operator@example.com", staff=True)
    thread = f"kasuhara/inquiries/{row.pk}/"
    for path in (
        "kasuhara/inquiries/?state=new",
        "kasuhara/inquiries/?q=%3Cscript%3Ewindow.ran%3D1%3C/script%3E",
        f"kasuhara/inquiries/several/?inquiry={row.pk}",
        "kasuhara/inquiries/report/",
        f"kasuhara/inquiries/{again.pk}/",
        thread,
        *(f"{thread}{act}/" for act in ("reply", "answer", "close", "remark", "ask")),
    ):
        person.goto(f"/admin/{path}")
        assert person.page.evaluate("window.ran") is None, path
        assert person.page.locator("main img[src=x]").count() == 0, path
    person.goto(f"/admin/{thread}")
    assert person.sees("<script>window.ran=1</script>")
    assert not OutgoingMail.objects.filter(body__contains="window.ran").exists()
    assert not OutgoingMail.objects.filter(subject__contains="window.ran").exists()


def test_a_name_of_a_saved_search_is_text(visitor: Callable[..., Any]) -> None:
    person = visitor()
    person.log_in("operator@example.com", staff=True)
    person.goto("/admin/kasuhara/inquiries/views/save/?state=new")
    person.page.fill("[name=name]", "<img src=x onerror='window.ran=1'>")
    person.press("保存")
    assert SavedView.objects.filter(name__startswith="<img").exists()
    assert person.sees("<img src=x")
    assert person.page.evaluate("window.ran") is None
