"""A letter becomes a mail: its template in the reader's language, its calendar part, its documents, its headers.

Gather what the template shows (tidied: other people's text is hostile), render text and HTML, build the MIME tree of
design «Calendar, outgoing», and put the headers on in wire form. Pure: the same letter and `now` give the same bytes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import quote

import css_inline
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from db.records import Letter
from mailer import headers, wording
from mailer.headers import Unsendable
from mailer.invite import Party, invite
from mailer.nynorsk import in_nynorsk
from mailer.rules.letters import KINDS, Envelope

__all__ = ["Composed", "Document", "Post", "Unsendable", "compose"]

LOOP_HEADER = "X-Budstikke"

_TEMPLATES = Path(__file__).resolve().parent.parent / "templates"
_METHODS: Mapping[str, Literal["REQUEST", "CANCEL"]] = {
    "summons": "REQUEST",
    "invitation": "REQUEST",
    "cancellation": "CANCEL",
}
_LONGEST_NAME, _LONGEST_FIELD, _LONGEST_TEXT = 120, 1000, 200_000
_NAMES = frozenset({"name", "organisation", "chair", "secretary", "manager", "deputy", "leader", "presenter"})
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_WHOLE = re.compile(r"(?<=\d\.) (?=(?:jan|feb|mars|apr|mai|juni|juli|aug|sep|okt|nov|des))|(?<=\bkl\.) (?=\d)")
_PREFIX = {"nb": "Prøve", "nn": "Prøve", "en": "Rehearsal"}


@dataclass(frozen=True, kw_only=True)
class Document:
    """A file that goes with a letter, bytes as they came."""

    filename: str
    content_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Post:
    """Where letters go out from: the mailbox's address, and the name the service knows its own letters by."""

    address: str
    plus_addresses: bool = True
    service: str = "budstikke"


@dataclass(frozen=True, kw_only=True)
class Composed:
    """A mail ready for one SMTP transaction: `data` with CRLF, `sender` and `recipient` as in MAIL FROM and RCPT TO."""

    data: bytes
    sender: str
    recipient: str
    subject: str
    text: str
    html: str


def compose(
    letter: Letter,
    envelope: Envelope,
    *,
    post: Post,
    now: dt.datetime,
    documents: Sequence[Document] = (),
    rehearsal: str | None = None,
    organizer: str | None = None,
) -> Composed:
    """The mail of one letter. `now` is aware and becomes Date and DTSTAMP.

    `rehearsal` is the address that gets it instead, with a banner that says who would have had it. `organizer` is the
    ORGANIZER address of the meeting's first summons to this person: calendars take an update only from the same one
    (RFC 5546 §3.2.2). Raises Unsendable for an address or header that cannot stand on the wire.
    """
    sender = headers.address(_sender(post, letter.id))
    recipient = headers.address(rehearsal or letter.to_email)
    subject, text, page = _written(letter, envelope, sender if post.plus_addresses else None, rehearsal, now)
    mail = EmailMessage(policy=SMTP)
    for line in _headers(letter, envelope, post, sender, recipient, subject, rehearsal, now):
        mail[line.name] = line
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(page, subtype="html", cte="quoted-printable")
    _add_invite(
        mail,
        letter,
        envelope,
        Party(email=headers.address(organizer or sender), name=envelope.network_name),
        recipient,
        text,
        now,
    )
    for document in documents:
        _add_document(mail, document)
    _set_boundaries(mail, letter.id)
    return Composed(data=mail.as_bytes(), sender=sender, recipient=recipient, subject=subject, text=text, html=page)


def message_id(letter: Letter, post: Post) -> str:
    """The Message-ID a letter has each time it is sent."""
    return f"<{letter.id}@{headers.address(post.address).rpartition('@')[2]}>"


# What the template shows


@cache
def _shelf() -> Environment:
    shelf = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    shelf.filters.update(wording.FILTERS)
    shelf.globals["mailto"] = _mailto
    return shelf


@cache
def _inliner() -> css_inline.CSSInliner:
    return css_inline.CSSInliner(load_remote_stylesheets=False)


