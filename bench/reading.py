"""How well mail is read, by kind, against the target: one table for the part built on and the part touched last.

`--misses` prints each difference too. Times are in bench/pace.py.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

from bench.corpus import PARTS, Case, cases
from bench.scoring import Score, texts

LISTS = {"attendees": "name", "absentees": "name", "agenda": "title", "decisions": "", "actions": "what"}
SINGLE = ("date", "chair", "secretary")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured figure. `most` marks one that must not pass its target; the others must reach it."""

    what: str
    value: float
    of: int
    target: float
    most: bool = False
    misses: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        return self.value <= self.target if self.most else self.value >= self.target


def figures(found: Sequence[Case]) -> Iterator[Figure]:
    """Every figure of a part, in the order of the table."""
    for kinds, measure in MEASURES.items():
        chosen = [case for case in found if case.kind in kinds]
        if chosen:
            yield from measure(chosen)


def _share(what: str, right: Callable[[Case], bool], of: Sequence[Case], target: float) -> Figure:
    missed = tuple(f"{c.kind}/{c.name}: {c.fact} for {c.label}" for c in of if not right(c))
    return Figure(what=what, value=1 - len(missed) / max(len(of), 1), of=len(of), target=target, misses=missed)


def _none(what: str, wrong: Callable[[Case], bool], of: Sequence[Case], most: float = 0.0) -> Figure:
    missed = tuple(f"{c.kind}/{c.name}: {c.fact} for {c.label}" for c in of if wrong(c))
    return Figure(what=what, value=len(missed) / max(len(of), 1), of=len(of), target=most, most=True, misses=missed)


def _replies(found: Sequence[Case]) -> Iterator[Figure]:
    """Replies as people write them; those chosen for their unusual words stand apart, without a target."""
    unusual = [c for c in found if c.name.startswith("unusual-")]
    yield from _reply_figures([c for c in found if not c.name.startswith("unusual-")])
    if unusual:
        yield _share("replies in unusual words: answer right", _answered_right, unusual, 0.0)
        yield _none("replies in unusual words: the wrong way", _wrong_way, unusual, 1.0)


def _reply_figures(found: Sequence[Case]) -> Iterator[Figure]:
    answered = [c for c in found if "answer" in c.label]
    silent = [c for c in answered if c.label["answer"] is None]
    timed = [c for c in answered if any(c.label.get(k) for k in ("attends_from", "attends_until", "digital"))]
    yield _share("replies: answer right", _answered_right, answered, 0.97)
    yield _none("replies: the wrong way", _wrong_way, answered)
    yield _none("replies: invented from no answer", lambda c: _answer(c) is not None, silent, 0.01)
    yield _share("replies: deputy with address", _same("deputy"), [c for c in answered if c.label.get("deputy")], 0.95)
    yield _share("replies: hours and Teams", _same("attends_from", "attends_until", "digital"), timed, 0.95)


def _answered_right(case: Case) -> bool:
    return _answer(case) == case.label["answer"]


def _wrong_way(case: Case) -> bool:
    return {_answer(case), case.label["answer"]} == {"accepted", "declined"}


def _answer(case: Case) -> str | None:
    replies = [fact for fact in case.got["facts"] if fact["kind"] in ("reply", "auto-reply")]
    return replies[0].get("answer") if replies else None


def _same(*keys: str) -> Callable[[Case], bool]:
    return lambda c: all(c.fact.get(k) == c.label[k] for k in keys if k in c.label)


def _papers(found: Sequence[Case]) -> Iterator[Figure]:
    whole = [c for c in found if not _damaged(c)]
    torn = [c for c in found if _damaged(c)]
    if whole:
        yield from _paper_figures("papers", whole, kind=0.97, mean=0.95)
    if torn:
        yield from _paper_figures("damaged papers", torn, kind=0.95, mean=0.80)


def _damaged(case: Case) -> bool:
    return case.name.startswith("damaged-")


def _paper_figures(what: str, found: Sequence[Case], *, kind: float, mean: float) -> Iterator[Figure]:
    yield _share(f"{what}: kind", lambda c: c.got["kind"] == c.expected["kind"], found, kind)
    scores, misses = paper_scores([c for c in found if len(c.label) > 1])
    count = len(found)
    four = ("date", "attendees", "absentees", "agenda")
    gone = tuple(line for name in four for line in misses[name])
    yield Figure(
        what=f"{what}: mean F1 of date, attendees, absentees, agenda",
        value=fmean(scores[name].f1 for name in four),
        of=count,
        target=mean,
        misses=gone,
    )
    for name in four:
        yield Figure(what=f"{what}: {name}, F1", value=scores[name].f1, of=count, target=0.0)
    yield Figure(what=f"{what}: attendees, precision", value=scores["attendees"].precision, of=count, target=0.95)
    if kind > 0.95:
        for name, target in (
            ("chair", 0.9),
            ("secretary", 0.9),
            ("next_meetings", 0.9),
            ("decisions", 0.8),
            ("actions", 0.75),
        ):
            yield Figure(
                what=f"{what}: {name.replace('_', ' ')}, F1",
                value=scores[name].f1,
                of=count,
                target=target,
                misses=tuple(misses[name]),
            )


