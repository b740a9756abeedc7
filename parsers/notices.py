"""A leader's notice of a meeting, new, moved or cancelled, and matters proposed for the agenda, in plain words.

«Møte: 16. juni 2026 kl. 10–14, Nordvik sykehjem» with «Saker:» under it; «Flytt møtet 16. juni til 18. juni kl. 12–15»;
«Møtet 16. juni er avlyst». Questions, wishes and negated sentences give nothing. Words: phrases/notices.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal

from parsers.answers import language
from parsers.clauses import sentences
from parsers.dates import FoundDate, find_dates, find_times
from parsers.facts import AgendaItem, AgendaProposal, Summons
from parsers.mentions import names_in
from parsers.phrasebook import alternatives, load
from parsers.quotes import visible

_DATA = load("notices")
_MEETING, _LABELS = _DATA["meeting"], _DATA["labels"]
_SPOT = (
    rf"{_MEETING['meeting']}(?P<which>(?:\s(?:i|for)\s[A-ZÆØÅ][\w ]{{2,40}})?"
    r"(?:\s(?:den\s|på\s)?(?:[^.:,]|[.:](?=\s?[a-zæøå\d])){3,40}?)?)"
)


def _any(key: str) -> str:
    return f"(?:{'|'.join(_MEETING[key])})"


_NEW = re.compile(
    rf"^\W*(?P<kind>{_any('new')})\s*(?::|–|-|,|(?=\s\d)|(?=\s(?:man|tir|tys|ons|tor|fre|lør|lau"
    rf"|søn)\w*dag))\s*(?P<rest>.+)$",
    re.I,
)
_MOVE = re.compile(rf"\b{_any('move')}\s{_SPOT}\stil\s(?P<to>.+)", re.I)
_MOVED = re.compile(rf"{_SPOT}\s{_any('moved')}(?:\stil\s(?P<to>.+)|$|[.\s])", re.I)
_NEW_VALUE = re.compile(rf"\b{_any('new_value')}\s(?:for|på)\s{_SPOT}\s*(?::|er|blir|vert|–|-)\s*(?P<to>.+)", re.I)
_CANCEL = re.compile(
    rf"\b{_any('cancel')}\s{_SPOT}(?P<rest>$|[.,;!].*|\s(?:pga|på grunn|grunn|fordi|ettersom).*)", re.I
)
_CANCELLED = re.compile(
    rf"(?:{_SPOT}\s{_any('cancelled')}|^\W*(?:avlyst|avlysning|avlysing|kansellert)\s*:?\s*(?P<which2>.+))", re.I
)
_CAUSE = re.compile(_MEETING["cause"], re.I)
_REASON = re.compile(_MEETING["reason"], re.I)
_DOUBTFUL = re.compile(
    r"\b(?:ikke|ikkje|kanskje|hvis|dersom|viss|foreslår|føreslår|forslag om å|ønsker å|ønskjer å|bør|burde"
    r"|kunne|om vi|spør|lurer|hva om|kva om|vurderer)\b|\?\s*$",
    re.I,
)
_URL = re.compile(r"https?://[^\s<>\"')\]]+")
_ITEM = re.compile(
    r"^\s*(?:(?:sak\s)?(?P<number>\d{1,3}(?:/\d{2,4})?)\s*[.):]\s*|(?:sak\s)(?P<case>\d{1,3}/\d{2,4})\s*:?\s*"
    r"|[-–•*·]\s+)(?P<title>\S.*)$",
    re.I,
)
_PRESENTER = re.compile(
    r"[,;(–-]?\s*(?:\bved\b|\bv/|v/|\bv\.|innleder:|innleiar:|presenteres av|ansvarlig:)\s*(?P<who>[A-ZÆØÅ][^"
    r",;()]{1,60})\)?\s*\.?\s*$"
)
_REPLY = re.compile(r"^\s*(?:sv|re|ad|antw|svar|vs|fw|fwd|vb|videresend\w*|vidaresend\w*)\s*(?:\[\d+\])?\s*:", re.I)
_PROPOSAL = re.compile(rf"^\W*(?:{alternatives(_DATA['proposal']['labels'])})\s*[:–-]\s*(?P<title>\S.*)$", re.I)
_PROPOSAL_INSIDE = re.compile(rf"[.!,]\s(?:{alternatives(_DATA['proposal']['labels'])}):\s*(?P<title>\S.*)$", re.I)
_PROPOSES = [re.compile(rf"(?:^|\b){p}[.!?]?$", re.I) for p in _DATA["proposal"]["sentences"]]


def read_notice(subject: str, text: str, *, near: dt.date | None = None) -> Summons | None:
    """The meeting notice in a mail's subject and own words, or None. `near` is the day of the mail, local.

    A date without a year is the first such day on or after `near`. In a reply only an order («Flytt møtet …», «Avlys
    møtet …») counts, for there the subject is another's. Times are local clock times. Never raises.
    """
    own = visible(text)
    reply = _REPLY.match(subject) is not None
    places = ([] if reply else [subject]) + [own.split("\n")[0], *sentences(own)[:4]]
    said = [p.strip() for p in places if p.strip() and not _DOUBTFUL.search(p)]
    changes = [found for place in said if (found := _changed(place, own, near, reply))]
    if changes:
        return next((c for c in changes if c.date), changes[0])
    return None if reply else _new(subject, own, near)


def proposals(text: str) -> tuple[AgendaProposal, ...]:
    """Matters proposed for the agenda in the writer's own words, in order: «Sak: Smertekartlegging, ved Siv Moe»."""
    own = visible(text)
    return tuple(
        AgendaProposal(title=title, presenter=presenter, text=own)
        for title, presenter in _proposed(own)
        if len(title) > 2
    )


