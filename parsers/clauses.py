"""A text cut into clauses, each with how it hangs on the one before: the ground on which answers are read.

A full stop after «kl», «ca» or a date's figure ends no sentence, and a line wrapped by a mail program is one line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from parsers.phrasebook import alternatives, load

_LIMIT, _NEAR, _MOST = 4_000, 200, 400
_SCOPE = load("answers")["scope"]
_ME = alternatives(load("answers")["who"]["me"])
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:kl|ca|nr|evt|ev|f\.?eks|bl\.?a|dvs|jf|jan|feb|febr|mar|apr|jun|jul|aug|sept?|okt|nov|des"
    r"|osv|m\.?m|mm|tlf|dr|p\.?g\.?a|pga|mvh|ang|vedr"
    r"|man|tirs?|ons|tors?|fre|lør|søn|[A-ZÆØÅ])$",
    re.I,
)
_END = re.compile(r"[.!?…;]+(?=[\s\"»)]|$)|\n|(?<=\w)[)»\"]*\s?[😀-🙏🌀-🗿](?=\s)")
_WRAPPED = re.compile(
    r"(?:\b(?:og|men|at|å|for|på|i|til|som|med|av|om|fra|frå|ikke|ikkje|jeg|eg|kan|er|har|den|kl\.?)|,)$", re.I
)
_TOKEN = re.compile(r"[^\W_](?:[\w'’./-]*[^\W_])?")
_VERB = re.compile(
    r"\b(?:er|har|blir|vert|må|skal|kan|ble|vart|var|fikk|får|går|tror|håper|gleder|\w+(?:er|ar)|kjem|deltek"
    r"|will|won't|can't|i'm|we're|am|is|are|have|stiller|takk|melder|slutta|sluttet|begynte|sa|sendte|svarte|meldte|tok|ga)\b",
    re.I,
)
_JOINTS = re.compile(
    r"(?P<concession>\b(?:selv om|sjølv om|til tross for|trass i|enda om|even though|although|though)\b)"
    r"|(?P<contrast>\b(?:men|but|bortsett fra)\b|(?<=, )(?:imidlertid|derimot|however)\b)"
    rf"|(?P<condition>\b(?:{alternatives(w for w in _SCOPE['conditions'] if w != 'om')})\b|\bom\s+(?={_ME}\b"
    rf"|det\b|ikke\b|vakt|alt\b|(?:\w+\s){{1,2}}(?:blir|er|får|går|kan|holder|slipper|finner|vil)\b))"
    rf"|(?P<cause>\b(?:fordi|ettersom|siden(?=\s+(?:{_ME})\b)|sidan|slik at|because|mens|medan|når"
    rf"|så(?=\s+(?:{_ME}|kommer|kjem|da|då|må|kan|får|deltar|derfor|melder|blir|stiller|det|sender|ikke)\b|\s+(?!godt|lenge|fort|snart|mye|langt|vidt|sant|ofte|raskt)\w+\s+(?:{_ME})\b)"
    rf"|so(?=\s+(?:i|we|i'll|i'm|won't|can't|will|unable)\b)|(?:for|da|då|as)(?=\s+(?:{_ME})\s+\w))\b)"
    r"|(?P<colon>:(?=\s))"
    r"|(?P<and>\b(?:og|and|samt|eller|och)\b)"
    r"|(?P<comma>,(?!\d)|\s[-–—]\s|[()]|\s[-–—]$)",
    re.I,
)


_INVERTED = re.compile(
    r"(?:^|[\s,])(?:kan|er|skal|må|har|vil|får|går|blir|vert|kommer|kjem|passer|passar|var|can|is|will|should|do|does)\s"
    r"(?:jeg|eg|vi|me|du|dere|det|dykk|de|dei|noen|nokon|man|alle|møtet|i|we|you|[A-ZÆØÅ]\w+)\b"
    r"|^\W*(?i:hv\w+|kv\w+|kor\w*|når|om|what|when|where|who|how|which)\b|\b(?i:lurer|lurar|spør|ønsker|wonder)\b"
)
_FIRST_IF = re.compile(r"\W*(?:hvis|dersom|viss|om|if)\b", re.I)
# «Har du ferie nå, eller kan jeg ringe?»: both halves ask.
_EITHER = re.compile(r"(?:eller|or)\b", re.I)
_VERB_FIRST = re.compile(
    r"(?:får|har|kan|er|skal|må|vil|kommer|går|passer|are|is|can|will|do|does) "
    r"(?:jeg|eg|vi|me|du|dere|det|noen|nokon|you|we|i)\b",
    re.I,
)
_GOES_ON = re.compile(r" *[a-zæøå\d]")


@dataclass(frozen=True, kw_only=True)
class Clause:
    """One clause. `joint` tells how it hangs on the one before: contrast, condition, cause, concession, and, comma

    `sentence` and `segment` number its sentence and, within the text, its stretch between contrasts. `text` is lower
    case with single blanks; `original` is as written.
    """

    original: str
    text: str
    words: tuple[str, ...]
    joint: str
    sentence: int
    segment: int
    question: bool


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of the first 4,000 characters with their end marks, white space squeezed."""
    return _sentences(text[:_LIMIT])


