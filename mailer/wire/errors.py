"""What can go wrong between us and a mail server. Each docstring is the message; `detail` is what the server said."""

from __future__ import annotations


class WireError(Exception):
    """Something went wrong between us and the mail server."""

    passes = False  # whether it may pass by itself

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail

    def __str__(self) -> str:
        said = " ".join((type(self).__doc__ or "").split())
        return f"{said} ({self.detail})" if self.detail else said


class WireBroken(WireError):
    """The connection to the mail server broke, or what came over it made no sense; it is tried again by itself."""

    passes = True


class Unreachable(WireBroken):
    """The mail server could not be reached."""


class CommandRefused(WireError):
    """The mail server refused what we asked of it."""


class LoginRefused(WireError):
    """The mail server refused our user name, password or token; a person must look at the settings."""


class Untrusted(WireError):
    """The mail server's certificate could not be trusted, so nothing was sent to it."""


class Unencrypted(WireError):
    """The settings switch encryption off for a server that is not on this machine, which is not allowed."""


class FolderMissing(WireError):
    """The mailbox has no such folder."""


class ReaderBroken(WireError):
    """The process that reads mail could not be started."""
