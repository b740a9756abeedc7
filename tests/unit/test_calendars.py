"""Calendar lines as they are sent. The clients' own formats stand in tests/cases/calendar-reply."""

import datetime as dt

import pytest

from parsers import calendars, ics
from parsers.facts import CalendarReply, Summons
from parsers.mime import open_mail

UTC = dt.UTC


def line(text: str) -> ics.Property:
    calendar = ics.read(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT\nEND:VCALENDAR")
    assert calendar
    return calendar.events[0].properties[0]


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("ATTENDEE:mailto:kari@example.no", "kari@example.no"),
        ("attendee;cn=Kari:MAILTO:Kari@Example.NO", "kari@example.no"),
        ("ATTENDEE:kari@example.no", "kari@example.no"),
        ("ATTENDEE: mailto: kari@example.no", "kari@example.no"),
        ('ATTENDEE;CN="a:b;c":mailto:kari@example.no', "kari@example.no"),
        ('ATTENDEE;CN="kari@ond.example":mailto:kari@example.no', "kari@example.no"),
        ("ATTENDEE;EMAIL=kari@example.no:urn:uuid:1", "kari@example.no"),
        ('ATTENDEE:"mailto:kari@example.no"', "kari@example.no"),
        ("ATTENDEE:invalid:nomail", None),
        ("ATTENDEE:", None),
        ("ATTENDEE", None),
    ],
)
def test_an_attendee_is_read_however_it_is_written(text: str, email: str | None) -> None:
    calendar = ics.read(f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT\nEND:VCALENDAR")
    assert calendar
    found = calendar.events[0].first("ATTENDEE")
    assert (found.address() if found else None) == email


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("DTSTART:20260303T090000Z", dt.datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("DTSTART:20260303T100000", dt.datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("DTSTART;TZID=Europe/Oslo:20260703T100000", dt.datetime(2026, 7, 3, 8, tzinfo=UTC)),
        ('DTSTART;TZID="W. Europe Standard Time":20260303T100000', dt.datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("DTSTART;TZID=/citadel.org/Europe/Helsinki:20260303T110000", dt.datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("DTSTART;TZID=../../etc/passwd:20260303T100000", dt.datetime(2026, 3, 3, 9, tzinfo=UTC)),
        ("DTSTART:20260303", None),
        ("DTSTART:20261303T100000Z", None),
        ("DTSTART:00010101T000000", None),
        ("DTSTART:", None),
    ],
)
def test_times_are_instants_in_utc(text: str, instant: dt.datetime | None) -> None:
    assert ics.instant(line(text))[0] == instant


def test_an_unknown_zone_is_read_as_norwegian_and_told() -> None:
    assert ics.instant(line("DTSTART;TZID=Atlantis:20260303T100000")) == (dt.datetime(2026, 3, 3, 9, tzinfo=UTC), False)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("PT1H30M", 90), ("P1D", 1440), ("P2W", 20160), ("PT", None), ("-PT1H", None), ("P", None), ("PT99999999H", None)],
)
def test_durations(text: str, minutes: int | None) -> None:
    assert ics.length(line(f"DURATION:{text}")) == (dt.timedelta(minutes=minutes) if minutes else None)


def mail(ics_text: str, sender: str = "kari@example.no", method: str = "REPLY") -> bytes:
    head = f"From: {sender}\nTo: nettverk+k3@example.no\nContent-Type: text/calendar; method={method}\n\n"
    return (head + ics_text).encode()


def recognised(raw: bytes) -> CalendarReply | Summons | None:
    found = calendars.recognise(open_mail(raw))
    fact = found.facts[0] if found else None
    assert fact is None or isinstance(fact, CalendarReply | Summons)
    return fact


REPLY = "BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nUID:1\n{}\nEND:VEVENT\nEND:VCALENDAR\n"


def test_an_alarms_attendee_is_nobody_at_the_meeting() -> None:
    alarm = "BEGIN:VALARM\nATTENDEE;PARTSTAT=ACCEPTED:mailto:ond@example.no\nEND:VALARM"
    fact = recognised(mail(REPLY.format(f"{alarm}\nATTENDEE;PARTSTAT=DECLINED:mailto:kari@example.no")))
    assert isinstance(fact, CalendarReply)
    assert (fact.attendee, fact.answer) == ("kari@example.no", "declined")


@pytest.mark.parametrize("junk", ["BEGIN:VEVENT\n" * 60_000, "X:" + "a" * 1_000_000, ";" * 100_000, "A\n" * 100_000])
def test_promise_14_heaps_of_junk_are_cut(junk: str) -> None:
    calendar = ics.read(f"BEGIN:VCALENDAR\n{junk}\nEND:VCALENDAR")
    assert calendar and len(calendar.events) <= ics.MAX_EVENTS


def test_an_invitation_of_our_own_is_no_summons() -> None:
    ours = REPLY.format("ORGANIZER:mailto:nettverk+annet@example.no").replace("REPLY", "REQUEST")
    assert recognised(mail(ours, method="REQUEST")) is None


def test_a_calendar_without_events_says_nothing() -> None:
    assert recognised(mail("BEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR")) is None
    assert recognised(mail("BEGIN:VCALENDAR")) is None
    assert recognised(mail("")) is None


def test_a_mail_of_calendars_is_read_within_the_caps(monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[int] = []
    read = ics._properties
    monkeypatch.setattr(ics, "_properties", lambda found: lines.append(len(found)) or read(found))
    one = b"--x\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\n" + b"ATTENDEE:mailto:a@b.no\n" * 100_000
    calendars.recognise(open_mail(b"From: a@b.no\nContent-Type: multipart/mixed; boundary=x\n\n" + one * 20))
    assert len(lines) == calendars.MAX_CALENDARS
    assert max(lines) <= ics.MAX_LINES


def test_a_calendar_still_quoted_printable_is_read() -> None:
    text = ics.text_of(b"BEGIN:VCALENDAR\nATTENDEE;PARTSTAT=3DACCEPTED;CN=3DK=C3=A5re:mailto:kari@k.ex=\nample\n")
    assert "ATTENDEE;PARTSTAT=ACCEPTED;CN=Kåre:mailto:kari@k.example" in text


def test_a_calendar_under_a_false_base64_label_is_read() -> None:
    head = b"From: kari@k.example\nContent-Type: text/calendar\nContent-Transfer-Encoding: base64\n\n"
    event = b"BEGIN:VCALENDAR\nMETHOD:REPLY\nBEGIN:VEVENT\nATTENDEE;PARTSTAT=TENTATIVE:mailto:kari@k.example\n"
    found = calendars.recognise(open_mail(head + event + b"END:VEVENT\nEND:VCALENDAR\n"))
    assert found and isinstance(found.facts[0], CalendarReply) and found.facts[0].answer == "tentative"
