"""Read receipts (RFC 8098), found by their report part wherever it is hidden; and the words phones send instead.

Only `displayed` says that someone read; `probable` is a subject and words without a standard part. Where no report
names who read, `final_recipient` is None: the rules have the sender. A Sieve rejection dressed as a receipt is taken
by bounces.py first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from parsers import headers as head
from parsers import reports, tnef
from parsers.answers import ruled
from parsers.facts import Disposition, ReadReceipt
from parsers.headers import RawHeaders
from parsers.mime import OpenMail, Part, Recognised
from parsers.phrasebook import alternatives, load

RECEIPT_PARTS = frozenset({"message/disposition-notification", "message/global-disposition-notification"})
DISPOSITIONS: Mapping[str, Disposition] = MappingProxyType(
    {
        "displayed": "displayed",
        "deleted": "deleted",
        "denied": "denied",
        "dispatched": "dispatched",
        "processed": "processed",
        "failed": "denied",
    }
)
LEAST_READ: tuple[Disposition, ...] = ("deleted", "denied", "dispatched", "processed", "displayed")

_PHRASES = load("receipts")


def _starts(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?:{alternatives(_PHRASES[name])})", re.I)


_READ_SUBJECT, _UNREAD_SUBJECT = _starts("read_subjects"), _starts("unread_subjects")
_READ_WORDS, _UNREAD_WORDS = _starts("read_words"), _starts("unread_words")
_TYPE = re.compile(r"(?:^|[;/,\s])(displayed|deleted|denied|dispatched|processed|failed)\b", re.I)


def recognise(mail: OpenMail) -> Recognised | None:
    """A ReadReceipt when the mail is one by its report part, or probably one by its subject and words."""
    found = _by_report(mail) or _by_winmail(mail) or _by_words(mail)
    return Recognised(facts=(found,)) if found else None


def _by_report(mail: OpenMail) -> ReadReceipt | None:
    for part in mail.parts:
        if not _may_be_report(part, mail):
            continue
        fields = tuple(field for group in reports.groups(part) for field in group)
        if disposition := _disposition(fields):
            return _receipt(mail, fields, disposition)
    return None


WINMAIL_CLASS = re.compile(r"report\..*\.(ipnrn|ipnnrn)")
WINMAIL_CLASSES: Mapping[str, Disposition] = MappingProxyType({"ipnrn": "displayed", "ipnnrn": "deleted"})


def _by_winmail(mail: OpenMail) -> ReadReceipt | None:
    """Outlook's own class in winmail.dat (MS-OXOMSG §2.2.2): read, or not read; its written disposition beats it."""
    winmail = mail.winmail
    named = WINMAIL_CLASS.fullmatch(winmail.message_class) if winmail else None
    if not winmail or not named:
        return None
    written = DISPOSITIONS.get((winmail.words(tnef.DISPOSITION) or "").lower())
    given = (head.message_ids(winmail.words(key) or "") for key in (tnef.ORIGINAL_ID, tnef.ANSWERED_ID))
    return ReadReceipt(
        disposition=written or WINMAIL_CLASSES[named[1]],
        original_message_id=next((ids[0] for ids in given if ids), None) or _original_id(mail),
    )


def _may_be_report(part: Part, mail: OpenMail) -> bool:
    if part.content_type in RECEIPT_PARTS:
        return True
    named_so = "disposition-notification" in (mail.header("Content-Type") or "").lower()
    labelled = named_so or part.content_type == "application/octet-stream" or "mdn" in (part.filename or "").lower()
    return labelled and reports.holds(part, "Disposition")


def _disposition(fields: RawHeaders) -> Disposition | None:
    """The disposition type; of several that differ the one that says least of reading."""
    found = {kind for value in head.every(fields, "Disposition") if (kind := _type(value.lower()))}
    return next((kind for kind in LEAST_READ if kind in found), None)


def _type(value: str) -> Disposition | None:
    """What follows the mode (RFC 8098 §3.2.6), tolerating a missing or misplaced mode."""
    match = _TYPE.search(value.rsplit(";", 1)[-1]) or _TYPE.search(value)
    return DISPOSITIONS[match[1]] if match else None


def _receipt(mail: OpenMail, fields: RawHeaders, disposition: Disposition) -> ReadReceipt:
    final = reports.recipient(head.first(fields, "Final-Recipient"))
    named = reports.recipient(head.first(fields, "Original-Recipient"))
    given = head.message_ids(head.first(fields, "Original-Message-ID") or "")
    return ReadReceipt(
        disposition=disposition,
        original_message_id=given[0] if given else _original_id(mail),
        final_recipient=final or named,
    )


def _original_id(mail: OpenMail) -> str | None:
    """In-Reply-To (all Exchange gives), else the last of References (Thunderbird), else the mail that came along."""
    return mail.headers.references[-1] if mail.headers.references else reports.original_id(mail)


def _by_words(mail: OpenMail) -> ReadReceipt | None:
    """«Lest: …» and its like: at most probable. The subject must say so, and the words or their absence agree; words
    that answer the letter are a person's."""
    subject, text = mail.headers.subject, mail.text[:2_000]
    unread = _UNREAD_SUBJECT.match(subject) is not None
    if not unread and not _READ_SUBJECT.match(subject):
        return None
    deleted = _UNREAD_WORDS.search(text) is not None
    if not (unread or deleted or _READ_WORDS.search(text) or _says_nothing(mail)) or ruled(text).answer:
        return None
    disposition: Disposition = "deleted" if unread or deleted else "probable"
    return ReadReceipt(disposition=disposition, original_message_id=_original_id(mail))


def _says_nothing(mail: OpenMail) -> bool:
    """Outlook by POP or IMAP sends its receipt in winmail.dat alone, with no words or none but the subject."""
    return len(mail.text.strip()) < 20 and any(
        part.content_type == "application/ms-tnef" or (part.filename or "").lower() == "winmail.dat"
        for part in mail.parts
    )