def language(kind: str, wanted: str) -> str:
    """The language a kind's letter is written in: the wanted one, or bokmål where there is no English one."""
    return wanted if (_TEMPLATES / kind / f"{wanted}.txt.j2").is_file() else "nb"


def _written(
    letter: Letter, envelope: Envelope, reply: str | None, rehearsal: str | None, now: dt.datetime
) -> tuple[str, str, str]:
    """Subject, text and HTML."""
    lang = language(letter.kind, letter.lang)
    shown = {
        **tidy(_in_language(letter.content, lang)),
        "text": _tidy_lines(str(letter.content.get("text") or "")),
        "lang": lang,
        "today": now.astimezone(wording.OSLO).date().isoformat(),
        "net": _tidy_envelope(envelope),
        "kind": letter.kind,
        "copy": letter.copy,
        "first_name": _first_name(letter),
        "to_name": tidy(letter.to_name or ""),
        "reply": reply,
        "would_have_gone_to": tidy(f"{letter.to_name or ''} <{letter.to_email}>").strip() if rehearsal else None,
    }
    subject, _, text = _render(f"{letter.kind}/{lang}.txt.j2", "parts.txt.j2", shown).partition("\n")
    subject = _clip((f"{_PREFIX[lang]}: " if rehearsal else "") + " ".join(subject.partition(": ")[2].split()), 200)
    page = _render(f"{letter.kind}/{lang}.html.j2", "parts.html.j2", shown | {"heading": subject})
    return subject, _even(text), _inliner().inline(_WHOLE.sub("&nbsp;", page))


def _in_language(content: Mapping[str, Any], lang: str) -> Mapping[str, Any]:
    """The parsers word doubts and reasons in bokmål; a nynorsk letter has them in nynorsk."""
    if lang != "nn":
        return content
    said = {key: in_nynorsk(content[key]) for key in ("reason",) if isinstance(content.get(key), str)}
    return {**content, **said, "doubts": [in_nynorsk(each) for each in content.get("doubts", ())]}


def _render(name: str, parts: str, shown: Mapping[str, Any]) -> str:
    part: Template = _shelf().get_template(parts)
    return _shelf().get_template(name).render(shown, part=part.make_module(dict(shown)))


def _even(text: str) -> str:
    """Paragraphs one blank line apart, no line with spaces at its end."""
    lines = "\n".join(line.rstrip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", lines).strip() + "\n"


def _first_name(letter: Letter) -> str:
    """What the greeting says; empty for an office or institution, which has no first name."""
    name = tidy(letter.to_name or "")
    if letter.person is None or not name or "@" in name:
        return ""
    given = name.partition(",")[2].strip() or name
    return _clip(given.split()[0], 40)


def _tidy_envelope(envelope: Envelope) -> Mapping[str, Any]:
    return {
        "name": tidy(envelope.network_name),
        "address": tidy(envelope.network_address),
        "leader": tidy(envelope.leader),
        "reader": tidy(envelope.reader or envelope.leader),
        "signature": [tidy(line) for line in envelope.signature],
    }


def tidy(value: Any) -> Any:
    """Content as a template may show it: no control or direction characters, each text one clipped line."""
    if isinstance(value, str):
        return _clip(" ".join(_INVISIBLE.sub("", re.sub(r"[\s\0]+", " ", value)).split()), _LONGEST_FIELD)
    if isinstance(value, Mapping):
        return {
            key: _clip(tidy(each), _LONGEST_NAME) if key in _NAMES and each else tidy(each)
            for key, each in value.items()
        }
    if isinstance(value, list | tuple):
        return [tidy(each) for each in value]
    return value


def _tidy_lines(text: str) -> str:
    return _clip(_even(_INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))), _LONGEST_TEXT)


