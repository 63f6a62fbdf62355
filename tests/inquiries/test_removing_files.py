"""The retention run: the files of a message go with it, after its commit, and never before."""

from pathlib import Path

import pytest
from attachment_files import image, pdf, upload
from django.conf import LazySettings
from django.db import transaction

from kasuhara_plugin.core import clock
from kasuhara_plugin.inquiries import leftovers
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.inquiries.attaching import judge
from kasuhara_plugin.inquiries.attachments import Attachment
from kasuhara_plugin.inquiries.leftovers import PARKED_FOR, remove_files_of
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def inquiry(store: Path) -> Inquiry:
    files = [judge(upload(pdf(), "秘密.pdf")), judge(upload(image("PNG"), "秘密.png"))]
    return receive(body="入稿します。", attachments=files).inquiry


def files_in(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


def purge(inquiry: Inquiry) -> int:
    count = remove_files_of([inquiry.pk])
    Inquiry.objects.filter(pk=inquiry.pk).delete()
    return count


def test_files_go_with_their_message(inquiry: Inquiry, store: Path) -> None:
    other = receive(body="別の件です。", attachments=[judge(upload(pdf(), "残る.pdf"))]).inquiry
    with transaction.atomic():
        assert purge(inquiry) == 2
        assert len(files_in(store)) == 3
    assert [row.inquiry for row in Attachment.objects.all()] == [other]
    assert len(files_in(store)) == 1


def test_a_run_that_is_rolled_back_removes_nothing(inquiry: Inquiry, store: Path) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        purge(inquiry)
        raise RuntimeError
    assert inquiry.attachments.count() == len(files_in(store)) == 2
    assert inquiry.attachments.first().name == "秘密.pdf"


def test_what_the_storage_does_not_let_go_is_nameless_and_tried_again(
    inquiry: Inquiry, store: Path, settings: LazySettings
) -> None:
    place, broken = settings.STORAGES, {"BACKEND": "attachment_files.NoStorage"}
    settings.STORAGES = {**place, "kasuhara_attachments": broken}
    with transaction.atomic():
        purge(inquiry)
    assert [(row.inquiry, row.name, row.sha256) for row in Attachment.objects.all()] == [
        (None, "", "")
    ] * 2
    settings.STORAGES = place
    assert leftovers.clear(clock.now() + PARKED_FOR) == 2
    assert (Attachment.objects.count(), files_in(store)) == (0, [])


def test_what_was_never_kept_leaves_no_row(inquiry: Inquiry) -> None:
    inquiry.attachments.update(stored_as="")
    with transaction.atomic():
        assert purge(inquiry) == 0
    assert not Attachment.objects.exists()