def _proposed(own: str) -> Iterator[tuple[str, str | None]]:
    labelled = [m["title"] for line in own.split("\n") if (m := _PROPOSAL.match(line))]
    for title in labelled or _inline(own):
        yield _presented(title)


def _inline(own: str) -> Iterator[str]:
    for sentence in sentences(own):
        if m := _PROPOSAL.match(sentence) or _PROPOSAL_INSIDE.search(sentence):
            yield m["title"]
        else:
            yield from (m["title"] for p in _PROPOSES if (m := p.search(sentence)))


def _presented(title: str) -> tuple[str, str | None]:
    m = _PRESENTER.search(title)
    return (title[: m.start()] if m else title).strip(' .,;–-?!«»"'), m["who"].strip(" .") if m else None


def _changed(place: str, own: str, near: dt.date | None, reply: bool) -> Summons | None:
    if m := _MOVE.search(place):
        return _moved(m, own, near)
    if m := _NEW_VALUE.search(place):
        return _revalued(m, own, near)
    if m := _CANCEL.search(place):
        return _cancelled(m["which"], place, own, near)
    if reply:
        return None
    if m := _CANCELLED.search(place):
        return _cancelled(m["which2"] or m["which"] or "", place, own, near)
    if (m := _MOVED.search(place)) and m["to"]:
        return _moved(m, own, near)
    return None


def _first(text: str, near: dt.date | None) -> FoundDate | None:
    return next((d for d in find_dates(text, near=near) if d.date), None)


def _moved(m: re.Match[str], own: str, near: dt.date | None) -> Summons:
    before, to = _first(m["which"], near), m["to"]
    after = _first(to, near)
    clock = (after.start, after.end) if after and after.start else _clock(to)
    said = after is not None or clock[0] is not None
    old = before.date if before else None
    return Summons(
        lang=_form(own),
        status="changed",
        date=after.date if after else old,
        moved_from=old if after and old != after.date else None,
        start=clock[0],
        end=clock[1],
        place=_place_after(to, after) if said else to.strip(" .!"),
        online=_online(own),
        reason=_reason(own),
        text=own,
    )


def _revalued(m: re.Match[str], own: str, near: dt.date | None) -> Summons:
    """«Nytt sted for møtet 16. juni: …», «Ny dato for møtet 16. juni: …»"""
    if re.match(r"dat|dag|tid|klokke|møtetid", m["what"], re.I):
        return _moved(m, own, near)
    which = _first(m["which"], near)
    linked = _URL.search(m["to"])
    place = None if linked or "lenke" in m["what"].lower() else m["to"].strip(" .!")
    return Summons(
        lang=_form(own),
        status="changed",
        date=which.date if which else None,
        place=place,
        online=_online(f"{m['to']} {own}"),
        reason=_reason(own),
        text=own,
    )


def _cancelled(which: str, place: str, own: str, near: dt.date | None) -> Summons:
    day = _first(which, near)
    reason = _reason(place) or _reason(own) or _cause(place, own)
    return Summons(lang=_form(own), status="cancelled", date=day.date if day else None, reason=reason, text=own)


def _cause(place: str, own: str) -> str | None:
    """A plain sentence under the order that tells why, without any «fordi»: «Vi har for få påmeldte.»"""
    told = (s for s in sentences(own)[:6] if s != place and not s.endswith("?"))
    return next((s.strip(" .!") for s in told if _CAUSE.search(s) and not _CANCEL.search(s) and len(s) < 200), None)


