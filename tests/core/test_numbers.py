import re

from kasuhara_plugin.core.numbers import new_number

SPEAKABLE = "23456789BCDFGHJKMPQRTVWXY"


def test_a_number_has_the_shape_that_is_read_out_on_the_telephone() -> None:
    assert re.fullmatch(rf"Q-[{SPEAKABLE}]{{4}}-[{SPEAKABLE}]{{4}}-[{SPEAKABLE}]", new_number("Q"))
    assert new_number("R").startswith("R-")


def test_no_sign_is_a_vowel_or_looks_like_another() -> None:
    drawn = {sign for _ in range(2_000) for sign in new_number("Q")[2:]} - {"-"}
    assert drawn == set(SPEAKABLE)
    assert not drawn & set("AEIOU01LSZN")


def test_ten_thousand_numbers_do_not_repeat() -> None:
    assert len({new_number("Q") for _ in range(10_000)}) == 10_000
