"""A whole service on real servers, in simulated time: the network, its people, and the daemon's own tick.

The year is 2031, so that mail delivered by a real server today always lies before the simulated now.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from email.message import EmailMessage
from typing import Protocol

from config.settings import Contact, Limits, Mailbox, Network, Receiver, Settings
from db.records import Attendance, Evidence, Letter, Meeting, MeetingState, Membership, Person, fingerprint
from mailer import daemon
from mailer.house import House
from mailer.rules.days import at
from tests.people import Human, opened
from tests.servers.ground import until
from tests.unit.nordvik import mandate

DOMAIN = "vestfjord.test"
ADDRESS = f"nord@{DOMAIN}"
KLB = f"klb@{DOMAIN}"
OPERATOR = f"drift@{DOMAIN}"
INGER = Human(name="Inger Dale", email=f"inger@{DOMAIN}")
KARI = Human(name="Kari Nes", email=f"kari.nes@{DOMAIN}", client="gmail")
OLA = Human(name="Ola Lie", email=f"ola@{DOMAIN}")
SIV = Human(name="Siv Moe", email=f"siv@{DOMAIN}", client="gmail")
TOR = Human(name="Tor Lie", email=f"tor@{DOMAIN}", client="iphone")
BERIT = Human(name="Berit Hove", email=f"berit@{DOMAIN}", client="iphone")
GONE = Human(name="Nils Aune", email=f"finnes.ikke@{DOMAIN}")
GRO = Human(name="Gro Vik", email=f"gro@{DOMAIN}")
MONA = Human(name="Mona Fjeld", email=f"mona@{DOMAIN}")
LIV = Human(name="Liv Aas", email=f"liv@{DOMAIN}")
BOSS = Human(name="Per Moe", email=f"per.moe@{DOMAIN}")
OFFICES = {INGER: "leader", KARI: "secretary"}
MEMBERS = (INGER, KARI, OLA, SIV, TOR, BERIT, GONE)
READERS = (INGER, KARI, OLA, SIV, TOR, BERIT, GRO, MONA, LIV, BOSS)


class Post(Protocol):
    """What a test needs of a mail server."""

    def mailbox(self, address: str) -> Mailbox:
        """The settings of a mailbox."""

    def inject(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Send a mail as a person would."""

    def folder(self, address: str, name: str = "INBOX") -> list[bytes]:
        """What lies in someone's mailbox."""


def moment(text: str) -> dt.datetime:
    """The UTC instant of «2031-06-03 08:00» in Norway."""
    return at(dt.date.fromisoformat(text[:10]), dt.time.fromisoformat(text[11:]))


@dataclass
class Place:
    """The service under test and the post it hangs on."""

    house: House
    post: Post

    def write(self, human: Human, raw: bytes, to: str = ADDRESS) -> None:
        """Someone sends a mail, and it is in the mailbox when this returns."""
        before = len(self.post.folder(ADDRESS))
        self.post.inject(raw, sender=human.email, recipient=to)
        until(lambda: len(self.post.folder(ADDRESS)) > before, seconds=20, what="the mail to arrive")

    def tick(self, text: str) -> daemon.Ticked:
        """One round at a Norwegian time."""
        return daemon.tick(self.house, moment(text))

    def letters(self, human: Human, kind: str | None = None) -> list[bytes]:
        """What someone has been sent of one kind, oldest first, as it lies in her mailbox."""
        sent = [letter for letter in self.sent() if letter.to_email == human.email and kind in (None, letter.kind)]
        found: dict[str, bytes] = {}

        def arrived() -> bool:
            found.update(
                {
                    str(opened(raw)["Message-ID"]).strip("<>").partition("@")[0]: raw
                    for raw in self.post.folder(human.email)
                }
            )
            return all(letter.id in found for letter in sent)

        until(arrived, seconds=20, what=f"{kind} to {human.name}")
        return [found[letter.id] for letter in sent]

    def letter(self, human: Human, kind: str) -> bytes:
        """The newest letter of one kind someone has been sent."""
        return self.letters(human, kind)[-1]

    def mail(self, human: Human, kind: str) -> EmailMessage:
        """The same, opened."""
        return opened(self.letter(human, kind))

    def sent(self) -> list[Letter]:
        """Every letter that has gone, oldest first."""
        states = ("sent", "delivered", "bounced")
        letters = self.house.store.letters(states, 10_000)  # type: ignore[arg-type]
        return sorted(letters, key=lambda letter: (letter.sent_at or letter.queued_at, letter.queued_at))

    def count(self, kind: str) -> int:
        """How many letters of a kind have gone."""
        return sum(letter.kind == kind for letter in self.sent())

    def line(self, human: Human, meeting: str) -> Attendance:
        """The ledger line of someone and a meeting."""
        found = self.house.store.attendance(meeting, fingerprint("person", human.email))
        assert found is not None
        return found


