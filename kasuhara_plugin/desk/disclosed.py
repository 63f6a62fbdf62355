"""All that is kept about one person, over all rooms. A room joins with its ``SECTIONS`` in ``ROOMS``.

The record of support for an employee never belongs here: it is about the employee.
"""

import json
from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from kasuhara_plugin.core.audit import AuditRecord
from kasuhara_plugin.core.disclosed import Item, Section, lines
from kasuhara_plugin.core.mails import OutgoingMail
from kasuhara_plugin.customers import disclosed as customers
from kasuhara_plugin.customers.models import Customer
from kasuhara_plugin.flags import disclosed as flags
from kasuhara_plugin.flags import staff_mail
from kasuhara_plugin.inquiries import disclosed as inquiries
from kasuhara_plugin.notes import disclosed as notes
from kasuhara_plugin.notes import mentions

ROOMS: tuple[Section, ...] = (
    *customers.SECTIONS,
    *inquiries.SECTIONS,
    *flags.SECTIONS,
    *notes.SECTIONS,
)
_TO_STAFF = (staff_mail.KIND, mentions.KIND)  # no word of the customer is in these


def _about(model: Any, people: Sequence[Customer]) -> QuerySet[Any]:
    """The rows of ``model`` about any record of these people. One question for each kind of
    record, so that the index of subjects answers it."""
    first, *others = (_of_kind(model, section.rows(people)) for section in ROOMS)
    found = first.union(*others, all=True)
    return model._default_manager.filter(pk__in=found).order_by("pk")


def _of_kind(model: Any, rows: QuerySet[Any]) -> QuerySet[Any]:
    keys = rows.order_by().values(key_of_record=Cast("pk", CharField(max_length=64)))
    subjects = {"subject_type": rows.model._meta.label_lower, "subject_key__in": keys}
    return model._default_manager.filter(**subjects).order_by().values("pk")


def _mails(people: Sequence[Customer]) -> QuerySet[OutgoingMail]:
    rows = _about(OutgoingMail, people).exclude(kind__in=_TO_STAFF)
    return rows.prefetch_related("attempts")


def _mail(mail: OutgoingMail) -> Item:
    told = lines(
        ("宛先", mail.to),
        ("件名", mail.subject),
        ("本文", mail.body),
        ("作成日時", mail.created_at),
        ("種類", mail.kind),
        ("対象", _subject(mail)),
        ("状態", mail.state_label()),
        ("送信の試み", [f"{lines(('', one.at))[0].text} {one}" for one in mail.attempts.all()]),
    )
    return Item(f"メール {mail.pk}", told)


def _acts(people: Sequence[Customer]) -> QuerySet[AuditRecord]:
    return _about(AuditRecord, people)


def _act(act: AuditRecord) -> Item:
    told = lines(
        ("日時", act.at),
        ("行為", act.act),
        ("対象", _subject(act)),
        ("理由", act.reason),
        *((f"内容：{name}", _written(value)) for name, value in act.data.items()),
        people=[("行為者", act.actor_name)],
    )
    judged = act.act.startswith("flag.") and bool(act.reason or act.data.get("reason"))
    return Item(f"監査記録 {act.pk}", told, opinion=judged)


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _subject(row: Any) -> str:
    try:
        name = apps.get_model(row.subject_type)._meta.verbose_name
    except (LookupError, ValueError):
        name = row.subject_type
    return f"{name} {row.subject_key}"


SECTIONS = (
    *ROOMS,
    Section("お送りしたメール", _mails, _mail, said="送った文面の全文です。"),
    Section("監査記録", _acts, _act, said="上の記録についての行為です。"),
)
