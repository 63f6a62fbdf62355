"""The notice that a restricted customer sees at the next visit, where the shop switched it on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.customers.identity import signed_in
from kasuhara_plugin.flags.owners import unread

PAUSE_S = 300  # a session is looked at this often, not at every page
_LOOKED = "notices_looked_at"


def address(request: HttpRequest) -> str | None:
    """Where this visitor is led first; None for everybody who asks for something else than a page,
    who is not signed in, or who has nothing to read. A visitor without a session costs nothing.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not _is_a_page(request):
        return None
    user, now = signed_in(request), clock.now()
    if user is None or now.timestamp() - _looked(request) < PAUSE_S:
        return None
    flag = unread(user, now) if RuleSettings.load().must_read else None
    if flag is None:
        request.session[_LOOKED] = now.timestamp()
        return None
    notice = reverse("kasuhara_plugin:notice", args=[flag.pk])
    return f"{notice}?{urlencode({'next': request.get_full_path()})}"


def _looked(request: HttpRequest) -> float:
    seen: Any = request.session.get(_LOOKED, 0)
    return float(seen)


def _is_a_page(request: HttpRequest) -> bool:
    """A page that a person opens: not ours, not the staff's, not a part that a script fetches."""
    if request.method != "GET" or request.headers.get("Sec-Fetch-Dest", "document") != "document":
        return False
    if "X-Requested-With" in request.headers:  # a browser that does not send the other
        return False
    match = request.resolver_match
    own = match is not None and "kasuhara_plugin" in match.namespaces
    staff = request.path.startswith(reverse("wagtailadmin_home"))
    return not own and not staff and "text/html" in request.headers.get("Accept", "")
