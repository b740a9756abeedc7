"""News of members: who joins, who leaves, a new address or nearest leader; in a line, a sentence or a small form."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.clauses import sentences
from parsers.dates import find_dates
from parsers.facts import MemberChange
from parsers.mentions import names_in
from parsers.phrasebook import load
from parsers.quotes import visible

_DATA = load("notices")["member"]
_FORM: dict[str, list[str]] = _DATA["form"]
_LABELS = {label: key for key, labels in _FORM.items() for label in labels}

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_NAME = r"(?<![\w'’-])[A-ZÆØÅÉÖÄ][\w'’-]*+(?:[ \t]++[A-ZÆØÅÉÖÄ][\w'’.-]*+){0,4}"
_JOINED = re.compile(rf"^\W*(?:{'|'.join(_DATA['joined'])})(?:\s*[:–-]\s*|\s+(?=[A-ZÆØÅ])|\s*\n|\s*$)", re.I)
_BEGINS = re.compile(
    rf"(?P<name>{_NAME})(?:\s(?:i|fra|frå|ved)\s[^.,]{{2,40}})?,?\s(?i:{_DATA['begins']})\b(?P<rest>.*)", re.S
)
_LEFT = re.compile(
    rf"(?P<name>{_NAME})(?:\s(?:i|fra|frå|ved)\s[^.,]{{2,40}})?,?\s(?:dessverre\s)?(?i:{_DATA['left']})\b(?P<rest>.*)",
    re.S,
)
_LEFT_LABEL = re.compile(
    rf"^\W*(?i:{'|'.join(_DATA['left_labels'])})\s*(?::|\s(?=[A-ZÆØÅ]))\s*(?P<name>{_NAME})(?P<rest>.*)", re.S
)
_EMAIL_NEWS = re.compile(
    rf"(?i:{_DATA['new_email']})(?:\s(?i:for|til)\s(?P<name>{_NAME})|(?P<mine>\s(?i:for|til) meg))?\W"
)
_HAS_EMAIL = re.compile(
    rf"(?P<name>{_NAME})\s(?i:har|får|fekk|har fått|har byttet|har bytta)\s.{{0,12}}(?i:{_DATA['new_email']}"
    rf"|byttet e-?post\w*|bytta e-?post\w*|e-?postadresse)"
)
_LEADER_NEWS = re.compile(
    rf"(?i:{_DATA['new_leader']})\s(?i:for|til)\s(?P<name>{_NAME})\s*(?::|er|blir|vert|–|-)\s*(?P<rest>.+)", re.S
)
_HAS_LEADER = re.compile(
    rf"(?P<name>{_NAME})\s(?i:har fått|får|har|fekk|har no|har nå)\s(?i:{_DATA['new_leader']})\s*(?::|,|–"
    rf"|-)?\s*(?P<rest>.+)",
    re.S,
)
_PLACE_NEWS = re.compile(
    rf"(?i:{_DATA['new_place']})\s(?i:for|til)\s(?P<name>{_NAME})\s*(?::|er|–|-)\s*(?P<rest>[^.\n]+)"
)
_LEADER = re.compile(
    rf"(?i:\b(?:med\s|og\s)?(?:{_DATA['leader']})\b)\s*(?:er|:|heter|heiter|–|-)?\s*(?P<rest>.+)", re.S
)
_FIELD = re.compile(r"^\W{0,3}(?P<label>[^\W\d][\w -]{1,30}?)\s*:\s*(?P<value>.*)$")
_ME = re.compile(r"^\W*(?:(?:hei|men|nå|no)\W+)*(?:jeg|eg|æ)(?!\w)", re.I)


def find_member_changes(text: str, *, near: dt.date | None = None, me: str | None = None) -> tuple[MemberChange, ...]:
    """Every change of membership the writer tells of, in order. `me` is the writer's name, for «Jeg slutter 1. august».

    `on` is a local date; without a year it is the first such day on or after `near`, the day of the mail. Never raises.
    """
    own = visible(text)
    form = list(_joined(own, near))
    told = [
        c
        for s in sentences(own)
        if not s.endswith("?")
        for c in _told(_ME.sub(me.replace("\\", ""), s) if me else s, near)
    ]
    seen: dict[tuple[str, str], MemberChange] = {}
    for one in (*form, *told):
        seen.setdefault((one.change, one.name), replace(one, text=own))
    return tuple(seen.values())


def _joined(text: str, near: dt.date | None) -> Iterator[MemberChange]:
    """«Nytt medlem: …», in one line or followed by a form; each new line of that kind begins another person."""
    lines = text.split("\n")
    starts = [i for i, line in enumerate(lines) if _JOINED.match(line) and "?" not in line]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        head = _JOINED.sub("", lines[start] + "\n", count=1).strip()
        block = "\n".join([head, *lines[start + 1 : end]]).strip()
        one = _form(block, near) or _in_line(head or _first_block(block), near)
        if one:
            yield one


def _first_block(text: str) -> str:
    return re.split(r"\n\s*\n", text.strip())[0]


def _form(text: str, near: dt.date | None) -> MemberChange | None:
    fields: dict[str, str] = {}
    loose = ""
    for line in text.split("\n"):
        m = _FIELD.match(line)
        key = _LABELS.get(m["label"].lower().strip()) if m else None
        if key and m:
            key = "leader_email" if key == "email" and "leader" in fields and "email" in fields else key
            fields.setdefault(key, m["value"].strip())
        elif not loose and line.strip() and not fields:
            loose = line
    if not fields or not ({"name", "email"} & fields.keys()):
        return None
    name = next(names_in(fields.get("name", "") or loose), None) or fields.get("name", "").strip(" .,")
    mail, boss = _EMAIL.search(fields.get("email", "") or fields.get("name", "")), fields.get("leader", "")
    boss_mail = _EMAIL.search(fields.get("leader_email", "")) or _EMAIL.search(boss)
    days = find_dates(fields.get("on", ""), near=near)
    return (
        MemberChange(
            change="joined",
            name=name,
            email=mail[0].lower() if mail else None,
            organisation=fields.get("organisation") or None,
            manager_name=next(names_in(boss), None),
            manager_email=boss_mail[0].lower() if boss_mail else None,
            on=days[0].date if days else None,
        )
        if name
        else None
    )


def _in_line(text: str, near: dt.date | None) -> MemberChange | None:
    """«Kari Nes, kari.nes@x.no, Fjordvik kommune, nærmeste leder Per Moe per.moe@x.no»."""
    leader = _LEADER.search(text)
    own, boss = (text[: leader.start()], leader["rest"]) if leader else (text, "")
    name = next(names_in(re.sub(r"[;\n(<]", ",", own)), None)
    if not name:
        return None
    mail, boss_mail = _EMAIL.search(own), _EMAIL.search(boss)
    days = find_dates(own, near=near)
    return MemberChange(
        change="joined",
        name=name,
        email=mail[0].lower() if mail else None,
        organisation=_organisation(own, name),
        manager_name=next(names_in(boss), None),
        manager_email=boss_mail[0].lower() if boss_mail else None,
        on=days[0].date if days else None,
    )


_ORG_WORD = re.compile(
    r"\b(?:arbeidssted|arbeidsstad|arbeidsplass|kommune|organisasjon|fra|frå|ved|i)\s*:?\s+(?=[A-ZÆØÅ])", re.I
)


def _organisation(text: str, name: str) -> str | None:
    """The first field that is neither the name, an address nor a date."""
    bare = _EMAIL.sub(",", text).replace(name, ",", 1)
    for d in find_dates(bare):
        bare = bare.replace(d.text, ",")
    fields = [f.strip(" .:<>()\"'–-") for f in re.split(r"[,;\n(<>)]|\s[-–]\s", bare)]
    named = [
        _ORG_WORD.sub("", f, count=1).strip() for f in fields if re.match(r"(?:[A-ZÆØÅ]|fra |frå |ved |i |arbeids)", f)
    ]
    return next(
        (
            f
            for f in named
            if len(f) > 2 and not re.match(r"(?:tlf|tel|mobil|e-?post|hun |han |begynner|starter)", f, re.I)
        ),
        None,
    )


def _told(sentence: str, near: dt.date | None) -> Iterator[MemberChange]:
    mail = _EMAIL.search(sentence)
    address = mail[0].lower() if mail else None
    if _JOINED.match(sentence):
        return
    if m := _LEFT_LABEL.match(sentence) or _left(sentence):
        yield MemberChange(change="left", name=_person(m["name"]), on=_first_day(sentence, near))
    elif m := _BEGINS.search(sentence):
        yield from _began(m, sentence, near)
    elif (m := _LEADER_NEWS.search(sentence) or _HAS_LEADER.search(sentence)) and (
        boss := next(names_in(m["rest"]), None)
    ):
        yield MemberChange(change="changed", name=_person(m["name"]), manager_name=boss, manager_email=address)
    elif (m := _HAS_EMAIL.search(sentence) or _EMAIL_NEWS.search(sentence)) and address and m["name"]:
        yield MemberChange(change="changed", name=_person(m["name"]), email=address)
    elif m := _PLACE_NEWS.search(sentence):
        yield MemberChange(change="changed", name=_person(m["name"]), organisation=m["rest"].strip())


def _left(sentence: str) -> re.Match[str] | None:
    m = _LEFT.search(sentence)
    if m is None or not any(names_in(m["name"])) or re.match(r"\s*(?:møtet|kl\b|klokka|tidlig|med å|å )", m["rest"]):
        return None
    lasting = re.search(r"lenger", m[0])
    return (
        m
        if not lasting or re.search(r"medlem|med i|nettverk|ansatt|tilsett|jobber|i gruppa|i gruppen", m["rest"])
        else None
    )


def _began(m: re.Match[str], sentence: str, near: dt.date | None) -> Iterator[MemberChange]:
    new = re.search(r"\b(?:medlem|nettverk\w*|gruppa|gruppen|representant|kontaktperson|etter)\b", sentence)
    name = next(names_in(m["name"]), None)
    if not new or not name:
        return
    mail = _EMAIL.search(sentence)
    yield MemberChange(
        change="joined", name=name, email=mail[0].lower() if mail else None, on=_first_day(sentence, near)
    )
    if after := re.search(rf"\b(?:etter|for)\s(?P<old>{_NAME})", m["rest"]):
        yield MemberChange(change="left", name=_person(after["old"]), on=_first_day(sentence, near))


def _person(name: str) -> str:
    return next(names_in(name), name)


def _first_day(text: str, near: dt.date | None) -> dt.date | None:
    days = find_dates(text, near=near)
    return days[0].date if days else None
