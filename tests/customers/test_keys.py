"""The keys under which a customer is found again, however the mark was typed."""

import pytest

from kasuhara_plugin.customers.identity import email_key, phone_key


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("ichiro@example.com", "ichiro@example.com"),
        ("Ichiro@EXAMPLE.com", "ichiro@example.com"),
        ("ｉｃｈｉｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ", "ichiro@example.com"),
        (" \u3000ichiro@example.com\n", "ichiro@example.com"),
        ("ichiro\u200b@exam\u00adple.com", "ichiro@example.com"),
        ("ichiro@example.com.", "ichiro@example.com"),
        ("ichiro@example.com。", "ichiro@example.com"),
        ("taro@例え.jp", "taro@xn--r8jz45g.jp"),
        ("taro@例え。jp", "taro@xn--r8jz45g.jp"),
        ("taro@XN--R8JZ45G.jp", "taro@xn--r8jz45g.jp"),
        ("a+print@example.com", "a+print@example.com"),
    ],
)
def test_an_address_has_one_key_however_it_is_typed(typed: str, key: str) -> None:
    assert email_key(typed) == key


@pytest.mark.parametrize(
    "junk",
    [
        "",
        "   ",
        "なし",
        "ichiro",
        "@example.com",
        "ichiro@",
        "ichiro@.",
        "ichiro@example..com",
        "ichi ro@example.com",
        "ichiro@exam ple.com",
        f"ichiro@{'x' * 64}.com",
        "ichiro@\ud800.com",
    ],
)
def test_what_is_no_address_has_no_key(junk: str) -> None:
    assert email_key(junk) == ""


def test_different_addresses_keep_different_keys() -> None:
    typed = ["a@example.com", "b@example.com", "a@example.co.jp", "a.a@example.com"]
    assert len({email_key(address) for address in typed}) == len(typed)


@pytest.mark.parametrize("typed", ["Ichiro@例え.JP.", "ｉ＠ｅｘａｍｐｌｅ．ｃｏｍ"])
def test_the_key_of_a_key_is_the_key(typed: str) -> None:
    assert email_key(email_key(typed)) == email_key(typed)


def test_a_key_always_fits_into_its_column() -> None:
    """320 characters is what an address may have, and what the database keeps of it."""
    assert len(email_key("a@" + "あ." * 100 + "jp")) <= 320


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("090-1234-5678", "+819012345678"),
        ("09012345678", "+819012345678"),
        ("090 1234 5678", "+819012345678"),
        ("+81 90 1234 5678", "+819012345678"),
        ("+81-(0)90-1234-5678", "+819012345678"),
        ("０９０－１２３４－５６７８", "+819012345678"),
        ("090ー1234ー5678", "+819012345678"),
        ("03-1234-5678", "+81312345678"),
        ("(03) 1234-5678", "+81312345678"),
        ("0120-444-444", "+81120444444"),
        ("+1 212 555 0100", "+12125550100"),
    ],
)
def test_a_telephone_number_has_one_key_however_it_is_typed(typed: str, key: str) -> None:
    assert phone_key(typed) == key


@pytest.mark.parametrize("junk", ["", "-", "+", "なし", "abc", "1", "９" * 300])
def test_what_is_no_telephone_number_has_no_key(junk: str) -> None:
    assert phone_key(junk) == ""


@pytest.mark.parametrize("filler", ["12", "0000", "1234", "注文番号 12345"])
def test_a_filler_in_the_telephone_field_is_no_number_of_a_person(filler: str) -> None:
    """Else two strangers who both type 0000 are taken for one customer."""
    assert phone_key(filler) == ""
