"""The real thing: Postfix and Dovecot, as a network's own mail server would be."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from mailer.wire.imap import Inbox
from tests.conftest import FAILING, REFUSED
from tests.servers import ground
from tests.servers.postfix import Postfix
from tests.wire.letters import letter, send

pytestmark = pytest.mark.servers
PATIENT = {"seconds": 20.0, "dot_seconds": 20.0}


def test_letters_arrive_and_their_receipts_and_bounces_come_home(mail_servers: Postfix, address: str) -> None:
    reader = mail_servers.take()
    token = address.replace("@", "+t0ken@")
    letters = [
        letter(reader, sender=token, envelope_id="fram=1"),
        letter("ukjent@vestfjord.test", sender=token, envelope_id="ukjent"),
        letter("noen@langtborte.test", sender=token, envelope_id="borte"),
        letter(REFUSED[0], sender=token),
    ]
    notes = send(mail_servers.mailbox(address), letters, connections=2, **PATIENT)
    assert Counter(notes.kinds.values()) == {"accepted": 3, "refused": 1}
    assert notes.outcomes[REFUSED[0]].code == 550
    ground.until(lambda: len(mail_servers.folder(address)) == 3, seconds=20, what="three reports")
    assert b"Original-Envelope-Id: fram=1" in b"".join(mail_servers.folder(address))
    reports = b"\n".join(mail_servers.folder(address))
    assert Counter(one for one in (b"relayed", b"failed") for _ in range(reports.count(b"Action: " + one))) == {
        b"relayed": 1,
        b"failed": 2,
    }
    assert b"Original-Envelope-Id: ukjent" in reports and reports.count(b"Delivered-To: " + token.encode()) == 3
    (arrived,) = mail_servers.folder(reader)
    assert letters[0].data.partition(b"\r\n\r\n")[2] in arrived


def test_odd_words_do_not_upset_a_real_server(mail_servers: Postfix, address: str) -> None:
    odd = [
        letter(address, letter_id="1", envelope_id="blåbær + = <>"),
        letter("kåre@vestfjord.test", letter_id="2"),
        letter("kari@blåbær.test", letter_id="3"),
    ]
    notes = send(mail_servers.mailbox(address), odd, **PATIENT)
    assert notes.kinds == {"1": "accepted", "2": "accepted", "3": "accepted"}


def test_promise_15_sending_by_starttls_is_verified(mail_servers: Postfix, address: str) -> None:
    mailbox = mail_servers.mailbox(address, smtp=mail_servers.encrypted(address))
    assert send(mailbox, [letter(address)], **PATIENT).kinds == {address: "accepted"}
    for change in ({"ca_file": None}, {"host": "127.0.0.1"}):
        notes = send(replace(mailbox, smtp=replace(mailbox.smtp, **change)), [letter(address)], **PATIENT)
        assert notes.kinds == {address: "halted"} and "certificate" in notes.outcomes[address].text


def test_a_wrong_password_halts_a_real_server_too(mail_servers: Postfix, address: str) -> None:
    mailbox = mail_servers.mailbox(address)
    wrong = replace(mailbox, smtp=replace(mailbox.smtp, password="feil"))
    assert send(wrong, [letter(address)], **PATIENT).kinds == {address: "halted"}


def test_mail_sent_in_carries_the_receivers_verdict(mail_servers: Postfix, address: str) -> None:
    with Inbox(mail_servers.mailbox(address)) as inbox:
        for number, sender in enumerate(("kari@vestfjord.test", FAILING[0])):
            mail_servers.inject(b"From: %s\r\n\r\nhei\r\n" % sender.encode(), sender=sender, recipient=address)
            ground.until(lambda n=number: len(mail_servers.folder(address)) > n, seconds=20, what="a mail")
        ((passed, failed),) = inbox.fetch(0, limit_bytes=10**6)
    assert b"Authentication-Results: mx.budstikke.test; spf=pass smtp.mailfrom=kari@vestfjord.test" in passed.raw
    assert b"dmarc=fail header.from=vestfjord.test" in failed.raw


def test_a_hundred_letters_over_four_connections(mail_servers: Postfix, address: str) -> None:
    letters = [letter(address, letter_id=str(number)) for number in range(100)]
    notes = send(mail_servers.mailbox(address), letters, connections=4, **PATIENT)
    assert Counter(notes.kinds.values()) == {"accepted": 100}


def test_postgres_is_real(postgres_url: str) -> None:
    import sqlalchemy

    engine = sqlalchemy.create_engine(postgres_url)
    with engine.begin() as connection:
        assert "PostgreSQL" in connection.execute(sqlalchemy.text("SELECT version()")).scalar_one()
    engine.dispose()
