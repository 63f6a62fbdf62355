"""Two posts of one parked file at the same moment: no message goes without it, none has it twice."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from attachment_files import pdf, upload
from django.db import connection, connections

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries import parking
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.attaching import judge
from kasuhara_plugin.models import Attachment, Inquiry

AT_ONCE = 6
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite",
        reason="threads share SQLite's database in memory, which answers 'locked' at once",
    ),
]


def send_at_once(bodies: list[str], token: str) -> set[str]:
    parked = parking.park(judge(upload(pdf())), now=clock.now())
    assert parked
    reference, together = parking.reference(parked), Barrier(len(bodies))

    def send(body: str) -> str:
        try:
            files, _ = parking.restore([reference])
            together.wait()
            return receive(body=body, token=token, attachments=files).number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as pool:
        return set(pool.map(send, bodies))


def test_one_form_sent_several_times_is_one_message_with_one_file(store: Path) -> None:
    numbers = send_at_once(["質問です。"] * AT_ONCE, "a" * 32)
    (inquiry,) = Inquiry.objects.all()
    assert numbers == {inquiry.number}
    assert [row.inquiry for row in Attachment.objects.all()] == [inquiry]


def test_each_of_several_messages_has_a_file_of_its_own(store: Path) -> None:
    numbers = send_at_once([f"質問{n}です。" for n in range(AT_ONCE)], "")
    assert len(numbers) == AT_ONCE
    kept = [row.stored_as for one in Inquiry.objects.all() for row in one.attachments.all()]
    assert len(set(kept)) == AT_ONCE
    assert all((store / path).read_bytes() == pdf() for path in kept)
