"""The case folders of summonses."""

from __future__ import annotations

from tests.documents import builder
from tests.documents.builder import Block
from tests.documents.case import mail, matters, summons

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
