"""Promises 8 and 9 on the wire: what each thing that can go wrong at each step means for a letter."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from config.settings import Mailbox
from mailer.wire.smtp import Outcome, deliver
from tests.servers.embedded import Bounce, Embedded
from tests.servers.faults import REPLIES, SMTP_KINDS, SMTP_STEPS, Fault, SmtpFaults
from tests.servers.ground import certificates
from tests.wire.letters import SENDER, Notebook, letter, send

FIRST, SECOND = "kari@vestfjord.test", "ola@nordvik.test"

# The outcome of the letter the fault struck. Everything not named is «deferred».
REFUSALS = dict.fromkeys(("connect", "ehlo", "starttls", "auth", "mail"), "halted") | dict.fromkeys(
    ("rcpt", "data", "dot"), "refused"
)
EXPECTED = (
    {(step, kind): "deferred" for step in SMTP_STEPS for kind in SMTP_KINDS}
    | {(step, "5xx"): outcome for step, outcome in REFUSALS.items()}
    | {(step, "multi-line"): "accepted" for step in SMTP_STEPS}
    | {("dot", kind): "uncertain" for kind in ("garbage", "drop", "drop-mid", "drop-after", "stall")}
    | {("quit", kind): "accepted" for kind in SMTP_KINDS}
)
TABLE = [(step, kind) for step, kind in EXPECTED if step != "starttls"]


def posted(embedded: Embedded) -> list[str]:
    """Who was written to, without the server's own reports."""
    return [one.recipient for one in embedded.deliveries if one.sender]


def through(embedded: Embedded, proxy: SmtpFaults) -> Mailbox:
    mailbox = embedded.mailbox(SENDER)
    return replace(mailbox, smtp=replace(mailbox.smtp, port=proxy.port))


@pytest.mark.parametrize(("step", "kind"), TABLE, ids=[f"{step}-{kind}" for step, kind in TABLE])
def test_promise_9_every_fault_at_every_step_has_one_outcome(embedded: Embedded, step: str, kind: str) -> None:
    with SmtpFaults(embedded.smtp_port) as proxy:
        proxy.fault = Fault(step=step, kind=kind, times=None if step == "auth" else 1)
        notes = send(through(embedded, proxy), [letter(FIRST)])
    assert notes.kinds == {FIRST: EXPECTED[step, kind]}
    taken = len(embedded.received(FIRST))
    assert taken == (notes.kinds[FIRST] == "accepted" or (step == "dot" and kind in ("drop-mid", "drop-after")))
    assert (("dot", FIRST) in notes.told) == (step in ("dot", "quit") or kind == "multi-line")


@pytest.mark.parametrize("kind", SMTP_KINDS)
def test_promise_9_starttls_is_such_a_step_too(tmp_path: Path, kind: str) -> None:
    issued = certificates(tmp_path)
    with Embedded({SENDER: "pw"}, tls=issued.server_context()) as server, SmtpFaults(server.smtp_port) as proxy:
        proxy.fault = Fault(step="starttls", kind=kind, times=1)
        mailbox = through(server, proxy)
        upgraded = replace(mailbox.smtp, security="starttls", host="localhost", ca_file=issued.ca)
        notes = send(replace(mailbox, smtp=upgraded), [letter(FIRST)])
        assert notes.kinds == {FIRST: EXPECTED["starttls", kind]}
        assert len(server.received(FIRST)) == (kind == "multi-line")


@pytest.mark.parametrize("kind", ["421", "4xx", "5xx", "garbage", "drop", "drop-mid", "stall", "drop-after"])
@pytest.mark.parametrize("step", ["rcpt", "data", "dot"])
def test_what_befalls_one_letter_does_not_touch_the_next(embedded: Embedded, step: str, kind: str) -> None:
    with SmtpFaults(embedded.smtp_port) as proxy:
        proxy.fault = Fault(step=step, kind=kind, times=1)
        notes = send(through(embedded, proxy), [letter(FIRST), letter(SECOND)])
    assert notes.kinds == {FIRST: EXPECTED[step, kind], SECOND: "accepted"}
    assert len(embedded.received(SECOND)) == 1


