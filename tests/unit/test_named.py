"""People minutes name, matched with the network's list: what the secretary sees of whoever is not surely one."""

from __future__ import annotations

from typing import Any

import pytest

from mailer.nynorsk import in_nynorsk
from mailer.rules.minutes import corrected, draft_of, understood
from mailer.rules.people import to_person
from parsers.facts import Absentee, AttendanceCorrection, Attendee, Deputy, Minutes
from tests.unit.nordvik import JUNE_16, day, meeting, network, records

RECORDS = records(meetings=(meeting(),))


def draft(**said: Any) -> Any:
    minutes = Minutes(date=JUNE_16, attendance_known=True, **said)
    return draft_of(minutes, (), "mail", "kari", day("2026-06-18"), RECORDS, RECORDS.meetings[0])


def shown(of: Any) -> Any:
    to = to_person(RECORDS.people["kari"], network())
    return understood(of, RECORDS, network(), RECORDS.meetings[0], to).content


def test_a_name_spelled_otherwise_is_matched_and_shown() -> None:
    found = draft(attendees=(Attendee(name="I. Dale"), Attendee(name="Berit Hove")))
    assert set(found.present) == {"inger", "berit"}
    assert shown(found)["doubts"] == ["«I. Dale» leste vi som Inger Dale: initialene eller ordene stemmer."]


def test_an_address_tells_who_is_meant_and_another_persons_address_is_asked_about() -> None:
    own = draft(attendees=(Attendee(name="Siv", email="siv@nordvik.example"),))
    other = draft(attendees=(Attendee(name="Anne Vik", email="siv@nordvik.example"),))
    assert (own.present, shown(own)["doubts"]) == (("siv",), [])
    assert other.present == ()
    assert shown(other)["doubts"] == ["«Anne Vik» står med adressen til Siv Moe. Vi har ikke ført noe på det navnet."]


def test_a_name_that_fits_two_is_nobodys_until_the_secretary_says_whose() -> None:
    found = draft(absentees=(Absentee(name="Lie"),), attendees=(Attendee(name="O. Lie"),))
    assert found.present == ("ola",)
    unsure = draft(attendees=(Attendee(name="Lie"),))
    assert unsure.present == ()
    assert shown(unsure)["doubts"] == ["«Lie» kan være Ola Lie eller Tor Lie. Vi har ikke ført noe på det navnet."]
    assert shown(unsure)["unknown_names"] == []
    told = corrected(unsure, [AttendanceCorrection(name="Tor Lie", present=True)], RECORDS)
    assert (told.present, told.guests, shown(told)["doubts"]) == (("tor",), (), [])


def test_people_on_no_list_are_shown_present_or_away() -> None:
    found = draft(attendees=(Attendee(name="Mona Ruud"),), absentees=(Absentee(name="Jens Haug"),))
    assert shown(found)["unknown_names"] == ["Mona Ruud"]
    assert shown(found)["doubts"] == ["«Jens Haug» står som borte, men er ikke på listen vår."]


def test_one_said_to_be_both_there_and_away_is_shown() -> None:
    found = draft(attendees=(Attendee(name="Ola Lie"),), absentees=(Absentee(name="O. Lie"),))
    assert (found.present, found.absent) == ((), ("ola",))
    assert shown(found)["doubts"] == ["«O. Lie» står både som til stede og som borte. Vi har ført det siste."]


def test_a_deputy_counts_for_the_one_she_met_for() -> None:
    found = draft(attendees=(Attendee(name="Anne Vik"),), deputies=(Deputy(name="Anne Vik", for_="Siv Moe"),))
    assert (found.absent, dict(found.deputies), found.guests) == (("siv",), {"siv": "Anne Vik"}, ())


@pytest.mark.parametrize(
    "said",
    [
        "«I. Dale» leste vi som Inger Dale: initialene eller ordene stemmer.",
        "«Ola» leste vi som Ola Lie: eneste med dette fornavnet, eller én bokstav ulik, samme arbeidssted.",
        "«Lie» kan være Ola Lie eller Tor Lie. Vi har ikke ført noe på det navnet.",
        "«Anne Vik» står med adressen til Siv Moe. Vi har ikke ført noe på det navnet.",
        "«O. Lie» står både som til stede og som borte. Vi har ført det siste.",
        "«Jens Haug» står som borte, men er ikke på listen vår.",
    ],
)
def test_K12_a_nynorsk_network_is_asked_in_nynorsk(said: str) -> None:
    assert in_nynorsk(said) != said
    assert " ikke " not in in_nynorsk(said)
