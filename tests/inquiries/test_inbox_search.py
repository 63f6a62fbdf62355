"""A message is found by its words, its sender and the numbers that were given out: at once by its columns,
and among all there ever were by the text that is kept for it."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.checks import run_checks
from django.core.management import call_command
from django.db import connection
from django.test import Client
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.core import clock
from kasuhara_plugin.core.paging import NewestFirstView
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.refusals import keep
from kasuhara_plugin.inquiries.actions import log, receive
from kasuhara_plugin.inquiries.inbox import search_text, searching
from kasuhara_plugin.models import Inquiry, SearchText
from kasuhara_plugin.testing import override_flag

pytestmark = pytest.mark.django_db
LIST = "/admin/kasuhara/inquiries/"
YESTERDAY = timedelta(days=1)
NUMBER = "R-7KM4-X2TW-9"
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="only PostgreSQL has this index"
)


@pytest.fixture
def operator(staff: Callable[..., User], as_user: Callable[[User], Client]) -> Client:
    return as_user(staff("operator"))


@pytest.fixture
def sent(db: None) -> list[Inquiry]:
    """Of yesterday: the daily run writes their texts."""
    letters = (
        {"body": "名刺の角丸加工が指示と違います。", "name": "佐藤 一郎", "order_number": "P-0081"},
        {"body": "ﾁﾗｼの納期を教えてください。", "subject": "ＡＢＣ商店のチラシ"},
        {"body": "封筒の見積をお願いします。100%再生紙です。", "phone": "090-1234-5678"},
    )
    return [made(n, **letter) for n, letter in enumerate(letters)]


def made(n: int, **letter: str) -> Inquiry:
    row = receive(email=f"s{n}@example.jp", now=clock.now() - YESTERDAY, **letter).inquiry
    assert row
    return row


FOUND = [
    ("名刺", 0), ("角丸", 0), ("佐藤", 0), ("一郎 名刺", 0), ("P-0081", 0), ("ABC商店", 1), ("abc", 1),
    ("見積", 2), ("100%", 2), ("09012345678", 2), ("090-1234-5678", 2), ("s2@example.jp", 2),
]  # fmt: skip


AS_TYPED_ONLY = ("09012345678", "ABC商店", "abc")  # until their text is kept, width matters


def found(client: Client, typed: str) -> list[Inquiry]:
    return list(client.get(LIST, {"q": typed}).context["object_list"])


@pytest.mark.parametrize("near", [5_000, 0])
@pytest.mark.parametrize(("typed", "place"), FOUND)
def test_it_is_found_by_any_part_of_it(
    operator: Client,
    sent: list[Inquiry],
    typed: str,
    place: int,
    near: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Among the newest, and where all are asked."""
    list(search_text.write())
    monkeypatch.setattr(NewestFirstView, "NEAR", near)
    assert found(operator, typed) == [sent[place]]


@pytest.mark.parametrize("typed", ["チラシ", "ﾁﾗｼ"])
def test_once_its_text_is_kept_width_is_no_matter(
    operator: Client, sent: list[Inquiry], typed: str
) -> None:
    list(search_text.write())
    assert found(operator, typed) == [sent[1]]


