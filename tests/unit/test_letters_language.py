"""The letters as language: readable (LIX), real nynorsk, quiet in tone, and HTML everyone can read.

`pytest -s tests/unit/test_letters_language.py -k table` prints the LIX of every letter.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from lxml import html as lxml_html

from mailer import wording
from mailer.pages import Post, compose
from mailer.rules.letters import KINDS
from tests.sample_letters import ENVELOPE, MEETING, NOW, SAMPLES, letter

POST = Post(address="nord@example.no")
TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
FILES = sorted(TEMPLATES.rglob("*.j2"))
EVERY = [
    (kind, number, lang) for kind in SAMPLES for number in range(len(SAMPLES[kind])) for lang in ("nb", "nn", "en")
]
BOKMAL = """
ikke jeg blir ble uke uker dere hvem hva hvor hvordan hvorfor hvilke noen noe fra også mer ennå nå være vært gjøre
selv mangler kommer sier skrev lest ønsker hun adressen listen lederen leder innkallingen avlysningen endringen saken
postkassen tjeneren oppgaver mellom tirsdag lørdag søndag mandag navn navnet sted stedet fravær stede innen derfor
gang ganger personer opplysninger eksempel flere bare uten gjelder slutter ledet svarene brevene en et ett disse dem
henne hans vårt hver hvert mye bedre vennlig hilsen følge fulgt igjen snakket vedtatt referatene dager møtene spørre
"""
NYNORSK = """
ikkje eg vert vart veke kven kva korleis nokon noko frå òg enno vere vore gjere manglar kjem seier innan difor gong
namn stad lista leiar leiaren innkallinga venleg helsing dykkar fråvær stades
"""
LETTER_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def text_of(kind: str, content: dict[str, Any], lang: str) -> tuple[str, str]:
    """The subject, and the body without greeting, signature and footer."""
    mail = compose(letter(kind, content, lang), ENVELOPE, post=POST, now=NOW)
    body = re.split(r"(?m)^(?:Vennlig hilsen|Venleg helsing|Kind regards)$", mail.text)[0]
    return mail.subject, body.partition("\n\n")[2].strip()


def lix(text: str) -> float:
    """Words a sentence plus the percentage of words over six letters (Björnsson 1968).

    A table row, an item and a heading is a sentence; addresses and links are not words.
    """
    plain = re.sub(r"\S+@\S+|https?://\S+", "", text)
    plain = re.sub(r"\bkl\. |(?<=\d)\.(?= ?\w)|\b(?:jan|feb|aug|sept|okt|nov|des)\.", " ", plain)
    sentences = [s for s in re.split(r"[.:?!;]\s|\n", plain) if LETTER_WORD.search(s)]
    words = LETTER_WORD.findall(plain)
    return len(words) / len(sentences) + 100 * sum(len(w) > 6 for w in words) / len(words)


@pytest.mark.parametrize(("kind", "number", "lang"), EVERY)
def test_every_letter_has_lix_35_or_below(kind: str, number: int, lang: str) -> None:
    _, body = text_of(kind, SAMPLES[kind][number], lang)
    assert lix(body) <= 35, f"LIX {lix(body):.0f}:\n{body}"


def test_the_table_of_lix() -> None:
    rows = [(kind, *(lix(text_of(kind, SAMPLES[kind][0], lang)[1]) for lang in ("nb", "nn"))) for kind in SAMPLES]
    print(f"\n{'letter':<20}{'nb':>5}{'nn':>5}")
    print("\n".join(f"{kind:<20}{nb:>5.0f}{nn:>5.0f}" for kind, nb, nn in rows))
    assert len(rows) == len(KINDS)


def test_lix_tells_easy_from_hard() -> None:
    easy = "Ola Lie har nå vært borte fra tre møter. Har dere snakket sammen, svar «fulgt opp»."
    assert 5 < lix(easy) < 20
    assert lix("Kommunehelsetjenesteforvaltningen implementerer samhandlingsreformen") > 60


@pytest.mark.parametrize(("kind", "number", "lang"), EVERY)
def test_the_first_sentence_says_something_and_the_subject_has_no_tag(kind: str, number: int, lang: str) -> None:
    subject, body = text_of(kind, SAMPLES[kind][number], lang)
    assert len(LETTER_WORD.findall(re.split(r"[.?]\s", body)[0])) >= 3
    assert subject and "[" not in subject and "#" not in subject and len(subject) <= 110


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_no_letter_shouts_or_speaks_of_itself(path: Path) -> None:
    written = re.sub(r"{[%#].*?[%#]}|<!--.*?-->|<!doctype|!important|!=", "", path.read_text("utf-8"), flags=re.S)
    assert "!" not in written
    assert not re.search(r"noreply|no-reply|denne e-posten fordi|budstikke", written, re.I)


def test_every_kind_has_text_and_html_in_the_same_languages() -> None:
    for kind in KINDS:
        names = {path.name for path in (TEMPLATES / kind).iterdir()}
        assert {"nb.txt.j2", "nb.html.j2", "nn.txt.j2", "nn.html.j2"} <= names
        assert {n.partition(".")[0] for n in names if ".txt." in n} == {
            n.partition(".")[0] for n in names if ".html." in n
        }


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_the_subject_opens_every_text(path: Path) -> None:
    if not path.name.endswith("txt.j2") or path.parent == TEMPLATES:
        return
    assert re.match(r"(?:{%.*?%})*Emne: \S", path.read_text("utf-8").splitlines()[0])


# Nynorsk


def _written_words(path: Path) -> set[str]:
    """The words of a template that stand in the letter, not its logic."""
    source = path.read_text("utf-8")
    strings = " ".join(re.findall(r'"([^"]*)"', " ".join(re.findall(r"{{.*?}}|{% (?:el)?if.*?%}", source, re.S))))
    prose = re.sub(r"{{.*?}}|{%.*?%}|<[^>]*>", " ", source, flags=re.S)
    return {word.lower() for word in LETTER_WORD.findall(prose + " " + strings)}


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("nn.*.j2")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_K12_nynorsk_letters_hold_no_bokmal(path: Path) -> None:
    assert _written_words(path) & set(BOKMAL.split()) == set()


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("nb.*.j2")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_bokmal_letters_hold_no_nynorsk(path: Path) -> None:
    assert _written_words(path) & set(NYNORSK.split()) == set()


def test_K12_the_nynorsk_footer_and_labels_are_nynorsk() -> None:
    source = (TEMPLATES / "words.j2").read_text("utf-8")
    block = source.partition('"nn": {')[2].partition('"en": {')[0]
    values = " ".join(re.findall(r'": "([^"]*)"', block)).lower()
    assert set(LETTER_WORD.findall(values)) & set(BOKMAL.split()) == set()


def test_the_word_list_finds_bokmal_where_it_stands() -> None:
    found = _written_words(TEMPLATES / "summons" / "nb.txt.j2") & set(BOKMAL.split())
    assert {"innen", "hvem", "ikke", "innkallingen"} <= found


# Dates and numbers


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (wording.span(MEETING, "nb"), "tirsdag 16. juni 2026 kl. 10.00–14.00"),
        (wording.span(MEETING, "nn"), "tysdag 16. juni 2026 kl. 10.00–14.00"),
        (wording.span(MEETING, "en"), "Tuesday 16 June 2026 at 10:00–14:00"),
        (
            wording.span(MEETING | {"ends": "2026-06-17T12:00:00+02:00"}, "nb"),
            "tirsdag 16. juni 2026 kl. 10.00 – onsdag 17. juni kl. 12.00",
        ),
        (wording.day("2026-06-20", "nn"), "laurdag 20. juni"),
        (wording.day("2026-06-21", "nn"), "sundag 21. juni"),
        (wording.day("2026-06-21", "nb"), "søndag 21. juni"),
        (wording.day("en gang til høsten", "nb"), "en gang til høsten"),
        (wording.short_day("2025-09-16", "nb"), "16. sept. 2025"),
        (wording.short_day("2025-12-09", "nn"), "9. des. 2025"),
        (wording.moment("2026-06-01T06:00:00+00:00", "nb"), "mandag 1. juni kl. 08.00"),
        (wording.moment("2026-12-01T23:30:00+00:00", "nb"), "onsdag 2. desember kl. 00.30"),
        (wording.clock("11:30", "nb"), "11.30"),
        (wording.clock("11:30", "en"), "11:30"),
        (wording.weeks([39, 40], "nb"), "uke 39 eller 40"),
        (wording.weeks([39, 40], "nn"), "veke 39 eller 40"),
        (wording.weeks([], "nn"), ""),
        (wording.joined(["Anne"], "nb"), "Anne"),
        (wording.joined(["Anne", "Berit", "Kari"], "nb"), "Anne, Berit og Kari"),
        (wording.of(1, "nb", "møte", "møter", "n"), "ett møte"),
        (wording.of(1, "nn", "møte", "møte", "n"), "eitt møte"),
        (wording.of(3, "nb", "møte", "møter", "n"), "tre møter"),
        (wording.of(12, "nn", "person", "personar"), "tolv personar"),
        (wording.of(13, "nb", "person", "personer"), "13 personer"),
        (wording.number(0, "nb"), "ingen"),
        (wording.number(1250, "nb"), "1\u00a0250"),
        (wording.ordinal(3, "nb"), "tredje"),
        (wording.ordinal(7, "nn"), "sjuande"),
        (wording.ordinal(14, "nb"), "14."),
    ],
)
def test_dates_and_numbers_are_written_as_norwegians_write_them(made: str, expected: str) -> None:
    assert made == expected


def test_weeks_are_veke_in_nynorsk() -> None:
    assert "uke" not in wording.weeks([39], "nn")


# HTML


@pytest.mark.parametrize(("kind", "number", "lang"), EVERY)
def test_html_has_lang_one_heading_and_nothing_remote(kind: str, number: int, lang: str) -> None:
    mail = compose(letter(kind, SAMPLES[kind][number], lang), ENVELOPE, post=POST, now=NOW)
    tree = lxml_html.fromstring(mail.html)
    assert tree.get("lang") in ("nb", "nn", "en") and (lang != "nn" or tree.get("lang") == "nn")
    assert len(tree.xpath("//h1")) == 1 and not tree.xpath("//h3 | //h4")
    assert not re.search(r"""(?:src=|url\(|@import|@font-face|<link)""", mail.html)
    assert len(mail.html) < 100_000


@pytest.mark.parametrize("kind", list(SAMPLES))
def test_text_and_html_say_the_same(kind: str) -> None:
    content = SAMPLES[kind][0]
    mail = compose(letter(kind, content), ENVELOPE, post=POST, now=NOW)
    shown = " ".join(lxml_html.fromstring(mail.html).xpath("string(//body)").split())
    _, body = text_of(kind, content, "nb")
    first = re.split(r"(?<=[.?:])\s", body)[0]
    assert " ".join(first.split()) in shown
    names = {"Berit Moe", "Inger Dale", "Ola Lie", "Siv Moe", "Nina Eid", "Jon Aas"}
    assert {name for name in names if name in mail.text} <= {name for name in names if name in shown}


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2 contrast ratio of two #rrggbb colours."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _rules(css: str) -> dict[str, dict[str, str]]:
    rules: dict[str, dict[str, str]] = {}
    for selectors, body in re.findall(r"([^{}]+){([^{}]*)}", css):
        for selector in selectors.split(","):
            rules.setdefault(selector.strip(), {}).update(re.findall(r"([a-z-]+): (#[0-9a-f]{6})", body))
    return rules


def test_every_colour_stands_out_from_its_background() -> None:
    source = (TEMPLATES / "layout.html.j2").read_text("utf-8")
    light, keep = re.findall(r"<style[^>]*>(.*?)</style>", source, re.S)
    day = _rules(light)
    night = _rules(light + keep.partition("prefers-color-scheme: dark) {")[2])
    for rules, page in ((day, "#ffffff"), (night, night[".sheet"]["background"])):
        boxes = [page, rules[".box"]["background"]]
        for name in ("td", "h1", "h2", "a", ".label", ".number", ".small", ".foot", ".quote"):
            assert min(contrast(rules[name]["color"], box) for box in boxes) >= 4.5, name
    for name in (".band", ".newscell", ".trial", ".good", ".told", ".bad", ".other", ".none", ".press", ".soft"):
        for rules in (day, night):
            ground = rules[name].get("background") or day[name]["background"]
            assert contrast(rules[name]["color"], ground) >= 4.5, name
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_attendance_is_told_in_words_and_signs_not_by_colour_alone() -> None:
    mail = compose(letter("absence-report", SAMPLES["absence-report"][0]), ENVELOPE, post=POST, now=NOW)
    cells = [
        " ".join(c.text_content().split())
        for c in lxml_html.fromstring(mail.html).xpath("//td[contains(@class,'mark')]")
    ]
    assert cells == [
        "✓ til stede",
        "○ forfall, meldt samme dag",
        "✕ møtte ikke, ikke meldt",
        "✓ til stede",
        "⇄ forfall, Siv Moe møtte i stedet",
    ]


# The duties a reader meets in the letters


def test_a_moved_meeting_says_first_what_is_new() -> None:
    subject, body = text_of("summons", SAMPLES["summons"][1], "nb")
    assert subject.startswith("Nytt tidspunkt: ")
    assert body.startswith("Nytt tidspunkt: tirsdag 16. juni kl. 10.00 (før: mandag 15. juni kl. 10.00).")


def test_the_leader_hears_when_the_summons_goes_the_deadline_and_how_to_stop_it() -> None:
    _, body = text_of("meeting-noted", SAMPLES["meeting-noted"][0], "nb")
    for said in ("går ut mandag 1. juni", "Fristen etter mandatet er tirsdag 2. juni.", "Svar STOPP for å hindre det."):
        assert said in body


def test_K4_minutes_that_do_not_say_who_was_there_ask_for_it() -> None:
    _, body = text_of("minutes-understood", SAMPLES["minutes-understood"][1], "nn")
    assert "25 på lista. Lista seier ikkje kven som var til stades." in body and "ALLE" in body


def test_B3_the_secretary_sees_what_the_ledger_proposes() -> None:
    _, body = text_of("minutes-understood", SAMPLES["minutes-understood"][0], "nb")
    assert "Liv Berg: kommer" in body and "Mari Sund: forfall, Nina Eid møter i stedet" in body


def test_B4_the_absence_report_gives_dates_notice_deputies_and_how_to_correct_it() -> None:
    subject, body = text_of("absence-report", SAMPLES["absence-report"][0], "nb")
    assert subject == "Fravær i Nettverksgruppe Nord: Ola Lie, tredje gang"
    for said in (
        "16. sept. 2025",
        "meldt samme dag",
        "ikke meldt",
        "Siv Moe møtte",
        "svar med det rette",
        "«fulgt opp»",
    ):
        assert said in body


def test_the_footer_names_who_reads_and_is_honest_about_the_system() -> None:
    mail = compose(letter("kept", SAMPLES["kept"][0]), ENVELOPE, post=POST, now=NOW)
    assert mail.text.endswith("Svar leses av Kari Nes og av et system som fører svarene.\n")
    own = compose(letter("kept", SAMPLES["kept"][0], to_name="Kari Nes"), ENVELOPE, post=POST, now=NOW)
    assert own.text.endswith("Svar leses av et system som fører svarene.\n")


def test_an_office_is_greeted_without_a_first_name() -> None:
    mail = compose(letter("minutes", SAMPLES["minutes"][0], to_name="KLB", person=None), ENVELOPE, post=POST, now=NOW)
    assert mail.text.startswith("Hei,\n")
