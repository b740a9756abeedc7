"""`budstikke held`: mail and letters that wait for a person, looked at, let through, or done with by hand.

Everything a person sees or decides here is logged as access to personal records (promise 16).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from pathlib import Path

from config.settings import Settings
from db.looking import letters_like, mails_like
from db.records import Letter, LetterState, Mail, MailState
from db.store import Store
from mailer import daemon, mail_in, mail_out
from mailer.console import opened, show
from mailer.console.advice import OK, PROBLEM
from mailer.console.errors import AmbiguousId, CantGo, NotWaiting, UnknownId
from mailer.console.reading import shown
from mailer.daemon import NEEDS_A_PERSON
from mailer.house import House
from mailer.mail_out import Sent
from mailer.pages import Composed
from mailer.wire import clock
from parsers.reading import as_json

MOST = 500
SHORT = 10
WAITING = (MailState.HELD, MailState.QUARANTINED)
HEADS = ("id", ("when", "network"), ("from", "subject"), ("why", "what to do"))

TODO: Mapping[str, str] = {
    MailState.HELD: "release it if it is what it says; else done",
    MailState.QUARANTINED: "export it and look; then done",
    f"letter {LetterState.HELD}": "show it; release sends it as it is; else done",
    f"letter {LetterState.REFUSED}": "correct the address; release if it was right, else done",
    f"letter {LetterState.BOUNCED}": "correct the address; release if it was right, else done",
    f"letter {LetterState.UNCERTAIN}": "ask if it came; release sends it again, else done",
}


def listed(settings: Settings) -> int:
    """A table of everything that waits; 1 when something does."""
    with opened.store(settings) as store:
        mails, letters = store.mails(WAITING, MOST), store.letters(NEEDS_A_PERSON, MOST)
    rows = [*map(_mail_row, mails), *map(_letter_row, letters)]
    show.table(HEADS, rows, empty="Nothing waits for a person.")
    if rows:
        show.say("Look closer with: budstikke held show ID   (also: release, done, export)", "dim")
    if MOST in (len(mails), len(letters)):
        show.say(f"There may be more: only the first {MOST} of a kind are shown.", "yellow")
    return PROBLEM if rows else OK


def _mail_row(mail: Mail) -> tuple[str, ...]:
    when, network = show.when(mail.received_at), mail.network or "(none)"
    return mail.id[:SHORT], when, network, mail.sender or "(unknown)", mail.subject, mail.reason, TODO[mail.state]


def _letter_row(letter: Letter) -> tuple[str, ...]:
    about, todo = f"letter: {letter.kind}", TODO[f"letter {letter.state}"]
    why = f"{letter.state}: {letter.reason}" if letter.reason else letter.state
    network, to = letter.network or "(none)", f"to {letter.to_name or letter.to_email}"
    return letter.id[:SHORT], show.when(letter.queued_at), network, to, about, why, todo


# -- one of them


def _find(store: Store, beginning: str) -> Mail | Letter:
    """The one mail or letter whose id begins so; one that waits before one that does not."""
    known = beginning.lower()
    found: list[Mail | Letter] = [*mails_like(store, known), *letters_like(store, known)]
    waiting = [one for one in found if _waits(one)]
    if not found or not known:
        raise UnknownId(what="mail or letter", id=beginning, command="held")
    if len(waiting or found) > 1:
        among = ", ".join(one.id[: max(SHORT, len(known) + 4)] for one in (waiting or found)[:4])
        raise AmbiguousId(id=beginning, among=among)
    return (waiting or found)[0]


def _waits(one: Mail | Letter) -> bool:
    return one.state in (WAITING if isinstance(one, Mail) else NEEDS_A_PERSON)


def _waiting(store: Store, beginning: str) -> Mail | Letter:
    one = _find(store, beginning)
    if not _waits(one):
        what = "Mail" if isinstance(one, Mail) else "Letter"
        raise NotWaiting(what=what, id=one.id[:SHORT], state=one.state, reason=f" ({one.reason})" * bool(one.reason))
    return one


def _log(store: Store, action: str, one: Mail | Letter, now: dt.datetime, detail: str = "") -> None:
    subject = one.id if isinstance(one, Mail) else one.person or f"letter {one.id[:SHORT]}"
    store.log_access(now, opened.actor(), action, subject, detail)


def shown_in_full(settings: Settings, beginning: str) -> int:
    """A mail's visible text, the facts read and the doubts; or a letter as it would go."""
    now = clock.now()
    with opened.house(settings) as house:
        one = _find(house.store, beginning)
        _log(house.store, "held.show", one, now)
        if isinstance(one, Mail):
            _show_mail(house, one)
        else:
            _show_letter(house, one, now)
    return OK


def _heading(values: Mapping[str, object]) -> None:
    for name, value in values.items():
        if value:
            show.say(f"{name:<9} {show.visible(value)}")


