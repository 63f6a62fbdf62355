"""Which scopes the settings close at the URL of a request (``KASUHARA_GATES``)."""

from fnmatch import fnmatchcase

from django.http import HttpRequest

from kasuhara_plugin.core.conf import conf

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS", "TRACE"))


def scopes_at(request: HttpRequest) -> list[str]:
    """Each once; none for a safe method: order history and catalogue stay open."""
    if request.method in SAFE_METHODS:
        return []
    match = request.resolver_match
    name = match.view_name if match else ""
    scopes = [
        scope for gate, scope in conf().gates.items() if closes(gate, request.path_info, name)
    ]
    return list(dict.fromkeys(scopes))


def closes(gate: str, path: str, name: str) -> bool:
    """Whether a gate stands at this URL. A path also closes its spellings without the last slash
    and with a format behind it (``/api/checkout.json``), as APIs answer them."""
    if not gate.startswith("/"):
        return fnmatchcase(name, gate)
    bare = gate.rstrip("/")
    return path.startswith(gate) or path == bare or (bare != "" and path.startswith(f"{bare}."))
