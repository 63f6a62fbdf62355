"""Which clause of a version a behaviour rests on: begun from the version before, edited by staff."""

from difflib import SequenceMatcher
from typing import Any

from django.db import transaction

from kasuhara_plugin.core import audit
from kasuhara_plugin.core.errors import KasuharaError, NotPermitted
from kasuhara_plugin.policy.behaviours import NAMED
from kasuhara_plugin.policy.draft import clause_texts
from kasuhara_plugin.policy.importer import parse
from kasuhara_plugin.policy.models import ClauseBasis, PolicyVersion
from kasuhara_plugin.policy.outline import numbered
from kasuhara_plugin.policy.shipped import TEXTS

ALIKE = 0.5  # of two wordings of one clause, by difflib's ratio


class UnknownClause(KasuharaError, ValueError):
    """The version has no such clause, or the policy room knows no such behaviour."""


def rest_on(version: PolicyVersion, chosen: dict[str, str], *, by: Any) -> None:
    """Says for each behaviour or reason in ``chosen`` on which clause of ``version`` it rests
    (empty: on none yet). Raises ``NotPermitted`` and ``UnknownClause``."""
    if not by.has_perm("kasuhara_plugin.change_clausebasis"):
        raise NotPermitted("条項の対応を変更する権限がありません。")
    for code, clause in chosen.items():
        if code not in NAMED or (clause and version.clause(clause) is None):
            raise UnknownClause(f"この版に、選ばれた条項がありません：{code} {clause}")
    with transaction.atomic():
        before = dict(version.bases.select_for_update().values_list("code", "clause"))
        changed = {code: new for code, new in chosen.items() if before.get(code, "") != new}
        for code, clause in changed.items():
            ClauseBasis.objects.update_or_create(
                version=version, code=code, defaults={"clause": clause}
            )
        if changed:
            data = {code: [before.get(code, ""), clause] for code, clause in changed.items()}
            audit.record("policy.bases", version, by=by, data=data)


def carry_over(version: PolicyVersion, earlier: PolicyVersion | None) -> None:
    """Gives a new version its mapping: where the clause's words went, there the mapping goes.

    What cannot be followed is left empty for a person to decide. The first version begins with
    the mapping of the shipped text.
    """
    texts = dict(earlier.clauses) if earlier else _shipped_texts(version.language)
    bases = dict(earlier.bases.values_list("code", "clause")) if earlier else _SHIPPED
    places = {text: clause for clause, text in reversed(version.clauses)}
    ClauseBasis.objects.bulk_create(
        ClauseBasis(
            version=version, code=code, clause=_followed(clause, texts.get(clause), version, places)
        )
        for code, clause in bases.items()
    )


_SHIPPED = {code: named.clause for code, named in NAMED.items()}


def _shipped_texts(language: str) -> dict[str, str]:
    text = TEXTS.get(language.partition("-")[0], TEXTS["ja"])
    return dict(clause_texts(numbered(parse(text.read_bytes()).sections)))


def _followed(clause: str, text: str | None, version: PolicyVersion, places: dict[str, str]) -> str:
    """The clause of ``version`` that says ``text`` now: at its old place, or where it moved."""
    there = version.clause(clause)
    if not text or there == text:
        return clause if text else ""
    reworded = there is not None and SequenceMatcher(None, text, there).ratio() >= ALIKE
    return places.get(text, clause if reworded else "")
