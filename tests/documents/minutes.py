"""The case folders of minutes."""

from __future__ import annotations

from tests.documents import builder
from tests.documents.case import away, mail, matters, minutes, names
from tests.documents.papers import (
    BODY,
    EPHORTE,
    EPHORTE_EXPECTED,
    FORWARD,
    FULL,
    GROUPED,
    GROUPED_EXPECTED,
    HEADER_TABLE,
    MATRIX,
    MATRIX_EXPECTED,
    NEXT,
    NN_EXPECTED,
    NN_WORK,
    ONE_A_LINE,
    ONE_EXPECTED,
    PLAIN,
    PROSE,
    PROSE_EXPECTED,
    ROSTER,
    ROSTER_EXPECTED,
    STATUS,
    STATUS_EXPECTED,
    TEAMS,
    TODO,
    TODO_EXPECTED,
    TWO_COLUMNS,
    TWO_EXPECTED,
    UNFILLED,
)

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
