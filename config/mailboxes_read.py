"""A mailbox as written becomes a Mailbox: ports by default, passwords fetched, TLS demanded (promise 15)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.document import is_file
from config.errors import Fault, KeyPath
from config.measures import is_loopback
from config.passwords import Secret, secret
from config.settings import Mailbox, OAuth, Server
from config.shape import Faults
from config.written import WrittenMailbox, WrittenOAuth, WrittenServer

_PORTS = {
    "imap": {"tls": 993, "starttls": 143, "none": 143},
    "smtp": {"tls": 465, "starttls": 587, "none": 25},
}


@dataclass(frozen=True, kw_only=True)
class Around:
    """What a mailbox is read in: the configuration's folder and the environment."""

    folder: Path
    environ: Mapping[str, str]

    def secret(self, at: KeyPath, word: str, variable: str | None, file: Path | None) -> Secret:
        """A secret by its pair of keys, files counted from the configuration's folder."""
        return secret(at, word, variable, self.folder / file if file else None, self.environ)


def read_mailbox(name: str, written: WrittenMailbox, around: Around) -> tuple[Mailbox | None, Faults]:
    """A mailbox with what is wrong with it; None where something its servers need is missing."""
    at: KeyPath = ("mailbox", name)
    shared, shared_faults = around.secret(at, "password", written.password_env, written.password_file)
    oauth, oauth_faults = _oauth((*at, "oauth"), written.oauth, around) if written.oauth else (None, ())
    imap, imap_faults = _server(at, "imap", written, shared, around)
    smtp, smtp_faults = _server(at, "smtp", written, shared, around)
    faults = (*shared_faults, *oauth_faults, *imap_faults, *smtp_faults, *_choice(at, written))
    if faults or imap is None or smtp is None or written.address is None:
        return None, faults
    kept = {key: value for key, value in vars(written).items() if key not in ("password_env", "password_file")}
    address = written.address.lower()
    return Mailbox(**{**kept, "id": name, "address": address, "imap": imap, "smtp": smtp, "oauth": oauth}), ()


def _server(
    at: KeyPath, which: str, mailbox: WrittenMailbox, shared: str | None, around: Around
) -> tuple[Server | None, Faults]:
    written: WrittenServer | None = mailbox.imap if which == "imap" else mailbox.smtp
    if written is None or written.host is None:
        return None, ()
    here = (*at, which)
    own, faults = around.secret(here, "password", written.password_env, written.password_file)
    user = mailbox.address if written.user is None else written.user or None
    server = Server(
        host=written.host,
        port=written.port or _PORTS[which][written.security],
        security=written.security,
        user=user,
        password=(own or shared) if user and not mailbox.oauth else None,
        ca_file=around.folder / written.ca_file if written.ca_file else None,
    )
    return server, (*faults, *_server_faults(here, written, server, _has_way_in(mailbox, written)))


def _server_faults(at: KeyPath, written: WrittenServer, server: Server, way_in: bool) -> Iterator[Fault]:
    if server.security == "none" and not is_loopback(server.host):
        yield Fault(
            at=(*at, "security"), expected=f"must be tls or starttls: «{server.host}» is not this machine itself"
        )
    if server.ca_file and not is_file(server.ca_file):
        yield Fault(at=(*at, "ca_file"), expected=f"there is no file {server.ca_file}")
    if server.user and not way_in:
        yield Fault(
            at=(*at[:2], "password_env"), expected=f'is missing: how to sign in to {at[2]} (or {at[2]}.user = "")'
        )


def _has_way_in(mailbox: WrittenMailbox, server: WrittenServer) -> bool:
    ways = (mailbox.oauth, mailbox.password_env, mailbox.password_file, server.password_env, server.password_file)
    return any(ways)


def _choice(at: KeyPath, written: WrittenMailbox) -> Iterator[Fault]:
    if written.oauth and (written.password_env or written.password_file):
        yield Fault(at=(*at, "oauth"), expected="give oauth or a password, not both")
    if written.done and len({written.inbox, written.done, written.aside}) < 3:
        yield Fault(at=(*at, "done"), expected="inbox, done and aside must be three different folders")


def _oauth(at: KeyPath, written: WrittenOAuth, around: Around) -> tuple[OAuth | None, Faults]:
    found, faults = around.secret(at, "client_secret", written.client_secret_env, written.client_secret_file)
    if not (written.client_secret_env or written.client_secret_file):
        faults = (Fault(at=(*at, "client_secret_env"), expected="is missing: where the client secret is"),)
    if found is None:
        return None, faults
    return OAuth(
        token_url=written.token_url, client_id=written.client_id, client_secret=found, scope=written.scope
    ), faults
