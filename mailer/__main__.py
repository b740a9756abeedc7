"""The command `budstikke`."""

from __future__ import annotations

from mailer.cli import app


def main() -> None:
    """Run the command line."""
    app(prog_name="budstikke")


if __name__ == "__main__":
    main()
