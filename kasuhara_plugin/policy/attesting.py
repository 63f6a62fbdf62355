"""The staff confirm, each for themselves, that they read the policy. Off until switched on.

Evidence that the policy was made known (労働施策総合推進法 33条 and its guideline of 2026-02-26).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.errors import KasuharaError, NotPermitted
from kasuhara_plugin.core.people import address_of, staff_who_may
from kasuhara_plugin.core.reminders import Reminder
from kasuhara_plugin.core.site_settings import RuleSettings
from kasuhara_plugin.policy.current import version_in_force
from kasuhara_plugin.policy.models import Attestation, PolicyVersion

AGAIN_DAYS = 14  # between two reminders to the same person


class NotAsked(KasuharaError):
    """The shop does not ask for it, or the version is not the one in force."""


HEADER = ("氏名", "役割", "状態", "確認した版", "確認日時", "確認をお願いした日")
ALL_HEADER = ("氏名", "言語", "確認した版", "確認日時")


@dataclass(frozen=True)
class Standing:
    """One member of staff: what they confirmed last, and since when it is owed (None: it is not)."""

    person: Any
    name: str
    role_names: tuple[str, ...]
    attested: Attestation | None
    owed_since: date | None

    @property
    def roles(self) -> str:
        return "、".join(self.role_names)

    @property
    def state(self) -> str:
        return "未確認" if self.owed_since else "確認済み" if self.attested else "—"


def attest(version: PolicyVersion, *, by: Any, now: datetime | None = None) -> Attestation:
    """``by`` read the version in force. There is no way to say so for somebody else; saying it
    again before it is asked again gives the row that is there.

    Raises ``NotPermitted`` and ``NotAsked``.
    """
    now = now or clock.now()
    if not by.has_perm("kasuhara_plugin.add_attestation"):
        raise NotPermitted("方針の確認を記録する権限がありません。")
    if not RuleSettings.load().attestation or version != version_in_force(now):
        raise NotAsked("いま確認をお願いしている版ではありません。画面を開き直してください。")
    standing = standing_of(by, now)
    if standing.attested and standing.owed_since is None:
        return standing.attested
    who = audit.actor(by)
    with transaction.atomic():
        row = Attestation.objects.create(
            version=version, person_key=who.key, person_name=who.name, at=now
        )
        audit.record("policy.attest", row, by=by, data={"version": version.pk})
    return row


def standings(now: datetime) -> list[Standing]:
    """Everybody who is asked, by role. No query per person."""
    version, months = version_in_force(now), RuleSettings.load().attestation_months
    last = {
        row.person_key: row for row in Attestation.objects.order_by("id").select_related("version")
    }
    people = staff_who_may("add_attestation").prefetch_related("groups")
    found = (_standing(person, last, version, months, now) for person in people)
    return sorted(found, key=lambda standing: (standing.role_names, standing.name))


def rows(found: list[Standing]) -> Iterator[tuple[Any, ...]]:
    """For a table with ``HEADER``."""
    for row in found:
        last = row.attested
        version = f"第{last.version.number}版" if last else ""
        yield row.name, row.roles, row.state, version, last and last.at, row.owed_since


def all_rows() -> Iterator[tuple[Any, ...]]:
    """Every confirmation ever, also of those who left, for a table with ``ALL_HEADER``."""
    for row in Attestation.objects.select_related("version").order_by("id").iterator():
        yield row.person_name, row.version.language, f"第{row.version.number}版", row.at


def by_role(found: list[Standing]) -> list[tuple[str, int, int]]:
    """``(role, how many confirmed, how many are asked)``; one person may have several roles."""
    roles = sorted({role for row in found for role in row.role_names})
    groups = ((role, [row for row in found if role in row.role_names]) for role in roles)
    return [(role, sum(not row.owed_since for row in rows), len(rows)) for role, rows in groups]


def standing_of(user: Any, now: datetime) -> Standing:
    last = Attestation.objects.filter(person_key=str(user.pk)).select_related("version").first()
    mine = {str(user.pk): last} if last else {}
    months = RuleSettings.load().attestation_months
    return _standing(user, mine, version_in_force(now), months, now)


def reminders(now: datetime) -> Iterator[Reminder]:
    """To each who owes it, at once and then every two weeks."""
    if not RuleSettings.load().attestation:
        return
    today = clock.day(now)
    for standing in standings(now):
        address = address_of(standing.person)
        if standing.owed_since and address:
            step = (today - standing.owed_since) // timedelta(days=AGAIN_DAYS)
            key = f"attestation:{standing.owed_since.isoformat()}:{step}:{standing.person.pk}"
            yield Reminder(key, address, "カスタマーハラスメント対策基本方針の確認のお願い", _SAID)


_SAID = (
    "カスタマーハラスメント対策基本方針をお読みになり、"
    "管理画面の「カスハラ対策」の「方針の確認」で、確認したことを記録してください。\n"
)


def _standing(
    person: Any,
    last: dict[str, Attestation],
    version: PolicyVersion | None,
    months: int,
    now: datetime,
) -> Standing:
    mine = last.get(str(person.pk))
    roles = tuple(sorted(group.name for group in person.groups.all()))
    since = _owed_since(mine, version, months)
    owed = since if since and since <= clock.day(now) else None
    return Standing(person, audit.actor(person).name, roles, mine, owed)


def _owed_since(
    mine: Attestation | None, version: PolicyVersion | None, months: int
) -> date | None:
    """From the day a new version holds, or ``months`` after the last confirmation."""
    if version is None:
        return None
    if mine is None or mine.version_id != version.pk:
        return max(version.effective_on, clock.day(version.published_at))
    return clock.months_after(clock.day(mine.at), months)
