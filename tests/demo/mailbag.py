"""Every mail of the season as a file of its own, named with its order, date, kind, sender and recipient."""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.utils import getaddresses
from pathlib import Path

from mailer.rules.days import OSLO
from tests.demo.stage import header, kind_of
from tests.servers.embedded import Delivery, home

_OURS = re.compile(r"\d{4}_\d{4}-\d\d-\d\d_\d{4}_.*\.eml")
_PLAIN = str.maketrans({"æ": "ae", "ø": "o", "å": "a"})


def write(deliveries: Sequence[Delivery], folder: Path) -> list[Path]:
    """The files written in a folder emptied of what an earlier demo wrote."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.eml"):
        if _OURS.fullmatch(old.name):
            old.unlink()
    files = [folder / name(number, delivery) for number, delivery in enumerate(deliveries, 1)]
    for file, delivery in zip(files, deliveries, strict=True):
        file.write_bytes(delivery.raw)
    return files


def name(number: int, delivery: Delivery) -> str:
    """«0007_2027-02-23_0800_summons_nettverk-nord_til_siv.moe.eml»."""
    sender = (getaddresses([header(delivery.raw, "From")]) or [("", "")])[0][1]
    kind = kind_of(delivery.raw) or ("report" if not delivery.sender else "mail")
    parts = (kind, _local(sender), "til", _local(delivery.recipient))
    return f"{number:04}_{delivery.at.astimezone(OSLO):%Y-%m-%d_%H%M}_{'_'.join(parts)}.eml"


def _local(address: str) -> str:
    words = home(address).partition("@")[0] if "@" in address else address
    return re.sub(r"[^a-z0-9.-]+", "-", words.lower().translate(_PLAIN))[:40] or "ukjent"
