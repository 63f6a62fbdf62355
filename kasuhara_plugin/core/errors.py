"""What can go wrong, by name.

KasuharaError
├── UnusableText               a text cannot be kept as it is (code says why)
├── UnusableFile               a file cannot be taken (code says why)
├── UnusableAddress            no mail can be sent to what was given as an address
├── UnknownPerson              an e-mail address names no active account     (core.people)
├── NotAnAnchor                what was given is no anchor of the ledger     (core.anchors)
├── AmbiguousCustomer          the given user, e-mail, phone or subject name several customers
├── CannotMerge                two customers cannot be made one as they stand
├── AlreadyDecided             somebody else was quicker, or the row has ended
├── ChangedMeanwhile           somebody else saved the record since it was opened
├── AppendOnlyViolation        a kept record was to be changed or removed
├── PolicyFormatError          a policy file cannot be read (line number, line)
├── PolicyIncomplete           a policy cannot be published yet (problems lists why)
├── NotPermitted               the person lacks the permission       (PermissionDenied)
│   ├── SamePerson             the second person is the first one    (law 2: two people decide)
│   └── NotApproved            a policy text was to become public that nobody approved
└── TransactionRestricted      the customer is restricted            (PermissionDenied; flags.gate)
"""

from django.core.exceptions import PermissionDenied


class KasuharaError(Exception):
    """The root: whoever catches it catches everything this app raises on purpose."""


class UnusableText(KasuharaError, ValueError):
    """A text cannot be stored. ``code`` is one of ``core.text.FLAWS``."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class UnusableFile(KasuharaError, ValueError):
    """A file cannot be taken. ``code`` is one of ``inquiries.file_flaws.FLAWS``."""

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message)
        self.code = code


class UnusableAddress(KasuharaError, ValueError):
    """Not an e-mail address that a mail can be sent to."""


class AmbiguousCustomer(KasuharaError):
    """Several customers match; a person has to say which one is meant."""


class CannotMerge(KasuharaError):
    """A customer goes into another one once, never into itself, and not with others in tow."""


class AlreadyDecided(KasuharaError):
    """The decision came too late."""


class ChangedMeanwhile(KasuharaError):
    """Nothing was overwritten: what is there now is shown to the person, who decides."""


class AppendOnlyViolation(KasuharaError):
    """Kept records are corrected by a new entry; ``core.audit.unlocked`` is the one opening."""


class PolicyFormatError(KasuharaError):
    """A policy file cannot be imported. ``line`` counts from 1; ``text`` is that line.

    The message shows the beginning of a long line.
    """

    SHOWN = 60

    def __init__(self, message: str, *, line: int, text: str = "") -> None:
        shown = text if len(text) <= self.SHOWN else f"{text[: self.SHOWN]}…"
        super().__init__(f"{line}行目：{message}" + (f"「{shown}」" if text else ""))
        self.line = line
        self.text = text


class PolicyIncomplete(KasuharaError):
    """Something is missing before the policy can become public. ``problems`` are sentences."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("".join(problems))
        self.problems = problems


class NotPermitted(KasuharaError, PermissionDenied):
    """The person does not hold the permission that the act needs."""


class SamePerson(NotPermitted):
    """The act needs a second person, and this is the first one."""


class NotApproved(NotPermitted):
    """A policy becomes public by ``policy.actions.approve`` only."""
