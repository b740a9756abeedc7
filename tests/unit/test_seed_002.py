"""The acceptance case: minutes of a real network, kept outside the project. No real name is written here."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from email.message import EmailMessage
from html import escape
from pathlib import Path

import pytest

from parsers.facts import Minutes
from parsers.mime import Recognised, open_mail
from parsers.papers import read_document, recognise

SEED = Path(__file__).resolve().parents[3] / "shared" / "seeds" / "002_hordaland.txt"

pytestmark = pytest.mark.skipif(not SEED.exists(), reason=f"the real minutes are not on this machine ({SEED.name})")

ROW = re.compile(r"^(?P<org>[^\t]+)\t(?P<name>[^\t]+)\t<a href=\"mailto:(?P<email>[^\"]+)\"", re.M)


def text() -> str:
    return SEED.read_text("utf-8")


def digest(name: str | None) -> str:
    return hashlib.sha256((name or "").encode()).hexdigest()[:12]


def label(word: str) -> str:
    match = re.search(rf"\*\*{word}: (.+?)\*\*", text())
    assert match
    return match[1]


def as_html() -> str:
    """The seed as Outlook would forward it: its tab-separated stretches as tables."""
    out: list[str] = []
    rows: list[str] = []
    for line in [*text().split("\n"), ""]:
        if "\t" in line:
            cells = [c if "<" in c else escape(c) for c in line.split("\t")]
            rows.append("<tr>" + "".join(f"<td><p>{c}</p></td>" for c in cells) + "</tr>")
            continue
        if rows and line.strip():
            out.append("<table>" + "".join(rows) + "</table>")
            rows = []
        if line.strip():
            out.append(f"<p>{escape(line.replace('**', ''))}</p>")
    return "\n".join(out)


HEADER = (
    "Fra: Kari Nes <kari.nes@fjordvik.no>\nSendt: fredag 7. april 2017 14:02\n"
    "Til: Nettverk\nEmne: Referat frå nettverksmøte\n\n"
)


def forwarded(kind: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "Siv Moe <siv.moe@fjordvik.no>"
    mail["To"] = "nettverk@example.no"
    mail["Subject"] = "VS: Referat frå nettverksmøte"
    mail["Message-ID"] = "<a1@fjordvik.no>"
    mail["Date"] = "Mon, 10 Apr 2017 08:00:00 +0200"
    if kind == "html":
        head = "".join(f"<b>{escape(line)}</b><br>" for line in HEADER.strip().split("\n"))
        mail.set_content("Hei, sjå referatet under.")
        mail.add_alternative(
            f"<html><body><p>Hei, sjå referatet under.</p><div>{head}</div>{as_html()}</body></html>", subtype="html"
        )
    else:
        mail.set_content(f"Hei, sjå referatet under.\n\n{HEADER}{text()}")
    return mail.as_bytes()


def read(kind: str) -> Recognised:
    found = read_document("referat.txt", SEED.read_bytes()) if kind == "file" else recognise(open_mail(forwarded(kind)))
    assert found
    return found


def minutes(kind: str) -> Minutes:
    fact = read(kind).facts[0]
    assert isinstance(fact, Minutes)
    return fact


KINDS = pytest.mark.parametrize("kind", ["plain", "html", "file"])


@KINDS
def test_K1_the_list_is_a_roster_and_does_not_say_who_was_present(kind: str) -> None:
    found = minutes(kind)
    rows = ROW.findall(text())
    assert len(rows) == 25
    assert [(p.org, p.name, p.email) for p in found.roster] == [(org, name, email.lower()) for org, name, email in rows]
    assert not found.attendance_known
    assert found.attendees == () == found.absentees
    assert any(doubt.about == "attendees" for doubt in read(kind).doubts)


@KINDS
def test_K2_four_addresses_are_doubted_and_the_unusual_ones_left_alone(kind: str) -> None:
    found = minutes(kind)
    assert [m.email.rpartition("@")[2] for m in found.misspellings] == [
        f"{place}.komune.no" for place in ("askoy", "fedje", "fjell", "voss")
    ]
    assert all(m.suggestion == m.email.replace("komune", "kommune") for m in found.misspellings)
    kept = {p.email.rpartition("@")[2] for p in found.roster if p.email}
    assert {"ullensvang.herad.no", "os-ho.kommune.no", "askoy.komune.no"} <= kept


@KINDS
def test_when_who_led_and_who_wrote(kind: str) -> None:
    found = minutes(kind)
    assert (found.date, found.signed, found.lang) == (dt.date(2017, 4, 6), dt.date(2017, 4, 7), "nn")
    assert found.chair == label("Møteleiar")
    assert found.secretary == label("Referent")
    assert found.chair != found.secretary


@KINDS
def test_four_matters_with_those_who_presented_them(kind: str) -> None:
    found = minutes(kind)
    second = re.findall(r"ved omsorgssjef (\S+ \S+),", text())[0]
    assert [item.number for item in found.agenda] == ["1", "2", "3", "4"]
    assert [item.title and item.title.split()[0] for item in found.agenda] == [
        "Velkommen",
        "Kva",
        "Erfaringar",
        "«Vegen",
    ]
    assert [digest(item.presenter) for item in found.agenda[:2]] == [digest(label("Møteleiar")), digest(second)]
    assert found.agenda[2].presenter and len(found.agenda[2].presenter.split()) == 3
    assert found.agenda[3].presenter is None


@KINDS
def test_three_proposed_dates(kind: str) -> None:
    found = minutes(kind)
    assert [(n.date, n.weeks, n.year) for n in found.next_meetings] == [
        (dt.date(2017, 6, 12), (), 2017),
        (None, (39, 40), 2017),
        (None, (49,), 2017),
    ]


@KINDS
def test_the_powerpoint_is_owed_and_nobody_was_given_a_task(kind: str) -> None:
    found = minutes(kind)
    assert len(found.owed) == 1
    assert found.owed[0] == "powerpoint vert ettersendt"
    assert [a for a in found.actions if a.who] == []


@KINDS
def test_the_mail_stays_readable_without_tags(kind: str) -> None:
    assert not re.search(r"</?(?:a|b|p|li|ul)\b", minutes(kind).text)
