"""The file that legal takes home, opened from the disk in Chromium."""

from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.auth import get_user_model
from playwright.sync_api import Browser

from kasuhara_plugin.core.audit import record
from kasuhara_plugin.desk.disclosing import disclose
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Customer

pytestmark = pytest.mark.once
HOSTILE = (
    "</style></dd></dl><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    "<svg onload='window.ran = 1'><link rel=stylesheet href=http://evil.example/x.css>"
    "<iframe srcdoc='<script>parent.ran = 1</script>'></iframe>\u202eabc"
)


@pytest.fixture
def file(demo: None, tmp_path: Path) -> Path:
    customer = Customer.objects.get(name="佐藤 一郎")
    receive(user=customer.user, subject="件名", body=HOSTILE)
    record("test.act", customer, by=None, reason=HOSTILE, data={HOSTILE: HOSTILE})
    asked = {"number": "1", "reason": "ご請求", "identity": "窓口で確認"}
    legal = get_user_model().objects.get(email="legal@example.com")
    with disclose(customer, **asked, by=legal).file as made:
        (path := tmp_path / "disclosure.html").write_bytes(made.read())
    return path


def test_nothing_runs_nothing_is_fetched_and_it_prints_on_a4(
    chromium: Browser, file: Path, tmp_path: Path
) -> None:
    page: Any = chromium.new_page(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: asked.append(dialog.message))
    page.goto(file.as_uri())
    page.get_by_role("link", name="お送りしたメール").click()
    assert page.evaluate("window.ran") is None
    assert {url.partition("#")[0] for url in asked} == {file.as_uri()}
    assert page.locator("script, iframe, svg, img, link").count() == 0
    assert page.get_by_text("</style></dd></dl>").count() >= 2
    page.set_viewport_size({"width": 360, "height": 800})
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")
    printed = tmp_path / "disclosure.pdf"
    page.pdf(path=printed, prefer_css_page_size=True)
    assert b"/MediaBox [0 0 594.95996 841.91998]" in printed.read_bytes()
    page.close()


def test_it_has_no_violation(chromium: Browser, file: Path) -> None:
    # axe is a script: it comes in past the file's own policy.
    context = chromium.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(file.as_uri())
    found = Axe().run(page).response["violations"]
    assert [(row["id"], row["nodes"][0]["target"]) for row in found] == []
    context.close()
