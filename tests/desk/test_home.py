"""What waits for whom on the first page of the admin; nothing where nothing waits."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import audit, clock, outbox
from kasuhara_plugin.core.site_settings import ShopSettings
from kasuhara_plugin.desk.home import todos
from kasuhara_plugin.models import ClauseBasis, PolicyPage, PolicyVersion, RuleSettings
from kasuhara_plugin.policy.attesting import attest
from kasuhara_plugin.policy.models import Attestation, PolicyReview
from kasuhara_plugin.policy.reviews import review

pytestmark = pytest.mark.django_db
Make = Callable[..., Any]
ALL = ["operator", "supervisor", "desk", "legal", "policy_editor", "superuser"]
REVIEW = ["supervisor", "desk", "policy_editor", "superuser"]
MAIL = ["supervisor", "desk", "superuser"]
MAP = ["policy_editor", "superuser"]


@pytest.fixture(autouse=True)
def two_who_decide(db: None) -> None:
    for name in ("甲", "乙"):
        User.objects.create_superuser(f"{name}@staff.example.jp", "x", name=name)


def nothing() -> None:
    pass


def attestation_asked() -> None:
    rules = RuleSettings.load()
    rules.attestation = True
    rules.save()


def review_due() -> None:
    recorded(days=30)


def review_overdue() -> None:
    recorded(days=-1)


def review_far() -> None:
    recorded(days=31)


def recorded(days: int) -> None:
    PolicyReview.objects.create(
        trigger="law",
        findings="確認",
        decision="keep",
        next_review_on=clock.day(clock.now()) + timedelta(days=days),
        reviewer_key="1",
        reviewer_name="担当",
    )


def shop_moved() -> None:
    ShopSettings.objects.update(contact_phone="06-1111-2222")


def clause_unmapped() -> None:
    ClauseBasis.objects.filter(code="threat").update(clause="")


def schedule_failed() -> None:
    page = PolicyPage.objects.get()
    audit.record("policy.schedule_failed", page, by=None, reason="承認されていません。")


def mail_of(age: timedelta) -> None:
    letter = {"to": "a@example.com", "subject": "お知らせ", "body": "本文", "kind": "test"}
    outbox.post(**letter, now=clock.now() - age)


def mail_fresh() -> None:
    mail_of(timedelta(minutes=59))


def mail_overdue() -> None:
    mail_of(timedelta(hours=1))


def mail_given_up() -> None:
    mail_of(timedelta(days=3))


def mail_long_given_up() -> None:
    mail_of(timedelta(days=14))


STATES = [
    (nothing, [], ""),
    (attestation_asked, ALL, "方針を読んだことの確認をお願いします。"),
    (review_due, REVIEW, "方針の見直し日は"),
    (review_overdue, REVIEW, "を過ぎています。"),
    (review_far, [], ""),
    (shop_moved, REVIEW, "改めて公開すると、方針の文面に反映されます。"),
    (schedule_failed, REVIEW, "予定の日時に公開できませんでした。承認されていません。"),
    (mail_fresh, [], ""),
    (mail_overdue, MAIL, "1時間以上送信できていないメールが1件あります。"),
    (mail_given_up, MAIL, "再送を終えたメールが1件あります。"),
    (mail_long_given_up, [], ""),
    (clause_unmapped, MAP, "第1版に、対応する条項を決めていない行為の類型があります。"),
]


@pytest.mark.parametrize("role", ALL)
@pytest.mark.parametrize(("state", "for_whom", "said"), STATES)
def test_each_role_is_told_what_waits_for_it(
    staff: Make, role: str, state: Callable[[], None], for_whom: list[str], said: str
) -> None:
    person = staff(role)
    state()
    told = list(todos(person, clock.now()))
    assert len(told) == (role in for_whom)
    for todo in told:
        assert said in todo.text


@pytest.mark.parametrize(("state", "for_whom", "said"), STATES)
def test_it_stands_on_the_first_page_and_leads_somewhere(
    staff: Make, as_user: Make, state: Callable[[], None], for_whom: list[str], said: str
) -> None:
    client = as_user(staff("policy_editor"))
    state()
    panel = panel_of(client)
    assert (panel is not None) == ("policy_editor" in for_whom)
    if panel is not None:
        assert said in panel.text
        for link in panel.select(".kasuhara-todo a"):
            assert client.get(link["href"]).status_code == 200


@pytest.mark.parametrize("role", REVIEW)
@pytest.mark.parametrize("state", [shop_moved, schedule_failed, review_due, mail_overdue])
def test_whoever_is_told_may_go_where_it_leads(
    staff: Make, as_user: Make, state: Callable[[], None], role: str
) -> None:
    person = staff(role)
    state()
    for todo in todos(person, clock.now()):
        assert todo.url == "" or as_user(person).get(todo.url).status_code == 200


def panel_of(client: Client) -> Any:
    response = client.get(reverse("wagtailadmin_home"))
    assert response.status_code == 200
    found = BeautifulSoup(response.content, "html.parser").select_one(".kasuhara-todo")
    return found and found.find_parent("section")


def test_an_unpublished_policy_is_named_with_what_is_missing(db: None) -> None:
    call_command("kasuhara_setup", roles="full", verbosity=0)
    owner = User.objects.create_superuser("owner@example.jp", "x", name="店主")
    texts = [todo.text for todo in todos(owner, clock.now())]
    assert len(texts) == 1
    assert "まだ公開していません" in texts[0]
    assert "会社名" in texts[0]


def test_a_customer_is_told_nothing(setup_done: None, hanako: User) -> None:
    for state, _, _ in STATES:
        state()
        assert list(todos(hanako, clock.now())) == []


def test_what_is_done_is_not_told_any_more(staff: Make) -> None:
    editor = staff("policy_editor")
    attestation_asked()
    attest(PolicyVersion.objects.get(), by=editor)
    review_overdue()
    review(
        trigger="law",
        findings="確認",
        decision="keep",
        next_review_on=clock.day(clock.now()) + timedelta(days=300),
        by=editor,
    )
    assert list(todos(editor, clock.now())) == []
    again: datetime = clock.now() + timedelta(days=271)
    assert [todo.url for todo in todos(editor, again)] == [
        reverse("kasuhara_policy_reviews:record")
    ]


def test_a_schedule_that_failed_is_forgotten_once_a_version_came(
    staff: Make,
) -> None:
    schedule_failed()
    draft = PolicyPage.objects.get()
    draft.change_summary, draft.change_reason = "表現", "見直し"
    draft.save_revision(user=staff("policy_editor")).publish(user=staff("supervisor"))
    told = [todo.text for todo in todos(staff("policy_editor"), clock.now())]
    assert not [text for text in told if "予定の日時" in text]


def test_it_costs_the_same_for_ten_more_of_everything(
    staff: Make, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    person = staff("superuser")
    attestation_asked()
    one_more(person, 0)
    list(todos(person, clock.now()))
    with django_assert_max_num_queries(30) as few:
        list(todos(person, clock.now()))
    for number in range(1, 11):
        one_more(person, number)
    with django_assert_num_queries(len(few)):
        list(todos(person, clock.now()))


def one_more(person: User, number: int) -> None:
    version = PolicyVersion.objects.get()
    User.objects.create_user(f"{number}@example.jp", name=f"担当{number}", is_staff=True)
    recorded(days=300)
    schedule_failed()
    mail_overdue()
    mail_given_up()
    Attestation.objects.create(version=version, person_key=str(number), person_name="他")
    PolicyPage.objects.get().save_revision(user=person)
