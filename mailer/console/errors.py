"""What a command refuses, in words; `advice` is what to do, `code` what the command exits with."""

from __future__ import annotations

from collections.abc import Sequence

from config.errors import Problem


class ConsoleError(Exception):
    """The command can't do that."""

    advice = ""
    code = 2

    def __init__(self, **details: object) -> None:
        self.details = details
        super().__init__(" ".join(str(self.__doc__).split()).format(**details))


class NoConfig(ConsoleError):
    """There is no configuration; looked for {looked}."""

    advice = "Name the file with --config FILE, or make one to begin with: budstikke init DIR"


class ConfigWrong(ConsoleError):
    """The configuration can't be used:
    {told}"""

    advice = "Correct the lines named above. Every key is explained in docs/settings.md."

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(told="")
        self.problems = tuple(problems)

    def __str__(self) -> str:
        return "\n  ".join(("The configuration can't be used:", *map(str, self.problems)))


class UnknownNetwork(ConsoleError):
    """There is no network «{id}» in the configuration; there are: {known}."""


class UnknownId(ConsoleError):
    """No {what} has an id that begins with «{id}»."""

    advice = "Ids stand in the first column of: budstikke {command}"

    def __init__(self, *, what: str, id: str, command: str) -> None:
        super().__init__(what=what, id=id)
        self.advice = type(self).advice.format(command=command)


class AmbiguousId(ConsoleError):
    """«{id}» is the beginning of more than one id: {among}."""

    advice = "Give some more of the id."


class NotWaiting(ConsoleError):
    """{what} {id} waits for nobody: it is {state}{reason}."""


class BadTime(ConsoleError):
    """«{text}» is not a time."""

    advice = "Write it as «2027-03-16 08:00», «16. mars 2027 kl. 8» or «2027-03-16T08:00+01:00»; Oslo time unless told."


class AlreadyThere(ConsoleError):
    """Already there: {files}. Nothing is ever written over."""

    advice = "Choose another name, or move what is there out of the way."


class UnreadableList(ConsoleError):
    """The list could not be read. {why}"""

    advice = "It must be .csv or .xlsx, with a row of column names, «Navn» and «E-post» among them."


class RowsLeftOut(ConsoleError):
    """Nothing was written: {count} row(s) of the list could not be used."""

    advice = "Correct them in the list and try again, or import the rest as it is with --skip-bad."
    code = 1


class NobodyToAsk(ConsoleError):
    """Nothing was written: there is nobody at the keyboard to say yes."""

    advice = "Run it in a terminal, or say yes beforehand with --yes."


class CantGo(ConsoleError):
    """The letter can't be made into a mail: {why}."""

    code = 1
