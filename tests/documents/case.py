"""One case folder of minutes or a summons: its mail, what it holds to account, and what must be understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

CASES = Path(__file__).parent.parent / "cases"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TYPES = {
    "docx": DOCX,
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/csv",
    "html": "text/html",
    "rtf": "application/rtf",
}


@dataclass(frozen=True, kw_only=True)
class Case:
    """One folder: its name, why it is there, its mail, and the first fact's keys with their values."""

    kind: str
    name: str
    why: str
    mail: EmailMessage
    expected: dict[str, Any] = field(default_factory=dict)
    read_as: str | None = None


def mail(
    subject: str,
    body: str = "",
    *,
    html: str | None = None,
    files: dict[str, bytes] | None = None,
    date: str = "Tue, 12 Mar 2024 15:00:00 +0100",
) -> EmailMessage:
    """A mail from the network's secretary."""
    message = EmailMessage()
    message["From"] = "Siv Moe <siv.moe@fjordvik.no>"
    message["To"] = "Nettverk Nord <nettverk@example.no>"
    message["Subject"] = subject
    message["Date"] = date
    message["Message-ID"] = "<referat-1@fjordvik.no>"
    message.set_content(body or "Hei\n\nSe vedlegg.\n\nMvh Siv", cte="quoted-printable")
    if html:
        message.add_alternative(html, subtype="html", cte="quoted-printable")
    for name, content in (files or {}).items():
        main, _, sub = TYPES[name.rpartition(".")[2]].partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            part.set_boundary(f"=-case-{number}")
    return message


def names(*people: str) -> list[dict[str, Any]]:
    """«Kari Nes|Askøy kommune» as the contract writes people; without «|» only the name is compared."""
    return [dict(zip(("name", "org"), p.split("|"), strict=False)) for p in people]


def away(*people: str) -> list[dict[str, Any]]:
    """«Kari Nes!» told of her absence, «Kari Nes?» did not, «Kari Nes» is not said."""
    told = {"!": True, "?": False}
    return [{"name": p.rstrip("!?"), "notified": told.get(p[-1])} for p in people]


def matters(*lines: str) -> list[dict[str, Any]]:
    """«1|Godkjenning|Kari Nes»: number, title, presenter; empty is null."""
    return [
        dict(zip(("number", "title", "presenter"), [v or None for v in line.split("|")], strict=False))
        for line in lines
    ]


ALL: list[Case] = []


def minutes(name: str, why: str, message: EmailMessage, expected: dict[str, Any], read_as: str = "minutes") -> None:
    ALL.append(Case(kind="minutes", name=name, why=why, mail=message, expected=expected, read_as=read_as))


def summons(name: str, why: str, message: EmailMessage, expected: dict[str, Any], read_as: str = "summons") -> None:
    ALL.append(Case(kind="summons", name=name, why=why, mail=message, expected=expected, read_as=read_as))


def expectation(case: Case) -> dict[str, Any]:
    """What expected.json holds: the kind and the first fact; «not» cases say only what the mail is not."""
    if case.read_as == "not":
        return {"kind": "reply"}
    return {"kind": case.read_as, "facts": [{"kind": case.read_as, **case.expected}]}
