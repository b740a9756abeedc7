"""What a person wrote to the network: the last recogniser, for mail no machine sent and no paper lies in.

The order of the facts decides the mail's kind: a notice of a meeting, a plain answer, a command or correction, news of
members, a matter for the agenda, and at the end the reply whose words rules with more context may read.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from parsers.answers import language, read_reply
from parsers.commands import find_commands, only_commands
from parsers.corrections import find_corrections
from parsers.dates import find_dates
from parsers.facts import Fact, Reply, Unknown
from parsers.members import find_member_changes
from parsers.mime import OpenMail, Recognised
from parsers.notices import proposals, read_notice
from parsers.quotes import visible

_OSLO = ZoneInfo("Europe/Oslo")
_LONG = 120
_ANSWERS = re.compile(r"^\s*(?:sv|re|ad|antw|svar|vs sv)\s*(?:\[\d+\])?\s*:", re.I)
_PREFIXES = re.compile(r"^\s*(?:(?:sv|re|ad|antw|svar|vs|fw|fwd|vb)\s*(?:\[\d+\])?\s*:\s*)+", re.I)
_CALENDAR = re.compile(
    r"^\s*(?:godtatt|godteke|akseptert|accepted|avslått|avslege|declined|foreløpig|førebels|tentative)\s*:", re.I
)


def recognise(mail: OpenMail) -> Recognised:
    """The facts a person's mail gives; never none. Dates without a year are read from the day it was sent, local."""
    subject, text = mail.headers.subject, _words(mail)
    near, me = _sent(mail), mail.headers.sender.name if mail.headers.sender else None
    if notice := read_notice(subject, text, near=near):
        return Recognised(facts=(notice,))
    reply, doubts = read_reply(text, meeting=_meeting(subject, near))
    answers = _is_answer(mail)
    commands = find_commands(text)
    told: tuple[Fact, ...] = (
        *(find_corrections(text, near=near, me=me)),
        *commands,
        *find_member_changes(text, near=near, me=me),
        *proposals(text),
    )
    ordered = any(command.name != "ok" for command in commands) and only_commands(text)
    said = reply.answer is not None and not ordered and (answers or len(reply.text.split()) <= _LONG)
    facts = tuple(_ordered(reply, told, said=said, answers=answers))
    return Recognised(facts=facts, doubts=doubts if facts[0].kind == "reply" else ())


def _ordered(reply: Reply, told: tuple[Fact, ...], *, said: bool, answers: bool) -> Iterator[Fact]:
    yield from ((reply,) if said else ())
    yield from told
    acted = any(fact.kind == "command" for fact in told)
    if not said and (acted or (answers and not told)):
        yield _unanswered(reply)
    if not said and not told and not answers:
        yield Unknown(text=reply.text)


def _unanswered(reply: Reply) -> Reply:
    return Reply(text=reply.text, lang=language(reply.text))


def _words(mail: OpenMail) -> str:
    """The body; of an empty one the subject without its prefixes, for some write «Kommer ikke» there."""
    subject = mail.headers.subject
    if visible(mail.text).strip():
        return mail.text
    return subject if _CALENDAR.match(subject) or not _ANSWERS.match(subject) else ""


def _is_answer(mail: OpenMail) -> bool:
    subject = mail.headers.subject
    return bool(_ANSWERS.match(subject) or _CALENDAR.match(subject) or mail.headers.references)


def _sent(mail: OpenMail) -> dt.date | None:
    at = mail.headers.sent_at
    return (at.astimezone(_OSLO) if at.tzinfo else at).date() if at else None


def _meeting(subject: str, near: dt.date | None) -> dt.date | None:
    """The date of the meeting a reply's subject names: «Sv: Innkalling: Nettverksgruppe Nord, tirsdag 16. juni»."""
    days = [d for d in find_dates(_PREFIXES.sub("", subject), near=near) if d.date]
    return days[0].date if len(days) == 1 else None
