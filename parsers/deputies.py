"""Who comes instead of the writer: «Siv Moe (siv.moe@…) stiller for meg», in any order of words.

Every name becomes the one letter N, and so do «hun» and «han», which mean the one named before; then the templates of
phrases/deputies.toml are looked for, sentence by sentence. A doubt or a denial about the name gives nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from parsers.clauses import Clause, sentences
from parsers.facts import Named
from parsers.names import FIRST_NAMES
from parsers.phrasebook import load
from parsers.spelling import FORMS

_DATA = load("deputies")
_N = "\ue000"
_GAP = rf"(?:[\s,]+[^\s,;:!?{_N}]+){{0,9}}?"
_ROLE = rf"(?:[\s,:]+(?!og\b|eller\b|ikke\b|jeg\b)[^\W{_N}]+){{0,4}}?"
_APPOSITION = rf"(?:,[^,;:!?{_N}]{{2,60}},)?,?"


def _any(key: str) -> str:
    return f"(?:{'|'.join(_DATA[key])})"


def _template(words: str) -> re.Pattern[str]:
    words = words.replace("{role} N", r"{role}[\s,:]+N")
    for name, meaning in (
        ("gap", _GAP),
        ("role", _ROLE),
        ("apposition", _APPOSITION),
        ("comes", rf"{_any('comes')}(?!\w)"),
        ("arrives", rf"{_any('arrives')}(?!\w)"),
        ("adverbs", rf"(?:[\s,]+(?!og\b|ikke\b)[^\s,;:!?{_N}]+){{0,3}}?"),
        ("lead", rf"(?:(?!jeg\b|vi\b|ikke\b|og\b|at\b|men\b)[^\W\d{_N}]+[\s,]+){{0,3}}"),
        ("mark", rf"{_any('marks')}(?!\w)"),
        ("stands_in", rf"{_any('stands_in')}(?!\w)"),
        ("sends", _any("sends")),
        ("agreed", _any("agreed")),
        ("not_sent", _DATA["not_sent"]),
    ):
        words = words.replace(f"{{{name}}}", meaning)
    return re.compile(rf"(?<!\w){words.replace('N', _N)}(?!\w)".replace("(?<!\\w)" + _N, _N), re.I)


@cache
def _templates(name: str) -> tuple[re.Pattern[str], ...]:
    """The templates of that name, written out when first needed: most mails name no deputy."""
    return tuple(map(_template, _DATA[name]))


_UNNAMED = re.compile(rf"(?<!\w){_any('sends_unnamed')}(?!\w)", re.I)
_LABEL = re.compile(rf"^\W*{_any('labels')}\s?(?::|er|blir|=|-|–)\s*(?P<rest>.+)$", re.I)
_ALSO = re.compile(r"\b(?:også|sammen med|heller|begge|med meg|som (?:planlagt|avtalt|vanlig)|allerede)\b", re.I)
_NEAR = 60
_STOP = frozenset((*_DATA["no_names"], *load("answers")["who"]["no_names"], *FORMS)) - frozenset(
    load("answers")["who"]["names_like_words"]
)
_ORGS = frozenset(_DATA["organisations"])
_AFTER = frozenset(_DATA["prepositions"])
_DENIED = re.compile(
    r"\b(?:ikke|slipper|trenger|not|ingen|verken|kanskje|muligens|prøver|usikker|håper|spør|hvis|dersom)\b", re.I
)
# «Siv Moe kommer for meg, kan du sende henne lenken?»
_ASKS = re.compile(r",\s+(?=(?:kan|kunne|er|har|vil|skal|får|går|hva|når|hvor|can|could)\b)", re.I)
_FOR_ANOTHER = re.compile(rf"\b(?:vara|stedfortreder|vikar|stedet|vikarierer) for (?:{_N}|ham|henne)", re.I)
_NOT_ME = re.compile(r",?\s*\b(?:og )?ikke (?:jeg|meg|selv|undertegnede)\b|\bnot me\b", re.I)
_DOUBTED = re.compile(
    r"\b(?:hvis|dersom|om(?! å| at)|kanskje|muligens|mulig|håper|spør|spurt|høre|hører|lurer|tror|prøver|usikker"
    r"|trenger ikke|slipper|behøver ikke"
    rf"|foreslår|forslag|ikke {_N}|verken)\b",
    re.I,
)
_SAID_YES = re.compile(
    r"\bsagt (?:seg villig|ja)\b|\b(?:hun|han|hen|vedkommende) (?:kan|stiller|møter|kommer|tar)\b", re.I
)
_BOUNDARY = re.compile(r"[,;:]|\b(?:og|så|for|men|da)\b", re.I)
_NAME = re.compile(
    r"(?<![\w@.-])[A-ZÆØÅÉÖÄ][\w'’-]*(?:[ \t]+(?:[A-ZÆØÅÉÖÄ]\.|[A-ZÆØÅÉÖÄ][\w'’-]*|(?:van|von|de|af|der|el"
    r"|al)(?=\s[A-ZÆØÅ])))*(?![\w@])"
)
_SMALL_NAME = re.compile(
    r"(?:^|\bog |\bså |\bmen |\bda |\bsender |[,.:] ?)"
    r"(?P<name>[a-zæøå][a-zæøåé-]+(?: [a-zæøå][a-zæøåé-]+){0,2})(?= (?:stiller|møter|kommer|deltar|går|tar)\b|$)"
)
_TITLE = re.compile(
    r"\w*(?:leder|leiar|lederen|leiaren|pleier|pleieren|pleiar|sjef|ordfører|lege|terapeut|rådgiver|konsulent|koordinator|spurte|spurt|bedt|ba|annet)$",
    re.I,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_BRACKETS = re.compile(r"\s?[(<\[][^()<>\[\]\n]{1,80}[)>\]]")
_PRONOUN = re.compile(r"\b(?:hun|han|hen|vedkommende|he|she)\b", re.I)


@dataclass(frozen=True, kw_only=True)
class _Masked:
    """A sentence with each name as N, and who they are, in order; a pronoun is the one named last."""

    text: str
    names: tuple[str, ...]

    def name_at(self, place: int) -> str | None:
        """Whose N stands here."""
        at = self.text.count(_N, 0, place)
        return self.names[at] if at < len(self.names) else None


def sends_deputy(parts: Sequence[Clause]) -> bool:
    """«Jeg sender stedfortreder»: someone comes instead, unnamed."""
    return any(_UNNAMED.search(c.text) and not c.question and not _DENIED.search(c.text) for c in parts)


def find_deputy(text: str, *, declined: bool = False, beside: str = "") -> Named | None:
    """The person who comes instead of the writer, with the address the text gives; None when none is named surely.

    `beside` is the whole body, where the address may stand under the signature.
    `declined` is whether the writer says no anyway: then less is needed to tell that the other comes instead.
    """
    last = ""
    for sentence in _joined(sentences(text)):
        masked = _masked(sentence, last)
        last = masked.names[-1] if masked.names else last
        if name := _in_sentence(sentence, masked, declined=declined):
            return Named(name=name, email=_email(name, sentence, text) or _alike(name, beside))
    return None


def _joined(every: Sequence[str]) -> Iterator[str]:
    """The sentences, one that ends in a colon with the line after it: «Sender vara:» and a name under it."""
    held = ""
    for sentence in every:
        if sentence.endswith(":"):
            held = f"{held} {sentence}".strip()
            continue
        yield f"{held} {sentence}".strip()
        held = ""
    if held:
        yield held


def _masked(sentence: str, last: str) -> _Masked:
    """The sentence without addresses and brackets, names and pronouns as N."""
    plain = _without_addresses(sentence)
    spans = [
        (start, start + len(name), name) for start, name in _names(plain, hung=True) if _person(plain, start, name)
    ]
    small = next(
        ((m.start("name"), m.end("name"), m["name"]) for m in _SMALL_NAME.finditer(plain) if _is_small(m)), None
    )
    starts = {start for start, _, _ in spans}
    pronouns = ((m.start(), m.end(), "") for m in _PRONOUN.finditer(plain) if m.end() + 1 not in starts)
    spans = sorted([*spans, *([small] if small else []), *pronouns])
    out, names, end = "", [], 0
    for start, stop, name in spans:
        if start < end or not (who := name or last):
            continue
        out += plain[end:start] + _N
        names.append(who)
        end, last = stop, who
    return _Masked(text=" ".join((out + plain[end:]).split()), names=tuple(names))


def _without_addresses(text: str) -> str:
    return re.sub(r",\s*(?=[,.])", "", _EMAIL.sub("", _BRACKETS.sub("", text)))


def _person(text: str, start: int, name: str) -> bool:
    """Whether the name is a person's: no place after «i», no lone word that only begins the sentence."""
    if name.split()[0].split("-")[0] in FIRST_NAMES:
        return True
    ahead = re.findall(r"[\w'’]+", text[max(0, start - _NEAR) : start])
    placed = bool(ahead) and (ahead[-1].lower() in _AFTER - {"til", "med"} or ahead[-1].lower().startswith("represent"))
    return not placed and (" " in name or bool(ahead))