@pytest.mark.parametrize("step", ["connect", "auth", "mail"])
def test_a_service_that_refuses_us_halts_the_whole_batch(embedded: Embedded, step: str) -> None:
    with SmtpFaults(embedded.smtp_port) as proxy:
        proxy.fault = Fault(step=step, kind="5xx")
        notes = send(through(embedded, proxy), [letter(FIRST), letter(SECOND)])
    assert notes.kinds == {FIRST: "halted", SECOND: "halted"}
    assert notes.outcomes[SECOND].code is not None
    assert proxy.connections == 1


@pytest.mark.parametrize("code", [501, 552, 555])
def test_a_mail_command_refused_for_the_letters_own_sake_halts_nobody(
    embedded: Embedded, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    monkeypatch.setitem(REPLIES, "5xx", b"%d 5.5.4 not like that\r\n" % code)
    with SmtpFaults(embedded.smtp_port) as proxy:
        proxy.fault = Fault(step="mail", kind="5xx", times=1)
        notes = send(through(embedded, proxy), [letter(FIRST), letter(SECOND)])
    assert notes.kinds == {FIRST: "refused", SECOND: "accepted"}


def test_a_dead_server_is_tried_once_a_batch(embedded: Embedded) -> None:
    mailbox = embedded.mailbox(SENDER)
    nowhere = replace(mailbox, smtp=replace(mailbox.smtp, port=1))
    notes = send(nowhere, [letter(f"p{n}@vestfjord.test") for n in range(50)], connections=4)
    assert Counter(notes.kinds.values()) == {"deferred": 50}
    assert not any(what == "dot" for what, _ in notes.told)


def test_a_reused_connection_that_the_server_ends_costs_no_letter(embedded: Embedded) -> None:
    with SmtpFaults(embedded.smtp_port) as proxy:
        proxy.fault = Fault(step="mail", kind="421", skip=2, times=1)
        notes = send(through(embedded, proxy), [letter(f"p{n}@vestfjord.test") for n in range(4)])
    assert set(notes.kinds.values()) == {"accepted"} and proxy.connections == 2


def test_fewer_connections_than_asked_for_are_enough(embedded: Embedded) -> None:
    with SmtpFaults(embedded.smtp_port) as proxy:
        proxy.fault = Fault(step="connect", kind="421", skip=1, times=3)
        notes = send(through(embedded, proxy), [letter(f"p{n}@vestfjord.test") for n in range(40)], connections=4)
    assert Counter(notes.kinds.values()) == {"accepted": 40}


def test_promise_8_the_dot_comes_after_it_is_recorded_and_the_outcome_after_the_dot(embedded: Embedded) -> None:
    people = [f"p{n}@vestfjord.test" for n in range(100)]
    notes = send(embedded.mailbox(SENDER), [letter(each) for each in people], connections=4, seconds=10, dot_seconds=10)
    assert Counter(notes.told) == Counter([("dot", each) for each in people] + [("accepted", each) for each in people])
    assert all(notes.told.index(("dot", each)) < notes.told.index(("accepted", each)) for each in people)
    assert sorted(posted(embedded)) == sorted(people)


def test_promise_8_a_letter_that_could_not_be_recorded_is_not_sent(embedded: Embedded) -> None:
    class Full(Notebook):
        def before_dot(self, letter_id: str) -> None:
            if letter_id == SECOND:
                raise OSError("disk full")

    notes = Full()
    with pytest.raises(OSError, match="disk full"):
        asyncio.run(_deliver(embedded.mailbox(SENDER), [letter(FIRST), letter(SECOND), letter("x@y.test")], notes))
    assert notes.kinds == {FIRST: "accepted"}
    assert posted(embedded) == [FIRST]


def test_a_batch_that_is_cancelled_ends_at_once_and_sends_no_half_letter(embedded: Embedded) -> None:
    async def cancelled(mailbox: Mailbox) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.3):
                await _deliver(mailbox, [letter(FIRST), letter(SECOND)], notes)

    notes = Notebook()
    with SmtpFaults(embedded.smtp_port) as proxy:
        proxy.fault = Fault(step="data", kind="stall")
        begun = time.monotonic()
        asyncio.run(cancelled(through(embedded, proxy)))
    assert time.monotonic() - begun < 3 and notes.told == [] and embedded.deliveries == []


