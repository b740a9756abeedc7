"""How commands show things: rich tables in a terminal, tab-separated lines in a pipe, errors on standard error.

Nothing from a mail reaches the terminal with control characters in it.
"""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

T = TypeVar("T")
Head = str | tuple[str, ...]
_BLANKS = ("\n", "\t", "\r", "\u2028", "\u2029")


def out() -> Console:
    """Standard output."""
    return Console(highlight=False, markup=False, emoji=False)


def err() -> Console:
    """Standard error."""
    return Console(stderr=True, highlight=False, markup=False, emoji=False)


def visible(text: object, *, lines: bool = False) -> str:
    """Text as a terminal may have it: no escapes, no turned direction, one line unless `lines`."""
    kept = "".join(_harmless(letter, lines) for letter in str("" if text is None else text))
    return kept if lines else " ".join(kept.split())


def _harmless(letter: str, lines: bool) -> str:
    if letter in _BLANKS:
        return letter if lines and letter in "\n\t" else "\n" if lines and letter != "\r" else " "
    return "" if unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Co") else letter


def say(text: str = "", style: str = "") -> None:
    """A line of our own words; in a pipe it is never broken."""
    console = out()
    console.print(Text(visible(text, lines=True), style=style), soft_wrap=not console.is_terminal)


def complain(what: str, do: str = "") -> None:
    """What went wrong and what to do, on standard error."""
    console = err()
    console.print(Text(visible(what, lines=True), style="bold red"), soft_wrap=True)
    if do:
        console.print(Text(visible(do, lines=True)), soft_wrap=True)


def table(heads: Sequence[Head], rows: Iterable[Sequence[object]], *, empty: str = "") -> None:
    """Rows under heads. Heads in a tuple share one column in a terminal, one below the other; in a pipe none do."""
    console, cells = out(), [[visible(cell) for cell in row] for row in rows]
    if not cells:
        say(empty, "dim") if empty else None
    elif console.is_terminal:
        console.print(_boxed(heads, cells))
    else:
        flat = [name for head in heads for name in ([head] if isinstance(head, str) else head)]
        for line in ([name.upper() for name in flat], *cells):
            console.file.write("\t".join(line) + "\n")


def _boxed(heads: Sequence[Head], rows: list[list[str]]) -> Table:
    columns = [(head,) if isinstance(head, str) else head for head in heads]
    made = Table(box=SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for number, names in enumerate(columns):
        made.add_column(" / ".join(names), overflow="fold", no_wrap=number == 0 or names == ("when",))
    for row in rows:
        cells = iter(row)
        stacked = [_stacked([next(cells) for _ in names]) for names in columns]
        made.add_row(*stacked, end_section=any("\n" in cell.plain for cell in stacked))
    return made


def _stacked(cells: list[str]) -> Text:
    first, *rest = [cell for cell in cells if cell] or [""]
    return Text("\n").join([Text(first), *(Text(cell, style="dim") for cell in rest)])


def working(what: str) -> AbstractContextManager[Any]:
    """A word on standard error that long work goes on; nothing in a pipe."""
    console = err()
    return console.status(what) if console.is_terminal else nullcontext()


def progress(things: Sequence[T], what: str) -> Iterator[T]:
    """The things one by one, with a bar on standard error; nothing in a pipe."""
    console = err()
    if not console.is_terminal or len(things) < 2:
        yield from things
        return
    from rich.progress import track

    yield from track(things, what, console=console, transient=True)


def when(instant: dt.datetime | None) -> str:
    """An instant as «2027-03-16 08:00», in Norwegian time."""
    from mailer.rules.days import OSLO

    return instant.astimezone(OSLO).strftime("%Y-%m-%d %H:%M") if instant else ""


def count(number: int, one: str, many: str = "") -> str:
    """«1 letter», «3 letters»."""
    return f"{number} {one if number == 1 else many or one + 's'}"
