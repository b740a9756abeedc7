"""The quote cutter: what goes, what stays, and that text without a quote is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.phrasebook import load
from parsers.quotes import forwarded, own_words, visible

DATA = load("quotes")


@pytest.mark.parametrize("example", [one["example"] for one in DATA["attribution"]])
def test_each_attribution_is_cut(example: str) -> None:
    assert visible(f"Ja, jeg kommer.\n\n{example}\n\nHei Berit,\ndu innkalles") == "Ja, jeg kommer."


@pytest.mark.parametrize("words", DATA["separators"]["quoted"])
def test_each_separator_is_cut(words: str) -> None:
    text = f"Ja.\n\n-----{words.capitalize()}-----\nFra: Nord\nSendt: 2. juni 2026\nTil: Berit\nEmne: Innkalling\n\nHei"
    assert visible(text) == "Ja."


@pytest.mark.parametrize("words", DATA["separators"]["forwarded"])
def test_each_forward_is_found(words: str) -> None:
    header = "Fra: Inger Dale <inger@nord.example>\nDato: 2. juni 2026\nEmne: Referat\nTil: nord@nettverk.example"
    text = f"Til dere.\n\n---------- {words} ----------\n{header}\n\nHer er det."
    found = forwarded(text)
    assert found is not None
    assert (found.comment, found.sender_email) == ("Til dere.", "inger@nord.example")
    assert (found.subject, found.body) == ("Referat", "Her er det.")
    assert found.explicit
    assert str(found.sent_on) == "2026-06-02"


@pytest.mark.parametrize(
    "text",
    [
        "Jeg er bortreist.\nFra: 1. juni\nTil: 30. juni\nSå jeg kommer ikke.",
        "Den 3. mai skrev styret at møtet flyttes.\nDet passer bra.",
        "Den 3. mai skrev styret:\nmøtet flyttes.",
        "Hei\n\nDette er to avsnitt.\n\nOg et tredje.",
        "Saker:\n- Smerte\n- Sår -- og mer",
    ],
)
def test_human_text_stays(text: str) -> None:
    assert visible(text) == text


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Ja\n\nDen tir. 2. juni 2026 kl. 10:11 skrev Nettverksgruppe Nord <\nnord@nettverk.example>:\n\n> Hei", "Ja"),
        ("> kan du?\nJa, det kan jeg\n> hvor?\nTeams", "Ja, det kan jeg\n\nTeams"),
        ("Den 02.06.2026 08:00, skrev Nord:\n> Hei\n\nKommer.\n\n-- \nBerit", "Kommer."),
        ("Kommer.\n\nSendt fra min iPhone", "Kommer."),
        ("Kommer.\n\n>>> Nord <n@x.no> 02.06.2026 08:00 >>>\nHei Berit, du innkalles", "Kommer."),
        (
            "Kommer.\n\n-----Nord <n@x.no> skrev: -----\nTil: b@x.no\nFra: Nord\nDato: 2. juni\nEmne: I\n\nHei",
            "Kommer.",
        ),
        ("Kommer.\n\nPå tir., juni 2, 2026 kl. 8:00, Nord<n@x.no> skrev:   Hei Berit,\n\ndu innkalles", "Kommer."),
        ("Ja.\n\nVon: Nord <n@x.no>\nGesendet: 2. Juni 2026\nAn: B\nBetreff: I\n\nHei", "Ja."),
        ("[EKSTERN] ADVARSEL: Ikke klikk på lenker fra ukjente avsendere.\n\nKommer.", "Kommer."),
        ("Kommer.\n\nVennlig hilsen/Kind regards\nBerit Bø", "Kommer."),
        ("Kommer.\n\nHilsen Berit 😊", "Kommer."),
        ("Kommer.\n\nBerit Bø\nFjordvik kommune", "Kommer."),
        (
            "Kommer.\n\nHent Outlook for iOS<https://aka.ms/x>\n________________________________\nFra: N"
            " <n@x.no>\nSendt: tirsdag\nTil: B\nEmne: I\n\nHei",
            "Kommer.",
        ),
        ("Kommer.\n\nMed vennlig hilsen\nBerit Bø\nTlf. 99 00 11 22", "Kommer."),
        ("Kommer.\n\nBerit Bø\nFagsykepleier\nTlf. 99 00 11 22", "Kommer."),
        ("Kommer.\n\nMvh Berit\n\nPS: Jeg tar med kake", "Kommer.\n\nPS: Jeg tar med kake"),
        ("Kommer.\n\nDenne e-posten kan inneholde taushetsbelagte opplysninger.", "Kommer."),
        ("Du får ikke ofte e-post fra b@x.no. Finn ut hvorfor dette er viktig\nKommer.", "Kommer."),
    ],
)
def test_what_is_cut(text: str, left: str) -> None:
    assert visible(text) == left


def test_the_whole_body_is_read_if_nothing_is_left() -> None:
    text = "> alt her er sitat\n> og mer"
    assert own_words(text) == ""
    assert visible(text) == text


def test_no_forward_in_plain_text() -> None:
    assert forwarded("Hei, videresendt melding kommer.\nFra: 1. juni\nTil: 2. juni") is None


def test_outlook_forward_without_the_word() -> None:
    header = (
        "Fra: Inger Dale <inger@nord.example>\nSendt: tirsdag 2. juni 2026 08:00\nTil: n@nett.example\nEmne: Referat"
    )
    found = forwarded(f"Til orientering\n\n________________________________\n{header}\n\nHei\nher")
    assert found is not None
    assert (found.comment, found.sender_name) == ("Til orientering", "Inger Dale")
    assert (found.body, found.explicit) == ("Hei\nher", False)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_never_raises(text: str) -> None:
    visible(text)
    forwarded(text)


LINE = st.text(alphabet="abcdefghijklmnopqrstuvwxyzæøå ,", min_size=1, max_size=40).filter(str.strip)
PLAIN = st.lists(LINE, min_size=1, max_size=8)


@settings(deadline=None)
@given(PLAIN)
def test_text_without_any_quote_is_left_as_it_was(lines: list[str]) -> None:
    text = "\n".join(f"x {line}." for line in lines)
    assert visible(text) == text.strip()


def test_hostile_text_is_cut_in_time() -> None:
    words = ("> ", "Den ", "Fra: x\n", "skrev ", "_", "-\n")
    for text in (*(word * 30_000 for word in words), "Fra:" + " " * 190_000):
        visible(text)
        forwarded(text)
