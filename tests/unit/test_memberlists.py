"""Lists of members as secretaries keep them: any encoding, delimiter and header order, and nothing changed unasked."""

from __future__ import annotations

import datetime as dt
import io
import itertools

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parsers.grids import MAX_BYTES
from parsers.memberlists import MemberList, MemberRow, read_member_list
from parsers.misspellings import probably_meant

HEADER = ("Navn", "E-post", "Arbeidssted", "Verv", "Nærmeste leder", "Leders e-post", "Medlem siden")
INGER = ("Inger Dale", "inger.dale@nordvik.kommune.no", "Nordvik", "Leder", "Åse Berg", "aase@nordvik.kommune.no")
SIV = ("Siv Moe", "siv.moe@fjordvik.kommune.no", "Fjordvik sjukeheim", "", "", "")
READ = (
    MemberRow(
        row=2,
        name="Inger Dale",
        email="inger.dale@nordvik.kommune.no",
        organisation="Nordvik",
        office="leader",
        manager_name="Åse Berg",
        manager_email="aase@nordvik.kommune.no",
        joined=dt.date(2024, 9, 1),
    ),
    MemberRow(row=3, name="Siv Moe", email="siv.moe@fjordvik.kommune.no", organisation="Fjordvik sjukeheim"),
)


def rows(delimiter: str = ";", end: str = "\n") -> str:
    table = (HEADER, (*INGER, "01.09.2024"), (*SIV, ""))
    return end.join(delimiter.join(row) for row in table) + end


