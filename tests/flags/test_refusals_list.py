from collections.abc import Callable

from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.flags.refusals import keep
from kasuhara_plugin.testing import override_flag


def test_staff_find_a_refusal_by_the_number_that_the_customer_was_told(
    staff: Callable[..., User], as_user: Callable[[User], Client], ichiro: User
) -> None:
    with override_flag(ichiro, "order"):
        restriction = gate.restriction_for(ichiro, "order")
        wanted, other = keep(restriction, door="/shop/a/"), keep(restriction, door="/shop/b/")
    client = as_user(staff("operator"))
    listed = client.get(f"/admin/kasuhara/refusals/?q={wanted.reference}").content.decode()
    assert wanted.reference in listed
    assert other.reference not in listed
    page = client.get(f"/admin/kasuhara/refusals/{wanted.pk}/").content.decode()
    assert "/shop/a/" in page and f"/admin/kasuhara/flags/{wanted.flag_id}/" in page


def test_a_customer_is_listed_once_however_many_marks_match(
    staff: Callable[..., User], as_user: Callable[[User], Client], ichiro: User
) -> None:
    with override_flag(ichiro, "order") as flag:
        pass
    client = as_user(staff("operator"))
    address = f"/admin/kasuhara/customers/{flag.customer_id}/"
    listed = client.get("/admin/kasuhara/customers/?q=ichiro").content.decode()
    links = listed.count(f'href="{address}"')
    everyone = client.get("/admin/kasuhara/customers/").content.decode()
    assert links == everyone.count(f'href="{address}"') > 0
