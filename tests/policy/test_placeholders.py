import pytest

from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.policy.placeholders import NAMES, fill

SHOP = ShopSettings(
    company="つばめプリント株式会社",
    contact_name="お客様サポート",
    contact_phone="03-0000-0000",
    contact_email="info@example.jp",
    contact_hours="平日 10:00～17:00",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_shops_data_stands_where_the_text_names_it(name: str) -> None:
    assert fill(f"前{{{{ {name} }}}}後", SHOP) == f"前{getattr(SHOP, name)}後"


@pytest.mark.parametrize("spelling", ["{{company}}", "{{ company }}", "{{  company\u3000}}"])
def test_spaces_do_not_matter(spelling: str) -> None:
    assert fill(spelling, SHOP) == "つばめプリント株式会社"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("company", "［会社名］"),
        ("contact_name", "［お客様窓口の名称］"),
        ("contact_phone", "［お客様窓口の電話番号］"),
        ("contact_email", "［お客様窓口のメールアドレス］"),
        ("contact_hours", "［受付時間］"),
    ],
)
def test_what_is_not_filled_in_yet_is_named_in_brackets(name: str, shown: str) -> None:
    assert fill(f"{{{{ {name} }}}}", ShopSettings()) == shown


@pytest.mark.parametrize(
    "text", ["{{ pk }}", "{{ site }}", "{{ __class__ }}", "{{ company.x }}", "{ company }", "{{}}"]
)
def test_nothing_else_is_read_from_the_settings(text: str) -> None:
    assert fill(text, SHOP) == text


def test_a_value_is_not_read_as_a_placeholder_again() -> None:
    shop = ShopSettings(company="{{ contact_name }}", contact_name="窓口")
    assert fill("{{ company }}", shop) == "{{ contact_name }}"
