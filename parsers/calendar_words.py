"""Calendar answers without a calendar part: Outlook's class in winmail.dat, and the words gateways leave.

A subject «Godtatt: …» counts when nothing but a calendar's own words stands below it, or when the mail is proven to
answer another; what a person wrote beside it is the comment, and must not say the opposite. Phrases are in
phrases/calendars.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from types import MappingProxyType

from parsers import tnef
from parsers.answers import read_reply
from parsers.facts import CalendarAnswer, CalendarReply, Doubt
from parsers.mime import OpenMail, Recognised, is_document
from parsers.phrasebook import alternatives, load
from parsers.quotes import visible

_PHRASES = load("calendars")
MAX_COMMENT = 4_000
LONGEST_COMMENT = 60

_ANSWERING = r"\s*(?:(?:re|sv|vs|fw|fwd)\s*:\s*){0,3}"
_SUBJECTS: dict[str, re.Pattern[str]] = {
    name: re.compile(rf"{_ANSWERING}(?:{alternatives(said)})\s*:", re.I) for name, said in _PHRASES["subjects"].items()
}
_INVITATION = alternatives(_PHRASES["words"]["invitation"])
_SENTENCES: dict[str, re.Pattern[str]] = {
    name: re.compile(
        rf"\s*(?P<who>[^\n.:;?!]{{2,80}}?)\s+(?:{alternatives(said)})\s+(?:\w+\s+){{0,3}}[\w-]*(?:{_INVITATION})", re.I
    )
    for name, said in sorted(_PHRASES["sentences"].items(), key=lambda item: item[0] != "tentative")
}
_BLOCK = re.compile(rf"\W{{0,4}}(?:{alternatives(_PHRASES['words']['block'])})\s?:", re.I)
_RULE = re.compile(r"[\s*~_=\-–—·.]*")
_SENT_FROM = re.compile(r"\s*(?:sendt fra|sendt frå|sent from|get outlook|hent outlook|skickat från|sendt med)\b", re.I)
ANSWERS: Mapping[str, CalendarAnswer] = MappingProxyType(
    {"accepted": "accepted", "declined": "declined", "tentative": "tentative"}
)
CLASSES: Mapping[str, CalendarAnswer] = MappingProxyType({"pos": "accepted", "neg": "declined", "tent": "tentative"})
_RESPONSE = re.compile(r"ipm\.schedule\.meeting\.resp\.(pos|neg|tent)")


def recognise(mail: OpenMail) -> Recognised | None:
    """A CalendarReply by the class in winmail.dat, else by the subject and a calendar's own words; else None."""
    return _by_class(mail) or _by_words(mail)


# -- winmail.dat


def _by_class(mail: OpenMail) -> Recognised | None:
    """A meeting response (MS-OXOCAL §2.2.7): class, global id, sequence, and the time it may propose."""
    winmail = mail.winmail
    named = _RESPONSE.match(winmail.message_class) if winmail else None
    if not winmail or not named:
        return None
    counter = bool(winmail.number(tnef.COUNTER))
    attendee, sent_by = _who(winmail, mail)
    fact = CalendarReply(
        method="COUNTER" if counter else "REPLY",
        uid=uid(winmail.raw(tnef.CLEAN_GLOBAL_ID) or winmail.raw(tnef.GLOBAL_ID)),
        sequence=winmail.number(tnef.SEQUENCE),
        dtstamp=mail.headers.sent_at,
        attendee=attendee,
        sent_by=sent_by,
        answer=None if counter else CLASSES[named[1]],
        comment=_own(mail)[:MAX_COMMENT] or None,
        proposed_start=_instant(winmail.number(tnef.PROPOSED_START)) if counter else None,
        proposed_end=_instant(winmail.number(tnef.PROPOSED_END)) if counter else None,
    )
    return Recognised(facts=(fact,), doubts=_doubts(fact))


