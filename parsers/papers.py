"""Minutes and summonses, wherever they stand: in a mail's text, an attachment, a forwarded mail, or a bare document.

Gather the places a paper may stand in, judge each, read the first that is a paper. A reply that thanks for minutes,
an answer that quotes a summons and a leader's «Møte: …» are none.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from parsers import html, plain
from parsers.addresses import misspelled
from parsers.agenda import Matter, agenda
from parsers.answers import read_answer
from parsers.attendance import Attendance, attendance
from parsers.blocks import Block, Document, Paragraph, Table
from parsers.coming import copies, next_meetings, owed
from parsers.decisions import decisions
from parsers.documents import read_document_blocks, readable
from parsers.facts import Doubt, Fact, Minutes, Summons, Unknown, Unreadable
from parsers.followups import actions, ownerless
from parsers.layout import laid_out
from parsers.lines import Item, Line
from parsers.markup import html_text
from parsers.mime import OpenMail, Part, Recognised, is_document
from parsers.offices import offices
from parsers.particulars import is_title, language, place, signed, title, when, written
from parsers.passages import passages
from parsers.people import EMAIL
from parsers.phrasebook import load
from parsers.quotes import Forward, forwarded, has_quote, own_words, without_quote
from parsers.signature import writer

_KIND = {name: re.compile(words, re.I) for name, words in load("minutes")["kind"].items()}
_REPLY = re.compile(r"\s*(?:sv|re|aw|svar)\s*:", re.I)
_FORWARD = re.compile(r"\s*(?:vs|fw|fwd|vb|videresendt|vidaresendt)\s*:", re.I)
_NOTICE = re.compile(r"\s*(?:(?:vs|fw|fwd)\s*:\s*)?møte\s*:", re.I)
_HEADER = {
    "from": re.compile(r"\W*(?:fra|frå|from)\W*:", re.I),
    "subject": re.compile(r"\W*(?:emne|subject)\W*:", re.I),
    "any": re.compile(
        r"\W*(?:fra|frå|from|sendt|sent|dato|date|til|to|kopi|cc|emne|subject|viktighet|svar til)\W*:", re.I
    ),
}
_COUNTED = re.compile(r"\s*(?:(?:sak|punkt|pkt|PS|RS|FS)\.?\s*(?:nr\.?\s*)?)?\d", re.I)
_TEXT, _SHORT, _BRIEF = 200_000, 60, 80
LISTS = (".csv", ".tsv", ".xlsx", ".ods")

Kind = Literal["minutes", "summons"]


@dataclass(frozen=True, kw_only=True)
class Source:
    """A place a paper may stand in. `name` is the attachment's; `heading` the subject or file name over it.

    `answered` means that the words above a forwarded paper answer it: «Jeg kommer» above our own summons is a reply.
    `writer` is who sent the words of a mail.
    """

    document: Document
    heading: str = ""
    name: str | None = None
    sent: dt.date | None = None
    own: bool = False
    replied: bool = False
    answered: bool = False
    writer: str | None = None


@dataclass(frozen=True, kw_only=True)
class _Sheet:
    """A source taken apart."""

    items: tuple[Item, ...]
    people: Attendance
    matters: tuple[Matter, ...]
    kind: Kind | None


def recognise(mail: OpenMail) -> Recognised | None:
    """The minutes or summons in a mail, or that its minutes could not be opened; None when it holds neither."""
    if _NOTICE.match(mail.headers.subject) or _NOTICE.match(own_words(mail.text)[:80]):
        return None
    sheets = [(source, sheet) for source in sources(mail) if (sheet := _sheet(source)).kind]
    chosen = max(sheets, key=lambda s: _weight(s[0], s[1], mail.headers.subject), default=None)
    if chosen and chosen[0].answered and chosen[1].kind == "summons":
        return None
    if chosen:
        return _recognised(*chosen, others=[s for s, _ in sheets if s is not chosen[0]], mail=mail)
    broken = _broken(mail)
    return Recognised(facts=(broken,)) if broken else None


def read_document(name: str, content: bytes) -> Recognised:
    """What a bare document says: minutes, a summons, unknown, or unreadable with its reason. Never raises."""
    document = read_document_blocks(name, content)
    if document.reason:
        return Recognised(facts=(Unreadable(reason=document.reason, attachment=name),))
    source = Source(document=document, heading=name, name=name)
    sheet = _sheet(source)
    if sheet.kind:
        return _recognised(source, sheet, others=[], mail=None)
    return Recognised(facts=(Unknown(text=_text(sheet.items)),))


def sources(mail: OpenMail) -> Iterator[Source]:
    """The places a paper may stand in, the surest first: documents, forwarded mails, the mail's own text."""
    subject = mail.headers.subject
    sent = mail.headers.sent_at.date() if mail.headers.sent_at else None
    parts = list(documents(mail))
    for part in parts:
        name = part.filename or "vedlegg"
        document = read_document_blocks(name, part.content)
        heading = f"{name} {subject}" if len(parts) == 1 else name
        if not document.reason:
            yield Source(document=document, heading=heading, name=name, sent=sent)
    for inner in mail.forwarded:
        yield from sources(inner)
    yield from _bodies(mail, subject, sent)


