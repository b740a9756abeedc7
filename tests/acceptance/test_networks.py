"""Several networks in one service, a network in rehearsal, and the operator told of what waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from config.settings import Limits, Settings
from db.records import LetterState, MailState, Membership, Person, fingerprint
from mailer import daemon, mail_in
from tests import people
from tests.acceptance.place import ADDRESS, INGER, MEMBERS, OLA, OPERATOR, SIV, Place, moment, network, settings
from tests.acceptance.place import people as members
from tests.acceptance.test_kill import Here, Post
from tests.people import Human

SOUTH = f"sor@{ADDRESS.partition('@')[2]}"
TURID = Human(name="Turid Skog", email="turid@vestfjord.test")
ARNE = Human(name="Arne Li", email="arne@vestfjord.test")


@pytest.fixture
def post() -> Iterator[Post]:
    with Post({ADDRESS: "pw", SOUTH: "pw"}) as server:
        yield server


@contextmanager
def opened(known: Settings, post: Post) -> Iterator[Place]:
    with daemon.open_house(known) as house:
        house.reader = Here()
        house.store.commit(records=(*members(), *_southerners()))
        daemon.start_up(house, moment("2031-05-05 08:00"))
        yield Place(house=house, post=post)


def _southerners() -> tuple[Person | Membership, ...]:
    """A second local group under the same paper; Inger leads both."""
    joined = dt.date(2025, 1, 8)
    known = [(TURID, "leader", "sor"), (ARNE, None, "sor"), (INGER, "leader", "aust")]
    persons = [Person(id=fingerprint("person", h.email), name=h.name, email=h.email) for h, _, _ in known]
    places = [
        Membership(id=fingerprint("m", net, p.id), network=net, person=p.id, office=office, joined=joined)  # type: ignore[arg-type]
        for p, (_, office, net) in zip(persons, known, strict=True)
    ]
    return (*persons, *places)


def two_mailboxes(post: Post, tmp_path: Path) -> Settings:
    """Nord and Aust on one mailbox, Sør on another, all under the KLB paper."""
    first = settings(post, f"sqlite:///{tmp_path}/two.db")
    south = replace(network(), id="sor", name="Nettverksgruppe Sør", mailbox="sor")
    east = replace(network(), id="aust", name="Nettverksgruppe Aust")
    return replace(
        first,
        mailboxes={**first.mailboxes, "sor": post.mailbox(SOUTH, id="sor")},
        networks={**first.networks, "sor": south, "aust": east},
    )


def tell(place: Place, human: Human, subject: str, at: str, to: str = ADDRESS) -> None:
    raw = people.new_mail(human, to, subject, "Hilsen\n", moment(at))
    place.post.inject(raw, sender=human.email, recipient=to)
    daemon.tick(place.house, moment(at))


def test_two_mailboxes_and_three_networks_under_one_mandate_keep_apart(post: Post, tmp_path: Path) -> None:
    with opened(two_mailboxes(post, tmp_path), post) as place:
        tell(place, TURID, "Møte: 18. juni 2031 kl. 10–14, Sundet", "2031-05-05 09:00", to=SOUTH)
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        went = {letter.to_email for letter in place.sent() if letter.kind == "summons" and not letter.copy}
        assert went == {TURID.email, ARNE.email}
        assert people.opened(post.received(ARNE.email)[-1])["From"].addresses[0].addr_spec.startswith("sor+")


def test_a_leader_of_two_networks_says_which_by_its_name(post: Post, tmp_path: Path) -> None:
    with opened(two_mailboxes(post, tmp_path), post) as place:
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Sundet", "2031-05-05 09:00")
        (held,) = place.house.store.mails((MailState.HELD,), 10)
        assert "nettverk" in held.reason
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Sundet (Nettverksgruppe Aust)", "2031-05-05 10:00")
        assert [m.network for m in place.house.store.records("aust").meetings] == ["aust"]
        assert place.house.store.records("nord").meetings == ()


def test_in_rehearsal_every_letter_goes_to_one_address_that_may_answer_for_all(post: Post, tmp_path: Path) -> None:
    rehearsal = Human(name="Kari Nes", email="kari.nes@vestfjord.test")
    known = settings(post, f"sqlite:///{tmp_path}/prove.db")
    known = replace(known, networks={**known.networks, "nord": network(rehearsal=rehearsal.email)})
    with opened(known, post) as place:
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "2031-05-05 09:00")
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        to_others = {d.recipient for d in post.deliveries} - {rehearsal.email} - {ADDRESS}
        assert not any("+" not in address for address in to_others), "no letter left but to the one address"
        shown = post.received(rehearsal.email)
        assert len(shown) == 1 + len(MEMBERS) + 3
        to_ola = next(raw for raw in shown if OLA.email in people.text_of(raw))
        post.inject(
            people.reply(rehearsal, to_ola, "Nei, jeg kan ikke komme.", moment("2031-06-03 09:00")),
            sender=rehearsal.email,
            recipient=ADDRESS,
        )
        daemon.tick(place.house, moment("2031-06-03 09:05"))
        (meeting,) = place.house.store.records("nord").meetings
        assert place.line(OLA, meeting.id).answer == "declined"


def test_promise_17_what_waits_and_what_is_silent_is_told_the_operator_once_a_day(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/a.db"), post) as place:
        tell(place, Human(name="Ukjent", email="ukjent@annet.test"), "Hei", "2031-05-05 09:00")
        for clock in ("09:10", "10:10"):
            daemon.tick(place.house, moment(f"2031-05-05 {clock}"))
        assert len(post.received(OPERATOR)) == 1
        assert "Hei" in people.text_of(post.received(OPERATOR)[0])
        daemon.tick(place.house, moment("2031-05-06 09:00"))
        assert len(post.received(OPERATOR)) == 2


def test_promise_17_a_mailbox_that_cannot_be_reached_is_noticed(post: Post, tmp_path: Path) -> None:
    known = settings(post, f"sqlite:///{tmp_path}/a.db")
    box = known.mailboxes["nord"]
    deaf = replace(box, imap=replace(box.imap, port=1))
    with opened(replace(known, mailboxes={"nord": deaf}), post) as place:
        daemon.tick(place.house, moment("2031-05-05 08:09"))
        assert post.received(OPERATOR) == []
        daemon.tick(place.house, moment("2031-05-05 08:11"))
        assert len(post.received(OPERATOR)) == 1


def test_promise_11_the_fuse_holds_letters_back_until_the_hour_has_passed(post: Post, tmp_path: Path) -> None:
    known = replace(settings(post, f"sqlite:///{tmp_path}/f.db"), limits=Limits(letters_per_hour=5))
    with opened(known, post) as place:
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "2031-05-05 09:00")
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        assert place.count("summons") == 5
        daemon.tick(place.house, moment("2031-06-03 08:30"))
        assert place.count("summons") == 5
        daemon.tick(place.house, moment("2031-06-03 09:01"))
        assert place.count("summons") == 10


def test_promise_3_a_held_mail_let_through_by_the_operator_is_taken_in(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/h.db"), post) as place:
        post.verdict = lambda sender, raw: None
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "2031-05-05 09:00")
        (held,) = place.house.store.mails((MailState.HELD,), 10)
        settled = mail_in.release(place.house, held, moment("2031-05-05 10:00"))
        assert settled.state == MailState.APPLIED
        assert len(place.house.store.records("nord").meetings) == 1


def test_promise_18_a_letter_with_an_identity_number_is_held(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/i.db"), post) as place:
        raw = people.new_mail(
            INGER,
            ADDRESS,
            "Møte: 18. juni 2031 kl. 10–14, Nordvik",
            "Saker:\n1. Pasient 13097248022\n",
            moment("2031-05-05 09:00"),
        )
        post.inject(raw, sender=INGER.email, recipient=ADDRESS)
        daemon.tick(place.house, moment("2031-05-05 09:00"))
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        assert place.count("summons") == 0
        assert place.house.store.letters((LetterState.HELD,), 50)


def test_promise_6_a_new_uidvalidity_takes_nothing_in_twice(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/u.db"), post) as place:
        raw = people.new_mail(
            INGER, ADDRESS, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "Hilsen\n", moment("2031-05-05 09:00")
        )
        post.inject(raw, sender=INGER.email, recipient=ADDRESS)
        daemon.tick(place.house, moment("2031-05-05 09:00"))
        again = post.folder(ADDRESS, "Budstikke/Ferdig")[0]
        post.renumber(ADDRESS)
        assert place.house.store.keep("nord", [(999, 1, again, moment("2031-05-05 09:00"))]) == ()
        daemon.tick(place.house, moment("2031-05-05 09:05"))
        assert place.count("meeting-noted") == 1


def test_two_letters_cannot_answer_one_mail_however_it_is_sent_again(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/t.db"), post) as place:
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "2031-05-05 09:00")
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        letter = post.received(SIV.email)[-1]
        answer = people.reply(SIV, letter, "Ja, jeg kommer", moment("2031-06-03 09:00"))
        for _ in range(3):
            post.inject(answer, sender=SIV.email, recipient=ADDRESS)
            daemon.tick(place.house, moment("2031-06-03 09:05"))
        assert place.count("answer-noted") == 1


def test_promise_8_a_refusal_for_now_is_tried_again_and_concerns_that_person_only(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/r.db"), post) as place:
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "2031-05-05 09:00")
        post.refuse[OLA.email] = "451 4.3.0 Try again later"
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        assert place.count("summons") == len(MEMBERS) + 3 - 1
        del post.refuse[OLA.email]
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        assert place.count("summons") == len(MEMBERS) + 3 - 1, "it backs off first"
        daemon.tick(place.house, moment("2031-06-03 08:05"))
        assert place.count("summons") == len(MEMBERS) + 3
        assert len(post.received(OLA.email)) == 1


def test_promise_8_a_refusal_for_good_is_in_the_ledger_and_told_the_operator(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/r.db"), post) as place:
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "2031-05-05 09:00")
        post.refuse[OLA.email] = "550 5.1.1 User unknown"
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        (meeting,) = place.house.store.records("nord").meetings
        assert place.line(OLA, meeting.id).bounced
        daemon.tick(place.house, moment("2031-06-03 08:05"))
        assert OLA.name in people.text_of(post.received(OPERATOR)[-1])
        daemon.tick(place.house, moment("2031-06-15 08:00"))
        assert "adressen finnes ikke" in people.text_of(post.received(INGER.email)[-1])


def test_a_summons_that_waits_while_its_meeting_is_cancelled_never_goes(post: Post, tmp_path: Path) -> None:
    with opened(settings(post, f"sqlite:///{tmp_path}/c.db"), post) as place:
        tell(place, INGER, "Møte: 18. juni 2031 kl. 10–14, Nordvik", "2031-05-05 09:00")
        post.refuse[OLA.email] = "451 4.3.0 Try again later"
        daemon.tick(place.house, moment("2031-06-03 08:00"))
        tell(place, INGER, "Avlys møtet 18. juni", "2031-06-03 08:00")
        del post.refuse[OLA.email]
        daemon.tick(place.house, moment("2031-06-03 08:10"))
        assert post.received(OLA.email) == []
        daemon.tick(place.house, moment("2031-06-03 08:30"))
        assert place.count("summons") == len(MEMBERS) + 3 - 1
