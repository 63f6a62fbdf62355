"""How a policy text becomes public: a draft is approved, and published as a version.

Only ``approve`` opens the way and only ``publish_version`` makes a version; what the public sees
is a version. Whatever else turns a page live shows nothing new.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from wagtail.models import PageLogEntry

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.audit import Actor
from kasuhara_plugin.core.errors import (
    KasuharaError,
    NotApproved,
    NotPermitted,
    PolicyIncomplete,
    SamePerson,
)
from kasuhara_plugin.core.site_settings import DecisionRule, RuleSettings, ShopSettings
from kasuhara_plugin.policy import authorship, bases
from kasuhara_plugin.policy.edition import make_version, repeats
from kasuhara_plugin.policy.models import PolicyApproval, PolicyVersion
from kasuhara_plugin.policy.place import site_of
from kasuhara_plugin.policy.readiness import problems

TWO_PEOPLE = (
    "決裁が「二人」のため、方針を公開する人は、文面を作成した人や公開を依頼した人とは別の人です。"
)
OTHER_DRAFT = "公開しようとしている文面は、最新の下書きと異なります。最新の下書きをご確認ください。"
NOBODYS_DRAFT = (
    "この下書きには作成した人の記録がありません。"
    "どなたかが内容を確かめて保存するか公開を依頼し、別の人が公開してください。"
)


def approve(
    page: Any, *, by: Any, reason: str = "", seen: str = "", now: datetime | None = None
) -> PolicyApproval:
    """Agrees that the newest draft of ``page`` becomes public, exactly as it stands.

    ``by`` is another person than the draft's author (law 2; the same may do it where the shop
    runs by 一人), with Wagtail's permission to publish the page. None is the system: it may
    publish only the first version of all. ``seen`` is the digest of the text that they mean.
    Raises ``NotPermitted``, ``SamePerson``, ``NotApproved`` (it is not the newest draft) and
    ``PolicyIncomplete``.
    """
    now = now or clock.now()
    with transaction.atomic():
        page = _locked(page)
        digest = page.draft().digest()
        if seen not in ("", digest):
            raise NotApproved(OTHER_DRAFT)
        if seen and (present := approval_of(page)):
            return present  # somebody else was quicker
        author = _require_second_person(page, by)
        require_ready(page, now=now)
        approver = audit.actor(by)
        approval = PolicyApproval.objects.create(
            page_key=str(page.pk),
            revision_key=str(page.latest_revision_id or ""),
            digest=digest,
            author_key=author.key,
            author_name=author.name,
            approver_key=approver.key,
            approver_name=approver.name,
            rule=RuleSettings.load().decision_rule,
            reason=reason,
            at=now,
        )
        audit.record("policy.approve", page, by=by, reason=reason, data={"digest": approval.digest})
    return approval


def ensure_approved(page: Any, *, by: Any) -> PolicyApproval:
    """The approval of the draft as it stands, given by ``by`` if there is none yet."""
    return approval_of(page) or approve(page, by=by, seen=page.draft().digest())


def approval_of(page: Any) -> PolicyApproval | None:
    """The approval that still holds for this very draft: it ends with a newer version, and when
    somebody takes the schedule back that it stood for."""
    mine = PolicyApproval.objects.filter(page_key=str(page.pk), digest=page.draft().digest())
    approval = mine.order_by("-id").first()
    latest = latest_version(page)
    ended = approval and latest and latest.approval_id > approval.pk
    return None if ended or (approval and _taken_back(page, approval)) else approval


def is_published(page: Any) -> bool:
    """Whether the newest version says what this draft says: publishing it makes none."""
    latest = latest_version(page)
    return latest is not None and (latest.approval == approval_of(page) or repeats(page, latest))


def may_approve(page: Any, by: Any) -> bool:
    """Whether this person could be the one who publishes the newest draft."""
    if RuleSettings.load().decision_rule == DecisionRule.ONE:
        return True
    known = authorship.proposers(page)
    return bool(known) and str(by.pk) not in {person.key for person in known}


def require_second_person(page: Any, by: Any) -> None:
    """For a page as it was just typed, by a person who would publish it in the same go: raises
    ``SamePerson`` if a word of it is theirs."""
    if RuleSettings.load().decision_rule == DecisionRule.ONE:
        return
    stored = _stored(page).get_latest_revision_as_object() if page.pk else None
    unchanged = stored is not None and stored.draft().digest() == page.draft().digest()
    if not (unchanged and (approval_of(stored) or may_approve(stored, by))):
        raise SamePerson(TWO_PEOPLE)


def require_approved(page: Any) -> PolicyApproval:
    """Raises ``NotApproved`` if nobody approved the draft that these fields hold."""
    approval = approval_of(page)
    if approval is None:
        raise NotApproved("この下書きはまだ承認されていません。")
    return approval


def require_ready(page: Any, *, parent: Any = None, now: datetime | None = None) -> None:
    """Raises ``PolicyIncomplete`` with the list of what is missing before it can be public.

    ``parent`` stands for the page's place while it is not in the tree yet.
    """
    if found := missing(page, parent=parent, now=now or clock.now()):
        raise PolicyIncomplete(found)


def missing(page: Any, *, parent: Any = None, now: datetime) -> list[str]:
    """What is missing before the page can become public, as sentences."""
    site = site_of(page if page.pk else parent)
    if site is None:
        return ["このページはどのサイトにも属していません。"]
    others = type(page).objects.live().descendant_of(site.root_page)
    twin = others.filter(locale_id=page.locale_id, alias_of=None).exclude(pk=page.pk).first()
    if twin:
        return [f"このサイトでは、別の方針のページ「{twin.title}」が公開されています。"]
    latest = latest_version(page, site)
    if latest and page.pk and repeats(page, latest):
        latest = None  # only its address or its hour is new: that changes no version
    return problems(page.draft(), ShopSettings.for_site(site), latest=latest, today=clock.day(now))


def latest_version(page: Any, site: Any = None) -> PolicyVersion | None:
    site = site or site_of(page)
    return site and PolicyVersion.objects.series(site.pk, page.locale.language_code).first()


def says_the_same(page: Any, version: PolicyVersion) -> bool:
    """Whether the shop's data that the version names are still those of the settings."""
    site = site_of(page)
    shop = ShopSettings.for_site(site) if site else ShopSettings(**version.contact)
    return all(getattr(shop, name) == value for name, value in version.contact.items())


