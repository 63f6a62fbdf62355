"""What staff write to each other in a thread, its tags, and searches that are kept under a name."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from storefront.accounts.models import User

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import (
    AlreadyDecided,
    AppendOnlyViolation,
    NotPermitted,
    UnusableText,
)
from kasuhara_plugin.customers.actions import merge, register
from kasuhara_plugin.inquiries.actions import assign, join, log, receive, remark, tag
from kasuhara_plugin.inquiries.inbox import saved_views
from kasuhara_plugin.inquiries.inbox.saved_views import save_view
from kasuhara_plugin.models import Inquiry, InquiryTag, Remark, SavedView, Tagging

pytestmark = pytest.mark.django_db
LIST = reverse("kasuhara_inquiries:index")
LATE = "注文した名刺が予定日を過ぎても届いていません。発送の状況を早急に教えてください。"
ELSE = "封筒の色が画面で見た色とずいぶん違います。刷り直しをお願いできますか。"
Make = Callable[..., User]
LogIn = Callable[[User], Client]


def send(body: str = LATE, who: str = "a", **more: object) -> Inquiry:
    row = receive(body=body, email=f"{who}@example.jp", **more).inquiry
    assert row is not None
    return row


def at(act: str, inquiry: Inquiry) -> str:
    return reverse(f"kasuhara_inquiries:{act}", args=[inquiry.pk])


def listed(client: Client, **asked: object) -> list[Inquiry]:
    return list(client.get(LIST, asked).context["object_list"])


@pytest.fixture
def operator(staff: Make) -> User:
    return staff("operator")


@pytest.fixture
def client(operator: User, as_user: LogIn) -> Client:
    return as_user(operator)


@pytest.fixture
def tags(db: None) -> list[InquiryTag]:
    return [InquiryTag.objects.create(name=name, order=n) for n, name in enumerate(("色", "納期"))]


class TestARemark:
    def test_it_stays_with_the_thread_and_is_told_to_no_customer(
        self, client: Client, operator: User
    ) -> None:
        row = send()
        client.post(at("remark", row), {"body": "工場に確認中です。<script>alert(1)</script>"})
        kept = Remark.objects.get()
        assert (kept.inquiry, kept.actor_name) == (row, audited("inquiry.remark").actor_name)
        page = client.get(at("inspect", row)).content.decode()
        assert "工場に確認中です。&lt;script&gt;" in page
        with pytest.raises(AppendOnlyViolation):
            Remark.objects.filter(pk=kept.pk).update(body="x")

    def test_it_goes_along_when_its_message_is_joined_to_another(
        self, client: Client, operator: User
    ) -> None:
        first, second = send(), send(ELSE)
        remark(second, body="同じ方です。", by=operator)
        join(second, first, by=operator)
        assert "同じ方です。" in client.get(at("inspect", first)).content.decode()

    def test_it_says_something_and_is_not_for_everybody(self, operator: User, staff: Make) -> None:
        row = send()
        with pytest.raises(UnusableText):
            remark(row, body=" ", by=operator)
        with pytest.raises(NotPermitted):
            remark(row, body="x", by=staff("policy_editor"))


class TestATag:
    def test_a_thread_has_those_that_were_chosen_last(
        self, client: Client, tags: list[InquiryTag]
    ) -> None:
        row = send()
        client.post(at("tag", row), {"tags": [one.pk for one in tags]})
        client.post(at("tag", row), {"tags": [tags[1].pk]})
        assert [str(one) for one in row.taggings.all()] == ["納期"]
        changes = AuditRecord.objects.filter(act="inquiry.tag").order_by("pk")
        assert [one.data["removed"] for one in changes] == [[], ["色"]]
        assert "納期" in client.get(at("inspect", row)).content.decode()

    def test_what_is_as_it_was_is_no_act(self, operator: User, tags: list[InquiryTag]) -> None:
        row = send()
        for _ in range(2):
            tag(row, tags, by=operator)
        assert AuditRecord.objects.filter(act="inquiry.tag").count() == 1
        with pytest.raises(IntegrityError), transaction.atomic():
            Tagging.objects.create(inquiry=row, tag=tags[0], by_key="1", by_name="x")

    def test_one_that_is_not_used_any_more_stays_where_it_is(
        self, client: Client, operator: User, tags: list[InquiryTag]
    ) -> None:
        had, other = send(), send(ELSE)
        tag(had, tags, by=operator)
        InquiryTag.objects.update(in_use=False)
        assert "納期" in client.get(at("tag", had)).content.decode()
        assert "納期" not in client.get(at("tag", other)).content.decode()

    def test_what_is_joined_leaves_them_to_the_thread_each_once(
        self, client: Client, operator: User, tags: list[InquiryTag]
    ) -> None:
        first, later = send(), send(ELSE)
        tag(first, tags[:1], by=operator)
        tag(later, tags, by=operator)
        join(later, first, by=operator)
        assert [one.tag for one in first.taggings.all()] == tags
        assert not later.taggings.exists()
        assert "、".join(map(str, tags)) in client.get(at("inspect", later)).content.decode()

    def test_whoever_may_not_answer_gives_none(self, staff: Make, tags: list[InquiryTag]) -> None:
        with pytest.raises(NotPermitted):
            tag(send(), tags, by=staff("policy_editor"))


class TestTheList:
    def test_tags_and_assignments_ask_the_database_no_more(
        self, client: Client, operator: User, tags: list[InquiryTag]
    ) -> None:
        def asked(many: int) -> int:
            for nth in range(many):
                row = send(who=f"{many}-{nth}")
                tag(row, tags, by=operator)
                assign(row, operator, by=operator)
            client.get(LIST, {"tag": tags[0].pk})
            with CaptureQueriesContext(connection) as captured:
                client.get(LIST, {"tag": tags[0].pk})
            return len(captured)

        assert asked(2) == asked(10)

    def test_is_narrowed_by_tag_person_and_category(
        self, client: Client, operator: User, tags: list[InquiryTag]
    ) -> None:
        late, color = send(), send(ELSE, category="納期・配送")
        tag(color, tags[:1], by=operator)
        assign(late, operator, by=operator)
        assert listed(client, tag=tags[0].pk) == [color]
        assert listed(client, person=str(operator.pk)) == [late]
        assert listed(client, category="納期・配送") == [color]
        assert listed(client, tag="x") == listed(client)

    def test_by_customer_whoever_that_was_merged_with(self, client: Client, staff: Make) -> None:
        kept, other = register(phone="03-1234-5678"), register(phone="03-8765-4321")
        for one, contact in ((kept, "03-1234-5678"), (other, "03-8765-4321")):
            log(
                channel="phone_inquiry",
                contact=contact,
                body=LATE,
                customer=one,
                by=staff("operator"),
            )
        merge(kept, other, by=staff("supervisor"), reason="同じ方")
        send(ELSE)
        assert len(listed(client, customer=kept.pk)) == 2

    def test_whoever_may_not_see_customers_is_told_of_none(
        self, hanako: User, as_user: LogIn
    ) -> None:
        customer = register(phone="03-1234-5678", name="山田印刷")
        may = Permission.objects.filter(codename__in=["access_admin", "view_inquiry"])
        hanako.user_permissions.set(may)
        client = as_user(User.objects.get(pk=hanako.pk))
        for url in (LIST, reverse("kasuhara_inquiries:save_view")):
            page = client.get(url, {"customer": customer.pk})
            assert page.status_code == 200
            assert "山田印刷" not in page.content.decode()

    def test_by_day(self, client: Client) -> None:
        old = send(now=clock.now() - timedelta(days=40))
        send(ELSE)
        day = clock.day(old.received_at).isoformat()
        assert listed(client, received_at_from=day, received_at_to=day) == [old]


class TestASavedView:
    def test_it_is_shown_to_its_owner_and_to_others_where_it_is_shared(
        self, client: Client, operator: User, staff: Make, as_user: LogIn
    ) -> None:
        asked = {"state": "new", "q": "名刺", "p": "older-5", "evil": "1"}
        page = client.get(LIST, asked)
        assert reverse("kasuhara_inquiries:save_view") in page.content.decode()
        url = f"{reverse('kasuhara_inquiries:save_view')}?q=名刺&state=new&p=older-5&evil=1"
        assert "検索：名刺、状態：新着" in client.get(url).content.decode()
        client.post(url, {"name": "名刺の新着"})
        kept = SavedView.objects.get()
        assert (kept.user, kept.asked) == (operator, "q=%E5%90%8D%E5%88%BA&state=new")
        other = as_user(staff("supervisor"))
        assert "名刺の新着" in client.get(LIST).content.decode()
        assert "名刺の新着" not in other.get(LIST).content.decode()
        client.post(url, {"name": "名刺の新着", "shared": "on"})
        assert SavedView.objects.count() == 1
        assert "名刺の新着（" in other.get(LIST).content.decode()

    def test_only_its_owner_forgets_it(
        self, client: Client, operator: User, staff: Make, as_user: LogIn
    ) -> None:
        view = save_view("納期", "q=納期", shared=True, by=operator)
        url = reverse("kasuhara_inquiries:forget_view", args=[view.pk])
        other = staff("supervisor")
        assert as_user(other).post(url).status_code == 404
        with pytest.raises(NotPermitted):
            saved_views.forget_view(view, by=other)
        client.post(url)
        assert not SavedView.objects.exists()

    def test_it_is_said_what_is_kept(self, client: Client) -> None:
        customer = register(phone="03-1234-5678", name="山田印刷")
        asked = {"customer": customer.pk, "received_at_from": "2026-11-01", "state": "late"}
        page = client.get(reverse("kasuhara_inquiries:save_view"), asked).content.decode()
        assert "状態：お待たせ、顧客：山田印刷、受付日：2026/11/01〜" in page

    def test_nothing_is_kept_that_narrows_nothing_and_not_without_end(
        self, client: Client, operator: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        told = client.post(reverse("kasuhara_inquiries:save_view"), {"name": "すべて"})
        assert "絞り込みの条件がない" in told.content.decode()
        monkeypatch.setattr(saved_views, "MOST", 1)
        save_view("一", "q=1", by=operator)
        with pytest.raises(AlreadyDecided, match="1件まで"):
            save_view("二", "q=2", by=operator)


def audited(act: str) -> AuditRecord:
    return AuditRecord.objects.get(act=act)
