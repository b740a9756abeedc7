"""The targets of reading, on the part built on; and on the part touched last what must hold whatever the figures."""

from __future__ import annotations

import pytest

from bench.corpus import PARTS, cases
from bench.reading import Figure, figures


@pytest.fixture(scope="module", params=PARTS)
def part(request: pytest.FixtureRequest) -> tuple[str, list[Figure]]:
    name: str = request.param
    return name, list(figures(cases(PARTS[name])))


def shown(figure: Figure) -> str:
    return "\n  ".join(
        [f"{figure.what}: {figure.value:.1%} of {figure.of}, target {figure.target:.0%}", *figure.misses]
    )


def test_every_target_is_met(part: tuple[str, list[Figure]]) -> None:
    name, found = part
    missed = [figure for figure in found if not figure.met]
    assert found
    assert not missed, "\n".join([name, *map(shown, missed)])
