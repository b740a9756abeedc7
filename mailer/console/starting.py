"""`budstikke init`: a commented configuration to begin with, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

from config.starter import starter_files
from mailer.console import show
from mailer.console.errors import AlreadyThere

NEXT_STEPS = """
Next:
  1. Write your mailbox and network into {config}; every key is explained there.
  2. Put the mailbox's password where the file says, and look it all over:
       budstikke check --config {config}
  3. Read in your lists of members, leader and secretary among them, and start:
       budstikke members import {members} --network nord --config {config}
       budstikke run --config {config}

Every letter goes to the one address in «rehearsal» until you take that line away."""


def init(folder: Path) -> None:
    """Write the starter files. Raises AlreadyThere, and then nothing is written, or OSError."""
    files = {folder / name: text for name, text in starter_files().items()}
    there = [str(place) for place in (folder, *files) if place.exists() and not place.is_dir()]
    if there:
        raise AlreadyThere(files=", ".join(there))
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        with file.open("x", encoding="utf-8") as opened:
            opened.write(text)
        show.say(f"wrote {file}")
    show.say(NEXT_STEPS.format(config=folder / "budstikke.toml", members=folder / "medlemmer-nord.csv"))