def paper_scores(found: Sequence[Case]) -> tuple[dict[str, Score], dict[str, list[str]]]:
    """Each field's score over minutes and summonses, and its differences. Fields a label leaves out are not counted."""
    scores = {name: Score() for name in (*SINGLE, *LISTS, "next_meetings")}
    misses: dict[str, list[str]] = {name: [] for name in scores}
    for case in found:
        got, label = case.fact, case.label
        for name in SINGLE:
            if name in label and not scores[name].one(got.get(name), label[name]):
                misses[name].append(f"{case.name} {name}: {got.get(name)!r} for {label[name]!r}")
        for name in (*LISTS, "next_meetings"):
            if name in label:
                extra, missing = scores[name].many(
                    _values(got, name), _values(label, name), alike=_ALIKE.get(name, 0.6)
                )
                if extra or missing:
                    misses[name].append(f"{case.name} {name}: extra {extra}, missing {missing}")
    return scores, misses


_ALIKE = {"attendees": 0.9, "absentees": 0.9, "next_meetings": 1.0}


def _values(fact: Mapping[str, Any], name: str) -> list[str]:
    items = fact.get(name) or []
    if name == "next_meetings":
        return [str(i.get("date") or sorted(i.get("weeks") or []) or i.get("text") or "") for i in items]
    return texts(items, LISTS[name])


def _bounces(found: Sequence[Case]) -> Iterator[Figure]:
    yield _share("bounces: recipients exactly right", _same_recipients, found, 0.95)


def _same_recipients(case: Case) -> bool:
    keys = ("email", "action")
    wanted = [{k: r[k] for k in keys if k in r} for r in case.label.get("recipients", ())]
    named = set().union(*wanted) if wanted else set(keys)
    got = [{k: r[k] for k in keys if k in named} for r in case.fact.get("recipients", ())]
    return case.got["kind"] == case.expected.get("kind", "bounce") and sorted(map(str, got)) == sorted(map(str, wanted))


def _calendar(found: Sequence[Case]) -> Iterator[Figure]:
    yield _share("calendar replies: attendee and answer", _same("attendee", "answer"), found, 0.99)
    yield _none(
        "calendar replies: a wrong answer",
        lambda c: bool(c.fact.get("answer")) and "answer" in c.label and c.fact.get("answer") != c.label["answer"],
        found,
    )


def _receipts(found: Sequence[Case]) -> Iterator[Figure]:
    yield _share("receipts: disposition, letter, recipient", _same_receipt, found, 0.95)
    deleted = [c for c in found if c.label.get("disposition") not in (None, "displayed", "probable")]
    yield _none(
        "receipts: not read, counted as read",
        lambda c: c.fact.get("disposition") in ("displayed", "probable"),
        deleted,
    )


def _same_receipt(case: Case) -> bool:
    return case.got["kind"] == case.expected["kind"] and _same("disposition", "original_message_id", "final_recipient")(
        case
    )


def _autos(found: Sequence[Case]) -> Iterator[Figure]:
    yield _share("auto-replies: kind and day of return", _same_auto, found, 0.95)


def _same_auto(case: Case) -> bool:
    return case.got["kind"] == case.expected["kind"] and _same("back", "answer")(case)


MEASURES: Mapping[tuple[str, ...], Callable[[Sequence[Case]], Iterator[Figure]]] = {
    ("reply",): _replies,
    ("minutes", "summons"): _papers,
    ("bounce",): _bounces,
    ("calendar-reply",): _calendar,
    ("receipt",): _receipts,
    ("auto-reply",): _autos,
}


def main() -> None:
    """Print the table."""
    found = {name: {f.what: f for f in figures(cases(part))} for name, part in PARTS.items()}
    rows = list(dict.fromkeys(what for part in found.values() for what in part))
    print(f"  {'':<64} {'target':>7}" + "".join(f" {name:>20}" for name in found))
    for what in rows:
        target = next(p[what] for p in found.values() if what in p)
        print(f"  {what:<64} {_target(target):>7}" + "".join(f" {_shown(p.get(what)):>20}" for p in found.values()))
    if "--misses" in sys.argv:
        print("\n".join(f"{name}: {line}" for name, p in found.items() for f in p.values() for line in f.misses))


def _target(figure: Figure) -> str:
    told = figure.target < 1 if figure.most else figure.target > 0
    return f"{'≤' if figure.most else '≥'} {figure.target:.0%}" if told else ""


def _shown(figure: Figure | None) -> str:
    if figure is None:
        return "–"
    return f"{figure.value:.1%} of {figure.of}{'' if figure.met else ' ✗'}"
