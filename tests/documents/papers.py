"""The papers the cases are made of: blocks of invented minutes in many layouts, and what must be understood of each."""

from __future__ import annotations

from tests.documents.builder import Block
from tests.documents.case import away, matters, names

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
FULL = LABELS + BODY
