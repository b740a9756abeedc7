"""What a command needs opened: the configuration wherever it lies, the store, the house; and who asks."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.settings import Network, Settings, load
from db.store import Store
from mailer.console import logs
from mailer.console.errors import ConfigWrong, NoConfig, UnknownNetwork
from mailer.daemon import open_house
from mailer.house import House

VARIABLE = "BUDSTIKKE_CONFIG"
PLACES = (Path("budstikke.toml"), Path("/etc/budstikke/budstikke.toml"))


def config_file(given: Path | None) -> Path:
    """The configuration: the one named, else $BUDSTIKKE_CONFIG, else the first of PLACES. Raises NoConfig."""
    named = given or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)
    places = (named.expanduser(),) if named else PLACES
    found = next((place for place in places if place.exists()), None)
    if found is None:
        raise NoConfig(looked=" and ".join(map(str, places)))
    return found


def settings(given: Path | None) -> Settings:
    """The settings. Raises NoConfig, or ConfigWrong with every problem."""
    found = load(config_file(given), os.environ)
    if not isinstance(found, Settings):
        raise ConfigWrong(found)
    return found


@contextmanager
def store(known: Settings) -> Iterator[Store]:
    """The database, its tables brought up to date."""
    opened = Store.open(known.database)
    try:
        opened.migrate()
        yield opened
    finally:
        opened.close()


@contextmanager
def house(known: Settings) -> Iterator[House]:
    """The whole service opened, for a command that tells itself what it did."""
    logs.begin(known, quiet=True)
    with open_house(known) as opened:
        yield opened


def network(known: Settings, id: str) -> Network:
    """A network of the configuration. Raises UnknownNetwork."""
    if id not in known.networks:
        raise UnknownNetwork(id=id, known=", ".join(known.networks))
    return known.networks[id]


def actor() -> str:
    """Who is at the keyboard, for the log of who saw whose records."""
    try:
        return f"cli:{getpass.getuser()}"
    except (OSError, KeyError):
        return f"cli:{os.getuid()}"
