"""The calendar object against RFC 5545 and RFC 5546, read back with a library and line by line."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Component

from mailer.invite import Party, invite
from tests.sample_letters import MEETING, NOW

OSLO = ZoneInfo("Europe/Oslo")
ORGANIZER = Party(email="nord+4f1c@example.no", name='Nettverksgruppe "Nord"')
ATTENDEE = Party(email="berit.moe@nordvik.example.no", name="Moe, Berit")


def made(method: str = "REQUEST", **changes: object) -> bytes:
    return invite(
        MEETING | changes,
        method=method,  # type: ignore[arg-type]
        organizer=ORGANIZER,
        attendee=ATTENDEE,
        description="Hei Berit,\n\ndu innkalles; svar gjerne, ja\\nei.",
        now=NOW,
    )


def event(raw: bytes) -> Component:
    calendar = Calendar.from_ical(raw)
    (only,) = calendar.walk("VEVENT")
    return only


def test_request_says_what_rfc_5546_demands() -> None:
    raw = made()
    calendar, only = Calendar.from_ical(raw), event(raw)
    assert (calendar["METHOD"], calendar["VERSION"]) == ("REQUEST", "2.0")
    assert (only["UID"], only["SEQUENCE"], only["STATUS"]) == (MEETING["uid"], 0, "CONFIRMED")
    assert only["DTSTAMP"].dt == NOW
    assert str(only["ORGANIZER"]) == f"mailto:{ORGANIZER.email}"
    assert only["SUMMARY"] == MEETING["title"]
    assert only["LOCATION"] == MEETING["place"]
    assert only["URL"] == MEETING["online"]
    assert only["DESCRIPTION"] == "Hei Berit,\n\ndu innkalles; svar gjerne, ja\\nei."


def test_the_one_attendee_is_exactly_the_recipient() -> None:
    attendee = event(made())["ATTENDEE"]
    assert str(attendee) == f"mailto:{ATTENDEE.email}"
    asked = {name: attendee.params[name] for name in ("ROLE", "PARTSTAT", "RSVP", "CN")}
    assert asked == {"ROLE": "REQ-PARTICIPANT", "PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE", "CN": "Moe, Berit"}


def test_cancel_keeps_the_uid_and_says_cancelled() -> None:
    raw = made("CANCEL", sequence=3)
    only = event(raw)
    assert Calendar.from_ical(raw)["METHOD"] == "CANCEL"
    assert (only["UID"], only["SEQUENCE"], only["STATUS"]) == (MEETING["uid"], 3, "CANCELLED")
    assert str(only["ATTENDEE"]) == f"mailto:{ATTENDEE.email}"


def test_lines_are_crlf_and_at_most_75_octets() -> None:
    raw = made(title="Ærlig talt, en lang tittel: " + "smertekartlegging, " * 12)
    lines = raw.split(b"\r\n")
    assert b"\n" not in b"".join(lines) and b"\r" not in b"".join(lines)
    assert max(map(len, lines)) <= 75
    assert raw.endswith(b"END:VCALENDAR\r\n")


def test_the_zone_is_our_own_with_rules_and_no_list_of_dates() -> None:
    raw = made()
    assert raw.count(b"BEGIN:VTIMEZONE") == 1
    assert raw.count(b"RRULE:FREQ=YEARLY") == 2
    assert b"RDATE" not in raw
    assert b"DTSTART;TZID=Europe/Oslo:20260616T100000" in raw


@pytest.mark.parametrize(
    "day", ["2026-01-15", "2026-03-28", "2026-03-29", "2026-07-01", "2026-10-24", "2026-10-25", "2027-03-28"]
)
def test_the_zone_gives_norwegian_time_the_whole_year(day: str) -> None:
    zone = Calendar.from_ical(made()).walk("VTIMEZONE")[0].to_tz()  # type: ignore[attr-defined]
    at = dt.datetime.fromisoformat(day).replace(hour=12)
    assert at.replace(tzinfo=zone).utcoffset() == at.replace(tzinfo=OSLO).utcoffset()


def test_winter_and_utc_instants_are_shown_in_norwegian_time() -> None:
    only = event(made(starts="2026-12-01T09:00:00+00:00", ends="2026-12-01T12:00:00+01:00"))
    assert (f"{only['DTSTART'].dt:%d %H:%M}", f"{only['DTEND'].dt:%d %H:%M}") == ("01 10:00", "01 12:00")


def test_an_online_meeting_without_a_place_has_its_link_as_location() -> None:
    only = event(made(place=None))
    assert only["LOCATION"] == MEETING["online"]
    assert "LOCATION" not in event(made(place=None, online=None))


def test_a_place_on_the_net_that_is_no_address_is_no_url() -> None:
    assert "URL" not in event(made(online="javascript:alert(1)"))


def test_promise_12_no_text_breaks_out_of_its_property() -> None:
    nasty = "x\nATTENDEE:mailto:ond@example.no\r\nEND:VEVENT;,\\"
    raw = invite(
        MEETING | {"title": nasty, "place": nasty},
        method="REQUEST",
        organizer=ORGANIZER,
        attendee=Party(email=ATTENDEE.email, name='A";X=1:mailto:ond@example.no'),
        description=nasty,
        now=NOW,
    )
    attendee = event(raw)["ATTENDEE"]
    assert str(attendee) == f"mailto:{ATTENDEE.email}"
    assert [line for line in raw.split(b"\r\n") if line.startswith((b"ATTENDEE:", b"X="))] == []
