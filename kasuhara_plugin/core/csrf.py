"""Django's CSRF check with an answer of our own: the text that was typed is given back."""

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware


class _Check(CsrfViewMiddleware):
    def _reject(self, request: HttpRequest, reason: str) -> str:
        return reason


def is_forged_or_stale(request: HttpRequest) -> bool:
    """For a view that is ``csrf_exempt``: whether Django would refuse this POST."""
    check = _Check(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda request: HttpResponse(), (), {}) is not None
