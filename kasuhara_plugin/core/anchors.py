"""The head of the ledger, to be kept in another place: whoever rewrites the whole database cannot
rewrite that."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from kasuhara_plugin.core import clock
from kasuhara_plugin.core.audit import AuditRecord, record
from kasuhara_plugin.core.counting import last_given_key
from kasuhara_plugin.core.errors import KasuharaError
from kasuhara_plugin.core.sealing import seal_everything
from kasuhara_plugin.core.seals import START, Seal
from kasuhara_plugin.core.usable import require_usable
from kasuhara_plugin.core.verifying import Finding

ACCEPTED = "audit.accept_restore"
REASON_LIMIT = 500  # characters
_LINE = re.compile(r"kasuhara-anchor:1:([0-9]{1,18}):([0-9a-f]{64}):([0-9TZ+:.\-]{10,40})")


class NotAnAnchor(KasuharaError, ValueError):
    """What was given is no line that ``kasuhara_anchor`` printed."""


@dataclass(frozen=True)
class Anchor:
    """``kasuhara-anchor:1:<position>:<chain>:<time>``."""

    position: int
    chain: str
    at: str

    @classmethod
    def now(cls, now: datetime | None = None) -> Self:
        last = Seal.objects.order_by("-position").first()
        at = (now or clock.now()).astimezone(clock.TOKYO).isoformat(timespec="seconds")
        return cls(last.position if last else 0, last.chain if last else START, at)

    @classmethod
    def read(cls, text: str) -> Self:
        """Raises ``NotAnAnchor``."""
        found = _LINE.search(text)
        if not found:
            raise NotAnAnchor(
                "kasuhara_anchor が表示した行（kasuhara-anchor: で始まる行）を指定してください。"
            )
        return cls(int(found[1]), found[2], found[3])

    def __str__(self) -> str:
        return f"kasuhara-anchor:1:{self.position}:{self.chain}:{self.at}"

    def findings(self) -> list[Finding]:
        """What is not as it was when the anchor was written down."""
        if self._is_accepted() or self._holds():
            return []
        head = Seal.objects.order_by("-position").values_list("position", flat=True).first() or 0
        if head < self.position:
            return [Finding(self._name(), _behind(head, self.position))]
        return [Finding(self._name(), "台帳が、控えを取った後に書き換えられています。")]

    def _holds(self) -> bool:
        if self.position == 0:
            return self.chain == START
        return Seal.objects.filter(position=self.position, chain=self.chain).exists()

    def _is_accepted(self) -> bool:
        """Somebody said, in an act that is sealed itself, that a backup was restored."""
        acts = AuditRecord.objects.filter(act=ACCEPTED)
        return any(str(self) in act.data.get("anchors", ()) for act in acts)

    def _name(self) -> str:
        return f"控え {self.position}（{self.at}）"


def accept(anchors: Sequence[Anchor], *, reason: str, by: Any) -> AuditRecord:
    """Goes on after a restored backup: what was lost behind it is known by these anchors. Raises
    ``UnusableText`` (a reason is needed) and ``NotAnAnchor``."""
    require_usable(reason, limit=REASON_LIMIT)
    seal_everything()
    last = Seal.objects.order_by("-position").first()
    if not anchors or last is None:
        raise NotAnAnchor(
            "復元を記録するには、復元の前に取った控えを --anchor で指定してください。"
        )
    data = {"anchors": [str(one) for one in anchors], "head": last.position}
    return record(ACCEPTED, last, by=by, reason=reason, data=data)


def _behind(head: int, position: int) -> str:
    lost = f"台帳が控えより{position - head}件前で終わっています。"
    given, newest = last_given_key(AuditRecord), _newest_record()
    if given is not None and given > newest:  # a restored backup counts on from its own last row
        return f"{lost}監査記録は{given}番まで採番されていますが、{newest}番より後の行がありません。末尾が削除されています。"
    return f"{lost}古いバックアップから復元されています。復元した場合は、--accept-restore で理由を記録してください。"


def _newest_record() -> int:
    return AuditRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
