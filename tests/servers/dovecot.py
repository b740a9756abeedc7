"""A private Dovecot 2.3 on loopback: IMAP in the clear and by TLS, and LMTP. Maildir in a directory of its own.

As root it runs as «nobody», else as ourselves. Debian 13 has Dovecot 2.4, whose configuration differs.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Mapping
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import psutil
from imapclient import IMAPClient

from config.settings import Mailbox, Server
from mailer.wire import clock
from tests.servers import ground
from tests.servers.receiver import Verdict, aligned_pass, received

POOL = tuple(f"post{number}@vestfjord.test" for number in range(1, 3000))
CONFIGURATION = """
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/dovecot.log
listen = 127.0.0.1
protocols = imap lmtp
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_uid = {user}
mail_gid = {group}
first_valid_uid = 1
first_valid_gid = 1
mail_home = {home}/mail/%u
mail_location = maildir:~/Maildir
mail_fsync = never
auth_username_chars =
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
disable_plaintext_auth = no
recipient_delimiter = +
lmtp_save_to_detail_mailbox = no
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
{oauth}
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {home}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={home}/mail/%u
}}
namespace inbox {{
  inbox = yes
  separator = {separator}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    address = 127.0.0.1
    port = {imap}
  }}
  inet_listener imaps {{
    address = 127.0.0.1
    port = {imaps}
    ssl = yes
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
  unix_listener lmtp {{
    mode = 0
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap {{
  process_min_avail = 2
}}
service stats {{
  chroot =
}}
protocol lmtp {{
  postmaster_address = postmaster@budstikke.test
}}
"""

OAUTH = """
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {home}/oauth2.conf
}}
"""


class Dovecot:
    """The server; `accounts` are addresses and passwords. Raises ground.Unavailable where it can't run."""

    def __init__(self, accounts: Mapping[str, str], *, introspection: str | None = None, separator: str = "/") -> None:
        self.accounts = dict(accounts) | dict.fromkeys(POOL, "pw")
        self._unused = iter(POOL)
        self.smtp: Server | None = None
        self._introspection, self._separator = introspection, separator
        self._program = ground.program("dovecot")
        _demand_2_3(self._program)
        self.imap_port, self.imaps_port, self.lmtp_port, self.auth_port = ground.free_ports(4)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Dovecot:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make its directory and start it; on trouble its log is in the error."""
        self.home = Path(tempfile.mkdtemp(prefix="budstikke-dovecot-"))
        self.certificates = ground.certificates(self.home)
        self._write()
        self._process = subprocess.Popen([*_as(self._user), self._program, "-F", "-c", str(self.home / "dovecot.conf")])
        try:
            ground.until(lambda: ground.answers(self.imap_port), seconds=15, what="Dovecot")
        except TimeoutError as error:
            log = self._log()
            self.stop()
            raise ground.Unavailable(f"Dovecot does not start: {log}") from error

    def stop(self) -> None:
        """End it with all its processes, and remove its directory."""
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self.home, ignore_errors=True)

    def take(self) -> str:
        """An address whose mailbox nobody has used yet, one of POOL; its password is «pw»."""
        return next(self._unused)

    def mailbox(self, address: str, **changes: Any) -> Mailbox:
        """Settings for the daemon to watch this address; it can send where Postfix stands beside."""
        login = {"host": "127.0.0.1", "user": address, "password": self.accounts[address]}
        imap = Server(port=self.imap_port, security="none", **login)
        given = {
            "id": address.partition("@")[0],
            "address": address,
            "imap": imap,
            "smtp": self.smtp or Server(host="127.0.0.1", port=9, security="none"),
        }
        return Mailbox(**(given | changes))

    def encrypted(self, address: str) -> Server:
        """The same IMAP server by TLS from the first byte, under our own authority."""
        return Server(
            host="localhost",
            port=self.imaps_port,
            user=address,
            password=self.accounts[address],
            ca_file=self.certificates.ca,
        )

    def deliver(self, raw: bytes, *, sender: str, recipient: str, verdict: Verdict = aligned_pass) -> None:
        """Put a mail into a mailbox by LMTP as the receiving server would. Raises smtplib.SMTPException."""
        when = format_datetime(clock.now())
        filed = received(raw, sender=sender, recipient=recipient, verdict=verdict, when=when)
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            lmtp.sendmail(sender, [recipient], filed)

    def folder(self, address: str, name: str = "INBOX") -> list[bytes]:
        """The mails lying in a folder, by UID."""
        with IMAPClient("127.0.0.1", self.imap_port, ssl=False) as client:
            client.plain_login(address, self.accounts[address])
            client.select_folder(name, readonly=True)
            found = client.fetch(client.search(), ["BODY.PEEK[]"])
            return [found[uid][b"BODY[]"] for uid in sorted(found)]

    def drop_connections(self) -> None:
        """Cut every IMAP connection now, without a word."""
        for process in _children(self._process, "imap"):
            process.kill()

    @property
    def _user(self) -> str:
        return "nobody" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name

    def _write(self) -> None:
        entry = pwd.getpwnam(self._user)
        group = subprocess.run(["id", "-gn", self._user], capture_output=True, text=True, check=True).stdout.strip()
        text = CONFIGURATION.format(
            home=self.home,
            user=self._user,
            group=group,
            imap=self.imap_port,
            imaps=self.imaps_port,
            lmtp=self.lmtp_port,
            auth=self.auth_port,
            separator=self._separator,
            oauth=OAUTH.format(home=self.home) if self._introspection else "",
        )
        lines = [f"{address}:{{PLAIN}}{password}::::::\n" for address, password in self.accounts.items()]
        for name, content in {"dovecot.conf": text, "users": "".join(lines), "oauth2.conf": self._oauth()}.items():
            (self.home / name).write_text(content)
        for name in ("run", "state", "mail"):
            (self.home / name).mkdir()
        if os.geteuid() == 0:
            for path in (self.home, *self.home.rglob("*")):
                os.chown(path, entry.pw_uid, entry.pw_gid)

    def _oauth(self) -> str:
        if not self._introspection:
            return ""
        return f"introspection_mode = post\nintrospection_url = {self._introspection}\nusername_attribute = username\n"

    def _log(self) -> str:
        log = self.home / "dovecot.log"
        return log.read_text()[-2000:] if log.exists() else "no log"


def _demand_2_3(program: str) -> None:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    if not re.match(r"2\.3\.", said):
        raise ground.Unavailable(f"the tests need Dovecot 2.3; this is {said.strip() or 'unknown'}")


def _as(user: str) -> list[str]:
    if os.geteuid() != 0:
        return []
    entry = pwd.getpwnam(user)
    return [ground.program("setpriv"), f"--reuid={entry.pw_uid}", f"--regid={entry.pw_gid}", "--clear-groups"]


def _children(process: subprocess.Popen[bytes] | None, name: str) -> list[Any]:

    return [] if process is None else [one for one in psutil.Process(process.pid).children() if one.name() == name]
