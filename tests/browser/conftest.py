"""The demo shop behind a real server, walked in Debian's Chromium."""

import os
import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import LazySettings
from django.core.management import call_command
from playwright.sync_api import Browser, Page, Response, sync_playwright
from pytest_django.live_server_helper import LiveServer
from storefront.demo.accounts import PASSWORD

CHROMIUM = shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.skipif(not CHROMIUM, reason="No Chromium is installed."))


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread; Django would take the ORM's use for a mistake.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        if said := os.environ.get("BROWSER_RAN"):  # script/test says at its end what ran
            Path(said).touch()
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@dataclass
class Visitor:
    """Somebody at a browser of their own, with an address of their own."""

    page: Page
    home: str

    def goto(self, path: str) -> None:
        self.page.goto(self.home + path)

    def log_in(self, email: str, *, staff: bool = False) -> None:
        self.goto("/admin/login/" if staff else "/accounts/login/")
        self.page.fill("[name=username]", email)
        self.page.fill("[name=password]", PASSWORD)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def press(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words).click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"[name={name}]", value)

    def send(self, words: str = "送信する") -> Response:
        """The answer to the form, before any redirect."""
        with self.page.expect_response(lambda answer: answer.request.method == "POST") as caught:
            self.press(words)
        return caught.value

    def follow(self, words: str) -> None:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words, exact=True).first.click()

    def sees(self, *texts: str) -> bool:
        content = self.page.locator("body").inner_text()
        return all(text in content for text in texts)

    def violations(self, within: str | None = None) -> list[str]:
        found = Axe().run(self.page, context=within).response["violations"]
        return [f"{row['id']}: {[node['target'] for node in row['nodes']][:3]}" for row in found]

    def overflows(self) -> bool:
        return bool(
            self.page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )
        )


@pytest.fixture
def demo(transactional_db: None, settings: LazySettings, store: Path) -> None:
    settings.DEBUG = True
    call_command("demo", verbosity=0)


@pytest.fixture
def visitor(
    demo: None, chromium: Browser, live_server: LiveServer
) -> Iterator[Callable[..., Visitor]]:
    contexts = []

    def arrive(*, width: int = 1280, javascript: bool = True) -> Visitor:
        address = f"203.0.{random.randrange(256)}.{random.randrange(1, 255)}"
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            locale="ja-JP",
            java_script_enabled=javascript,
            extra_http_headers={"X-Forwarded-For": address},
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return Visitor(context.new_page(), live_server.url)

    yield arrive
    for context in contexts:
        for page in context.pages:
            page.goto("about:blank")  # Wagtail's editor saves and pings on its own
        context.close()


@pytest.fixture(
    params=[(360, True), (360, False), (1280, True), (1280, False)],
    ids=["narrow", "narrow without scripts", "wide", "wide without scripts"],
)
def customer(request: pytest.FixtureRequest, visitor: Callable[..., Visitor]) -> Visitor:
    """Somebody at each kind of screen, with and without JavaScript."""
    width, javascript = request.param
    return visitor(width=width, javascript=javascript)
