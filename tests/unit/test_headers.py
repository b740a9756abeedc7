"""Header fields: who wrote, to whom, and what may not be trusted."""

import datetime as dt

import pytest

from parsers import headers as head
from parsers.mime import open_mail


def sender(field: str) -> tuple[str | None, str | None]:
    headers = open_mail(f"From: {field}\n\nHei".encode()).headers
    return (headers.sender.email if headers.sender else None), headers.sender_defect


@pytest.mark.parametrize(
    ("field", "email"),
    [
        ("kari@example.no", "kari@example.no"),
        ("Kari Nes <Kari@Example.NO>", "kari@example.no"),
        ('"Nes, Kari" <kari@example.no>', "kari@example.no"),
        ("kari@example.no (Kari Nes)", "kari@example.no"),
        ("Kari (Nes (leder)) <kari@example.no>", "kari@example.no"),
        ("'kari@example.no' <kari@example.no>", "kari@example.no"),
        ("=?iso-8859-1?Q?K=E5re?= <kari@example.no>", "kari@example.no"),
        ("<@relay.example:kari@example.no>", "kari@example.no"),
        ("Kari <kari@blåbær.example>", "kari@xn--blbr-roah.example"),
    ],
)
def test_one_address_is_one_sender(field: str, email: str) -> None:
    assert sender(field) == (email, None)


@pytest.mark.parametrize(
    "field",
    [
        "",
        "Kari Nes",
        "kari@example.no, ola@example.no",
        "Kari <kari@example.no> <ond@ond.example>",
        "leder@helse.example <ond@ond.example>",
        '"leder@helse.example" <ond@ond.example>',
        "=?utf-8?q?leder=40helse.example?= <ond@ond.example>",
        "Kari <kari@example.no",
        '"kari@example.no"',
        "Kari: kari@example.no, ola@example.no;",
        "kari@example.no ond",
    ],
)
def test_promise_10_any_defect_of_from_is_told(field: str) -> None:
    assert sender(field)[1] is not None


def test_promise_10_two_from_fields_are_a_defect() -> None:
    headers = open_mail(b"From: kari@example.no\nFrom: kari@example.no\n\nHei").headers
    assert headers.sender_defect == "more than one From field"


def test_receivers_are_gathered_from_every_field_that_names_them() -> None:
    raw = b"To: Gruppe: A@example.no, b@example.no;\nCc: c@example.no\nDelivered-To: nettverk+k3@example.no\n\n"
    assert open_mail(raw).headers.recipients == (
        "a@example.no",
        "b@example.no",
        "c@example.no",
        "nettverk+k3@example.no",
    )


def test_references_end_with_in_reply_to() -> None:
    raw = b"References: <1@x.no> <2@x.no>\n <3@x.no>\nIn-Reply-To: Brevet <2@x.no> fra Kari\nMessage-ID: <4@x.no>\n\n"
    headers = open_mail(raw).headers
    assert (headers.references, headers.message_id) == (("1@x.no", "3@x.no", "2@x.no"), "4@x.no")


@pytest.mark.parametrize(
    ("field", "instant"),
    [
        ("Mon, 02 Feb 2026 09:00:00 +0100", dt.datetime(2026, 2, 2, 8, tzinfo=dt.UTC)),
        ("2 Feb 2026 08:00:00 -0000", dt.datetime(2026, 2, 2, 8, tzinfo=dt.UTC)),
        ("Mon, 02 Feb 2026 09:00:00 +9999", None),
        ("i går", None),
        ("1 " * 30_000, None),
    ],
)
def test_dates_are_instants_in_utc(field: str, instant: dt.datetime | None) -> None:
    assert head.instant(field) == instant


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("=?utf-8?B?bcO4dGU=?=", "møte"),
        ("=?utf-8?B?bcM=?= =?utf-8?B?uHRl?=", "møte"),
        ("=?iso-8859-1?q?m=F8te_3?= og =?utf-8?q?m=C3=B8te?=", "møte 3 og møte"),
        ("=?iso-8859-1*nb?q?m=F8te?=", "møte"),
        ("=?ukjent?q?m=F8te?=", "møte"),
        ("=?utf-8?q?m=?=", "m"),
        ("=?utf-8?b?%%%?=", ""),
        ("ikke =?noe?", "ikke =?noe?"),
        ("a\r\n b\0c", "a  b c"),
    ],
)
def test_encoded_words_are_decoded(field: str, text: str) -> None:
    assert head.words(field) == text


@pytest.mark.parametrize(
    ("field", "name", "value"),
    [
        ('a/b; name="møte \\"x\\".pdf"', "name", 'møte "x".pdf'),
        ("a/b; name=møte.pdf ; x=y", "name", "møte.pdf"),
        ("a/b; filename*=utf-8'nb'm%C3%B8te.pdf", "filename", "møte.pdf"),
        ("a/b; filename*1=B; filename*0=A", "filename", "AB"),
        ("a/b; filename*0*=iso-8859-1''m%F8; filename*1=te", "filename", "møte"),
        ('a/b; name="=?utf-8?q?m=C3=B8te.pdf?="', "name", "møte.pdf"),
        ("a/b; boundary=", "boundary", ""),
    ],
)
def test_parameters_are_joined_and_decoded(field: str, name: str, value: str) -> None:
    kind, params = head.params(field)
    assert (kind, params[name]) == ("a/b", value)


@pytest.mark.parametrize(
    "field",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (rejected)",
        "Precedence: bulk",
        "Return-Path: <>",
        "List-Id: Nyheter <nyheter.example.no>",
        "X-Autoreply: yes",
        "From: MAILER-DAEMON@example.no",
        "From: no-reply@example.no",
        "Content-Type: multipart/report; boundary=x",
        "X-Budstikke: 1",
    ],
)
def test_promise_11_machine_mail_is_known(field: str) -> None:
    assert open_mail(f"{field}\nSubject: x\n\nHei".encode()).headers.machine


@pytest.mark.parametrize("field", ["Auto-Submitted: no", "Return-Path: <kari@example.no>", "From: noreen@example.no"])
def test_a_person_is_no_machine(field: str) -> None:
    assert not open_mail(f"{field}\nSubject: x\n\nHei".encode()).headers.machine
