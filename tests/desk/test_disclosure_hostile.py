"""Whatever was typed, the file shows it as text; and it can be read no other way than it is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from desk.disclosure import content, items, opened
from django.db import connection
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import record, unlocked
from kasuhara_plugin.core.sanitize import TAGS
from kasuhara_plugin.core.text import unmasked
from kasuhara_plugin.flags.actions import propose
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Customer
from kasuhara_plugin.notes.actions import write

Staff = Callable[..., User]
OURS = {
    "html", "head", "meta", "title", "style", "body", "header", "h1", "h2", "h3", "p", "dl", "dt",
    "dd", "section", "strong", "nav", "table", "thead", "tbody", "tr", "th", "td", "a", "main",
    "article", "span", "aside",
}  # fmt: skip
ATTRIBUTES = {"class", "id", "href", "scope", "lang", "charset", "content", "name", "http-equiv", "aria-label"}  # fmt: skip
HOSTILE = [
    "<script>xss7()</script>",
    "</style><script>xss7()</script>",
    "</dd></dl></article></main><script>xss7()</script>",
    "</title></textarea></noscript><img src=x onerror=xss7()>",
    "<!--",
    "--><svg onload=xss7()>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href=//evil.example><link rel=stylesheet href=//evil.example/x.css>",
    '=HYPERLINK("//evil.example")',
    "{% debug %}{# 7 #}",
    "&lt;script&gt;&#x202e;",
]


def filled(customer: Customer, owner: User, author: User, text: str) -> None:
    """``text`` wherever somebody can type, and, by SQL, where nobody can."""
    receive(user=owner, subject=text[:100], body=text, name=text[:100], order_number=text[:50])
    propose(customer, reason=text, customer_message=text, by=author)
    note = write(customer, body=f"<p>前。</p>{text}", by=author)
    record("test.act", customer, by=author, reason=text, data={text: {text: [text]}})
    with unlocked(reason="試験", by=None), connection.cursor() as cursor:
        for table in ("staffnote", "historicalstaffnote"):
            cursor.execute(
                f"UPDATE kasuhara_plugin_{table} SET body = %s WHERE id = %s", [text, note.pk]
            )
    Customer.objects.filter(pk=customer.pk).update(name=text[:100], organisation=text[:100])


@pytest.mark.parametrize("text", HOSTILE)
def test_it_is_text(staff: Staff, customer: Customer, ichiro: User, text: str) -> None:
    filled(customer, ichiro, staff("operator"), text)
    customer.refresh_from_db()
    soup = opened(customer, staff("legal"))
    assert {tag.name for tag in soup.find_all(True)} <= OURS | set(TAGS)
    for tag in soup.find_all(True):
        assert set(tag.attrs) <= ATTRIBUTES
        assert tag.name != "a" or tag["href"].startswith(("#s", "http://", "https://", "mailto:"))
    assert len(soup.select("main > section")) == 18
    assert text in items(soup, "．お問い合わせ")[0].text
    assert text in items(soup, "．監査記録")[-1].text


SIGNS = ["\u202e", "\u2066", "\u200f", "\u061c", "\x1b", "\x85"]


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_that_turns_the_text_is_spelled_out(
    staff: Staff, customer: Customer, ichiro: User, sign: str
) -> None:
    receive(user=ichiro, subject="件名", body=f"振込先は{sign}1234")
    record("test.act", customer, by=None, data={f"鍵{sign}": f"値{sign}"})
    text = content(customer, staff("legal")).decode()
    assert f"振込先は[U+{ord(sign):04X}]1234" in text
    assert sign not in text


def test_what_no_page_can_carry_breaks_no_file(staff: Staff, customer: Customer) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no lone surrogate.")
    record("test.act", customer, by=None, data={"鍵": "\ud800"})
    assert "\ufffd" in content(customer, staff("legal")).decode()


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("a\r\nb\rc\td", "a\nb\nc\td"), ("葛\U000e0100", "葛\U000e0100"), ("\x07", "[U+0007]")],
)
def test_unmasked_leaves_lines_and_variants_as_they_are(typed: str, shown: str) -> None:
    assert unmasked(typed) == shown


def test_it_reads_as_one_document(staff: Staff, customer: Customer) -> None:
    text: Any = content(customer, staff("legal")).decode()
    assert text.startswith("<!doctype html>")
    assert text.rstrip().endswith("</html>")
    policy = BeautifulSoup(text, "html.parser").find("meta", {"http-equiv": True})["content"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'")
