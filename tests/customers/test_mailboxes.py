"""Two spellings of one mailbox meet where the provider documents it, and two people never do."""

import pytest
from django.core import mail
from django.db import transaction
from storefront.accounts.models import User

from kasuhara_plugin import gate
from kasuhara_plugin.core import outbox
from kasuhara_plugin.customers.actions import find, register
from kasuhara_plugin.customers.identity import email_key
from kasuhara_plugin.testing import override_flag

TYPED = "Taro.Yamada+print@googlemail.com"


@pytest.mark.parametrize(
    "typed",
    [
        "taroyamada@gmail.com",
        "taro.yamada@gmail.com",
        "t.a.r.o.yamada@gmail.com",
        "taroyamada+print@gmail.com",
        "taro.yamada+a.b+c@gmail.com",
        "taroyamada@googlemail.com",
        "Taro.Yamada+Print@GoogleMail.com.",
        "ｔａｒｏ．ｙａｍａｄａ＋ｐｒｉｎｔ＠ｇｍａｉｌ．ｃｏｍ",
    ],
)
def test_the_spellings_of_one_gmail_address_are_one(typed: str) -> None:
    assert email_key(typed) == "taroyamada@gmail.com"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("taro.yamada@example.com", "taroyamada@example.com"),  # any other provider
        ("taro+print@example.com", "taro@example.com"),
        ("taro.yamada@yahoo.co.jp", "taroyamada@yahoo.co.jp"),
        ("taro+print@yahoo.co.jp", "taro@yahoo.co.jp"),
        ("taro.yamada@docomo.ne.jp", "taroyamada@docomo.ne.jp"),
        ("taro..yamada@ezweb.ne.jp", "taro.yamada@ezweb.ne.jp"),
        ("taro@yahoo.co.jp", "taro@ymail.ne.jp"),
        ("taro@outlook.com", "taro@hotmail.com"),  # two people may have the name
        ("taro@outlook.jp", "taro@outlook.com"),
        ("taro@live.com", "taro@live.jp"),
        ("taro.yamada@outlook.com", "taroyamada@outlook.com"),
        ("taro+print@outlook.com", "taro@outlook.com"),  # documented for Exchange Online only
        ("taro@icloud.com", "taro@me.com"),  # one only for accounts made before 2012-09-19
        ("taro@icloud.com", "taro@mac.com"),
        ("taro+print@icloud.com", "taro@icloud.com"),
        ("taro.yamada@icloud.com", "taroyamada@icloud.com"),
        ("taro@gmail.com", "taro@gmail.co.jp"),
        ("taro@gmail.com", "taro@mail.gmail.com"),
        ("taro.yamada@gmail.example.com", "taroyamada@gmail.example.com"),
        ("taro-print@gmail.com", "taro@gmail.com"),
        ("taro@gmail.com", "jiro@gmail.com"),
        ("+a@gmail.com", "+b@gmail.com"),  # names no mailbox at all
        ("...@gmail.com", ".@gmail.com"),
    ],
)
def test_these_are_never_united(one: str, other: str) -> None:
    assert email_key(one) and email_key(other)
    assert email_key(one) != email_key(other)


@pytest.mark.parametrize("typed", [TYPED, "+a@gmail.com", "...@googlemail.com", "a+b@example.com"])
def test_the_key_of_a_key_is_the_key(typed: str) -> None:
    assert email_key(email_key(typed)) == email_key(typed)


def test_a_flag_is_not_slipped_by_another_spelling(db: None) -> None:
    register(email=TYPED)
    with override_flag("taroyamada@gmail.com", "order"):
        assert gate.restriction_for(gate.Identity(email="taro.yamada+2@gmail.com"), "order")
        assert not gate.restriction_for(gate.Identity(email="taro.yamada+2@example.com"), "order")


def test_an_account_is_found_by_another_spelling_of_its_address(db: None) -> None:
    account = User.objects.create_user("taro.yamada@gmail.com", name="山田 太郎")
    assert find(email=TYPED) is None
    assert register(user=account) == find(email=TYPED)


@pytest.mark.django_db(transaction=True)
def test_what_was_typed_is_kept_and_written_to_and_the_key_never_is() -> None:
    mark = register(email=TYPED).identifiers.get()
    assert (mark.value, mark.key) == (TYPED, "taroyamada@gmail.com")
    with transaction.atomic():
        outbox.post(to=mark.value, subject="お知らせ", body="本文です。", kind="test")
    assert mail.outbox[0].to == [TYPED]