@pytest.mark.parametrize(("typed", "place"), [one for one in FOUND if one[0] not in AS_TYPED_ONLY])
@pytest.mark.parametrize("near", [5_000, 0])
def test_what_came_just_now_is_found_as_well(
    operator: Client,
    sent: list[Inquiry],
    typed: str,
    place: int,
    near: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(NewestFirstView, "NEAR", near)
    assert found(operator, typed) == [sent[place]]


@pytest.mark.parametrize("typed", ["名刺 封筒", "麒麟", "%", "名_", "\ud800", "あ" * 401])
def test_nothing_else_is_found(operator: Client, sent: list[Inquiry], typed: str) -> None:
    list(search_text.write(most=2))
    wanted = [sent[2]] if typed == "%" else []
    assert found(operator, typed.encode("utf-8", "replace").decode()) == wanted


@pytest.mark.parametrize("write", ["q7km4x2tw9", "Ｑ−７ＫＭ４ Ｘ２ＴＷ ９", "Q-7KM4-X2TW-9"])
def test_a_number_is_found_however_it_is_typed(
    operator: Client, sent: list[Inquiry], write: str
) -> None:
    Inquiry.objects.filter(pk=sent[1].pk).update(number="Q-7KM4-X2TW-9")
    assert found(operator, write) == [sent[1]]


def test_by_the_number_of_a_refusal_what_that_customer_wrote(
    operator: Client,
    sent: list[Inquiry],
    ichiro: User,
    hanako: User,
    as_user: Callable[..., Client],
) -> None:
    theirs = receive(body="注文できません。理由を教えてください。", user=ichiro).inquiry
    with override_flag(ichiro, "order"):
        keep(gate.restriction_for(ichiro, "order"), door="/shop/order/", reference=NUMBER)
    assert found(operator, NUMBER) == [theirs]
    may = Permission.objects.filter(codename__in=["access_admin", "view_inquiry"])
    hanako.user_permissions.set(may)
    assert found(as_user(User.objects.get(pk=hanako.pk)), NUMBER) == []


@pytest.mark.parametrize("near", [5_000, 0])
def test_by_what_is_known_of_the_customer(
    operator: Client, staff: Callable[..., User], near: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    customer = register(phone="03-1234-5678", name="山田印刷商会")
    row = log(
        channel="phone_inquiry", contact="", body="納期", customer=customer, by=staff("operator")
    )
    monkeypatch.setattr(NewestFirstView, "NEAR", near)
    assert found(operator, "山田印刷") == [row]
    assert found(operator, "0312345678") == [row]


def test_the_texts_are_written_in_parts_and_on_from_where_they_stood(
    sent: list[Inquiry], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_text, "PART", 2)
    assert next(search_text.write()) == 2
    assert search_text.waiting().count() == 1
    assert list(search_text.write()) == [1]
    assert list(search_text.write()) == []
    assert "p-0081" in SearchText.objects.get(inquiry=sent[0]).text.splitlines()


def test_none_is_left_behind_that_is_still_on_its_way(sent: list[Inquiry]) -> None:
    """A message of a lower key may be committed later than one of a higher."""
    now = clock.now()
    receive(body="今届いたお問い合わせです。", email="new@example.jp", now=now)
    list(search_text.write(now=now + timedelta(minutes=59)))
    assert SearchText.objects.count() == 3
    list(search_text.write(now=now + timedelta(minutes=61)))
    assert SearchText.objects.count() == 4


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("kasuhara_remind", ""),
        ("kasuhara_renew", "検索用の文字列：3件のうち3件を作り直しました。"),
        ("kasuhara_search", "3件のお問い合わせの検索用の文字列を作り直しました。"),
    ],
)
def test_the_commands_write_them(sent: list[Inquiry], command: str, said: str) -> None:
    out = StringIO()
    connection.check_constraints()  # PostgreSQL indexes nothing with checks outstanding
    call_command(command, stdout=out)
    assert SearchText.objects.count() == 3
    assert said in out.getvalue()


@pytest.fixture
def no_scan(db: None) -> Iterator[None]:
    """The planner takes an index if it can: the tables of a test are too small for it."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        yield
        cursor.execute("SET LOCAL enable_seqscan = on")


@on_postgresql
@pytest.mark.parametrize("typed", ["名刺", "角丸加工", "s2@example.jp", "名"])
def test_postgresql_asks_its_index(
    sent: list[Inquiry], no_scan: None, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "NAMED", -1)  # many: none is named
    rows = Inquiry.objects.filter(searching.through_index(typed, connection.alias))
    assert f"Bitmap Index Scan on {search_text.INDEX.name}" in rows.explain()


@on_postgresql
def test_a_check_says_that_the_index_is_gone_and_the_command_makes_it_anew(db: None) -> None:
    assert told() == []
    search_text.INDEX.drop(connection.alias)
    assert told() == ["kasuhara.W053"]
    connection.check_constraints()
    call_command("kasuhara_search", stdout=StringIO())
    assert told() == []


def told() -> list[str]:
    checked = run_checks(tags=["database"], databases=["default"])
    return [str(one.id) for one in checked if one.id and one.id.startswith("kasuhara.")]
