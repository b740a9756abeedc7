"""What a meeting leads to: decisions, and things someone is to do."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from parsers.agenda import Matter
from parsers.blocks import Table
from parsers.dates import find_dates
from parsers.facts import ActionItem
from parsers.lines import Item, Line, kind_of, work_columns
from parsers.names import FIRST_NAMES, UP, first_name_in
from parsers.people import people
from parsers.phrasebook import load

_WORDS = load("minutes")["prose"]
_DECIDED = re.compile(_WORDS["decision"], re.I)
_PLAINLY = re.compile(
    r"(?:det|nettverket|gruppa|gruppen|styret|utvalget|rådet)\s(?:ble"
    r"|vart|blei|har)?\s?(?:vedtatt|vedteke|besluttet|bestemt|vedtok)\b",
    re.I,
)
_NOT_DECIDED = re.compile(_WORDS["not_decision"], re.I)
_NEXT = re.compile(_WORDS["next"], re.I)
_VERBS = re.compile(_WORDS["action_verbs"], re.I)
_STOP = re.compile(_WORDS["stop"], re.I)
_OWNER = re.compile(
    r"[\s,.(–-]{0,6}\b(?:Ansvar(?:lig|leg)?|Oppfølging|Følges opp av|Følgjast opp av)\s*:\s*"
    r"(?P<who>[^.;()\n]{2,80}?)\)?\s*(?=$"
    r"|[.;]|\bFrist\b)",
    re.I,
)
_DUE = re.compile(
    r"[\s,.(–-]*\b(?:frist|innen|innan|deadline|seinast|senest)\b\s*:?\s*(?P<due>[^.;()\n]*?\d[^;()\n]{0,25}?"
    r"|neste møte|neste styremøte|neste samling|[a-zæøå ]{3,25})\)?\s*[.;]?$",
    re.I,
)
_MATTER = re.compile(r"(?:sak|PS|FS|RS)\s*\d|\d{1,4}/\d{2,4}\b", re.I)
_SENTENCE = re.compile(r"(?<=[\wæøå)%]{2}[.!?])\s+(?=[A-ZÆØÅ«])")
_DASHED = re.compile(r"\s*[-•*·▪➢–]\s")
_VAGUE = re.compile(
    r"(?:føl(?:ger|gjer) (?:opp|dette opp|det opp)|ta[r]? (?:det|dette)(?: opp"
    r"| videre| vidare)?|tek (?:det|dette)(?: opp| vidare)?|ser på (?:det"
    r"|dette|saken|saka)|ordner (?:det|dette)|sjekk(?:er|ar)(?: det| dette)?)",
    re.I,
)
_BULLET = re.compile(r"^\s*(?:[-•*·▪➢–o]\s+|\d{1,2}[.)]\s*)")
_TO_DO = re.compile(
    r"(?:Følg?je? opp|Følge opp|Kontakte|Undersøk[j]?e|Sjekke|Sende|Innhente|Lage|Purre|Invitere|Bestille)\s"
)


def decisions(items: Sequence[Item], matters: Sequence[Matter], used: frozenset[int]) -> tuple[str, ...]:
    """What stands under «Vedtak:» and in decision columns; without those, the sentences that tell of deciding."""
    marked = [*_labelled(items, "decision", {m.start for m in matters}), *_column(items, "decision")]
    told = list(_decided(items, used, {m.start for m in matters}))
    chosen = [*marked, *(t for t in told if _PLAINLY.match(t))] if marked else told
    return tuple(dict.fromkeys(text for text in chosen if len(text) > 3))


def _labelled(items: Sequence[Item], field: str, starts: set[int]) -> Iterator[str]:
    held: list[str] | None = None
    for place, item in enumerate(items):
        opens = isinstance(item, Line) and item.field == field
        if held is not None and (opens or not _continues(item, place, starts, held)):
            yield " ".join(held).strip()
            held = None
        if opens and isinstance(item, Line):
            held = [item.value] if item.value else []
        elif held is not None and isinstance(item, Line):
            held.append(_BULLET.sub("", item.text))
    if held:
        yield " ".join(held).strip()


def _continues(item: Item, place: int, starts: set[int], held: list[str]) -> bool:
    if (
        not isinstance(item, Line)
        or place in starts
        or item.field
        or item.level
        or _STOP.match(item.text)
        or _NEXT.match(item.text)
    ):
        return False
    return not held or bool(_BULLET.match(item.text))


def _column(items: Sequence[Item], column: str) -> Iterator[str]:
    for item in items:
        if isinstance(item, Table) and kind_of(item.rows) == "work":
            place = work_columns(item.rows).get(column, 999)
            yield from (
                re.sub(r"\s+", " ", row[place]).strip()
                for row in item.rows[1:]
                if place < len(row) and row[place].strip(" -–")
            )


def _decided(items: Sequence[Item], used: frozenset[int], starts: set[int]) -> Iterator[str]:
    for place, item in enumerate(items):
        if place in used or not isinstance(item, Line) or (item.field not in (None, "body")) or item.level:
            continue
        for sentence in _SENTENCE.split(_BULLET.sub("", item.value or item.text)):
            told = _after_title(sentence.strip())
            if place in starts and told == item.text:
                continue
            if (
                _DECIDED.search(sentence)
                and not _NOT_DECIDED.search(sentence)
                and len(sentence) < 400
                and not re.match(r"(?:sak\s)?\d+/\d+\s\w+$", sentence, re.I)
            ):
                yield told


def _after_title(sentence: str) -> str:
    """A flattened «48/14 Godkjenning av protokoll Protokollen vart godkjend» without its title."""
    match = re.match(
        r"(?:Sak\s)?\d{1,4}/\d{2,4}.*?[a-zæøå0-9] (?=(?:Møte|Innkalling"
        r"|Protokoll|Referat|Saksliste|Dagsorden)\w*(?:\s\S+){0,6}?\s(?:vart"
        r"|ble|blei|godkjen|vedt))",
        sentence,
    )
    return sentence[match.end() :] if match else sentence


def actions(
    items: Sequence[Item], names: Sequence[str], used: frozenset[int], near: dt.date | None
) -> tuple[ActionItem, ...]:
    """Things to do: table rows with an owner, lines under «Tiltak»,"
    " «Ansvar: X», and «Kari sender …» of known people."""
    known = (
        set(names) | {n.split(" ")[0] for n in names} | {" ".join(n.split(" ")[:2]) for n in names if n.count(" ") > 1}
    )
    found = [*_in_tables(items, near), *_under(items, known, near)]
    for place, item in enumerate(items):
        if place not in used and isinstance(item, Line) and item.field in (None, "body", "decision", "owner", "agenda"):
            found += _in_text(items, place, known, near)
    return tuple(_once(found))