def _weight(source: Source, sheet: _Sheet, subject: str) -> float:
    """How surely this source is the paper the mail brings: by subject, file name and title, and what it holds.

    Of a summons with the last minutes enclosed the subject tells which is meant; an attendance export only goes with
    minutes; between equals minutes weigh more.
    """
    words = _KIND[f"{sheet.kind}_title"]
    said = 4 * (words.search(subject) is not None) + 3 * (words.search(_spaced(source.name or "")) is not None)
    titled = any(isinstance(i, Line) and is_title(i.text) and words.search(i.text) for i in sheet.items[:10])
    held = 2 * sheet.people.known + min(2, len(sheet.matters)) + (sheet.kind == "minutes") / 2
    export = source.name is not None and source.name.lower().endswith(LISTS)
    return said + 3 * titled + held - 10 * export


def documents(mail: OpenMail) -> Iterator[Part]:
    """The attached documents of a kind that can be read; lists of who met come behind the papers they go with."""
    found = [part for part in mail.parts if is_document(part) and (part.filename is None or readable(part.filename))]
    yield from sorted(found, key=lambda part: (part.filename or "").lower().endswith(LISTS))


def _bodies(mail: OpenMail, subject: str, sent: dt.date | None) -> Iterator[Source]:
    """The forwarded mail inside the text, and the words written now; a page is read in blocks only where they count."""
    page = mail.html
    text = html_text(page) if page else mail.text
    inner = forwarded(text)
    answers = mail.header("In-Reply-To") is not None and not _FORWARD.match(subject)
    replied = _REPLY.match(subject) is not None or answers
    if inner and (inner.explicit or _FORWARD.match(subject) or not (replied or mail.headers.machine)):
        below = _below_header(html.read(page)) if page else None
        document = below or plain.read(inner.body, wrapped=not page)
        answered = _answers(inner, mail)
        heading, day = inner.subject or subject, inner.sent_on or sent
        yield Source(document=document, heading=heading, sent=day, answered=answered, writer=inner.sender_name)
    whole = page and not has_quote(text)
    document = html.read(page) if page and whole else plain.read(without_quote(text), wrapped=not page)
    heading = "" if replied or inner else subject
    sender = mail.headers.sender.name if mail.headers.sender else None
    yield Source(document=document, heading=heading, sent=sent, own=True, replied=replied, writer=sender)


def _answers(inner: Forward, mail: OpenMail) -> bool:
    """Whether the words above a forwarded mail answer it, and it may have come from us."""
    ours = inner.sender_email is None or inner.sender_email in mail.headers.recipients
    if not ours or not 0 < len(inner.comment.split()) <= _SHORT:
        return False
    reply = read_answer(inner.comment)
    return reply.answer is not None or reply.deputy is not None


def _below_header(page: Document) -> Document | None:
    """What stands under the first «Fra: … Emne: …» of a page, its tables whole; None where there is no such header."""
    blocks = [b for block in page.blocks for b in _line_by_line(block)]
    starts = [n for n, b in enumerate(blocks) if not isinstance(b, Table) and _HEADER["from"].match(b.text)]
    for start in starts:
        stretch = blocks[start : start + 12]
        ends = [n for n, b in enumerate(stretch) if not isinstance(b, Table) and _HEADER["any"].match(b.text)]
        if any(not isinstance(b, Table) and _HEADER["subject"].match(b.text) for b in stretch) and ends:
            return Document(blocks=tuple(blocks[start + ends[-1] + 1 :]))
    return None


def _line_by_line(block: Block) -> list[Block]:
    if isinstance(block, Paragraph):
        return [Paragraph(text=line) for line in block.text.split("\n") if line.strip()]
    return [block]


def _sheet(source: Source) -> _Sheet:
    items = laid_out(source.document)
    people = attendance(items, writer=writer(items, source.writer))
    matters = agenda(items, people.used)
    kind = _judged(source, items, people, matters)
    if kind == "summons":
        people = attendance(items, minutes=False)
    return _Sheet(items=items, people=people, matters=matters, kind=kind)


