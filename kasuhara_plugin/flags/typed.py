"""The addresses that a visitor typed: in the form, in a JSON body, or, a guest, earlier in the session.

Who is signed in orders as that account: an address that stands in the session from before may be
another person's, who sat at the same computer.
"""

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.http.request import RawPostDataException

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.customers.identity import signed_in

LONGEST_BODY = 1_000_000  # bytes; no checkout sends more
MOST_ENTRIES = 1000  # of a list in it; the guard on the order rows asks about each


def emails(request: HttpRequest) -> list[str]:
    """Each once. Nothing for a safe method but what the session holds."""
    return _each([*_sent(request), *_in_session(request)])


def emails_in(data: Any, request: HttpRequest) -> list[str]:
    """The same, where an API has read the body already."""
    return _each([*_named(data), *_in_session(request)])


def _each(found: Iterable[Any]) -> list[str]:
    return list(dict.fromkeys(one for one in found if one and isinstance(one, str)))


def _sent(request: HttpRequest) -> Iterator[Any]:
    if not conf().email_fields or request.method in ("GET", "HEAD", "OPTIONS", "TRACE"):
        return
    if request.method == "POST":
        yield from _named(request.POST)
    if request.content_type != "multipart/form-data":
        yield from _in_body(_body(request), request)


def _in_body(body: bytes, request: HttpRequest) -> Iterator[Any]:
    """JSON whatever the visitor calls it, for many views do not ask; and a form that is PUT."""
    with suppress(ValueError, RecursionError):
        yield from _named(json.loads(body))
    if request.method != "POST" and request.content_type == "application/x-www-form-urlencoded":
        with suppress(TooManyFieldsSent):
            yield from _named(QueryDict(body, encoding=request.encoding))


def _named(data: Any) -> Iterator[Any]:
    for name in conf().email_fields:
        if isinstance(data, QueryDict):
            yield from data.getlist(name)
        else:
            yield from _entries(_follow(data, name))


def _body(request: HttpRequest) -> bytes:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
            return b""
        return request.body if len(request.body) <= LONGEST_BODY else b""
    except (ValueError, RawPostDataException, RequestDataTooBig, UnreadablePostError):
        return b""  # the host's own view says what is wrong with it, or has read it already


def _in_session(request: HttpRequest) -> Iterator[Any]:
    keys = conf().email_session_keys
    session = getattr(request, "session", None)
    if keys and session is not None and signed_in(request) is None:
        yield from (one for path in keys for one in _follow(session, path))


def _follow(data: Any, path: str) -> list[Any]:
    """What a dotted path leads to through nested mappings; of a list, in each entry."""
    found = [data]
    for name in path.split("."):
        found = [one.get(name) for one in _entries(found) if hasattr(one, "get")]
    return found


def _entries(values: list[Any]) -> list[Any]:
    each = (one if isinstance(one, list) else [one] for one in values)
    return list(islice(chain.from_iterable(each), MOST_ENTRIES))
