"""Delivery reports: which are hard, and which mails are none however they look. The formats stand in tests/cases."""

import pytest

from parsers import bounce_words, bounces
from parsers.bounce_names import MAX_NAMED
from parsers.bounce_words import is_hard, reason
from parsers.mime import open_mail

REPORT = b"From: MAILER-DAEMON@example.no\nSubject: Undelivered Mail Returned to Sender\n"


@pytest.mark.parametrize(
    ("status", "hard"),
    [
        ("5.1.1", True),
        ("5.1.10", True),
        ("5.1.2", True),
        ("5.2.1", True),
        ("5.4.4", True),
        ("5.5.0", True),
        ("5.1.8", False),
        ("5.2.2", False),
        ("5.3.4", False),
        ("5.4.7", False),
        ("5.7.1", False),
        ("4.1.1", False),
        (None, False),
    ],
)
def test_hard_is_what_no_new_try_can_help(status: str | None, hard: bool) -> None:
    assert is_hard("failed", status, None) is hard
    assert not is_hard("delayed", status, None)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        ("550 User unknown", "5.1.1"),
        ("Mottakeren finnes ikke", "5.1.1"),
        ("Adressa finst ikkje", "5.1.1"),
        ("552 Mailbox full: user does not exist any more", "5.2.2"),
        ("Postboksen er full", "5.2.2"),
        ("550 blocked by spam policy", "5.7.1"),
        ("Host unknown", "5.1.2"),
        ("This account has been disabled", "5.2.1"),
        ("Ha en fin dag", None),
    ],
)
def test_words_amount_to_a_status(words: str, status: str | None) -> None:
    assert reason(words) == status


@pytest.mark.parametrize(
    "raw",
    [
        b"From: Kari <kari@example.no>\nSubject: SV: Undelivered Mail Returned to Sender\n\no@example.no finnes ikke.",
        b"From: Kari <kari@example.no>\nSubject: Feil adresse\n\nBrevet til ola@example.no kunne ikke leveres.",
        b"Return-Path: <>\nFrom: Kari <kari@example.no>\nSubject: Automatisk svar\n\nAdressen finnes ikke lenger.",
        b"From: postmaster@example.no\nSubject: Vedlikehold\n\nPosten er nede lordag. Spor drift@example.no.",
        b"From: MAILER-DAEMON@example.no\nSubject: Hei\n\n",
        b"From: Kari <kari@example.no>\nSubject: Videresendt: Avtale\n\nSak 4 finnes ikke. Spor ola@example.no.",
        b"Content-Type: multipart/report; report-type=feedback-report; boundary=x\n\n--x\n\nKlage\n--x--\n",
    ],
)
def test_other_mail_is_no_delivery_report(raw: bytes) -> None:
    assert bounces.recognise(open_mail(raw)) is None


def test_a_report_inside_a_forwarded_mail_is_not_this_mails() -> None:
    inner = (
        REPORT + b"Content-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ola@example.no\nAction: failed\n"
    )
    raw = b"From: kari@example.no\nSubject: VS: feil\nContent-Type: multipart/mixed; boundary=x\n\n--x\n\nSe her\n--x\n"
    assert bounces.recognise(open_mail(raw + b"Content-Type: message/rfc822\n\n" + inner + b"\n--x--\n")) is None


def test_our_own_address_is_never_the_one_that_failed() -> None:
    raw = (
        REPORT
        + b"To: nettverk@example.no\n\nnettverk@example.no: could not be delivered to ola@example.no:\nUser unknown"
    )
    found = bounces.recognise(open_mail(raw))
    assert found and [one.email for one in found.facts[0].recipients] == ["ola@example.no"]  # type: ignore[union-attr]


def test_ten_thousand_recipients_are_read_within_the_caps() -> None:
    groups = b"".join(b"Final-Recipient: rfc822; p%d@example.no\nAction: failed\n\n" % n for n in range(10_000))
    found = bounces.recognise(open_mail(REPORT + b"Content-Type: message/delivery-status\n\n" + groups))
    assert found and 1_000 < len(found.facts[0].recipients) <= 2_000  # type: ignore[union-attr]


def test_a_list_without_end_is_judged_within_the_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[str] = []
    one = bounce_words._of_one
    monkeypatch.setattr(bounce_words, "_of_one", lambda email, whole: judged.append(email) or one(email, whole))
    listed = b"".join(b"<p%d@example.no>: User unknown\n" % n for n in range(40_000))
    for raw in (
        REPORT + b"\n" + listed,
        REPORT + b"X-Failed-Recipients: " + b"p@b.no,q@b.no," * 5_000 + b"\n\n" + listed,
    ):
        judged.clear()
        assert bounces.recognise(open_mail(raw))
        assert 0 < len(judged) <= MAX_NAMED


@pytest.mark.parametrize(
    ("notice", "reasons"),
    [
        ("<a@b.no>: User unknown\n<c@d.no>: Mailbox full", [True, False]),
        ("<a@b.no>: Mailbox full\n<c@d.no>: User unknown", [False, True]),
        ("<a@b.no>\n    (expanded from: <e@b.no>)\n    (reason: 550 5.1.1 User unknown)\n", [True, True]),
    ],
)
def test_each_recipient_has_the_reason_that_stands_by_it(notice: str, reasons: list[bool]) -> None:
    found = bounces.recognise(open_mail(REPORT + b"\nCould not be delivered:\n\n" + notice.encode()))
    assert found and [one.hard for one in found.facts[0].recipients] == reasons  # type: ignore[union-attr]
