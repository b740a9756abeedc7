"""One line or sentence as a thing to do: what, who as printed, and by when.

«Kari sender brev innen 1. mai», «Lage plan – Ansvar: Kari. Frist: neste møte», «Kari: lage plan», «→ Kari».
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.dates import find_dates
from parsers.facts import ActionItem
from parsers.labels import column_of
from parsers.names import FIRST_NAMES, LOW, MUNICIPALITIES, UP, first_name_in
from parsers.phrasebook import load
from parsers.sentences import BULLET, sentences

_WORDS = load("minutes")["tasks"]
_NAME = rf"[{UP}][{UP}{LOW}.-]*(?:\s[{UP}][{UP}{LOW}.-]*){{0,3}}"
_LIST = rf"{_NAME}(?:(?:,\s|\sog\s|\s?/\s?|\s?\+\s?|\s?&\s?){_NAME}){{0,5}}"
_BY = rf"(?:{_WORDS['owner']})"
_OWNER = re.compile(
    rf"(?P<lead>[\s,.;(–-]*)\b{_BY}\s*:\s*(?P<who>[^.;()\n]{{2,90}}?(?:\s[{UP}]\.)?)\)?\s*"
    rf"(?=$|[.;]|,?\s*\b(?:{_WORDS['due']})\b)",
    re.I,
)
_DUE = re.compile(
    rf"[\s,.;(–-]*\b(?:{_WORDS['due']})\b\s*:?\s*(?P<due>[^.;()\n]*?\d[^;()\n]{{0,25}}?|{_WORDS['due_words']}"
    r"|[a-zæøå ]{3,40})\)?\s*[.;]?$",
    re.I,
)
_WEEK = re.compile(r"(?:uke|veke)\s?\d{1,2}", re.I)
_SOON = re.compile(_WORDS["due_words"], re.I)
_TO_NEXT = re.compile(rf"\b(?:til|før|innen|innan|på)\s(?P<due>{_WORDS['due_words']})\b", re.I)
_TO_DAY = re.compile(
    r"\s(?:til|før|den|i)\s(?P<due>(?:[a-zæøå]+dag\s)?(?:uke|veke)?\s?\d{1,2}[^;()\n,]{0,20}?)[.;]?$", re.I
)
_LED = re.compile(rf"(?P<who>{_LIST}|Alle)\s*(?::|\s[–-]\s|\t)\s*(?P<what>.+)")
_LED_SIGN = re.compile(r"[:\t–-]")
_ENDED = re.compile(rf"\s*(?:[(–-]|[-=]>|→|➔|⇒|\bv/|@)\s*(?P<who>{_LIST}|[Aa]lle)\)?\.?$")
_BY_WHOM = re.compile(rf"\b(?:{_WORDS['passive']})\b.{{0,60}}?\bav\s(?P<who>{_LIST})")
_PASSIVE = re.compile(rf"\b(?:{_WORDS['passive']})\b")
_NAMES = re.compile(_LIST)
_SUBJECT = re.compile(rf"(?P<who>{_LIST})\s(?=[a-zæøå])")
_TOPIC = re.compile(r"^[^:.]{2,40}:\s")
_PRONOUN = re.compile(r"(?:Hun|Han|Ho|Hen|Dei|De|Disse|Desse)\s(?=[a-zæøå])")
_LONGEST_OFFICE = 60
_OFFICE = re.compile(rf"(?P<who>{_WORDS['office'].lower()})\s(?=[a-zæøå])")  # asked of small letters
_DOES = re.compile(rf"(?:{_WORDS['duty']}\s+)?(?:{_WORDS['verbs']})\b", re.I)
_DUTY = re.compile(rf"{_WORDS['duty']}\s+\w+", re.I)
_PRESENT = re.compile(rf"(?!(?:{_WORDS['telling']})\b)[a-zæøå]{{3,}}(?:er|ar)\b")
_TELLING = re.compile(rf"(?:{_WORDS['telling']})\b")
_UNDATED = re.compile(rf"(?:{_WORDS['telling_undated']})\b")
TO_DO = re.compile(rf"(?:{_WORDS['infinitives']})\s")
_VAGUE = re.compile(_WORDS["vague"], re.I)
_INITIAL = re.compile(rf"\s[{UP}]\.$")
_ARROW = re.compile(r"\s*(?:[-=–]+>|[→➔⇒])\s*")
_JOINT = re.compile(rf"[,:\s](?:(?<=[,:])|(?<=\s)(?:[–-]|og|så))\s(?=[{UP}][{UP}{LOW}-]+\s[a-zæøå]{{3,}})")
_PARTS = re.compile(r",\s|\sog\s|\s?[/+&]\s?")


@dataclass(frozen=True)
class Circle:
    """The people a paper knows, by every way it may call them, and the day its dates lie near."""

    names: frozenset[str]
    near: dt.date | None

    def holds(self, words: str) -> bool:
        """Whether each of the people named is known, or has a known first name."""
        return all(self._one(name) for name in _PARTS.split(words))

    def _one(self, name: str) -> bool:
        first = name.split(" ")[0]
        return name in self.names or first in self.names or first in FIRST_NAMES or first.split("-")[0] in FIRST_NAMES


def circle(names: Sequence[str], near: dt.date | None) -> Circle:
    """The circle of a paper's people: full names, first names, initials («KN»), and surnames that are no place."""
    called = set(names) | ({name.split(" ")[-1] for name in names if len(name) > 5} - MUNICIPALITIES)
    for name in names:
        words = name.split(" ")
        called |= {
            words[0],
            " ".join(words[:2]),
            "".join(w[0] for w in words),
            "".join(w[0] for w in (words[0], words[-1])),
        }
    return Circle(names=frozenset(called), near=near)


