"""The iCalendar object that goes with a summons or a cancellation (RFC 5545, RFC 5546 §3.2.2 and §3.2.5).

One attendee an object: exactly the person the letter goes to. The time zone is our own VTIMEZONE with RRULE, which
every reader of calendars knows, instead of the library's list of dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, vCalAddress, vText

OSLO = ZoneInfo("Europe/Oslo")

_ZONE = b"""BEGIN:VTIMEZONE
TZID:Europe/Oslo
BEGIN:DAYLIGHT
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE
""".replace(b"\n", b"\r\n")


@dataclass(frozen=True, kw_only=True)
class Party:
    """Organiser or attendee, by address and the name calendars show."""

    email: str
    name: str | None = None


def invite(
    meeting: Mapping[str, Any],
    *,
    method: Literal["REQUEST", "CANCEL"],
    organizer: Party,
    attendee: Party,
    description: str,
    now: dt.datetime,
    prefix: str = "",
) -> bytes:
    """The object as UTF-8 with CRLF. `meeting` is a MeetingContent; `now` becomes DTSTAMP; `prefix` opens SUMMARY."""
    calendar = Calendar()
    calendar.add("prodid", "-//Budstikke//NO")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_zone())
    calendar.add_component(_event(meeting, method, organizer, attendee, description, now, prefix))
    return bytes(calendar.to_ical())


def _event(
    meeting: Mapping[str, Any],
    method: str,
    organizer: Party,
    attendee: Party,
    description: str,
    now: dt.datetime,
    prefix: str,
) -> Event:
    event = Event()
    event.add("uid", meeting["uid"])
    event.add("sequence", meeting["sequence"])
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", _local(meeting["starts"]))
    event.add("dtend", _local(meeting["ends"]))
    event.add("summary", prefix + meeting["title"])
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if method == "CANCEL" else "OPAQUE")
    event.add("description", description)
    if place := meeting["place"] or meeting["online"]:
        event.add("location", place)
    if str(meeting["online"] or "").startswith(("https://", "http://")):
        event.add("url", meeting["online"])
    event.add("organizer", _address(organizer))
    event.add("attendee", _invited(attendee))
    return event


@cache
def _zone() -> Component:
    return Timezone.from_ical(_ZONE)


def _local(value: str) -> dt.datetime:
    return dt.datetime.fromisoformat(value).astimezone(OSLO)


def _address(party: Party) -> vCalAddress:
    address = vCalAddress(f"mailto:{party.email}")
    if party.name:
        address.params["CN"] = vText(party.name.replace('"', "'"))
    return address


def _invited(party: Party) -> vCalAddress:
    address = _address(party)
    for name, value in (
        ("CUTYPE", "INDIVIDUAL"), ("ROLE", "REQ-PARTICIPANT"), ("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "TRUE"),
    ):  # fmt: skip
        address.params[name] = vText(value)
    return address
