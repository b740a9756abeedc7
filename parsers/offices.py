"""Who led the meeting and who wrote the minutes: by label, a word beside a name, a sentence, or under the paper."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from parsers.lines import Item, Line
from parsers.matching import Candidate, Written, match
from parsers.names import FIRST_NAMES, first_name_in, name_at_start, without_titles
from parsers.particulars import is_title
from parsers.phrasebook import load
from parsers.signature import CLOSING, GREETING, signing

_PROSE, _WORDS = load("minutes")["prose"], load("minutes")["offices"]
_BOTH = re.compile(r"referent|skrivar|sekretær", re.I)
_HINTS = ("møtet", "møtel", "ordst", "led", "lei", "ref", "sekr", "protoko", "skriv", "dirigent")
_BEFORE = re.compile(r"\(\?P<who>\.\{3,(?P<reach>\d+)\}\?\)")
_SEATS = re.compile(_WORDS["seats"], re.I)
_HEAD = 30
_PIECE = re.compile(r"[,;\n\t|()/]|\s(?:og|[-–])\s|:\s")
_SELF = re.compile(_WORDS["self"], re.I)
_CHOSEN = re.compile(_WORDS["chosen"], re.I)
_WRITTEN_BY = re.compile(_WORDS["written_by"], re.I)
_WRAPPED = re.compile(r"[a-zæøå]")


def _said(words: Sequence[str]) -> tuple[tuple[re.Pattern[str], int], ...]:
    """The sentences as expressions, each with how far before it the person may stand (a lazy group is slow)."""
    split = [(p, _BEFORE.match(p)) for p in words if "who" in p]
    bare = [(p[m.end() :] if m else p, int(m["reach"]) if m else 0) for p, m in split]
    return tuple((re.compile(p.replace(" ?", r"\s*").replace(" ", r"\s+"), re.I), reach) for p, reach in bare)


@dataclass(frozen=True)
class _Office:
    """An office: the field of its label, the words of that label inside a line, beside a name, and in sentences."""

    name: str
    label: re.Pattern[str]
    role: re.Pattern[str]
    prose: tuple[tuple[re.Pattern[str], int], ...]


def _office(name: str) -> _Office:
    # Each run of blanks is taken whole and from its start only, or a line of blanks would cost its square.
    label = rf"(?:^|(?<!\s)\s{{2,}}|(?<!\t)\t|[;|]|[.,]\s)\s*+(?:{_WORDS[name]})[ .]*[:\t]\s*(?P<who>[^\t]+)"
    return _Office(name, re.compile(label, re.I), re.compile(rf"(?:{_WORDS[name]})", re.I), _said(_PROSE.get(name, ())))


_CHAIR, _SECRETARY, _LEADER, _CLERK = (_office(name) for name in ("chair", "secretary", "leader", "clerk"))


@dataclass(frozen=True)
class Offices:
    """The chair and the secretary, each in the fullest form the paper gives."""

    chair: str | None = None
    secretary: str | None = None


def offices(
    items: Sequence[Item], used: frozenset[int], marked: tuple[str | None, str | None], names: Sequence[str], past: bool
) -> Offices:
    """Who held them. `used` told of people and `marked` are those its notes marked; a summons is read by label only.

    Where nobody is said to have led the meeting, the one leader on the list of those present did; in a table of roles
    only beside other seats of a body, for «leder» alone is a job there.
    """
    listed = [text for place in sorted(used) for text in _rows(items[place])]
    telling = [text for text in _told(items) if len(text) < 3_000 and _hints(text)]
    chair = _labelled(items, _CHAIR, names) or marked[0] or _in_prose(telling, _CHAIR)
    both = _for_both(items)
    chair = both[0] or chair
    secretary = _labelled(items, _SECRETARY, names) or both[1] or marked[1]
    secretary = secretary or _written_by(items) or _myself(telling, items) or _in_prose(telling, _SECRETARY)
    if past:
        head = listed + [text for n, item in enumerate(items[:_HEAD]) if n not in used for text in _rows(item)]
        under = "\n".join(GREETING.sub("", text) for item in items[-CLOSING:] for text in _rows(item))
        elected = _elected(items)
        body = any(_SEATS.search(text) for text in listed)
        seated = [t for n in sorted(used) if body or isinstance(items[n], Line) for t in _rows(items[n])]
        chair = chair or _beside(head, _CHAIR) or elected[0] or _led(items, used) or _only(seated, _LEADER)
        secretary = secretary or _beside([*head, under], _SECRETARY) or elected[1]
        secretary = secretary or _only([*head, under], _CLERK)
    known = [*names, *signing(items)]
    return Offices(chair=_full(chair, known), secretary=_full(secretary, known))


def _rows(item: Item) -> list[str]:
    return [item.text] if isinstance(item, Line) else ["\t".join(row) for row in item.rows]


def _told(items: Sequence[Item]) -> Iterator[str]:
    """The lines, and each with the next one where a sentence runs on into it: «Kari Nes skrev / referat»."""
    for item, after in zip_longest(items, items[1:]):
        if isinstance(item, Line):
            yield item.text
            if isinstance(after, Line) and _WRAPPED.match(after.text) and item.text[-1:] not in ".:!?":
                yield f"{item.text} {after.text}"


def _for_both(items: Sequence[Item]) -> tuple[str | None, str | None]:
    """«Møteleder/referent: Per Dal/Kari Nes» in the label's order; one person alone held both."""
    labelled = (i for i in items if isinstance(i, Line) and i.field == "chair" and _BOTH.search(i.label) and i.value)
    for one in labelled:
        found = _people(one.value)
        if len(found) == 2:
            first, second = reversed(found) if _BOTH.match(one.label.strip()) else found
            return first, second
        person = _first_person(iter([one.value]))
        return person, person
    return None, None