# A table's heading that lost its cells on the way: forwarding strips the blanks an empty column is made of.
_OWNER_HEADING = re.compile(r"(?:sak|tema|innh[ao]ld|agenda)\b.{0,60}\s(?:ansvar|ansvarlig|ansvarleg)\s*$", re.I)


def ownerless(items: Sequence[Item], matters: Sequence[Matter]) -> tuple[str, ...]:
    """The matters nobody stands against, where the paper has a column for who is responsible («Ansvar»)."""
    for table in (i for i in items if isinstance(i, Table) and kind_of(i.rows) == "work"):
        columns = work_columns(table.rows)
        if "owner" in columns and "item" in columns:
            rows = [row for row in table.rows[1:] if len(row) > columns["owner"]]
            if not any(_is_owner(row[columns["owner"]]) for row in rows):
                return tuple(m.item.title for m in matters if m.item.title)
            bare = (row[columns["item"]].strip() for row in rows if not row[columns["owner"]].strip(" -–"))
            return tuple(text for text in bare if text)
    headed = any(isinstance(i, Line) and _OWNER_HEADING.match(i.text) for i in items)
    owned = any(isinstance(i, Line) and i.field == "owner" and i.value for i in items)
    return tuple(m.item.title for m in matters if m.item.title) if headed and not owned else ()


