"""Which orders and quotes a visitor may see: members their own, guests those of their session."""

from typing import TypeVar

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from storefront.shop.models import Order, PrintJob, Quote

SESSION_KEY = "shop_numbers"

Job = TypeVar("Job", Order, Quote)


def remember(request: HttpRequest, job: PrintJob) -> None:
    numbers = request.session.get(SESSION_KEY, [])
    request.session[SESSION_KEY] = [*numbers, str(job)]


def visible(jobs: QuerySet[Job], request: HttpRequest) -> QuerySet[Job]:
    allowed = Q(user=None, number__in=request.session.get(SESSION_KEY, []))
    if request.user.is_authenticated:
        allowed |= Q(user=request.user)
    return jobs.filter(allowed).select_related("product", "user")
