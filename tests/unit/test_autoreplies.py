"""Which mails a machine answered for a person, and which a person wrote about being away."""

import datetime as dt

import pytest

from parsers.facts import AutoReply
from parsers.reading import read

AUTOMATIC, PERSONAL = "auto-reply", "reply"
MAILS = (
    (AUTOMATIC, "Re: Innkalling", "Jeg er ikke her.", "X-Autoreply: yes\nPrecedence: bulk\n"),
    (AUTOMATIC, "Innkalling", "Hei", "Auto-Submitted: auto-replied (vacation)\n"),
    (AUTOMATIC, "Re: Innkalling", "Hei, jeg har ferie.", "Precedence: auto_reply\n"),
    (AUTOMATIC, "Automatisk svar: x", "Tekst", ""),
    (AUTOMATIC, "Fravær: x", "Jeg er borte", "X-Auto-Response-Suppress: All\n"),
    (AUTOMATIC, "Autosvar", "", ""),
    (AUTOMATIC, "Frånvarande: x", "Jag är ledig", "Auto-Submitted: auto-replied\n"),
    (AUTOMATIC, "Ferie", "Jeg er tilbake 10. august", "X-Autorespond: yes\n"),
    (AUTOMATIC, "Out of Office AutoReply: x", "I am away", ""),
    (
        AUTOMATIC,
        "SV: Innkalling",
        "Takk for din henvendelse. Vi svarer så snart vi kan.",
        "Auto-Submitted: auto-generated\nIn-Reply-To: <a@b>\n",
    ),
    (
        AUTOMATIC,
        "Bekreftelse på mottatt e-post",
        "Vi bekrefter at vi har mottatt din e-post. Saksnummer 12.",
        "Auto-Submitted: auto-generated\n",
    ),
    (AUTOMATIC, "Vi har mottatt din henvendelse [#1234]", "Takk", "Auto-Submitted: auto-generated\n"),
    (
        AUTOMATIC,
        "Re: Innkalling",
        "Denne e-postadressen er ikke lenger i bruk. Bruk post@k.example.",
        "Auto-Submitted: auto-replied\n",
    ),
    (AUTOMATIC, "Jeg har sluttet", "Ny adresse", "Auto-Submitted: auto-replied\n"),
    (PERSONAL, "SV: Innkalling", "Jeg er på ferie og kommer ikke", ""),
    (PERSONAL, "Fravær", "Jeg kommer ikke på møtet, har ferie.", ""),
    (PERSONAL, "SV: Innkalling", "Jeg kommer. (Er ikke på kontoret i dag, svarer fra mobil.)", ""),
    (PERSONAL, "Re: Innkalling", "I am out of town that week, so I will have to decline.", ""),
    (PERSONAL, "SV: Innkalling", "Automatisk svar fra meg her: jeg kommer :)", ""),
    (PERSONAL, "Ferie og møte", "Jeg har ferie fra 1. juli, men kommer på møtet 16. juni.", ""),
    (PERSONAL, "SV: Innkalling", "I will be out of the office on the 16th, so I cannot attend.", ""),
    (PERSONAL, "SV: Innkalling", "Jeg er ikke på kontoret den dagen, kan jeg være med på Teams?", ""),
    (
        PERSONAL,
        "SV: Innkalling",
        "Jeg er ute av kontoret 16. juni og kan dessverre ikke komme.",
        "X-Auto-Response-Suppress: DR, RN, NRN, OOF, AutoReply\n",
    ),
    (
        PERSONAL,
        "SV: Innkalling",
        "Jeg er på ferie da, Per kommer for meg.",
        "X-Auto-Response-Suppress: DR, OOF, AutoReply\n",
    ),
    (PERSONAL, "SV: Innkalling", "Kommer ikke, har permisjon.", "Precedence: bulk\n"),
)


@pytest.mark.parametrize(("kind", "subject", "text", "fields"), MAILS)
def test_a_machine_or_a_person(kind: str, subject: str, text: str, fields: str) -> None:
    head = f"From: Kari Tveit <kari@k.example>\nTo: n@h.example\nSubject: {subject}\n"
    raw = f"{head}{fields}Content-Type: text/plain; charset=utf-8\n\n{text}\n"
    assert read(raw.encode()).facts[0].kind == kind


@pytest.mark.parametrize(
    ("subject", "away_from"),
    [
        ("Automatisk svar: Innkalling: Ledersamling 16. juni", None),
        ("Automatic reply: Seminar 16. juni", None),
        ("SV: Innkalling: Konferanse 16. juni", None),
        ("Autosvar: på ferie fra 16. juni", dt.date(2026, 6, 16)),
    ],
)
def test_the_day_of_our_own_letter_is_no_absence(subject: str, away_from: dt.date | None) -> None:
    head = "From: Kari Tveit <kari@k.example>\nTo: n@h.example\nDate: Tue, 02 Jun 2026 09:00:00 +0200\n"
    raw = f"{head}Subject: {subject}\nAuto-Submitted: auto-replied\n\nJeg har liten tid til e-post denne uka.\n"
    (fact,) = read(raw.encode()).facts
    assert isinstance(fact, AutoReply) and fact.away_from == away_from
