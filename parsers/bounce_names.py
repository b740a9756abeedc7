"""Whom the words of a delivery report name: a list of failed addresses first, then sentences, then the letter's own To.

A report names many: the writer, the sender, helpdesks, and the list the letter went to. What is listed under «the
following recipients» or begins a line counts before what stands in a sentence; what a sentence names as sender or as
help never counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import dropwhile

from parsers import headers as head
from parsers import reports
from parsers.mime import OpenMail
from parsers.phrasebook import alternatives, load

_PHRASES = load("bounces")
MAX_NAMED = 50

ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
NOT_PEOPLE = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|microsoftexchange\w*|abuse)@", re.I)
_SCHEME = re.compile(r"^(?:smtp|rfc-?822|addr|mailto|x-notes)[=:]", re.I)
_REDACTED = re.compile(r"\.{3}")
_DETAIL = re.compile(
    rf"^\W{{0,6}}(?:{alternatives(_PHRASES['details'])})\s{{0,4}}:", re.I
)  # «From: …», «To: …»: the letter's own header, told over again
_BEFORE_SENDER = re.compile(
    rf"(?<!\w)(?<!expanded )(?<!generated )(?:{alternatives(_PHRASES['sender_before'])})[\s:]{{0,4}}[<(\[\"']{{0,2}}\Z",
    re.I,
)
_HELP = re.compile(rf"(?<!\w)(?:{alternatives(_PHRASES['help'])})", re.I)
_EXPANDED = r"\W{0,8}(?:expanded|generated) from:?\W{0,4}"
_FIRST_ON_LINE = re.compile(rf"(?:\W{{0,8}}|{_EXPANDED}|[^@:\n]{{0,60}}[<(\[]{{1,2}})(?:mailto:)?(?:{ADDRESS.pattern})")
_REMARK = re.compile(r"\s*[(\d]")  # «(expanded from …)», «550 <…>»: still about the one before
_LISTED_BELOW = re.compile(rf"(?:{alternatives(_PHRASES['listed_below'])})[^\n]{{0,200}}$", re.I)
_BARE_NAME = re.compile(r"\s{0,8}<?([\w][\w.-]{0,63})>?\s{0,4}")
_TO = re.compile(r"^[ \t>|]{0,6}(?:To|Til):[ \t]{0,20}([^\r\n]{3,500})$", re.I | re.M)


def named(mail: OpenMail, notice: str, tells: Callable[[str], object]) -> tuple[str, ...]:
    """Those the letter went to, if the notice names them; else those it names; else the one the letter went to.

    `tells` says whether a piece of the notice speaks of failure or delivery at all.
    """
    sent_to = frozenset(_sent_to(mail))
    ours = {*mail.headers.recipients, mail.headers.sender.email if mail.headers.sender else ""}
    every = _every(notice)
    if both := tuple(email for email in every if email in sent_to - ours):
        return both
    tiers = (_listed(notice), _told(notice, tells), every)
    kept = (tuple(email for email in tier if email not in ours) for tier in tiers)
    found = next((tier[:MAX_NAMED] for tier in kept if tier), ()) or _bare_names(mail, notice)
    return found or (tuple(sent_to) if len(sent_to) == 1 else ())


def _sent_to(mail: OpenMail) -> tuple[str, ...]:
    back = reports.returned(mail)
    if back:
        return back.headers.recipients
    line = _TO.search(mail.text[:200_000])
    return tuple(one.email for one in head.addresses(line[1])[0]) if line else ()


def _every(notice: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(email for line in _lines(notice) for email in in_words(line)))


def _lines(notice: str) -> Iterator[str]:
    """The lines that may name a recipient: none of the letter's own header, none that only says where to ask."""
    lines = (line for line in notice.split("\n") if "@" in line and not _DETAIL.match(line))
    return (line for line in lines if not _HELP.search(ADDRESS.sub(" ", line)))


def _listed(notice: str) -> tuple[str, ...]:
    """The address a line begins with, each line's first only: a list, or «<kari@…>: host said …»."""
    begun = (line for line in _lines(notice) if _FIRST_ON_LINE.match(line))
    return tuple(dict.fromkeys(email for line in begun for email in list(in_words(line))[:1]))


def up_to_another(paragraph: str, email: str) -> str:
    """The paragraph as far as the line that begins with another's address."""
    lines = paragraph.split("\n")
    begun = (n for n, line in enumerate(lines) if n and _FIRST_ON_LINE.match(line) and not _REMARK.match(line))
    other = (n for n in begun if next(in_words(lines[n]), email) != email)
    return "\n".join(lines[: next(other, len(lines))])


def _told(notice: str, tells: Callable[[str], object]) -> tuple[str, ...]:
    """The addresses of the paragraphs that speak of failure."""
    telling = (paragraph for paragraph in notice.split("\n\n") if tells(paragraph))
    found = (email for paragraph in telling for line in _lines(paragraph) for email in in_words(line))
    return tuple(dict.fromkeys(found))


def in_words(line: str) -> Iterator[str]:
    """The people's addresses in a line of words, those that it calls senders left out."""
    for match in ADDRESS.finditer(line):
        email = head.email(_SCHEME.sub("", match[0].strip("'`")))
        if decent(email) and not _BEFORE_SENDER.search(line[max(0, match.start() - 40) : match.start()]):
            yield email


def decent(email: str) -> bool:
    """Whether it is one person's address: no daemon's, and not cut short by somebody who hid it («ka...@…»)."""
    return bool(ADDRESS.fullmatch(email)) and not NOT_PEOPLE.match(email) and not _REDACTED.search(email)


def _bare_names(mail: OpenMail, notice: str) -> tuple[str, ...]:
    """Names without a domain, listed by the server they live on: the domain is the daemon's."""
    sender = mail.headers.sender
    if not sender or not NOT_PEOPLE.match(sender.email):
        return ()
    domain = sender.email.rpartition("@")[2]
    below = dropwhile(lambda line: not _LISTED_BELOW.search(line), notice.split("\n"))
    return tuple(f"{name}@{domain}".lower() for name in _first_list(list(below)[1:]))[:MAX_NAMED]


def _first_list(lines: Iterable[str]) -> Iterator[str]:
    """The names, one a line, up to the first line that is anything else."""
    for line in lines:
        match = _BARE_NAME.fullmatch(line)
        if match:
            yield match[1]
        elif line.strip():
            return
