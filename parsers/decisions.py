"""What a meeting decided: the blocks under «Vedtak:», and in matters without one the sentences that decide."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from parsers.passages import STOP, Passage, by_matter
from parsers.phrasebook import load
from parsers.sentences import BULLET, sentences
from parsers.tasks import is_task_line, without_owner

_WORDS = load("minutes")["decisions"]
_DECIDED = re.compile(_WORDS["decided"], re.I)
_BODY = re.compile(rf"(?:{_WORDS['body']})\s+(?:{_WORDS['body_decides']})", re.I)
_VERDICT = re.compile(rf"(?:{_WORDS['verdict']})(?:[\s.,(].{{0,60}})?$", re.I)
_NOT = re.compile(_WORDS["not_decided"], re.I)
_PLAINLY = re.compile(_WORDS["plainly"], re.I)
_NEXT = re.compile(load("minutes")["prose"]["next"], re.I)
_WRAPPED = re.compile(r"[a-zæøå(«]")
_NUMBERED = re.compile(r"\s*\d{1,2}[.)]\s")


def decisions(found: Sequence[Passage]) -> tuple[str, ...]:
    """In each matter what stands under «Vedtak:» and in decision columns; without those, the sentences that decide."""
    chosen: list[str] = []
    for stretch in by_matter(found):
        marked = list(_blocks(stretch))
        told = [text for text in _told(stretch) if not marked or _PLAINLY.match(text)]
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


def _told(stretch: Sequence[Passage]) -> Iterator[str]:
    """The sentences that decide; numbered points that follow each other are one decision."""
    point: list[str] = []
    for passage in stretch:
        if _NUMBERED.match(passage.line.text) and passage.field is None and _decides(_clean(passage.line.text)):
            point.append(_clean(passage.line.text))
            continue
        yield from _whole(point)
        point = []
        if passage.field not in (None, "body", "agenda") or passage.title or STOP.match(passage.line.text):
            continue
        for sentence in sentences(BULLET.sub("", passage.said or passage.line.text)):
            told = _after_title(sentence)
            if _decides(told):
                yield told
    yield from _whole(point)


def _decides(sentence: str) -> bool:
    if len(sentence) > 400 or not (_DECIDED.search(sentence) or _BODY.match(sentence) or _VERDICT.match(sentence)):
        return False
    return not _NOT.search(sentence) and not re.match(r"(?:sak\s)?\d+/\d+\s\w+$", sentence, re.I)


def _after_title(sentence: str) -> str:
    """A flattened «48/14 Godkjenning av protokoll Protokollen vart godkjend» without its title."""
    match = re.match(
        r"(?:Sak\s)?\d{1,4}/\d{2,4}.*?[a-zæøå0-9] (?=(?:Møte|Innkalling"
        r"|Protokoll|Referat|Saksliste|Dagsorden)\w*(?:\s\S+){0,6}?\s(?:vart"
        r"|ble|blei|godkjen|vedt))",
        sentence,
    )
    return sentence[match.end() :] if match else sentence
