"""What a receiving mail server writes on top of a mail (RFC 8601), and the reports it sends back (RFC 3464)."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Literal

from db.records import fingerprint

AUTHSERV_ID = "mx.budstikke.test"
SUBJECTS = {
    "failed": "Undelivered Mail Returned to Sender",
    "delayed": "Delayed Mail (still being retried)",
    "delivered": "Successful Mail Delivery Report",
    "relayed": "Successful Mail Delivery Report",
}
Verdict = Callable[[str, bytes], str | None]


def aligned_pass(sender: str, raw: bytes) -> str:
    """Everything passed: SPF for the envelope, DKIM and DMARC for the domain in From."""
    found = re.search(rb"(?im)^from:[^\r\n]*@([a-z0-9.-]+)", raw)
    domain = found[1].decode() if found else sender.rpartition("@")[2]
    return (
        f"{AUTHSERV_ID}; spf=pass smtp.mailfrom={sender}; dkim=pass header.d={domain}; dmarc=pass header.from={domain}"
    )


def failed(sender: str, raw: bytes) -> str:
    """Everything failed: someone else wrote this in the sender's name."""
    domain = sender.rpartition("@")[2]
    return f"{AUTHSERV_ID}; spf=fail smtp.mailfrom={sender}; dkim=none; dmarc=fail header.from={domain}"


def unsaid(sender: str, raw: bytes) -> None:
    """A server that writes no Authentication-Results."""


def received(raw: bytes, *, sender: str, recipient: str, verdict: Verdict, when: str) -> bytes:
    """The mail as it is put in the mailbox, with the receiver's own header fields on top."""
    said = verdict(sender, raw)
    lines = [
        f"Return-Path: <{sender}>",
        f"Delivered-To: {recipient}",
        *([f"Authentication-Results: {said}"] if said else []),
        f"Received: from client by {AUTHSERV_ID} with ESMTP for <{recipient}>; {when}",
    ]
    return "\r\n".join(lines).encode() + b"\r\n" + raw


def delivery_report(
    original: bytes,
    *,
    recipient: str,
    to: str,
    action: Literal["failed", "delayed", "delivered", "relayed"],
    status: str,
    diagnostic: str,
    when: str,
    envelope_id: str | None = None,
) -> bytes:
    """A delivery status notification (RFC 3464) with the original's header, as CRLF bytes."""
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = f"Mail Delivery System <MAILER-DAEMON@{AUTHSERV_ID}>"
    report["To"] = to
    report["Subject"] = (
        "Successful Mail Delivery Report" if action == "delivered" else "Undelivered Mail Returned to Sender"
    )
    report["Auto-Submitted"] = "auto-replied"
    report["Date"] = when
    report["Message-ID"] = f"<dsn-{fingerprint(recipient, original, action)}@{AUTHSERV_ID}>"
    report.attach(MIMEText(f"This is the mail system at host {AUTHSERV_ID}.\n\n<{recipient}>: {diagnostic}\n"))
    report.attach(_status(recipient, action, status, diagnostic, envelope_id))
    header = original.replace(b"\r\n", b"\n").partition(b"\n\n")[0] + b"\n\n"
    returned = MIMEBase("text", "rfc822-headers")
    returned.set_payload(header.decode("utf-8", "surrogateescape"))
    report.attach(returned)
    return report.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def _status(recipient: str, action: str, status: str, diagnostic: str, envelope_id: str | None) -> Message:
    whole, each = Message(), Message()
    whole["Reporting-MTA"] = f"dns; {AUTHSERV_ID}"
    if envelope_id:
        whole["Original-Envelope-Id"] = envelope_id
    each["Original-Recipient"] = f"rfc822;{recipient}"
    each["Final-Recipient"] = f"rfc822; {recipient}"
    each["Action"] = action
    each["Status"] = status
    each["Diagnostic-Code"] = f"smtp; {diagnostic}"
    part = MIMEBase("message", "delivery-status")
    part.set_payload([whole, each])
    return part
