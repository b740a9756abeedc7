"""What a meeting decided: the blocks under «Vedtak:», and in matters without one the sentences that decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from parsers.passages import STOP, Passage, by_matter
from parsers.phrasebook import load
from parsers.sentences import BULLET, sentences
from parsers.tasks import is_task_line, without_owner

_WORDS = load("minutes")["decisions"]
_DECIDED = re.compile(_WORDS["decided"])  # asked of text in small letters: three times as fast as without case
_BODY = re.compile(rf"(?:{_WORDS['body']})\s+(?:{_WORDS['body_decides']})", re.I)
_VERDICT = re.compile(rf"(?:{_WORDS['verdict']})(?:[\s.,(].{{0,60}})?$", re.I)
_NOT = re.compile(_WORDS["not_decided"], re.I)
_CONFIRMED = re.compile(_WORDS["confirmed"], re.I)
_PLAINLY = re.compile(_WORDS["plainly"], re.I)
_ANYHOW = re.compile("")
_NEXT = re.compile(load("minutes")["prose"]["next"], re.I)
_WRAPPED = re.compile(r"[a-zæøå(«]")
_TOPIC = re.compile(r"[^:.]{2,40}:\s+(?=\w)")
_TITLED = re.compile(
    r"(?:Sak\s)?\d{1,4}/\d{2,4}.*?[a-zæøå0-9] (?=(?:Møte|Innkalling|Protokoll|Referat|Saksliste|Dagsorden)\w*"
    r"(?:\s\S+){0,6}?\s(?:vart|ble|blei|godkjen|vedt))"
)
_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s")


def decisions(found: Sequence[Passage]) -> tuple[str, ...]:
    """In each matter what stands under «Vedtak:» and in decision columns; without those, the sentences that decide."""
    chosen: list[str] = []
    for stretch in by_matter(found):
        marked = list(_blocks(stretch))
        told = _told(stretch, _PLAINLY if marked else _ANYHOW)
        chosen += marked + [text for text in told if not any(text in block for block in marked)]
    return tuple(dict.fromkeys(text for text in chosen if len(text) > 3))


def _blocks(stretch: Sequence[Passage]) -> Iterator[str]:
    """The decisions under labels, the numbered points of one joined, up to the next label or the end of the matter."""
    held: list[str] | None = None
    alone = False
    for passage in stretch:
        if passage.field == "decision":
            yield from _whole(held)
            alone = not passage.said
            held = [_clean(passage.said)] if passage.said else []
        elif held is not None and _goes_on(passage, held, alone):
            held.append(_clean(passage.line.text))
        else:
            yield from _whole(held)
            held = None
    yield from _whole(held)


def _whole(held: list[str] | None) -> Iterator[str]:
    text = without_owner(" ".join(held or ())).strip()
    if text:
        yield text


def _clean(text: str) -> str:
    return BULLET.sub("", text).strip()


def _goes_on(passage: Passage, held: list[str], alone: bool) -> bool:
    text = passage.line.text
    if (
        passage.field
        or passage.title
        or passage.line.level
        or STOP.match(text)
        or _NEXT.match(text)
        or is_task_line(text)
    ):
        return False
    wrapped = bool(held) and not held[-1].endswith((".", "!", "?", ":")) and _WRAPPED.match(text) is not None
    return not held or wrapped or BULLET.match(text) is not None or (alone and _decides(text))


def _told(stretch: Sequence[Passage], said: re.Pattern[str]) -> Iterator[str]:
    """The sentences that decide and begin as `said`; numbered points that follow each other are one decision."""
    for pointed, run in groupby(stretch, key=_is_point):
        if pointed:
            point = " ".join(_clean(passage.line.text) for passage in run)
            yield from [point] if said.match(point) else []
        else:
            texts = (_clean(p.said or p.line.text) for p in run if _tells(p))
            yield from _deciding([_after_title(s) for text in texts for s in sentences(text)], said)


def _is_point(passage: Passage) -> bool:
    text = passage.line.text
    return passage.field is None and _NUMBERED.match(text) is not None and _decides(_clean(text))


def _tells(passage: Passage) -> bool:
    return passage.field in (None, "body", "agenda") and not passage.title and not STOP.match(passage.line.text)


def _deciding(spoken: Sequence[str], said: re.Pattern[str]) -> Iterator[str]:
    """Those that decide and begin as `said`; «Enstemmig.» after one makes it a decision whatever it says."""
    for place, sentence in enumerate(spoken):
        after = spoken[place + 1] if place + 1 < len(spoken) else ""
        confirmed = _CONFIRMED.match(after) is not None
        told = f"{sentence} {after}" if confirmed else sentence
        if said.match(told) and (confirmed or (_decides(sentence) and not (place and _CONFIRMED.match(sentence)))):
            yield told


def _decides(sentence: str) -> bool:
    if len(sentence) > 400:
        return False
    if not (_DECIDED.search(sentence.lower()) or _BODY.match(sentence) or _VERDICT.match(sentence)):
        return False
    return not _NOT.search(sentence) and not re.match(r"(?:sak\s)?\d+/\d+\s\w+$", sentence, re.I)


def _after_title(sentence: str) -> str:
    """«Sommerferie: vi går over til …» without its topic, «48/14 Godkjenning av protokoll Protokollen …» its title."""
    topic = _TOPIC.match(sentence) if ":" in sentence else None
    if topic and _BODY.match(sentence, topic.end()):
        return sentence[topic.end()].upper() + sentence[topic.end() + 1 :]
    match = _TITLED.match(sentence) if "/" in sentence else None
    return sentence[match.end() :] if match else sentence