def _clip(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def _mailto(reply: str, subject: str, body: str) -> str:
    """The href of a link that opens an answer, ready to send."""
    return f"mailto:{quote(reply, safe='@+')}?subject={quote(subject)}&body={quote(body)}"


# The mail around it


def _sender(post: Post, token: str) -> str:
    local, _, domain = post.address.rpartition("@")
    return f"{local}+{token}@{domain}" if post.plus_addresses else post.address


def _headers(
    letter: Letter,
    envelope: Envelope,
    post: Post,
    sender: str,
    recipient: str,
    subject: str,
    rehearsal: str | None,
    now: dt.datetime,
) -> tuple[headers.Line, ...]:
    mark = f" ({_PREFIX[language(letter.kind, letter.lang)].lower()})" if rehearsal else ""
    name = _clip(tidy(envelope.network_name), 100)
    known = headers.known_ids(letter.references)
    kind = KINDS[letter.kind]
    lines = (
        headers.mailbox("From", name + mark, sender),
        headers.mailbox("Reply-To", name + mark, sender),
        headers.mailbox("To", _clip(tidy(letter.to_name or ""), 100) + mark, recipient),
        headers.text("Subject", subject),
        headers.Line("Date", format_datetime(now.astimezone(wording.OSLO))),
        headers.Line("Message-ID", message_id(letter, post)),
        headers.ids("In-Reply-To", known[-1:]) if known else None,
        headers.ids("References", known) if known else None,
        _list_id(letter, name, sender),
        headers.Line("Auto-Submitted", kind.auto) if kind.auto else None,
        headers.Line("Disposition-Notification-To", f"<{sender}>") if _wants_receipt(letter) else None,
        headers.text(LOOP_HEADER, f"{post.service} {letter.kind}"),
    )
    return tuple(line for line in lines if line is not None)


def _list_id(letter: Letter, name: str, sender: str) -> headers.Line | None:
    """List-Id (RFC 2919): the network's id under the mailbox's domain; none on a letter of no network."""
    label = re.sub(r"[^a-z0-9-]+", "-", (letter.network or "").lower()).strip("-")
    return headers.mailbox("List-Id", name, f"{label}.{sender.rpartition('@')[2]}") if label else None


def _wants_receipt(letter: Letter) -> bool:
    return KINDS[letter.kind].receipt and bool(letter.content.get("receipt")) and not letter.copy


def _add_invite(
    mail: EmailMessage,
    letter: Letter,
    envelope: Envelope,
    organizer: Party,
    recipient: str,
    text: str,
    now: dt.datetime,
) -> None:
    method = _METHODS.get(letter.kind)
    if method is None or letter.copy or not letter.content.get("invite"):
        return
    rehearsed = recipient != headers.address(letter.to_email)
    calendar = invite(
        tidy(letter.content["meeting"]),
        method=method,
        organizer=Party(email=organizer.email, name=tidy(organizer.name)),
        attendee=Party(email=recipient, name=None if rehearsed else tidy(letter.to_name)),
        description=text,
        now=now,
        prefix=f"{_PREFIX[language(letter.kind, letter.lang)]}: " if rehearsed else "",
    )
    params = {"method": method, "charset": "utf-8"}
    mail.add_alternative(calendar, maintype="text", subtype="calendar", cte="base64", params=params)
    mail.add_attachment(calendar, maintype="application", subtype="ics", cte="base64", filename="innkalling.ics")


def _add_document(mail: EmailMessage, document: Document) -> None:
    main, sub = _media_type(document.content_type)
    mail.add_attachment(document.content, maintype=main, subtype=sub, filename=_filename(document.filename))


def _media_type(declared: str) -> tuple[str, str]:
    """The declared type; a container or nonsense goes as plain bytes (RFC 2046 §5.2.1 forbids base64 of a message)."""
    found = re.fullmatch(r"([a-z]+)/([a-z0-9.+-]{1,120})", declared.strip().lower())
    if not found or found[1] in {"message", "multipart"}:
        return "application", "octet-stream"
    return found[1], found[2]


def _filename(name: str) -> str:
    kept = re.sub(r"[^\w .,()+-]+", "_", tidy(re.split(r"[\\/]", name)[-1])).strip(" .")
    return (kept if len(kept) <= 120 else kept[:100] + kept[-20:]) or "vedlegg"


def _set_boundaries(mail: EmailMessage, token: str) -> None:
    """Boundaries of our own: `=_` cannot stand in quoted-printable or base64 (RFC 2045 §6.7)."""
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{token}_{number}")
