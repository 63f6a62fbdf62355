"""Follows the host's accounts: an address that a customer's account takes is recorded."""

import logging
from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db import DatabaseError, transaction
from django.db.models.signals import post_save

from kasuhara_plugin.core.errors import AmbiguousCustomer
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.customers.changes import ADDRESSED, announce
from kasuhara_plugin.customers.identity import account_email, accounts_with, email_key
from kasuhara_plugin.customers.models import Customer, IdentifierKind

logger = logging.getLogger(__name__)


def connect() -> None:
    """Once, from ``AppConfig.ready``."""
    post_save.connect(follow, dispatch_uid="kasuhara:account")


def follow(
    instance: Any,
    created: bool = False,
    raw: bool = False,
    update_fields: Iterable[str] | None = None,
    **_: Any,
) -> None:
    """One query, none for a new account or for a save that leaves the address alone (a log-in).

    Without a sender: a proxy or a child of the model sends its own class.
    """
    model = get_user_model()
    if created or raw or not isinstance(instance, model):
        return
    if update_fields is not None and model.get_email_field_name() not in update_fields:
        return
    announce(ADDRESSED, instance.pk)
    key = email_key(account_email(instance))
    if key and _is_new_to_its_customer(instance, key) and not _is_anothers(instance):
        _record(instance)


def _is_new_to_its_customer(user: Any, key: str) -> bool:
    known = {"identifiers__kind": IdentifierKind.EMAIL, "identifiers__key": key}
    return Customer.objects.filter(user=user.pk).exclude(**known).exists()


def _is_anothers(user: Any) -> bool:
    """Whether another account had the address first: an account may name an address that is not
    its owner's, and would have the other one refused."""
    named = accounts_with([account_email(user).strip()])
    return named.exclude(pk=user.pk).exists()


def _record(user: Any) -> None:
    """The host's own save does not fail for it."""
    try:
        with transaction.atomic():
            register(user=user)
    except AmbiguousCustomer:
        pass  # the address is another customer's: staff may merge the two
    except DatabaseError:
        logger.exception("The address of account %s cannot be recorded.", user.pk)
