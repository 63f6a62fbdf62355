"""A customer is found by a part of a name, of an address or of a number, however it is typed."""

from collections.abc import Callable

import pytest
from django.db import connection
from storefront.accounts.models import User

from kasuhara_plugin.customers import searching
from kasuhara_plugin.customers.actions import add, amend, exempt, merge, register, unmerge
from kasuhara_plugin.models import AuditRecord, Customer

Staff = Callable[..., User]


def found(typed: str) -> set[str]:
    """Who is found by the text alone; through the index it is the same people."""
    rows = Customer.objects.filter(searching.matching(typed))
    through = rows.filter(searching.through_index(typed, connection.alias))
    assert set(through) == set(rows)
    return {str(customer) for customer in rows}


@pytest.fixture
def people(staff: Staff) -> Customer:
    """佐藤 一郎 with all sorts of marks, and three others."""
    ichiro = register(email="Ichiro.Sato@Example.com", phone="090-1234-5678", name="佐藤 一郎")
    amend(
        ichiro, name="佐藤 一郎", organisation="㈱ツバメ・プリント", party_type="company",
        by=staff("operator"),
    )  # fmt: skip
    register(email="hanako@example.jp", phone="+1 650-253-0000", name="やまだ はなこ")
    register(email="100%_off@example.org", name="ＡＢＣ商会")
    register(email="back\\slash@example.net", phone="03-9876-5432", name="斎藤 二郎")
    return ichiro


@pytest.mark.parametrize(
    "typed",
    [
        "佐藤", "佐", "郎", "佐藤一郎", "佐藤 一郎", "佐藤　一郎", " 一郎 佐藤 ", "佐\u200b藤",
        "ツバメ", "ﾂﾊﾞﾒ", "ﾌﾟﾘﾝﾄ", "ツバメ・プリント", "(株)", "㈱", "株", "（株）ツバメ",
        "ichiro.sato@example.com", "ICHIRO", "ｉｃｈｉｒｏ", "sato@", "@example.com", "o.s",
        "佐藤 @example.com", "ツバメ 090 一郎", "sato 5678",
    ],
)  # fmt: skip
def test_a_part_of_what_is_known_finds_him_in_any_width_and_order(
    people: Customer, typed: str
) -> None:
    assert "佐藤 一郎" in found(typed)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("佐藤", {"佐藤 一郎"}),
        ("藤", {"佐藤 一郎", "斎藤 二郎"}),
        ("郎", {"佐藤 一郎", "斎藤 二郎"}),
        ("はな", {"やまだ はなこ"}),
        ("ABC", {"ＡＢＣ商会"}),
        ("@example", {"佐藤 一郎", "やまだ はなこ", "ＡＢＣ商会", "斎藤 二郎"}),
        ("%", {"ＡＢＣ商会"}),
        ("_", {"ＡＢＣ商会"}),
        ("100%_", {"ＡＢＣ商会"}),
        ("\\", {"斎藤 二郎"}),
        ("k\\s", {"斎藤 二郎"}),
        ("\\\\", set()),
        ("%%", set()),
        ("_ice", set()),
        ("佐藤 二郎", set()),
        ("佐藤 hanako", set()),
        ("郎佐", set()),
        ("一郎ichiro", set()),
        ("サトウ", set()),
    ],
)
def test_each_of_the_words_is_asked_for_and_nothing_is_a_wildcard(
    people: Customer, typed: str, names: set[str]
) -> None:
    assert found(typed) == names


