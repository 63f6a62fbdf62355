"""A plain Django site and a Wagtail site, each by the lines of its page of the docs."""

import pytest
from hosts.given import run


@pytest.mark.parametrize("host", ["plain", "wagtail_site"])
def test_a_small_shop_refuses_before_the_payment(host: str) -> None:
    run("shop", settings=f"hosts.{host}.settings")
