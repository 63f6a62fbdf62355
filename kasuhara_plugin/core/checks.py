"""System checks of the host's settings: each with an id, and a hint that says what to write.

kasuhara.E001 a setting has a wrong value        kasuhara.E005 the base template is missing
kasuhara.E002 an order model or path is wrong    kasuhara.E006 the cache alias is wrong
kasuhara.E003 a gate matches no URL              kasuhara.E007 the policy page model is wrong
kasuhara.E004 the sanitizer cannot be imported   kasuhara.E008 the middleware is missing or too early
kasuhara.W009 the history middleware is missing  kasuhara.W010 an unknown setting
kasuhara.W011 wagtail.contrib.settings is missing kasuhara.E012 the URLs are not included
kasuhara.E013 an alias model or path is wrong
Deployment and database: ``core.deploy_checks``.
"""

from collections.abc import Iterator
from difflib import get_close_matches
from fnmatch import fnmatchcase
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import checks
from django.db.models import CharField, TextField
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils.module_loading import import_string

from kasuhara_plugin.core import deploy_checks, ratelimit, routes
from kasuhara_plugin.core.conf import PREFIX, Alias, OrderModel, defaults, read
from kasuhara_plugin.core.paths import field_at, resolves

RESTRICTION = "kasuhara_plugin.middleware.RestrictionMiddleware"
SETTINGS_APP = "wagtail.contrib.settings"
HISTORY = "simple_history.middleware.HistoryRequestMiddleware"
AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"


def register_all() -> None:
    checks.register(check_settings, "kasuhara")
    checks.register(check_middleware, "kasuhara")
    checks.register(check_apps, "kasuhara")
    checks.register(check_urls, "kasuhara", checks.Tags.urls)
    checks.register(deploy_checks.check_deployment, "kasuhara", deploy=True)
    checks.register(deploy_checks.check_triggers, checks.Tags.database)


def check_settings(**_: Any) -> list[checks.CheckMessage]:
    conf, problems = read()
    return [
        *(error(1, f"{p.setting}: {p.message}", "README の設定の表にある形で書いてください。") for p in problems),
        *_unknown_settings(),
        *(message for order_model in conf.order_models for message in _order_model(order_model)),
        *(message for alias in conf.aliases for message in _alias(alias)),
        *_gates(conf.gates),
        *_importable(conf.sanitizer),
        *_base_template(conf.base_template),
        *_rate_cache(conf.rate_cache),
        *_page_model("POLICY_PAGE_MODEL", conf.policy_page_model),
        *_page_model("INQUIRY_PAGE_MODEL", conf.inquiry_page_model),
    ]  # fmt: skip


def check_middleware(**_: Any) -> list[checks.CheckMessage]:
    installed = list(settings.MIDDLEWARE)
    found = []
    if RESTRICTION not in installed:
        found.append(
            error(8, f"MIDDLEWARE lacks {RESTRICTION}.", "Add it at the end of MIDDLEWARE.")
        )
    elif AUTHENTICATION in installed[installed.index(RESTRICTION) :]:
        hint = f"Move it below {AUTHENTICATION}: the gate asks who is logged in."
        found.append(error(8, f"{RESTRICTION} stands too early.", hint))
    if HISTORY not in installed:
        found.append(warning(9, f"MIDDLEWARE lacks {HISTORY}.", "Add it above the line of ours."))
    return found


def check_apps(**_: Any) -> list[checks.CheckMessage]:
    if apps.is_installed(SETTINGS_APP):
        return []
    hint = f'INSTALLED_APPS += ["{SETTINGS_APP}"]'
    return [warning(11, "Nobody can fill in the company, the contacts and the limits.", hint)]


def check_urls(**_: Any) -> list[checks.CheckMessage]:
    if any(route.name == "kasuhara_plugin:inquiry" for route in routes.all_routes()):
        return []
    hint = 'path("support/", include("kasuhara_plugin.urls")) in the root URLconf.'
    return [error(12, "The public pages have no address: a refusal could not be shown.", hint)]


def error(number: int, message: str, hint: str) -> checks.CheckMessage:
    return checks.Error(message, hint=hint, id=f"kasuhara.E{number:03}")


def warning(number: int, message: str, hint: str) -> checks.CheckMessage:
    return checks.Warning(message, hint=hint, id=f"kasuhara.W{number:03}")