def _written_by(items: Sequence[Item]) -> str | None:
    """«Skrevet av Kari Nes» on a line of its own, under the paper or at its top."""
    ends = [*items[-CLOSING:], *items[:_HEAD]]
    return _first_person(m["who"] for i in ends if isinstance(i, Line) for m in [_WRITTEN_BY.match(i.text)] if m)


def _labelled(items: Sequence[Item], office: _Office, names: Sequence[str]) -> str | None:
    inside = (m["who"] for i in items[:_HEAD] if isinstance(i, Line) for m in [office.label.search(i.text)] if m)
    return _first_person(_values(items, office.name, names)) or _first_person(inside)


def _values(items: Sequence[Item], name: str, names: Sequence[str]) -> Iterator[str]:
    """The label's values; an empty label takes the name on the next line, but the title «Referat» does not.

    «Referat: Ressursgruppe smittevern» is a title too: only a known first name or one on the list makes it a name.
    """
    for item, after in zip_longest(items, items[1:]):
        if not isinstance(item, Line) or item.field != name:
            continue
        below = after.text if isinstance(after, Line) and after.field is None and not is_title(item.label) else ""
        named = name_at_start(without_titles(below)) if below else None
        said = item.value.split("\t")[0] or (below if named else "")
        if said and (not is_title(item.label) or _is_somebody(said, names)):
            yield said


def _is_somebody(said: str, names: Sequence[str]) -> bool:
    """Whether words that may be a title begin with a known first name or a person on the list."""
    return said.startswith(tuple(names)) or re.split(r"[\s-]", said, maxsplit=1)[0] in FIRST_NAMES


def _led(items: Sequence[Item], used: frozenset[int]) -> str | None:
    """«Leder: Kari Nes» at the top, outside the list of those present."""
    top = (item.text for n, item in enumerate(items[:_HEAD]) if n not in used and isinstance(item, Line))
    return _first_person(m["who"] for text in top for m in [_LEADER.label.search(text)] if m)


def _beside(texts: Sequence[str], office: _Office) -> str | None:
    return next((name for text in texts for name in _held_by(text, office)), None)


def _only(texts: Sequence[str], office: _Office) -> str | None:
    """The one person the office stands beside; two leaders are leaders of something else."""
    found = {name for text in texts for name in _held_by(text, office)}
    return found.pop() if len(found) == 1 else None