async def _deliver(mailbox: Mailbox, letters: list[Any], notes: Notebook) -> None:
    await deliver(mailbox, letters, before_dot=notes.before_dot, after=notes.after, connections=1)


def test_the_message_arrives_byte_for_byte(embedded: Embedded) -> None:
    text = b".\r\n..\r\n.prikk\r\nlinje\r\n" + bytes(range(128, 256)) + b"\r\n" + (b"x" * 900 + b"\r\n") * 3000
    send(embedded.mailbox(SENDER), [sent := letter(FIRST, text=text)], seconds=20, dot_seconds=20)
    assert embedded.received(FIRST) == [sent.data]


def test_bare_line_ends_can_not_smuggle_a_second_mail(embedded: Embedded) -> None:
    text = b"hei\n.\nMAIL FROM:<x@y.test>\nRCPT TO:<offer@y.test>\nDATA\nhei\r.\r"
    notes = send(embedded.mailbox(SENDER), [letter(FIRST, text=text)])
    assert notes.kinds == {FIRST: "accepted"}
    assert posted(embedded) == [FIRST]


def test_reports_are_asked_for_by_rfc_3461(embedded: Embedded) -> None:
    send(embedded.mailbox(SENDER), [letter("kari+x=y@vestfjord.test", envelope_id="a b+c")])
    (options,) = [one.options for one in embedded.deliveries if one.sender]
    assert options["ENVID"] == "a+20b+2Bc" and options["RET"] == "HDRS"
    assert options["NOTIFY"] == "SUCCESS,FAILURE,DELAY" and options["ORCPT"] == "rfc822;kari+2Bx+3Dy@vestfjord.test"


@pytest.mark.parametrize(
    ("recipient", "outcome"),
    [
        ("kari@blåbær.test", "accepted"),
        ("kåre@vestfjord.test", "accepted"),
        ("kari@vestfjord.test>\r\nRCPT TO:<x@y.test", "refused"),
        ("kari li@vestfjord.test", "refused"),
        ("kari\x00@vestfjord.test", "refused"),
        ("kari", "refused"),
        ("@vestfjord.test", "refused"),
        ("kari@" + "x" * 70 + ".test", "refused"),
    ],
)
def test_promise_12_addresses_are_sound_before_they_are_said(embedded: Embedded, recipient: str, outcome: str) -> None:
    notes = send(embedded.mailbox(SENDER), [letter(recipient, letter_id="1"), letter(SECOND)])
    assert notes.kinds == {"1": outcome, SECOND: "accepted"}
    assert len(posted(embedded)) == (2 if outcome == "accepted" else 1)


def test_the_domain_goes_out_in_idna(embedded: Embedded) -> None:
    send(embedded.mailbox(SENDER), [letter("kari@blåbær.test", letter_id="1")])
    assert embedded.deliveries[0].recipient == "kari@xn--blbr-roah.test"


def test_promise_15_encryption_is_off_for_loopback_only(embedded: Embedded) -> None:
    mailbox = embedded.mailbox(SENDER)
    notes = send(replace(mailbox, smtp=replace(mailbox.smtp, host="smtp.vestfjord.test")), [letter(FIRST)])
    assert notes.kinds == {FIRST: "halted"} and "encryption" in notes.outcomes[FIRST].text


def test_starttls_is_demanded_not_wished_for(embedded: Embedded) -> None:
    mailbox = embedded.mailbox(SENDER)
    notes = send(replace(mailbox, smtp=replace(mailbox.smtp, security="starttls")), [letter(FIRST)])
    assert notes.kinds == {FIRST: "halted"} and embedded.deliveries == []


def test_a_wrong_password_halts(embedded: Embedded) -> None:
    mailbox = embedded.mailbox(SENDER)
    notes = send(replace(mailbox, smtp=replace(mailbox.smtp, password="feil")), [letter(FIRST)])
    assert notes.outcomes[FIRST] == Outcome(kind="halted", code=535, text=notes.outcomes[FIRST].text)


def test_a_bounce_comes_home_with_our_envelope_id(embedded: Embedded) -> None:
    embedded.bounce[SECOND] = Bounce()
    send(embedded.mailbox(SENDER), [letter(SECOND, envelope_id="merke-1")])
    (report,) = embedded.folder(SENDER)
    assert b"Original-Envelope-Id: merke-1" in report and b"Action: failed" in report