@lru_cache(8)
def _sentences(text: str) -> tuple[str, ...]:
    joined = _unwrapped(text.replace("\u00a0", " ").replace("’", "'"))
    out: list[str] = []
    start = 0
    for m in _END.finditer(joined):
        if m[0].startswith(".") and m[0] == "." and _no_stop(joined, start, m):
            continue
        out.append(joined[start : m.end()])
        start = m.end()
    out.append(joined[start:])
    return tuple(s for one in out if (s := " ".join(one.split())) and re.search(r"\w|[^\x00-\u2000]", s))


def _no_stop(text: str, start: int, m: re.Match[str]) -> bool:
    before = text[max(start, m.start() - 12) : m.start()]
    if before[-1:].isdecimal():
        return _GOES_ON.match(text, m.end()) is not None
    return bool(_ABBREVIATED.search(before)) and bool(text[m.end() :].lstrip(" "))


def _unwrapped(text: str) -> str:
    out = [""]
    for line in map(str.strip, text.split("\n")):
        last = out[-1]
        goes_on = last and line and last[-1] not in ".!?:;"
        if goes_on and (line[:1].islower() or len(last) >= 60 or _WRAPPED.search(last[-20:])):
            out[-1] = f"{last} {line}"
        else:
            out.append(line)
    return "\n".join(out)


def clauses(text: str) -> tuple[Clause, ...]:
    """The clauses of the text in order, at most some hundreds."""
    out: list[Clause] = []
    segment = 0
    for number, sentence in enumerate(sentences(text)):
        segment += 1
        asked = "?" in sentence[-4:]
        pieces = list(_pieces(sentence))
        for at, (joint, piece) in enumerate(pieces):
            question = asked and (
                _FIRST_IF.match(piece) is not None
                or (len(pieces) > 1 and _EITHER.match(pieces[-1][1]) and _VERB_FIRST.match(piece))
                or at >= len(pieces) - 1
                or _asks(piece, pieces[-1][1])
            )
            segment += joint == "contrast"
            lower = " ".join(piece.lower().split())
            words = tuple(w.lower() for w in _TOKEN.findall(piece))
            out.append(
                Clause(
                    original=piece,
                    text=lower,
                    words=words,
                    joint=joint,
                    sentence=number,
                    segment=segment,
                    question=bool(question),
                )
            )
    return tuple(out[:_MOST])


def _asks(piece: str, last: str) -> bool:
    """Whether a piece before the last of a question asks too: «Kommer, men er det parkering?» begins with an answer."""
    return _INVERTED.search(piece) is not None or len(last.split()) < 3


def _pieces(sentence: str) -> Iterator[tuple[str, str]]:
    start, joint = 0, ""
    for m in _JOINTS.finditer(sentence):
        kind = m.lastgroup or ""
        left = sentence[start : m.start()]
        if not _splits(kind, left, sentence[m.end() :]):
            continue
        if left.strip(" ,.!?;"):
            yield joint, left.strip(" ,;")
            joint = kind
        else:
            joint = kind if kind != "comma" or not joint else joint
        start = m.start() if kind == "condition" else m.end()
    if sentence[start:].strip(" ,.!?;"):
        yield joint, sentence[start:].strip(" ,;")


def _splits(kind: str, left: str, right: str) -> bool:
    if kind == "and":
        return bool(_VERB.search(left[-_NEAR:])) and bool(_VERB.search(right[:_NEAR]))
    if kind == "condition":
        return not re.search(
            r"\b(?:ikke|ikkje|itj|sikker|på|ennå|enno|sjekke|helt|heilt|avklare|se|sjå|finne ut|lurer|av"
            r"|beskjed|selv|vet|veit|spør|spurte|spørre|lurte)\s*$",
            left,
            re.I,
        )
    return True
