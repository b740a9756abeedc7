"""When and how a person who comes will be there: late, leaving early, on screen. Local clock times.

Every clock time in a clause of the writer's belongs to the cue nearest ahead of it («er der», «må gå»), else to the
first after it; a cue of something else («har pasient til») takes the time away. Language: phrases/presence.toml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from parsers.clauses import Clause
from parsers.clock_times import find_times, named_hour
from parsers.dates import FoundDate, find_dates
from parsers.mentions import names_in
from parsers.names import FIRST_NAMES
from parsers.phrasebook import alternatives, load
from parsers.templates import Templates, one_of

_DATA = load("presence")
_WORDS, _CUES, _DIGITAL = _DATA["words"], _DATA["cues"], _DATA["digital"]
_TEMPLATES = Templates({**_WORDS, "screen": _DIGITAL["screen"], "connect": _DIGITAL["connect"]})
_phrase = _TEMPLATES.phrase
_CLOCK = load("dates")["clock"]
_HOURS = alternatives([*_CLOCK["hours"], *_CLOCK["hours_in_english"]])

# Networks meet in the morning: an hour no later than this, said plainly, is when the meeting begins.
_USUAL_START = dt.time(10)
# A plane that lands later is not the way to the meeting; a figure above is a day («kommer 16.06»).
_USUAL_END = dt.time(15)
# No one names more hours than this in one clause.
_MOST = 8

Kind = Literal["arrive", "leave", "stay", "event"]
Hour = tuple[Literal["from", "until"], dt.time]


_KINDS: tuple[Kind, ...] = ("leave", "event", "arrive", "stay")
_CUE: dict[Kind, re.Pattern[str]] = {kind: _phrase(_CUES[kind]) for kind in _KINDS}
# Each word once and figures without their stop: two ways to read one word would double the tries for each.
_FILL = one_of(list(dict.fromkeys([*_WORDS["fill"], *_WORDS["opening"]])))
_ME, _STARTS = (
    _phrase(_WORDS["me"]),
    re.compile(rf"(?:\W|(?:{_FILL})(?!\w))*(?:{one_of(_WORDS['starts'])})(?!\w)"),
)
_VERB = re.compile(r"(?!(?:det|den|dette|han|hun|de|this|it|that|he|she|they) )(?:\w+ )?\w{2,}(?:er|ar)\b")
_BEFORE = re.compile(rf"(?<!\w){_CUES['before']}(?:[\s,]+(?:{one_of(_CUES['about'])})\.?)*[\s,]*$")
_LATE, _MUST_LEAVE, _NOT_LEAVING = (_phrase(_CUES[key]) for key in ("late", "must_leave", "not_leaving"))
_THEN, _NOT_THEN, _SOON, _BY, _ONLY = (_phrase(_CUES[key]) for key in ("then", "not_then", "soon", "by", "only"))
_SUPPOSED, _EARLY, _ASKS_LEAVE = (_phrase(_CUES[key]) for key in ("supposed", "early", "asks_leave"))
_TRAVELS, _NOT_BEFORE = (_phrase(_CUES[key]) for key in ("travels", "not_before"))
_NOT = _phrase(_DIGITAL["denied"])
_FIRST, _AT_PLACE = _phrase(_CUES["first"]), re.compile(rf"(?<!\w){_CUES['at_place']}")
_UNTIL_THEN, _COMES, _TURNS_UP = (_phrase(_CUES[key]) for key in ("until_then", "comes", "turns_up"))
_AFTERWARDS, _UP_TO = _phrase(_CUES["afterwards"]), _phrase(_CUES["up_to"])
_PLACE, _FROM_START = _phrase("<place>|rekker"), _phrase(_CUES["from_start"])
_ONLY_TIME = re.compile(rf"(?>(?:\W|(?:{alternatives([*_CUES['about'], *_CUES['only_time']])})(?!\w))*)$")
_BARE = re.compile(
    rf"(?<![\d.:/,-])(?<!\w)(?P<time>(?:[01]?\d|2[0-3])(?:[.:]?[0-5]\d)?|(?:{_HOURS}))"
    rf"(?=\s*$|\s*[,.!?;:)](?!\d)|\s*[-–]\s|\s(?:{one_of(_CUES['after_hour'])})(?!\w))"
)
# A stretch right after a day is the meeting's own: «den 16. kl. 10.00–14.00 passer».
_DAY = re.compile(r"\b(?:den|the) \d{1,2}(?:\.|th|st)?(?: juni| june)?,?\s$")
_REASON = re.compile(r"\W*(?:pga|på grunn|grunnet|due to|because of)\b")
_IN_ORDER_TO = re.compile(r"\b(?:for å|å|to (?=[a-z]))\s")
_EXACT = re.compile(
    rf"(?<![\w.:/,-])(?P<time>(?:0?[6-9]|1\d|2[0-3])\.[0-5]\d)(?![\d%]|[.:/]\d|-(?!tid)[^\W\d]{{4}}|\s?(?:{_CUES['no_hour_after']})(?!\w))"
)
_HOUR_NO_DAY = re.compile(rf"(?<!\w)(?:{_CUES['hour_no_day']})\.?\s$")
_NO_HOUR = re.compile(rf"(?<!\w)(?:{_CUES['no_hour_before']})\.?\s$")
_COUNT_OF_US = re.compile(rf"(?<!\w)(?:{_CUES['count_of_us']})\s$")
_AHEAD_OF_BARE = re.compile(rf"(?<!\w){one_of(_CUES['before_hour'])}\.?[\s,]+$")
# «Med mellom 11 | og 13, ellers …»: a stretch that was cut in two.
_OPEN = re.compile(r"\b(?:fra|mellom|from|between)\s(?:(?:kl|klokka|ca)\.?\s?)*\d{1,2}(?:[.:]\d\d)?$")
_PAIR = re.compile(
    r"\b(?:fra|mellom|from|between)\s(?:(?:kl|klokka|ca)\.?\s?)*(?P<a>\d{1,2}(?:[.:]\d\d)?)\s?(?:-|–|til|og|to|and)\s?"
    r"(?:(?:kl|klokka|ca)\.?\s?)*(?P<b>\d{1,2}(?:[.:]\d\d)?)(?!\d)"
)


def hours(parts: Sequence[Clause]) -> tuple[dt.time | None, dt.time | None]:
    """From when and until when the person says to be there; None where they do not say."""
    stated = [(b, c) for b, c in pairwise((None, *parts)) if c and _stands(c)]
    late = any(_LATE.search(c.text) for _, c in stated)
    said: dict[str, dt.time] = dict(hour for _, c in stated for hour in _travels(c, late))
    said |= dict(hour for b, c in _led(stated) for hour in _said(c, b))
    return said.get("from"), said.get("until")


def _stands(clause: Clause) -> bool:
    """Whether the clause is no question and no condition; one who says yes and asks leave to go early does so."""
    return _ASKS_LEAVE.search(clause.text) is not None if clause.question else clause.joint != "condition"


def _led(stated: Sequence[tuple[Clause | None, Clause]]) -> Iterator[tuple[Clause | None, Clause]]:
    """Each clause with the one it goes on from: «Kommer | når visitten er over, | ca. kl. 11» skips the reason."""
    for at, (before, clause) in enumerate(stated):
        because = before is not None and before.joint == "cause" and _COMES.match(before.text) is None
        reason = because and at > 1 and _only_time(clause.text)
        yield (stated[at - 1][0] if reason else before), clause


def _travels(clause: Clause, late: bool) -> Iterator[Hour]:
    """«Bussen er ikke framme før elleve», or one who is `late` by it: no sooner, where no own hour is given."""
    said_late = late or _NOT_BEFORE.search(clause.text)
    if arrival := _TRAVELS.search(clause.text):
        times = [t for (at, _), t in _times(clause.text) if at >= arrival.end()]
        yield from [("from", t) for t in times[:1] if said_late or _USUAL_START < t < _USUAL_END]


def _said(clause: Clause, before: Clause | None) -> Iterator[Hour]:
    """The hours of one clause; one that is only a time goes on from the clause before, and «da» means its hour."""
    text = clause.text
    if before is not None and _SUPPOSED.search(f"{before.text if before.sentence == clause.sentence else ''} {text}"):
        return
    if before is not None and _goes_on(clause, before) and _means_then(text, before.text) and not _times(text):
        times = [] if _NOT_THEN.search(before.text) else [t for _, t in _times(before.text)]
        text = _with_hour(text, times[-1]) if times else text
    elif before is not None and clause.joint == "and" and _OPEN.search(before.text) and _is_mine(before):
        text = f"{before.text} og {text}"
    elif before is not None and _only_time(text) and not _COMES.match(text) and _is_mine(before):
        text = f"{before.text} {text}" if not _times(before.text) else text
    elif not _is_mine(clause, before):
        return
    if clause.text.startswith(("til ", "fram til ")) and _only_time(clause.text):  # «Jeg kommer – til kl. 12»
        text = clause.text
    pair = _pair(text)
    kept = before is not None and _goes_on(clause, before) and _keeps(before.text)
    if pair is None:
        yield from _hours_in(_there(text, clause) if kept else text, kept)
    elif not _CUE["event"].search(text):
        if not (_begins(pair[0]) and _FROM_START.search(text)):
            yield "from", pair[0]
        yield "until", pair[1]


def _keeps(text: str) -> bool:
    """Whether something keeps the writer first: «har to heimebesøk først», «har pasienter til klokka 12»."""
    return bool(_FIRST.search(text) or (_CUE["event"].search(text) and _times(text)))


def _there(text: str, clause: Clause) -> str:
    """«Er på Nordvik 12.15» after what keeps her first: she is there then."""
    place = _AT_PLACE.search(clause.original)
    return text.replace(place[0].lower(), "er der") if place else text


def _begins(time: dt.time) -> bool:
    """Whether an hour said plainly is no late coming, but when the meeting begins."""
    return time <= _USUAL_START and not time.minute


def _in_time(time: dt.time, text: str) -> bool:
    """Whether an hour said plainly is no late coming: at ten, or before («på plass halv ti»; not «kommer 9.45»)."""
    return _begins(time) or (time < _USUAL_START and _TURNS_UP.search(text) is None)


def _means_then(text: str, before: str) -> bool:
    """Whether the words mean the hour of the clause before: «da går jeg», «etter det er jeg med»."""
    return bool(_THEN.search(text) or _UNTIL_THEN.search(text) or (_AFTERWARDS.search(text) and _UP_TO.search(before)))


def _with_hour(text: str, time: dt.time) -> str:
    """The text with the hour it means: «er med til da» is «er med til kl 12»."""
    hour = f"kl {time:%H.%M}"
    return _UNTIL_THEN.sub(f"til {hour}", text) if _UNTIL_THEN.search(text) else f"{text} {hour}"


def _goes_on(clause: Clause, before: Clause) -> bool:
    """Whether the clause may mean the hour of the one before: in one sentence, or the next («Da må jeg gå»)."""
    return clause.sentence - before.sentence <= 1


def _pair(text: str) -> tuple[dt.time, dt.time] | None:
    """«Fra 10.30 til 12», «kl. 10-11.30»; a stretch beside a date is the meeting's own."""
    if m := _PAIR.search(text):
        first, last = _clock(m["a"]), _clock(m["b"])
        return (first, last) if first and last else None
    whole = [] if any(d.start for d in _dates(text)) else find_times(text)
    whole = [t for t in whole if not _DAY.search(text[: t.span[0]])]
    return next(((t.start, t.end) for t in whole if t.end), None)


