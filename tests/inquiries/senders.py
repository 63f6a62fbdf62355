"""Many processes of the site, in which people send messages at the same moment. They are forked from
one that is ready, since the start is what costs time."""

from datetime import datetime
from functools import cache
from multiprocessing import get_context
from multiprocessing.pool import Pool
from typing import Any

from processes import listen

FORKED = get_context("fork")
Said = tuple[str, str, int]  # number, outcome, nth


def send(
    people: int, tries: int, words: dict[str, str], at: str = "", start: int = 0
) -> list[Said]:
    """What each of so many people is told, who sends so often. ``{n}`` in the words, counted from
    ``start``, makes each message a different one; without it all of them say the same."""
    first = range(start, start + people * tries, tries)
    tasks = [(range(number, number + tries), words, at) for number in first]
    return [said for each in _pool(people).starmap(_send, tasks, chunksize=1) for said in each]


def _send(numbers: range, words: dict[str, str], at: str) -> list[Said]:
    from kasuhara_plugin.inquiries.actions import receive  # noqa: PLC0415 - the apps are ready now

    now = datetime.fromisoformat(at) if at else None
    _together.wait()
    said = []
    for number in numbers:
        typed = {field: text.format(n=number) for field, text in words.items()}
        receipt = receive(**typed, now=now)
        said.append((receipt.number, receipt.verdict.outcome.value, receipt.verdict.nth))
    return said


@cache
def _pool(people: int) -> Pool:
    from django.db import connections, transaction  # noqa: PLC0415

    from kasuhara_plugin.inquiries.actions import receive  # noqa: PLC0415

    with transaction.atomic():  # what is slow the first time is done once
        receive(body="練習です。", email="rehearsal@example.jp")
        transaction.set_rollback(True)
    connections.close_all()  # none is shared
    return FORKED.Pool(people, _begin, (FORKED.Barrier(people),))


def _begin(together: Any) -> None:
    from django.db import connection  # noqa: PLC0415

    global _together
    _together = together
    connection.ensure_connection()


if __name__ == "__main__":
    listen(send)
