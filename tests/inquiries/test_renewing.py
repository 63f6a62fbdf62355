"""After an update, what is kept of older messages is made anew: in parts, and on from where it stood."""

from io import StringIO

import pytest
from django.core.management import call_command

from kasuhara_plugin.inquiries import renewing, repeats
from kasuhara_plugin.inquiries.actions import receive
from kasuhara_plugin.models import Inquiry

pytestmark = pytest.mark.django_db


@pytest.fixture
def older() -> list[Inquiry]:
    rows = [
        receive(
            body=f"名刺の納期を教えてください。{n}件目の相談です。", email=f"{n}@example.jp"
        ).inquiry
        for n in range(5)
    ]
    Inquiry.objects.update(substance="", outline=b"", substance_version=0)
    return rows


def test_each_part_stays_when_it_is_broken_off(
    older: list[Inquiry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renewing, "PART", 2)
    assert next(renewing.renew()) == 2
    assert renewing.stale().count() == 3
    assert list(renewing.renew()) == [2, 3]
    for row in older:
        body = row.body
        row.refresh_from_db()
        assert row.body == body
        assert row.substance == repeats.substance(body)
        assert bytes(row.outline) == repeats.Said(body).outline


def test_the_command_tells_how_far_it_is(older: list[Inquiry]) -> None:
    out = StringIO()
    call_command("kasuhara_renew", stdout=out)
    call_command("kasuhara_renew", stdout=out)
    assert out.getvalue().splitlines() == [
        "5件のうち5件を作り直しました。",
        "作り直すものはありません。",
    ]


def test_the_daily_command_does_it_too(older: list[Inquiry]) -> None:
    call_command("kasuhara_remind", stdout=StringIO())
    assert not renewing.stale().exists()


def test_one_that_cannot_be_made_ready_does_not_stop_the_others(
    older: list[Inquiry], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = repeats.substance

    def failing(text: str) -> str:
        if "3件目" in text:
            raise ValueError
        return made(text)

    monkeypatch.setattr(repeats, "substance", failing)
    assert list(renewing.renew()) == [5]
    assert renewing.stale().count() == 1
