"""The morning's mail to whoever chose it: how many threads wait and which came since yesterday, by their numbers.
No name, no subject and no word of a customer leaves the admin."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from kasuhara_plugin.core import audit, clock, letters, links
from kasuhara_plugin.core.people import address_of
from kasuhara_plugin.core.reminders import Reminder
from kasuhara_plugin.inquiries.inbox.preferences import Mails, readers_who_want
from kasuhara_plugin.inquiries.inbox.states import State, counts, in_state, late, of_person
from kasuhara_plugin.inquiries.models import Inquiry

A_DAY = timedelta(days=1)
LISTED = 30  # numbers of new threads


def reminders(now: datetime) -> Iterator[Reminder]:
    """Once a day to each; none where nothing waits."""
    people = readers_who_want(Mails.DIGEST)
    waiting = counts(now) if people else {}
    if not any(waiting.values()):
        return
    shared = {"counts": _lines(waiting, now), "came": _came(now), "url": _url()}
    for one in people:
        own = of_person(audit.actor(one).key).count()
        subject, body = letters.render("staff_digest", {**shared, "own": own})
        yield Reminder(f"inbox:{clock.day(now)}:{one.pk}", address_of(one), subject, body)


def _lines(waiting: dict[State, int], now: datetime) -> list[tuple[str, int]]:
    over = Inquiry.objects.order_by().filter(late(now)).count()
    return [*((state.label, many) for state, many in waiting.items()), ("お待たせ", over)]


def _came(now: datetime) -> list[Any]:
    rows = in_state(Inquiry.objects.filter(received_at__gt=now - A_DAY), State.NEW, now)
    return list(rows.order_by("pk").values_list("number", flat=True)[:LISTED])


def _url() -> str:
    return f"{links.absolute('kasuhara_inquiries:index')}?state={State.NEW}"
