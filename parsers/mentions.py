"""People mentioned in running text: where their names stand, and the text with each person as one letter.

A sentence with its names masked reads alike whoever it is about, so that what is said of people can be a table of
phrases: «Ola Lie møter for meg» and «ho Marit møter for meg» both become «P møter for meg».
Words: phrases/deputies.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from parsers.clauses import sentences
from parsers.names import FIRST_NAMES, MUNICIPALITIES, NEVER, ORG_STARTS, ORG_WORDS, TITLES, UP
from parsers.phrasebook import alternatives, load
from parsers.spelling import FORMS
from parsers.templates import one_of

_DATA = load("deputies")
_MASK = {key: one_of(listed) for key, listed in _DATA["mask"].items()}
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
# A line that ends with an address is a sentence; the next is not what she says of it, but perhaps who writes.
_ADDRESS_LINE = re.compile(rf"{EMAIL.pattern}[>)]?(?=[ \t]*\n)")
_BASE, _MOST = 0xE000, 900
PERSON = f"[{chr(_BASE)}-{chr(_BASE + _MOST)}]"
_NEAR = 60
_STOP = frozenset((*_DATA["no_names"], *load("answers")["who"]["no_names"], *FORMS)) - frozenset(
    load("answers")["who"]["names_like_words"]
)
_SMALL_FIRST_NAMES = {n.lower() for n in FIRST_NAMES} - _STOP - set(load("answers")["who"]["names_like_words"])
_ORGS = frozenset(_DATA["organisations"])
_MONTH_NAMES, _BEFORE_MONTHS = frozenset(_DATA["month_names"]), frozenset(_DATA["before_months"])
# What someone is, in capitals before her name: «LIS Amalie Krogh», «LIS1 Amalie Krogh».
_CODE = re.compile(rf"[{UP}]{{2,4}}(?= [{UP}][^{UP}])|\w{{2,5}}\d(?= [{UP}])")
_AFTER = frozenset(_DATA["prepositions"])
_PLACED = frozenset(_DATA["before_places"])
_IN_OR_AT = frozenset(_DATA["in_or_at"])
_PARTICLES = alternatives(load("names")["particles"])
_PART = rf"[{UP}](?:\.|[\w'’-]*)"
_NAME = re.compile(rf"(?<![\w@.-])[{UP}][\w'’-]*(?:[ \t]+(?:(?:{_PARTICLES})\s){{0,3}}{_PART})*(?![\w@])")
_DEPUTY = re.compile(r"vara(?!ordf)|ste?a?dfortred|vikar")
_TITLE = rf"(?:{alternatives(t for t in TITLES if not _DEPUTY.match(t))}|{_MASK['titles']})"
_IS_TITLE = re.compile(rf"(?:{_TITLE})(?:en|a|et)?", re.I)
_NO_ONE = re.compile(_MASK["no_first_name"])
_WHOLE_NAME = rf"[{UP}][\w'’-]+(?:\s{_PART})*"
_DOES = re.compile(rf"(?i:,? (?:{_MASK['does']})(?!\w))")
_SMALL_WORD = re.compile(r"(?<![\w@.-])[^\W\d][\w-]+(?![\w@])")
_SMALL_SURNAME = re.compile(r"\s(?!\w+(?:er|ar|te)\b)[^\W\d]{2,}(?![\w@-])")
_GREETING = re.compile(rf"^\W*(?i:{_MASK['greetings']})(?:\s(?:og\s|and\s)?{_WHOLE_NAME})*\s*(?=[,!.]|$)")
# «Jarle Sunde fra Ytre Sula»: where she is from is no second person.
_HOME = re.compile(rf"[{UP}][\w-]+,? (?:fra|frå|i|på|from|in|at) $")
_BRACKETS = re.compile(r"\s?[(<\[]([^()<>\[\]\n]{0,80})[)>\]]")
_PHONE = re.compile(r"(?:\b(?:tlf|mob|telefon|mobil|phone|tel)\w*[.:]*\s*)?\+?\d(?:[\s-]?\d){7,11}(?!\d)", re.I)
_BEFORE = re.compile(
    rf"(?:(?<!\w)(?:{_MASK['articles']}|{_TITLE}(?:en|a|et)?)\.?(?:\s(?:{_MASK['owners']}))?\s){{1,6}}(?={PERSON})"
)
_APPOSITION = re.compile(rf"(?<={PERSON}),\s(?!(?:{_MASK['no_apposition']})\b)[^,.;:]{{2,60}},(?!\s(?:og|and)\b)")
_TITLED = re.compile(rf"(?<={PERSON}),\s(?:{_TITLE})(?:\s(?:ved|i|på|fra|hos|for)\s[\w ]{{2,40}}?)?(?=[,.;:]|$)")
_SET_OFF = re.compile(rf",\s({PERSON}),(?!\s(?:{PERSON}|og|and)\b)")
_PRONOUN = re.compile(rf"{PERSON}|(?<!\w)(?:{_MASK['pronouns']})(?!\w)")
_LABEL_LINE = re.compile(r"(?P<word>\b(?:er|is|blir)(?=[ \t]*\n)|(?=:)):?[ \t]*\n\s*(?=\S)")
# «Siv Moe's got it»; and the next line of a filled-in form, which goes on from no other.
_CONTRACTED = re.compile(r"(?<=\w)['’]s (?=(?:got|there|in|on|\w+ing)\b)")
_FORM_LINE = re.compile(rf"(?<=\w|\))[ \t]*\n(?=\s*[{UP}][\w-]+(?: \w+)?:\s)")
_SHORT = re.compile(r"\b(ass|konst|fung|avd|tidl|spes|komm|ms|mr|mrs|dr)\.(?=\s)", re.I)
# «Nå er det Siv Moes tur»: whose turn it is comes.
_GENITIVE = re.compile(r"(?<=[^\Ws])s (?=(?:tur|oppgave|jobb)\b)")


@dataclass(frozen=True, kw_only=True)
class Masked:
    """A sentence as written, and in small letters with its people masked."""

    original: str
    text: str
    asks: bool


@dataclass
class People:
    """The people of one text, each with her letter; a first name alone means the person already named in full.

    `places` are the names of one word that stand after «på» or «i» somewhere, and are nobody anywhere.
    """

    names: list[str] = field(default_factory=list)
    places: frozenset[str] = frozenset()

    def letter(self, name: str) -> str:
        known = next(
            (
                n
                for n, one in enumerate(self.names)
                if one == name or one.startswith(f"{name} ") or name.startswith(f"{one} ")
            ),
            None,
        )
        if known is None:
            if len(self.names) >= _MOST:
                return name
            self.names.append(name)
            known = len(self.names) - 1
        elif name.startswith(f"{self.names[known]} "):  # «Ida møter for meg. Ida Fossum heter hun»
            self.names[known] = name
        return chr(_BASE + known)

    def is_known(self, letter: str) -> bool:
        """Whether the name is more than one word, or a first name known here."""
        name = self.name(letter)
        return " " in name or name.capitalize() in FIRST_NAMES

    def name(self, letter: str) -> str:
        return self.names[ord(letter) - _BASE]


def names_in(text: str, *, hung: bool = False) -> Iterator[str]:
    """The names of people in the text: capitals, not a known word, not after «fra» or «i», not an organisation.

    With `hung`, a name after a preposition counts too: «send den til Siv Moe».
    """
    for name, start, _ in _names(EMAIL.sub(lambda e: " " * len(e[0]), text)):
        before = _word_before(text, start)
        if hung or before not in _AFTER or not text[:start].rstrip().endswith(before):
            yield name


def _names(text: str) -> Iterator[tuple[str, int, int]]:
    """Each name with where it starts and ends, known words at its ends cut off."""
    for m in _NAME.finditer(text):
        words = [(w[0], m.start() + w.start(), m.start() + w.end()) for w in re.finditer(r"\S+", m[0])]
        while words and _before_name(text, words):
            words.pop(0)
        while words and words[-1][0].lower() in _STOP:
            words.pop()
        after = re.findall(r"[\w'’]+", text[m.end() : m.end() + _NEAR])[:1]
        belongs = any(w.lower() in _ORGS for w in (*(w for w, _, _ in words), *after))
        if words and not belongs and len(words[0][0]) > 1:
            yield " ".join(w for w, _, _ in words), words[0][1], words[-1][2]


def _no_name(word: str) -> bool:
    small = word.lower().strip(".,")
    first, _, rest = small.partition("-")
    if small in _STOP or (rest and first in _STOP and word.endswith(rest)):  # «Teams-lenke»
        return True
    return _IS_TITLE.fullmatch(word.strip(".,")) is not None


def _before_name(text: str, words: list[tuple[str, int, int]]) -> bool:
    """Whether the first word only stands ahead of a name; «Mai Britt Solem» and «Are Sandbakk» begin with theirs."""
    first, start, _ = words[0]
    if not _no_name(first):
        return _CODE.match(text, start) is not None and first.capitalize() not in FIRST_NAMES
    if len(words) < 2 or _no_name(words[1][0]) or not first.istitle():
        return True
    return first not in FIRST_NAMES and (first not in _MONTH_NAMES or _word_before(text, start) in _BEFORE_MONTHS)


def _word_before(text: str, place: int) -> str:
    found = re.findall(r"[\w'’]+", text[max(0, place - _NEAR) : place])
    return found[-1].lower() if found else ""


def masked(text: str) -> tuple[People, tuple[Masked, ...]]:
    """The sentences of the text with their people masked, «hun» and «han» as the one named last."""
    text = _ADDRESS_LINE.sub(r"\g<0>.", text)
    people, last = People(places=frozenset(_places(text))), ""
    found = []
    for sentence in sentences(
        _FORM_LINE.sub(r".\g<0>", _SHORT.sub(r"\1", _LABEL_LINE.sub(r"\g<word>: ", _capitals(text))))
    ):
        plain, last = _referred(_collapsed(_lettered(sentence, people)), last)
        found.append(Masked(original=sentence, text=plain, asks="?" in sentence[-4:]))
    return people, tuple(found)


def _places(text: str) -> Iterator[str]:
    """The names of one word that the text says something is in or at: «være på Nordvik»."""
    for name, start, _ in _names(EMAIL.sub("", text)):
        if " " not in name and name not in FIRST_NAMES and _word_before(text, start) in _IN_OR_AT:
            yield name


def _capitals(text: str) -> str:
    """The names that are written in full with capitals somewhere, with them everywhere: «siv moe … (Siv Moe, …)»."""
    for name in {n for n, _, _ in _names(text) if " " in n} if text != text.lower() else ():
        text = re.sub(rf"(?<![\w@.-]){re.escape(name.lower())}(?![\w@])", name, text)
    return text


def _lettered(sentence: str, people: People) -> str:
    """The sentence in small letters, its greeting, addresses and telephone numbers gone and its people as letters."""
    plain = _BRACKETS.sub(_bracket, EMAIL.sub("", _GREETING.sub("", re.sub(r'["«»“”]', "", sentence))))
    plain = _GENITIVE.sub(" sin ", _CONTRACTED.sub(" is ", _PHONE.sub("", plain)))
    out, end = [], 0
    for name, start, stop in _names(plain) if plain != plain.lower() else _small_names(plain):
        if name not in people.places and _is_person(name, plain, start):
            out += [plain[end:start].lower(), people.letter(name)]
            end = stop
    return "".join((*out, plain[end:].lower()))


def _small_names(text: str) -> Iterator[tuple[str, int, int]]:
    """Names in a sentence without a capital: first names that are no word, and at most one unknown word after them."""
    end = 0
    for m in _SMALL_WORD.finditer(text):
        if m[0] in _SMALL_FIRST_NAMES and m.start() >= end:
            end = m.end()
            while (after := _SMALL_SURNAME.match(text, end)) and after[0].strip() not in _STOP:
                end = after.end()
                if after[0].strip() not in _SMALL_FIRST_NAMES:
                    break
            yield text[m.start() : end], m.start(), end


def _bracket(m: re.Match[str]) -> str:
    """A bracket that names a person stays as an apposition; any other goes."""
    return f", {m[1]}," if any(_is_person(n, m[1], at) for n, at, _ in _names(m[1])) else ""


def _is_person(name: str, text: str, start: int) -> bool:
    words = name.split()
    low = words[0].lower()
    if name.endswith("'s"):
        return False
    if name in MUNICIPALITIES or words[-1].lower() in ORG_WORDS or low in ORG_STARTS | NEVER:
        return len(words) > 1 and (words[0] in FIRST_NAMES or words[0] in _MONTH_NAMES)
    before = _word_before(text, start)
    if words[0] not in FIRST_NAMES and _HOME.search(text[:start]):
        return False
    if len(words) > 1 or words[0].capitalize() in FIRST_NAMES or before in _DATA["articles"]:
        return not (before in _PLACED and words[-1].isupper())
    if before in _PLACED or (words[0].isupper() and len(words[0]) < 5):
        return False
    since = max(text.rfind(stop, 0, start) for stop in ".!?:") + 1
    if any(letter.isalpha() for letter in text[since:start]):
        return True
    return _DOES.match(text, start + len(name)) is not None and not _NO_ONE.search(low)


def _collapsed(text: str) -> str:
    """Titles, owners and appositions about a person taken away: «min kollega P, fagsykepleier ved X, møter»."""
    if not re.search(PERSON, text):
        return text
    text = re.sub(rf"({PERSON}):(?= (?:{_MASK['does']})\b)", r"\1", re.sub(r"\s+([,.!?])", r"\1", text))
    text = re.sub(rf"({PERSON})(?:\s?,){{2,}}", r"\1", text)
    text = re.sub(r",(?:\s?,)+", ",", text)
    text = re.sub(rf"({PERSON}),\s*([.!?]|$)", r"\1\2", text)
    text = _TITLED.sub("", _APPOSITION.sub("", _BEFORE.sub("", text)))
    return " ".join(_SET_OFF.sub(r" \1", text).split())


def _referred(text: str, last: str) -> tuple[str, str]:
    """The sentence with «hun» and «han» as the letter of who was named last, and who that is at its end."""
    out, end = [], 0
    for m in _PRONOUN.finditer(text):
        last = m[0] if re.fullmatch(PERSON, m[0]) else last
        out += [text[end : m.start()], last or m[0]]
        end = m.end()
    return "".join((*out, text[end:])), last
