"""iCalendar line by line (RFC 5545 §3.1), forgiving: events with their properties out of whatever was sent.

It is some eighty times faster than a full reading and meets junk with a shrug: folding, odd case, UTF-16, text around
the calendar, lines that are no lines. Foreign VTIMEZONEs are never looked at: a zone is known by its name, or is Oslo.
"""

from __future__ import annotations

import codecs
import datetime as dt
import quopri
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from parsers import headers as head

OSLO = ZoneInfo("Europe/Oslo")
MAX_ICS = 2_000_000
MAX_LINES = 20_000
MAX_EVENTS = 50
MAX_VALUE = 20_000
WRAPPED = 60
DEEPEST = 20

EVENTS = frozenset({"VEVENT", "VTODO"})
_SCHEME = re.compile(r":\s*mailto\s*$", re.I)
_WHOLE = re.compile(r"BEGIN:VCALENDAR(.*?)(?:^[ \t]*END:VCALENDAR|\Z)", re.I | re.S | re.M)
_FOLD = re.compile(r"\n[ \t]")
_NAME = re.compile(r"\s{0,4}(?:item\d{1,4}\.)?([A-Za-z][A-Za-z0-9-]{0,80})\s{0,4}(?=[;:])")
_PARAM = re.compile(r';\s{0,4}([A-Za-z0-9-]{1,80})\s{0,4}=((?:"[^"]*"?|[^";])*)')
_BEFORE_VALUE = re.compile(r'(?:[^":]|"[^"]*")*:')
_MAIL = re.compile(r"(?:^|[\s:\"'<,])(?:mailto:\s{0,4})?([^\s:;,\"'<>]{1,256}@[^\s:;,\"'<>?]{1,255})", re.I)
_STILL_QUOTED = re.compile(rb";(?:PARTSTAT|CN|ROLE|RSVP|CUTYPE|TZID)=3D", re.I)
_AT = re.compile("%40")  # «mailto:kari%40kommune.example» (RFC 6068 §2)
_WHEN = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d):?(\d\d)?(?:\.\d+)?(Z)?)?", re.I)
_LENGTH = re.compile(r"\+?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?", re.I)

WINDOWS_ZONES: Mapping[str, str] = {
    "w. europe standard time": "Europe/Oslo",
    "romance standard time": "Europe/Oslo",
    "central europe standard time": "Europe/Oslo",
    "central european standard time": "Europe/Oslo",
    "gmt standard time": "Europe/London",
    "greenwich standard time": "Atlantic/Reykjavik",
    "fle standard time": "Europe/Helsinki",
    "gtb standard time": "Europe/Athens",
    "e. europe standard time": "Europe/Bucharest",
    "eastern standard time": "America/New_York",
    "utc": "UTC",
    "tzone://microsoft/utc": "UTC",
    "etc/utc": "UTC",
    "gmt": "UTC",
    "customized time zone": "Europe/Oslo",
}


@dataclass(frozen=True, kw_only=True)
class Property:
    """One content line: name in upper case, parameters by upper-case name, value as it stands."""

    name: str
    params: Mapping[str, str]
    value: str

    def words(self) -> str:
        """The value as text, its escapes taken away (RFC 5545 §3.3.11)."""
        return re.sub(r"\\(.)", lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], self.value, flags=re.S)

    def address(self) -> str | None:
        """The calendar user's address, with or without «mailto:» in any case; EMAIL= helps when the value has none."""
        return email_in(self.value) or email_in(self.params.get("EMAIL", ""))


@dataclass(frozen=True, kw_only=True)
class Event:
    """The properties of one event, those of its alarms left out."""

    properties: tuple[Property, ...]

    def first(self, name: str) -> Property | None:
        return next((one for one in self.properties if one.name == name), None)

    def every(self, name: str) -> tuple[Property, ...]:
        return tuple(one for one in self.properties if one.name == name)

    def words(self, name: str) -> str | None:
        """The text of a property, None where it is missing or blank."""
        found = self.first(name)
        return (found.words().strip() or None) if found else None


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """One iCalendar object: METHOD in upper case, and its events in the order they stand."""

    method: str | None
    events: tuple[Event, ...]


def email_in(value: str) -> str | None:
    """The first address in a value, lower case."""
    value = value[:2_000]
    match = _MAIL.search(value) or _MAIL.search(_AT.sub("@", value))
    return head.email(match[1].rstrip(".")) if match else None


def emails_in(value: str) -> tuple[str, ...]:
    """All addresses in a parameter of several quoted values (DELEGATED-TO)."""
    return tuple(dict.fromkeys(head.email(found.rstrip(".")) for found in _MAIL.findall(value[:20_000])))


def text_of(content: bytes, charset: str | None = None) -> str:
    """The characters of a calendar file: byte order marks and bare UTF-16 first, then as any mail text."""
    content = _once_more(content[:MAX_ICS])
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return head.decode(content[len(mark) :], name)
    if b"\0" in content[:40]:
        return head.decode(content, "utf-16-be" if content[:1] == b"\0" else "utf-16-le")
    return head.decode(content, charset)