def _hours_in(text: str, kept: bool = False) -> Iterator[Hour]:
    """The hours of a text that is the writer's; `kept` is whether something keeps her first."""
    times, end = _times(text)[:_MOST], 0
    dated = any(day.start for day in _dates(text))
    for at, ((start, stop), time) in enumerate(times):
        following = times[at + 1][0][0] if at + 1 < len(times) else len(text)
        near = _BEFORE.search(text[end:start])
        kind = _kind(text, end, start, stop, following)
        word = near["word"] if near else ""
        side = _side(kind, word, text, kept)
        bare = word in {"arrive": ("", "fra"), "stay": ("",)}.get(kind or "", ())
        plain = bare and not _LATE.search(text) and not _SOON.search(text)
        by_then = word in _CUES["by_then"] or _EARLY.search(text)
        early = time <= _USUAL_START and (side == "until" or by_then)
        if side and not early and not (plain and (dated or _in_time(time, text))):
            yield side, time
            end = stop


def _kind(text: str, end: int, start: int, stop: int, following: int) -> Kind | None:
    """What the cue nearest ahead of the time says, else the first one after it."""
    ahead = [(m.end(), -n, kind) for n, kind in enumerate(_KINDS) for m in _CUE[kind].finditer(text, end, start)]
    if ahead:
        return max(ahead)[2]
    after = [(m.start(), n, kind) for n, kind in enumerate(_KINDS) for m in _CUE[kind].finditer(text, stop, following)]
    return min(after)[2] if after else None


