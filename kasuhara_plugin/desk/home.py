"""What waits for this person, on the first page of the Wagtail admin."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.apps import apps
from django.urls import reverse
from wagtail.admin.ui.components import Component

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.checks import SETTINGS_APP
from kasuhara_plugin.core.people import staff_who_may
from kasuhara_plugin.core.purging import days_without_run
from kasuhara_plugin.core.retention_settings import RetentionSettings
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings
from kasuhara_plugin.desk import looking_up, mail, phone_note
from kasuhara_plugin.flags import waiting
from kasuhara_plugin.flags.holding import HeldOrder
from kasuhara_plugin.inquiries.inbox.rights import readable
from kasuhara_plugin.inquiries.inbox.states import MINE, of_person
from kasuhara_plugin.notes import redacting
from kasuhara_plugin.notes.redaction import Redaction
from kasuhara_plugin.policy import actions, attesting, reviews
from kasuhara_plugin.policy.current import version_in_force
from kasuhara_plugin.policy.intake import policy_page_model
from kasuhara_plugin.policy.models import PolicyVersion

RUN_EVERY_DAYS = 45  # a monthly cron, and some patience


class Todo(NamedTuple):
    text: str
    url: str = ""
    link: str = ""


class HomePanel(Component):
    """What waits, the search field, and the way to 電話メモ; nothing for whom there is none."""

    order = 50
    template_name = "kasuhara_plugin/admin/home_panel.html"

    def __init__(self, user: Any) -> None:
        self.todos = list(todos(user, clock.now()))
        self.takes_calls = phone_note.may_write(user)
        self.looks_up = looking_up.may_look_up(user)

    @property
    def is_empty(self) -> bool:
        return not (self.todos or self.takes_calls or self.looks_up)

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {
            "todos": self.todos,
            "takes_calls": self.takes_calls,
            "looks_up": self.looks_up,
        }


def todos(user: Any, now: datetime) -> Iterator[Todo]:
    if user.has_perm("kasuhara_plugin.add_attestation"):
        yield from _attestation(user, now)
    if user.has_perm("kasuhara_plugin.add_policyreview"):
        yield from _review(now)
        yield from _page(user, now)
    if user.has_perm("kasuhara_plugin.change_clausebasis"):
        yield from _bases(now)
    if user.has_perm("kasuhara_plugin.change_rulesettings"):
        yield from _too_few()
    if user.has_perm("kasuhara_plugin.change_retentionsettings"):
        yield from _not_purged(now)
    yield from _decisions(user, now)
    yield from _given(user)
    if user.has_perm("kasuhara_plugin.redact_staffnote"):
        yield from _redactions(user)
    if user.has_perm("kasuhara_plugin.release_heldorder"):
        yield from _held()
    if user.has_perm("kasuhara_plugin.view_outgoingmail"):
        yield from _mail(now)


def _attestation(user: Any, now: datetime) -> Iterator[Todo]:
    if RuleSettings.load().attestation and attesting.standing_of(user, now).owed_since:
        url = reverse("kasuhara_attestations:confirm")
        yield Todo("方針を読んだことの確認をお願いします。", url, "方針を読んで確認する")


def _review(now: datetime) -> Iterator[Todo]:
    due, today = reviews.due_on(), clock.day(now)
    if due is None or due > today + timedelta(days=reviews.SOON_DAYS):
        return
    day = f"{due.year}年{due.month}月{due.day}日"
    text = (
        f"方針の見直し日（{day}）を過ぎています。"
        if due < today
        else f"方針の見直し日は{day}です。"
    )
    yield Todo(text, reverse("kasuhara_policy_reviews:record"), "見直しを記録する")


def _page(user: Any, now: datetime) -> Iterator[Todo]:
    """A policy that is not public yet, whose hour passed in vain, or whose contact is an old one.
    Whoever may not edit it is told as well, and led nowhere."""
    for page in policy_page_model().objects.filter(alias_of=None).select_related("locale"):
        may_edit = page.permissions_for_user(user).can_edit()
        url = reverse("wagtailadmin_pages:edit", args=[page.pk]) if may_edit else ""
        version = actions.latest_version(page)
        if version is None:
            missing = "".join(actions.missing(page.get_latest_revision_as_object(), now=now))
            yield Todo(f"「{page.title}」はまだ公開していません。{missing}", url, "下書きを開く")
        elif not page.live:
            yield Todo(f"「{page.title}」は、公開を停止しています。", url, "ページを開く")
        elif failed := _failed_since(page, version):
            yield Todo(
                f"「{page.title}」を予定の日時に公開できませんでした。{failed}", url, "下書きを開く"
            )
        elif not actions.says_the_same(page, version):
            text = f"「{page.title}」を公開した後に、会社名または窓口の設定が変更されています。"
            yield Todo(text + "改めて公開すると、方針の文面に反映されます。", url, "ページを開く")


def _failed_since(page: Any, version: PolicyVersion) -> str:
    acts = AuditRecord.objects.filter(act="policy.schedule_failed", subject_key=str(page.pk))
    last = acts.filter(at__gt=version.published_at).first()
    return last.reason if last else ""


def _bases(now: datetime) -> Iterator[Todo]:
    version = version_in_force(now)
    if version and version.bases.filter(clause="").exists():
        text = f"第{version.number}版に、対応する条項を決めていない行為の類型があります。"
        yield Todo(text, reverse("kasuhara_policy:bases", args=[version.pk]), "条項を決める")


def _too_few() -> Iterator[Todo]:
    """Law 2 needs a second person: without one, nothing that is proposed would ever be approved."""
    if RuleSettings.load().decision_rule == DecisionRule.ONE:
        return
    count = staff_who_may("approve_accountflag").count()
    if count < 2:
        there_is = f"{count}人しかいません" if count else "いません"
        text = (
            f"決裁の設定は「二人」ですが、取引制限を承認できる人が{there_is}。"
            "責任者がお一人の場合は、決裁を「一人」に変更してください。"
        )
        yield Todo(text, _settings(RuleSettings), "運用ルールを開く")


def _not_purged(now: datetime) -> Iterator[Todo]:
    """A retention that nothing carries out promises what does not happen."""
    if (days := days_without_run(now)) >= RUN_EVERY_DAYS:
        text = f"保存期間を設定していますが、期間を過ぎた記録の消去が{days}日間行われていません。"
        text += "kasuhara_purge が定期的に実行されているか、サーバーの管理者にご確認ください。"
        yield Todo(text, _settings(RetentionSettings), "保存期間を開く")


def _settings(model: Any) -> str:
    if not apps.is_installed(SETTINGS_APP):  # a check says so
        return ""
    return reverse("wagtailsettings:edit", args=["kasuhara_plugin", model._meta.model_name])


def _mail(now: datetime) -> Iterator[Todo]:
    for trouble in mail.troubles(now):
        yield Todo(trouble, reverse("kasuhara_mail:index"), "送信メールを見る")


def _given(user: Any) -> Iterator[Todo]:
    """The threads that wait and are theirs."""
    if count := readable(of_person(audit.actor(user).key), user).count():
        url = f"{reverse('kasuhara_inquiries:index')}?state={MINE}"
        yield Todo(f"担当しているお問い合わせが{count}件あります。", url, "お問い合わせを開く")


def _redactions(user: Any) -> Iterator[Todo]:
    waiting = list(Redaction.objects.filter(outcome="").order_by("pk"))
    own = [one for one in waiting if redacting.may_decide(one, by=user)]
    if own:
        text = f"あなたの決定を待っている対応メモの内容の消去が{len(own)}件あります。"
        yield Todo(text, reverse("kasuhara_notes:erase", args=[own[0].pk]), "確認する")


def _held() -> Iterator[Todo]:
    if count := HeldOrder.objects.filter(outcome="").count():
        text = f"取引制限のため保留している注文が{count}件あります。"
        yield Todo(text, reverse("kasuhara_held_orders:index"), "保留した注文を見る")


def _decisions(user: Any, now: datetime) -> Iterator[Todo]:
    if count := len(waiting.keys(waiting.waiting_for(user, now))):
        url = f"{reverse('kasuhara_flags:index')}?waiting=me"
        yield Todo(f"あなたの決定を待っている取引制限が{count}件あります。", url, "確認する")
