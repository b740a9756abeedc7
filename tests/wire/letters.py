"""Letters for the tests to send, and a notebook for what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from config.settings import Mailbox
from mailer.wire.smtp import Outcome, Outgoing, deliver

SENDER = "nettverk@vestfjord.test"
BODY = b"From: nettverk@vestfjord.test\r\nMessage-ID: <%s@vestfjord.test>\r\nSubject: Innkalling\r\n\r\n%s\r\n"


def letter(recipient: str, *, letter_id: str | None = None, text: bytes = b".Hei.\r\n..", **changes: Any) -> Outgoing:
    """A small letter whose id is its recipient unless told."""
    name = letter_id or recipient
    given = {
        "letter_id": name,
        "sender": SENDER,
        "recipient": recipient,
        "data": BODY % (name.encode().replace(b"@", b"."), text),
        "envelope_id": f"{name}=1",
    }
    return Outgoing(**(given | changes))


@dataclass
class Notebook:
    """What `deliver` told, in order: ("dot", id) and (kind, id)."""

    told: list[tuple[str, str]] = field(default_factory=list)
    outcomes: dict[str, Outcome] = field(default_factory=dict)

    def before_dot(self, letter_id: str) -> None:
        """Note that the dot is coming."""
        self.told.append(("dot", letter_id))

    def after(self, letter_id: str, outcome: Outcome) -> None:
        """Note the outcome; a second one for the same letter is an error."""
        assert letter_id not in self.outcomes
        self.told.append((outcome.kind, letter_id))
        self.outcomes[letter_id] = outcome

    @property
    def kinds(self) -> dict[str, str]:
        """Each letter's outcome by its word."""
        return {letter_id: outcome.kind for letter_id, outcome in self.outcomes.items()}


def send(mailbox: Mailbox, letters: Sequence[Outgoing], **options: Any) -> Notebook:
    """Deliver, with short patience, and return the notes."""
    notes = Notebook()
    patience = {"seconds": 0.6, "dot_seconds": 0.6, "connections": 1}
    asyncio.run(deliver(mailbox, letters, before_dot=notes.before_dot, after=notes.after, **(patience | options)))
    return notes