def _held_by(text: str, office: _Office) -> Iterator[str]:
    """The people a list gives the office: «Kari Nes, leder», «Kari Nes (ref.)», «Styreleder Kari Nes»."""
    if not _hints(text) or not office.role.search(text):
        return
    last, waiting = None, False
    for piece in (p.strip(" .•*") for p in _PIECE.split(text)):
        named = name_at_start(without_titles(piece)) or name_at_start(piece)
        whole = named is not None and (" " in named[0] or named[0] == piece)
        held = office.role.match(piece)
        if held and held.end() == len(piece) and last:
            yield last
        elif (held and named and whole and piece[held.end() :].strip().startswith(named[0])) or (
            waiting and named and whole
        ):
            yield named[0]
        waiting = held is not None and held.end() == len(piece) and not last
        last = named[0] if named and whole else last


def _elected(items: Sequence[Item]) -> tuple[str | None, str | None]:
    """«Valg av møteleder og referent»: those named in the lines after it, in the same order."""
    for place, item in enumerate(items):
        short = isinstance(item, Line) and len(item.text) < 200 and " av " in item.text.lower() and _hints(item.text)
        chosen = _CHOSEN.search(item.text) if short and isinstance(item, Line) else None
        if chosen is None or not isinstance(item, Line):
            continue
        after = [
            item.text[chosen.end() :],
            *(i.value or i.text for i in items[place + 1 : place + 3] if isinstance(i, Line)),
        ]
        named = next((names for text in after if (names := _people(text))), [])
        if chosen["chair"] and named:
            return named[0], named[1] if chosen["secretary"] and len(named) > 1 else None
        if named:
            return None, named[0]
    return None, None


def _people(text: str) -> list[str]:
    pieces = (name_at_start(without_titles(piece.strip())) for piece in _PIECE.split(text))
    return [got[0] for got in pieces if got]


def _myself(telling: Sequence[str], items: Sequence[Item]) -> str | None:
    """«Undertegnede skrev referat»: the one who signs."""
    if not any(_SELF.search(text) for text in telling):
        return None
    under = (i.text for i in reversed(items[-CLOSING:]) if isinstance(i, Line) and len(i.text) < 60)
    return _first_person(under)


def _first_person(values: Iterator[str]) -> str | None:
    for value in values:
        bare = re.sub(r"^[\s:.–-]+", "", value)
        got = first_name_in(bare) if len(bare) < 150 else None
        if got:
            return got
        lone = name_at_start(without_titles(bare), single=True)
        if lone and len(bare.split()) < 3 and len(lone[0]) > 1:
            return lone[0]
        if re.fullmatch(r"[A-ZÆØÅ]{2,3}", bare.strip(" .")):
            return bare.strip(" .")
    return None


def _hints(text: str) -> bool:
    """Whether a text may speak of an office at all: a quick look before the slow ones."""
    low = text.lower()
    return any(hint in low for hint in _HINTS)


def _in_prose(telling: Sequence[str], office: _Office) -> str | None:
    found = (_nearest(expression.search(text), reach) for text in telling for expression, reach in office.prose)
    return next((who for who in found if who), None)


def _nearest(match: re.Match[str] | None, reach: int) -> str | None:
    """The person in a stretch of prose: the last named before a verb, or the first after one."""
    if match is None:
        return None
    if not reach:
        return first_name_in(match["who"])
    before = match.string[max(0, match.start() - reach) : match.start()]
    last = re.split(r"(?<=[a-zæøå])[.!]\s|,\s(?=[a-zæøå]+\s)|\sog\s", before)[-1]
    return first_name_in(last) or first_name_in(before)


def _full(name: str | None, names: Sequence[str]) -> str | None:
    """«Sølvi» and «KN» become the one on the list they can mean; a name that fits nobody stands as written."""
    if name is None or (" " in name and not any(len(w.strip(".")) == 1 for w in name.split()[:1])):
        return name
    return match(Written(name=name), [Candidate(id=n, name=n) for n in dict.fromkeys(names)]).id or name
