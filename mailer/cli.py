"""The commands, their options and their help. What each does stands in mailer/console.

Rooms are imported when a command needs them, so that `budstikke read` starts without database and mail servers.
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Annotated

import typer

from mailer.console import show
from mailer.console.advice import Advising

HELP = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(
    cls=Advising,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings=HELP,
)
held_app = typer.Typer(rich_markup_mode=None, context_settings=HELP)
members_app = typer.Typer(rich_markup_mode=None, context_settings=HELP, no_args_is_help=True)
app.add_typer(held_app, name="held", short_help="What waits for a person.")
app.add_typer(members_app, name="members", short_help="Lists of members.")


def _config(context: typer.Context, given: Path | None) -> Path | None:
    """The last --config named, before the command or after it."""
    if given is not None:
        context.meta["config"] = given
    return context.meta.get("config")


def _version(wanted: bool) -> None:
    if wanted:
        try:
            show.say(f"budstikke {version('budstikke')}")
        except PackageNotFoundError:
            show.say("budstikke, not installed")
        raise typer.Exit


Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        callback=_config,
        help="The configuration. Default: $BUDSTIKKE_CONFIG, ./budstikke.toml, /etc/budstikke/budstikke.toml.",
    ),
]
NetworkId = Annotated[str, typer.Option("--network", "-n", metavar="ID", help="The network, as in [network.ID].")]
MaybeNetwork = Annotated[
    str | None, typer.Option("--network", "-n", metavar="ID", help="Only this network, as in [network.ID].")
]
HeldId = Annotated[str, typer.Argument(metavar="ID", help="The id, or its beginning, as «budstikke held» shows it.")]


@app.callback()
def budstikke(
    config: Config = None,
    show_version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Looks after the mail of leader and professional networks, by each network's own mandate.

    \b
    To begin:
      budstikke init /etc/budstikke      write a configuration, with every key explained
      budstikke check                    see what is still missing
      budstikke members import list.xlsx --network nord
      budstikke tick --dry-run           see what would be sent
      budstikke run                      start

    Exit codes: 0 all is well, 1 a problem was found, 2 wrong use or input that can't be read.
    """


@app.command(short_help="Run the service.")
def run(config: Config = None) -> None:
    """Run the service: watch the mailboxes, read what comes, send what falls due, until told to stop.

    It stops by itself, cleanly, at Ctrl-C or SIGTERM. One process watches a mailbox at a time. The log goes to
    standard error, or as JSON lines to service.log_file; it holds no addresses, tokens or bodies.

    \b
    Examples:
      budstikke run
      budstikke run --config /etc/budstikke/budstikke.toml
    """
    from mailer.console import opened, rounds

    rounds.run(opened.settings(config))


@app.command(short_help="One round by hand, or what one would send.")
def tick(
    config: Config = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show what would be sent; nothing is fetched, sent or changed.")
    ] = False,
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="TIME", help="As if it were this time: «16. mars 2027 kl. 8», «2027-03-16 08:00»."
        ),
    ] = None,
) -> None:
    """Do one round by hand: fetch, decide, send. Or, with --dry-run, show what would be sent.

    Without --dry-run letters really go, also with --at. Times are Norwegian unless they have an offset; a date alone
    means 08:00.

    \b
    Examples:
      budstikke tick --dry-run
      budstikke tick --dry-run --at "16. mars 2027 kl. 8"
      budstikke tick

    Exit codes: 1 when a mailbox could not be asked, or something now waits for a person.
    """
    from mailer.console import opened, rounds

    raise typer.Exit(rounds.tick(opened.settings(config), at=at, dry_run=dry_run))


@app.command(short_help="Write a configuration to begin with.")
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to write; made if it is not there.")],
) -> None:
    """Write a commented configuration to begin with, a plan and lists of members as examples.

    Nothing is ever written over: if one of the files is there already, none is written.

    \b
    Example:
      budstikke init /etc/budstikke
    """
    from mailer.console import starting

    starting.init(folder)


@app.command(short_help="Find every problem at once.")
def check(config: Config = None) -> None:
    """Find every problem at once: configuration, mail servers, database, offices and copies; each with what to do.

    Mailboxes are opened and left again; nothing is fetched or sent.

    \b
    Example:
      budstikke check --config /etc/budstikke/budstikke.toml

    Exit codes: 1 if there is any problem.
    """
    from mailer.console import checking

    raise typer.Exit(checking.check(config))


@app.command(short_help="How the service is doing.")
def status(config: Config = None) -> None:
    """Show how the service is doing: when mailboxes were last asked, what waits to go, what waits for a person.

    \b
    Example:
      budstikke status

    Exit codes: 1 when a mailbox has been silent for ten minutes, so it can be used for monitoring.
    """
    from mailer.console import looking, opened

    raise typer.Exit(looking.status(opened.settings(config)))


@app.command(short_help="What the parsers understand of files, as JSON.")
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Mails, calendar files or documents.")],
) -> None:
    """Show what the parsers understand of files, as JSON: one object a file, one a line, in the order given.

    Reads raw mails (.eml), calendar files (.ics) and documents (.txt .docx .pdf .odt .rtf .html). Needs no
    configuration, database or network. The object's keys are explained in docs/cli.md.

    \b
    Examples:
      budstikke read answer.eml
      budstikke read minutes/*.docx | jq .kind

    Exit codes: 2 if a file can't be opened (the others are still read), else 0 whatever the files hold.
    """
    from mailer.console import reading

    raise typer.Exit(reading.read_files(files))


