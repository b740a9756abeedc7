"""The whole round on real servers: from a leader's mail to the absence report (B1 to B6, B8's room left for later).

Done when: on Dovecot and Postfix, and once more on PostgreSQL.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import icalendar
import pytest

from db.records import LetterState, fingerprint
from mailer.rules.people import members
from tests import people
from tests.acceptance.documents import minutes_docx
from tests.acceptance.place import (
    ADDRESS,
    BERIT,
    BOSS,
    GONE,
    GRO,
    INGER,
    KARI,
    KLB,
    LIV,
    MEMBERS,
    MONA,
    OLA,
    OPERATOR,
    READERS,
    SIV,
    TOR,
    Place,
    earlier_absences,
    moment,
    place,
)
from tests.conftest import had
from tests.servers.dovecot import Dovecot
from tests.servers.ground import until
from tests.servers.postfix import Postfix

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(params=["sqlite", "postgresql"])
def nord(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """The service on a Dovecot and a Postfix of its own, once on each database."""
    sqlite = request.param == "sqlite"
    database = f"sqlite:///{tmp_path}/nord.db" if sqlite else request.getfixturevalue("postgres_url")
    accounts = dict.fromkeys((ADDRESS, KLB, OPERATOR, *(human.email for human in READERS)), "pw")
    with (
        had(lambda: Dovecot(accounts)) as dovecot,
        had(lambda: Postfix(dovecot)) as postfix,
        place(postfix, database) as opened,
    ):
        yield opened


def test_the_whole_round_from_the_leaders_mail_to_the_absence_report(nord: Place) -> None:
    nord.house.store.commit(records=earlier_absences(OLA))
    meeting = announce(nord)
    summon(nord, meeting)
    answers(nord, meeting)
    move(nord, meeting)
    remind_and_report(nord, meeting)
    minutes(nord, meeting)
    absence(nord)
    new_member(nord)
    nothing_is_left_over(nord)


def announce(nord: Place) -> str:
    """(1) The leader mails a meeting, and hears at once what will be done with it and when."""
    words = "Hei\n\nSaker:\n1. Smertekartlegging hjemme, ved Siv Moe\n2. Eventuelt\n\nHilsen Inger\n"
    subject = "Møte: 18. juni 2031 kl. 10–14, Nordvik sykehjem"
    nord.write(INGER, people.new_mail(INGER, ADDRESS, subject, words, moment("2031-05-05 09:00")))
    nord.tick("2031-05-05 09:01")
    said = people.text_of(nord.letter(INGER, "meeting-noted"))
    assert "3. juni" in said
    assert "4. juni" in said
    assert "STOPP" in said
    (meeting,) = nord.house.store.records("nord").meetings
    assert [item.title for item in meeting.agenda] == ["Smertekartlegging hjemme", "Eventuelt"]
    assert nord.tick("2031-06-03 07:59").sent == ()
    return meeting.id


def summon(nord: Place, meeting: str) -> None:
    """(2) B1, B2: at its time the summons goes, one mail per recipient, with receipt, invite and three copies."""
    nord.tick("2031-06-03 08:00")
    assert nord.count("summons") == len(MEMBERS) + 3
    letter = nord.mail(SIV, "summons")
    assert str(letter["Subject"]) == "Innkalling: Nettverksgruppe Nord, onsdag 18. juni"
    assert letter["Disposition-Notification-To"]
    assert letter["Auto-Submitted"] is None
    calendar = next(p for p in letter.walk() if p.get_content_type() == "text/calendar")
    assert calendar["Content-Type"].params["method"] == "REQUEST"
    event = icalendar.Calendar.from_ical(calendar.get_payload(decode=True)).walk("VEVENT")[0]
    assert event["ATTENDEE"] == f"mailto:{SIV.email}"
    assert "klb@" not in str(event["ATTENDEE"])
    for human in (GRO, MONA):
        copy = nord.mail(human, "summons")
        assert all(p.get_content_type() != "text/calendar" for p in copy.walk())
    until(lambda: nord.post.folder(KLB), seconds=20, what="KLB's copy")


def answers(nord: Place, meeting: str) -> None:
    """(3) People answer as they do; each answer lands in its own line of the ledger, with the mail it came from."""
    at = moment("2031-06-03 12:00")
    letter = {human: nord.letter(human, "summons") for human in (OLA, SIV, TOR, BERIT, KARI)}
    nord.write(OLA, people.reply(OLA, letter[OLA], "Hei, jeg må dessverre melde forfall. Ola", at))
    nord.write(SIV, people.button(SIV, letter[SIV], "ACCEPTED", at), to=_organizer(letter[SIV]))
    nord.write(TOR, people.read_receipt(TOR, letter[TOR], at), to=_receipt_to(letter[TOR]))
    nord.write(BERIT, people.reply(BERIT, letter[BERIT], "Er det parkering ved sykehjemmet?", at))
    nord.write(KARI, people.reply(KARI, letter[KARI], "Ja, men jeg må gå kl. 13.", at))
    _take_in(nord, "2031-06-03 12:05")
    ola, siv, tor, berit, kari = (nord.line(h, meeting) for h in (OLA, SIV, TOR, BERIT, KARI))
    assert (ola.answer, siv.answer, tor.answer, berit.answer, kari.answer) == (
        "declined",
        "accepted",
        None,
        None,
        "accepted",
    )
    assert kari.attends_until == dt.time(13)
    assert tor.read
    assert all(line.answered and nord.house.store.mail(line.answered.source) for line in (ola, siv, kari))
    until(lambda: _delivered(nord, meeting), seconds=30, what="Postfix' success reports")
    asked = nord.letter(BERIT, "answer-unclear")
    nord.write(BERIT, people.reply(BERIT, asked, "Ja", moment("2031-06-03 13:00")))
    _take_in(nord, "2031-06-03 13:05")
    assert nord.line(BERIT, meeting).answer == "accepted"
    assert "kommer" in people.text_of(nord.letter(BERIT, "answer-noted"))


def _organizer(letter: bytes) -> str:
    found = re.search(r"<([^>]+)>", str(people.opened(letter)["From"]))
    assert found
    return found[1]


_receipt_to = _organizer


def _take_in(nord: Place, text: str) -> None:
    """Tick until the mailbox is empty: reports from Postfix come a moment after the letters they are about."""
    nord.tick(text)
    until(lambda: nord.tick(text).fetched == 0 and not nord.post.folder(ADDRESS), seconds=30, what="an empty mailbox")


def _delivered(nord: Place, meeting: str) -> bool:
    """Everyone's success report is in, and Nils' bounce."""
    nord.tick("2031-06-03 12:10")
    return all(nord.line(h, meeting).bounced if h is GONE else nord.line(h, meeting).delivered for h in MEMBERS)


def move(nord: Place, meeting: str) -> None:
    """A changed meeting is summoned again with SEQUENCE+1; answers to the old time no longer count."""
    at = moment("2031-06-05 09:00")
    nord.write(
        INGER, people.new_mail(INGER, ADDRESS, "Flytt møtet 18. juni til 19. juni kl. 12–15", "Hilsen Inger\n", at)
    )
    _take_in(nord, "2031-06-05 09:00")
    assert nord.house.store.meeting(meeting).sequence == 1  # type: ignore[union-attr]
    nord.tick("2031-06-05 09:30")
    again = nord.letter(SIV, "summons")
    event = _event(again)
    assert (int(event["SEQUENCE"]), event["UID"]) == (1, _event(nord.letters(SIV, "summons")[0])["UID"])
    assert "Nytt tidspunkt" in people.text_of(again)
    later = moment("2031-06-05 11:00")
    for human, word in ((OLA, "DECLINED"), (SIV, "ACCEPTED"), (BERIT, "ACCEPTED")):
        letter = nord.letter(human, "summons")
        nord.write(human, people.button(human, letter, word, later), to=_organizer(letter))
    _take_in(nord, "2031-06-05 11:05")
    assert [nord.line(h, meeting).answer_sequence for h in (OLA, SIV, BERIT)] == [1, 1, 1]


def _event(letter: bytes) -> icalendar.Event:
    calendar = next(p for p in people.opened(letter).walk() if p.get_content_type() == "text/calendar")
    return icalendar.Calendar.from_ical(calendar.get_payload(decode=True)).walk("VEVENT")[0]


def remind_and_report(nord: Place, meeting: str) -> None:
    """The silent are reminded once; the leader gets one status before the meeting."""
    nord.tick("2031-06-13 08:00")
    nord.tick("2031-06-13 09:00")
    reminded = {letter.to_email for letter in nord.sent() if letter.kind == "reminder"}
    assert reminded == {KARI.email, TOR.email}
    nord.tick("2031-06-16 08:00")
    status = people.text_of(nord.letter(INGER, "status"))
    assert nord.count("status") == 1
    for name in (SIV.name, OLA.name, TOR.name, GONE.name):
        assert name in status


def minutes(nord: Place, meeting: str) -> None:
    """(4) B3, B2: minutes as docx are understood, corrected in words, and released to all with the three copies."""
    nord.tick("2031-06-26 08:00")
    wanted = nord.letter(KARI, "minutes-wanted")
    docx = minutes_docx(
        date="19. juni 2031",
        present=[INGER.name, KARI.name, SIV.name, BERIT.name],
        absent=[],
        agenda=["Smertekartlegging hjemme", "Eventuelt"],
        secretary=KARI.name,
        chair=INGER.name,
    )
    at = moment("2031-06-26 10:00")
    forwarded = people.forward_with(
        KARI,
        ADDRESS,
        "Referat 19. juni",
        "Her er referatet.\n",
        at,
        (("Referat.docx", DOCX, docx),),
        in_reply_to=wanted,
    )
    nord.write(KARI, forwarded)
    _take_in(nord, "2031-06-26 10:00")
    shown = people.text_of(nord.letter(KARI, "minutes-understood"))
    assert OLA.name in shown
    assert nord.count("minutes") == 0
    words = "Ola Lie hadde meldt forfall. Tor Lie var til stede. Nils Aune var ikke til stede."
    nord.write(KARI, people.reply(KARI, nord.letter(KARI, "minutes-understood"), words, at))
    _take_in(nord, "2031-06-26 10:30")
    nord.write(KARI, people.reply(KARI, nord.letter(KARI, "minutes-understood"), "OK", at))
    _take_in(nord, "2031-06-26 11:00")
    assert {human.name for human in MEMBERS if nord.line(human, meeting).attended} == {
        h.name for h in (INGER, KARI, SIV, BERIT, TOR)
    }
    assert nord.line(OLA, meeting).notified is True
    went_to = {letter.to_email for letter in nord.sent() if letter.kind == "minutes"}
    assert went_to == {h.email for h in MEMBERS} | {GRO.email, MONA.email, KLB}
    attached = [p.get_filename() for p in nord.mail(SIV, "minutes").iter_attachments()]
    assert attached == ["Referat.docx"]


def absence(nord: Place) -> None:
    """(5) B4: the third absence is told the leader, with dates and notice; «fulgt opp» is noted."""
    report = people.text_of(nord.letter(INGER, "absence-report"))
    assert nord.count("absence-report") == 1
    assert OLA.name in report
    for date in ("17.", "10.", "19. juni"):
        assert date in report
    nord.write(
        INGER, people.reply(INGER, nord.letter(INGER, "absence-report"), "Fulgt opp", moment("2031-06-27 09:00"))
    )
    _take_in(nord, "2031-06-27 09:00")
    assert nord.letter(INGER, "absence-noted")
    (case,) = nord.house.store.records("nord").cases
    assert case.followed_up_at


def new_member(nord: Place) -> None:
    """(6) B5, B6: one mail, and the new member is welcomed with a copy to her leader, and KLB told."""
    words = f"Nytt medlem: {LIV.name}, {LIV.email}, Fjordvik, nærmeste leder {BOSS.name} {BOSS.email}"
    nord.write(INGER, people.new_mail(INGER, ADDRESS, "Nytt medlem", words, moment("2031-06-30 09:00")))
    _take_in(nord, "2031-06-30 09:00")
    assert nord.letter(INGER, "change-noted")
    nord.tick("2031-06-30 09:31")
    assert "introduksjonskurs" in people.text_of(nord.letter(LIV, "welcome"))
    assert nord.letter(BOSS, "welcome")
    told = [letter for letter in nord.sent() if letter.kind == "member-change"]
    assert [letter.to_email for letter in told] == [KLB]
    found = nord.house.store.records("nord")
    assert fingerprint("person", LIV.email) in {m.person for m in members(found, dt.date(2031, 7, 1))}


def _reported(nord: Place) -> bool:
    return all(letter.state != LetterState.SENT for letter in nord.sent())


def nothing_is_left_over(nord: Place) -> None:
    """Every mail has its end state and is out of the inbox; every letter went once."""
    until(lambda: nord.tick("2031-06-30 10:00").fetched == 0 and _reported(nord), seconds=30, what="the last reports")
    assert nord.post.folder(ADDRESS) == []
    assert nord.house.store.fresh(10) == ()
    keys = [letter.key for letter in nord.sent()]
    assert len(keys) == len(set(keys))
    stuck = nord.house.store.letters((LetterState.QUEUED, LetterState.TRANSMITTING, LetterState.UNCERTAIN), 10)
    assert [letter for letter in stuck if letter.kind != "operator-alarm"] == []