def _new(subject: str, own: str, near: dt.date | None) -> Summons | None:
    """A notice of a new meeting needs its word, «Møte: …», and a date in the same line or under a label."""
    for line in (subject, own.split("\n")[0]):
        m = _NEW.match(line.strip())
        if m and not _DOUBTFUL.search(line) and (found := _built(m["rest"], line == subject, own, near)):
            return found
    return None


def _built(rest: str, in_subject: bool, own: str, near: dt.date | None) -> Summons | None:
    labels = _labelled(own)
    day = _first(rest, near) or _first(labels.get("when", ""), near)
    if day is None:
        return None
    clock = next(
        (c for c in ((day.start, day.end), _clock(rest), _clock(labels.get("when", ""))) if c[0]), (None, None)
    )
    topic = labels.get("topic")
    title = _title(rest, day)
    return Summons(
        lang=_form(own or rest),
        title=topic or title,
        date=day.date,
        start=clock[0],
        end=clock[1],
        place=labels.get("place") or _place_after(rest, _first(rest, near)),
        online=_online(own),
        arranger=labels.get("arranger"),
        chair=labels.get("chair"),
        secretary=labels.get("secretary"),
        agenda=_agenda(own),
        text=own,
    )


def _form(text: str) -> Literal["nb", "nn"]:
    return "nn" if language(text) == "nn" else "nb"


def _clock(text: str) -> tuple[dt.time | None, dt.time | None]:
    times = find_times(text)
    return (times[0].start, times[0].end) if times else (None, None)


def _title(rest: str, day: FoundDate) -> str | None:
    title = rest.split(day.text)[0].strip(" ,.:;–-")
    return title if len(title) > 2 and not re.fullmatch(r"(?:den|på|i|med)", title, re.I) else None


def _place_after(text: str, day: FoundDate | None) -> str | None:
    """What stands after the date and clock time, if it reads as a place and not as a new sentence."""
    end = day.span[1] if day else 0
    for t in find_times(text):
        end = max(end, t.span[1])
    left = _REASON.sub("", _URL.sub("", text[end:])).strip(" ,.;:–-!()")
    left = re.split(r"(?<=\w\w)[.!?]\s+(?=[A-ZÆØÅ])", left)[0]
    left = re.sub(r"^(?:i|på|ved|hos|at|sted:|stad:|hvor:)\s+(?=[A-ZÆØÅ])", "", left)
    return left.strip(" ,.;–-") or None


_FIELD = re.compile(r"^\W{0,3}(?P<label>[^\W\d][\w -]{1,30}?)\s*:\s*(?P<value>\S.*)$")
_KEYS = {label: key for key, labels in _LABELS.items() for label in labels}


def _labelled(own: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in own.split("\n"):
        m = _FIELD.match(line)
        key = _KEYS.get(m["label"].lower().strip()) if m else None
        if m and key:
            found.setdefault(key, m["value"].strip(" ."))
    return found


def _online(own: str) -> str | None:
    m = _URL.search(own)
    return m[0].rstrip(".,;") if m else None


def _reason(own: str) -> str | None:
    m = _REASON.search(own)
    return m["reason"].strip(" .,!") if m else None


_AGENDA = re.compile(rf"^\W{{0,3}}(?:{alternatives(_LABELS['agenda'])})\s*:?\s*(?P<rest>.*)$", re.I)


def _agenda(own: str) -> tuple[AgendaItem, ...]:
    """The lines under «Saker:», numbered, with marks or bare, until an empty line or another label."""
    lines = own.split("\n")
    start = next(
        (i for i, line in enumerate(lines) if (m := _AGENDA.match(line)) and (not m["rest"] or ":" in line)), None
    )
    if start is None:
        return ()
    head = _AGENDA.match(lines[start])
    inline = [p for p in re.split(r"[;,]", head["rest"]) if p.strip()] if head else []
    return tuple(_item(line) for line in (*inline, *_listed(lines[start + 1 :], bool(inline))))


def _listed(lines: list[str], inline: bool) -> Iterator[str]:
    begun = inline
    for line in lines:
        marked = _ITEM.match(line)
        label = _FIELD.match(line)
        if (not line.strip() and begun) or (label and not marked and label["label"].lower().strip() in _KEYS):
            return
        if line.strip() and not (inline and not marked):
            begun = True
            yield line


def _item(line: str) -> AgendaItem:
    m = _ITEM.match(line)
    title, presenter = _presented(m["title"] if m else line.strip())
    number = (m["number"] or m["case"]) if m else None
    return AgendaItem(number=number, title=title, presenter=next(names_in(presenter), presenter) if presenter else None)
