"""A django-oscar shop with django-oscar-api: refused before payment, by settings lines alone."""

from importlib.util import find_spec

import pytest
from hosts.given import run


@pytest.mark.skipif(find_spec("oscarapi") is None, reason="not installed")
def test_an_oscar_shop_refuses_before_the_payment() -> None:
    run("oscar", settings="hosts.oscar.settings")