def _judged(source: Source, items: Sequence[Item], people: Attendance, matters: Sequence[Matter]) -> Kind | None:
    """What the source is. A mail's own text must itself read like a paper; a subject line alone makes none."""
    top = [item.text for item in items[:10] if isinstance(item, Line) and not _COUNTED.match(item.text)]
    text = _text(items)
    titles = [t for t in top if is_title(t) and (not source.own or _leads(t))]
    brought = not source.replied and any(_KIND["brought"].search(t) for t in top)
    minutes = brought or _named(titles, source.heading, "minutes_title", "not_title")
    summons = _named(titles, source.heading, "summons_title", "not_summons_title")
    if source.replied and not titles and not matters:  # «Ola var til stede» corrects minutes, it is none
        return None
    if source.own and not titles and _is_brief(items, people, matters):
        return None
    formed = not source.own or minutes or summons or bool(matters) or (not source.replied and _looks_on(items))
    there = formed and (people.known or bool(people.absentees))
    if there and (len(people.attendees) + len(people.absentees) > 1 or (minutes and (titles or not source.own))):
        only_calls = summons and not minutes and not people.known and _KIND["summons_words"].search(text)
        return "summons" if only_calls else "minutes"
    calls = _KIND["summons_words"].search(text) is not None
    substance = bool(matters) or len(people.roster) > 2 or _KIND["reads_like"].search(text) is not None
    set_up = _set_up(items, matters) and (len(people.roster) > 2 or (len(matters) > 1 and _tells(items, text)))
    if minutes and not (summons and calls and not there) and substance and (titles or not source.own or set_up):
        return "minutes" if not _first_is_summons(titles) else "summons"
    dated = when(items, people.used, source.sent, False, _spaced(source.heading)).date is not None
    set_out = _set_out(items) and len(matters) > 1
    called = summons or (calls and (not source.own or len(matters) > 1))
    if (
        called
        and (dated or len(matters) > 1)
        and (not source.own or ((titles or calls or set_out) and _set_up(items, matters)))
    ):
        return "summons"
    return "minutes" if not source.own and minutes and dated else None


def _is_brief(items: Sequence[Item], people: Attendance, matters: Sequence[Matter]) -> bool:
    """Whether a few words tell neither who met, nor of matters, nor when and where: «Forfall: meg» is a reply.

    One that speaks of its writer («møter for meg») or says that the paper lies beside it is none itself.
    """
    text = _text(items)
    tables = any(not isinstance(item, Line) for item in items)
    if tables or len(text.split()) >= _BRIEF or _set_up(items, matters):
        return False
    return not people.known or _KIND["beside"].search(text) is not None


def _set_up(items: Sequence[Item], matters: Sequence[Matter]) -> bool:
    """Whether a mail's own text is set up as a summons: with matters, or labels for when and where."""
    return bool(matters) or any(
        isinstance(i, Line) and i.field in ("date", "when_where", "time", "place") for i in items
    )


def _tells(items: Sequence[Item], text: str) -> bool:
    """Whether a list of points tells what a meeting did: numbered answers under the subject «Referat» do not."""
    labelled = (i for i in items if isinstance(i, Line) and i.field in ("decision", "action", "next"))
    decided = any(i.field != "next" or re.search(r"\d", i.value) for i in labelled)
    return decided or _KIND["reads_like"].search(text) is not None


def _looks_on(items: Sequence[Item]) -> bool:
    """Whether a line is labelled «Neste møte»: who was there and when the next one is make minutes of a plain mail."""
    return any(isinstance(i, Line) and i.field == "next" and i.value for i in items)


def _set_out(items: Sequence[Item]) -> bool:
    """Whether labels say both when and where."""
    fields = {i.field for i in items if isinstance(i, Line) and (i.value or i.field == "agenda")}
    return "when_where" in fields or bool(fields & {"date", "time"} and "place" in fields)


def _leads(text: str) -> bool:
    """Whether a line of a mail's own text is a title and no sentence that mentions minutes."""
    return not _KIND["sentence"].search(text) and not text.rstrip().endswith("!")


def _named(titles: Sequence[str], heading: str, words: str, unless: str) -> bool:
    return any(_KIND[words].search(text) and not _KIND[unless].search(text) for text in [*titles, _spaced(heading)])


def _spaced(name: str) -> str:
    return re.sub(r"[_-]+", " ", name)


def _first_is_summons(titles: Sequence[str]) -> bool:
    return (
        bool(titles)
        and _KIND["summons_title"].search(titles[0]) is not None
        and not _KIND["minutes_title"].search(titles[0])
    )


def _text(items: Sequence[Item]) -> str:
    rows = (item.text if isinstance(item, Line) else "\n".join("\t".join(r) for r in item.rows) for item in items)
    return "\n".join(rows)[:_TEXT]


