"""Keeps an upload from filling the server's disk before anybody has judged it."""

from typing import Any

from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, UnreadablePostError

from kasuhara_plugin.inquiries.attaching import MOST
from kasuhara_plugin.inquiries.file_kinds import LIMIT

# One file more than may be attached: what is cut off here is refused by its size or its number.
_ALL = LIMIT * (MOST + 1)
_PIECE = 64 * 1024  # bytes


class BoundedUpload(FileUploadHandler):
    """Stands before the site's own handlers and passes on no more than can be of use."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.passed = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if start > LIMIT or self.passed > _ALL:
            return None
        self.passed += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        return None


def bound(request: HttpRequest) -> None:
    """Before anything reads ``request.POST``."""
    request.upload_handlers.insert(0, BoundedUpload(request))


def read_off(request: HttpRequest) -> None:
    """What Django left unread is thrown away, within bounds: a server that answers before it has
    read all cuts the browser off, and its page never arrives."""
    try:
        for _ in range(_ALL // _PIECE):
            if not request.read(_PIECE):
                return
    except UnreadablePostError:
        return