def _is_small(m: re.Match[str]) -> bool:
    """Whether words in small letters are a name: «siv moe stiller for meg»."""
    words = m["name"].split()
    return words[0].capitalize() in FIRST_NAMES and not any(w in _STOP for w in words)


def _in_sentence(sentence: str, masked: _Masked, *, declined: bool) -> str | None:
    told = _ASKS.split(masked.text)[0] if "?" in sentence[-4:] else masked.text
    question = "?" in told[-4:]
    if _N not in told:
        return None
    if label := None if question else _LABEL.match(told):
        sure = not _DENIED.search(label["rest"])
        return masked.name_at(told.index(_N)) if sure and _N in label["rest"] else None
    text = _NOT_ME.sub("", told) if "som" not in told else told
    rooms = ("templates_asked", "templates", "templates_after_no")[: 1 if question else 3 if declined else 2]
    templates = (template for room in rooms for template in _templates(room))
    for template in templates:
        for m in template.finditer(text):
            if _sure(text, m):
                return masked.name_at(m.start() + m[0].index(_N))
    return None


def _sure(text: str, m: re.Match[str]) -> bool:
    """No denial inside the phrase, no doubt ahead of it in its clause, unless the person is said to have agreed."""
    if _FOR_ANOTHER.search(text):
        return False
    rest = re.split(r"[;:.!?]|\bmen\b", text[m.end() :])[0]
    if _DENIED.search(_NOT_ME.sub("", m[0])) or _ALSO.search(m[0] + rest):
        return False
    around = re.split(r"[;]|\bmen\b|\bbut\b", text[: m.start()])[-1]
    start = max((b.end() for b in _BOUNDARY.finditer(around)), default=0)
    doubted = _DOUBTED.search(around[start:] + m[0])
    return not doubted or _SAID_YES.search(text[m.start() :].replace(_N, "hun")) is not None


