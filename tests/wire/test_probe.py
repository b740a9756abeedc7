"""`budstikke check` says what is wrong with a mailbox in plain words, and nothing when all is well."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from config.settings import Mailbox
from mailer.wire import probe
from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Embedded
from tests.servers.faults import Fault, SmtpFaults

ME = "nettverk@vestfjord.test"


def imap(mailbox: Mailbox, **changes: Any) -> Mailbox:
    return replace(mailbox, imap=replace(mailbox.imap, **changes))


def smtp(mailbox: Mailbox, **changes: Any) -> Mailbox:
    return replace(mailbox, smtp=replace(mailbox.smtp, **changes))


def test_a_good_mailbox_has_no_problems(embedded: Embedded) -> None:
    assert probe.problems(embedded.mailbox(ME)) == []
    assert embedded.deliveries == [] and embedded.folder(ME) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda box: imap(box, password="feil"), "refused our user name, password or token"),
        (lambda box: imap(box, port=1), "could not be reached"),
        (lambda box: replace(box, inbox="Innboks"), "no such folder"),
        (lambda box: imap(box, host="imap.vestfjord.test"), "encryption off"),
        (lambda box: smtp(box, password="feil"), "535"),
        (lambda box: smtp(box, port=1), "127.0.0.1"),
        (lambda box: smtp(box, security="starttls"), "STARTTLS"),
        (lambda box: smtp(box, host="smtp.vestfjord.test"), "encryption off"),
    ],
)
def test_each_problem_is_told_once(embedded: Embedded, change: Any, words: str) -> None:
    (problem,) = probe.problems(change(embedded.mailbox(ME)))
    assert words in problem and "hemmelig" not in problem


def test_a_name_that_is_not_in_the_certificate_is_told(dovecot: Dovecot, address: str) -> None:
    mailbox = imap(dovecot.mailbox(address, imap=dovecot.encrypted(address)), host="127.0.0.1")
    (problem,) = probe.imap_problems(mailbox)
    assert "certificate" in problem and "127.0.0.1" in problem


def test_what_a_poor_server_lacks_is_told() -> None:
    with Embedded({ME: "pw"}, idle=False) as server:
        (problem,) = probe.imap_problems(server.mailbox(ME, poll_seconds=45))
        assert "45 seconds" in problem
        with SmtpFaults(server.smtp_port) as proxy:
            proxy.fault = Fault(step="mail", kind="5xx")
            (refused,) = probe.smtp_problems(smtp(server.mailbox(ME), port=proxy.port))
            assert ME in refused and "554" in refused
