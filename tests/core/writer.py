"""Another process of the site, which writes acts, one transaction each, and seals as it goes."""

from processes import listen


def write(customer_pk: int, count: int) -> int:
    from django.db import transaction  # noqa: PLC0415 - the apps are ready now

    from kasuhara_plugin.core import sealing  # noqa: PLC0415
    from kasuhara_plugin.core.audit import record  # noqa: PLC0415
    from kasuhara_plugin.models import Customer  # noqa: PLC0415

    customer = Customer.objects.get(pk=customer_pk)
    sealing.PAUSE_S = 0
    for number in range(count):
        with transaction.atomic():
            record("customer.name", customer, by=None, reason=str(number))
    return count


if __name__ == "__main__":
    listen(write)