def _side(kind: Kind | None, near: str, text: str, kept: bool) -> Literal["from", "until"] | None:
    """Whether a time of this kind, with this preposition, is when the writer comes or when she goes."""
    denied = _NOT.search(text) is not None
    if kind == "event":  # «etter kl. 13 må jeg være på jobb»: till then she is there
        return "until" if near in _CUES["past"] and text.startswith(near) else None
    if kind == "leave":
        return None if _NOT_LEAVING.search(text) or (denied and near == "før") else "until"
    if near == "by" and not _ONLY.search(text):
        return "from"
    if denied and near in _CUES["not_until"]:
        return "from"
    if near in _CUES["until"]:
        return "until"
    if near in _CUES["by_then"] and kind == "arrive" and _LATE.search(text):
        return "from"
    if near in _CUES["by_then"]:
        there = (kept and _PLACE.search(text)) or (kind == "arrive" and _BY.search(text))
        return "from" if there and not _ONLY.search(text) else "until"
    if near in _CUES["ahead"]:
        return "from" if denied else None
    if near in _CUES["past"]:
        return "until" if denied else "from"
    return "from" if kind or near else None


def _is_mine(clause: Clause, before: Clause | None = None) -> bool:
    """Whether a clause is about the writer: it names her, or begins with what she does, when, or how.

    One that goes on from a clause `before` of hers may begin with any verb.
    """
    if _ME.search(clause.text):
        return True
    first = clause.original.split(maxsplit=1)[0]
    if first in FIRST_NAMES or next(names_in(_subject_part(clause.original)), None) is not None:
        return False
    if before is not None and before.sentence == clause.sentence and clause.joint == "and" and not _is_mine(before):
        return False
    goes_on = before is not None and before.sentence == clause.sentence and clause.joint in ("and", "comma", "contrast")
    return bool(_STARTS.match(clause.text) or (goes_on and _VERB.match(clause.text) and before and _is_mine(before)))


