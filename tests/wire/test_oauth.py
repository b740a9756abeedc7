"""XOAUTH2 by client credentials: tokens are kept while they last, and Dovecot lets us in with one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from config.settings import OAuth
from mailer.wire.errors import LoginRefused, Unencrypted, Unreachable, WireError
from mailer.wire.imap import Inbox
from mailer.wire.oauth import Token
from tests.conftest import had
from tests.servers.dovecot import Dovecot
from tests.servers.issuer import SECRET, Issuer
from tests.servers.postfix import Postfix
from tests.wire.letters import letter, send

ME = "nettverk@vestfjord.test"


@pytest.fixture
def issuer() -> Iterator[Issuer]:
    with Issuer(ME) as one:
        yield one


def settings(issuer: Issuer, **changes: str) -> OAuth:
    given = {"token_url": f"{issuer.url}/token", "client_id": "budstikke", "client_secret": SECRET, "scope": "mail"}
    return OAuth(**(given | changes))


def test_a_token_is_kept_until_shortly_before_it_expires(issuer: Issuer) -> None:
    seconds = 0.0
    token = Token(settings(issuer), elapsed=lambda: seconds)
    first = token()
    seconds = 3600 - 121
    assert token() == first and len(issuer.issued) == 1
    seconds = 3600 - 119
    assert token() == issuer.issued[1] != first
    token.forget()
    assert token() == issuer.issued[2]


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"client_secret": "feil"}, LoginRefused),
        ({"token_url": "http://127.0.0.1:1/token"}, Unreachable),
        ({"token_url": "http://login.example.no/token"}, Unencrypted),
        ({"token_url": "ftp://127.0.0.1/token"}, Unencrypted),
    ],
)
def test_trouble_is_told_without_the_secret(issuer: Issuer, trouble: dict[str, str], error: type[WireError]) -> None:
    with pytest.raises(error) as raised:
        Token(settings(issuer, **trouble), timeout=2.0)()
    assert SECRET not in str(raised.value) and issuer.issued == []


def test_an_issuer_that_is_down_passes_by_itself(issuer: Issuer) -> None:
    issuer.down = True
    with pytest.raises(Unreachable) as raised:
        Token(settings(issuer))()
    assert raised.value.passes


def test_the_secret_is_not_carried_to_another_address(issuer: Issuer) -> None:
    with Issuer(ME) as elsewhere:
        issuer.redirect = f"{elsewhere.url}/token"
        with pytest.raises(LoginRefused):
            Token(settings(issuer))()
        assert elsewhere.issued == []


@pytest.mark.servers
def test_dovecot_and_postfix_let_us_in_with_a_token(issuer: Issuer) -> None:
    token = Token(settings(issuer))
    with (
        had(lambda: Dovecot({ME: "ukjent"}, introspection=f"{issuer.url}/introspect")) as dovecot,
        had(lambda: Postfix(dovecot)) as postfix,
    ):
        mailbox = postfix.mailbox(ME)
        mailbox = replace(mailbox, imap=replace(mailbox.imap, password=None), smtp=replace(mailbox.smtp, password=None))
        with Inbox(mailbox, token) as inbox:
            assert inbox.uidvalidity > 0
        notes = send(mailbox, [letter(ME)], token=token, seconds=10.0, dot_seconds=10.0)
        assert notes.kinds == {ME: "accepted"}
        with pytest.raises(LoginRefused):
            Inbox(mailbox, lambda: "forfalsket").open()
        assert send(mailbox, [letter(ME)], token=lambda: "forfalsket", seconds=10.0).kinds == {ME: "halted"}