def publish_version(
    page: Any, approval: PolicyApproval, *, now: datetime | None = None
) -> PolicyVersion:
    """Makes the version that the public reads from now on. The page is the draft that was
    approved (``require_approved``), and the caller's transaction is the one that turns it live.
    Publishing the same again makes none. Raises ``PolicyIncomplete``.
    """
    now = now or clock.now()
    latest = latest_version(page)
    if latest and (latest.approval_id == approval.pk or repeats(page, latest)):
        return latest
    require_ready(page, now=now)
    version = make_version(page, approval, latest, now=now)
    bases.carry_over(version, latest)
    audit.record(
        "policy.publish",
        version,
        by=None,
        data={"number": version.number, "sha256": version.digest, "approval": approval.pk},
    )
    return version


def record_failed_schedule(page: Any, error: KasuharaError) -> None:
    """The hour came, and the policy could not go live: it stays as it was, and this is said."""
    audit.record("policy.schedule_failed", page, by=None, reason=str(error))


def _taken_back(page: Any, approval: PolicyApproval) -> bool:
    """Wagtail keeps it in the page's log when a schedule is cancelled."""
    cancelled = PageLogEntry.objects.filter(page_id=page.pk, action="wagtail.schedule.cancel")
    return page.go_live_at is not None and cancelled.filter(timestamp__gt=approval.at).exists()


def _stored(page: Any) -> Any:
    """Its row; Wagtail takes the page in hand for the newest draft where nothing is unpublished."""
    return type(page)._base_manager.get(pk=page.pk)


def _locked(page: Any) -> Any:
    """The newest draft, its page's row locked until the act is done."""
    row = type(page)._base_manager.select_for_update().get(pk=page.pk)
    return row.get_latest_revision_as_object()


def _require_second_person(page: Any, by: Any) -> Actor:
    """The draft's author, if ``by`` is allowed to be its approver."""
    known = authorship.proposers(page)
    if by is None:
        if PolicyVersion.objects.exists():
            raise NotPermitted("すでに公開した方針があるため、承認する人が必要です。")
        return known[0] if known else audit.actor(None)
    if not page.permissions_for_user(by).holds_publish():
        raise NotPermitted("方針を公開する権限がありません。")
    if may_approve(page, by):
        return known[0] if known else audit.actor(by)
    if not known:
        raise SamePerson(NOBODYS_DRAFT)
    raise SamePerson(TWO_PEOPLE)
