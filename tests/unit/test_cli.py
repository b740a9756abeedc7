"""The command line, each command run for real: on SQLite files, the embedded mail server, and as its own process."""

from __future__ import annotations

import csv
import datetime as dt
import json
import logging
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from string import Formatter

import openpyxl
import pytest
import structlog
import typer
from sqlalchemy import text
from typer.testing import CliRunner, Result

from config.settings import Settings, load
from config.starter import starter_files
from db import errors as store_errors
from db.records import LetterState, MailState, fingerprint
from db.store import Store
from mailer.cli import app
from mailer.console import errors as console_errors
from mailer.console import logs, opened
from mailer.console.advice import advice_for, advised
from mailer.console.logs import masked
from mailer.console.show import visible
from mailer.console.times import instant
from mailer.wire import errors as wire_errors
from tests import people
from tests.people import Human
from tests.servers.embedded import Embedded
from tests.servers.ground import until
from tests.servers.receiver import failed
from tests.unit.invented import letter

ADDRESS, PASSWORD = "nettverk@vestfjord.test", "hemmelig"
ROOT = Path(__file__).resolve().parents[2]
NOBODY = 65534
NOW = dt.datetime(2026, 11, 22, 9, tzinfo=dt.UTC)
INGER = Human(name="Inger Dale", email="inger@vestfjord.test")
NILS = Human(name="Nils Aune", email="nils@annet.test")
LIST = """Navn;E-post;Arbeidssted;Verv;Nærmeste leder;Leders e-post;Medlem siden
Inger Dale;inger@vestfjord.test;Nordvik;Leder;Åse Berg;ase@nordvik.test;01.09.2025
Tor Lie;tor@vestfjord.test;Fjordvik;Sekretær;;;01.09.2025
Berit Hove;berit@vestfjord.test;Sundet;;;;15.01.2026
"""
CONFIG = """
[service]
database = "sqlite:///b.db"
operator = "drift@vestfjord.test"
log_file = "b.log"
[receiver]
authserv_id = "mx.budstikke.test"
[mailbox.nord]
address = "nettverk@vestfjord.test"
password_env = "NORD_PASSWORD"
imap = {{ host = "127.0.0.1", port = {imap}, security = "none" }}
smtp = {{ host = "127.0.0.1", port = {smtp}, security = "none" }}
[network.nord]
name = "Nettverksgruppe Nord"
mandate = "klb-lokal"
mailbox = "nord"
parent = "drift"
plan = "plan.toml"
[network.nord.contacts]
klb-employee = {{ name = "Mona Fjeld", email = "mona@vestfjord.test" }}
klb = {{ name = "KLB", email = "klb@vestfjord.test" }}
[network.drift]
name = "Driftsgruppen"
mandate = "klb-drift"
mailbox = "nord"
"""
PLAN = """[[meeting]]
date = 2027-03-16
start = "10:00"
end = "14:00"
title = "Vårsamling"
place = "Nordvik sykehjem"
"""


@dataclass(frozen=True, kw_only=True)
class Site:
    """A configured service in a folder."""

    folder: Path
    post: Embedded | None = None

    @property
    def config(self) -> Path:
        return self.folder / "budstikke.toml"

    def run(self, *args: object, say: str | None = None) -> Result:
        """A command in this process. Whatever it is given, it never ends in a traceback."""
        result = CliRunner().invoke(app, [str(arg) for arg in args], input=say, prog_name="budstikke")
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    def ok(self, *args: object, say: str | None = None) -> str:
        result = self.run(*args, say=say)
        assert result.exit_code == 0, result.output
        return result.stdout

    def store(self) -> Store:
        return Store.open(f"sqlite:///{self.folder}/b.db")

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def peopled(self) -> Site:
        self.ok("members", "import", self.file("nord.csv", LIST), "-n", "nord", "--yes")
        drift = self.file("drift.csv", "Navn;E-post;Verv\nGro Vik;gro@vestfjord.test;Leder\n")
        self.ok("members", "import", drift, "-n", "drift", "--yes")
        return self

    def deliver(self, human: Human, subject: str, body: str, **but: object) -> None:
        raw = people.new_mail(human, ADDRESS, subject, body, NOW)
        assert self.post
        self.post.deliver(raw, sender=human.email, recipient=ADDRESS, **but)  # type: ignore[arg-type]


def rows(output: str) -> list[list[str]]:
    """The cells of what a command printed in a pipe."""
    return [line.split("\t") for line in output.splitlines() if "\t" in line]


@pytest.fixture(autouse=True)
def log_as_before() -> Iterator[None]:
    """The log is the whole process's: put it back."""
    root, hook = logging.getLogger(), threading.excepthook
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], threading.excepthook = handlers, hook
    root.setLevel(level)
    structlog.reset_defaults()


