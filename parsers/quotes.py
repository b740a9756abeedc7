"""The words a person wrote now: quotes, signatures and what mail programs add are cut away, a line at a time.

Stretches of own words are found first, between quotes, so that answers above, below and inside a quote all count;
then each stretch loses its signature. If nothing is left the whole body is read. Patterns: phrases/quotes.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from parsers.dates import find_dates
from parsers.phrasebook import alternatives, load

_LIMIT = 200_000
_DATA = load("quotes")
_LABELS: dict[str, list[str]] = _DATA["header"]

_ATTRIBUTIONS = [re.compile(rf"\W{{0,3}}(?:{one['pattern']})\s*\W{{0,3}}", re.I) for one in _DATA["attribution"]]
_WROTE = re.compile(r"\b(?:skrev|skreiv|wrote|schrieb)\b", re.I)
_OPENS = re.compile(
    r"\* |\W{0,3}(?:den|på|on|op|am|\d|man|mån|tir|tys|ons|tor|fre|lør|lau|søn|sun|mon|tue|wed|thu|fri|sat)", re.I
)
_EVIDENCE = re.compile(r"\d{1,2}[:.]\d\d\b(?![.:]\d)|[^\s@]@[^\s@]|<\S")
_RULE = r"[-_*=–—>\s]{0,60}"
_FORWARDED = re.compile(
    rf"{_RULE}(?:{alternatives(_DATA['separators']['forwarded'])})\s?(?:{_RULE}:?|:.{{0,100}})", re.I
)
_QUOTED = re.compile(rf"(?:[-_*=–—]{{2,60}}\s*)(?:{alternatives(_DATA['separators']['quoted'])}):?{_RULE}", re.I)
_WIDE_GAP = re.compile(r"[ \t]{200,}+")
_UNDERSCORES = re.compile(r"\s*_{10,}\s*")
_MAY_SEPARATE = re.compile(
    rf"\s*+[-_*=–—]{{2}}|[-_*=–—>\s]*+(?:{alternatives([*_LABELS['from'], *_DATA['separators']['forwarded']])})", re.I
)
_FIELD = re.compile(
    rf"[>\s*]*(?P<label>{alternatives(w for words in _LABELS.values() for w in words)})\**\s?:\**(?P<value>.*)", re.I
)
_ON_ONE_LINE = re.compile(
    rf"[>\s*]*(?:{alternatives(_LABELS['from'])})\**\s?:.{{3,200}}\b(?:{alternatives(_LABELS['sent'])})\**\s?:.{{3,600}}"
    rf"\b(?:{alternatives(_LABELS['subject'])})\**\s?:.*",
    re.I,
)
_LABEL_KIND = {word: kind for kind, words in _LABELS.items() for word in words}

_ADDED = re.compile(rf"\W{{0,3}}(?:{'|'.join(_DATA['added']['patterns'])})\W{{0,3}}", re.I)
_CLOSING = re.compile(rf"\W{{0,3}}(?:{alternatives(_DATA['closing']['words'])})(?P<rest>[\s,.!:;*–/-].{{0,60}})?", re.I)
_LAST = re.compile(rf"\W{{0,2}}(?:{alternatives(_DATA['closing']['last'])})\b[.:! ]", re.I)
_DISCLAIMER = re.compile(rf"\W{{0,3}}(?:{'|'.join(_DATA['disclaimer']['patterns'])})", re.I)
_DASHES = re.compile(r"\s*---?\s*|\s*—\s*")
_CARD, _ROLES = re.compile(_DATA["card"]["pattern"], re.I), re.compile(_DATA["card"]["roles"])
_FULL_NAME = re.compile(r"(?:[A-ZÆØÅÉÖÄ][\w.'’-]+\s+){1,4}[A-ZÆØÅÉÖÄ][\w'’-]+")
# Yahoo puts the quoted letter on the same line: «… skrev:   Hei Berit».
_TEXT_BESIDE = re.compile(r"(?<=:)\s{2,}")
_GROUPWISE = re.compile(r">>> ?[^>\s].{3,160}\d.{0,40}>>>\s*")
_TEAMS = re.compile(r"\s*(?:microsoft teams|bli med på|join on your|klikk her for å bli med)", re.I)
_SIGNS = re.compile(r"[\U0001F000-\U0001FAFF\u2600-\u27BF\uFE0F]|[:;]-?[)D]")
_NAME = re.compile(r"\s*[^\W\d_][\w.'-]*(?:\s+[\w.'-]+){0,4}\s*[,.]?\s*")
_NAMES = re.compile(
    r"[\s,.!:;*–/&+-]*(?:(?:fra|frå|og|from)\s+)?(?:[^\W\d_a-zæøå][\w.'-]*[\s,.!/&+]*(?:(?:og|i|på|ved|fra|frå)\s+)?){0,6}[\s:)(]*"
)
_ADDRESS = re.compile(r"[^\s<>\[\]()\"',;:@]{1,64}@[\w.-]{3,255}\w")


@dataclass(frozen=True, kw_only=True)
class Forward:
    """A mail quoted whole in another: what was said above it, its header as written, and its body.

    `explicit` is True where the text itself says «videresendt»; without it the mail may just as well be a reply.
    `sent` is the date as written, `sent_on` the same read, local Norwegian.
    """

    comment: str
    sender_name: str | None = None
    sender_email: str | None = None
    sent: str | None = None
    sent_on: dt.date | None = None
    subject: str | None = None
    body: str
    explicit: bool = False


def visible(text: str) -> str:
    """The words the person wrote now, without quote, signature and disclaimer; the whole body if that leaves nothing.

    Never raises. Text without any of these comes back as it was, but for white space at its ends.
    """
    return own_words(text) or text[:_LIMIT].strip()


@lru_cache(4)
def own_words(text: str) -> str:
    """As `visible`, but empty when the mail holds nothing but a quote. Kept for a few mails: every reader asks."""
    signed = [_without_signature(s.strip("\n")) for s in _between_quotes(text) if s.strip()]
    return "\n\n".join(s for s in signed if s).strip()


@lru_cache(4)
def without_quote(text: str) -> str:
    """The words above, below and between quotes, signature and all."""
    return "\n\n".join(s.strip() for s in _between_quotes(text) if s.strip())


@lru_cache(4)
def _between_quotes(text: str) -> tuple[str, ...]:
    return tuple("\n".join(lines) for lines in _stretches(_lines(text)))


def has_quote(text: str) -> bool:
    """Whether the body quotes another mail."""
    lines = _lines(text)
    return any(_quote_mark(line) or _quote_begins(lines, at) for at, line in enumerate(lines))


def forwarded(text: str) -> Forward | None:
    """The first mail quoted with its header in this one, or None. The header is given as it was written."""
    lines = _lines(text)
    for at, line in enumerate(lines):
        said = _FORWARDED.fullmatch(line) is not None
        start = _next_header(lines, at + 1) if said or _QUOTED.fullmatch(line) else _header_at(lines, at)
        if start is not None:
            return _forward(lines, at, start, said)
    return None


def _lines(text: str) -> list[str]:
    return (
        _WIDE_GAP.sub(" " * 200, text[:_LIMIT])
        .replace("\u00a0", " ")
        .replace("\u202f", " ")
        .replace("\r\n", "\n")
        .split("\n")
    )


def _quote_mark(line: str) -> bool:
    return line.lstrip().startswith(">")


def _stretches(lines: Sequence[str]) -> Iterator[list[str]]:
    """The runs of lines that are no quote. A quote without «>» marks lasts to the end of the mail."""
    own: list[str] = []
    at = 0
    while at < len(lines):
        length = 1 if _quote_mark(lines[at]) and not _GROUPWISE.fullmatch(lines[at]) else _attribution(lines, at)
        if not length and not _separates(lines, at):
            own.append(lines[at])
            at += 1
            continue
        yield own
        own = []
        if not length or (not _quote_mark(lines[at]) and not _marked_below(lines, at + length)):
            return
        at += length
    yield own


def _quote_begins(lines: Sequence[str], at: int) -> bool:
    return bool(_attribution(lines, at)) or _separates(lines, at)


def _marked_below(lines: Sequence[str], at: int) -> bool:
    return next((_quote_mark(line) for line in lines[at : at + 4] if line.strip()), False)


def _attribution(lines: Sequence[str], at: int) -> int:
    """How many lines the «… skrev …:» at this place takes, 0 if there is none."""
    if not (_OPENS.match(lines[at]) or _WROTE.search(lines[at])) or not any(":" in line for line in lines[at : at + 4]):
        return 0
    if not any(map(_EVIDENCE.search, lines[at : at + 4])) and not any(map(_quote_mark, lines[at + 1 : at + 8])):
        return 0
    for length in range(1, 5):
        joined = _TEXT_BESIDE.split(" ".join(line.strip() for line in lines[at : at + length]))[0]
        if not lines[at + length - 1 : at + length] or not lines[at + length - 1].strip() or len(joined) > 400:
            return 0
        ends = ":" in joined[-8:] and (_WROTE.search(joined) or joined.startswith("*"))
        if not ends or not (_EVIDENCE.search(joined) or _marked_below(lines, at + length)):
            continue
        if any(p.fullmatch(joined) for p in _ATTRIBUTIONS):
            return length
    return 0


def _separates(lines: Sequence[str], at: int) -> bool:
    line = lines[at]
    if len(line) > 1_000:
        return False
    if _GROUPWISE.fullmatch(line):
        return True
    if not _MAY_SEPARATE.match(line):
        return False
    if _QUOTED.fullmatch(line) or _ON_ONE_LINE.fullmatch(line):
        return True
    if _FORWARDED.fullmatch(line):
        return any(c in line for c in "-_:*") or _next_header(lines, at + 1) is not None
    if _UNDERSCORES.fullmatch(line):
        below = next((one for one in lines[at + 1 : at + 4] if one.strip()), "")
        return _next_header(lines, at + 1) is not None or _TEAMS.match(below) is not None
    return _header_at(lines, at) is not None


def _next_header(lines: Sequence[str], at: int) -> int | None:
    """Where a quoted header starts, within the next lines that hold something."""
    filled = [i for i in range(at, min(at + 5, len(lines))) if lines[i].strip(" >*")]
    return next((i for i in filled[:2] if _header_at(lines, i, led=True) is not None), None)


def _header_at(lines: Sequence[str], at: int, *, led: bool = False) -> int | None:
    fields = _fields(lines, at, led=led)[0]
    return at if "from" in fields and "subject" in fields and len(fields) >= 3 else None


def _fields(lines: Sequence[str], at: int, *, led: bool = False) -> tuple[dict[str, str], int]:
    """The labelled lines from here on, by kind, and where they end; a wrapped line belongs to the one above it.

    The sender comes first, but where a separator has led up to them (Thunderbird begins with «Emne:»).
    """
    fields: dict[str, str] = {}
    last, gaps, end = "", 0, at
    for i in range(at, min(at + 24, len(lines))):
        m = _FIELD.fullmatch(lines[i]) if ":" in lines[i] else None
        kind = _LABEL_KIND.get(" ".join(m["label"].lower().split())) if m else None
        if (i == at and (kind is None if led else kind != "from")) or (kind == "from" and fields and "from" in fields):
            break
        if m and kind and kind not in fields:
            fields[kind], last, gaps, end = m["value"].strip(" *"), kind, 0, i + 1
        elif not lines[i].strip(" >") or last == "subject" or gaps >= 3:
            gaps += 1
            if gaps > 1 or (last == "subject" and "from" in fields and len(fields) >= 3):
                break
        else:
            fields[last] = f"{fields[last]} {lines[i].strip(' >')}".strip()
            gaps += 1
    return fields, end


def _forward(lines: Sequence[str], at: int, start: int, said: bool) -> Forward:
    fields, end = _fields(lines, start, led=start > at)
    sender = fields.get("from", "")
    address = _ADDRESS.search(sender)
    name = re.split(r"[<\[(]|mailto:", sender)[0].strip(" \"'*")
    sent = fields.get("sent") or None
    days = find_dates(sent) if sent else ()
    return Forward(
        comment=own_words("\n".join(line for line in lines[:at] if not _UNDERSCORES.fullmatch(line))),
        sender_name=name if name and "@" not in name else None,
        sender_email=address[0].lower() if address else None,
        sent=sent,
        sent_on=days[0].date if days else None,
        subject=fields.get("subject") or None,
        body=_unmarked(lines[end:]),
        explicit=said,
    )


def _unmarked(lines: Sequence[str]) -> str:
    filled = [line for line in lines if line.strip()]
    marked = filled and sum(map(_quote_mark, filled)) * 2 > len(filled)
    return "\n".join(re.sub(r"^\s*>\s?", "", line) if marked else line for line in lines).strip()


def _without_signature(stretch: str) -> str:
    lines = [line for line in stretch.split("\n") if not (len(line) < 600 and _ADDED.fullmatch(line.strip()))]
    end = next((i for i, line in enumerate(lines) if _signs_off(lines, i, line)), len(lines))
    last = next((i for i in range(end, len(lines)) if _LAST.match(lines[i])), len(lines))
    kept = "\n".join(_without_card(lines[:end])).strip()
    return "\n\n".join(part for part in (kept, "\n".join(lines[last:]).strip()) if part)


def _signs_off(lines: Sequence[str], at: int, line: str) -> bool:
    if _DASHES.fullmatch(line):
        return any(one.strip() for one in lines[:at])
    if len(line) > 1_500:
        return False
    closing = _CLOSING.fullmatch(_SIGNS.sub("", line).strip())
    rest = (closing["rest"] or "").strip(" /,") if closing else ""
    return bool(_DISCLAIMER.match(line) or (closing and (_NAMES.fullmatch(rest) or _CLOSING.fullmatch(rest))))


def _without_card(lines: list[str]) -> list[str]:
    """Without a last block that is a name and telephone numbers or web addresses, if something stands above it."""
    filled = [i for i, line in enumerate(lines) if line.strip()]
    blank = max((i for i in range(filled[-1]) if not lines[i].strip()), default=-1) if filled else -1
    block = lines[blank + 1 :]
    above = next((line for line in reversed(lines[: blank + 1]) if line.strip()), "")
    is_card = len(block) > 1 and any(map(_CARD.search, block)) and _NAME.fullmatch(block[0]) and ":" not in block[0]
    is_card = is_card or _is_visiting_card(block)
    return lines[:blank] if is_card and above and not above.rstrip().endswith(":") else lines


def _is_visiting_card(block: Sequence[str]) -> bool:
    """A full name, and under it short lines without a full stop that tell of a post or a house."""
    rest = [line.strip() for line in block[1:] if line.strip()]
    plain = all(line[:1].isalpha() and len(line.split()) < 8 and line[-1] not in ".!?:" for line in rest)
    return bool(rest) and plain and _FULL_NAME.fullmatch(block[0].strip()) is not None and any(map(_ROLES.search, rest))
