"""Delivery reports without a standard part: what the words say, behind a gate so that a person's words never count.

The gate is the writer, the subject or the report type, and words that say outright that the letter did not arrive.
Phrases are in phrases/bounces.toml. flufl.bounce knows old formats; it is asked last and never trusted not to raise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import Message

from parsers import bounce_names, reports
from parsers import headers as head
from parsers.facts import Action, BouncedRecipient
from parsers.mime import OpenMail
from parsers.phrasebook import alternatives, load

_PHRASES = load("bounces")
MAX_NOTICE = 20_000
MAX_NEAR = 2_000
MAX_SCANNED = 5_000


def _any(name: str) -> re.Pattern[str]:
    return re.compile(alternatives(_PHRASES[name]), re.I)


_SUBJECT, _DAEMON, _FAILURE, _DELAY = _any("subjects"), _any("daemons"), _any("failures"), _any("delays")
_DELIVERY, _RELAY, _COPY = _any("deliveries"), _any("relays"), _any("copies")
_REASONS = tuple((status, re.compile(alternatives(said), re.I)) for status, said in _PHRASES["reasons"].items())
PLAIN_REASONS = frozenset({"5.1.1", "5.1.2", "5.2.2"})
_GAVE_UP = re.compile(r"gave up|giving up|retry timeout exceeded|could not be delivered for|no longer|expired", re.I)
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d]|\.\d)")
OTHER_MACHINES = frozenset(
    {"message/disposition-notification", "message/global-disposition-notification", "text/calendar", "application/ics"}
)

HARD = re.compile(r"5\.1\.(?![78]$)\d+|5\.2\.1|5\.4\.4|5\.5\.0")


def is_hard(action: Action, status: str | None, diagnostic: str | None) -> bool:
    """Whether trying again is of no use: RFC 3463 5.1.x (but 5.1.7 and 5.1.8, which blame the sender), 5.2.1, 5.4.4
    and 5.5.0; where the status says nothing («5.0.0»), the words of the diagnostic decide."""
    if action != "failed":
        return False
    if status and not status.endswith(".0.0"):
        return HARD.fullmatch(status) is not None
    return HARD.fullmatch(reason(diagnostic or "") or "") is not None


def reason(text: str) -> str | None:
    """The enhanced status the words amount to, or None."""
    return next((status for status, said in _REASONS if said.search(text)), None)


def status_in(text: str) -> str | None:
    """An enhanced status code (RFC 3463) written in the text; «5.0.0» only when nothing better is written."""
    found = _ENHANCED.findall(text[:MAX_NOTICE])
    return next((code for code in found if not code.endswith(".0.0")), found[0] if found else None)


def is_report(mail: OpenMail) -> bool:
    """The gate: a daemon wrote it, its subject is a report's, or its type is (RFC 6522)."""
    kind, params = head.params(mail.header("Content-Type") or "")
    if kind == "multipart/report":
        return params.get("report-type", "delivery-status").lower() in ("delivery-status", "global-delivery-status")
    sender = mail.headers.sender
    written_by = f"{sender.name or ''} {sender.email}" if sender else words_of(mail.header("From"))
    return bool(_DAEMON.search(written_by) or _SUBJECT.match(_bare_subject(mail)))


def _bare_subject(mail: OpenMail) -> str:
    return mail.headers.subject.strip().lower().removeprefix("[warning] ").lstrip("*[ ")


def words_of(field: str | None) -> str:
    return head.words(field or "")


def recipients(mail: OpenMail) -> tuple[BouncedRecipient, ...]:
    """Whom the words of a report tell of; empty when the mail is no report, or names nobody."""
    if any(part.content_type in OTHER_MACHINES for part in mail.parts):
        return ()
    if not (is_report(mail) or _is_returned(mail)):
        return ()
    notice = notice_of(mail)
    if not (_tells(f"{mail.headers.subject}\n{notice}") or _is_silent_return(mail)):
        return ()
    named = bounce_names.named(mail, notice, _tells) or _scanned(mail)
    return told_of(mail, named) if named else ()


def _tells(text: str) -> bool:
    """Whether the words speak of failure or delivery, outright or by a reason that only servers give."""
    return any(said.search(text) for said in (_FAILURE, _DELIVERY, _RELAY)) or reason(text) in PLAIN_REASONS


def _is_returned(mail: OpenMail) -> bool:
    """No daemon by name, but a null path and words of failure, from nobody or with our letter sent back inside."""
    null_path = any((mail.header(name) or "").strip() == "<>" for name in ("Return-Path", "From"))
    nobody = mail.headers.sender is None or bool(mail.forwarded)
    return null_path and nobody and _FAILURE.search(mail.text[:600]) is not None


