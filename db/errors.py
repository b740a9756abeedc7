"""What can go wrong in the store; the docstring is the message (house habit 11)."""

from __future__ import annotations


class StoreError(Exception):
    """The store refused."""

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(str(self.__doc__).format(**details))


class Unavailable(StoreError):
    """The database did not do its work: {why}. Nothing was changed, unless it was lost while confirming a commit."""


class UnknownDatabase(StoreError):
    """«{url}» is not a database address; use sqlite:///FILE or postgresql://USER@HOST/NAME."""


class Unstorable(StoreError):
    """The database cannot hold this, now or later: {why}. Nothing was changed."""


class NotMigrated(StoreError):
    """The database's tables are missing, or older than this program; migrate it first."""


class UnknownMail(StoreError):
    """No mail with id {id} is kept."""


class UnknownLetter(StoreError):
    """No letter with id {id} is in the outbox."""


class IllegalTransition(StoreError):
    """Letter {id} is {was} and cannot become {to}."""


class MailboxTaken(StoreError):
    """Mailbox «{mailbox}» is already watched by another running Budstikke; only one may watch it."""