@app.command(short_help="Meetings, with answers and presence.")
def meetings(
    config: Config = None,
    network: MaybeNetwork = None,
    closed: Annotated[bool, typer.Option("--all", help="Closed meetings too.")] = False,
) -> None:
    """List the meetings that are not closed, with answers and presence.

    \b
    Examples:
      budstikke meetings --network nord
      budstikke meetings --all
    """
    from mailer.console import looking, opened

    raise typer.Exit(looking.meetings(opened.settings(config), network, closed=closed))


@app.command(short_help="One meeting's ledger, a line a person.")
def ledger(
    meeting: Annotated[
        str, typer.Argument(metavar="MEETING", help="A meeting's id, its beginning, or its date if that is enough.")
    ],
    config: Config = None,
) -> None:
    """Show one meeting's ledger: a line a person, with what was sent, came, was read and answered, and who met.

    Each step has its time and, in brackets, the beginning of the id of the mail or letter it came from. Looking is
    logged.

    \b
    Examples:
      budstikke ledger 4f1f62e
      budstikke ledger "16. mars 2027"
    """
    from mailer.console import looking, opened

    raise typer.Exit(looking.ledger(opened.settings(config), meeting))


# -- held


@held_app.callback(invoke_without_command=True)
def held_list(context: typer.Context, config: Config = None) -> None:
    """See and settle what waits for a person: mail that was held or put in quarantine, letters that did not arrive.

    Alone it lists them. Ids may be shortened to any beginning that is enough. Looking and settling is logged.

    \b
    Examples:
      budstikke held
      budstikke held show 3fa9
      budstikke held release 3fa9
      budstikke held done 3fa9 --why "called her, she comes"
      budstikke held export 3fa9 strange.eml

    Exit codes: 1 when something waits.
    """
    if context.invoked_subcommand is None:
        from mailer.console import held, opened

        raise typer.Exit(held.listed(opened.settings(config)))


@held_app.command("show", short_help="The text of one, and what was read from it.")
def held_show(id: HeldId, config: Config = None) -> None:
    """Show a mail's visible text, the facts read from it and the doubts; or a letter as it would go.

    \b
    Example:
      budstikke held show 3fa9
    """
    from mailer.console import held, opened

    raise typer.Exit(held.shown_in_full(opened.settings(config), id))


@held_app.command("release", short_help="Let it through, or send it.")
def held_release(id: HeldId, config: Config = None) -> None:
    """Let a mail through by your word: it is read again and taken as proven. A letter is sent, or sent again.

    \b
    Example:
      budstikke held release 3fa9

    Exit codes: 1 when the mail still waits for a person.
    """
    from mailer.console import held, opened

    raise typer.Exit(held.release(opened.settings(config), id))


@held_app.command("done", short_help="Put away what you have dealt with.")
def held_done(
    id: HeldId,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="What you did, in a few words; kept with it.")],
    config: Config = None,
) -> None:
    """Put away what you have dealt with yourself: a mail changes nothing, a letter is not sent.

    \b
    Example:
      budstikke held done 3fa9 --why "called her, she comes"
    """
    from mailer.console import held, opened

    raise typer.Exit(held.done(opened.settings(config), id, why))


@held_app.command("export", short_help="Write it to a file.")
def held_export(
    id: HeldId,
    file: Annotated[Path, typer.Argument(metavar="FILE.eml", help="A file that is not there yet.")],
    config: Config = None,
) -> None:
    """Write a mail to a file exactly as it came, or a letter as it would go.

    \b
    Example:
      budstikke held export 3fa9 strange.eml
    """
    from mailer.console import held, opened

    raise typer.Exit(held.export(opened.settings(config), id, file))


# -- members


@members_app.callback()
def members_all() -> None:
    """Lists of members: read in, shown, written out. Every person shown or changed is logged."""


@members_app.command("import", short_help="Read in a list, after showing what is new.")
def members_import(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A list as .xlsx or .csv, with a row of column names.")],
    network: NetworkId,
    config: Config = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Write without asking.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave out rows that can't be used.")] = False,
) -> None:
    """Read in a list of members: shows what is new and changed, then asks before it writes.

    Columns, in any order: Navn, E-post, Arbeidssted, Verv, Nærmeste leder, Leders e-post, Medlem siden, Målform. A row
    is known by its address. Misspelled addresses are asked about, never changed. Who is not in the list is left
    alone. An import sends no welcome letters; a mail «Nytt medlem: …» does.

    \b
    Examples:
      budstikke members import medlemmer.xlsx --network nord
      budstikke members import medlemmer.csv --network nord --skip-bad --yes

    Exit codes: 1 when rows could not be used or the answer was no (nothing is written), 2 when the list can't be read.
    """
    from mailer.console import importing, opened

    raise typer.Exit(importing.import_list(opened.settings(config), file, network, yes=yes, skip_bad=skip_bad))


@members_app.command("list", short_help="A network's members.")
def members_list(
    network: NetworkId,
    config: Config = None,
    left: Annotated[bool, typer.Option("--all", help="Also those who have left.")] = False,
) -> None:
    """Show a network's members, their offices and nearest leaders.

    \b
    Example:
      budstikke members list --network nord
    """
    from mailer.console import members, opened

    raise typer.Exit(members.listed(opened.settings(config), network, left_too=left))


@members_app.command("export", short_help="Write members to a CSV.")
def members_export(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A .csv that is not there yet.")],
    network: MaybeNetwork = None,
    config: Config = None,
) -> None:
    """Write members to a CSV that Excel opens and «members import» reads back.

    \b
    Example:
      budstikke members export medlemmer.csv --network nord
    """
    from mailer.console import members, opened

    raise typer.Exit(members.export(opened.settings(config), file, network))
