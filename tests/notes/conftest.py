"""Notes about 佐藤 一郎."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from storefront.accounts.models import User

from kasuhara_plugin.models import Customer, StaffNote
from kasuhara_plugin.notes.actions import revise, write


@pytest.fixture
def note(staff: Callable[..., User], customer: Customer) -> StaffNote:
    """By the operator: 「お電話をいただいた。」"""
    return write(customer, body="<p>お電話をいただいた。</p>", by=staff("operator"))


@pytest.fixture
def revised(staff: Callable[..., User], customer: Customer) -> Callable[..., StaffNote]:
    """``revised(50)``: a note of that many versions, 版1 to 版50, a minute apart."""

    def make(versions: int, start: datetime, **details: Any) -> StaffNote:
        author = staff("operator")
        note = write(customer, body="<p>版1。</p>", by=author, now=start)
        for number in range(2, versions + 1):
            moment = start + timedelta(minutes=number)
            body, reason = f"<p>版{number}。</p>", f"理由{number}"
            note = revise(note, body=body, reason=reason, by=author, now=moment)
        return note

    return make
