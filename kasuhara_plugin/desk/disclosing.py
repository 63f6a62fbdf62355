"""開示資料を作成する: all that is kept about one customer, for whoever decides what is disclosed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from kasuhara_plugin.core import audit, clock
from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.errors import NotPermitted
from kasuhara_plugin.core.site_settings import shop_of_default_site
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.customers.family import family
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.desk.disclosure_file import Made, make
from kasuhara_plugin.desk.marking import Hint

ACT = "customer.disclose"
NUMBER_LIMIT = 100  # characters
REASON_LIMIT = 2_000
IDENTITY_LIMIT = 500


def may_disclose(by: Any) -> bool:
    return bool(by.has_perm("kasuhara_plugin.disclose_customer"))


def disclosures_of(people: Sequence[Customer]) -> QuerySet[AuditRecord]:
    """What was made about them before, the newest first."""
    keys = [str(one.pk) for one in people]
    about = {"subject_type": Customer._meta.label_lower, "subject_key__in": keys}
    return AuditRecord.objects.filter(act=ACT, **about).order_by("-pk")


def disclose(
    customer: Customer,
    *,
    number: str,
    reason: str,
    identity: str,
    by: Any,
    now: datetime | None = None,
) -> Made:
    """The file of all that is kept about the customer and whoever was merged into it, to be read
    by a person before anything of it is handed out. ``number`` is the request's, ``identity`` how
    the requester was identified; the act is kept with the file's SHA-256.

    Raises ``NotPermitted`` and ``UnusableText``. Whoever gets the file closes it. Source:
    個人情報保護法 33条 (開示), 37条 (本人確認).
    """
    if not may_disclose(by):
        raise NotPermitted("開示資料を作成する権限がありません。")
    for text, limit in ((number, NUMBER_LIMIT), (reason, REASON_LIMIT), (identity, IDENTITY_LIMIT)):
        require_usable(text, limit=limit)
    people, now = family(customer), now or clock.now()
    head = _head(people, number=number, reason=reason, identity=identity, by=by, now=now)
    # Read before the transaction: where SQLite lets one writer in, nobody waits for the reading.
    made = make(people, head, shop=shop_of_default_site().company)
    try:
        with transaction.atomic():
            data = {"number": number, "identity": identity, **_counted(made)}
            audit.record(ACT, people[0], by=by, reason=reason, data=data)
    except BaseException:
        made.file.close()
        raise
    return made


def _head(people: Sequence[Customer], *, by: Any, now: datetime, **asked: str) -> list[Any]:
    kept, *merged = people
    numbers = "、".join(str(one.pk) for one in merged)
    return [
        ("対象の方", f"{kept}（顧客番号 {kept.pk}）"),
        *([("統合した顧客番号", numbers)] if merged else []),
        ("基準日時", f"{now.astimezone(clock.TOKYO):%Y年%m月%d日 %H:%M}（日本時間）"),
        ("請求の受付番号", asked["number"]),
        ("作成の理由", asked["reason"]),
        ("本人確認の方法", asked["identity"]),
        ("作成者", audit.actor(by).name),
    ]


def _counted(made: Made) -> dict[str, Any]:
    return {
        "sha256": made.sha256,
        "bytes": made.size,
        "sections": {one.section.heading: one.items for one in made.contents},
        "hints": {hint: sum(one.hints[hint] for one in made.contents) for hint in Hint},
    }
