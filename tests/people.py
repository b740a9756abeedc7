"""The hands of invented people: the mails they send, as their own programs write them.

Each function takes the letter as it was received (raw bytes) and gives the raw answer. Used by the acceptance round
and the demo; nothing here knows how the service reads them.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import format_datetime, getaddresses, make_msgid
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")
MONTHS = (
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
)


@dataclass(frozen=True, kw_only=True)
class Human:
    """Someone who writes mail, and the program she writes it with."""

    name: str
    email: str
    client: str = "outlook"


def opened(raw: bytes) -> EmailMessage:
    """A received letter, opened."""
    mail = message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(raw: bytes) -> str:
    """The plain text of a letter."""
    body = opened(raw).get_body(("plain",))
    return body.get_content() if body else ""


def _answer_to(mail: EmailMessage) -> str:
    return getaddresses([str(mail["Reply-To"] or mail["From"])])[0][1]


def _head(human: Human, to: str, subject: str, now: dt.datetime, message: EmailMessage) -> EmailMessage:
    domain = human.email.partition("@")[2]
    message["From"] = f'"{human.name}" <{human.email}>'
    message["To"] = to
    message["Subject"] = subject
    message["Date"] = format_datetime(now.astimezone(OSLO))
    message["Message-ID"] = make_msgid(domain=domain)
    return message


def new_mail(human: Human, to: str, subject: str, body: str, now: dt.datetime) -> bytes:
    """A mail that answers nothing."""
    mail = _head(human, to, subject, now, EmailMessage(policy=policy.SMTP))
    mail.set_content(body)
    return mail.as_bytes()


def html_mail(human: Human, to: str, subject: str, text: str, page: str, now: dt.datetime) -> bytes:
    """A mail with a formatted part, as Outlook sends tables."""
    mail = _head(human, to, subject, now, EmailMessage(policy=policy.SMTP))
    mail.set_content(text)
    mail.add_alternative(page, subtype="html")
    return mail.as_bytes()


def _day(now: dt.datetime) -> str:
    local = now.astimezone(OSLO)
    return f"{local.day}. {MONTHS[local.month - 1]} {local.year}"


def _quoted_outlook(mail: EmailMessage, human: Human, now: dt.datetime, body: str) -> str:
    lines = (
        f"Fra: {mail['From']}",
        f"Sendt: {WEEKDAYS[now.astimezone(OSLO).weekday()]} {_day(now)} {now.astimezone(OSLO):%H:%M}",
        f"Til: {human.name} <{human.email}>",
        f"Emne: {mail['Subject']}",
    )
    return "\n\n" + "_" * 32 + "\n" + "\n".join(lines) + "\n\n" + body


def _quoted_gmail(mail: EmailMessage, human: Human, now: dt.datetime, body: str) -> str:
    local = now.astimezone(OSLO)
    short = WEEKDAYS[local.weekday()][:3]
    intro = f"{short}. {local.day}. {MONTHS[local.month - 1][:3]}. {local.year} kl. {local:%H:%M} skrev {mail['From']}:"
    return f"\n\n{intro}\n\n" + "\n".join(f"> {line}" for line in body.splitlines())


def _quoted_iphone(mail: EmailMessage, human: Human, now: dt.datetime, body: str) -> str:
    local = now.astimezone(OSLO)
    intro = f"{local.day}. {MONTHS[local.month - 1][:4]} {local.year} kl. {local:%H:%M} skrev {mail['From']}:"
    quoted = "\n".join(f"> {line}" for line in body.splitlines())
    return f"\n\nSendt fra min iPhone\n\n> {intro}\n{quoted}"


QUOTES = {"outlook": _quoted_outlook, "gmail": _quoted_gmail, "iphone": _quoted_iphone}
PREFIX = {"outlook": "SV: ", "gmail": "Re: ", "iphone": "Sv: "}


def reply(human: Human, letter: bytes, words: str, now: dt.datetime) -> bytes:
    """An answer in the person's own words above the quoted letter."""
    mail = opened(letter)
    answer = EmailMessage(policy=policy.SMTP)
    _head(human, _answer_to(mail), PREFIX[human.client] + str(mail["Subject"]), now, answer)
    answer["In-Reply-To"] = str(mail["Message-ID"])
    answer["References"] = f"{mail['References'] or ''} {mail['Message-ID']}".strip()
    answer.set_content(words + QUOTES[human.client](mail, human, now, text_of(letter)))
    return answer.as_bytes()


def _invite(letter: bytes) -> tuple[str, str, str, str]:
    part = next(p for p in opened(letter).walk() if p.get_content_type() == "text/calendar")
    unfolded = re.sub(r"\r?\n[ \t]", "", part.get_content())
    uid, sequence = (re.search(rf"^{k}:(.*?)\r?$", unfolded, re.M) for k in ("UID", "SEQUENCE"))
    organizer, attendee = (
        re.search(rf"^{k}[^\n]*mailto:(\S+)", unfolded, re.M | re.I) for k in ("ORGANIZER", "ATTENDEE")
    )
    assert uid and sequence and organizer and attendee
    return uid[1], sequence[1], organizer[1], attendee[1]