def _who(winmail: tnef.Tnef, mail: OpenMail) -> tuple[str | None, str | None]:
    """Who answers, and who wrote it for them: the mail's own sender is believed before the file's."""
    sender = mail.headers.sender.email if mail.headers.sender else None
    told = next(
        (found for key in (tnef.SENT_FOR_SMTP, tnef.SENT_FOR) if "@" in (found := winmail.words(key) or "")), ""
    )
    attendee = told.lower() or sender
    return attendee, sender if attendee != sender else None


_VCAL = b"vCal-Uid\x01\x00\x00\x00"


def uid(global_id: bytes) -> str | None:
    """The iCalendar UID in a global object id (MS-OXCICAL §2.1.3.1.1.20.26): a foreign one as it stood, else hex."""
    size = int.from_bytes(global_id[36:40], "little")
    data = global_id[40 : 40 + size]
    if len(data) < size:
        return None
    if data.startswith(_VCAL):
        return data[len(_VCAL) :].split(b"\0", 1)[0].decode("utf-8", "replace")[:998] or None
    return (global_id[:16] + bytes(4) + global_id[20:]).hex().upper()[:998] if len(global_id) >= 40 else None


_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)


def _instant(ticks: int | None) -> dt.datetime | None:
    try:
        return _EPOCH + dt.timedelta(microseconds=ticks // 10) if ticks else None
    except OverflowError:
        return None


# -- words alone


def _by_words(mail: OpenMail) -> Recognised | None:
    method, answer = _said(mail)
    if method is None or any(is_document(part) for part in mail.parts):
        return None
    own = _own(mail)
    if own and not (mail.headers.references and len(own.split()) <= LONGEST_COMMENT):
        return None
    written = read_reply(own)[0].answer if own else None
    agreed = answer if written in (None, answer) else None
    fact = CalendarReply(
        method=method,
        uid=None,
        attendee=mail.headers.sender.email if mail.headers.sender else None,
        answer=agreed,
        comment=own[:MAX_COMMENT] or None,
        dtstamp=mail.headers.sent_at,
    )
    return Recognised(facts=(fact,), doubts=(*_doubts(fact), *_disagree(answer, agreed)))


def _said(mail: OpenMail) -> tuple[str | None, CalendarAnswer | None]:
    """Method and answer by the subject's beginning, else by a calendar's sentence that names the sender."""
    subject = mail.headers.subject
    name = next((name for name, said in _SUBJECTS.items() if said.match(subject)), None)
    if name:
        return ("COUNTER", None) if name == "counter" else ("REPLY", ANSWERS[name])
    told = _sentence(subject, mail) or _sentence(_first(mail), mail)
    return ("REPLY", ANSWERS[told]) if told else (None, None)


def _first(mail: OpenMail) -> str:
    return next((line for line in mail.text.split("\n", 20)[:20] if line.strip()), "")[:300]


def _sentence(line: str, mail: OpenMail) -> str | None:
    """Which answer a calendar's sentence tells, when the one it names is the sender."""
    sender = mail.headers.sender
    known = f"{sender.name or ''} {sender.email}".lower() if sender else ""
    matches = ((name, said.match(line[:300])) for name, said in _SENTENCES.items())
    return next((name for name, match in matches if match and match["who"].strip("\"'«» <>").lower() in known), None)


def _own(mail: OpenMail) -> str:
    """What a person wrote, without the calendar's sentence and the block that tells the meeting over again."""
    kept: list[str] = []
    for line in visible(mail.text[:MAX_COMMENT]).split("\n"):
        if _BLOCK.match(line) or _SENT_FROM.match(line):
            break
        if not _RULE.fullmatch(line) and not any(said.match(line[:300]) for said in _SENTENCES.values()):
            kept.append(line.strip())
    return "\n".join(kept).strip()


def _doubts(fact: CalendarReply) -> tuple[Doubt, ...]:
    if fact.uid:
        return ()
    return (
        Doubt(about="uid", why="Kalendersvaret kom uten kalenderdel; det sier ikke selv hvilket møte det gjelder."),
    )


def _disagree(answer: CalendarAnswer | None, agreed: CalendarAnswer | None) -> tuple[Doubt, ...]:
    if answer == agreed:
        return ()
    return (Doubt(about="answer", why="Emnet sier ett svar og teksten et annet; ingen av dem er ført."),)
