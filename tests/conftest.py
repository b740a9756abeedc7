"""Real servers for the tests. Where one can't be had its tests are skipped with the reason; in CI that is a failure."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NoReturn, TypeVar

import pytest

from tests.servers.dovecot import Dovecot
from tests.servers.embedded import Embedded
from tests.servers.ground import Unavailable
from tests.servers.postfix import Postfix
from tests.servers.postgres import Postgres

T = TypeVar("T")
ACCOUNTS = {"nettverk@vestfjord.test": "hemmelig", "kari@vestfjord.test": "pw", "ola@nordvik.test": "pw"}
FAILING = ("svindler@vestfjord.test",)
REFUSED = ("nei@vestfjord.test",)


def _missing(why: Unavailable) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(f"CI needs this server: {why}", pytrace=False)
    pytest.skip(str(why))


@contextmanager
def had(make: Callable[[], AbstractContextManager[T]]) -> Iterator[T]:
    """The server while it runs; the test is skipped, or fails in CI, when it can't be had."""
    try:
        server = make()
        running = server.__enter__()
    except Unavailable as why:
        _missing(why)
    try:
        yield running
    finally:
        server.__exit__(None, None, None)


@pytest.fixture
def embedded() -> Iterator[Embedded]:
    """A mail server in this process, new for each test (tests/servers/embedded.py)."""
    with Embedded(ACCOUNTS) as server:
        yield server


@pytest.fixture(scope="session")
def dovecot() -> Iterator[Dovecot]:
    """A real IMAP server. It is shared: take a mailbox of your own with `address`."""
    with had(lambda: Dovecot(ACCOUNTS)) as server:
        yield server


@pytest.fixture(scope="session")
def postfix(dovecot: Dovecot) -> Iterator[Postfix]:
    """A real SMTP server before the Dovecot. Mail from FAILING fails authentication; REFUSED are refused at RCPT."""
    with had(lambda: Postfix(dovecot, failing=FAILING, refuse=REFUSED)) as server:
        yield server


@pytest.fixture(scope="session")
def mail_servers(postfix: Postfix) -> Postfix:
    """Postfix and Dovecot together: `mailbox(address)`, `take()`, `inject(raw, …)`, `folder(address)`."""
    return postfix


@pytest.fixture
def address(dovecot: Dovecot) -> str:
    """An address at vestfjord.test with an empty mailbox in the Dovecot, for this test alone."""
    return dovecot.take()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A real PostgreSQL, that can be killed and started again."""
    with had(Postgres) as server:
        yield server


@pytest.fixture
def postgres_url(postgres: Postgres) -> str:
    """The URL of an empty PostgreSQL database, for this test alone."""
    return postgres.fresh()