def _is_silent_return(mail: OpenMail) -> bool:
    """The daemon itself sent our letter back, in a language we do not read or with no words at all."""
    sender = mail.headers.sender
    return bool(sender and sender.email.startswith("mailer-daemon@") and reports.returned(mail))


def notice_of(mail: OpenMail) -> str:
    """The server's own words, without the mail that was sent back."""
    text = mail.text[:MAX_NOTICE]
    copy = next((match for match in _COPY.finditer(text) if match.start() > 60), None)
    return text[: copy.start()] if copy else text


@dataclass(frozen=True, kw_only=True)
class _Whole:
    """What the whole notice says, read once: its words, its status, the action they amount to, and if it is hard."""

    notice: str
    status: str | None
    delivers: bool
    action: Action
    hard: bool


def told_of(mail: OpenMail, emails: tuple[str, ...]) -> tuple[BouncedRecipient, ...]:
    """What the words say of each recipient: status, reason, and whether the server goes on trying."""
    whole = _whole(mail)
    return tuple(_of_one(email, whole) for email in emails[: bounce_names.MAX_NAMED])


def _whole(mail: OpenMail) -> _Whole:
    notice = notice_of(mail)
    action = _action(f"{mail.headers.subject}\n{notice}")
    return _Whole(
        notice=notice,
        status=status_in(notice),
        delivers=any(said.search(notice) for said in (_DELIVERY, _RELAY)),
        action=action,
        hard=is_hard(action, None, notice),
    )


def _of_one(email: str, whole: _Whole) -> BouncedRecipient:
    """The words nearest to the address count before the rest of the notice.

    «2.x.x» is a status only where the words too tell of delivery: elsewhere it is the number of some version.
    """
    near = _around(whole.notice, email)
    status = status_in(near) or whole.status
    arrived = (status or "").startswith("2")
    status = status if whole.delivers or not arrived else None
    action = whole.action if not (arrived and whole.delivers) or whole.action == "relayed" else "delivered"
    return BouncedRecipient(
        email=email,
        action=action,
        status=status,
        hard=is_hard(action, status, near) or (status is None and whole.hard),
        diagnostic=excerpt(near) if action in ("failed", "delayed") else None,
    )


def _action(text: str) -> Action:
    failed = _FAILURE.search(text) is not None
    if not failed and _RELAY.search(text):
        return "relayed"
    if not failed and _DELIVERY.search(text):
        return "delivered"
    return "delayed" if _DELAY.search(text) and not _GAVE_UP.search(text) else "failed"


def _around(notice: str, email: str) -> str:
    """From the line that names the person to the end of the reason: on past paragraphs that only lead to the next,
    and no further than the line that begins with somebody else's address."""
    at = notice.lower().find(email)
    if at < 0:
        return notice[:MAX_NEAR]
    told: list[str] = []
    for paragraph in notice[notice.rfind("\n", 0, at) + 1 :][:MAX_NEAR].split("\n\n", 3)[:3]:
        told.append(bounce_names.up_to_another(paragraph, email))
        if not (told[-1].rstrip().endswith(":") or (len(told) == 1 and len(told[-1]) < len(email) + 40)):
            break
    return "\n".join(told)


def excerpt(text: str) -> str | None:
    """The words on one line, at most 500 characters; None when there are none."""
    return " ".join(text.split())[:500] or None


def _scanned(mail: OpenMail) -> tuple[str, ...]:
    from flufl.bounce import scan_message  # its seventeen rooms of old formats, that few mails need

    try:
        return tuple(sorted(_decent(scan_message(_message(mail)))))
    except Exception:  # flufl.bounce raised on 127 of 1,762 mails
        return ()


def _decent(found: Iterable[bytes]) -> Iterator[str]:
    for address in found:
        email = head.email(head.decode(address, None))
        if bounce_names.decent(email):
            yield email


def _message(mail: OpenMail) -> Message:
    """The mail rebuilt from its capped pieces, so that neither the standard library nor flufl sees the raw one.

    It always has a From: a detector of flufl's fails, and logs, without one.
    """
    message = Message()
    message["From"] = mail.headers.sender.email if mail.headers.sender else "mailer-daemon@unknown.invalid"
    message["Subject"] = mail.headers.subject[:200]
    for name in ("To", "Message-ID", "X-Mailer"):
        message[name] = head.plain(mail.header(name) or "")[:300]
    message.set_payload("\n".join(line[:300] for line in mail.text[:MAX_SCANNED].split("\n")))
    return message
