"""The message to the customer: its blanks are filled, or they block (law 3)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from storefront.accounts.models import User
from wagtail.models import Site

from kasuhara_plugin.core.errors import UnusableText
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import UnfilledMessage, amend
from kasuhara_plugin.flags.message import KNOWN
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, FlagDecision

Make = Callable[..., Any]
END = date(2099, 1, 5)
WHY = "文面を直すため"


def say(text: str, **details: Any) -> dict[str, Any]:
    return {"customer_message": text, "until": END, **details}


@pytest.mark.parametrize(
    ("text", "details", "filled"),
    [
        ("{{ customer }}様", {}, "佐藤 一郎様"),
        ("{{customer}}様、{{   customer\n}}様", {}, "佐藤 一郎様、佐藤 一郎様"),
        ("{{ scopes }}を控えます", {"scopes": ["quote", "order"]}, "見積、注文を控えます"),
        ("{{ scopes }}", {"scopes": ["phone"]}, "お電話でのご対応（書面で承ります）"),
        (
            "{{ scopes }}",
            {"level": "refuse"},
            "注文、再注文、見積、お電話でのご対応（書面で承ります）、ご来社・ご訪問",
        ),
        ("{{ until }}まで", {}, "2099年1月5日まで"),
        ("{{ company }}", {}, "つばめプリント株式会社"),
        ("{{ contact_name }}／{{ contact_phone }}", {}, "お客様サポート／03-0000-0000"),
        (
            "{{ contact_email }}（{{ contact_hours }}）",
            {},
            "support@example.jp（平日 10:00～17:00）",
        ),
        ("寸法は{ 91×55 }、式は<b>&amp;", {}, "寸法は{ 91×55 }、式は<b>&amp;"),
        ("｛注文｝は控えます", {}, "｛注文｝は控えます"),
    ],
)
def test_what_is_known_is_filled_in_wherever_the_message_is_kept(
    proposed: Make, text: str, details: dict[str, Any], filled: str
) -> None:
    flag = proposed(**say(text, **details))
    assert AccountFlag.objects.get(pk=flag.pk).customer_message == filled
    assert FlagDecision.objects.get(flag=flag).content["customer_message"] == filled
    row = AuditRecord.objects.get(act="flag.propose")
    assert (row.data["customer_message"], row.actor_name) == (filled, "operator")


def test_every_known_word_is_filled(proposed: Make) -> None:
    flag = proposed(**say("".join(f"{{{{ {name} }}}}" for name in KNOWN)))
    assert "{" not in flag.customer_message


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ お電話の日 }}のお電話", "{{ お電話の日 }}"),
        ("{{ compny }}", "{{ compny }}"),
        ("{{}}", "{{}}"),
        ("{{ }}", "{{ }}"),
        ("{{\n担当者 と 日付\n}}", "{{\n担当者 と 日付\n}}"),
        ("{{ customer.name }}", "{{ customer.name }}"),
        ("{{ customer|safe }}", "{{ customer|safe }}"),
        ("{{ お電話の日 のお電話", "{{"),
        ("お電話の日 }}のお電話", "}}"),
        ("{{{ customer }", "{{"),
        ("｛｛ お電話の日 ｝｝", "｛｛"),
        ("｛｛ customer ｝｝", "｛｛"),
        ("{｛ customer ｝}", "{｛"),
        ("お電話の日 ｝｝", "｝｝"),
        ("{{ 一つ }}と{{ 二つ }}と{{ 一つ }}", "{{ 一つ }}、{{ 二つ }}"),
    ],
)
def test_what_still_waits_to_be_filled_in_blocks_and_is_named_as_it_was_typed(
    proposed: Make, text: str, named: str
) -> None:
    with pytest.raises(UnfilledMessage, match="ご説明に、まだ埋めていない箇所があります：") as told:
        proposed(**say(text))
    assert named in str(told.value)
    assert str(told.value).count("一つ") <= 1
    assert not AccountFlag.objects.exists()
    assert not AuditRecord.objects.filter(act="flag.propose").exists()


@pytest.mark.parametrize(("name", "label"), KNOWN.items())
def test_a_known_word_without_a_value_says_what_is_missing(
    staff: Make, proposed: Make, name: str, label: str
) -> None:
    shop = ShopSettings.for_site(Site.objects.get(is_default_site=True))
    for field in ("company", "contact_name", "contact_phone", "contact_email", "contact_hours"):
        setattr(shop, field, "")
    shop.save()
    nameless = register(phone="03-1234-5678")
    given = {"customer_message": f"{{{{ {name} }}}}のため"}
    if name == "scopes":  # there is always one
        assert proposed(nameless, **given).customer_message == "注文のため"
        return
    with pytest.raises(UnfilledMessage) as told:
        proposed(nameless, **given)
    assert f"{{{{ {name} }}}}（{label}が未設定です）" in str(told.value)


def test_to_watch_says_nothing_and_asks_nothing(proposed: Make) -> None:
    assert proposed(level="watch", customer_message="{{ 何か }}").customer_message == ""


def test_the_limit_counts_what_the_customer_reads(proposed: Make, customer: Customer) -> None:
    fits = "あ" * (1_000 - len("佐藤 一郎")) + "{{ customer }}"
    assert len(proposed(**say(fits)).customer_message) == 1_000
    with pytest.raises(UnusableText, match="1,000文字以内"):
        proposed(**say("あ" + fits))


def test_an_amendment_fills_with_what_it_changes(proposed: Make, staff: Make) -> None:
    flag = proposed(**say("前の文面です"))
    amend(
        flag, by=staff("desk"), reason=WHY, scopes=["quote"], until=date(2099, 12, 31),
        customer_message="{{ until }}まで{{ scopes }}を控えます",
    )  # fmt: skip
    flag = AccountFlag.objects.get(pk=flag.pk)
    assert flag.customer_message == "2099年12月31日まで見積を控えます"
    row = FlagDecision.objects.get(act="amended")
    assert row.content["customer_message"] == flag.customer_message
    audit = AuditRecord.objects.get(act="flag.amend")
    assert (audit.data["customer_message"], audit.reason) == (flag.customer_message, WHY)


def test_an_amendment_with_a_blank_changes_nothing(proposed: Make, staff: Make) -> None:
    flag = proposed(**say("前の文面です"))
    with pytest.raises(UnfilledMessage, match="お電話の日"):
        amend(flag, by=staff("desk"), reason=WHY, customer_message="{{ お電話の日 }}")
    assert AccountFlag.objects.get(pk=flag.pk).customer_message == "前の文面です"
    assert not FlagDecision.objects.filter(act="amended").exists()


def test_a_name_is_put_in_as_it_is_and_not_read_as_a_word(proposed: Make, ichiro: User) -> None:
    company = register(email="c@example.jp", name="{ company } & <b>")
    flag = proposed(company, **say("{{ customer }}様"))
    assert flag.customer_message == "{ company } & <b>様"
