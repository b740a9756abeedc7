"""Notices of meetings, news of members and proposed matters; the case folders hold the whole mails."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.members import find_member_changes
from parsers.notices import proposals, read_notice

NEAR = dt.date(2026, 5, 5)


@pytest.mark.parametrize(
    ("subject", "body", "status", "date", "moved_from", "start", "place"),
    [
        ("Møte: 16. juni 2026 kl. 10–14, Nordvik sykehjem", "", "new", "2026-06-16", None, "10:00", "Nordvik sykehjem"),
        ("Kall inn til møte 3. september kl 9-12 i Fjordvik", "", "new", "2026-09-03", None, "09:00", "Fjordvik"),
        ("Flytt møtet 16. juni til 18. juni kl. 12–15", "", "changed", "2026-06-18", "2026-06-16", "12:00", None),
        ("Hei", "Møtet 16. juni er flyttet til 18. juni kl. 10.", "changed", "2026-06-18", "2026-06-16", "10:00", None),
        ("Sv: Status", "Flytt møtet til 18. juni.", "changed", "2026-06-18", None, None, None),
        ("Nytt sted for møtet 16. juni: Fjordvik rådhus", "", "changed", "2026-06-16", None, None, "Fjordvik rådhus"),
        ("Ny dato for møtet 16. juni: 18. juni kl 9-11", "", "changed", "2026-06-18", "2026-06-16", "09:00", None),
        ("Nytt tidspunkt for møtet 16. juni: kl. 12–15", "", "changed", "2026-06-16", None, "12:00", None),
        ("Avlys møtet 16. juni", "", "cancelled", "2026-06-16", None, None, None),
        ("Avlyst møte", "Møtet 16. juni vert avlyst grunna sjukdom", "cancelled", "2026-06-16", None, None, None),
    ],
)
def test_notice(
    subject: str, body: str, status: str, date: str, moved_from: str | None, start: str | None, place: str | None
) -> None:
    found = read_notice(subject, body, near=NEAR)
    assert found is not None
    assert (found.status, str(found.date)) == (status, date)
    assert (str(found.moved_from) if found.moved_from else None) == moved_from
    assert (found.start.strftime("%H:%M") if found.start else None) == start
    assert found.place == place


@pytest.mark.parametrize(
    ("subject", "body", "reason"),
    [
        ("Avlys møtet 16. juni", "Grunn: for få påmeldte\n\nMvh Kari", "for få påmeldte"),
        (
            "Avlys møtet 16. juni",
            "Hei\n\nFordi vi har fått influensa på sykehjemmet.",
            "vi har fått influensa på sykehjemmet",
        ),
        ("Avlys møtet 16. juni", "pga. sykdom", "sykdom"),
        ("Avlys møtet 16. juni p.g.a. sjukdom", "", "sjukdom"),
        ("Avlys møtet 16. juni", "Begrunnelse:\nFor mange forfall", "For mange forfall"),
        ("Avlys møtet 16. juni", "Grunnen er at leder er syk.", "leder er syk"),
        ("Avlys møtet 16. juni", "Grunngjeving: sjukdom", "sjukdom"),
        ("Avlys møtet 16. juni", "Vi har for få påmeldte.", "Vi har for få påmeldte"),
        ("Hei", "Avlys møtet 16. juni fordi mange er sjuke.", "mange er sjuke"),
        ("Avlys møtet 16. juni", "Kan du ordne dette?\nKari", None),
    ],
)
def test_a_cancelled_meeting_has_its_reason(subject: str, body: str, reason: str | None) -> None:
    found = read_notice(subject, body, near=NEAR)
    assert found and (found.status, found.reason) == ("cancelled", reason)


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("Sv: Innkalling: Nord, 16. juni", "Er møtet 16. juni avlyst?"),
        ("Sv: Innkalling", "Møtet 16. juni er avlyst, hørte jeg."),
        ("Sv: Møte: 16. juni kl 10", "ok"),
        ("Hei", "Kan vi flytte møtet til 18. juni?"),
        ("Hei", "Møtet 16. juni er ikke avlyst."),
        ("Møte om penger", "Kan vi ta et møte 3. juni?"),
        ("Forslag", "Jeg foreslår å flytte møtet 16. juni til 18. juni."),
    ],
)
def test_questions_wishes_and_replies_are_no_notice(subject: str, body: str) -> None:
    assert read_notice(subject, body, near=NEAR) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sak: Smertekartlegging, ved Siv Moe", [("Smertekartlegging", "Siv Moe")]),
        ("Jeg kommer. Sak: Smerte", [("Smerte", None)]),
        ("Eg vil gjerne ta opp bemanning på møtet", [("bemanning", None)]),
        ("Sak 12/26: Budsjett", []),
        ("I denne saken: nei", []),
    ],
)
def test_proposals(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(p.title, p.presenter) for p in proposals(text)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Kari Nes har slutta hos oss.", [("left", "Kari Nes")]),
        ("Kari Nes tar over etter Per Moe som medlem fra 1. august", [("joined", "Kari Nes"), ("left", "Per Moe")]),
        ("Fjern Kari Nes fra lista", [("left", "Kari Nes")]),
        ("Jeg har ny e-postadresse: berit@x.example", [("changed", "Berit Bø")]),
        (
            "Nytt medlem: Kari Nes <k@x.example>\nNytt medlem: Ola Lie <o@x.example>",
            [("joined", "Kari Nes"), ("joined", "Ola Lie")],
        ),
        ("Har vi fått nytt medlem?", []),
        ("Jeg slutter kl. 13 og må gå", []),
        ("Takk for møtet, Kari", []),
    ],
)
def test_member_changes(text: str, found: list[tuple[str, str]]) -> None:
    assert [(c.change, c.name) for c in find_member_changes(text, near=NEAR, me="Berit Bø")] == found


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=300))
def test_never_raises(subject: str, text: str) -> None:
    read_notice(subject, text, near=NEAR)
    proposals(text)
    find_member_changes(text, near=NEAR, me="Berit Bø")


def test_hostile_text_is_read_in_time() -> None:
    for text in (
        "Kari Nes " * 10_000,
        "møtet " * 20_000,
        "Sak: " * 20_000,
        "nytt medlem " * 10_000,
        "Flytt møtet " + "1. " * 20_000,
    ):
        read_notice(text[:2_000], text, near=NEAR)
        proposals(text)
        find_member_changes(text, near=NEAR)
