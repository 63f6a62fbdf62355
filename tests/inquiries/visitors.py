"""People at the form of a site that fails meanwhile."""

import re
import time
from http.client import HTTPConnection, HTTPException, IncompleteRead
from http.cookies import SimpleCookie
from typing import NamedTuple
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from django.urls import reverse

FORM = reverse("kasuhara_plugin:inquiry")
TRIES, PAUSE_S = 500, 0.05
TEXT = "  {}つ目の<b>質問</b>です。\r\n葛\U000e0100飾店"
NUMBER = re.compile(r"Q-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")


class Answer(NamedTuple):
    status: int
    location: str
    page: str


class Visitor:
    """Tries each step again until there is an answer, as a browser's user does, and sends what the
    page before holds: what it does not give back is lost."""

    def __init__(self, port: int, session: str = "") -> None:
        self.port = port
        self.cookies = {"sessionid": session} if session else {}
        self.unanswered = 0
        self.given_back: list[Answer] = []  # instead of a receipt

    def receipt_of(self, number: int) -> str:
        typed = {"name": "客", "email": f"{number}@example.jp", "subject": "納期"}
        typed |= {"category": "納期・配送", "body": TEXT.format(number)}
        shown = fields(self.until(200, FORM).page)
        received = self.sent(shown | typed)
        return NUMBER.findall(self.until(200, received.location).page)[0]

    def sent(self, typed: dict[str, str]) -> Answer:
        answer = self.until_answered(FORM, urlencode(typed))
        for _ in range(TRIES):
            if answer.status == 302:
                return answer
            self.given_back.append(answer)
            time.sleep(PAUSE_S)
            answer = self.until_answered(FORM, urlencode(fields(answer.page)))
        raise AssertionError(f"{answer.status} {answer.page[:2_000]}")

    def until(self, status: int, address: str) -> Answer:
        for _ in range(TRIES):
            answer = self.until_answered(address)
            if answer.status == status:
                return answer
            time.sleep(PAUSE_S)
        raise AssertionError(f"{answer.status} {answer.page[:2_000]}")

    def until_answered(self, address: str, body: str | None = None) -> Answer:
        for _ in range(TRIES):
            try:
                return self.once(address, body)
            except (OSError, HTTPException):
                self.unanswered += 1
        raise AssertionError(f"{address}: no answer")

    def once(self, address: str, body: str | None) -> Answer:
        talk = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        talk.request("POST" if body else "GET", address, body, headers)
        answer = talk.getresponse()
        for header in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {one.key: one.value for one in SimpleCookie(header).values()}
        content = answer.read()
        if (
            answer.status == 200 and b"</html>" not in content
        ):  # its server was killed while it spoke
            raise IncompleteRead(content)
        return Answer(answer.status, answer.getheader("Location", ""), content.decode())


def fields(page: str) -> dict[str, str]:
    """What a browser would send for the form of the page, without its files."""
    form = BeautifulSoup(page, "html.parser").select_one("form.care-form")
    assert form, page
    lines = {one["name"]: one.get("value", "") for one in form.select("input[name]")}
    lines.pop("attachments", None)
    # The line break right behind the tag is the template's; a browser drops it.
    texts = {one["name"]: one.text.removeprefix("\n") for one in form.select("textarea[name]")}
    return {**lines, **texts}