def due_of(text: str, near: dt.date | None) -> dt.date | str | None:
    """The day a deadline names, else its words («neste møte», «uke 43»)."""
    text = re.sub(r"\s+", " ", text).strip(" .:")
    if not text:
        return None
    bare = re.match(r"\d{1,2}[./]\d{1,2}\.?(?:$|\s)", text)
    dates = find_dates(f"den {text}" if bare else text, near=near) if re.search(r"\d", text) else ()
    return next((d.date for d in dates if d.date), None) or text


def who_of(text: str) -> str | None:
    """Those who are to do it, as printed."""
    bare = re.sub(r"\s+", " ", text).strip(" :,;()-–@")
    return (bare if _INITIAL.search(bare) else bare.strip(" .:,;")) or None


def without_owner(text: str) -> str:
    """The text before «Ansvar: X», and before an arrow to someone."""
    owner = _OWNER.search(text) if ":" in text else None
    return text[: owner.start()] + owner["lead"].rstrip(" (,;–-") if owner else text


def is_task_line(text: str) -> bool:
    """Whether a line says by its very sign that it is a task: an arrow, or «Ansvar:» at its start."""
    return _ARROW.match(text) is not None or ((owner := _OWNER.match(text)) is not None and not owner["lead"])


def has_owner(text: str) -> bool:
    """Whether «Ansvar: X» stands somewhere in it."""
    return ":" in text and _OWNER.search(text) is not None


def told(text: str, known: Circle) -> ActionItem:
    """A line that is known to be a thing to do: one of a list, a cell, or a sentence with an owner."""
    text = BULLET.sub("", text).strip()
    parts = text.split("\t") if "\t" in text else re.split(r"\s[–-]\s", text)
    if ("\t" in text or len(parts) > 2) and (row := _cells(parts, known)):
        return row
    owner = _OWNER.search(text)
    who = owner["who"] if owner else None
    text = f"{text[: owner.start()]}{text[owner.end() :]}".strip(" .,;") if owner else text
    text, due = _timed(text, known)
    if who:
        return _owned(text, who, due, known)
    return replace(_attributed(text, known), due=due)


def _timed(text: str, known: Circle) -> tuple[str, dt.date | str | None]:
    """The text without its deadline, and the deadline. «til neste møte» stays in the text too."""
    late = _DUE.search(text)
    if late:
        return text[: late.start()].strip(" .,;–-("), due_of(late["due"], known.near)
    to_next = _TO_NEXT.search(text)
    if to_next:
        return text, to_next["due"]
    to_day = _TO_DAY.search(text)
    day = due_of(to_day["due"], known.near) if to_day else None
    sure = isinstance(day, dt.date) or (day is not None and _WEEK.fullmatch(day))
    return (text[: to_day.start()], day) if to_day and sure else (text, None)


def _owned(text: str, who: str, due: dt.date | str | None, known: Circle) -> ActionItem:
    """A task with its owner; «Ansvar: Ola tar det opp med apoteket» holds the task in the owner's place."""
    acting = subject(who, known)
    if acting:
        return ActionItem(what=_after(who, acting), who=who_of(acting), due=due)
    return ActionItem(what=text.strip(" .,;–-"), who=who_of(who), due=due)


def _attributed(text: str, known: Circle) -> ActionItem:
    """The task with the people it names: before a colon, as its subject, or at its end."""
    led = _LED.match(text)
    if led and (known.holds(led["who"]) or led["who"] == "Alle" or first_name_in(led["who"])):
        return ActionItem(what=led["what"].strip(" ."), who=who_of(led["who"]))
    acting = subject(text, known)
    if acting:
        return ActionItem(what=_after(text, acting), who=who_of(acting))
    ended = _ENDED.search(text)
    if ended and (known.holds(ended["who"]) or ended["who"].lower() == "alle"):
        return ActionItem(what=text[: ended.start()].strip(" .,"), who=who_of(ended["who"]))
    return ActionItem(what=text.strip(" .,;–-"))


def _after(text: str, acting: str) -> str:
    return text[text.index(acting) + len(acting) :].strip(" .,:") or text


