"""What people can do in the play, each a cue: when, who, what the timeline says of it, and the mail it becomes.

`does` is the one thing that is no mail: a command at the operator's keyboard.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email.utils import getaddresses

from tests import people
from tests.demo.cast import ADDRESS
from tests.demo.stage import Stage, moment
from tests.people import Human, opened

Document = tuple[str, str, bytes]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
PDF = "application/pdf"
BUTTONS = {"ACCEPTED": "Godta", "DECLINED": "Avslå", "TENTATIVE": "Kanskje"}


@dataclass(frozen=True, kw_only=True)
class Cue:
    """Someone does something at a Norwegian time. `quiet` mail is written by a machine and has no sender to answer."""

    at: str
    who: Human
    says: str
    writes: Callable[[Stage, dt.datetime], bytes] | None = None
    quiet: bool = False
    does: Callable[[Stage], object] = lambda stage: None

    @property
    def now(self) -> dt.datetime:
        """The instant, UTC."""
        return moment(self.at)

    def act(self, stage: Stage) -> None:
        """The mail is written and reaches the mailbox; or what is done at the keyboard is done."""
        self.does(stage)
        if self.writes:
            stage.deliver(self.writes(stage, self.now), sender="" if self.quiet else self.who.email)


def quoted(words: str) -> str:
    """Words as the timeline quotes them: one line, not too long."""
    line = " ".join(words.split())
    return f"«{line}»" if len(line) <= 90 else f"«{line[:88].rsplit(' ', 1)[0]} …»"


def writes(who: Human, at: str, subject: str, words: str) -> Cue:
    """A mail that answers nothing."""
    return Cue(
        at=at,
        who=who,
        says=f"skriver: {quoted(subject)}",
        writes=lambda stage, now: people.new_mail(who, ADDRESS, subject, words, now),
    )


def answers(who: Human, at: str, words: str, kind: str = "summons") -> Cue:
    """An answer in words, above the letter quoted as the person's program quotes."""
    return Cue(
        at=at,
        who=who,
        says=f"svarer: {quoted(words)}",
        writes=lambda stage, now: people.reply(who, stage.letter(who, kind), words, now),
    )


def presses(who: Human, at: str, button: str) -> Cue:
    """A press of a button in the calendar."""
    return Cue(
        at=at,
        who=who,
        says=f"trykker «{BUTTONS[button]}» i kalenderen",
        writes=lambda stage, now: people.button(who, stage.letter(who, "summons"), button, now),
    )


def opens(who: Human, at: str) -> Cue:
    """The letter is opened, and the mail program sends a receipt."""
    return Cue(
        at=at,
        who=who,
        says="åpner innkallingen, og e-postprogrammet sender lesebekreftelse",
        writes=lambda stage, now: people.read_receipt(who, stage.letter(who, "summons"), now),
        quiet=True,
    )


def is_away(who: Human, at: str, back: str) -> Cue:
    """The mail program answers by itself that the person is away."""
    day = dt.date.fromisoformat(back)
    return Cue(
        at=at,
        who=who,
        says=f"har autosvar på: tilbake {day.day}. {people.MONTHS[day.month - 1]}",
        writes=lambda stage, now: people.auto_reply(who, stage.letter(who, "summons"), day, now),
        quiet=True,
    )


def sends(
    who: Human, at: str, subject: str, words: str, documents: Sequence[Document], replying_to: str | None = None
) -> Cue:
    """A mail with documents."""
    names = ", ".join(name for name, _, _ in documents)
    return Cue(
        at=at,
        who=who,
        says=f"sender {quoted(subject)} med vedlegget {names}",
        writes=lambda stage, now: people.forward_with(
            who,
            _back_to(stage.letter(who, replying_to)) if replying_to else ADDRESS,
            subject,
            words,
            now,
            tuple(documents),
            stage.letter(who, replying_to) if replying_to else None,
        ),
    )


def mails_page(who: Human, at: str, subject: str, text: str, page: str) -> Cue:
    """A mail with tables in it."""
    return Cue(
        at=at,
        who=who,
        says=f"skriver: {quoted(subject)} (referatet står i selve e-posten)",
        writes=lambda stage, now: people.html_mail(who, ADDRESS, subject, text, page, now),
    )


def invites(who: Human, at: str, title: str, place: str, starts: str, ends: str) -> Cue:
    """A meeting made in the person's own calendar, with the mailbox invited."""
    return Cue(
        at=at,
        who=who,
        says=f"lager et møte i Outlook og inviterer postkassen: {quoted(title)}",
        writes=lambda stage, now: people.invitation(who, ADDRESS, title, place, moment(starts), moment(ends), now),
    )


def puts_away(who: Human, at: str, kind: str, why: str) -> Cue:
    """The operator is done with letters that did not arrive: `budstikke held done ID --why …`."""
    says = f"kjører budstikke held done: {quoted(why)}"
    return Cue(at=at, who=who, says=says, does=lambda stage: stage.put_away(kind, why))


def _back_to(letter: bytes) -> str:
    """The address a letter wants its answers at."""
    mail = opened(letter)
    return getaddresses([str(mail["Reply-To"] or mail["From"])])[0][1]


def token_of(address: str) -> str | None:
    """The reply token in a plus-address of the mailbox."""
    found = re.search(r"\+([a-z2-7]{24})@", address.lower())
    return found[1] if found else None