def _show_mail(house: House, mail: Mail) -> None:
    reading, text = shown(house.store.raw(mail.id), house.settings.limits)
    sender, found = reading.headers.sender, as_json(mail.id, reading)
    written = f"{sender.name or ''} <{sender.email}>".strip() if sender else None
    _heading(
        {
            "Id": mail.id,
            "Came": f"{show.when(mail.received_at)} to {mail.mailbox}",
            "From": written,
            "Warning": reading.headers.sender_defect,
            "Subject": reading.headers.subject,
            "Network": mail.network,
            "State": f"{mail.state}: {mail.reason}",
        }
    )
    show.say(f"\n{text.strip() or '(no readable text)'}\n")
    show.say("What was read:", "bold")
    for fact in found["facts"]:
        _show_fact(fact)
    for doubt in found["doubts"]:
        show.say(f"  in doubt about {doubt['about']}: {doubt['why']}", "yellow")


def _show_fact(fact: Mapping[str, object]) -> None:
    """A fact's name and what it says, without the text that stands above and what is empty."""
    show.say(f"  {fact['kind']}")
    for name, value in fact.items():
        if value not in (None, [], "") and name not in ("kind", "text"):
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            show.say(f"    {name}: {show.visible(said)}")


def _composed(house: House, letter: Letter, now: dt.datetime) -> Composed | Sent:
    mailbox = house.settings.mailboxes.get(letter.mailbox) or next(iter(house.settings.mailboxes.values()))
    return next(made for _, made in mail_out.composed(house, mailbox, (letter,), now))


def _show_letter(house: House, letter: Letter, now: dt.datetime) -> None:
    made = _composed(house, letter, now)
    _heading(
        {
            "Id": letter.id[:SHORT],
            "To": f"{letter.to_name or ''} <{letter.to_email}>".strip(),
            "Letter": letter.kind,
            "Queued": show.when(letter.queued_at),
            "State": f"{letter.state}: {letter.reason}" if letter.reason else letter.state,
        }
    )
    if isinstance(made, Sent):
        show.say(f"\nIt can't go as it is: {made.reason}", "yellow")
    else:
        show.say(f"Subject   {made.subject}\n\n{made.text}")


# -- what is done with it


def release(settings: Settings, beginning: str) -> int:
    """Let a mail through by the operator's word, or a letter go. Says what happened; 1 when the mail still waits."""
    now = clock.now()
    with opened.house(settings) as house:
        one = _waiting(house.store, beginning)
        _log(house.store, "held.release", one, now)
        return _release_mail(house, one, now) if isinstance(one, Mail) else _release_letter(house, one, now)


def _release_mail(house: House, mail: Mail, now: dt.datetime) -> int:
    settled = mail_in.release(house, mail, now)
    show.say(f"Mail {mail.id[:SHORT]} was read again, and is now {settled.state}: {settled.reason}")
    if settled.state in WAITING:
        show.say("Your word lets the sender in, but something else is missing. When you have seen to it: held done.")
        return PROBLEM
    show.say("Letters it causes go at the next round.", "dim")
    return OK


def _release_letter(house: House, letter: Letter, now: dt.datetime) -> int:
    daemon.release_letter(house, letter.id, now)
    show.say(f"Letter {letter.id[:SHORT]} ({letter.kind}) goes at the next round.")
    if letter.state == LetterState.UNCERTAIN:
        show.say("It was uncertain whether it had come; if it had, it now comes twice.", "yellow")
    return OK


def done(settings: Settings, beginning: str, why: str) -> int:
    """A mail you have dealt with yourself is ignored, a letter is dropped; `why` is kept with it."""
    now, reason = clock.now(), show.visible(why)
    with opened.house(settings) as house:
        one = _waiting(house.store, beginning)
        _log(house.store, "held.done", one, now)
        if isinstance(one, Mail):
            daemon.settle_by_hand(house, one, reason, now)
            show.say(f"Mail {one.id[:SHORT]} is done with: {reason}")
        else:
            house.store.advance(one.id, LetterState.STOPPED, at=now, reason=reason)
            show.say(f"Letter {one.id[:SHORT]} will not be sent: {reason}")
    return OK


def export(settings: Settings, beginning: str, file: Path) -> int:
    """The mail exactly as it came, or the letter as it would go, in a file that was not there."""
    now = clock.now()
    with opened.house(settings) as house:
        one = _find(house.store, beginning)
        data = house.store.raw(one.id) if isinstance(one, Mail) else _data(house, one, now)
        with file.open("xb") as opened_file:
            opened_file.write(data)
        _log(house.store, "held.export", one, now)
    show.say(f"Wrote {file} ({len(data)} bytes). It may hold personal data: delete it when you are done.")
    return OK


def _data(house: House, letter: Letter, now: dt.datetime) -> bytes:
    made = _composed(house, letter, now)
    if isinstance(made, Sent):
        raise CantGo(why=made.reason)
    return made.data
