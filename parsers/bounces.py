"""Delivery reports (RFC 3464), failures and successes alike, by a chain: the standard report, X-Failed-Recipients,
a Sieve rejection dressed as a receipt, the words of the report, and flufl.bounce for the rest.

What a report says proves nothing of who sent it; the rules believe it only for letters of ours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from parsers import bounce_words as words
from parsers import headers as head
from parsers import reports
from parsers.facts import Action, Bounce, BouncedRecipient
from parsers.headers import RawHeaders
from parsers.mime import OpenMail, Part, Recognised

STATUS_PARTS = frozenset({"message/delivery-status", "message/global-delivery-status"})
ACTIONS: dict[str, Action] = {
    "failed": "failed",
    "failure": "failed",
    "fail": "failed",
    "delayed": "delayed",
    "delay": "delayed",
    "delivered": "delivered",
    "relayed": "relayed",
    "expanded": "relayed",
}
BY_CLASS: dict[str, Action] = {"2": "delivered", "4": "delayed", "5": "failed"}
MAX_DIAGNOSTIC = 500
_STATUS = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")


def recognise(mail: OpenMail) -> Recognised | None:
    """A Bounce when the mail is a delivery report by any link of the chain; None for everything else."""
    inner = _wrapped(mail)
    if inner:
        return recognise(inner)
    report, told = _report(mail)
    people = told or _named_in_header(mail) or _rejected_by_sieve(mail) or words.recipients(mail)
    if not people:
        return None
    bounce = Bounce(
        recipients=people,
        original_message_id=reports.original_id(mail) or _answered(mail),
        envelope_id=reports.xtext(head.first(report, "Original-Envelope-Id")),
    )
    return Recognised(facts=(bounce,))


def _wrapped(mail: OpenMail) -> OpenMail | None:
    """The report inside, when a filter on the way wrapped it as it stood: the same Message-ID outside and in."""
    inner = mail.forwarded[0] if mail.forwarded else None
    same = inner is not None and inner.headers.message_id and inner.headers.message_id == mail.headers.message_id
    return inner if same else None


def _answered(mail: OpenMail) -> str | None:
    return mail.headers.references[-1] if mail.headers.references else None


def _report(mail: OpenMail) -> tuple[RawHeaders, tuple[BouncedRecipient, ...]]:
    """All fields of the status parts, and the recipients they tell of (RFC 3464 §2)."""
    found = [group for part in mail.parts if _is_status(part, mail) for group in reports.groups(part)]
    people = {one.email: one for group in found if (one := _recipient(group))}
    return tuple(field for group in found for field in group), tuple(people.values())


def _is_status(part: Part, mail: OpenMail) -> bool:
    if part.content_type in STATUS_PARTS:
        return True
    told_as_text = part.content_type in ("text/plain", "application/octet-stream", "message/delivery-report")
    return told_as_text and words.is_report(mail) and reports.holds(part, "Final-Recipient")


def _recipient(group: RawHeaders) -> BouncedRecipient | None:
    named = reports.recipient(head.first(group, "Original-Recipient"))
    final = reports.recipient(head.first(group, "Final-Recipient")) or reports.recipient(
        head.first(group, "X-Actual-Recipient")
    )
    if not (named or final):
        return None
    diagnostic = _diagnostic(head.first(group, "Diagnostic-Code"))
    status = _status(head.first(group, "Status"), diagnostic)
    action = _action(head.first(group, "Action"), status)
    return BouncedRecipient(
        email=named or final or "",
        final=final if named and final != named else None,
        action=action,
        status=status,
        hard=words.is_hard(action, status, diagnostic),
        diagnostic=diagnostic,
    )


def _diagnostic(value: str | None) -> str | None:
    return head.words(value)[:MAX_DIAGNOSTIC] or None if value else None


def _status(given: str | None, diagnostic: str | None) -> str | None:
    """The status field, or the diagnostic's own where the field is missing or says as little as «5.0.0»."""
    own = _STATUS.search(given or "")
    better = words.status_in(diagnostic or "") if own is None or own[0].endswith(".0.0") else None
    return better or (own[0] if own else None)


def _action(given: str | None, status: str | None) -> Action:
    word = re.match(r"[a-z]*", (given or "").strip().lower())
    return ACTIONS.get(word[0] if word else "") or BY_CLASS.get((status or "5")[0], "failed")


def _named_in_header(mail: OpenMail) -> tuple[BouncedRecipient, ...]:
    """Exim's and Gmail's X-Failed-Recipients, with the reason from the words of the report."""
    fields = head.every(mail.raw_headers, "X-Failed-Recipients")
    found = dict.fromkeys(one.email for field in fields for one in head.addresses(field)[0])
    return words.told_of(mail, tuple(found)) if found else ()


SIEVE = re.compile(r"sieve|dovecot|\brejected\b|automatically rejected|automatisk avvist", re.I)


def _rejected_by_sieve(mail: OpenMail) -> tuple[BouncedRecipient, ...]:
    """A Sieve `reject` sends a receipt saying «deleted» (RFC 5429 §2.2): to us that is a failure."""
    return tuple(_sieve_recipients(mail))


def _sieve_recipients(mail: OpenMail) -> Iterator[BouncedRecipient]:
    for part in mail.parts:
        if part.content_type not in ("message/disposition-notification", "message/global-disposition-notification"):
            continue
        for group in reports.groups(part):
            email = reports.recipient(head.first(group, "Final-Recipient"))
            if email and "deleted" in (head.first(group, "Disposition") or "").lower() and _from_sieve(mail, group):
                told = words.excerpt(mail.text)
                yield BouncedRecipient(email=email, action="failed", diagnostic=told)


def _from_sieve(mail: OpenMail, group: RawHeaders) -> bool:
    signs = (head.first(group, "Reporting-UA"), mail.header("X-Sieve"), mail.header("Auto-Submitted"))
    said = " ".join(sign for sign in signs if sign)
    return bool(mail.header("X-Sieve") or SIEVE.search(said) or SIEVE.search(mail.text[:2_000]))