def button(human: Human, letter: bytes, answer: str, now: dt.datetime) -> bytes:
    """A press of the invitation's button: ACCEPTED, DECLINED or TENTATIVE (RFC 5546 §3.2.3)."""
    uid, sequence, organizer, attendee = _invite(letter)
    words = {"ACCEPTED": "Godtatt", "DECLINED": "Avslått", "TENTATIVE": "Foreløpig"}[answer]
    mail = EmailMessage(policy=policy.SMTP)
    _head(human, organizer, f"{words}: {opened(letter)['Subject']}", now, mail)
    if human.client == "gmail":
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("")
    calendar = "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "METHOD:REPLY",
            "PRODID:Microsoft Exchange Server 2010" if human.client == "outlook" else "PRODID:-//Calendar//EN",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            f"ATTENDEE;PARTSTAT={answer};CN={human.name}:MAILTO:{attendee}",
            f"UID:{uid}",
            f"SEQUENCE:{sequence}",
            f"DTSTAMP:{now.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}",
            f"ORGANIZER:mailto:{organizer}",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        )
    )
    mail.add_alternative(
        calendar.encode(), "text", "calendar", cte="base64", params={"method": "REPLY", "charset": "utf-8"}
    )
    return mail.as_bytes()


def read_receipt(human: Human, letter: bytes, now: dt.datetime) -> bytes:
    """The receipt a program sends when the letter is opened (RFC 8098)."""
    mail = opened(letter)
    asked = getaddresses([str(mail["Disposition-Notification-To"])])[0][1]
    local = now.astimezone(OSLO)
    lines = (
        f"From: {human.name} <{human.email}>",
        f"To: {asked}",
        f"Subject: =?utf-8?Q?Lest=3A_?= {'Innkalling'}",
        f"Date: {format_datetime(local)}",
        f"Message-ID: {make_msgid(domain=human.email.partition('@')[2])}",
        f"In-Reply-To: {mail['Message-ID']}",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=disposition-notification; boundary="kvittering"',
        "",
        "--kvittering",
        "Content-Type: text/plain; charset=utf-8",
        "",
        f"Meldingen ble lest {_day(now)} {local:%H:%M}.",
        "",
        "--kvittering",
        "Content-Type: message/disposition-notification",
        "",
        f"Reporting-UA: {human.client}",
        f"Final-Recipient: rfc822;{human.email}",
        f"Original-Message-ID: {mail['Message-ID']}",
        "Disposition: manual-action/MDN-sent-manually; displayed",
        "",
        "--kvittering--",
        "",
    )
    return "\r\n".join(lines).encode()


def auto_reply(human: Human, letter: bytes, back: dt.date, now: dt.datetime) -> bytes:
    """An out-of-office answer (RFC 3834)."""
    mail = opened(letter)
    answer = EmailMessage(policy=policy.SMTP)
    _head(human, _answer_to(mail), f"Automatisk svar: {mail['Subject']}", now, answer)
    answer["Auto-Submitted"] = "auto-replied"
    answer["In-Reply-To"] = str(mail["Message-ID"])
    answer.set_content(f"Hei. Jeg er på ferie og er tilbake {back.day}. {MONTHS[back.month - 1]}.\n")
    return answer.as_bytes()


def forward_with(
    human: Human,
    to: str,
    subject: str,
    words: str,
    now: dt.datetime,
    documents: tuple[tuple[str, str, bytes], ...] = (),
    in_reply_to: bytes | None = None,
) -> bytes:
    """A mail with documents attached: (file name, MIME type, content)."""
    mail = _head(human, to, subject, now, EmailMessage(policy=policy.SMTP))
    if in_reply_to:
        mail["In-Reply-To"] = str(opened(in_reply_to)["Message-ID"])
    mail.set_content(words)
    for name, kind, content in documents:
        main, _, sub = kind.partition("/")
        mail.add_attachment(content, main, sub, filename=name)
    return mail.as_bytes()


def invitation(
    human: Human, to: str, title: str, place: str, starts: dt.datetime, ends: dt.datetime, now: dt.datetime
) -> bytes:
    """A meeting the leader made in her own calendar, with the mailbox invited (RFC 5546 §3.2.2)."""
    mail = _head(human, to, title, now, EmailMessage(policy=policy.SMTP))
    mail.set_content(f"{title}\n")
    stamp = "%Y%m%dT%H%M%SZ"
    calendar = "\r\n".join(
        (
            "BEGIN:VCALENDAR",
            "METHOD:REQUEST",
            "PRODID:Microsoft Exchange Server 2010",
            "VERSION:2.0",
            "BEGIN:VEVENT",
            f"ORGANIZER;CN={human.name}:mailto:{human.email}",
            f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{to}",
            f"SUMMARY;LANGUAGE=nb-NO:{title}",
            f"UID:040000008200E00074C5B7101A82E008{starts:%Y%m%d%H%M}",
            f"DTSTART:{starts.astimezone(dt.UTC):{stamp}}",
            f"DTEND:{ends.astimezone(dt.UTC):{stamp}}",
            f"DTSTAMP:{now.astimezone(dt.UTC):{stamp}}",
            f"LOCATION;LANGUAGE=nb-NO:{place}",
            "SEQUENCE:0",
            "STATUS:CONFIRMED",
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        )
    )
    mail.add_alternative(
        calendar.encode(), "text", "calendar", cte="base64", params={"method": "REQUEST", "charset": "utf-8"}
    )
    return mail.as_bytes()