def network(**but: object) -> Network:
    """Nettverksgruppe Nord, with every copy at an address of the test's."""
    return Network(
        id="nord",
        name="Nettverksgruppe Nord",
        mandate=mandate(),
        mailbox="nord",
        language="nb",
        parent="drift",
        contacts={"klb-employee": Contact(name=MONA.name, email=MONA.email), "klb": Contact(name="KLB", email=KLB)},
        **but,  # type: ignore[arg-type]
    )


def settings(post: Post, database: str, **but: object) -> Settings:
    """The service's settings on a post and a database."""
    box = replace(post.mailbox(ADDRESS), id="nord")
    parent = Network(id="drift", name="Driftsgruppen", mandate=mandate("klb-drift"), mailbox="nord", language="nb")
    known = Settings(
        database=database,
        operator=OPERATOR,
        mailboxes={"nord": box},
        networks={"nord": network(), "drift": parent},
        receiver=Receiver(authserv_id="topmost"),
        limits=Limits(letters_per_hour=10_000),
    )
    return replace(known, **but)  # type: ignore[arg-type]


def people() -> tuple[Person | Membership, ...]:
    """The members since 2025, and the leader of the driftsgruppe."""
    places = [(human, "nord", OFFICES.get(human)) for human in MEMBERS] + [(GRO, "drift", "leader")]
    persons = [Person(id=fingerprint("person", h.email), name=h.name, email=h.email) for h, _, _ in places]
    members = [
        Membership(
            id=fingerprint("membership", net, person.id),
            network=net,
            person=person.id,
            organisation="Nordvik" if office else "Fjordvik",
            office=office,  # type: ignore[arg-type]
            joined=dt.date(2025, 1, 8),
        )
        for person, (_, net, office) in zip(persons, places, strict=True)
    ]
    return (*persons, *members)


def earlier_absences(human: Human) -> tuple[Meeting | Attendance, ...]:
    """Two closed meetings someone was away from: the first with notice, the second without."""
    days = (dt.date(2030, 9, 17), dt.date(2030, 12, 10))
    meetings = [
        Meeting(
            id=f"m-{day}",
            network="nord",
            uid=f"m-{day}@budstikke",
            title="Nettverksgruppe Nord",
            starts=at(day, dt.time(10)),
            ends=at(day, dt.time(14)),
            state=MeetingState.CLOSED,
            known_at=at(day, dt.time(8)),
            source="plan",
        )
        for day in days
    ]
    proof = Evidence(at=meetings[0].starts, source="x")
    lines = [
        Attendance(
            meeting=m.id, person=fingerprint("person", human.email), attended=False, notified=n == 0, recorded=proof
        )
        for n, m in enumerate(meetings)
    ]
    return (*meetings, *lines)


@contextmanager
def place(post: Post, database: str, **but: object) -> Iterator[Place]:
    """The service, opened on a post and a database, its people known."""
    with daemon.open_house(settings(post, database, **but)) as house:
        house.store.commit(records=people())
        yield Place(house=house, post=post)
