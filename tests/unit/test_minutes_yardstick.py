"""Minutes of real bodies, labelled by hand and kept outside the project: the figures must not fall."""

from __future__ import annotations

import pytest

from bench.minutes import LABELLED, score

pytestmark = pytest.mark.skipif(
    not LABELLED.is_dir(), reason=f"the labelled minutes are not on this machine ({LABELLED.name})"
)

LEAST = {
    "kind": 0.97,
    "date": 0.95,
    "chair": 0.9,
    "secretary": 0.9,
    "attendees": 0.9,
    "absentees": 0.9,
    "agenda": 0.9,
    "next_meetings": 0.9,
    "decisions": 0.8,
    "actions": 0.75,
}


def test_the_labelled_minutes_are_read_as_well_as_before() -> None:
    scores, differences = score(LABELLED)
    table = "\n".join(f"{name:14} precision {one.precision:.2f} F1 {one.f1:.2f}" for name, one in scores.items())
    print(table)
    assert all(scores[name].f1 >= least for name, least in LEAST.items()), "\n".join([table, *differences])
    assert scores["attendees"].precision >= 0.95
