"""The case folders of minutes and summonses, written from here: `python -m tests.documents.cases`.

Each case says which words and layout it holds to account, builds its mail with builder.py, and names what must be
understood. Everyone in it is invented.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tests.documents import builder
from tests.documents.builder import Block

CASES = Path(__file__).parent.parent / "cases"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {
    "docx": DOCX,
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "html": "text/html",
    "rtf": "application/rtf",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One folder: its name, why it is there, its mail, and the first fact's keys with their values."""

    kind: str
    name: str
    why: str
    mail: EmailMessage
    expected: dict[str, Any] = field(default_factory=dict)
    read_as: str | None = None


def mail(
    subject: str,
    body: str = "",
    *,
    html: str | None = None,
    files: dict[str, bytes] | None = None,
    date: str = "Tue, 12 Mar 2024 15:00:00 +0100",
) -> EmailMessage:
    """A mail from the network's secretary."""
    message = EmailMessage()
    message["From"] = "Siv Moe <siv.moe@fjordvik.no>"
    message["To"] = "Nettverk Nord <nettverk@example.no>"
    message["Subject"] = subject
    message["Date"] = date
    message["Message-ID"] = "<referat-1@fjordvik.no>"
    message.set_content(body or "Hei\n\nSe vedlegg.\n\nMvh Siv", cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    for name, content in (files or {}).items():
        main, _, sub = TYPES[name.rpartition(".")[2]].partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=-case-{number}")
    return message


def names(*people: str) -> list[dict[str, Any]]:
    """«Kari Nes|Askøy kommune» as the contract writes people; without «|» only the name is compared."""
    return [dict(zip(("name", "org"), p.split("|"), strict=False)) for p in people]


def away(*people: str) -> list[dict[str, Any]]:
    """«Kari Nes!» told of her absence, «Kari Nes?» did not, «Kari Nes» is not said."""
    told = {"!": True, "?": False}
    return [{"name": p.rstrip("!?"), "notified": told.get(p[-1])} for p in people]


def matters(*lines: str) -> list[dict[str, Any]]:
    """«1|Godkjenning|Kari Nes»: number, title, presenter; empty is null."""
    return [
        dict(zip(("number", "title", "presenter"), [v or None for v in line.split("|")], strict=False))
        for line in lines
    ]


LABELS: list[Block] = [
    ("h", "Referat fra nettverksmøte i Nettverk Nord"),
    ("p", "Dato: tirsdag 5. mars 2024 kl. 10.00–14.00"),
    ("p", "Sted: Fjordvik sykehjem, møterom Havet"),
    (
        "p",
        "Til stede: Inger Dale (Fjordvik kommune), Tor Lie (Nordvik"
        " kommune), Anne-Lise Vang (Helse Bergen HF) og Per Olav Haug",
    ),
    ("p", "Forfall: Inger-Lise Vang, Ola Lie"),
    ("p", "Møteleder: Inger Dale"),
    ("p", "Referent: Tor Lie"),
]
BODY: list[Block] = [
    ("p", "1. Godkjenning av innkalling og referat"),
    ("p", "Innkalling og referat ble godkjent."),
    ("p", "2. Smertekartlegging hjemme, ved Siv Moe"),
    ("p", "Siv Moe orienterte om kartleggingen."),
    ("p", "Vedtak: Nettverket prøver skjemaet fram til sommeren."),
    ("p", "3. Eventuelt"),
    ("p", "Ingen saker."),
    ("p", "Neste møte: tirsdag 11. juni 2024 kl. 10 i Nordvik"),
]
PLAIN = {
    "lang": "nb",
    "date": "2024-03-05",
    "start": "10:00",
    "end": "14:00",
    "place": "Fjordvik sykehjem, møterom Havet",
    "chair": "Inger Dale",
    "secretary": "Tor Lie",
    "attendance_known": True,
    "attendees": names(
        "Inger Dale|Fjordvik kommune", "Tor Lie|Nordvik kommune", "Anne-Lise Vang|Helse Bergen HF", "Per Olav Haug"
    ),
    "absentees": away("Inger-Lise Vang!", "Ola Lie!"),
    "agenda": matters("1|Godkjenning av innkalling og referat|", "2|Smertekartlegging hjemme|Siv Moe", "3|Eventuelt|"),
    "decisions": ["Innkalling og referat ble godkjent.", "Nettverket prøver skjemaet fram til sommeren."],
}
NEXT = [{"date": "2024-06-11", "weeks": []}]

HEADER_TABLE: list[Block] = [
    ("h", "Møtereferat"),
    (
        "t",
        [
            ["Møte", "Nettverksmøte lindrande behandling"],
            ["Dato", "14.05.2025"],
            ["Tid", "09.00–15.00"],
            ["Stad", "Nordvik rådhus"],
            ["Møteleiar", "Solveig Tveit"],
            ["Referent", "Jon Aas"],
            ["Til stades", "Solveig Tveit, Nordvik\nJon Aas, Fjordvik\nMarit Hauge, Sundøy"],
            ["Forfall", "Knut Berge"],
        ],
    ),
]
NN_WORK: list[Block] = [
    (
        "t",
        [
            ["Sak", "Tema", "Ansvar", "Frist"],
            ["12/25", "Nytt frå driftsgruppa", "", ""],
            ["13/25", "Kompetanseplan for hausten", "Marit Hauge", "1. september 2025"],
            ["14/25", "Ymse", "", ""],
        ],
    ),
]
NN_EXPECTED = {
    "lang": "nn",
    "date": "2025-05-14",
    "start": "09:00",
    "end": "15:00",
    "place": "Nordvik rådhus",
    "chair": "Solveig Tveit",
    "secretary": "Jon Aas",
    "attendance_known": True,
    "attendees": names("Solveig Tveit|Nordvik", "Jon Aas|Fjordvik", "Marit Hauge|Sundøy"),
    "absentees": away("Knut Berge!"),
    "agenda": matters("12/25|Nytt frå driftsgruppa|", "13/25|Kompetanseplan for hausten|", "14/25|Ymse|"),
    "actions": [{"what": "Kompetanseplan for hausten", "who": "Marit Hauge", "due": "2025-09-01"}],
}

MATRIX: list[Block] = [
    ("h", "Referat frå samling i Nettverk Sør 3. oktober 2024"),
    (
        "t",
        [
            ["Namn", "Kommune", "Til stades", "Forfall"],
            ["Berit Foss", "Fjordvik", "x", ""],
            ["Arne Sunde", "Nordvik", "", "x"],
            ["Gro Anita Lien", "Sundøy", "x", ""],
            ["Even Dahl", "Havnes", "", ""],
        ],
    ),
    ("p", "Referent: Berit Foss"),
    ("n", ["Velkommen", "Erfaringar frå kvar kommune", "Ymse"]),
]
MATRIX_EXPECTED = {
    "lang": "nn",
    "date": "2024-10-03",
    "secretary": "Berit Foss",
    "attendance_known": True,
    "attendees": names("Berit Foss|Fjordvik", "Gro Anita Lien|Sundøy"),
    "absentees": away("Arne Sunde!"),
    "agenda": matters("1|Velkommen", "2|Erfaringar frå kvar kommune", "3|Ymse"),
}

GROUPED: list[Block] = [
    ("p", "PROTOKOLL"),
    ("p", "Utvalg: Samarbeidsutvalget"),
    ("p", "Møtested: Havnes rådhus"),
    ("p", "Møtedato: 9. november 2023"),
    ("p", "Til stede:"),
    ("p", "Fjordvik kommune: Ordfører Hanne Bakken (H), Laila Johnsrud (Ap)"),
    ("p", "Forfall: Frank H. Persen"),
    ("p", "Nordvik kommune: Gunn Solli (Sp), for Erling Moen"),
    ("p", "Fra administrasjonen: Rådmann Jan-Hugo Sunde og kommunaldirektør Per Lien"),
    ("p", "Møtet ble ledet av ordfører Hanne Bakken."),
    ("p", "PS 21/23 Godkjenning av protokoll"),
    ("p", "Vedtak: Protokollen godkjennes."),
    ("p", "PS 22/23 Budsjett 2024"),
    ("p", "Vedtak: Budsjettet vedtas som foreslått. Enstemmig vedtatt."),
]
GROUPED_EXPECTED = {
    "date": "2023-11-09",
    "place": "Havnes rådhus",
    "chair": "Hanne Bakken",
    "attendees": names(
        "Hanne Bakken|Fjordvik kommune",
        "Laila Johnsrud|Fjordvik kommune",
        "Gunn Solli|Nordvik kommune",
        "Jan-Hugo Sunde",
        "Per Lien",
    ),
    "absentees": away("Frank H. Persen!"),
    "deputies": [{"name": "Gunn Solli", "for": "Erling Moen"}],
    "agenda": matters("21/23|Godkjenning av protokoll", "22/23|Budsjett 2024"),
    "decisions": ["Protokollen godkjennes.", "Budsjettet vedtas som foreslått. Enstemmig vedtatt."],
}

PROSE: list[Block] = [
    ("p", "Referat fra møte i fagnettverket 16. januar 2025"),
    ("p", "Til stede var Kari Nes, Ola Lie og Siv Moe. Per Dal hadde meldt forfall. Eva Rud møtte ikke."),
    ("p", "Møtet ble ledet av nettverkets leder, Kari Nes. Ola Lie skrev referat."),
    ("p", "Sak 1 Nytt fra avdelingene"),
    ("p", "Alle orienterte kort."),
    ("p", "Sak 2 Fagdag"),
    ("p", "Det ble besluttet å holde fagdag i mai. Siv Moe bestiller lokale."),
    ("p", "Neste møte blir 13. mars 2025."),
]
PROSE_EXPECTED = {
    "date": "2025-01-16",
    "chair": "Kari Nes",
    "secretary": "Ola Lie",
    "attendees": names("Kari Nes", "Ola Lie", "Siv Moe"),
    "absentees": away("Per Dal!", "Eva Rud?"),
    "agenda": matters("1|Nytt fra avdelingene", "2|Fagdag"),
    "actions": [{"what": "bestiller lokale", "who": "Siv Moe"}],
    "next_meetings": [{"date": "2025-03-13"}],
}

FORWARD = (
    "Til orientering.\n\nFra: Inger Dale <inger.dale@fjordvik.no>\nSendt: onsdag 6. mars 2024 08:12\n"
    "Til: Siv Moe\nEmne: Referat fra nettverksmøte\n\n"
)
TWO_COLUMNS: list[Block] = [
    ("h", "Referat fra møte i Nettverk Nord"),
    ("p", "Dato: 5. mars 2024"),
    ("t", [["Til stede", "Forfall"], ["Inger Dale", "Ola Lie"], ["Tor Lie", "Inger-Lise Vang"], ["Per Olav Haug", ""]]),
    ("p", "1. Nytt fra gruppa"),
    ("p", "2. Eventuelt"),
]
TWO_EXPECTED = {
    "date": "2024-03-05",
    "attendees": names("Inger Dale", "Tor Lie", "Per Olav Haug"),
    "absentees": away("Ola Lie!", "Inger-Lise Vang!"),
    "agenda": matters("1|Nytt fra gruppa", "2|Eventuelt"),
}
ONE_A_LINE: list[Block] = [
    ("h", "Referat nettverksmøte"),
    ("p", "Dato: 22.08.2023"),
    ("p", "Til stades:"),
    (
        "l",
        [
            "Sigrid Moe, Fjordvik kommune",
            "Arve Lunde, Nordvik kommune, leiar",
            "Tone B. Aasen, Helse Fonna HF (frå kl. 11)",
            "Ragnhild Vik (ref.)",
        ],
    ),
    ("p", "Ikkje møtt:"),
    ("l", ["Geir Nygård, Sundøy kommune. Meldt forfall.", "Åse Krogh, Havnes kommune"]),
    ("p", "Sak 1: Gjennomgang av prosedyrar"),
    ("p", "Gruppa gjekk gjennom prosedyrane."),
    ("p", "Sak 2: Møteplan"),
    ("p", "Neste møte: veke 47"),
]
ONE_EXPECTED = {
    "lang": "nn",
    "date": "2023-08-22",
    "secretary": "Ragnhild Vik",
    "attendees": [
        {"name": "Sigrid Moe", "org": "Fjordvik kommune", "partial": None},
        {"name": "Arve Lunde", "org": "Nordvik kommune"},
        {"name": "Tone B. Aasen", "org": "Helse Fonna HF", "partial": "frå kl. 11"},
        {"name": "Ragnhild Vik"},
    ],
    "absentees": away("Geir Nygård!", "Åse Krogh?"),
    "agenda": matters("1|Gjennomgang av prosedyrar", "2|Møteplan"),
    "next_meetings": [{"date": None, "weeks": [47], "year": 2023}],
}
ROSTER: list[Block] = [
    ("h", "Referat fra nettverksmøte 5. mars 2024"),
    (
        "t",
        [
            ["Kommune", "Navn", "E-post"],
            ["Fjordvik", "Inger Dale", "inger.dale@fjordvik.komune.no"],
            ["Nordvik", "Tor Lie", "tor.lie@nordvik.kommune.no"],
            ["Ullvang", "Siv Moe", "siv.moe@ullvang.herad.no"],
        ],
    ),
    ("p", "1. Velkommen"),
    ("p", "2. Veien videre (presentasjonen ettersendes)"),
]
ROSTER_EXPECTED = {
    "attendance_known": False,
    "attendees": [],
    "roster": names("Inger Dale|Fjordvik", "Tor Lie|Nordvik", "Siv Moe|Ullvang"),
    "misspellings": [{"email": "inger.dale@fjordvik.komune.no", "suggestion": "inger.dale@fjordvik.kommune.no"}],
    "owed": ["presentasjonen ettersendes"],
}
UNFILLED: list[Block] = [
    ("h", "Referat fra møte 5. mars 2024"),
    ("t", [["Navn", "Til stede", "Forfall"], ["Inger Dale", "", ""], ["Tor Lie", "", ""], ["Siv Moe", "", ""]]),
    ("p", "1. Velkommen"),
    ("p", "Inger ønsket velkommen."),
    ("p", "2. Eventuelt"),
]
EPHORTE: list[Block] = [
    ("p", "Fjordvik kommune\t\tMøteprotokoll"),
    ("p", "Utvalg:\tEldrerådet"),
    ("p", "Møtested:\tKommunestyresalen, Fjordvik rådhus"),
    ("p", "Dato:\t18.09.2024"),
    ("p", "Tidspunkt:\t09:00 – 11:30"),
    ("p", "Følgende faste medlemmer møtte:"),
    (
        "t",
        [
            ["Navn", "Funksjon", "Representerer"],
            ["Reidun Hole", "Leder", "Pensjonistforbundet"],
            ["Odd Ivar Brekke", "Medlem", "Fjordvik Sanitetsforening"],
        ],
    ),
    ("p", "Følgende medlemmer hadde meldt forfall:"),
    ("t", [["Navn", "Funksjon", "Representerer"], ["Karsten Lund", "Nestleder", "Pensjonistforbundet"]]),
    ("p", "Følgende varamedlemmer møtte:"),
    ("t", [["Navn", "Møtte for", "Representerer"], ["Liv Strand", "Karsten Lund", "Pensjonistforbundet"]]),
    ("p", "Sak 14/24 Godkjenning av innkalling og saksliste"),
    ("p", "Enstemmig godkjent."),
    ("p", "Sak 15/24 Høring om omsorgsplan"),
    ("p", "Vedtak: Eldrerådet tar planen til etterretning."),
]
EPHORTE_EXPECTED = {
    "date": "2024-09-18",
    "start": "09:00",
    "end": "11:30",
    "place": "Kommunestyresalen, Fjordvik rådhus",
    "attendees": names("Reidun Hole", "Odd Ivar Brekke", "Liv Strand"),
    "absentees": away("Karsten Lund!"),
    "deputies": [{"name": "Liv Strand", "for": "Karsten Lund"}],
    "agenda": matters("14/24|Godkjenning av innkalling og saksliste", "15/24|Høring om omsorgsplan"),
}
STATUS: list[Block] = [
    ("h", "Referat AU-møte"),
    ("p", "Dato: 20. februar 2024"),
    (
        "t",
        [
            ["Navn", "Enhet", "Status"],
            ["Inger Dale", "Nordvik HF", "Til stede"],
            ["Tor Lie", "Fjordvik HF", "Meldt forfall"],
            ["Siv Moe", "Sundøy HF", "Til stede"],
            ["Ola Lie", "Havnes HF", "Ikke møtt"],
        ],
    ),
    ("p", "Sak 4/24 Budsjett"),
    ("p", "Sak 5/24 Eventuelt"),
]
STATUS_EXPECTED = {
    "date": "2024-02-20",
    "attendees": names("Inger Dale|Nordvik HF", "Siv Moe|Sundøy HF"),
    "absentees": away("Tor Lie!", "Ola Lie?"),
    "agenda": matters("4/24|Budsjett", "5/24|Eventuelt"),
}
TODO: list[Block] = [
    ("h", "Referat fra driftsgruppemøte 12. april 2024"),
    ("p", "Deltakere: Inger Dale, Tor Lie, Siv Moe"),
    ("p", "Referent: Siv Moe"),
    ("p", "1. Oppfølging av fagdagen"),
    ("p", "Fagdagen gikk bra."),
    ("p", "Oppgaver:"),
    (
        "l",
        [
            "Tor Lie: sende evaluering til deltakerne, frist 1. mai",
            "Inger lager utkast til program",
            "Bestille lokale (Siv)",
        ],
    ),
    ("p", "Kopi: Leder av styringsgruppen, KLB"),
]
TODO_EXPECTED = {
    "attendees": names("Inger Dale", "Tor Lie", "Siv Moe"),
    "actions": [
        {"what": "sende evaluering til deltakerne", "who": "Tor Lie", "due": "2024-05-01"},
        {"what": "lager utkast til program", "who": "Inger", "due": None},
        {"what": "Bestille lokale", "who": "Siv", "due": None},
    ],
    "copies": ["Leder av styringsgruppen", "KLB"],
}
TEAMS = (
    "1. Sammendrag\n"
    "Møtetittel\tReferatmøte\n"
    "Deltakere\t3\n"
    "\n"
    "2. Deltakere\n"
    "Navn\tFørste pålogging\tSiste forlot\tVarighet i møte\tE-post\tRolle\n"
    "Inger Dale\t05.03.24, 09:58\t05.03.24, 11:00\t1t 2m\tinger.dale@fjordvik.no\tArrangør\n"
    "Tor Lie (Ekstern)\t05.03.24, 10:01\t05.03.24, 11:00\t59m\ttor.lie@nordvik.no\tPresentatør\n"
    "Siv Moe\t05.03.24, 10:00\t05.03.24, 11:00\t1t\tsiv.moe@fjordvik.no\tDeltaker\n"
)


def minutes(name: str, why: str, message: EmailMessage, expected: dict[str, Any], read_as: str = "minutes") -> None:
    ALL.append(Case(kind="minutes", name=name, why=why, mail=message, expected=expected, read_as=read_as))


def summons(name: str, why: str, message: EmailMessage, expected: dict[str, Any], read_as: str = "summons") -> None:
    ALL.append(Case(kind="summons", name=name, why=why, mail=message, expected=expected, read_as=read_as))


ALL: list[Case] = []
FULL = LABELS + BODY
minutes(
    "labels-docx",
    "Label lines in a Word document, the commonest layout; twins Anne-Lise and Inger-Lise stay two.",
    mail("Referat", files={"Referat 5. mars.docx": builder.docx(FULL)}),
    PLAIN | {"next_meetings": NEXT, "attachments": ["Referat 5. mars.docx"]},
)
minutes(
    "labels-odt",
    "The same in LibreOffice.",
    mail("Referat", files={"referat.odt": builder.odt(FULL)}),
    PLAIN | {"next_meetings": NEXT},
)
minutes(
    "labels-pdf",
    "The same in a PDF, whose long lines are wrapped.",
    mail("Referat", files={"referat.pdf": builder.pdf(FULL)}),
    PLAIN | {"place": "Fjordvik sykehjem, møterom Havet"},
)
minutes(
    "labels-text",
    "The same in the mail's own text.",
    mail("Referat", builder.text(FULL)),
    PLAIN | {"next_meetings": NEXT, "attachments": []},
)
minutes(
    "labels-html",
    "The same as Outlook HTML, with a plain part that says nothing.",
    mail("Referat", "Se HTML", html=builder.html(FULL)),
    PLAIN | {"next_meetings": NEXT},
)
minutes(
    "labels-forwarded",
    "Forwarded inline with «Fra: … Emne: …».",
    mail("VS: Referat fra nettverksmøte", FORWARD + builder.text(FULL)),
    PLAIN,
)
minutes(
    "labels-flattened",
    "A poor converter put everything on one line.",
    mail("Referat", files={"referat.txt": builder.flattened(FULL).encode()}),
    {k: v for k, v in PLAIN.items() if k in ("date", "chair", "attendees", "absentees")},
)
minutes(
    "labels-utf16",
    "Saved as Unicode text from Notepad.",
    mail("Referat", files={"referat.txt": builder.text(FULL).encode("utf-16")}),
    PLAIN,
)
minutes(
    "header-table-docx",
    "A Word template whose head is a table; matters, owner and due date in another.",
    mail("Referat frå møte", files={"Møtereferat.docx": builder.docx(HEADER_TABLE + NN_WORK)}),
    NN_EXPECTED,
)
minutes(
    "header-table-html",
    "The same pasted into Outlook.",
    mail("Referat frå møte", "-", html=builder.html(HEADER_TABLE + NN_WORK)),
    NN_EXPECTED,
)
minutes(
    "header-table-pdf",
    "The same printed to PDF with ruled tables.",
    mail("Referat", files={"referat.pdf": builder.pdf(HEADER_TABLE + NN_WORK)}),
    NN_EXPECTED,
)
minutes(
    "header-table-odt",
    "The same in LibreOffice.",
    mail("Referat", files={"referat.odt": builder.odt(HEADER_TABLE + NN_WORK)}),
    NN_EXPECTED,
)
minutes(
    "matrix-docx",
    "An attendance matrix with ticks; nobody ticked means nothing is said of that one.",
    mail("Referat", files={"referat.docx": builder.docx(MATRIX)}),
    MATRIX_EXPECTED,
)
minutes(
    "matrix-pdf",
    "The matrix in a PDF with rules.",
    mail("Referat", files={"referat.pdf": builder.pdf(MATRIX)}),
    MATRIX_EXPECTED,
)
minutes(
    "matrix-text",
    "The matrix as tab-separated text in the mail.",
    mail("Referat", builder.text(MATRIX)),
    MATRIX_EXPECTED,
)
minutes(
    "status-column-docx",
    "One column says «Til stede», «Meldt forfall» or «Ikke møtt».",
    mail("Referat AU", files={"AU.docx": builder.docx(STATUS)}),
    STATUS_EXPECTED,
)
minutes(
    "grouped-text",
    "Attendance grouped by municipality with «Forfall:» between the groups, party letters, and a stand-in.",
    mail("Protokoll", builder.text(GROUPED)),
    GROUPED_EXPECTED,
)
minutes(
    "grouped-pdf",
    "The same printed.",
    mail("Protokoll", files={"protokoll.pdf": builder.pdf(GROUPED)}),
    GROUPED_EXPECTED,
)
minutes(
    "prose-text",
    "No labels: sentences say who was there, who led, who wrote.",
    mail("Referat", builder.text(PROSE)),
    PROSE_EXPECTED,
)
minutes("prose-docx", "The same in Word.", mail("Hei", files={"Referat.docx": builder.docx(PROSE)}), PROSE_EXPECTED)
minutes(
    "two-columns-docx",
    "Two lists side by side, present and away, in one table.",
    mail("Referat", files={"referat.docx": builder.docx(TWO_COLUMNS)}),
    TWO_EXPECTED,
)
minutes(
    "two-columns-pdf",
    "The same in a PDF without rules: only the places on the page tell.",
    mail("Referat", files={"referat.pdf": builder.pdf(TWO_COLUMNS, columns=True)}),
    TWO_EXPECTED,
)
minutes(
    "one-a-line-docx",
    "Bulleted people with role, organisation, part of the meeting; «Ikkje møtt» with «Meldt forfall» after one name.",
    mail("Referat", files={"referat.docx": builder.docx(ONE_A_LINE)}),
    ONE_EXPECTED,
)
minutes(
    "one-a-line-html", "The same in Outlook HTML.", mail("Referat", "-", html=builder.html(ONE_A_LINE)), ONE_EXPECTED
)
minutes(
    "roster-docx",
    "A list of people that doesn't say who was present: unknown, not"
    " all present. One address lacks a letter, one is only unusual.",
    mail("Referat", files={"referat.docx": builder.docx(ROSTER)}),
    ROSTER_EXPECTED,
)
minutes(
    "unfilled-template",
    "The secretary forgot to tick: attendance is unknown.",
    mail("Referat", files={"referat.docx": builder.docx(UNFILLED)}),
    {"attendance_known": False, "attendees": [], "absentees": [], "date": "2024-03-05"},
)
minutes(
    "ephorte-text",
    "A print from a municipal case system: tabs after labels, tables under «Følgende … møtte».",
    mail("Møteprotokoll", builder.text(EPHORTE)),
    EPHORTE_EXPECTED,
)
minutes(
    "ephorte-docx",
    "The same as Word.",
    mail("Møteprotokoll Eldrerådet", files={"protokoll.docx": builder.docx(EPHORTE)}),
    EPHORTE_EXPECTED,
)
minutes(
    "tasks-docx",
    "Things to do under «Oppgaver», with owners in three ways, a due date, and copies.",
    mail("Referat", files={"referat.docx": builder.docx(TODO)}),
    TODO_EXPECTED,
)
minutes(
    "teams-export",
    "The minutes don't say who was there, but the Teams export beside them does (UTF-16 with tabs).",
    mail(
        "Referat",
        files={
            "referat.docx": builder.docx([("h", "Referat fra møte 5. mars 2024"), *BODY]),
            "meetingAttendanceReport.csv": TEAMS.encode("utf-16"),
        },
    ),
    {"attendance_known": True, "attendees": names("Inger Dale", "Tor Lie", "Siv Moe"), "date": "2024-03-05"},
)
minutes(
    "scanned-pdf",
    "A scan has no text: the secretary is told, nothing is guessed.",
    mail("Referat fra møtet", files={"referat.pdf": builder.picture_pdf()}),
    {"attachment": "referat.pdf"},
    read_as="unreadable",
)
minutes(
    "broken-docx",
    "Half a Word file.",
    mail("Referat fra møtet", files={"referat.docx": builder.docx(FULL)[:900]}),
    {"attachment": "referat.docx"},
    read_as="unreadable",
)
minutes(
    "thanks-is-no-minutes",
    "A reply that thanks for minutes and quotes them is a reply.",
    mail(
        "SV: Referat fra nettverksmøte",
        "Takk for referatet. Vi sees i juni.\n\nHilsen Ola\n\n" + FORWARD.split("\n\n", 1)[1] + builder.text(FULL),
    ),
    {},
    read_as="not",
)
minutes(
    "stale-title",
    "The title was copied from last time; the date field wins and the secretary is asked.",
    mail(
        "Referat",
        files={
            "referat.docx": builder.docx(
                [
                    ("h", "Referat fra møte 5. desember 2023"),
                    ("p", "Dato: 5. mars 2024"),
                    ("p", "Til stede: Inger Dale, Tor Lie"),
                    ("p", "1. Velkommen"),
                    ("p", "2. Eventuelt"),
                ]
            )
        },
    ),
    {"date": "2024-03-05"},
)
minutes(
    "year-turn",
    "A December meeting names the next one in January without a year.",
    mail(
        "Referat",
        builder.text(
            [
                ("p", "Referat fra møte 4. desember 2024"),
                ("p", "Til stede: Inger Dale, Tor Lie"),
                ("p", "1. Velkommen"),
                ("p", "Inger ønsket velkommen."),
                ("p", "Neste møte: onsdag 15. januar kl. 10"),
            ]
        ),
    ),
    {"date": "2024-12-04", "next_meetings": [{"date": "2025-01-15"}]},
)

SPACED = """Møteprotokoll

Utvalg:                 Helse- og omsorgsutvalget
Møtested:               Møterom 2, Rådhuset
Dato:                   14.11.2023
Tidspunkt:              18:00 - 20:15

Følgende faste medlemmer møtte:
Navn                          Funksjon        Representerer
Reidun Hole                  LEDER           AP
Odd Ivar Brekke               MEDL            H

Følgende medlemmer hadde meldt forfall:
Navn                          Funksjon        Representerer
Karsten Lund                  NESTL           FRP

Følgende varamedlemmer møtte:
Navn                          Møtte for                     Representerer
Gro Haug                      Karsten Lund                  FRP

PS 41/23 Godkjenning av protokoll
Vedtak
Protokollen godkjennes.
"""
SPACED_EXPECTED = {
    "date": "2023-11-14",
    "start": "18:00",
    "end": "20:15",
    "place": "Møterom 2, Rådhuset",
    "attendees": names("Reidun Hole", "Odd Ivar Brekke", "Gro Haug"),
    "absentees": away("Karsten Lund!"),
    "deputies": [{"name": "Gro Haug", "for": "Karsten Lund"}],
    "agenda": matters("41/23|Godkjenning av protokoll"),
    "decisions": ["Protokollen godkjennes."],
}
SIDE = """Referat fra møte i nettverket 4. mars 2021

Til stede                    Forfall
Kari Nes                     Per Dal
Ola Lie                      Eva Rud
Siv Moe

Sak 1/21 Åpning
Sak 2/21 Eventuelt
"""
CELLS = """Møtereferat
Dato
Sted
Møteleder
Referent
14.03.2022
Fjordvik
Kari Nes
Ola Lie
Til stede
Forfall
Kari Nes, Ola Lie, Siv Moe
Eva Rud
Saker
1
Godkjenning av referat
2
Kompetanseplan
"""
SCANNED = """REFERAT FRA M0TE I SAMARBEIDSUTVALGET
Dato: 14. mars 2018  Kl. 10.00-12.00
Til stede : Kari Nes , 0la Lie , Siv Moe , Per DaI
Forfal l: Eva Rud
M0teleder : Kari Nes
Sak 1/18 Budsjett
"""
minutes(
    "spaced-print-text",
    "A case system's print pasted as text: columns kept with blanks only.",
    mail("Møteprotokoll", SPACED),
    SPACED_EXPECTED,
)
minutes(
    "side-by-side-text",
    "Two lists side by side in plain text: nobody away is read as present.",
    mail("Referat", SIDE),
    {
        "attendees": names("Kari Nes", "Ola Lie", "Siv Moe"),
        "absentees": away("Per Dal!", "Eva Rud!"),
        "agenda": matters("1/21|Åpning", "2/21|Eventuelt"),
    },
)
minutes(
    "cells-on-lines-text",
    "A table flattened to all labels and then all values, and numbers above their titles.",
    mail("Referat", files={"referat.txt": CELLS.encode()}),
    {
        "date": "2022-03-14",
        "place": "Fjordvik",
        "chair": "Kari Nes",
        "secretary": "Ola Lie",
        "attendees": names("Kari Nes", "Ola Lie", "Siv Moe"),
        "absentees": away("Eva Rud!"),
        "agenda": matters("1|Godkjenning av referat", "2|Kompetanseplan"),
    },
)
minutes(
    "misread-by-scanner-text",
    "A scanner read ø as 0, l as I and put a blank inside a word.",
    mail("Referat", files={"skann.txt": SCANNED.encode()}),
    {
        "date": "2018-03-14",
        "chair": "Kari Nes",
        "attendees": names("Kari Nes", "Ola Lie", "Siv Moe", "Per Dal"),
        "absentees": away("Eva Rud!"),
    },
)
ENCLOSED = mail("VS: Referat", "Se vedlagt e-post.")
ENCLOSED.add_attachment(mail("Referat fra nettverksmøte", builder.text(FULL)))
for number, part in enumerate(ENCLOSED.walk()):
    if part.get_content_maintype() == "multipart":
        part.set_boundary(f"=-enclosed-{number}")
minutes("enclosed-mail", "The minutes are a mail attached to a mail.", ENCLOSED, PLAIN | {"next_meetings": NEXT})

CALL: list[Block] = [
    ("h", "Innkalling til nettverksmøte"),
    ("p", "Tid: tirsdag 16. juni 2026 kl. 10.00–14.00"),
    ("p", "Sted: Nordvik sykehjem, møterom Fjellet"),
    ("p", "Saksliste:"),
    ("n", ["Nytt fra driftsgruppen", "Smertekartlegging hjemme, ved Siv Moe", "Eventuelt"]),
    ("p", "Forfall meldes til Inger Dale, inger.dale@fjordvik.no"),
]
CALL_EXPECTED = {
    "date": "2026-06-16",
    "start": "10:00",
    "end": "14:00",
    "place": "Nordvik sykehjem, møterom Fjellet",
    "attendance_known": False,
    "attendees": [],
    "absentees": [],
    "agenda": matters("1|Nytt fra driftsgruppen|", "2|Smertekartlegging hjemme|Siv Moe", "3|Eventuelt|"),
}
NN_CALL: list[Block] = [
    ("p", "MØTEINNKALLING"),
    ("p", "Vi kallar med dette inn til møte i samhandlingsutvalet."),
    ("t", [["Dato", "1. oktober 2025"], ["Tid", "10.00 – 14.00"], ["Stad", "Sundøy rådhus"]]),
    ("p", "Eventuelt forfall skal meldast til Jon Aas."),
    ("p", "Saker til handsaming:"),
    ("p", "Sak 15/25 Godkjenning av innkalling og saksliste"),
    ("p", "Sak 16/25 Samarbeid om avlasting v/ Marit Hauge"),
    ("p", "Kopi: Varamedlemer"),
]
NN_CALL_EXPECTED = {
    "lang": "nn",
    "date": "2025-10-01",
    "start": "10:00",
    "end": "14:00",
    "place": "Sundøy rådhus",
    "attendees": [],
    "agenda": matters("15/25|Godkjenning av innkalling og saksliste|", "16/25|Samarbeid om avlasting|Marit Hauge"),
    "copies": ["Varamedlemer"],
}
WHEN = "Mon, 18 May 2026 09:00:00 +0200"
summons(
    "labels-docx",
    "A summons in Word with automatic numbers.",
    mail("Innkalling", files={"innkalling.docx": builder.docx(CALL)}, date=WHEN),
    CALL_EXPECTED,
)
summons(
    "labels-pdf",
    "The same as PDF.",
    mail("Innkalling", files={"innkalling.pdf": builder.pdf(CALL)}, date=WHEN),
    CALL_EXPECTED,
)
summons(
    "labels-text",
    "The same as the mail's own text.",
    mail("Innkalling til nettverksmøte", builder.text(CALL), date=WHEN),
    CALL_EXPECTED,
)
summons(
    "forwarded",
    "Forwarded inline.",
    mail(
        "VS: Innkalling til nettverksmøte",
        "Se under.\n\nFra: Inger Dale <inger.dale@fjordvik.no>\nSendt:"
        " fredag 15. mai 2026 10:00\nTil: Siv Moe\nEmne: Innkalling"
        " til nettverksmøte\n\n" + builder.text(CALL),
        date=WHEN,
    ),
    CALL_EXPECTED,
)
summons(
    "nynorsk-docx",
    "Nynorsk with a table for when and where, and numbered cases.",
    mail("Møteinnkalling", files={"innkalling.docx": builder.docx(NN_CALL)}, date=WHEN),
    NN_CALL_EXPECTED,
)
summons(
    "nynorsk-html",
    "The same in Outlook HTML.",
    mail("Møteinnkalling", "-", html=builder.html(NN_CALL), date=WHEN),
    NN_CALL_EXPECTED,
)
summons(
    "nynorsk-odt",
    "The same in LibreOffice.",
    mail("Møteinnkalling", files={"innkalling.odt": builder.odt(NN_CALL)}, date=WHEN),
    NN_CALL_EXPECTED,
)
summons(
    "with-list-of-invited",
    "Those called are no attendance.",
    mail(
        "Innkalling",
        files={
            "innkalling.docx": builder.docx([*CALL[:3], ("p", "Innkalte: Inger Dale, Tor Lie, Siv Moe"), *CALL[3:]])
        },
        date=WHEN,
    ),
    CALL_EXPECTED,
)
summons(
    "answer-quoting-a-summons",
    "An answer that quotes the summons is an answer.",
    mail(
        "SV: Innkalling til nettverksmøte",
        "Jeg kan dessverre ikke komme.\n\nHilsen Ola\n\nFra: Inger Dale"
        " <inger.dale@fjordvik.no>\nSendt: fredag 15. mai 2026 10:00\nTil:"
        " Ola Lie\nEmne: Innkalling til nettverksmøte\n\n" + builder.text(CALL),
        date=WHEN,
    ),
    {},
    read_as="not",
)


def expectation(case: Case) -> dict[str, Any]:
    """What expected.json holds: the kind and the first fact; «not» cases say only what the mail is not."""
    if case.read_as == "not":
        return {"kind": "reply"}
    return {"kind": case.read_as, "facts": [{"kind": case.read_as, **case.expected}]}


def main() -> None:
    """Write every folder anew."""
    for case in ALL:
        folder = CASES / case.kind / case.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "input.eml").write_bytes(case.mail.as_bytes())
        (folder / "expected.json").write_text(
            json.dumps(expectation(case), ensure_ascii=False, indent=1) + "\n", "utf-8"
        )
        (folder / "why.md").write_text(case.why + "\n", "utf-8")
    print(len(ALL), "cases written")


if __name__ == "__main__":
    main()
