"""What a meeting leaves someone to do: rows with an owner, lines under «Tiltak», «Ansvar: X», and «Kari sender …»."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice

from parsers.agenda import Matter
from parsers.blocks import Table
from parsers.facts import ActionItem
from parsers.labels import column_of
from parsers.lines import Item, Line, line
from parsers.passages import STOP, Passage
from parsers.phrasebook import load
from parsers.sentences import BULLET, sentences
from parsers.tables import kind_of, work_columns
from parsers.tasks import TO_DO, Circle, acts, circle, due_of, has_owner, in_sentences, is_task_line, told, who_of

_WORDS = load("minutes")
_MOST = 400
_NEXT = re.compile(_WORDS["prose"]["next"], re.I)
_FRIST = re.compile(
    rf"[\s,;.(]*\b(?:{_WORDS['tasks']['due']})\b\s*:?\s*|[,;/(\n]\s*(?=\d|(?:uke|veke)\s\d|{_WORDS['tasks']['due_words']})",
    re.I,
)
_TOLD_IN = (None, "body", "decision", "agenda", "next", "copy", "title")
# A table's heading that lost its cells on the way: forwarding strips the blanks an empty column is made of.
_OWNER_HEADING = re.compile(r"(?:sak|tema|innh[ao]ld|agenda)\b.{0,60}\s(?:ansvar|ansvarlig|ansvarleg)\s*$", re.I)


def actions(
    items: Sequence[Item], found: Sequence[Passage], names: Sequence[str], near: dt.date | None
) -> tuple[ActionItem, ...]:
    """The things to do, each once, in the paper's order within tables, lists and text; a few hundred at most."""
    known = circle(names, near)
    every = chain(_in_tables(items, near), _under(found, known), _in_text(found, known))
    return tuple(_once(islice(every, _MOST)))


def _once(found: Iterable[ActionItem]) -> Iterator[ActionItem]:
    """Each task once: a task whose words another one holds, or is held by, is the same one."""
    seen: list[str] = []
    for action in found:
        key = re.sub(r"\W+", "", action.what.lower())
        if key and not any(key == other or (len(key) > 12 and (key in other or other in key)) for other in seen):
            yield action
        seen += [key] if key else []


def _in_tables(items: Sequence[Item], near: dt.date | None) -> Iterator[ActionItem]:
    for item in items:
        if isinstance(item, Table) and kind_of(item.rows) == "work":
            columns = work_columns(item.rows)
            for row in item.rows[1:] if "owner" in columns or "action" in columns else ():
                yield from _row(row, columns, near)


def _row(row: tuple[str, ...], columns: dict[str, int], near: dt.date | None) -> Iterator[ActionItem]:
    def cell(*names: str) -> str:
        places = (columns[name] for name in names if name in columns)
        return next((row[p].strip() for p in places if p < len(row) and row[p].strip(" -–")), "")

    if "action" in columns and not cell("action"):
        return
    what, who, due = cell("action", "content", "decision", "item"), cell("owner"), cell("due")
    owner, late = [*_FRIST.split(who, maxsplit=1), ""][:2]
    if _only_owned(what, columns):
        return
    if what and (owner or "action" in columns):
        yield ActionItem(what=_task(what), who=who_of(owner.replace("\n", " ")), due=due_of(due or late, near))


def _only_owned(cell: str, columns: dict[str, int]) -> bool:
    """Whether «Saksnr | Tittel | Ansvar» says who answers for a matter, and its cell names nothing to do."""
    told = {"action", "content", "decision", "due"} & set(columns)
    return "number" in columns and not told and "\n" not in cell and not TO_DO.match(cell) and not acts(cell)


def _task(cell: str) -> str:
    """What is to be done in a cell that tells of the matter too: its last infinitive or act, else all of it."""
    lines = (line(BULLET.sub("", text)) for text in cell.split("\n"))
    pieces = [piece for one in lines for piece in sentences(one.value if one.field == "decision" else one.text)]
    to_do = (piece for wanted in (TO_DO.match, acts) for piece in reversed(pieces) if wanted(piece))
    chosen = next(to_do, " ".join(pieces))
    return re.sub(r"\s+", " ", chosen).strip(" .")


def _under(found: Sequence[Passage], known: Circle) -> Iterator[ActionItem]:
    """The lines under a label like «Oppgaver:»; a label with its task beside it goes on over bullets only."""
    inside = bulleted = False
    for passage in found:
        text = passage.line.text
        if passage.field == "action":
            beside = len(passage.said) > 3 and not column_of(passage.said)
            inside, bulleted = True, beside
            yield from [told(passage.said, known)] if beside else []
        elif inside and _is_task(passage) and (not bulleted or BULLET.match(text)):
            yield told(text, known)
        elif not (inside and passage.field == "due" and not passage.said):
            inside = False


def _is_task(passage: Passage) -> bool:
    text = passage.line.text
    plain = passage.field in (None, "title") and not passage.line.level and not passage.title and not passage.row
    return plain and not STOP.match(text) and not _NEXT.match(text)


def _in_text(found: Sequence[Passage], known: Circle) -> Iterator[ActionItem]:
    for place, passage in enumerate(found):
        if passage.field == "owner":
            yield from _owned(found, place, known)
        elif passage.field in _TOLD_IN and not passage.title and not STOP.match(passage.line.text):
            yield from _in_passage(passage, known)


def _in_passage(passage: Passage, known: Circle) -> Iterator[ActionItem]:
    text = passage.said or passage.line.text
    if has_owner(text):
        lead = sentences(text)
        task = next((n for n, piece in enumerate(lead) if has_owner(piece)), 0)
        start = max(0, task - 1) if re.match(r"\W*\w+\W*\w*:", lead[task]) else task
        yield told(" ".join(lead[start:]), known)
    elif is_task_line(text):
        yield from (one for one in [told(text, known)] if one.who)
    else:
        yield from in_sentences(text, known)


def _owned(found: Sequence[Passage], place: int, known: Circle) -> Iterator[ActionItem]:
    """«Ansvar: Kari Nes» on a line of its own is about the sentence before it, or the matter itself."""
    owner = found[place].said or _plain(found, place + 1)
    before = next((p for p in reversed(found[:place]) if p.field != "due"), None)
    if not owner or before is None or before.matter != found[place].matter:
        return
    task = sentences(before.said or before.line.text)
    one = told(f"Ansvar: {owner}", known)
    after = found[place + 1] if place + 1 < len(found) else None
    due = due_of(after.said, known.near) if after and after.field == "due" else one.due
    yield replace(one, what=one.what or (task[-1].strip(" .") if task else ""), due=due)


def _plain(found: Sequence[Passage], place: int) -> str:
    return found[place].line.text if place < len(found) and found[place].field is None else ""


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
