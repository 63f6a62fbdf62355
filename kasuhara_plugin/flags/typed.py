"""The addresses that a visitor typed: in the form, in a JSON body, or, a guest, earlier in the session.

Who is signed in orders as that account: an address that stands in the session from before may be
another person's, who sat at the same computer.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict
from django.http.request import RawPostDataException

from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.customers.identity import signed_in

LONGEST_BODY = 1_000_000  # bytes; no checkout sends more


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
    kind = request.content_type or ""
    if kind == "application/json" or kind.endswith("+json"):
        yield from _named(_json(request))
    elif request.method == "POST":
        yield from _named(request.POST)


def _named(data: Any) -> Iterator[Any]:
    for name in conf().email_fields:
        if isinstance(data, QueryDict):
            yield from data.getlist(name)
        else:
            yield _follow(data, name)


def _json(request: HttpRequest) -> Any:
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST_BODY:
            return None
        body = request.body
        return json.loads(body) if len(body) <= LONGEST_BODY else None
    except (ValueError, RecursionError, RawPostDataException, RequestDataTooBig):
        return None  # the host's own view says what is wrong with it, or has read it already


def _in_session(request: HttpRequest) -> Iterator[Any]:
    keys = conf().email_session_keys
    session = getattr(request, "session", None)
    if keys and session is not None and signed_in(request) is None:
        yield from (_follow(session, path) for path in keys)


def _follow(data: Any, path: str) -> Any:
    """A dotted path through nested mappings."""
    for name in path.split("."):
        if not isinstance(data, Mapping) and not hasattr(data, "get"):
            return None
        data = data.get(name)
    return data
