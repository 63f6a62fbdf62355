"""A process in which one person decides on every flag there is, in an order of their own."""

import random
from typing import Any

from processes import answer


def decide_on_all(key: str, seed: str) -> dict[str, Any]:
    """The flags that the person decided on, and what kept them from the others."""
    from storefront.accounts.models import User  # noqa: PLC0415 - the apps are ready now

    from kasuhara_plugin.core.errors import KasuharaError  # noqa: PLC0415
    from kasuhara_plugin.flags.actions import approve, reject  # noqa: PLC0415
    from kasuhara_plugin.models import AccountFlag  # noqa: PLC0415

    person, chance = User.objects.get(pk=key), random.Random(seed)
    flags = list(AccountFlag.objects.all())
    chance.shuffle(flags)
    decided, errors = [], []
    for flag in flags:
        try:
            chance.choice((approve, reject))(flag, by=person)
            decided.append(flag.pk)
        except KasuharaError as error:
            errors.append(type(error).__name__)
    return {"decided": decided, "errors": errors}


if __name__ == "__main__":
    answer(decide_on_all)