def _subject_part(text: str) -> str:
    """As far as a subject may stand: what follows «for å» is what is done to someone («for å avløse Reidun»)."""
    return _IN_ORDER_TO.split(text[:1].lower() + text[1:], maxsplit=1)[0]


def _only_time(text: str) -> bool:
    times = _times(text) or _times(f"kl {text}")
    if not times:
        return False
    (start, stop), _ = times[0]
    shift = 0 if _times(text) else 3
    after = text[stop - shift :]
    short = (len(after.split()) < 3 or _REASON.match(after) is not None) and not any(
        _CUE[kind].search(after) for kind in ("arrive", "leave")
    )
    return short and _ONLY_TIME.fullmatch(text[: max(0, start - shift)]) is not None


@lru_cache(64)
def _times(text: str) -> tuple[tuple[tuple[int, int], dt.time], ...]:
    """Each clock time with its place; a bare «11» counts after a word, where no noun follows."""
    found = [(t.span, t.start) for t in find_times(text)]
    taken = [*(span for span, _ in found), *(d.span for d in _dates(text))]
    for m in (*_EXACT.finditer(text), *_BARE.finditer(text)):
        free = all(m.end() <= a or m.start() >= b for a, b in taken)
        clock = _clock(m["time"]) if free else None
        before = text[: m.start()]
        if not m["time"][0].isdecimal() and _COUNT_OF_US.search(before):
            continue
        exact = m["time"][-3:-2] in (".", ":") and not _NO_HOUR.search(before) and not _is_day(m["time"], before)
        if clock and (exact or (6 < clock.hour < 15 and _AHEAD_OF_BARE.search(before))):
            found.append((m.span(), clock))
            taken.append(m.span())
    return tuple(sorted(found))


