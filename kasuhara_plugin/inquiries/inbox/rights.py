"""Who may read and answer an inquiry: whoever may do so with each of them, and somebody to whom one thread
was given (法務, for one) with that thread."""

from typing import Any

from django.db.models import Q, QuerySet

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.inquiries.inbox.models import Assignment
from kasuhara_plugin.inquiries.models import Inquiry

ALL, GIVEN = "kasuhara_plugin.view_inquiry", "kasuhara_plugin.handle_assigned_inquiry"
OF_GIVEN = ("view", "answer")  # acts


def may(user: Any, act: str, inquiry: Inquiry) -> bool:
    """``act`` is the first word of a permission, such as ``"answer"``."""
    if user.has_perm(f"kasuhara_plugin.{act}_inquiry"):
        return True
    own = Inquiry.objects.order_by().filter(pk=inquiry.pk)
    return act in OF_GIVEN and given(own, user).exists()


def require(user: Any, act: str, inquiry: Inquiry, refusal: str) -> None:
    if not may(user, act, inquiry):
        raise NotPermitted(refusal)


def readable(rows: QuerySet[Inquiry], user: Any) -> QuerySet[Inquiry]:
    """Of the rows, what this person may read."""
    return rows if user.has_perm(ALL) else given(rows, user)


def given(rows: QuerySet[Inquiry], user: Any) -> QuerySet[Inquiry]:
    """Of the rows, those of threads that are this person's: none where that opens nothing to them."""
    if not user.has_perm(GIVEN):
        return rows.none()
    theirs = Assignment.objects.filter(person_key=audit.actor(user).key, ended_at=None)
    threads = theirs.values("inquiry")
    return rows.filter(Q(pk__in=threads) | Q(first__in=threads))
