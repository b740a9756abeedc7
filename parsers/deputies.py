"""Who comes instead of the writer: «Siv Moe (siv.moe@…) stiller for meg», in any order of words.

A clause with a mark of standing in («for meg», «i mitt sted», «vara») and a verb of coming or sending, no negation, no
question and no «kanskje», gives the first name in it that is not hung on a preposition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from parsers.clauses import Clause, clauses, sentences
from parsers.facts import Named
from parsers.phrasebook import load
from parsers.spelling import FORMS

_DATA = load("deputies")


def _any(key: str) -> str:
    return "|".join(_DATA[key])


_MARK = re.compile(rf"(?<!\w)(?:{_any('marks')})(?!\w)", re.I)
_FOR_ANOTHER = re.compile(
    r"(?i:for|i stedet for|i staden for|istedenfor|istedet for|på vegne av|som vara for|vara for|stedfortreder"
    r" for)\s+[A-ZÆØÅ]\w+"
)
_VERB = re.compile(rf"(?<!\w)(?:{_any('verbs')})(?!\w)", re.I)
_SENDS = re.compile(rf"(?<!\w)(?:{_any('sends')})(?!\w)", re.I)
_LABEL = re.compile(rf"^\W*(?:{_any('labels')})\s?(?::|er|blir|vert|=|-|–)\s*(?P<rest>.+)$", re.I)
_NEAR = 60
_STOP = frozenset((*_DATA["no_names"], *load("answers")["who"]["no_names"], *FORMS)) - frozenset(
    load("answers")["who"]["names_like_words"]
)
_ORGS = frozenset(_DATA["organisations"])
_AFTER = frozenset(_DATA["prepositions"])
_NEGATIVE = re.compile(
    r"\b(?:hvis|dersom|viss|ikke|ikkje|itj|inte|not|ingen|kanskje|muligens|prøver|usikker|håper|spør"
    r"|hører med|høre med|lurer)\b",
    re.I,
)
_ME = re.compile(r"\b(?:jeg|eg|æ|vi|i)\b", re.I)
_NAME = re.compile(
    r"(?<![\w@.-])[A-ZÆØÅÉÖÄ][\w'’-]*(?:[ \t]+(?:[A-ZÆØÅÉÖÄ]\.|[A-ZÆØÅÉÖÄ][\w'’-]*|(?:van|von|de|af|der|el"
    r"|al)(?=\s[A-ZÆØÅ])))*(?![\w@])"
)
_LOWER = re.compile(
    r"^(?:(?:hei|ja|nei|men|da|og|så)[\s,]+)*(?P<name>[a-zæøå][a-zæøåé-]+(?:\s[a-zæøå][a-zæøåé-]+){0"
    r",2})\s(?:stiller|møter|kommer|kjem|deltar|deltek|går)\s(?:i stedet for meg|for meg|i mitt sted|i staden"
    r" for meg|i min stad|istedenfor meg|som min vara)"
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_COMES = re.compile(
    r"\b(?:kommer|kjem|stiller|møter|deltar|deltek|går|tar|tek|kan|blir med|drar|reiser"
    r"|sender)\b",
    re.I,
)
_OTHERS_NEWS = re.compile(r"(?<!som )(?<!som\n)\b(?:er|har|var|skal|må|jobber|jobbar|slutter|sluttar)\b", re.I)
_AGREED = re.compile(r"\bat (?:hun|han|ho|hen|vedkommende)\b", re.I)
_LEAD = (
    r"\W*(?:da|så|heldigvis|kan|kommer|sender|jeg sender|nestleder|kollega|avdelingsleder|min kollega"
    r"|fagsykepleier|leder)\s"
)
_BRACKETS = re.compile(r"\s?[(<\[][^()<>\[\]\n]{1,80}[)>\]]")
_PRONOUN = re.compile(r"^\W*(?:da\s)?(?:hun|han|ho|hen|vedkommende)\b", re.I)


def sends_deputy(parts: Sequence[Clause]) -> bool:
    """«Jeg sender stedfortreder»: someone comes instead, unnamed."""
    return any(_SENDS.search(c.text) and not c.question and not _NEGATIVE.search(c.text) for c in parts)


def find_deputy(text: str, parts: Sequence[Clause]) -> Named | None:
    """The person who comes instead of the writer, with the address the text gives; None when none is named surely."""
    before = ""
    for sentence in sentences(text):
        if "?" not in sentence[-4:]:
            for stretch in _stretches(sentence):
                name = _in_stretch(stretch, before)
                if name:
                    return Named(name=name, email=_email(name, sentence, text))
        before = sentence
    plain = _BRACKETS.sub("", text)
    name = _after_decline(parts if plain == text else clauses(plain))
    return Named(name=name, email=_email(name, text, text)) if name else None


def _stretches(sentence: str) -> Iterator[str]:
    yield from (s for s in re.split(r"\b(?:men|but)\b|;", sentence) if s.strip())


def _in_stretch(stretch: str, before: str) -> str | None:
    if label := _LABEL.match(stretch):
        return None if _NEGATIVE.search(label["rest"]) else next(names_in(label["rest"]), None)
    mark = _MARK.search(stretch)
    if not mark or (_FOR_ANOTHER.search(stretch) and not re.search(r"\bfor (?:meg|oss)\b", stretch, re.I)):
        return None
    near = _clause_about(stretch, mark.start())
    if _NEGATIVE.search(near) or not _VERB.search(stretch):
        return None
    if _PRONOUN.match(stretch):
        return next(reversed(list(names_in(before, hung=True))), None)
    agreed = _AGREED.search(stretch) is not None
    found = (*names_in(near, hung=agreed), *names_in(stretch[: mark.start()], hung=agreed))
    return next(iter(found), None) or _lower_name(stretch)


def _clause_about(stretch: str, place: int) -> str:
    """The part of the sentence about the mark; a name set off by commas before its verb belongs to it."""
    start = 0
    for m in re.finditer(r",\s+(?=\S)|\s(?:så|og|for|da)\s|:\s", stretch[:place]):
        left = stretch[start : m.start()]
        if (
            _COMES.search(left)
            or _ME.search(left)
            or _OTHERS_NEWS.search(left)
            or not _NAME.search(left)
            or re.match(r"\W*(?:hei|hallo|kjære)\b", left, re.I)
        ):
            start = m.end()
    return stretch[start:]


def _lower_name(stretch: str) -> str | None:
    m = _LOWER.match(stretch.strip())
    words = m["name"].split() if m else []
    return " ".join(words) if words and not any(w in _STOP for w in words) else None


def names_in(text: str, *, hung: bool = False) -> Iterator[str]:
    """The names of people in the text: capitals, not a known word, not after «fra» or «i», not an organisation.

    With `hung`, a name after a preposition counts too: «send den til Siv Moe».
    """
    for m in _NAME.finditer(_EMAIL.sub(lambda e: " " * len(e[0]), text)):
        words = m[0].split()
        while words and words[0].lower().strip(".,") in _STOP:
            words.pop(0)
        while words and words[-1].lower() in _STOP:
            words.pop()
        before = re.findall(r"[\w'’]+", text[max(0, m.start() - _NEAR) : m.start()])[-1:]
        after = re.findall(r"[\w'’]+", text[m.end() : m.end() + _NEAR])[:1]
        hangs = not hung and bool(before) and before[0].lower() in _AFTER and len(words) == len(m[0].split())
        belongs = any(w.lower() in _ORGS for w in (*words, *after))
        if words and not hangs and not belongs and len(words[0]) > 1:
            yield " ".join(words)


def _email(name: str, near: str, text: str) -> str | None:
    parts = [w.lower() for w in re.findall(r"\w+", name)]
    for place in (near, text):
        found: list[str] = [e.lower().rstrip(".") for e in _EMAIL.findall(place)]
        alike = [e for e in found if any(p[:4] in _plain(e.split("@")[0]) for p in map(_plain, parts))]
        if alike or len(set(found)) == 1:
            return (alike or found)[0]
    return None


def _plain(word: str) -> str:
    return word.translate(str.maketrans("øåéöä", "oaeoa")).replace("æ", "ae")


def _after_decline(parts: Sequence[Clause]) -> str | None:
    """«Jeg kan ikke, men Siv Moe kommer»: in one sentence, after the writer's own no."""
    for one, after in pairwise(parts):
        own = (_ME.search(one.text) and _NEGATIVE.search(one.text)) or re.search(
            r"\b(?:kan|kommer|kjem) (?:dessverre |diverre )?(?:ikke|ikkje)\b|\b(?:forfall|forhindr\w+|nei)\b", one.text
        )
        joined = one.sentence == after.sentence and after.joint in ("contrast", "comma", "cause", "and")
        if own and joined and not after.question and _COMES.search(after.text) and not _NEGATIVE.search(after.text):
            name = next(names_in(after.original), None)
            if name and re.match(rf"(?:{_LEAD}){{0,3}}{re.escape(name)}", after.original, re.I):
                return name
    return None
