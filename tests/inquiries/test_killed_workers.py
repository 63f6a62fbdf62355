"""kill -9 in the middle: whoever tries again until there is a receipt is stored exactly once."""

import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPException
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from processes import processes

from kasuhara_plugin.models import Inquiry, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)

FORM = reverse("kasuhara_plugin:inquiry")
FORMS, VISITORS, KILLS, PAUSE_S, TRIES = 100, 4, 10, 0.3, 50
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|token)" value="(\w+)"')
NUMBER = re.compile(r"Q-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")


class Visitor:
    """Tries each step again until there is an answer, as a browser's user does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""
        self.unanswered = 0

    def receipt_of(self, number: int) -> str:
        _, page = self.until(200, FORM)
        typed = {"name": "客", "email": f"{number}@example.jp", "subject": "納期"}
        typed |= {"body": f"{number}つ目の質問です。", **dict(HIDDEN.findall(page))}
        address, _ = self.until(302, FORM, urlencode(typed))
        _, page = self.until(200, address)
        return NUMBER.findall(page)[0]

    def until(self, status: int, address: str, body: str | None = None) -> tuple[str, str]:
        for _ in range(TRIES):
            try:
                found, location, page = self.once(address, body)
            except (OSError, HTTPException):
                self.unanswered += 1
                continue
            if found == status:
                return location, page
        raise AssertionError(f"{address}: {found}")

    def once(self, address: str, body: str | None) -> tuple[int, str, str]:
        talk = HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        talk.request("POST" if body else "GET", address, body, headers)
        answer = talk.getresponse()
        for cookie in SimpleCookie(answer.getheader("Set-Cookie", "")).values():
            self.cookie = f"{cookie.key}={cookie.value}"
        return answer.status, answer.getheader("Location", ""), answer.read().decode()


def test_no_receipt_is_without_its_row_and_no_form_has_two(tmp_path: Path) -> None:
    with processes("inquiries.web", 1, tmp_path) as (server,):
        visitors = [Visitor(server.ask(0, 0)) for _ in range(VISITORS)]

        def visit(turn: int) -> list[str]:
            return [visitors[turn].receipt_of(n) for n in range(turn, FORMS, VISITORS)]

        server.tell(KILLS, PAUSE_S)
        with ThreadPoolExecutor(VISITORS) as pool:
            receipts = [number for each in pool.map(visit, range(VISITORS)) for number in each]
        assert server.hear() == KILLS
    assert sum(visitor.unanswered for visitor in visitors) > 0
    rows = list(Inquiry.objects.order_by("number"))
    assert [row.number for row in rows] == sorted(receipts)
    assert sorted(row.email for row in rows) == sorted(f"{n}@example.jp" for n in range(FORMS))
    assert {row.outcome for row in rows} == {"accept"}
    assert OutgoingMail.objects.count() == FORMS
