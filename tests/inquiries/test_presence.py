"""Two who have one thread open see each other, for as long as their pages are open."""

from collections.abc import Callable
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.inbox.presence import SHOWN_FOR, looking
from kasuhara_plugin.models import Inquiry, Presence

pytestmark = pytest.mark.django_db

BODY = "名刺がまだ届きません。いつ届くのか教えてください。"
SAID = "ほかに開いている人"
LogIn = Callable[[User], Client]


@pytest.fixture
def thread(db: None) -> Inquiry:
    row = receive(body=BODY, email="a@example.jp").inquiry
    assert row is not None
    return row


@pytest.fixture
def people(staff: Callable[..., User]) -> tuple[User, User]:
    return staff("operator"), staff("supervisor")


def page(client: Client, inquiry: Inquiry, name: str = "inspect") -> str:
    answer = client.get(reverse(f"kasuhara_inquiries:{name}", args=[inquiry.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("name", ["inspect", "reply", "presence"])
def test_each_is_told_of_the_other_and_not_of_themselves(
    thread: Inquiry, people: tuple[User, User], as_user: LogIn, name: str
) -> None:
    operator, lead = map(as_user, people)
    assert SAID not in page(operator, thread, name)
    assert SAID not in page(operator, thread, name)
    assert f"{SAID}：operatorさん" in page(lead, thread, name)
    assert f"{SAID}：supervisorさん" in page(operator, thread, name)
    assert Presence.objects.count() == 2


def test_it_is_the_thread_whichever_message_is_open(
    thread: Inquiry, people: tuple[User, User], as_user: LogIn
) -> None:
    again = receive(body=BODY, email="a@example.jp").inquiry
    assert again is not None
    operator, lead = map(as_user, people)
    page(operator, again)
    assert SAID in page(lead, thread)


def test_after_some_minutes_nothing_is_said(thread: Inquiry, people: tuple[User, User]) -> None:
    now = clock.now()
    looking(thread, people[0], now)
    assert looking(thread, people[1], now + timedelta(minutes=4)) == [("operator", 4)]
    assert looking(thread, people[1], now + SHOWN_FOR) == []


def test_a_day_later_it_is_forgotten(thread: Inquiry, people: tuple[User, User]) -> None:
    looking(thread, people[0], clock.now() - timedelta(days=2))
    looking(thread, people[1])
    call_command("kasuhara_remind", stdout=StringIO())
    assert [row.user for row in Presence.objects.all()] == [people[1]]
