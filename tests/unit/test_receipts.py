"""Receipts in words alone: what counts, and what a person wrote. The formats stand in tests/cases/receipt."""

import pytest

from parsers.facts import ReadReceipt
from parsers.reading import read

MAILS = (
    (
        "probable",
        "Lest: Innkalling",
        "Meldingen din\n\nTil: Kari Tveit\nEmne: Innkalling\nSendt: 1.6.2026 10:00\n\nble lest 2.6.2026 08:12.",
    ),
    (
        "probable",
        "Lese: Innkalling",
        "Meldinga di\n\nTil: Kari\nEmne: Innkalling\n\nvart lesen tysdag 2. juni 2026 kl. 08.12.",
    ),
    (
        "probable",
        "Read: Innkalling",
        "Your message\n\n   To: Kari\n   Subject: Innkalling\n   Sent: 6/1/2026\n\n was read on 6/2/2026 8:12:01 AM.",
    ),
    (
        "probable",
        "Return Receipt (displayed) - Innkalling",
        "Note: This Return Receipt only acknowledges that the message was displayed on the computer.",
    ),
    (
        "probable",
        "Kvittering (vist) - Innkalling",
        "Denne kvitteringen bekrefter kun at meldingen ble vist på mottakerens datamaskin.",
    ),
    ("probable", "Read receipt: Innkalling", "Your message was opened."),
    (
        "probable",
        "Read Receipt",
        'The message sent to kari@k.example on June 1 with subject "Innkalling" has been displayed.',
    ),
    ("probable", "Lesebekreftelse: Innkalling", "Kari Tveit har lest meldingen «Innkalling»."),
    ("probable", "Lesekvittering: Innkalling", "Meldingen ble åpnet 02.06.2026 kl 08:12"),
    ("probable", "Læst: Innkalling", "Din meddelelse blev læst den 2. juni 2026"),
    ("probable", "Läst: Innkalling", "Ditt meddelande lästes den 2 juni 2026 08:12"),
    ("deleted", "Ikke lest: Innkalling", "Meldingen din ble slettet uten å bli lest 2.6.2026."),
    ("deleted", "Ikkje lese: Innkalling", "Meldinga di vart sletta utan å bli lesen."),
    ("deleted", "Not read: Innkalling", "Your message was deleted without being read on Tuesday."),
    ("deleted", "Slettet: Innkalling", "Meldingen ble slettet uten å bli lest."),
    ("deleted", "Lest: Innkalling", "Meldingen ble slettet uten å bli lest."),
    (None, "Lest: Innkalling", "Hei, jeg har lest innkallingen og kommer gjerne."),
    (None, "SV: Innkalling", "Lest og forstått. Jeg kommer."),
    (None, "Kvittering: faktura 123", "Takk for betalingen. Beløpet er trukket."),
    (None, "Receipt: your order", "Thank you for your order. It was displayed in our shop."),
    (None, "Lest: boka om ledelse", "Her er en bok jeg har lest, anbefales!"),
    (None, "SV: Lest: Innkalling", "Jeg kommer ikke."),
)


@pytest.mark.parametrize(("disposition", "subject", "text"), MAILS)
def test_words(disposition: str | None, subject: str, text: str) -> None:
    head = f"From: Kari Tveit <kari@k.example>\nSubject: {subject}\nIn-Reply-To: <o@h.example>\n"
    fact = read(f"{head}Content-Type: text/plain; charset=utf-8\n\n{text}\n".encode()).facts[0]
    assert (fact.disposition if isinstance(fact, ReadReceipt) else None) == disposition
    if isinstance(fact, ReadReceipt):
        assert (fact.original_message_id, fact.final_recipient) == ("o@h.example", None)


FIELDS = ("displayed", "deleted"), ("deleted", "displayed")


@pytest.mark.parametrize("order", FIELDS)
def test_deleted_beside_displayed_is_deleted(order: tuple[str, str]) -> None:
    fields = "".join(f"Disposition: manual-action/MDN-sent-manually; {kind}\n" for kind in order)
    fact = read(f"From: a@b.example\nContent-Type: message/disposition-notification\n\n{fields}".encode()).facts[0]
    assert isinstance(fact, ReadReceipt) and fact.disposition == "deleted"
