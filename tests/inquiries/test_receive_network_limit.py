"""Over the network's limit a message is given back with the time to wait."""

import pytest
from django.conf import LazySettings
from django.core.cache.backends.base import BaseCache
from storefront.accounts.models import User

from kasuhara_plugin.inquiries.actions import Receipt, receive
from kasuhara_plugin.inquiries.guard import Outcome
from kasuhara_plugin.inquiries.rules import InquiryRules
from kasuhara_plugin.models import Customer, Inquiry

pytestmark = pytest.mark.django_db

ADDRESS = "203.0.113.7"


class DeadCache(BaseCache):
    """A backend that fails at every touch, as Redis does when it is gone."""

    def __init__(self, location: str, params: dict[str, object]) -> None:
        super().__init__(params)

    def _fail(self, *_: object, **__: object) -> None:
        raise OSError("the cache is gone")

    add = get = set = touch = delete = incr = get_many = set_many = has_key = clear = _fail


DEAD = {
    "closed port": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://127.0.0.1:1/0",
        "OPTIONS": {"socket_timeout": 0.1, "socket_connect_timeout": 0.1},
    },
    "failing backend": {"BACKEND": f"{__name__}.DeadCache"},
    "missing backend": {"BACKEND": "no.such.Cache"},
}


@pytest.fixture(autouse=True)
def rules() -> None:
    rules = InquiryRules.load()
    rules.network_limit, rules.network_window_minutes, rules.sender_limit = 4, 10, 2
    rules.save()


def send(number: int, address: str | None = ADDRESS, email: str = "") -> Receipt:
    email = email or f"{number}@example.com"
    return receive(body=f"{number}つ目の質問です。", email=email, address=address)


def test_one_too_many_is_given_back_and_nothing_is_stored() -> None:
    assert all(send(number).number for number in range(4))
    receipt = send(4)
    assert receipt.verdict.outcome is Outcome.REFUSE
    assert receipt.verdict.reasons == ("network_limit 4/600",)
    assert (receipt.number, receipt.inquiry) == ("", None)
    assert 1 <= receipt.retry_after_s <= 600
    assert Inquiry.objects.count() == Customer.objects.count() == 4


@pytest.mark.parametrize(
    ("first", "other", "outcome"),
    [
        (ADDRESS, "203.0.113.8", Outcome.ACCEPT),
        (ADDRESS, f"::ffff:{ADDRESS}", Outcome.REFUSE),
        ("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", Outcome.REFUSE),
        ("2001:db8:0:1::1", "2001:db8:0:2::1", Outcome.ACCEPT),
    ],
)
def test_each_network_has_a_count_of_its_own(first: str, other: str, outcome: Outcome) -> None:
    for number in range(4):
        send(number, first)
    assert send(4, other).verdict.outcome is outcome


def test_an_unknown_address_never_counts() -> None:
    outcomes = {send(number, None).verdict.outcome for number in range(30)}
    assert outcomes == {Outcome.ACCEPT}


def test_a_message_that_is_sent_again_with_its_token_is_never_given_back() -> None:
    first = receive(body="質問です。", address=ADDRESS, token="c" * 32)
    again = [receive(body="質問です。", address=ADDRESS, token="c" * 32) for _ in range(9)]
    assert {receipt.number for receipt in again} == {first.number}


def test_an_unusable_text_does_not_count() -> None:
    for _ in range(9):
        with pytest.raises(ValueError, match="入力してください"):
            receive(body="", address=ADDRESS)
    assert send(0).verdict.outcome is Outcome.ACCEPT


@pytest.mark.parametrize("cache", DEAD)
def test_behind_a_dead_cache_the_database_counts_the_network(
    settings: LazySettings, cache: str
) -> None:
    settings.CACHES = {"default": DEAD[cache]}
    outcomes = [send(number).verdict.outcome for number in range(6)]
    assert outcomes == [Outcome.ACCEPT] * 4 + [Outcome.REFUSE] * 2
    assert send(6, "203.0.113.8").verdict.outcome is Outcome.ACCEPT


@pytest.mark.parametrize("cache", DEAD)
def test_behind_a_dead_cache_the_database_still_counts_the_sender(
    settings: LazySettings, cache: str
) -> None:
    settings.CACHES = {"default": DEAD[cache]}
    outcomes = [send(number, email="one@example.com").verdict.outcome for number in range(3)]
    assert outcomes == [Outcome.ACCEPT, Outcome.ACCEPT, Outcome.HOLD]


def test_strangers_behind_one_address_do_not_use_up_a_member_s_place(hanako: User) -> None:
    InquiryRules.objects.update_or_create(defaults={"network_limit": 1})
    address = "203.0.113.77"
    for number in range(3):
        receive(body="質問です。", email=f"guest{number}@example.jp", address=address)
    assert receive(body="会員の質問です。", user=hanako, address=address).number
