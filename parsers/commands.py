"""Words the service acts on, and corrections of who was present. Language: phrases/commands.toml.

A command stands alone in its sentence or line but for kind words, in a short text: it is never dug out of a long one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product, takewhile

from parsers.facts import Command
from parsers.phrasebook import alternatives, load
from parsers.quotes import visible

_DATA = load("commands")
_LONG = 60
_KIND = frozenset(_DATA["kind"])
_WORD = re.compile(r"[\w'’-]+|👍")
_PHRASES = {tuple(p.split()): name for name, phrases in _DATA["commands"].items() for p in phrases}
_LONGEST = max(map(len, _PHRASES))
_TAKES = frozenset(_DATA["takes_argument"]["names"])
_FOLLOWED = [re.compile(rf"(?:{p})[\s.!]*", re.I) for p in _DATA["followed_up"]["patterns"]]
_NOT = frozenset({"ikke", "ikkje", "inte", "not"})
_GREETING = re.compile(r"^\s*(?:hei|hallo|heisann|kjære|hi|hello|morn)\b[^,.!\n]{0,30}[,.!]?\s*$", re.I)
_ATTENDANCE = _DATA["attendance"]
_EXCEPT = re.compile(
    rf"(?<!\w){_ATTENDANCE['everyone']}(?!\w)[^.;:?]{{0,80}}?(?<!\w)(?:{alternatives(_ATTENDANCE['except'])})\s", re.I
)
_DOUBTED = re.compile(rf"(?<!\w)(?:{_ATTENDANCE['unsure']}|ikke alle|ikkje alle)(?!\w)", re.I)
_AHEAD = r"(?:^|[.,;]\s*|\b(?:og|men|mens|medan|så|ellers|elles)\s+)"
_REST = re.compile(
    rf"{_AHEAD}(?:{_ATTENDANCE['the_rest']})\s+(?:{_ATTENDANCE['were_there']})\s*(?:[.,;!]|$)"
    rf"|{_AHEAD}(?:ellers|elles)\s+(?:var|møtte)\s+alle(?:\s+(?:andre|til ?stede|til ?stades|der))*\s*(?:[.,;!]|$)"
    rf"|^\W*(?:det\s+var\s+)?(?:{_ATTENDANCE['only']})\s*[.!]?$",
    re.I,
)


def find_commands(text: str) -> tuple[Command, ...]:
    """Every command in the writer's own words, in order, each once. Never raises. `argument` is as written."""
    own = visible(text)
    if _is_long(own):
        return ()
    found: dict[tuple[str, str | None], Command] = {}
    for piece in _pieces(own):
        for command in _in_piece(piece) if not _greets_all(piece) else ():
            found.setdefault((command.name, command.argument), command)
    return tuple(found.values())


def _greets_all(piece: str) -> bool:
    """«Hei alle sammen» says nothing of who was there; «Hei, OK» is a command all the same."""
    return _GREETING.match(piece) is not None and any(c.name == "everyone" for c in _in_piece(piece))


def only_commands(text: str) -> bool:
    """Whether the text is nothing but commands and kind words."""
    own = visible(text)
    return not _is_long(own) and all(any(_in_piece(p)) or not _core(p) or _GREETING.match(p) for p in _pieces(own))


def _is_long(own: str) -> bool:
    return len(own) > _LONG * 20 or len(own.split()) > _LONG


def _pieces(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        yield from (s.strip() for s in re.split(r"(?<=[.!?])\s+|\s+[-–]\s+|,\s+(?=men\b)", line) if s.strip())


def _core(piece: str) -> tuple[str, ...]:
    return tuple(w for w in (x.lower() for x in _WORD.findall(piece)) if w not in _KIND)


def _in_piece(piece: str) -> Iterator[Command]:
    if piece.endswith("?") and len(piece) > 6:
        return
    words = tuple(w.lower() for w in _WORD.findall(piece))
    if _EXCEPT.search(piece) or (_REST.search(piece) and not _DOUBTED.search(piece)):
        yield Command(name="everyone")
        return
    name = _PHRASES.get(words) or _PHRASES.get(_trimmed(words)) or _PHRASES.get(_core(piece)) or _either(piece)
    if name:
        yield Command(name=name)
        return
    yield from _followed_up(piece)
    yield from _with_argument(piece, words)


def _trimmed(words: tuple[str, ...]) -> tuple[str, ...]:
    """The words without kind ones at both ends, so that phrases that hold kind words are found too."""
    ahead = sum(1 for _ in takewhile(_KIND.__contains__, words))
    behind = sum(1 for _ in takewhile(_KIND.__contains__, reversed(words)))
    edges = product(range(ahead + 1), range(len(words), len(words) - behind - 1, -1))
    within = (words[first:last] for first, last in edges if 0 < last - first <= _LONGEST)
    return next((inner for inner in within if inner in _PHRASES), ())


def _either(piece: str) -> str | None:
    """«OK, send»: two commands joined by a comma; the weightier one counts, a stop above all."""
    names = [
        _PHRASES.get(_trimmed(tuple(w.lower() for w in _WORD.findall(part))))
        for part in re.split(r"[,.!]|\bog\b", piece)
    ]
    named = [n for n in names if n]
    whole = len(named) == sum(bool(_core(part)) for part in re.split(r"[,.!]|\bog\b", piece))
    return next((n for n in ("stop", "send", "everyone", "ok") if n in named), None) if whole else None


def _followed_up(piece: str) -> Iterator[Command]:
    if set(_WORD.findall(piece.lower())) & _NOT:
        return
    for pattern in _FOLLOWED:
        if m := pattern.fullmatch(piece.strip()):
            said = next((v for v in m.groupdict().values() if v), None)
            yield Command(name="followed-up", argument=said.strip(" .!,") if said else None)
            return


def _with_argument(piece: str, words: tuple[str, ...]) -> Iterator[Command]:
    name = _PHRASES.get(words[:1])
    rest = words[1:]
    said = piece.split(None, 1)[1].strip(" .!:") if name and len(piece.split(None, 1)) > 1 else ""
    named = re.fullmatch(
        r"(?:for\s+|i\s+|siden\s+)?(?:\d[\d. ]*\w*(?:\s\d{4})?|[A-ZÆØÅ][\w'-]+(?:\s[A-ZÆØÅ][\w'-]+){0,3})", said
    )
    if name in _TAKES and rest and named and ":" not in piece:
        yield Command(name=str(name), argument=re.sub(r"^(?:for|i|siden)\s+", "", said))