def _dates(text: str) -> list[FoundDate]:
    """The days named in the text; «ikke der før 11.10» is an hour, though it reads as one."""
    exact = [m for m in _EXACT.finditer(text) if _HOUR_NO_DAY.search(text[: m.start()])]
    hours = {m.start() for m in exact if (clock := _clock(m["time"])) and clock <= _USUAL_END}
    return [d for d in find_dates(text) if d.span[0] not in hours]


def _is_day(figure: str, before: str) -> bool:
    """Whether figures with a stop are a day: «deltar 16.06» (later than anyone comes), but not «må gå 15.10»."""
    day, month = int(figure[:-3]), int(figure[-2:])
    return day > _USUAL_END.hour and 1 <= month <= 12 and _HOUR_NO_DAY.search(before) is None


def _clock(word: str) -> dt.time | None:
    if not word[0].isdecimal():
        return named_hour(word)
    hour, minute = (word[:-2].rstrip(".:"), word[-2:]) if len(word) > 2 else (word, "")
    whole = int(hour) + (12 if 1 <= int(hour) <= 6 and not minute else 0)
    return dt.time(whole, int(minute or 0)) if whole < 24 and int(minute or 0) < 60 else None


def partial(parts: Sequence[Clause]) -> bool:
    """Whether the words about coming late or leaving early themselves say that the person comes."""
    return any(
        _is_mine(c, b)
        and (_LATE.search(c.text) or _MUST_LEAVE.search(c.text) or _by_screen(c, b) or any(_surely(c, b)))
        for b, c in pairwise((None, *parts))
        if c is not None and not c.question and c.joint not in ("condition", "concession")
    )


def _surely(clause: Clause, before: Clause | None) -> Iterator[Hour]:
    """The hours of a clause that says with a word of coming or going, and denies nothing but «ikke før»."""
    denied = _NOT.sub("", clause.text, count=1) if _SOON.search(clause.text) else clause.text
    stays = _CUE["stay"].search(clause.text) and any(
        _BEFORE.search(clause.text[:at]) for (at, _), _ in _times(clause.text)
    )
    if not _NOT.search(denied) and (stays or any(_CUE[kind].search(clause.text) for kind in ("arrive", "leave"))):
        yield from _said(clause, before)


def _by_screen(clause: Clause, before: Clause | None) -> bool:
    """«Tar det via lenken»: how one takes part tells that one does."""
    return _on_screen(clause, before) and bool(_TAKES_PART.search(clause.text) or _CONNECTS.search(clause.text))


_WAYS, _BARE_WAYS, _TAKES_PART = (_phrase(_DIGITAL[key]) for key in ("ways", "bare", "takes_part"))
_ALONE = re.compile(_DIGITAL["alone"])
_FORM, _FROM_THERE = _phrase(_DIGITAL["form"]), _phrase(_DIGITAL["from_there"])
_CONNECTS, _SCREEN = _phrase("<connect>"), _phrase("<screen>|<screen>-<screen>")
_ELSEWHERE, _HARMLESS, _ASKS = (_phrase(_DIGITAL[key]) for key in ("elsewhere", "harmless", "asks"))


def digital(parts: Sequence[Clause]) -> bool:
    """Whether the person says to be there on screen or by a link just named, or asks to be.

    «Ikke på Teams» and «Kari er på Teams» say no such thing.
    """
    from_there = any(_FROM_THERE.search(c.text) for c in parts) and any(_SCREEN.search(c.text) for c in parts)
    return from_there or any(_on_screen(c, before) for before, c in pairwise((None, *parts)) if c is not None)


def _on_screen(clause: Clause, before: Clause | None = None) -> bool:
    text = _HARMLESS.sub(" ", clause.text)
    if before is not None and clause.joint == "colon" and _FORM.fullmatch(before.text):
        return _BARE_WAYS.match(text) is not None or _WAYS.match(text) is not None
    if _ALONE.fullmatch(text) and not clause.question and (before is None or before.joint != "colon"):
        return True
    named = _WAYS.search(text) or (_TAKES_PART.search(text) and _BARE_WAYS.search(text))
    neither = before is not None and clause.joint == "and" and "verken" in before.words
    if not named or neither or _NOT.search(text) or _ELSEWHERE.search(text):
        return False
    if clause.question:
        return _ASKS.search(text) is not None
    return _is_mine(clause, before)