def _recognised(source: Source, sheet: _Sheet, *, others: Sequence[Source], mail: OpenMail | None) -> Recognised:
    sheet = _with_export(sheet, mail) if mail and not sheet.people.known and sheet.kind == "minutes" else sheet
    fields, doubts = _fields(sheet, source)
    named = [s.name for s in (source, *others) if s.name]
    fields["attachments"] = tuple(dict.fromkeys(named)) if mail else ()
    fact: Fact = Minutes(**fields) if sheet.kind == "minutes" else _summons(fields, source)
    return Recognised(facts=(fact,), doubts=doubts)


def _summons(fields: dict[str, Any], source: Source) -> Summons:
    fields = fields | {"attendance_known": False, "attendees": (), "absentees": (), "deputies": ()}
    cancelled = re.search(r"\bavlys(?:t|ing|ning)\b", source.heading, re.I) is not None
    return Summons(**fields, status="cancelled" if cancelled else "new")


def _with_export(sheet: _Sheet, mail: OpenMail) -> _Sheet:
    """A Teams attendance export beside minutes that don't say who was there fills them in."""
    for part in documents(mail):
        if part.filename and part.filename.lower().endswith((*LISTS, ".txt")):
            people = attendance(laid_out(read_document_blocks(part.filename, part.content)))
            if people.known:
                return replace(
                    sheet, people=replace(people, used=sheet.people.used, roster=sheet.people.roster or people.roster)
                )
    return sheet


def _fields(sheet: _Sheet, source: Source) -> tuple[dict[str, Any], tuple[Doubt, ...]]:
    items, people, past = sheet.items, sheet.people, sheet.kind == "minutes"
    names = [p.name for p in people.roster]
    found = when(items, people.used, source.sent, past, _spaced(source.heading))
    near = found.date or source.sent
    told = passages(items, sheet.matters, people.used) if past else ()
    coming = next_meetings(items, people.used, near) if past else ()
    held = offices(items, people.used, (people.chair, people.secretary), names, past)
    text = _text(items)
    emails = [p.email for p in people.roster if p.email] + (EMAIL.findall(text) if "@" in text else [])
    fields: dict[str, Any] = {
        "lang": language(items),
        "title": title(items),
        "date": found.date,
        "start": found.start,
        "end": found.end,
        "place": place(items, found),
        "chair": held.chair,
        "secretary": held.secretary,
        "signed": signed(items, found.date, [n.date for n in coming if n.date]) if past else None,
        "attendance_known": people.known,
        "attendees": people.attendees,
        "absentees": people.absentees,
        "deputies": people.deputies,
        "roster": people.roster,
        "misspellings": misspelled(tuple(dict.fromkeys(e.lower() for e in emails))),
        "agenda": tuple(m.item for m in sheet.matters),
        "decisions": decisions(told) if past else (),
        "actions": actions(items, told, names, near) if past else (),
        "next_meetings": coming,
        "copies": tuple(dict.fromkeys((*copies(items), *people.copied))),
        "owed": owed(items) if past else (),
        "ownerless": ownerless(items, sheet.matters) if past else (),
        "text": text,
    }
    return fields, _doubts(sheet, found.doubts, fields)


def _doubts(sheet: _Sheet, dated: Sequence[str], fields: dict[str, Any]) -> tuple[Doubt, ...]:
    found = [Doubt(about="date", why=why) for why in dated] + [
        Doubt(about="attendees", why=why) for why in sheet.people.doubts
    ]
    if sheet.kind == "minutes" and not sheet.people.known and not sheet.people.doubts:
        found.append(Doubt(about="attendees", why="Referatet sier ikke hvem som var til stede."))
    if sheet.kind == "minutes" and fields["date"]:
        early = [n.date for n in fields["next_meetings"] if n.date and n.date <= fields["date"]]
        found += [
            Doubt(about="next_meetings", why=f"Neste møte ({written(d)}) ligger ikke etter møtet.") for d in early
        ]
    return tuple(found)


def _broken(mail: OpenMail) -> Unreadable | None:
    """The attachment that could not be opened, where the mail or the file's name says it is minutes."""
    for inner in (mail, *mail.forwarded):
        for part in inner.parts:
            name = part.filename or ""
            if not is_document(part) or not (readable(name) or not name):
                continue
            document = read_document_blocks(name, part.content)
            said = f"{_spaced(name)} {inner.headers.subject} {own_words(mail.text)[:600]}"
            if document.reason and _KIND["minutes_title"].search(said):
                return Unreadable(reason=document.reason, attachment=name or None)
    return None