def _unknown_settings() -> Iterator[checks.CheckMessage]:
    known = [PREFIX + name for name in defaults]
    for name in dir(settings):
        if name.startswith(PREFIX) and name not in known:
            near = get_close_matches(name, known, 1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are: {', '.join(known)}."
            yield warning(10, f"{name} is not a setting of this app.", hint)


def _order_model(order_model: OrderModel) -> Iterator[checks.CheckMessage]:
    try:
        model = apps.get_model(order_model.label)
    except (LookupError, ValueError):
        hint = 'Write it as "app_label.ModelName".'
        yield error(2, f"{PREFIX}ORDER_MODELS: no model {order_model.label!r}.", hint)
        return
    for path in filter(None, (order_model.user, *order_model.emails)):
        if not resolves(model, path):
            hint = _fields(model)
            yield error(2, f"{PREFIX}ORDER_MODELS: {order_model.label} has no path {path!r}.", hint)
    if order_model.user and not _leads_to_an_account(model, order_model.user):
        message = f"{order_model.label}: {order_model.user!r} leads to no account."
        yield error(2, f"{PREFIX}ORDER_MODELS: {message}", _fields(model))
    if order_model.subject and not _leads_to_a_row(model, order_model.subject):
        message = f"{order_model.label}: {order_model.subject!r} leads to no row of a customer."
        yield error(2, f"{PREFIX}ORDER_MODELS: {message}", _fields(model))
    if order_model.number and field_at(model, order_model.number) is None:
        message = f"{order_model.label}: {order_model.number!r} is no field with a number."
        yield error(2, f"{PREFIX}ORDER_MODELS: {message}", _fields(model))
    for path in order_model.addresses:
        if not isinstance(field_at(model, path), CharField | TextField):
            message = f"{order_model.label}: {path!r} is no field with a text."
            yield error(2, f"{PREFIX}ORDER_MODELS: {message}", _fields(model))


def _leads_to_an_account(model: Any, path: str) -> bool:
    """Not to its key, nor to a profile, which would restrict nobody; a property is believed."""
    field, accounts = field_at(model, path), get_user_model()
    if field is None:
        return True
    led_to = getattr(field, "related_model", None)
    if led_to is None or field.name != path.rpartition(".")[2]:
        return False
    return issubclass(led_to, accounts) or issubclass(accounts, led_to)


def _leads_to_a_row(model: Any, path: str) -> bool:
    """Over foreign keys to one row; a property is believed."""
    field = field_at(model, path)
    if field is None:
        return resolves(model, path)
    return bool(field.many_to_one or field.one_to_one)


def _alias(alias: Alias) -> Iterator[checks.CheckMessage]:
    try:
        model = apps.get_model(alias.label)
    except (LookupError, ValueError):
        hint = 'Write it as ("app_label.ModelName", "path to the user", "field of the address").'
        yield error(13, f"{PREFIX}ALIASES: no model {alias.label!r}.", hint)
        return
    at_user, at_address = field_at(model, alias.user), field_at(model, alias.email)
    if not issubclass(get_user_model(), getattr(at_user, "related_model", None) or ()):
        message = f"{PREFIX}ALIASES: {alias.label}: {alias.user!r} leads to no account."
        yield error(13, message, _fields(model))
    if not getattr(at_address, "concrete", False) or at_address.is_relation:
        message = f"{PREFIX}ALIASES: {alias.label}: {alias.email!r} is no field with a text."
        yield error(13, message, _fields(model))


def _fields(model: Any) -> str:
    return f"Fields of {model._meta.label}: {', '.join(f.name for f in model._meta.fields)}."


def _gates(gates: dict[str, str]) -> Iterator[checks.CheckMessage]:
    found = routes.all_routes() if gates else []
    for gate in gates:
        if not any(opens(gate, route) for route in found):
            hint = "Name a URL (such as 'checkout:*') or a path prefix (such as '/api/checkout/')."
            yield error(3, f"{PREFIX}GATES: {gate!r} matches no URL.", hint)


def opens(gate: str, route: routes.Route) -> bool:
    """Whether the gate stands at one of the URLs of this route."""
    if not gate.startswith("/"):
        return fnmatchcase(route.name, gate)
    start = route.fixed_start
    return start.startswith(gate) or (
        start != "/" and not route.is_fixed and gate.startswith(start)
    )


def _importable(dotted: str) -> Iterator[checks.CheckMessage]:
    try:
        import_string(dotted)
    except ImportError as failure:
        hint = "Name a function (str) -> str by its dotted path."
        yield error(4, f"{PREFIX}SANITIZER: {failure}", hint)


def _base_template(name: str) -> Iterator[checks.CheckMessage]:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        hint = "Name a template with the blocks title and content."
        yield error(5, f"{PREFIX}BASE_TEMPLATE: no template {name!r}.", hint)


def _rate_cache(alias: str) -> Iterator[checks.CheckMessage]:
    if alias not in settings.CACHES:
        hint = f"CACHES has: {', '.join(settings.CACHES)}."
        yield error(6, f"{PREFIX}RATE_CACHE: no cache {alias!r}.", hint)
    elif hasattr(settings, PREFIX + "RATE_CACHE") and alias != ratelimit.cache_alias():
        hint = "django-ratelimit has one cache for the whole site: give both settings one alias."
        yield error(6, f"{PREFIX}RATE_CACHE and RATELIMIT_USE_CACHE differ.", hint)


def _page_model(setting: str, label: str) -> Iterator[checks.CheckMessage]:
    try:
        apps.get_model(label)
    except (LookupError, ValueError):
        mixin = "PolicyPageMixin" if setting.startswith("POLICY") else "InquiryPageMixin"
        hint = f"Name a page model that derives from {mixin}."
        yield error(7, f"{PREFIX}{setting}: no model {label!r}.", hint)