def _site(folder: Path, imap: int, smtp: int, monkeypatch: pytest.MonkeyPatch, post: Embedded | None = None) -> Site:
    site = Site(folder=folder, post=post)
    site.file("budstikke.toml", CONFIG.format(imap=imap, smtp=smtp))
    site.file("plan.toml", PLAN)
    monkeypatch.setenv("NORD_PASSWORD", PASSWORD)
    monkeypatch.setenv("BUDSTIKKE_CONFIG", str(site.config))
    monkeypatch.chdir(folder)
    return site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A service whose mail servers do not answer."""
    return _site(tmp_path, 1, 1, monkeypatch)


@pytest.fixture
def live(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, embedded: Embedded) -> Site:
    """A service on a mail server that answers."""
    return _site(tmp_path, embedded.imap_port, embedded.smtp_port, monkeypatch, embedded)


# -- help and wrong use

COMMANDS = ("", "run", "tick", "init", "check", "status", "read", "meetings", "ledger", "held", "held show")
MORE = ("held release", "held done", "held export", "members", "members import", "members list", "members export")


@pytest.mark.parametrize("command", (*COMMANDS, *MORE))
def test_every_command_says_what_it_does_with_an_example(site: Site, command: str) -> None:
    said = site.ok(*command.split(), "--help")
    assert f"budstikke {command}".strip() in said
    assert command in ("", "members") or "Example" in said
    assert max(map(len, said.splitlines())) <= 90


MISUSE: Sequence[tuple[str, int, str]] = (
    ("--config nowhere.toml status", 2, "--config FILE"),
    ("status --config broken.toml", 2, "not valid TOML"),
    ("tick --config broken.toml", 2, "broken.toml:1"),
    ("status --config .", 2, "directory"),
    ("status --config latin.toml", 2, "UTF-8"),
    ("tick --dry-run --at whenever", 2, "«16. mars 2027 kl. 8»"),
    ("tick --dry-run --at 31.2.2027", 2, "is not a time"),
    ("tick --dry-run --at 2027-03-16T99:00", 2, "is not a time"),
    ("members import nowhere.csv -n nord", 2, "No such file"),
    ("members import . -n nord", 2, "Name a file"),
    ("members import unreadable.xlsx -n nord", 2, "could not be read"),
    ("members import empty.csv -n nord", 2, "could not be read"),
    ("members import plan.toml -n nord", 2, "could not be read"),
    ("members import nord.csv -n sør", 2, "there are: nord, drift"),
    ("members list -n sør", 2, "no network"),
    ("members export nord.csv", 2, "nothing is ever written over"),
    ("members export no/folder.csv", 2, "No such file"),
    ("meetings -n sør", 2, "no network"),
    ("ledger nosuch", 2, "budstikke meetings"),
    ("ledger %", 2, "No meeting"),
    ("held show zzz", 2, "budstikke held"),
    ("held show %", 2, "No mail or letter"),
    ("held release zzz", 2, "No mail or letter"),
    ("held done zzz --why x", 2, "No mail or letter"),
    ("held export zzz x.eml", 2, "No mail or letter"),
    ("held done zzz", 2, "--why"),
    ("init .", 2, "Nothing is ever written over"),
    ("init plan.toml", 2, "Already there: plan.toml"),
    ("read", 2, "FILE"),
    ("read nowhere.eml", 2, "No such file"),
    ("nonsense", 2, "No such command"),
    ("check --config nowhere.toml", 2, "no configuration"),
)


@pytest.mark.parametrize(("line", "code", "words"), MISUSE, ids=[line for line, _, _ in MISUSE])
def test_bad_input_is_told_in_words_with_its_exit_code(site: Site, line: str, code: int, words: str) -> None:
    site.file("broken.toml", "[service\n")
    site.file("latin.toml", "# æ".encode("latin-1"))
    site.file("unreadable.xlsx", b"PK\x03\x04 not really")
    site.file("empty.csv", "")
    site.file("nord.csv", LIST)
    result = site.run(*line.split())
    assert result.exit_code == code, result.output
    assert words in " ".join(result.output.split())


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user who may do little; root, who may do everything, becomes one for a while."""
    was = os.geteuid()
    os.seteuid(NOBODY if was == 0 else was)
    try:
        yield
    finally:
        os.seteuid(was)


def test_a_file_without_permission_is_told_in_words(site: Site) -> None:
    locked = site.file("x.eml", "")
    assert (site.run("read", locked).exit_code, site.run("init", "first").exit_code) == (0, 0)
    locked.chmod(0)
    site.folder.chmod(0o500)
    with as_nobody():
        results = [site.run("read", locked), site.run("init", "second")]
    site.folder.chmod(0o700)
    assert all(result.exit_code == 2 and "Permission denied" in result.stderr for result in results)


def test_a_database_that_is_none_is_told_in_words(site: Site) -> None:
    site.file("b.db", "this is no database " * 100)
    for command in ("status", "held", "meetings"):
        result = site.run(command)
        assert (result.exit_code, "service.database" in result.output) == (1, True)


def test_a_broken_configuration_tells_every_problem_at_once(site: Site) -> None:
    text = site.config.read_text().replace('mandate = "klb-lokal"', 'mandate = "klb-lokalt"').replace("drift@", "drift")
    site.file("budstikke.toml", text)
    result = site.run("status")
    assert result.exit_code == 2
    assert "service.operator" in result.stderr and "did you mean «klb-lokal»?" in result.stderr