@pytest.mark.parametrize(
    "typed",
    [
        "090-1234-5678", "09012345678", "090 1234 5678", "090(1234)5678", "(090) 1234-5678",
        "(090)1234-5678", "090.1234.5678", "０９０－１２３４－５６７８", "０９０ー１２３４ー５６７８",
        "090‐1234‐5678", "090‑1234‑5678", "090–1234–5678", "090—1234—5678", "090―1234―5678",
        "090−1234−5678", "090ｰ1234ｰ5678", "+819012345678", "+81 90-1234-5678", "+81-90-1234-5678",
        "＋８１９０１２３４５６７８", "81-90-1234-5678", "+81 (0)90-1234-5678", "+81(0)90-1234-5678", "+81-(0)90-1234-5678",
        "1234-5678", "5678", "34-56", "090-1234", "佐藤 090-1234-5678",
    ],
)  # fmt: skip
def test_a_telephone_is_found_in_every_spelling(people: Customer, typed: str) -> None:
    assert found(typed) == {"佐藤 一郎"}


@pytest.mark.parametrize("typed", ["+1 650-253-0000", "+16502530000", "650-253", "6502530000"])
def test_so_is_one_of_another_country(people: Customer, typed: str) -> None:
    assert found(typed) == {"やまだ はなこ"}


@pytest.mark.parametrize(
    "recorded",
    ["+81(0)90-1111-2222", "０９０－１１１１－２２２２", "090 1111 2222", "+819011112222"],
)
@pytest.mark.parametrize("typed", ["090-1111-2222", "+819011112222", "90-1111", "1111-2222"])
def test_however_it_was_recorded(staff: Staff, recorded: str, typed: str) -> None:
    add(name="電話の方", phone=recorded, by=staff("operator"))
    assert found(typed) == {"電話の方"}


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "　", "\u200b", "\u3164", "\n", "\t\r\n", "\x00", "佐藤\x00", "\ud800", "佐藤\udfff",
        "\ufffd", "あ" * 401, "佐" * 10_000, "\U0001f5d1", "\x01", "'; DROP TABLE x; --", "-", "+",
        "()", "--", "%" * 400, "\\" * 399, "_" * 400, "ﷺ" * 400, "{}", "[]", "$$", "NULL",
        "".join(f"{chr(0x4E00 + n)}ﷺ" for n in range(200)),
        " ".join(f"{n}-" for n in range(101)),
        "".join(f"¨{chr(0x4E00 + n)}" for n in range(200)),
    ],
)  # fmt: skip
def test_what_no_key_holds_finds_nobody_and_breaks_nothing(db: None, typed: str) -> None:
    register(email="ichiro@example.com", name="佐藤 一郎")
    assert found(typed) == set()


def test_merged_customers_are_found_as_the_one_that_was_kept(staff: Staff) -> None:
    kept = register(email="kept@example.com", phone="03-1111-1111", name="佐藤 一郎")
    other = register(email="other@example.jp", phone="03-2222-2222", name="高橋 次郎")
    of_either = {
        kept: ["佐藤", "kept@", "03-1111-1111"],
        other: ["高橋", "other@", "03-2222-2222"],
    }
    row = merge(kept, other, by=staff("supervisor"), reason="同じ方")
    for typed in (*of_either[kept], *of_either[other], "佐藤 高橋"):
        assert found(typed) == {"佐藤 一郎", "高橋 次郎"}
    unmerge(row, by=staff("supervisor"), reason="別の方")
    for customer, words in of_either.items():
        assert {name for typed in words for name in found(typed)} == {str(customer)}
    assert found("佐藤 高橋") == set()


def test_an_exempted_mark_still_finds_whose_card_it_stands_on(
    staff: Staff, people: Customer
) -> None:
    mark = people.identifiers.get(kind="phone")
    exempt(mark, by=staff("supervisor"), reason="別の方の電話")
    assert found("090-1234-5678") == {"佐藤 一郎"}
    act = AuditRecord.objects.get(act="customer.exempt")
    assert (act.actor_name, act.reason) == ("supervisor", "別の方の電話")


def test_an_account_is_not_found_by_its_number(hanako: User) -> None:
    customer = register(user=hanako, name="山田 花子")
    assert str(hanako.pk) not in customer.search_key
    assert found("hanako@example.com") == {"山田 花子"}