def workbook(*table: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in table:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def whys(found: MemberList) -> list[tuple[int | None, str]]:
    return [(problem.row, problem.why) for problem in found.problems]


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_encoding_delimiter_and_line_end_is_the_same_list(delimiter: str, end: str, encoding: str) -> None:
    assert read_member_list("liste.csv", rows(delimiter, end).encode(encoding)) == MemberList(rows=READ)


def test_excel_is_the_same_list_with_real_dates_and_a_title_above() -> None:
    content = workbook(("Ressurssykepleiere 2026",), HEADER, (*INGER, dt.date(2024, 9, 1)), SIV)
    found = read_member_list("liste.xlsx", content)
    assert [(r.row, r.name, r.joined) for r in found.rows] == [
        (3, "Inger Dale", dt.date(2024, 9, 1)),
        (4, "Siv Moe", None),
    ]
    assert found.problems == ()


def test_columns_are_found_in_any_order() -> None:
    cells = dict(zip(HEADER, (*INGER, "01.09.2024"), strict=True))
    for order in itertools.islice(itertools.permutations(HEADER), 0, 5040, 97):
        content = ",".join(order) + "\n" + ",".join(cells[name] for name in order)
        assert read_member_list("a.csv", content.encode()).rows == READ[:1]


@pytest.mark.parametrize(
    "header",
    [
        "Namn;Epost;Arbeidsstad;Verv;Næraste leiar;Leiars e-post;Medlem frå",
        "NAMN;E- post;KOMMUNE;ROLLE;NÆRMESTE LEDER;E-POST TIL NÆRMESTE LEDER;Startdato",
        "Deltaker;E-postadresse;Organisasjon;Funksjon;Leder;Leders e-post;Medlem fra",
        "Full name;E-mail;Organisation;Office;Manager;Manager's e-mail;Member since",
        "Navn;E-post;Kommune;Verv;Nærmeste leder;E-post;Medlem siden",
    ],
)
def test_headers_in_bokmaal_nynorsk_and_english(header: str) -> None:
    line = ";".join((*INGER, "1. september 2024"))
    assert read_member_list("a.csv", f"{header}\n{line}".encode()).rows == READ[:1]


def test_K1_the_founding_tables_own_headers_with_html_in_the_cells_lose_nobody() -> None:
    line = 'Nordvik\tSiv Moe\t<a href="mailto:siv.moe@nordvik.kommune.no">siv.moe@nordvik.kommune.no</a>'
    found = read_member_list("a.txt", f"KOMMUNE\tNAMN\tE- post\n{line}\n".encode())
    assert [(r.name, r.email, r.organisation) for r in found.rows] == [
        ("Siv Moe", "siv.moe@nordvik.kommune.no", "Nordvik")
    ]


def test_first_and_last_name_may_stand_in_two_columns() -> None:
    found = read_member_list("a.csv", b"Etternavn,Fornavn,E-post\nMoe,Siv,siv@nordvik.kommune.no")
    assert [r.name for r in found.rows] == ["Siv Moe"]


def test_K2_a_probable_misspelling_is_asked_about_and_never_changed() -> None:
    found = read_member_list("a.csv", b"Navn;E-post\nSiv Moe;siv@nordvik.komune.no\nTor Lie;tor@lie.herad.no")
    assert [r.email for r in found.rows] == ["siv@nordvik.komune.no", "tor@lie.herad.no"]
    (problem,) = found.problems
    assert (problem.row, problem.suggestion, problem.left_out) == (2, "siv@nordvik.kommune.no", False)


@pytest.mark.parametrize(
    ("email", "meant"),
    [
        ("a@voss.komune.no", "a@voss.kommune.no"),
        ("a@voss.kommunne.no", "a@voss.kommune.no"),
        ("a@voss.comunne.no", None),
        ("a@voss.kommuen.no", "a@voss.kommune.no"),
        ("a@voss.kommune.on", "a@voss.kommune.no"),
        ("a@gmial.com", "a@gmail.com"),
        ("a@gmail.con", "a@gmail.com"),
        ("a@helse-begen.no", "a@helse-bergen.no"),
        ("a@helse-bergen.no", None),
        ("a@mail.com", None),
        ("a@x.herad.no", None),
        ("a@os-ho.kommune.no", None),
        ("a@ks.no", None),
        ("a@yahoo.no", None),
        ("uten", None),
    ],
)
def test_K2_only_one_slip_from_a_known_end_is_a_misspelling(email: str, meant: str | None) -> None:
    assert probably_meant(email) == meant


def test_what_cannot_be_read_is_told_by_row_and_left_out() -> None:
    lines = ("Navn;E-post;Verv;Medlem siden", "Siv;siv@", ";tor@x.no", "Ola;", "Kari;k@x.no;Kasserer;i fjor")
    found = read_member_list("a.csv", "\n".join((*lines, "Nils;k@x.no", ";;;", "Per;a@x.no, b@x.no")).encode())
    assert [r.name for r in found.rows] == ["Kari"]
    assert whys(found) == [
        (2, "«siv@» er ikke én gyldig e-postadresse."),
        (3, "Raden mangler navn (tor@x.no)."),
        (4, "Raden mangler e-postadresse (Ola)."),
        (5, "«i fjor» er ikke en dato vi kan lese sikkert; skriv den som 01.09.2024."),
        (5, "«Kasserer» er ikke et verv vi kjenner."),
        (6, "k@x.no står også i rad 5. Bare rad 5 er brukt."),
        (8, "«a@x.no, b@x.no» er ikke én gyldig e-postadresse."),
    ]
    assert [p.left_out for p in found.problems] == [True, True, True, False, False, True, True]


@pytest.mark.parametrize(
    ("word", "office"),
    [
        ("Leder", "leader"),
        ("leiar", "leader"),
        ("Nestleder", "deputy-leader"),
        ("Nestleiar", "deputy-leader"),
        ("Sekretær", "secretary"),
        ("Referent", "secretary"),
        ("Styremedlem", "board-member"),
        ("Rådgiver", "adviser"),
        ("Medlem", None),
        ("Ressurssykepleier", None),
    ],
)
def test_offices_in_norwegian_words(word: str, office: str | None) -> None:
    found = read_member_list("a.csv", f"Navn;E-post;Verv\nSiv;s@x.no;{word}".encode())
    assert (found.rows[0].office, found.problems) == (office, ())


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.csv", b"", "Filen er tom."),
        ("a.csv", b"Siv;siv@x.no", "Fant ingen rad med overskriftene Navn og E-post."),
        ("a.xls", b"\xd0\xcf\x11\xe0rest", "Filen er i et format vi ikke kan lese. Lagre den som .xlsx eller CSV."),
        ("a.xlsx", b"PK\x03\x04junk", "Excel-filen er skadet og kan ikke leses."),
        ("a.csv", b"x" * (MAX_BYTES + 1), "Filen er for stor til å være en medlemsliste."),
    ],
)
def test_a_file_that_is_no_list_is_told_in_one_sentence(name: str, content: bytes, why: str) -> None:
    assert whys(read_member_list(name, content)) == [(None, why)]


@given(st.binary(max_size=3000))
@example(b'Navn;E-post\n"' + b"a" * 200_000)
@example(b"\xff\xfeN\x00")
@example(b"PK\x03\x04")
def test_no_bytes_raise(content: bytes) -> None:
    for name in ("a.csv", "a.xlsx"):
        assert isinstance(read_member_list(name, content), MemberList)


@given(st.integers(0, 6000), st.integers(0, 255))
def test_no_damaged_workbook_raises(place: int, byte: int) -> None:
    content = bytearray(BOOK)
    content[place % len(content)] = byte
    assert isinstance(read_member_list("a.xlsx", bytes(content)), MemberList)


@given(st.lists(st.lists(st.text(max_size=12), max_size=8), max_size=6), st.sampled_from(";,\t"))
def test_every_row_is_either_read_or_told_and_addresses_are_only_those_written(table: list[list[str]], by: str) -> None:
    text = by.join(("Navn", "E-post", "Verv")) + "\n" + "\n".join(by.join(row) for row in table)
    found = read_member_list("a.csv", text.encode("utf-8", "replace"))
    assert all(row.email in text.lower() and row.name for row in found.rows)
    assert len({row.email for row in found.rows}) == len(found.rows)


BOOK = workbook(HEADER, (*INGER, "01.09.2024"), SIV)
