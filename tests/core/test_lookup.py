"""A record of the host is found by the key in a URL, whatever the key is made of."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import Http404
from django.utils import timezone
from storefront.accounts.models import User
from storefront.shop.models import Product

from kasuhara_plugin.core.lookup import key_of, record_or_404

pytestmark = pytest.mark.django_db


def session(key: str) -> Session:
    return Session.objects.create(session_key=key, expire_date=timezone.now())


@pytest.mark.parametrize(
    "key", ["plain", "with/slash", "with_under", "半角 スペース", "a?b#c", "%2F"]
)
def test_a_text_comes_back_as_it_was(key: str) -> None:
    row = session(key)
    written = key_of(row)
    assert "/" not in written
    assert record_or_404(Session, written) == row


def test_a_uuid_and_a_number_are_found(hanako: User) -> None:
    product = Product.objects.create(slug="meishi", name="名刺")
    assert record_or_404(User, str(hanako.pk)) == hanako
    assert record_or_404(Product, str(product.pk)) == product


@pytest.mark.parametrize("model", [User, Product, Session])
@pytest.mark.parametrize(
    "key", ["x", "0", "-1", "1.5", "9" * 40, "_00", "a\x00b", "\ufffd", "１", "あ" * 500]
)
def test_what_names_nothing_is_not_found(model: Any, key: str) -> None:
    with pytest.raises(Http404):
        record_or_404(model, key)
