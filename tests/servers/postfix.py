"""A private Postfix on loopback in front of a Dovecot: SMTP in with AUTH, STARTTLS and DSN; real bounces and reports.

Needs root, as Postfix does. Everyone in the Dovecot has a mailbox; anyone else at their domains bounces after being
accepted, and other domains bounce as «no outside mail». Every mail that comes in over SMTP gets an
Authentication-Results as the configured receiver writes it: passed, or failed for the senders in `failing`.
"""

from __future__ import annotations

import os
import shutil
import smtplib
import subprocess
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

from config.settings import Mailbox, Server
from tests.servers import ground
from tests.servers.dovecot import Dovecot
from tests.servers.receiver import AUTHSERV_ID

MAIN = """
compatibility_level = 3.6
queue_directory = {home}/queue
data_directory = {home}/data
maillog_file = {home}/log/postfix.log
maillog_file_prefixes = {home}
mail_owner = postfix
setgid_group = postdrop
myhostname = {host}
myorigin = {host}
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
local_recipient_maps =
local_transport = error:5.1.1 no local mail
default_transport = error:5.1.2 no outside mail
disable_dns_lookups = yes
virtual_mailbox_domains = {domains}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
lmtp_destination_concurrency_limit = 4
recipient_delimiter = +
smtpd_reject_unlisted_recipient = no
smtpd_sender_restrictions = check_sender_access regexp:{home}/etc/verdict
smtpd_recipient_restrictions = check_recipient_access regexp:{home}/etc/refuse, permit_mynetworks, reject
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
smtpd_sasl_security_options = noanonymous
smtpd_tls_security_level = may
smtpd_tls_chain_files = {home}/etc/chain.pem
smtpd_client_connection_count_limit = 100
smtpd_error_sleep_time = 0
message_size_limit = 40000000
in_flow_delay = 0
minimal_backoff_time = 1s
maximal_backoff_time = 5s
queue_run_delay = 1s
notify_classes =
"""

MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    """The server, in front of `dovecot`. `refuse` are addresses refused at RCPT. Raises ground.Unavailable."""

    def __init__(self, dovecot: Dovecot, *, failing: Collection[str] = (), refuse: Collection[str] = ()) -> None:
        if os.geteuid() != 0:
            raise ground.Unavailable("Postfix needs root")
        self._program = ground.program("postfix")
        self.dovecot = dovecot
        self._failing, self._refuse = tuple(failing), tuple(refuse)
        (self.port,) = ground.free_ports(1)

    def __enter__(self) -> Postfix:
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def start(self) -> None:
        """Make its directory and start it; on trouble its log is in the error."""
        self.home = Path(tempfile.mkdtemp(prefix="budstikke-postfix-"))
        self.home.chmod(0o755)
        for name in ("etc", "queue", "data", "log"):
            (self.home / name).mkdir()
        shutil.chown(self.home / "data", "postfix", "postfix")
        self.certificates = ground.certificates(self.home / "etc")
        self._write()
        started = self._control("start")
        try:
            ground.until(lambda: ground.answers(self.port), seconds=15, what="Postfix")
        except TimeoutError as error:
            log = started.stderr + self.log()[-2000:]
            self.stop()
            raise ground.Unavailable(f"Postfix does not start: {log}") from error

    def stop(self) -> None:
        """End it with all its processes, and remove its directory."""
        self._control("stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def server(self, user: str | None = None, password: str | None = None) -> Server:
        """Its SMTP in the clear, with AUTH when a user is given."""
        return Server(host="127.0.0.1", port=self.port, security="none", user=user, password=password)

    def encrypted(self, address: str) -> Server:
        """Its SMTP by STARTTLS under our own authority, with AUTH."""
        password = self.dovecot.accounts[address]
        ca = self.certificates.ca
        return Server(
            host="localhost", port=self.port, security="starttls", user=address, password=password, ca_file=ca
        )

    def mailbox(self, address: str, **changes: Any) -> Mailbox:
        """Settings for the daemon to watch this address in Dovecot and send from it through here, with AUTH."""
        smtp = self.server(address, self.dovecot.accounts[address])
        return self.dovecot.mailbox(address, **({"smtp": smtp} | changes))

    def take(self) -> str:
        """An address at vestfjord.test whose mailbox nobody has used yet; its password is «pw»."""
        return self.dovecot.take()

    def folder(self, address: str, name: str = "INBOX") -> list[bytes]:
        """The mails lying in a folder, by UID."""
        return self.dovecot.folder(address, name)

    def inject(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """Send a mail in over SMTP as a stranger would. Raises smtplib.SMTPException."""
        with smtplib.SMTP("127.0.0.1", self.port) as smtp:
            smtp.sendmail(sender, [recipient], raw)

    def log(self) -> str:
        """What it has logged."""
        path = self.home / "log" / "postfix.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def _control(self, what: str) -> subprocess.CompletedProcess[str]:
        etc = str(self.home / "etc")
        return subprocess.run([self._program, "-c", etc, what], capture_output=True, text=True, check=False, timeout=60)

    def _write(self) -> None:
        etc = self.home / "etc"
        domains = sorted({address.rpartition("@")[2] for address in self.dovecot.accounts})
        main = MAIN.format(
            home=self.home,
            host=AUTHSERV_ID,
            domains=", ".join(domains),
            lmtp=self.dovecot.lmtp_port,
            auth=self.dovecot.auth_port,
        )
        (etc / "main.cf").write_text(main)
        (etc / "master.cf").write_text(MASTER.format(port=self.port))
        (etc / "chain.pem").write_bytes(self.certificates.key.read_bytes() + self.certificates.cert.read_bytes())
        (etc / "verdict").write_text(
            "".join(_verdict(sender, "fail") for sender in self._failing) + _verdict("", "pass")
        )
        (etc / "refuse").write_text("".join(f"/^{_plain(each)}$/ 550 5.1.1 User unknown\n" for each in self._refuse))


def _verdict(sender: str, said: str) -> str:
    pattern = _plain(sender).replace("@", "@(") + ")" if sender else ".*@(.*)"
    words = f"spf={said} smtp.mailfrom=$1; dkim={said} header.d=$2; dmarc={said} header.from=$2"
    return f"/^({pattern})$/ PREPEND Authentication-Results: {AUTHSERV_ID}; {words}\n"


def _plain(address: str) -> str:
    return address.replace(".", r"\.").replace("+", r"\+")
