"""System checks of the paths on which an order can be made.

kasuhara.W040 an order model's manager writes past the guard (``bulk_create``, ``update``)
kasuhara.W041 an API that takes orders does not ask ``RestrictionPermission``
kasuhara.W042 orders may be written in autocommit (``check --deploy``)
kasuhara.W043 a gate or an order model names a scope that nothing else knows
kasuhara.W044 a gate closes its URL in one language only
kasuhara.W045 an order may overlook a decision that it waited for (``check --database default``)
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core import checks
from django.db import connections
from django.db.models import Model
from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern

from kasuhara_plugin.core import routes
from kasuhara_plugin.core.checks import opens, warning
from kasuhara_plugin.core.conf import PREFIX, read
from kasuhara_plugin.core.routes import Route
from kasuhara_plugin.flags import locks
from kasuhara_plugin.flags.guarded import GuardedQuerySet
from kasuhara_plugin.flags.vocabulary import Scope

_PERMISSION = "RestrictionPermission"
_AT_GATES = "GatePermission"
_SESSION = "SessionAuthentication"


def register_all() -> None:
    checks.register(check_paths, "kasuhara")
    checks.register(check_autocommit, "kasuhara", deploy=True)
    checks.register(check_isolation, checks.Tags.database)


def check_paths(**_: Any) -> list[checks.CheckMessage]:
    models = order_models()
    return [*_managers(models), *_apis(models), *_scopes(), *_languages()]


def check_autocommit(**_: Any) -> list[checks.CheckMessage]:
    if not order_models() or connections[locks.alias()].settings_dict["ATOMIC_REQUESTS"]:
        return []
    hint = (
        "ATOMIC_REQUESTS = True, or transaction.atomic around what places an order. In autocommit an "
        "order that meets a decision at the same moment is written and marked as held."
    )
    return [warning(42, "Orders may be written in autocommit.", hint)]


def check_isolation(databases: Sequence[str] | None, **_: Any) -> list[checks.CheckMessage]:
    alias = locks.alias()
    if alias not in (databases or ()) or connections[alias].vendor != "postgresql":
        return []
    with connections[alias].cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        level = cursor.fetchone()[0]
    hint = (
        "Read committed, which is PostgreSQL's own, for what places an order: another level shows "
        "it the flags as they were when its transaction began."
    )
    return [] if level.startswith("read") else [warning(45, f"{alias}: {level}.", hint)]


def order_models() -> list[type[Model]]:
    """Those that exist; another check names the others."""
    found = []
    for order_model in read()[0].order_models:
        try:
            found.append(apps.get_model(order_model.label))
        except (LookupError, ValueError):
            continue
    return found


def _managers(models: list[type[Model]]) -> Iterator[checks.CheckMessage]:
    for model in models:
        if not isinstance(model._default_manager.get_queryset(), GuardedQuerySet):
            hint = (
                "objects = GuardedQuerySet.as_manager() (kasuhara_plugin.gate), or gate.require_all(rows) "
                "before each bulk_create and update of who the order is for."
            )
            yield warning(40, f"{model._meta.label}.objects writes past the guard.", hint)
        elif not isinstance(model._base_manager.get_queryset(), GuardedQuerySet):
            hint = 'class Meta: base_manager_name = "objects"'
            text = f"What adds to {model._meta.label} from the other side (user.orders.add) writes past the guard."
            yield warning(40, text, hint)


def _apis(models: list[type[Model]]) -> Iterator[checks.CheckMessage]:
    """The gate reads the session; a token is read later, by the API itself."""
    open_doors = [
        route.view.cls
        for route in routes.all_routes()
        if _is_api(route) and _takes_orders(route, models) and not _asks(route)
    ]
    for view in dict.fromkeys(open_doors):
        hint = (
            "permission_classes = [..., kasuhara_plugin.rest.RestrictionPermission]; or, for views "
            "that have none of their own, kasuhara_plugin.rest.GatePermission in "
            "REST_FRAMEWORK['DEFAULT_PERMISSION_CLASSES']."
        )
        name = f"{view.__module__}.{view.__name__}"
        yield warning(41, f"{name} takes orders, and only the guard refuses them.", hint)


def _is_api(route: Route) -> bool:
    """As Django REST framework marks its views."""
    return hasattr(getattr(route.view, "cls", None), "permission_classes")


def _takes_orders(route: Route, models: list[type[Model]]) -> bool:
    methods = getattr(route.view, "actions", None) or dir(route.view.cls)
    writes = any(method in methods for method in ("post", "put", "patch"))
    ordering = _is_gated(route) or _model_of(route.view.cls) in models
    return writes and ordering and _takes_tokens(route.view.cls)


def _is_gated(route: Route) -> bool:
    return any(opens(gate, route) for gate in read()[0].gates)


def _model_of(view: Any) -> Any:
    serializer = getattr(view, "serializer_class", None)
    queryset = getattr(view, "queryset", None)
    meta = getattr(serializer, "Meta", None)
    return getattr(meta, "model", None) or getattr(queryset, "model", None)


def _takes_tokens(view: Any) -> bool:
    return any(one.__name__ != _SESSION for one in view.authentication_classes)


def _asks(route: Route) -> bool:
    classes = [part for one in route.view.cls.permission_classes for part in _parts(one)]
    asked = [{parent.__name__ for parent in getattr(one, "__mro__", ())} for one in classes]
    return any(
        _PERMISSION in names and (_AT_GATES not in names or _is_gated(route)) for names in asked
    )


def _parts(permission: Any) -> Iterator[Any]:
    """The classes of ``A & B``, which the framework asks one after the other."""
    if getattr(getattr(permission, "operator_class", None), "__name__", "") == "AND":
        yield from _parts(permission.op1_class)
        yield from _parts(permission.op2_class)
    else:
        yield permission


def _scopes() -> Iterator[checks.CheckMessage]:
    """A misspelled scope would leave a door open."""
    conf = read()[0]
    named = [*conf.gates.values(), *(one.scope for one in conf.order_models)]
    for scope in dict.fromkeys(named):
        near = get_close_matches(scope, Scope.values, 1, 0.75)
        if scope not in Scope.values and near:
            yield warning(43, f"{PREFIX}GATES: scope {scope!r}.", f"Did you mean {near[0]!r}?")


def _languages() -> Iterator[checks.CheckMessage]:
    """The path of ``i18n_patterns`` begins with the language."""
    roots = get_resolver().url_patterns
    if not any(isinstance(root.pattern, LocalePrefixPattern) for root in roots):
        return
    gates, codes = read()[0].gates, [code for code, _ in settings.LANGUAGES]
    for gate in gates:
        _, _, rest = gate.removeprefix("/").partition("/")
        all_of_them = {f"/{code}/{rest}" for code in codes}
        if gate in all_of_them and not all_of_them.issubset(gates):
            hint = f"Name the URL, or write each of {', '.join(sorted(all_of_them))}."
            yield warning(44, f"{PREFIX}GATES: {gate!r} closes one language only.", hint)
