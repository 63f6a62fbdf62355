"""kill -9 in the middle: whoever tries again until there is a receipt is stored exactly once."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from inquiries.visitors import Visitor
from processes import processes

from kasuhara_plugin.models import Inquiry, OutgoingMail

pytestmark = pytest.mark.django_db(transaction=True)

FORMS, VISITORS, KILLS, PAUSE_S = 100, 4, 10, 0.3


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