def names_in(text: str, *, hung: bool = False) -> Iterator[str]:
    """The names of people in the text: capitals, not a known word, not after «fra» or «i», not an organisation.

    With `hung`, a name after a preposition counts too: «send den til Siv Moe».
    """
    yield from (name for _, name in _names(_EMAIL.sub(lambda e: " " * len(e[0]), text), hung=hung))


def _names(text: str, *, hung: bool) -> Iterator[tuple[int, str]]:
    """Each name and where it begins."""
    for m in _NAME.finditer(text):
        words = m[0].split()
        while words and (words[0].lower().strip(".,") in _STOP or (len(words) > 1 and _TITLE.match(words[0]))):
            words.pop(0)
        while words and words[-1].lower() in _STOP:
            words.pop()
        before = re.findall(r"[\w'’]+", text[max(0, m.start() - _NEAR) : m.start()])[-1:]
        after = re.findall(r"[\w'’]+", text[m.end() : m.end() + _NEAR])[:1]
        hangs = not hung and bool(before) and before[0].lower() in _AFTER and len(words) == len(m[0].split())
        belongs = any(w.lower() in _ORGS for w in (*words, *after))
        if words and not hangs and not belongs and len(words[0]) > 1:
            yield text.index(words[0], m.start()), " ".join(words)


def _email(name: str, near: str, text: str) -> str | None:
    """The address like the name, or the only one, in the sentence or else in the text."""
    for place in (near, text):
        found = _emails(place)
        if (alike := _alike(name, place)) or len(set(found)) == 1:
            return alike or found[0]
    return None


def _alike(name: str, place: str) -> str | None:
    parts = [_plain(w.lower())[:4] for w in re.findall(r"\w+", name)]
    return next((e for e in _emails(place) if any(p in _plain(e.split("@")[0]) for p in parts)), None)


def _emails(text: str) -> list[str]:
    return [e.lower().rstrip(".") for e in _EMAIL.findall(text)]


def _plain(word: str) -> str:
    return word.translate(str.maketrans("øåéöä", "oaeoa")).replace("æ", "ae")
