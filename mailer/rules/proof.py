"""Who may change what: nothing changes a record without proof (promise 10).

An aligned pass of the configured receiver and a sender in the matter; with the sender's own unexpired token it may
concern anything that letter was about, without a token only the sender's own attendance at the one open meeting, or
what the sender's office gives.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from config.settings import Receiver
from db.records import Records
from mailer.rules.days import local_day
from mailer.rules.occasions import Incoming
from mailer.rules.people import is_active

Standing = Literal["in-matter", "elsewhere", "unknown"]


def standing(incoming: Incoming, records: Records | None, now: dt.datetime) -> Standing:
    """Whether the sender belongs to the matter, to another one of ours, or to none."""
    if incoming.sender is None:
        return "unknown"
    day = local_day(now)
    own = (m for m in records.memberships if m.person == incoming.sender.id) if records else ()
    inside = any(is_active(m, day) for m in own)
    return "in-matter" if inside else "elsewhere"


def proven(incoming: Incoming, receiver: Receiver, where: Standing) -> bool:
    """Whether the sender is who the mail says, and in the matter: the table of the spoof matrix.

    | authentication | token    | sender    |      |
    | pass           | sender's | in matter | yes  |
    | pass           | none     | in matter | yes, within what the sender alone may say |
    | none           | sender's | in matter | only where the receiver writes no results (`token_suffices`) |
    | anything else  |          |           | no   |
    """
    if incoming.released:
        return where == "in-matter"
    if where != "in-matter" or incoming.token == "other" or incoming.reading.headers.sender_defect:
        return False
    if incoming.verdict == "pass":
        return True
    return incoming.verdict == "none" and incoming.token == "sender" and receiver.token_suffices


def may_answer(incoming: Incoming) -> bool:
    """Whether a letter may go back: never to machines, nor to a sender the receiver says is forged (promise 11)."""
    headers = incoming.reading.headers
    return not headers.machine and incoming.verdict != "fail" and headers.sender is not None
