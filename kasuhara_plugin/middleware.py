"""Turns a restriction into a polite answer, as early as the host's settings allow."""

from collections.abc import Callable
from typing import Any

from asgiref.sync import iscoroutinefunction, markcoroutinefunction, sync_to_async
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.flags import gate, must_read, visit
from kasuhara_plugin.flags.answer import is_json, refuse, tells
from kasuhara_plugin.flags.gate import TransactionRestricted
from kasuhara_plugin.flags.gates import SAFE_METHODS, scopes_at


class RestrictionMiddleware:
    """Stands after the authentication, in sync and in async sites. ``KASUHARA_GATES`` names the URLs
    that it closes to a restricted customer, for unsafe methods only: order history and catalogue
    stay open. What was refused is written when the view's transaction is over."""

    sync_capable = async_capable = True

    def __init__(self, get_response: Callable[[HttpRequest], Any]) -> None:
        self.get_response = get_response
        if iscoroutinefunction(get_response):
            markcoroutinefunction(self)

    def __call__(self, request: HttpRequest) -> Any:
        if iscoroutinefunction(self):
            return self._answer(request)
        with visit.visiting(request) as now:
            answer = self.get_response(request)
            return _finished(now, answer) if now.attempts else answer

    async def _answer(self, request: HttpRequest) -> HttpResponseBase:
        with visit.visiting(request) as now:
            answer = await self.get_response(request)
            return await sync_to_async(_finished)(now, answer) if now.attempts else answer

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponseBase | None:
        if request.method in SAFE_METHODS:
            notice = must_read.address(request)
            return redirect(notice) if notice else None
        for scope in scopes_at(request):
            try:
                gate.require(request, scope)
            except TransactionRestricted as error:
                return refuse(request, error.restriction, error.reference)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponseBase | None:
        """After the host's transaction was rolled back: nothing of the order is left."""
        if not isinstance(error, TransactionRestricted):
            return None
        restriction = gate.as_seen_by(signed_in(request), error.restriction)
        return refuse(request, restriction, error.reference)


def _finished(now: visit.Visit, answer: HttpResponseBase) -> HttpResponseBase:
    """Writes the attempts; a bare 403, such as a framework makes of the error, becomes ours."""
    visit.write(now.attempts)
    last = now.attempts[-1]
    if answer.status_code != 403 or tells(answer, last.reference):
        return answer
    restriction = gate.as_seen_by(signed_in(now.request), last.restriction)
    return refuse(now.request, restriction, last.reference, as_json=is_json(answer))
