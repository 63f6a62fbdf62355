"""The versions of the policy for everybody: each at its own address, any two side by side."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.conf import conf
from kasuhara_plugin.policy import shown
from kasuhara_plugin.policy.compare import compare
from kasuhara_plugin.policy.models import PolicyVersion, PolicyVersionQuerySet
from kasuhara_plugin.policy.structured import structured_data
from kasuhara_plugin.policy.words import said, words


@require_safe
def versions(request: HttpRequest, language: str) -> HttpResponse:
    """All versions with what changed and why; with ``older`` and ``newer`` the way to compare."""
    rows = list(_series(request, language).light())
    if not rows:
        raise Http404
    numbers = {str(row.number) for row in rows}
    chosen = [request.GET.get(name, "") for name in ("older", "newer")]
    if set(chosen) <= numbers and len(set(chosen)) == 2:
        older, newer = sorted(map(int, chosen))
        return redirect("kasuhara_plugin:policy_compare", language, older, newer)
    return _render(request, "policy_versions.html", language, versions=rows)


@require_safe
def version(request: HttpRequest, language: str, number: int) -> HttpResponse:
    row = _numbered(request, language, number)
    today = clock.day(clock.now())
    current = shown.shelf(_series(request, language), today).shown
    document = shown.on_its_own(row, current=current, today=today)
    return _render(
        request,
        "policy_version.html",
        language,
        document=document,
        current=current,
        structured=structured_data(document, request),
    )


@require_safe
def version_text(request: HttpRequest, language: str, number: int) -> HttpResponse:
    """The bytes whose SHA-256 the version names."""
    text = _numbered(request, language, number).text
    return HttpResponse(text.encode(), content_type="text/plain; charset=utf-8")


@require_safe
def version_compare(request: HttpRequest, language: str, older: int, newer: int) -> HttpResponse:
    rows = [_numbered(request, language, number) for number in (older, newer)]
    sides = [(*shown.above(row), *row.sections, *shown.beside(row)) for row in rows]
    compared = compare(*sides)
    return _render(
        request,
        "policy_compare.html",
        language,
        sides=rows,
        rows=compared,
        same=all(row.kind == "same" for row in compared),
        heading=said(language, "compared", older=older, newer=newer),
    )


def _series(request: HttpRequest, language: str) -> PolicyVersionQuerySet:
    site = Site.find_for_request(request)
    return PolicyVersion.objects.series(site.pk if site else 0, language)


def _numbered(request: HttpRequest, language: str, number: int) -> PolicyVersion:
    row = _series(request, language).filter(number=number).select_related("translates").first()
    if row is None:
        raise Http404
    return row


def _render(request: HttpRequest, template: str, language: str, **context: Any) -> HttpResponse:
    context |= {
        "language": language,
        "words": words(language),
        "base_template": conf().base_template,
    }
    return render(request, f"kasuhara_plugin/{template}", context)