def _is_owner(cell: str) -> bool:
    """Whether a cell of an «Ansvar» column names someone, and is not a matter that slid into it."""
    return 0 < len(cell.strip(" -–")) <= 60 and not cell.lstrip().startswith(("•", "-", "«"))


def _once(found: Sequence[ActionItem]) -> Iterator[ActionItem]:
    """Each task once: a task whose words another one holds, or is held by, is the same one."""
    seen: list[str] = []
    for action in found:
        key = re.sub(r"\W+", "", action.what.lower())
        if key and not any(key == other or (len(key) > 12 and (key in other or other in key)) for other in seen):
            yield action
        seen.append(key)


def _in_tables(items: Sequence[Item], near: dt.date | None) -> Iterator[ActionItem]:
    for item in items:
        if isinstance(item, Table) and kind_of(item.rows) == "work":
            columns = work_columns(item.rows)
            for row in item.rows[1:] if "owner" in columns or "action" in columns else ():
                yield from _row(row, columns, near)


def _row(row: tuple[str, ...], columns: dict[str, int], near: dt.date | None) -> Iterator[ActionItem]:
    def cell(*names: str) -> str:
        return next(
            (
                row[columns[n]].strip()
                for n in names
                if n in columns and columns[n] < len(row) and row[columns[n]].strip(" -–")
            ),
            "",
        )

    what, who, due = cell("action", "content", "decision", "item"), cell("owner"), cell("due")
    if "action" in columns and not cell("action"):
        return
    if what and (who or "action" in columns):
        yield ActionItem(what=re.sub(r"\s+", " ", _BULLET.sub("", what)), who=_who(who), due=_due(due, near))


def _who(text: str) -> str | None:
    text = re.sub(r"\s+", " ", text).strip(" .:")
    if not text:
        return None
    found = people(text, single=True)
    return ", ".join(p.name for p in found) if found and all(len(p.name) > 1 for p in found) else text


def _due(text: str, near: dt.date | None) -> dt.date | str | None:
    text = re.sub(r"\s+", " ", text).strip(" .:")
    if not text:
        return None
    bare = re.fullmatch(r"(\d{1,2})[./](\d{1,2})\.?", text)
    dates = find_dates(f"den {text}" if bare else text, near=near)
    return next((d.date for d in dates if d.date), None) or text


def _under(items: Sequence[Item], known: set[str], near: dt.date | None) -> Iterator[ActionItem]:
    """The lines under a label like «Oppgaver:»; a label with its task beside it goes on over bullets only."""
    inside = bulleted = False
    for item in items:
        if not isinstance(item, Line):
            inside = False
        elif item.field == "action":
            inside, bulleted = True, len(item.value) > 3
            yield from [_told(item.value, known, near)] if bulleted else []
        elif inside and _is_task(item) and (not bulleted or _DASHED.match(item.text)):
            yield _told(item.text, known, near)
        else:
            inside = False


def _is_task(item: Line) -> bool:
    plain = item.field in (None, "owner", "due", "title") and not item.level
    return plain and not _STOP.match(item.text) and not _NEXT.match(item.text) and not _MATTER.match(item.text)


