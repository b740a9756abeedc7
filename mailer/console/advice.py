"""The one place where an error becomes advice: what went wrong, what to do, and the exit code.

Exit codes: 0 all is well, 1 a problem was found, 2 wrong use or input that can't be read.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import typer
from typer.core import TyperGroup

from db import errors as store
from mailer.console import show
from mailer.console.errors import ConsoleError
from mailer.wire import errors as wire

OK, PROBLEM, MISUSE = 0, 1, 2
TRACEBACK = "BUDSTIKKE_TRACEBACK"


@dataclass(frozen=True, kw_only=True)
class Advice:
    """What the operator reads, and the exit code."""

    what: str
    do: str = ""
    code: int = PROBLEM


# The first type that fits decides, so what is special stands before what is general. Types of heavy libraries are
# told by name, since `budstikke read` does without them.
_TODO: tuple[tuple[type[Exception] | str, int, str], ...] = (
    (store.MailboxTaken, PROBLEM, "The running service does this by itself. To do it by hand, stop that one first."),
    (store.NotMigrated, PROBLEM, "Run «budstikke status» once: it brings the tables up to date."),
    (store.UnknownDatabase, MISUSE, "Correct service.database in the configuration."),
    (store.Unavailable, PROBLEM, "Is the database running, is service.database right, may this user write there?"),
    (store.IllegalTransition, MISUSE, "See what it waits for with: budstikke held"),
    (store.UnknownMail, MISUSE, "See what there is with: budstikke held"),
    (store.UnknownLetter, MISUSE, "See what there is with: budstikke held"),
    (store.StoreError, PROBLEM, ""),
    ("alembic.util.exc.CommandError", PROBLEM, "The database was made by a newer Budstikke: run that one."),
    (
        "sqlalchemy.exc.SQLAlchemyError",
        PROBLEM,
        "Is the database what service.database says it is? Try: budstikke check",
    ),
    (wire.LoginRefused, PROBLEM, "Check user and password (or client secret) of the mailbox in the configuration."),
    (wire.Untrusted, PROBLEM, "Check host and security; for a certificate authority of your own, set ca_file."),
    (wire.Unencrypted, PROBLEM, "Set security to tls or starttls."),
    (wire.FolderMissing, PROBLEM, "Check mailbox.ID.inbox: it must name a folder that is there."),
    (wire.Unreachable, PROBLEM, "Check host and port, and that no firewall stands between."),
    (wire.WireError, PROBLEM, "Try again; if it stays so, look at the server's own log."),
    (FileNotFoundError, MISUSE, "Check the name, and which folder you are in."),
    (FileExistsError, MISUSE, "Choose another name: nothing is ever written over."),
    (IsADirectoryError, MISUSE, "Name a file, not a folder."),
    (NotADirectoryError, MISUSE, "A part of the path is a file, not a folder."),
    (PermissionError, MISUSE, "Run it as a user who may read and write there, the service's own perhaps."),
    (OSError, PROBLEM, ""),
)


def advice_for(error: Exception) -> Advice | None:
    """The advice for an error somebody can do something about; None for a fault of our own."""
    if isinstance(error, ConsoleError):
        return Advice(what=str(error), do=error.advice, code=error.code)
    found = next(((code, do) for kind, code, do in _TODO if _is(error, kind)), None)
    return Advice(what=_said(error), do=found[1], code=found[0]) if found else None


def _is(error: Exception, kind: type[Exception] | str) -> bool:
    if isinstance(kind, str):
        return kind in {f"{ancestor.__module__}.{ancestor.__qualname__}" for ancestor in type(error).__mro__}
    return isinstance(error, kind)


def _said(error: Exception) -> str:
    if isinstance(error, OSError):
        named = f"{error.filename}: " if error.filename else ""
        return f"{named}{error.strerror or error}."
    return str(error) if isinstance(error, store.StoreError | wire.WireError) else type(error).__name__


def _fault(error: Exception) -> Advice:
    """A fault of ours; what the error says may be from somebody's mail, and is not repeated."""
    do = f"Please report it. To see where it happened, set {TRACEBACK}=1 and do it again."
    return Advice(what=f"This is a fault in Budstikke ({type(error).__name__}).", do=do)


class Advising(TyperGroup):
    """The commands, and what becomes of the errors they end in."""

    def invoke(self, ctx: Any) -> Any:
        return advised(lambda: super(Advising, self).invoke(ctx))


def advised(command: Callable[[], Any]) -> Any:
    """Run a command; an error becomes a message on standard error and an exit code."""
    try:
        return command()
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:
        if _is_for_click(error) or (os.environ.get(TRACEBACK) and advice_for(error) is None):
            raise
        advice = advice_for(error) or _fault(error)
        show.complain(advice.what, advice.do)
        raise typer.Exit(advice.code) from None


def _is_for_click(error: Exception) -> bool:
    """Usage errors, which Typer shows itself, and a reader of our output that has gone away."""
    return hasattr(error, "exit_code") or getattr(error, "errno", None) == errno.EPIPE