def _cells(cells: Sequence[str], known: Circle) -> ActionItem | None:
    """A row that lost its table: the cell with a day is the deadline, the one with a name the owner."""
    rest = [cell.strip() for cell in cells if cell.strip()]
    if all(column_of(cell) for cell in rest):
        return ActionItem(what="")
    due = next((c for c in rest[1:] if len(c) < 40 and _is_due(c, known.near)), None)
    who = next(
        (
            c
            for c in rest
            if c != due and len(c) < 60 and (c.lower() == "alle" or first_name_in(c) == c or known.holds(c))
        ),
        None,
    )
    left = [c for c in rest if c not in (due, who)]
    if not left or not (due or who):
        return None
    return ActionItem(what=max(left, key=len), who=who_of(who or ""), due=due_of(due or "", known.near))


def _is_due(cell: str, near: dt.date | None) -> bool:
    return isinstance(due_of(cell, near), dt.date) or _SOON.fullmatch(cell.strip(" .")) is not None


def subject(sentence: str, known: Circle) -> str | None:
    """Those a sentence begins with, known people or an office, where it goes on with something they are to do."""
    match = _SUBJECT.match(sentence)
    if match and known.holds(match["who"]) and does(sentence[match.end() :]):
        return match["who"]
    office = _OFFICE.match(sentence[:_LONGEST_OFFICE].lower())
    rest = sentence[office.end() :] if office else ""
    return sentence[: office.end("who")] if office and _DOES.match(rest) and not _TELLING.match(rest) else None


def does(rest: str) -> bool:
    """Whether a sentence goes on with something that is to be done, and is no telling of what was said."""
    if _UNDATED.match(rest) and (late := _DUE.search(rest)):
        return re.search(r"\d", late["due"]) is not None
    acts = _DOES.match(rest) or _DUTY.match(rest) or _PRESENT.match(rest)
    return acts is not None and not _TELLING.match(rest)


def acts(sentence: str) -> bool:
    """Whether a sentence says that someone does something, or that it is to be done («Opptak deles»)."""
    match = _SUBJECT.match(sentence)
    doing = match is not None and _DOES.match(sentence, match.end()) and not _TELLING.match(sentence, match.end())
    return bool(doing) or _PASSIVE.search(sentence) is not None


def by_whom(sentence: str, known: Circle) -> str | None:
    """The person a task is laid on with «av»: «følges opp av Kari»."""
    match = _BY_WHOM.search(sentence) if " av " in sentence else None
    return match["who"] if match and known.holds(match["who"]) else None


def in_sentences(text: str, known: Circle) -> list[ActionItem]:
    """The tasks of running text: known people who do something, and infinitives; «Hun» is who came before."""
    found: list[ActionItem] = []
    clauses = _clauses(text, known)
    tasked = False
    for place, sentence in enumerate(clauses):
        late = _DUE.match(sentence) if tasked else None
        if late:
            found[-1] = replace(found[-1], due=due_of(late["due"], known.near))
            continue
        one = _in_sentence(sentence, known, clauses[:place])
        tasked = one is not None
        found += [one] if one else []
    return found


def _named_before(before: Sequence[str], known: Circle) -> str | None:
    """The last one of the known people a sentence began with."""
    subjects = (_SUBJECT.match(_TOPIC.sub("", sentence)) for sentence in reversed(before))
    return next((m["who"] for m in subjects if m and known.holds(m["who"])), None)


def _in_sentence(sentence: str, known: Circle, before: Sequence[str]) -> ActionItem | None:
    last = _named_before(before, known) if _PRONOUN.match(sentence) else None
    spoken = _PRONOUN.sub(lambda _: f"{last} ", sentence, count=1) if last else sentence
    acting = subject(spoken, known)
    led = _LED.match(sentence) if acting is None and _LED_SIGN.search(sentence) else None
    if led and known.holds(led["who"]) and does(led["what"][:1].lower() + led["what"][1:]):
        return told(sentence, known)
    if acting is None:
        acting = by_whom(sentence, known)
        if not acting and not (TO_DO.match(sentence) and len(sentence) < 200):
            return None
        return replace(told(sentence, known), who=who_of(acting)) if acting else told(sentence, known)
    task, due = _timed(_after(spoken, acting), known)
    vague = before and _VAGUE.fullmatch(task.strip(" ."))
    return ActionItem(
        what=f"{before[-1].strip(' .')}: {task}" if vague else task.strip(" ."), who=who_of(acting), due=due
    )


def _clauses(text: str, known: Circle) -> list[str]:
    """The sentences, and what a known person is to do after a comma or a bare blank («…, Jorunn finner dag»)."""
    found: list[str] = []
    for sentence in sentences(BULLET.sub("", text)):
        parted = _JOINT.split(sentence, maxsplit=3)
        kept = parted[0]
        for piece in parted[1:]:
            if subject(piece, known) and not (_NAMES.fullmatch(kept) and known.holds(kept)):
                found.append(kept)
                kept = piece
            else:
                kept = sentence if kept == parted[0] and len(parted) == 2 else f"{kept}, {piece}"
        found.append(kept)
    return found