def _once_more(content: bytes) -> bytes:
    """A calendar that a gateway made quoted-printable without saying so, «PARTSTAT=3DACCEPTED»."""
    return quopri.decodestring(content) if _STILL_QUOTED.search(content) else content


def read(text: str) -> Calendar | None:
    """All calendars in the text as one; None where there is none. An event that is never begun is read all the same."""
    whole = _WHOLE.findall(text[:MAX_ICS].replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff"))
    if not whole:
        return None
    lines = tuple(_properties(_lines("\n".join(whole))))
    outside, events = _sorted_out(lines)
    method = next((one.value.strip().upper()[:40] for one in outside if one.name == "METHOD"), None)
    late = next((one.value.strip().upper()[:40] for one in lines if one.name == "METHOD"), None)
    if not events and any(one.name == "UID" for one in outside):
        events = (Event(properties=outside),)
    return Calendar(method=method or late or None, events=events)


def _lines(text: str) -> list[str]:
    """Unfolded lines; one that is no line continues a wrapped one before it, or is dropped."""
    found: list[str] = []
    for line in _FOLD.sub("", text).split("\n")[:MAX_LINES]:
        if _NAME.match(line):
            found.append(line[:MAX_VALUE])
        elif found and line.strip() and len(found[-1]) >= WRAPPED:
            found[-1] = (found[-1] + line)[:MAX_VALUE]
    return found


def _properties(lines: list[str]) -> Iterator[Property]:
    for line in lines:
        name = _NAME.match(line)
        if name:
            before, value = _parted(line, name[1].upper())
            yield Property(name=name[1].upper(), params=_params(before), value=value.strip())


def _params(before: str) -> Mapping[str, str]:
    """The parameters; one that is given twice with different values says nothing."""
    found: dict[str, str] = {}
    for key, said in _PARAM.findall(before):
        name, value = key.upper(), said.strip()
        found[name] = value if found.get(name, value) == value else ""
    return found


def _parted(line: str, name: str) -> tuple[str, str]:
    """What stands before the value, and the value; an address's value begins at the last colon."""
    if name in ("ATTENDEE", "ORGANIZER"):
        before, _, value = line.rpartition(":")
        return _SCHEME.sub("", before), value
    match = _BEFORE_VALUE.match(line)
    return (match[0][:-1], line[match.end() :]) if match else (line.partition(":")[0], line.partition(":")[2])


def _sorted_out(lines: tuple[Property, ...]) -> tuple[tuple[Property, ...], tuple[Event, ...]]:
    """The calendar's own properties, and its events; zones, alarms and the rest are left out."""
    outside: list[Property] = []
    events: list[list[Property]] = []
    open_now: list[str] = []
    for line in lines:
        kind = line.value.strip().upper()
        if line.name == "BEGIN":
            if kind in EVENTS and len(events) < MAX_EVENTS:
                events.append([])
                open_now = []
            open_now = [*open_now[:DEEPEST], kind]
        elif line.name == "END":
            open_now = open_now[: open_now.index(kind)] if kind in open_now else open_now
        elif not open_now:
            outside.append(line)
        elif len(open_now) == 1 and open_now[0] in EVENTS:
            events[-1].append(line)
    return tuple(outside), tuple(Event(properties=tuple(event)) for event in events)


def instant(found: Property | None) -> tuple[dt.datetime | None, bool]:
    """A DTSTART-like property as UTC, and whether its zone was known; whole days and nonsense give None."""
    match = _WHEN.match(found.value.strip()) if found else None
    if not found or not match or match[4] is None:
        return None, True
    zone, known = (dt.UTC, True) if match[7] else zone_named(found.params.get("TZID"))
    year, month, day, hour, minute, second = (int(match[n] or 0) for n in range(1, 7))
    try:
        return dt.datetime(year, month, day, hour, minute, min(second, 59), tzinfo=zone).astimezone(dt.UTC), known
    except (ValueError, OverflowError):
        return None, True


def day(found: Property | None) -> dt.date | None:
    """The calendar day as written, for whole-day events."""
    match = _WHEN.match(found.value.strip()) if found else None
    try:
        return dt.date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def zone_named(name: str | None) -> tuple[dt.tzinfo, bool]:
    """The zone of that IANA or Windows name. No name is Norwegian time; an unknown one too, and is told."""
    if not name:
        return OSLO, True
    bare = name.strip(" \"'").lstrip("/")
    if known := WINDOWS_ZONES.get(bare.lower()):
        return ZoneInfo(known), True
    for key in (bare, "/".join(bare.split("/")[-2:])):
        try:
            return ZoneInfo(key[:60]), True
        except Exception:  # zoneinfo lets OSError, ValueError and KeyError through by turns
            continue
    return OSLO, bool(re.search(r"oslo|berlin|amsterdam|stockholm|copenhagen|utc\+01:00", bare, re.I))


def length(found: Property | None) -> dt.timedelta | None:
    """A DURATION (RFC 5545 §3.3.6); None where it is missing or negative."""
    match = _LENGTH.fullmatch(found.value.strip()) if found else None
    if not match or not any(match.groups()):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return dt.timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)
