"""The pictures of the README. Run by ``script/pictures`` against a running demo shop."""

import sys
import time
import urllib.request
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PASSWORD = "demo-print-2026"
PLACE = Path(__file__).parent / "pictures"
SIZE = {"width": 1000, "height": 640}


def main(home: str) -> None:
    wait_for(home)
    PLACE.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        page = browser.new_page(viewport=SIZE, locale="ja-JP")
        policy(page, home)
        refused(page, home)
        diff(page, home)


def wait_for(home: str) -> None:
    for _ in range(60):
        try:
            urllib.request.urlopen(home, timeout=1).close()
            return
        except OSError:
            time.sleep(0.5)
    sys.exit(f"Nothing answers at {home}.")


def policy(page: Page, home: str) -> None:
    page.goto(f"{home}/customer-harassment-policy/")
    take(page, "policy")


def refused(page: Page, home: str) -> None:
    log_in(page, f"{home}/accounts/login/", "flagged@example.com")
    page.goto(f"{home}/shop/products/meishi/")
    page.fill("[name=address]", "東京都架空区見本町1-2-3")
    with page.expect_navigation():
        page.get_by_role("button", name="注文を確定する").click()
    take(page, "refused")


def diff(page: Page, home: str) -> None:
    page.context.clear_cookies()
    log_in(page, f"{home}/admin/login/", "supervisor@example.com")
    page.goto(f"{home}/admin/kasuhara/notes/")
    with page.expect_navigation():
        page.get_by_role("link", name="佐藤 一郎").first.click()
    with page.expect_navigation():
        page.get_by_role("link", name="変更履歴").click()
    page.wait_for_load_state("networkidle")
    take(page, "diff")


def log_in(page: Page, address: str, email: str) -> None:
    page.goto(address)
    page.fill("[name=username]", email)
    page.fill("[name=password]", PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def take(page: Page, name: str) -> None:
    file = PLACE / f"{name}.png"
    page.screenshot(path=file)
    Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)


if __name__ == "__main__":
    main(sys.argv[1])
