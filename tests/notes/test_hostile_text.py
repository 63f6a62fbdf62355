"""Whatever stands in a text or a name, the screens show it as text."""

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test import Client
from django.urls import reverse
from notes_forms import draft
from storefront.accounts.models import User

from kasuhara_plugin.core.audit import unlocked
from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.sanitize import TAGS
from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes.actions import revise, withdraw, write

AsUser = Callable[[User], Client]
MARK = "xss7"
HOSTILE = [
    f"<script>{MARK}()</script>",
    f"<p>a<img src=x onerror={MARK}()></p>",
    f"<p onclick='{MARK}()'>a</p>",
    f"<svg><script>{MARK}()</script></svg>a",
    f"<a href='javascript:{MARK}()'>a</a>",
    f"<a href='JaVaScRiPt&#58;{MARK}()'>a</a>",
    f"<iframe srcdoc='<script>{MARK}()</script>'></iframe>a",
    f"<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror={MARK}()&gt;'>a",
    f"<noscript><p title='</noscript><img src=x onerror={MARK}()>'>a",
    f"</del></div><script>{MARK}()</script>",
    f"<form action=/admin/><button formaction=/{MARK}>a</button></form>",
    f"<style>*{{background:url(/{MARK})}}</style>a",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;",
    f"<<b>script>{MARK}()</<b>script>",
]


def page(client: Client, door: str, note: StaffNote, *args: int) -> BeautifulSoup:
    response = client.get(reverse(f"kasuhara_notes:{door}", args=[note.pk, *args]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def by_sql(body: str) -> None:
    """In the note and in its version, as a host's own script might."""
    with unlocked(reason="試験", by=None), connection.cursor() as cursor:
        for table in ("staffnote", "historicalstaffnote"):
            cursor.execute(f"UPDATE kasuhara_plugin_{table} SET body = %s", [body])


def assert_only_text(soup: BeautifulSoup) -> None:
    for script in soup.find_all(["script", "style"]):
        assert MARK not in script.get_text()
    for tag in soup.find_all(True):
        for name, value in tag.attrs.items():
            text = " ".join(value) if isinstance(value, list) else value
            # Wagtail puts the title of the record into attributes of its own, as text.
            assert not name.startswith("on"), tag
            assert not text.lower().replace(" ", "").startswith("javascript:"), tag
    assert not soup.select(f"[src*={MARK}], [formaction], iframe[srcdoc], math, noscript p")


def assert_only_tags(part: Tag | None, allowed: set[str]) -> None:
    assert part is not None
    for tag in part.find_all(True):
        assert tag.name in allowed, tag
        assert set(tag.attrs) <= ({"href"} if tag.name == "a" else set()), tag


def assert_safe(client: Client, note: StaffNote) -> None:
    record, history = page(client, "inspect", note), page(client, "history", note)
    ends = [note.history.earliest("history_id").history_id, note.version()]
    compare = page(client, "compare", note, *ends)
    for soup in (record, history, compare):
        assert_only_text(soup)
    assert_only_tags(record.select_one(".kasuhara-rich"), set(TAGS))
    for text in [*history.select(".kasuhara-text"), *compare.select(".kasuhara-text")]:
        assert_only_tags(text, {"del", "ins"})
    for line in [*history.select(".kasuhara-mark"), *compare.select("td")]:
        assert_only_tags(line, {"del", "ins"})


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_body_reason_and_name_are_shown_as_text(
    staff: Callable[..., User], as_user: AsUser, customer: Customer, hostile: str
) -> None:
    author = staff("operator", "taro")
    author.name = f"{hostile}"[:100]
    author.save()
    Customer.objects.filter(pk=customer.pk).update(name=hostile[:100])
    customer.refresh_from_db()
    note = write(customer, body=f"<p>前。</p>{hostile}", by=author)
    note = revise(note, body=f"<p>後。</p>{hostile}{hostile}", reason=hostile, by=author)
    client = as_user(author)
    assert_safe(client, note)
    assert_only_text(page(client, "revise", note))
    assert_only_text(page(client, "restore", note, note.history.earliest("history_id").pk))
    assert hostile in page(client, "history", note).text
    assert hostile[:100] in page(client, "inspect", note).text
    note = withdraw(note, reason=hostile, by=author)
    assert_safe(client, note)
    assert hostile in page(client, "inspect", note).text
    assert hostile[:100] in page(client, "history", note).text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_was_saved_meanwhile_is_shown_as_text(
    staff: Callable[..., User], as_user: AsUser, customer: Customer, hostile: str
) -> None:
    author = staff("operator", "taro")
    User.objects.filter(pk=author.pk).update(name=hostile[:100])
    author.refresh_from_db()
    note = write(customer, body=f"<p>前。</p>{hostile}", by=author)
    door = reverse("kasuhara_notes:revise", args=[note.pk])
    data = {"kind": "fact", "body": draft(hostile), "reason": hostile, "seen": "0"}
    answer = as_user(author).post(door, data)
    soup = BeautifulSoup(answer.content, "html.parser")
    assert_only_text(soup)
    shown = soup.select_one(".kasuhara-meanwhile")
    assert_only_tags(shown.select_one(".kasuhara-text"), {"del", "ins"})
    assert_only_tags(shown.select_one(".kasuhara-rich"), set(TAGS))
    assert soup.select_one("textarea[name=reason], input[name=reason]")["value"] == hostile


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_body_that_came_by_sql_is_sanitised_when_it_is_shown(
    staff: Callable[..., User], as_user: AsUser, note: StaffNote, hostile: str
) -> None:
    by_sql(hostile)
    assert_safe(as_user(staff("operator")), note)


@pytest.mark.parametrize(
    "body", [f"<script>{MARK}()</script>" * 1_000, f"<p>\ufffd</p><script>{MARK}()</script>"]
)
def test_a_body_by_sql_that_no_action_would_take_does_not_break_the_page(
    staff: Callable[..., User], as_user: AsUser, note: StaffNote, body: str
) -> None:
    by_sql(body)
    assert_safe(as_user(staff("operator")), note)


@pytest.mark.parametrize("char", ["&", "<", ">"])
def test_a_text_that_escaping_makes_too_long_is_not_taken(
    staff: Callable[..., User], customer: Customer, char: str
) -> None:
    """Else it could be neither shown nor revised afterwards."""
    with pytest.raises(UnusableText):
        write(customer, body=f"<p>{char * 9_000}</p>", by=staff("operator"))
    assert not StaffNote.objects.exists()


def test_the_list_shows_names_as_text(
    staff: Callable[..., User], as_user: AsUser, note: StaffNote
) -> None:
    Customer.objects.update(name=f"<script>{MARK}()</script>")
    response: Any = as_user(staff("operator")).get(reverse("kasuhara_notes:index"))
    assert_only_text(BeautifulSoup(response.content, "html.parser"))
