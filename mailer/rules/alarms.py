"""Alarms: what the operator hears, so that silence and waiting mail are noticed (promise 17)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from mailer.rules.contents import AlarmLine, OperatorAlarm
from mailer.rules.days import at, iso, local_day
from mailer.rules.letters import LetterDue, Recipient

SILENT_AFTER = dt.timedelta(minutes=10)


def alarms(
    *,
    operator: str,
    waiting: tuple[AlarmLine, ...],
    polled: Mapping[str, dt.datetime],
    fuse: int | None,
    now: dt.datetime,
) -> tuple[LetterDue, ...]:
    """The alarms of this moment; each is told once a day by its key (promise 13).

    `polled` is each mailbox's last answered poll; `fuse` the limit per hour where it has been reached.
    """
    found: list[tuple[str, OperatorAlarm]] = []
    if waiting and now >= at(local_day(now)):
        found.append(("waiting", OperatorAlarm(event="waiting", since=None, mailbox=None, lines=list(waiting))))
    for mailbox, last in polled.items():
        if now - last > SILENT_AFTER:
            silent = OperatorAlarm(event="silent", since=iso(last), mailbox=mailbox, lines=[])
            found.append((f"silent:{mailbox}", silent))
    if fuse is not None:
        found.append(("fuse", OperatorAlarm(event="fuse", since=None, mailbox=None, lines=[])))
    return tuple(
        LetterDue(
            key=f"operator-alarm:{about}:{local_day(now)}",
            kind="operator-alarm",
            to=Recipient(email=operator),
            lang="nb",
            content=dict(content),
        )
        for about, content in found
    )
