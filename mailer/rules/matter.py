"""A mail with everything a handler may need, and the words its sender gets back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from config.settings import Network
from db.records import Letter, Meeting, Person, Records
from mailer.rules import answers, showing
from mailer.rules.contents import Kept, Remark
from mailer.rules.days import local_day
from mailer.rules.letters import LetterDue, Recipient
from mailer.rules.occasions import Decision, Incoming, Occasion, applied, held
from mailer.rules.people import may_lead, officer, to_person
from mailer.rules.proof import may_answer
from parsers.facts import Reply, Unknown


@dataclass(frozen=True, kw_only=True)
class Matter:
    """A mail with everything a handler may need; `meeting` is the one the answered letter was about.

    `holder` is the person who already has a named address, in any network.
    """

    incoming: Incoming
    records: Records
    network: Network
    now: dt.datetime
    meeting: Meeting | None = None
    holder: Callable[[str], Person | None] = lambda email: None

    @property
    def sender(self) -> Person:
        """Who wrote; handlers of proven mail only."""
        assert self.incoming.sender is not None
        return self.incoming.sender

    @property
    def letter(self) -> Letter | None:
        """The letter of ours this answers."""
        return self.incoming.letter

    @property
    def to(self) -> Recipient:
        """The sender, as the recipient of our answer."""
        return to_person(self.sender, self.network)

    @property
    def leads(self) -> bool:
        """Whether the sender speaks for the network."""
        return may_lead(self.records, self.sender.id, local_day(self.now))

    def answers(self, *kinds: str) -> bool:
        """Whether the mail answers a letter of one of these kinds."""
        return self.letter is not None and self.letter.kind in kinds

    def all(self, kind: type[Any]) -> list[Any]:
        """All facts of one type."""
        return [f for f in self.incoming.reading.facts if isinstance(f, kind)]


def language(incoming: Incoming, network: Network | None) -> str:
    """The language to answer a stranger in: what was written, else the network's, else bokmål."""
    written = next((f.lang for f in incoming.reading.facts if isinstance(f, Reply)), None)
    return "en" if written == "en" else network.language if network else "nb"


def kept(incoming: Incoming, network: Network | None, why: str, now: dt.datetime) -> tuple[LetterDue, ...]:
    """«We have your mail, but …», to people only, at most once a day to each (promises 3, 11)."""
    headers = incoming.reading.headers
    if not may_answer(incoming) or headers.sender is None:
        return ()
    content = Kept(subject=headers.subject[:200], why=why)  # type: ignore[typeddict-item]
    known = incoming.sender
    to = Recipient(email=headers.sender.email, name=headers.sender.name, person=known.id if known else None)
    return (
        LetterDue(
            key=f"kept:{local_day(now)}:{to.email}",
            kind="kept",
            to=to,
            lang=language(incoming, network),
            content=dict(content),
            answers=(headers.message_id,) if headers.message_id else (),
        ),
    )


def held_with_word(matter: Matter, reason: str, why: str) -> Decision:
    """Held, and the person who wrote hears so."""
    return held(reason, *kept(matter.incoming, matter.network, why, matter.now))


def done_with(reason: str, occasion: Occasion, matter: Matter) -> Decision:
    """Applied; letters to who wrote answer her mail."""
    letters = tuple(
        answers.replace_answers(letter, matter.incoming) if letter.to.person == matter.sender.id else letter
        for letter in occasion.letters
    )
    return applied(reason, *letters, records=occasion.records)


def passed_on(matter: Matter) -> Decision | None:
    """A member's words that no rule takes go to the leader, or to the secretary: a person of the network reads them."""
    day = local_day(matter.now)
    readers = (officer(matter.records, office, day) for office in ("leader", "secretary"))
    reader = next((who for who in readers if who and who.id != matter.sender.id), None)
    words = next((f.text for f in matter.incoming.reading.facts if isinstance(f, Reply | Unknown)), "")
    if reader is None or matter.leads or not words.strip():
        return None
    content = Remark(
        name=matter.sender.name,
        email=matter.sender.email,
        about=matter.letter.kind if matter.letter else None,
        text=words[:4000],
    )
    to = to_person(reader, matter.network)
    letter = showing.letter_to(to, "remark", matter.incoming.mail.id, content, matter.network)
    return applied("sendt videre til lederen", letter, *kept(matter.incoming, matter.network, "passed-on", matter.now))