def _told(text: str, known: set[str], near: dt.date | None) -> ActionItem:
    """One line of a list of things to do: «Kari Nes: lage plan, frist 1. mai»."""
    text = _BULLET.sub("", text).strip()
    owner, due = _OWNER.search(text), None
    who = _who(owner["who"]) if owner else None
    text = _OWNER.sub("", text) if owner else text
    late = _DUE.search(text)
    if late:
        due, text = _due(late["due"], near), text[: late.start()]
    named = re.match(
        rf"(?P<who>[{UP}][\w.-]+(?:\s(?:og\s)?[{UP}][\w.-]*){{0,4}})\s*(?::|[–-]\s|\t)\s*(?P<what>.+)", text
    )
    if not who and named and first_name_in(named["who"]):
        return ActionItem(what=named["what"].strip(" .") or text, who=_who(named["who"]), due=due)
    subject = _subject(text, known)
    if not who and subject:
        return ActionItem(what=_task(text, subject) or text, who=_joined(subject), due=due)
    ended = re.search(
        rf"\s*[(–-]\s*(?P<who>[{UP}][\w-]+(?:\s[{UP}][\w.-]+)*(?:\s(?:og|/)\s[{UP}][\w-]+(?:\s[{UP}][\w.-]+)*)?)\)?$",
        text,
    )
    if not who and ended and ended["who"].split(" ")[0] in known:
        return ActionItem(what=text[: ended.start()].strip(" .,"), who=_who(ended["who"]), due=due)
    return ActionItem(what=text.strip(" .,;–-"), who=who, due=due)


def _in_text(items: Sequence[Item], place: int, known: set[str], near: dt.date | None) -> Iterator[ActionItem]:
    item = items[place]
    if not isinstance(item, Line):
        return
    if item.field == "owner":
        yield from _owned_line(item, items[place - 1] if place else None, known, near)
        return
    text = item.value if item.field else item.text
    owner = _OWNER.search(text)
    if owner:
        task = _told(_SENTENCE.split(text[: owner.start()])[-1] + text[owner.end() :], known, near)
        yield replace(task, who=_who(owner["who"]))
    else:
        yield from _in_sentences(_SENTENCE.split(text), known, near)


def _owned_line(item: Line, before: Item | None, known: set[str], near: dt.date | None) -> Iterator[ActionItem]:
    """«Ansvar: Kari Nes. Frist: 1. mai» on a line of its own is about the sentence before it."""
    if item.value and isinstance(before, Line) and before.field in (None, "decision", "body"):
        task = _SENTENCE.split(before.value or before.text)[-1].strip(" .")
        yield replace(_told(f"{task}. {item.text}", known, near), what=task)


def _in_sentences(sentences: Sequence[str], known: set[str], near: dt.date | None) -> Iterator[ActionItem]:
    """«Følge opp …» and «Kari sender …»; «Kari følger opp» takes its matter from the sentence before."""
    before = ""
    for sentence in sentences:
        subject = _subject(_BULLET.sub("", sentence), known)
        if subject or (_TO_DO.match(sentence) and len(sentence) < 200):
            told = _told(sentence, known, near)
            vague = before and _VAGUE.fullmatch(told.what)
            who = _joined(subject) if subject else told.who
            yield replace(told, what=f"{before}: {told.what}" if vague else told.what, who=who)
        before = sentence.strip(" .")


def _subject(sentence: str, known: set[str]) -> list[str] | None:
    """The known people a sentence begins with, where it goes on with something they are to do."""
    match = re.match(
        rf"(?P<who>[{UP}][\w.-]+(?:\s[{UP}][\w.-]+){{0,3}}(?:(?:,\s|\sog\s)[{UP}][\w.-]+(?:\s[{UP}][\w.-]+){{0,3}}){{0,3}})\s(?=[a-zæøå])",
        sentence,
    )
    if not match or not _VERBS.match(sentence[match.end() :]):
        return None
    named = re.split(r",\s|\sog\s", match["who"])
    return named if all(n in known or n.split("-")[0] in FIRST_NAMES for n in named) else None


def _task(sentence: str, subject: list[str]) -> str:
    return sentence[sentence.index(subject[-1]) + len(subject[-1]) :].strip(" .,:")


def _joined(names: Sequence[str]) -> str:
    return ", ".join(names)
