"""The notice at the next visit: only where the shop switched it on, only for its owner, once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from storefront.accounts.models import User
from storefront.shop.models import Product

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.customers.actions import register
from kasuhara_plugin.flags.actions import lift
from kasuhara_plugin.flags.must_read import PAUSE_S
from kasuhara_plugin.middleware import RestrictionMiddleware
from kasuhara_plugin.models import AccountFlag, AuditRecord, Customer, FlagReading

Make = Callable[..., Any]
PAGE = "/shop/products/meishi/"
HTML = {"HTTP_ACCEPT": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture
def switched_on(setup_done: None, meishi: Product) -> None:
    rules = RuleSettings.load()
    rules.must_read = True
    rules.save()


def visit(client: Client, page: str = PAGE, **headers: str) -> str:
    """Where a visitor is led who opens the page; empty if it is shown."""
    answer = client.get(page, **{**HTML, **headers})
    assert answer.status_code in (200, 302)
    return answer.headers.get("Location", "")


def notice(flag: AccountFlag, onward: str = PAGE) -> str:
    return f"/support/notices/{flag.pk}/?next={onward.replace('/', '%2F')}"


def test_it_is_off_until_the_shop_switches_it_on(
    setup_done: None, meishi: Product, active: Make, ichiros: Client
) -> None:
    active()
    assert RuleSettings.load().must_read is False
    assert visit(ichiros) == ""


@pytest.mark.parametrize("on", [False, True])
def test_a_visitor_without_a_session_costs_nothing(
    setup_done: None, on: bool, django_assert_num_queries: Any
) -> None:
    rules = RuleSettings.load()
    rules.must_read = on
    rules.save()

    def pass_by(request: HttpRequest) -> HttpResponse:
        assert RestrictionMiddleware(pass_by).process_view(request) is None
        return HttpResponse()

    site = SessionMiddleware(AuthenticationMiddleware(pass_by))
    with django_assert_num_queries(0):
        answer = site(RequestFactory().get(PAGE, **HTML))
    assert "Vary" not in answer.headers
    assert not answer.cookies


def test_the_next_page_leads_to_the_notice_and_the_notice_back(
    switched_on: None, active: Make, ichiro: User, ichiros: Client
) -> None:
    flag = active()
    page = f"{PAGE}?paper=%E4%B8%8A%E8%B3%AA%E7%B4%99&quantity=200"
    led = visit(ichiros, page)
    assert led.startswith(f"/support/notices/{flag.pk}/?next=%2Fshop%2Fproducts%2Fmeishi%2F%3F")
    shown = ichiros.get(led)
    assert flag.customer_message in shown.content.decode()
    assert "no-store" in shown.headers["Cache-Control"]
    onward = shown.context["next"]
    answer = ichiros.post(led, {"next": onward})
    assert answer.headers["Location"] == page
    assert visit(ichiros, page) == ""
    reading = FlagReading.objects.get()
    assert (reading.flag, reading.reader_key, reading.reader_name) == (
        flag,
        str(ichiro.pk),
        ichiro.name,
    )
    audit = AuditRecord.objects.get(act="flag.read_notice")
    assert (audit.subject_key, audit.actor_key) == (str(flag.pk), str(ichiro.pk))


def test_the_notice_says_nothing_internal(switched_on: None, active: Make, ichiros: Client) -> None:
    flag = active(reason="社内の理由")
    page = ichiros.get(notice(flag)).content.decode()
    for internal in ("社内の理由", "operator", "supervisor", "フラグ", "要注意"):
        assert internal not in page


def test_a_reading_is_kept_once_and_stays(
    switched_on: None, active: Make, ichiros: Client, as_user: Make, ichiro: User
) -> None:
    flag = active()
    for client in (ichiros, ichiros, as_user(ichiro)):
        client.post(notice(flag), {"next": PAGE})
    assert FlagReading.objects.count() == 1
    assert AuditRecord.objects.filter(act="flag.read_notice").count() == 1


def test_looking_at_it_is_not_confirming_it(
    switched_on: None, active: Make, ichiros: Client
) -> None:
    flag = active()
    for _ in range(3):
        assert ichiros.get(notice(flag)).status_code == 200
    assert visit(ichiros) == notice(flag)
    assert not FlagReading.objects.exists()


@pytest.mark.parametrize(
    "onward",
    [
        "//evil.example.jp/",
        "https://evil.example.jp/",
        "http:///evil.example.jp",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "/\\evil.example.jp",
        "\\\\evil.example.jp",
        " //evil.example.jp",
        "\t//evil.example.jp",
        "https:evil.example.jp",
        "data:text/html,x",
        "http://testserver.evil.example.jp/",
        "http://testserver@evil.example.jp/",
        "",
    ],
)
@pytest.mark.parametrize("way", ["query", "field"])
def test_the_way_on_leads_to_no_other_site(
    switched_on: None, active: Make, ichiros: Client, onward: str, way: str
) -> None:
    flag = active()
    address = f"/support/notices/{flag.pk}/"
    if way == "query":
        shown = ichiros.get(address, {"next": onward})
        assert shown.context["next"] == "/"
        answer = ichiros.post(f"{address}", query_params={"next": onward})
    else:
        answer = ichiros.post(address, {"next": onward})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize("onward", ["/shop/?q=1&p=2", "http://testserver/shop/", "/"])
def test_the_way_on_stays_on_this_site(
    switched_on: None, active: Make, ichiros: Client, onward: str
) -> None:
    answer = ichiros.post(f"/support/notices/{active().pk}/", {"next": onward})
    assert answer.headers["Location"] == onward


def test_a_stale_button_records_nothing_and_says_so(
    switched_on: None, active: Make, ichiro: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ichiro)
    answer = client.post(notice(active()), {"next": PAGE})
    assert answer.status_code == 403
    assert "まだ記録されていません" in answer.content.decode()
    assert answer.context["next"] == PAGE
    assert not FlagReading.objects.exists()


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        (PAGE, {"HTTP_ACCEPT": "application/json"}),
        (PAGE, {"HTTP_ACCEPT": "image/avif,image/webp,*/*"}),
        (PAGE, {"HTTP_ACCEPT": ""}),
        (PAGE, {"HTTP_SEC_FETCH_DEST": "empty"}),
        (PAGE, {"HTTP_SEC_FETCH_DEST": "iframe"}),
        (PAGE, {"HTTP_SEC_FETCH_DEST": "script"}),
        (PAGE, {"HTTP_X_REQUESTED_WITH": "XMLHttpRequest"}),
        ("/support/inquiry/", {}),
        ("/support/policy/ja/", {}),
    ],
)
def test_what_is_not_a_page_of_the_shops_is_untouched(
    switched_on: None, active: Make, ichiros: Client, page: str, headers: dict[str, str]
) -> None:
    active()
    assert visit(ichiros, page, **headers) == ""


def test_the_page_to_disagree_is_reached_without_confirming(
    switched_on: None, active: Make, ichiros: Client
) -> None:
    flag = active()
    assert ichiros.get(f"/support/appeal/{flag.pk}/", **HTML).status_code == 200
    assert not FlagReading.objects.exists()


def test_no_post_is_led_anywhere(
    switched_on: None, active: Make, ichiros: Client, order_data: dict[str, str]
) -> None:
    active(scopes=["quote"])
    answer = ichiros.post("/shop/products/meishi/order/", order_data, **HTML)
    assert "/support/notices/" not in answer.headers.get("Location", "")


def test_staff_work_on_in_the_admin(
    switched_on: None, active: Make, staff: Make, as_user: Make
) -> None:
    colleague = staff("operator", "客でもある人")
    active(register(user=colleague), by=staff("operator"))
    client = as_user(colleague)
    assert "/support/notices/" not in client.get("/admin/", **HTML).headers.get("Location", "")
    assert "/support/notices/" in visit(client)


@pytest.mark.parametrize("state", ["proposed", "watch", "lifted", "expired"])
def test_what_is_not_in_force_is_not_shown(
    switched_on: None, active: Make, proposed: Make, ichiros: Client, staff: Make, state: str
) -> None:
    past = timezone.now() - timedelta(days=30)
    flag = {
        "proposed": lambda: proposed(),
        "watch": lambda: proposed(level="watch"),
        "lifted": lambda: active(),
        "expired": lambda: active(until=clock.day(past), now=past),
    }[state]()
    if state == "lifted":
        lift(flag, by=staff("desk"), reason="終わり")
    assert visit(ichiros) == ""
    answer = ichiros.post(notice(flag), {"next": PAGE})
    assert answer.status_code == (404 if state in ("proposed", "watch") else 302)
    assert not FlagReading.objects.exists()


def test_an_urgent_one_is_shown_at_once(
    switched_on: None, proposed: Make, ichiros: Client, staff: Make
) -> None:
    flag = proposed(by=staff("supervisor"), urgent=True)
    assert visit(ichiros) == notice(flag)


def test_two_flags_are_read_one_after_the_other(
    switched_on: None, active: Make, ichiros: Client
) -> None:
    first, second = active(scopes=["order"]), active(scopes=["quote"])
    assert visit(ichiros) == notice(first)
    ichiros.post(notice(first), {"next": PAGE})
    assert visit(ichiros) == notice(second)
    ichiros.post(notice(second), {"next": PAGE})
    assert visit(ichiros) == ""
    assert FlagReading.objects.count() == 2


def test_somebody_else_is_led_nowhere(
    switched_on: None, active: Make, hanakos: Client, hanako: User
) -> None:
    flag = active()
    register(user=hanako)
    assert visit(hanakos) == ""
    for answer in (
        hanakos.get(notice(flag)),
        hanakos.post(notice(flag)),
        Client().get(notice(flag)),
    ):
        assert answer.status_code == 404
    assert not FlagReading.objects.exists()


def test_who_signed_up_later_with_the_address_is_not_led_there(
    switched_on: None, active: Make, as_user: Make
) -> None:
    flag = active(register(email="guest@example.jp"))
    newcomer = User.objects.create_user("guest@example.jp", name="新しい人")
    register(user=newcomer)
    client = as_user(newcomer)
    assert visit(client) == ""
    assert client.get(notice(flag)).status_code == 404


def test_it_is_asked_at_most_every_five_minutes(
    switched_on: None, active: Make, ichiros: Client, customer: Customer,
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any,
) -> None:  # fmt: skip
    assert visit(ichiros) == ""
    active()
    assert visit(ichiros) == ""
    real = timezone.now
    monkeypatch.setattr(
        "django.utils.timezone.now", lambda: real() + timedelta(seconds=PAUSE_S + 1)
    )
    assert "/support/notices/" in visit(ichiros)


def test_between_the_questions_it_costs_no_query(
    switched_on: None, ichiros: Client, django_assert_max_num_queries: Any, settings: Any
) -> None:
    visit(ichiros)
    with django_assert_max_num_queries(20) as asked:
        visit(ichiros)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Restriction" not in name]
    with django_assert_max_num_queries(20) as without:
        visit(ichiros)
    assert len(asked) == len(without)