def test_config_is_found_before_or_after_the_command_and_the_last_word_wins(site: Site, tmp_path: Path) -> None:
    assert site.run("--config", "nowhere.toml", "status", "--config", site.config).exit_code == 1
    assert site.run("held", "--config", "nowhere.toml", "show", "x", "--config", site.config).stderr.startswith(
        "No mail"
    )


def _all_errors(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _all_errors(below)


def _filled(kind: type[Exception]) -> Callable[[], Exception]:
    """An error made with every detail its words ask for."""
    names = {name for _, name, _, _ in Formatter().parse(kind.__doc__ or "") if name}
    return lambda: kind(**dict.fromkeys(names, "x"))


def test_a_fault_of_ours_is_told_without_repeating_what_may_be_from_a_mail(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(typer.Exit) as left:
        advised(lambda: {}["ola@nordvik.test"])  # type: ignore[index]
    said = capsys.readouterr().err
    assert left.value.exit_code == 1 and "fault in Budstikke (KeyError)" in said and "@" not in said


def test_every_error_of_store_wire_and_console_becomes_advice() -> None:
    found = [*_all_errors(store_errors.StoreError), *_all_errors(wire_errors.WireError)]
    told = [advice_for(kind()) for kind in (*map(_filled, found), FileNotFoundError, PermissionError)]
    assert all(advice and advice.what and advice.code in (1, 2) for advice in told)
    assert advice_for(console_errors.BadTime(text="x")) and advice_for(ZeroDivisionError()) is None


# -- init


def test_init_writes_once_and_says_the_next_three_steps(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    said = site.ok("init", site.folder / "etc" / "new")
    assert {file.name for file in (site.folder / "etc" / "new").iterdir()} == set(starter_files())
    assert all(step in said for step in ("1. ", "2. ", "3. ", "budstikke check", "members import", "budstikke run"))
    monkeypatch.setenv("BUDSTIKKE_NORD_PASSWORD", "x")
    assert isinstance(load(site.folder / "etc" / "new" / "budstikke.toml", os.environ), Settings)


def test_init_leaves_everything_alone_when_one_file_is_there(site: Site) -> None:
    mine = site.folder / "new"
    mine.mkdir()
    (mine / "plan-nord.toml").write_text("mine")
    assert site.run("init", mine).exit_code == 2
    assert [file.name for file in mine.iterdir()] == ["plan-nord.toml"]
    assert (mine / "plan-nord.toml").read_text() == "mine"


# -- check


def test_check_is_quiet_when_all_is_well(live: Site) -> None:
    said = live.peopled().ok("check")
    assert "All is well." in said and not [row for row in rows(said) if row[0] == "PROBLEM"]
    assert {row[1] for row in rows(said) if row[0] == "ok"} >= {"configuration", "mailbox nord", "database"}


def test_check_tells_configuration_and_connection_at_once(live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    live.file("budstikke.toml", live.config.read_text().replace('"klb-lokal"', '"klb-lokalt"'))
    monkeypatch.setenv("NORD_PASSWORD", "feil")
    result = live.run("check")
    problems = [row for row in rows(result.stdout) if row[0] == "PROBLEM"]
    assert result.exit_code == 1 and all(row[3] for row in problems)
    assert "budstikke.toml:15" in problems[0][1] and "klb-lokal" in problems[0][2]
    assert [row[2][:5] for row in problems[1:]] == ["IMAP:", "SMTP:"]


def test_check_tells_of_servers_that_do_not_answer(site: Site) -> None:
    result = site.peopled().run("check")
    assert [row[2][:5] for row in rows(result.stdout) if row[0] == "PROBLEM"] == ["IMAP:", "SMTP:"]
    assert "2 problems." in result.stdout and result.exit_code == 1


def test_check_makes_no_database_and_says_what_makes_it(live: Site) -> None:
    result = live.run("check")
    assert result.exit_code == 1 and "budstikke members import" in result.stdout
    assert not (live.folder / "b.db").exists()


def test_a_database_of_a_newer_budstikke_is_told_in_words(live: Site) -> None:
    store = live.peopled().store()
    with store.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer Budstikke" in live.run("check").stdout
    result = live.run("status")
    assert result.exit_code == 1 and "newer Budstikke" in result.stderr


def test_check_tells_an_empty_database_from_a_ready_one(live: Site) -> None:
    live.file("b.db", b"")
    assert "is empty" in live.run("check").stdout
    live.run("status")
    assert "is empty" not in live.run("check").stdout


VACANT = (
    ("Navn;E-post\nOla Lie;ola@vestfjord.test\n", ("has no leader", "has no secretary", "leder av driftsgruppen")),
    ("Navn;E-post;Verv\nOla Lie;ola@vestfjord.test;Leder\n", ("has no secretary", "leder av driftsgruppen")),
)


@pytest.mark.parametrize(("members", "told"), VACANT)
def test_check_finds_offices_and_copies_nobody_stands_behind(live: Site, members: str, told: tuple[str, ...]) -> None:
    live.ok("members", "import", live.file("few.csv", members), "-n", "nord", "-y")
    problems = [row for row in rows(live.run("check").stdout) if row[0] == "PROBLEM" and row[1] == "network nord"]
    assert len(problems) == len(told)
    assert all(word in row[2] and row[3] for word, row in zip(told, problems, strict=True))


def test_check_finds_a_name_no_mail_is_signed_with(live: Site) -> None:
    live.peopled().deliver(NILS, "Hei", "Hei")
    live.run("tick")
    assert "stands in the newest mails" in live.ok("check")
    live.file("budstikke.toml", live.config.read_text().replace("mx.budstikke.test", "mx.other.test"))
    problems = [row for row in rows(live.run("check").stdout) if row[0] == "PROBLEM"]
    assert [row[1] for row in problems] == ["proof of senders"] and "mx.budstikke.test" in problems[0][3]


def test_check_refuses_an_operator_who_is_the_mailbox(live: Site) -> None:
    live.peopled().file("budstikke.toml", live.config.read_text().replace("drift@vestfjord.test", ADDRESS))
    assert [row[1] for row in rows(live.run("check").stdout) if row[0] == "PROBLEM"] == ["operator"]


# -- members


def test_an_import_shows_asks_and_writes_by_the_ids_of_the_rules(site: Site) -> None:
    said = site.ok("members", "import", site.file("a.csv", LIST), "-n", "nord", say="y\n")
    assert "3 new, 0 changed, 0 unchanged" in said and "no welcome letters" in said
    store = site.store()
    records = store.records("nord")
    assert set(records.people) == {fingerprint("person", f"{n}@vestfjord.test") for n in ("inger", "tor", "berit")}
    inger = next(m for m in records.memberships if m.office == "leader")
    assert (inger.manager_email, inger.joined) == ("ase@nordvik.test", dt.date(2025, 9, 1))
    assert records.news == () and store.wake_at("nord") is not None


@pytest.mark.parametrize(("answer", "code"), [("n\n", 1), ("", 2)])
def test_nothing_is_written_without_a_yes(site: Site, answer: str, code: int) -> None:
    result = site.run("members", "import", site.file("a.csv", LIST), "-n", "nord", say=answer)
    assert result.exit_code == code and "Nothing was written" in result.output
    assert site.store().records("nord").memberships == ()


def test_an_import_again_tells_only_what_changed_and_leaves_others_alone(site: Site) -> None:
    site.peopled()
    second = LIST.replace("Fjordvik;Sekretær", "Sundet;").replace("Sundet;;;;15", "Sundet;Sekretær;;;15")
    second = second.replace("Inger Dale;inger@vestfjord.test;Nordvik;Leder", "Siv Moe;siv@vestfjord.test;;Leder")
    said = site.ok("members", "import", site.file("b.csv", second), "-n", "nord", "--yes")
    assert "1 new, 2 changed, 0 unchanged" in said and "Not in the list, and left as they are: Inger Dale" in said
    assert "office: secretary → –" in said and "More than one leader after this" in said
    known = site.store().records("nord")
    offices = {known.people[m.person].name: m.office for m in known.memberships}
    assert offices == {"Inger Dale": "leader", "Siv Moe": "leader", "Tor Lie": None, "Berit Hove": "secretary"}
    assert "There is nothing to write." in site.ok("members", "import", "b.csv", "-n", "nord")


def test_an_empty_cell_erases_nothing(site: Site) -> None:
    site.peopled()
    thin = "Navn;E-post\nInger Dale;inger@vestfjord.test\n"
    assert "0 new, 0 changed, 1 unchanged" in site.ok("members", "import", site.file("t.csv", thin), "-n", "nord", "-y")


def test_an_office_that_can_not_be_read_takes_nobodys_office_away(site: Site) -> None:
    site.peopled()
    odd = "Navn;E-post;Verv\nTor Lie;tor@vestfjord.test;Sjef\nInger Dale;inger@vestfjord.test;Leder\n"
    said = site.ok("members", "import", site.file("odd.csv", odd), "-n", "nord", "-y")
    assert "«Sjef»" in said and "0 new, 0 changed, 2 unchanged" in said


def test_bad_rows_stop_the_import_unless_they_are_left_out(site: Site) -> None:
    bad = site.file("bad.csv", LIST + "Uten Adresse;;;;;;\nTo Like;inger@vestfjord.test;;;;;\n")
    result = site.run("members", "import", bad, "-n", "nord", "--yes")
    assert result.exit_code == 1 and site.store().records("nord").memberships == ()
    assert [row[0] for row in rows(result.stdout) if row[3] == "left out"] == ["5", "6"]
    site.ok("members", "import", bad, "-n", "nord", "--yes", "--skip-bad")
    assert len(site.store().records("nord").memberships) == 3


def test_a_misspelled_address_is_asked_about_and_never_changed(site: Site) -> None:
    wrong = site.file("w.csv", "Navn;E-post\nOla Lie;ola@askoy.komune.no\n")
    said = site.ok("members", "import", wrong, "-n", "nord", "--yes")
    assert "Row 2: is ola@askoy.komune.no right? It may be ola@askoy.kommune.no." in said
    assert site.store().person_by_email("ola@askoy.komune.no")


def test_a_spreadsheet_is_read_as_well(site: Site) -> None:
    book = openpyxl.Workbook()
    for cells in csv.reader(LIST.splitlines(), delimiter=";"):
        book.active.append(cells)  # type: ignore[union-attr]
    book.save(site.folder / "list.xlsx")
    assert "3 new" in site.ok("members", "import", "list.xlsx", "-n", "nord", "--yes")


def test_promise_16_every_person_shown_written_or_exported_is_logged(site: Site) -> None:
    site.peopled()
    site.ok("members", "list", "-n", "nord")
    site.ok("members", "export", "ut.csv")
    lines = site.store().accesses(100, fingerprint("person", INGER.email))
    assert [line.action for line in lines] == ["members.export", "members.list", "members.import"]
    assert all(line.actor.startswith("cli:") and "@" not in line.detail for line in lines)


def test_an_exported_list_reads_back_as_it_was_and_holds_no_formula(site: Site) -> None:
    site.peopled()
    evil = site.file("e.csv", "Navn;E-post;Arbeidssted\n=HYPERLINK(1);evil@vestfjord.test;@SUM(A1)\n")
    site.ok("members", "import", evil, "-n", "nord", "-y")
    site.ok("members", "export", "ut.csv", "-n", "nord")
    text = (site.folder / "ut.csv").read_text(encoding="utf-8-sig")
    assert ";'=HYPERLINK(1);" in text and ";'@SUM(A1);" in text
    back = site.file("back.csv", "\n".join(line for line in text.splitlines() if "evil" not in line))
    assert "0 new, 0 changed, 3 unchanged" in site.ok("members", "import", back, "-n", "nord")


def test_members_are_listed_by_network(site: Site) -> None:
    site.peopled()
    assert {row[0] for row in rows(site.ok("members", "list", "-n", "nord"))} == {
        "NAME",
        "Inger Dale",
        "Tor Lie",
        "Berit Hove",
    }
    assert [row[0] for row in rows(site.ok("members", "list", "-n", "drift"))] == ["NAME", "Gro Vik"]


# -- tick


def _dump(site: Site) -> list[str]:
    with site.store().reading() as connection:
        return list(connection.connection.iterdump())  # type: ignore[attr-defined]


def test_a_dry_run_says_who_gets_what_and_changes_nothing(live: Site) -> None:
    live.peopled().ok("tick", "--at", "2027-02-22 08:00")
    live.deliver(NILS, "Hei", "Hei")
    before = _dump(live)
    said = live.ok("tick", "--dry-run", "--at", "1. mars 2027 kl. 8")
    summoned = {row[1] for row in rows(said) if row[2] == "summons"}
    assert summoned == {"inger@vestfjord.test", "tor@vestfjord.test", "berit@vestfjord.test"}
    assert {row[1] for row in rows(said) if row[2] == "summons (copy)"} == {
        "gro@vestfjord.test",
        "mona@vestfjord.test",
        "klb@vestfjord.test",
    }
    assert {tuple(row[3:]) for row in rows(said) if row[2] == "summons"} == {
        ("Vårsamling, 2027-03-16", "nord", "2027-03-01 08:00")
    }
    assert _dump(live) == before
    assert live.post and not live.post.received("tor@vestfjord.test")


def test_a_dry_run_shows_what_already_waits_in_the_outbox(site: Site) -> None:
    site.peopled().store().commit(letters=[letter("l" * 24, mailbox="nord")])
    said = site.ok("tick", "--dry-run")
    assert [row[:3] for row in rows(said)[1:]] == [["Siv Moe", "siv@nordvik.example", "summons"]]


def test_a_tick_sends_and_says_so(live: Site) -> None:
    live.peopled().ok("tick", "--at", "2027-02-22 08:00")
    live.run("tick", "--at", "2027-03-01 08:00")
    assert live.post and len(live.post.received("tor@vestfjord.test")) == 1
    said = live.ok("meetings", "-n", "nord")
    assert [row[2:6] for row in rows(said)[1:]] == [["Vårsamling", "Nordvik sykehjem", "summoned", "nord"]]


def test_a_tick_that_cannot_reach_its_mailbox_says_so(site: Site) -> None:
    result = site.peopled().run("tick")
    assert result.exit_code == 1 and "Mailbox nord could not be asked" in result.stdout


def test_promise_16_the_log_is_json_lines_without_addresses_or_tokens(live: Site) -> None:
    live.peopled().deliver(NILS, "Hei", "Ring meg på ola@nordvik.test")
    assert live.post
    live.post.refuse[NILS.email] = f"550 5.1.1 <{NILS.email}> has no mailbox"
    live.run("tick")
    lines = [json.loads(line) for line in (live.folder / "b.log").read_text().splitlines()]
    assert {line["event"] for line in lines} >= {"mail.settled", "letter.refused"}
    assert all(line["level"] and line["timestamp"] for line in lines)
    assert "@" not in (live.folder / "b.log").read_text()


TIMES = (
    ("2027-03-16 08:00", "2027-03-16T07:00"),
    ("2027-07-16T08:00", "2027-07-16T06:00"),
    ("2027-03-16T08:00+00:00", "2027-03-16T08:00"),
    ("2027-03-16T08:00Z", "2027-03-16T08:00"),
    ("2027-03-16", "2027-03-16T07:00"),
    ("16. mars 2027", "2027-03-16T07:00"),
    ("16. mars 2027 kl. 9", "2027-03-16T08:00"),
    ("16.3.2027 kl. 09.30", "2027-03-16T08:30"),
    ("tirsdag 16. mars kl. 14", "2027-03-16T13:00"),
)


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_times_are_norwegian_or_iso(text: str, expected: str) -> None:
    assert instant(text, NOW) == dt.datetime.fromisoformat(expected).replace(tzinfo=dt.UTC)


@pytest.mark.parametrize(
    "text", ["", "x", "8", "16. mars 2027 x9", "1. mars og 2. mars 2027", "0001-01-01T00:00", "32.1.2027"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(console_errors.BadTime):
        instant(text, NOW)


# -- held


def _held(live: Site) -> str:
    """A mail that was held since its sender could not be proven; its id."""
    live.peopled().ok("tick", "--at", "2026-11-22 10:00")
    live.deliver(INGER, "Møte: 4. mai 2027 kl. 10–14, Nordvik", "Hilsen Inger\n", verdict=failed)
    live.run("tick", "--at", "2026-11-22 10:05")
    return live.store().mails((MailState.HELD,), 10)[0].id


def test_held_is_listed_with_what_to_do(live: Site) -> None:
    assert "Nothing waits" in live.ok("held")
    held = _held(live)
    result = live.run("held")
    assert result.exit_code == 1
    assert [(row[0], row[3], bool(row[6])) for row in rows(result.stdout)[1:]] == [(held[:10], INGER.email, True)]


def test_held_show_gives_text_facts_and_logs_that_it_was_seen(live: Site) -> None:
    held = _held(live)
    said = live.ok("held", "show", held[:6])
    assert all(word in said for word in ("Hilsen Inger", "Møte: 4. mai", "What was read:", "summons", "2027-05-04"))
    assert live.store().accesses(1, held)[0].action == "held.show"


def test_held_release_lets_a_mail_through_by_the_operators_word(live: Site) -> None:
    held = _held(live)
    assert "is now applied" in live.ok("held", "release", held[:8])
    assert {m.starts.date() for m in live.store().records("nord").meetings} >= {dt.date(2027, 5, 4)}
    again = live.run("held", "release", held[:8])
    assert again.exit_code == 2 and "waits for nobody: it is applied" in again.stderr


def test_held_release_says_when_a_mail_still_waits(live: Site) -> None:
    live.peopled().deliver(NILS, "Hei", "Hei")
    live.run("tick")
    result = live.run("held", "release", live.store().mails((MailState.HELD,), 1)[0].id)
    assert result.exit_code == 1 and "is now held" in result.stdout


def test_held_done_puts_a_mail_away_with_the_reason(live: Site) -> None:
    held = _held(live)
    live.ok("held", "done", held, "--why", "ringte henne")
    mail = live.store().mail(held)
    assert mail and (mail.state, mail.reason) == (MailState.IGNORED, "ringte henne")
    assert "Nothing waits" in live.ok("held")


def test_held_export_gives_the_bytes_as_they_came_and_overwrites_nothing(live: Site) -> None:
    held = _held(live)
    live.ok("held", "export", held[:8], "ut.eml")
    assert (live.folder / "ut.eml").read_bytes() == live.store().raw(held)
    assert live.run("held", "export", held[:8], "ut.eml").exit_code == 2


@pytest.mark.parametrize(("command", "state"), [("release", LetterState.QUEUED), ("done", LetterState.STOPPED)])
def test_a_refused_letter_is_shown_and_sent_again_or_dropped(live: Site, command: str, state: LetterState) -> None:
    live.peopled().ok("tick", "--at", "2027-02-22 08:00")
    assert live.post
    live.post.refuse["tor@vestfjord.test"] = "550 5.1.1 no such user"
    live.run("tick", "--at", "2027-03-01 08:00")
    refused = live.store().letters((LetterState.REFUSED,), 10)[0]
    said = live.ok("held", "show", refused.id[:8])
    assert "Innkalling: Nettverksgruppe Nord" in said and "no such user" in said
    live.ok("held", "export", refused.id[:8], "letter.eml")
    assert b"To: " in (live.folder / "letter.eml").read_bytes()
    live.ok("held", command, refused.id[:8], *(("--why", "ny adresse") if command == "done" else ()))
    assert getattr(live.store().letter(refused.id), "state", None) == state


def test_an_id_that_begins_more_than_one_is_asked_about(site: Site) -> None:
    site.peopled()
    same = [letter(f"ab{n}" + "a" * 20, mailbox="nord", state=LetterState.REFUSED) for n in (2, 3)]
    site.store().commit(letters=[replace(one, key=one.id) for one in same])
    result = site.run("held", "done", "ab", "--why", "x")
    assert result.exit_code == 2 and "more than one" in result.stderr and "ab2" in result.stderr
    site.ok("held", "done", "AB2", "--why", "x")


def test_promise_12_nothing_from_a_mail_reaches_the_terminal_as_control(live: Site) -> None:
    evil = Human(name="Nils\x1b[31m", email="nils@annet.test")
    live.peopled().deliver(evil, "Hei \x1b[2J\u202eabc [bold]x[/bold]", "Tekst \x1b]0;eid\x07 \x9b31m\n")
    live.run("tick")
    held = live.store().mails((MailState.HELD,), 1)[0].id
    for said in (live.run("held").output, live.run("held", "show", held).output, live.run("tick").output):
        assert not set(said) & {"\x1b", "\x07", "\x9b", "\u202e"}
    assert "[bold]x[/bold]" in live.run("held").output


def test_visible_keeps_lines_only_where_asked() -> None:
    assert visible("a\nb\tc\u2028d\r\n\x00e") == "a b c d e"
    assert visible("a\n\tb\x1b[1m\u200f\u2029c", lines=True) == "a\n\tb[1m\nc"


def test_everything_logged_is_masked() -> None:
    token = "abcdefghij234567abcdefgh"
    event = {"why": f"550 <ola@x.no>: {token}", "list": ["a@b.c"], "n": 5, "id": "født 01019012480"}
    said = masked(None, "info", event)
    assert said["why"] == "550 <[address]>: [token]" and said["list"] == ["[address]"] and said["n"] == 5


def test_a_fault_in_the_log_tells_where_and_not_what_a_mail_said(site: Site) -> None:
    logs.begin(opened.settings(None))
    try:
        {}["ola@nordvik.test"]  # type: ignore[index]
    except KeyError:
        structlog.get_logger().exception("tick.failed")
    structlog.get_logger().error("thread.failed", exc_info=store_errors.Unavailable(why="gone"))
    logging.getLogger("apscheduler").warning("missed %s", "ola@nordvik.test")
    first, second, third = map(json.loads, (site.folder / "b.log").read_text().splitlines())
    assert first["exception"][0] == "KeyError" and "test_cli.py:" in first["exception"][1]
    assert second["exception"] == [f"Unavailable: {store_errors.Unavailable(why='gone')}"]
    assert (third["event"], third["logger"], third["level"]) == ("missed [address]", "apscheduler", "warning")


def test_in_a_terminal_tables_keep_within_80_columns(live: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    _held(live)
    for name, value in {"FORCE_COLOR": "1", "COLUMNS": "80", "TERM": "xterm"}.items():
        monkeypatch.setenv(name, value)
    for command in ("held", "check", "status", "meetings", "members list -n nord", "tick --dry-run --at 2027-03-01"):
        said = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", live.run(*command.split()).stdout)
        assert "──" in said and "\t" not in said
        assert max(len(line.rstrip()) for line in said.splitlines()) <= 80


# -- ledger and status


def test_the_ledger_gives_each_step_with_time_and_source(live: Site) -> None:
    live.peopled().ok("tick", "--at", "2027-02-22 08:00")
    live.run("tick", "--at", "2027-03-01 08:00")
    assert live.post
    summons = live.post.received("tor@vestfjord.test")[0]
    tor = Human(name="Tor Lie", email="tor@vestfjord.test")
    live.post.deliver(people.button(tor, summons, "ACCEPTED", NOW), sender=tor.email, recipient=ADDRESS)
    live.run("tick", "--at", "2027-03-02 08:00")
    meeting = rows(live.ok("meetings"))[1]
    assert "1 accepted" in meeting[6]
    for named in (meeting[0], meeting[0][:4], "2027-03-16", "16. mars 2027"):
        lines = {row[0]: row for row in rows(live.ok("ledger", named))}
        assert lines["Tor Lie"][2].startswith("sent 2027-03-01 08:00 [") and lines["Tor Lie"][6] == "accepted"
        assert lines["Inger Dale"][6] == ""
    assert live.store().accesses(1, fingerprint("person", tor.email))[0].action == "ledger"


def test_status_tells_of_silence_queue_and_held(live: Site) -> None:
    result = live.run("status")
    assert result.exit_code == 1 and ["nord", "never", "SILENT"] in rows(result.stdout)
    live.peopled().deliver(NILS, "Hei", "Hei")
    live.run("tick")
    said = live.ok("status")
    assert "Waiting for a person: 1 mail, 0 letters" in said
    # The word to Nils; from eight o'clock on the operator's alarm too.
    assert re.search(r"Sent the last hour: [12] of", said)


# -- read: no configuration, and as a process of its own


def spawn(*args: object, cwd: Path, **env: str) -> subprocess.CompletedProcess[bytes]:
    known = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **env}
    argv = [sys.executable, "-m", "mailer", *map(str, args)]
    return subprocess.run(argv, cwd=cwd, env=known, capture_output=True, timeout=120)


MAIL = "From: Ola Lie <ola@nordvik.test>\r\nTo: n@x.test\r\nSubject: Sv: Innkalling\r\nMessage-ID: <1@x>\r\n\r\n{}\r\n"


def test_read_prints_one_object_a_file_in_the_order_given(tmp_path: Path) -> None:
    site = Site(folder=tmp_path)
    names = [f"{n}.eml" for n in (3, 1, 2)]
    for name in names:
        site.file(name, MAIL.format("Eg kjem ikkje. \ud83d".encode("utf-8", "replace").decode()))
    done = spawn("read", names[0], "nowhere.eml", *names[1:], tmp_path, cwd=tmp_path, LC_ALL="C")
    assert done.returncode == 2 and b"Traceback" not in done.stderr
    assert b"nowhere.eml: No such file" in done.stderr and b"Is a directory" in done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["file"] for one in found] == names
    assert all(set(one) >= {"file", "message_id", "from", "kind", "facts", "doubts"} for one in found)
    assert found[0]["from"] == {"name": "Ola Lie", "email": "ola@nordvik.test"} and found[0]["message_id"] == "1@x"


HOSTILE: Sequence[tuple[str, bytes]] = (
    ("empty.eml", b""),
    ("nul.eml", b"\0" * 5000),
    (
        "deep.eml",
        b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\nContent-Type: message/rfc822\r\n\r\n" * 3000,
    ),
    ("params.eml", b"From: a@b.c\r\nContent-Type: text/plain" + b";" * 40_000 + b"\r\n\r\nx"),
    ("words.eml", b"From: a@b.c\r\nSubject: " + b"=?utf-8?q?a?= " * 40_000 + b"\r\n\r\nx"),
    ("zip.docx", b"PK\x03\x04" + b"\xff" * 2000),
    ("bad.pdf", b"%PDF-1.7\n" + b"<<" * 20_000),
    ("bad.ics", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n" * 1000),
    ("odd\udcff.eml", MAIL.format("ja").encode()),
)


def test_promise_14_read_survives_hostile_files_and_exits_0(tmp_path: Path) -> None:
    for name, content in HOSTILE:
        (tmp_path / name).write_bytes(content)
    done = spawn("read", *(name for name, _ in HOSTILE), cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == len(HOSTILE)


def test_read_leaves_quietly_when_its_reader_does(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_text(MAIL.format("ja " * 20_000))
    command = f"{sys.executable} -m mailer read {'a.eml ' * 20} | head -c 10"
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, shell=True, cwd=tmp_path, env=env, capture_output=True, timeout=120)
    assert len(done.stdout) == 10 and b"Traceback" not in done.stderr


def test_commands_run_as_a_process_without_a_traceback(site: Site) -> None:
    env = {"BUDSTIKKE_CONFIG": str(site.config), "NORD_PASSWORD": PASSWORD}
    for args, code in ((("status",), 1), (("held",), 0), (("tick", "--at", "x"), 2), ((), 2)):
        done = spawn(*args, cwd=site.folder, **env)
        assert (done.returncode, b"Traceback" in done.stderr) == (code, False), done.stderr


# -- run


def test_run_watches_logs_refuses_a_twin_and_stops_at_sigterm(live: Site) -> None:
    live.peopled()
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    argv = [sys.executable, "-m", "mailer", "run"]
    with subprocess.Popen(argv, cwd=live.folder, env=env, stderr=subprocess.PIPE, stdout=subprocess.PIPE) as service:
        try:
            log = live.folder / "b.log"
            until(lambda: log.exists() and "daemon.started" in log.read_text(), seconds=60, what="the start")
            live.deliver(NILS, "Hei", "Hei")
            until(lambda: "mail.settled" in log.read_text(), seconds=60, what="the mail to be settled")
            for command in ("run", "tick"):
                twin = live.run(command)
                assert twin.exit_code == 1 and "already watched" in twin.stderr and "stop" in twin.stderr
        finally:
            service.send_signal(signal.SIGTERM)
        assert service.wait(timeout=60) == 0
        assert service.stderr and b"Traceback" not in service.stderr.read()
    assert all(json.loads(line)["event"] for line in log.read_text().splitlines())
    assert "@" not in log.read_text()


def test_run_with_a_broken_configuration_says_why_and_leaves(site: Site) -> None:
    site.file("budstikke.toml", site.config.read_text().replace("[network.drift]", "[network.Drift!]"))
    assert site.run("run").exit_code == 2


# -- the manual


@pytest.mark.parametrize("command", (*COMMANDS, *MORE))
def test_every_command_and_option_stands_in_the_manual(site: Site, command: str) -> None:
    manual = (ROOT / "docs" / "cli.md").read_text()
    options = set(re.findall(r"--[a-z-]+", site.ok(*command.split(), "--help"))) - {"--help", "--version"}
    assert command in manual and not {option for option in options if option not in manual}
