"""Calendar answers told in words alone: which subjects are a calendar's, and which a person's."""

import pytest

from parsers import calendar_words
from parsers.facts import CalendarReply
from parsers.mime import open_mail


def answer(subject: str, text: str = "", field: str = "") -> str | None:
    raw = f"From: Kari Tveit <kari.tveit@kommune.example>\nSubject: {subject}\n{field}\n{text}".encode()
    found = calendar_words.recognise(open_mail(raw))
    fact = found.facts[0] if found else None
    return f"{fact.method} {fact.answer}" if isinstance(fact, CalendarReply) else None


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("Godtatt: Nettverksmøte", "REPLY accepted"),
        ("Godteke: Nettverksmøte", "REPLY accepted"),
        ("Akseptert: Nettverksmøte", "REPLY accepted"),
        ("Accepted: Nettverksmøte @ man. 15. juni", "REPLY accepted"),
        ("Accepteret: Netværksmøde", "REPLY accepted"),
        ("Accepterat: Nätverksmöte", "REPLY accepted"),
        ("Invitasjonssvar (Godtatt): Nettverksmøte", "REPLY accepted"),
        ('Accepted invitation: "Nettverksmøte"', "REPLY accepted"),
        ("Avslått: Nettverksmøte", "REPLY declined"),
        ("Declined: Nettverksmøte", "REPLY declined"),
        ("Avböjt: Nätverksmöte", "REPLY declined"),
        ("Foreløpig: Nettverksmøte", "REPLY tentative"),
        ("Førebels: Nettverksmøte", "REPLY tentative"),
        ("Tentativt: Nettverksmøte", "REPLY tentative"),
        ("Tentatively Accepted: Nettverksmøte", "REPLY tentative"),
        ("Nytt tidspunkt foreslått: Nettverksmøte", "COUNTER None"),
        ("New Time Proposed: Nettverksmøte", "COUNTER None"),
        ("Kari Tveit har godtatt invitasjonen", "REPLY accepted"),
        ("Kari Tveit has declined this invitation", "REPLY declined"),
        ("Ola Moen har godtatt invitasjonen", None),
        ("Godtatt av styret: ny plan", None),
        ("Kanskje vi bør flytte møtet", None),
        ("Møte: godtatt", None),
    ],
)
def test_a_subject_with_nothing_below(subject: str, said: str | None) -> None:
    assert answer(subject) == said


@pytest.mark.parametrize(
    ("text", "field", "said"),
    [
        ("Når: mandag 15. juni 2026 10:00\nHvor: Teams", "", "REPLY accepted"),
        ("Sendt fra min iPhone", "", "REPLY accepted"),
        ("Kari Tveit har godtatt denne invitasjonen.", "", "REPLY accepted"),
        ("Fint!", "In-Reply-To: <a@b.example>\n", "REPLY accepted"),
        ("Fint!", "", None),
        ("Beklager, jeg kan ikke komme.", "In-Reply-To: <a@b.example>\n", "REPLY None"),
        ("ord " * 80, "In-Reply-To: <a@b.example>\n", None),
    ],
)
def test_words_below_the_subject(text: str, field: str, said: str | None) -> None:
    assert answer("Godtatt: Nettverksmøte", text, field) == said


def test_a_draft_with_a_file_is_no_answer() -> None:
    parts = b"--x\n\n\n--x\nContent-Type: application/pdf; name=sak.pdf\n\n%PDF-1.7\n--x--\n"
    head = "From: k@b.example\nSubject: Foreløpig: saksliste\nContent-Type: multipart/mixed; boundary=x\n\n".encode()
    assert calendar_words.recognise(open_mail(head + parts)) is None
