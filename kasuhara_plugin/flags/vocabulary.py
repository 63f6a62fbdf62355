"""The words of a flag, as code and as people read them."""

from django.db.models import TextChoices


class Level(TextChoices):
    WATCH = "watch", "要注意"
    LIMIT = "limit", "取引の制限"
    REFUSE = "refuse", "取引のお断り"


class Scope(TextChoices):
    ORDER = "order", "注文"
    REORDER = "reorder", "再注文"
    QUOTE = "quote", "見積"
    PHONE = "phone", "電話（書面のみ）"
    VISIT = "visit", "訪問"


class Act(TextChoices):
    PROPOSED = "proposed", "申請"
    AMENDED = "amended", "申請内容の変更"
    APPROVED = "approved", "承認"
    REJECTED = "rejected", "却下"
    RATIFIED = "ratified", "追認"
    REVIEWED = "reviewed", "見直し（継続）"
    LIFTED = "lifted", "解除"
    LAPSED = "lapsed", "失効"
    EXPIRED = "expired", "期限切れ"
    APPEALED = "appealed", "異議申立て"
    APPEAL_GRANTED = "appeal_granted", "異議を認める"
    APPEAL_DENIED = "appeal_denied", "異議を認めない"


WORDED = (Act.PROPOSED, Act.AMENDED)  # what says what the flag says
# What ends the waiting of a proposal, and who did it has to be a second person (law 2).
VERDICTS = (Act.APPROVED, Act.REJECTED, Act.RATIFIED)
APPEAL_VERDICTS = (Act.APPEAL_GRANTED, Act.APPEAL_DENIED)
# What nobody does without saying why.
REASONED = (Act.LIFTED, Act.AMENDED, Act.REVIEWED, Act.APPEALED, *APPEAL_VERDICTS)


class Status(TextChoices):
    PROPOSED = "proposed", "申請中"
    ACTIVE = "active", "適用中"
    REJECTED = "rejected", "却下"
    LIFTED = "lifted", "解除"
    EXPIRED = "expired", "期限切れ"
    LAPSED = "lapsed", "失効"


_FOR_CUSTOMERS = {"phone": "お電話でのご対応（書面で承ります）", "visit": "ご来社・ご訪問"}


def scope_label(scope: str) -> str:
    """The Japanese word for a scope; a scope that the host added is shown as it is."""
    return str(dict(Scope.choices).get(scope, scope))


def scope_label_for_customer(scope: str) -> str:
    return _FOR_CUSTOMERS.get(scope, scope_label(scope))
