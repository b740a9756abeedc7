"""budstikke.toml: what it becomes, and that every mistake in it is told at once, with file and key."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from config.document import Document
from config.errors import Problem
from config.loading import settle
from config.measures import is_address
from config.settings import Contact, Network, Settings, load
from config.starter import starter_files
from parsers.memberlists import read_member_list
from tests.unit.keys import keys_of

PASSWORD = {"NORD": "hemmelig"}

GOOD = """
[service]
database = "sqlite:///nord.db"
operator = "drift@nett.example"
[receiver]
authserv_id = "mx.nett.example"
[mailbox.nord]
address = "nord@nett.example"
password_env = "NORD"
imap.host = "imap.nett.example"
smtp = { host = "smtp.nett.example", security = "starttls" }
[network.drift]
name = "Driftsgruppen"
mandate = "klb-drift"
mailbox = "nord"
[network.nord]
name = "Nettverksgruppe Nord"
mandate = "klb-lokal"
mailbox = "nord"
parent = "drift"
[network.nord.contacts]
klb-employee = { name = "Siv Moe", email = "siv@nett.example" }
"""


def put(folder: Path, text: str, name: str = "budstikke.toml") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def loaded(folder: Path, text: str = GOOD, environ: dict[str, str] = PASSWORD) -> Settings:
    found = load(put(folder, text), environ)
    assert isinstance(found, Settings), "\n".join(map(str, found))
    return found


def told(folder: Path, text: str, environ: dict[str, str] = PASSWORD) -> list[str]:
    found = load(put(folder, text), environ)
    assert not isinstance(found, Settings)
    return [str(problem).replace(f"{folder}/", "") for problem in found]


def swapped(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


def test_a_good_file_becomes_settings_with_ports_users_and_paths_filled_in(tmp_path: Path) -> None:
    settings = loaded(tmp_path)
    nord = settings.mailboxes["nord"]
    assert settings.database == f"sqlite:///{tmp_path}/nord.db"
    assert (nord.imap.port, nord.smtp.port, nord.smtp.security) == (993, 587, "starttls")
    assert (nord.imap.user, nord.imap.password, nord.smtp.password) == ("nord@nett.example", "hemmelig", "hemmelig")
    assert (nord.done, nord.aside, nord.poll_seconds) == ("Budstikke/Ferdig", "Budstikke/Til side", 60)
    assert settings.networks["nord"].parent == "drift"
    assert "hemmelig" not in repr(settings)


def test_a_mailboxes_address_is_kept_in_lower_case_and_its_user_as_written(tmp_path: Path) -> None:
    nord = loaded(tmp_path, swapped("nord@nett.example", "Nord@Nett.example")).mailboxes["nord"]
    assert (nord.address, nord.imap.user) == ("nord@nett.example", "Nord@Nett.example")


@pytest.mark.parametrize("text", ["a@x.no", "o'neil.b+c@x-y.example", "a@bø.no", "a@localhost", "A@X.NO"])
def test_an_address_is_one_addr_spec(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "a", "@x.no", "a@", "a@@x.no", "a b@x.no", "å@x.no", "a@x..no", ".a@x.no", "a..b@x.no", "a.@x.no"),
        *("Kari <a@x.no>", "a@x.no,b@x.no", "a@x.no\n", "a@x.no\r\nBcc: b@x.no", "a@-x.no"),
        *("a" * 65 + "@x.no", "a@" + "x" * 254),
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_network_has_every_contact_of_its_mandate_its_own_and_the_fixed(tmp_path: Path) -> None:
    network = loaded(tmp_path).networks["nord"]
    assert network.contacts["klb-employee"] == Contact(name="Siv Moe", email="siv@nett.example")
    assert network.contacts["klb"].email == "lindrende.behandling@helse-bergen.no"


def test_every_problem_is_told_at_once_with_file_line_key_and_what_is_expected(tmp_path: Path) -> None:
    text = """
    [service]
    operator = "drift"
    logfile = "x.log"
    [mailbox.nord]
    address = "nord@nett.example"
    password = "hemmelig"
    poll_seconds = "60"
    imap = { host = "imap.nett.example", security = "none" }
    [network.nord]
    name = ""
    mandate = "klb-lokalt"
    mailbox = "nor"
    language = "no"
    parent = "drift"
    """
    assert told(tmp_path, textwrap.dedent(text)) == [
        "budstikke.toml: receiver.authserv_id: is missing: the name your mail server signs Authentication-Results "
        "with, or token_suffices = true",
        "budstikke.toml:2: service.database: is missing: one line of text, not empty",
        "budstikke.toml:3: service.operator: must be one e-mail address, as navn@kommune.no, not «drift»",
        "budstikke.toml:4: service.logfile: is not a key here; did you mean «log_file»?",
        "budstikke.toml:5: mailbox.nord.smtp: is missing: a table",
        'budstikke.toml:5: mailbox.nord.password_env: is missing: how to sign in to imap (or imap.user = "")',
        "budstikke.toml:7: mailbox.nord.password: a password must not stand in this file: use password_env or "
        "password_file",
        "budstikke.toml:8: mailbox.nord.poll_seconds: must be a whole number, not «60»",
        "budstikke.toml:9: mailbox.nord.imap.security: must be tls or starttls: «imap.nett.example» is not this "
        "machine itself",
        "budstikke.toml:11: network.nord.name: must be one line of text, not empty, not «»",
        "budstikke.toml:12: network.nord.mandate: is not a mandate here: «klb-lokalt»; did you mean «klb-lokal»?",
        "budstikke.toml:13: network.nord.mailbox: is not a mailbox here; did you mean «nord»?",
        "budstikke.toml:14: network.nord.language: must be one of nb, nn, en, not «no»",
        "budstikke.toml:15: network.nord.parent: is not a network here; known here: none",
    ]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("[service", "budstikke.toml:1: not valid TOML"),
        ("[service]\ndatabase = sqlite", "budstikke.toml:2: not valid TOML"),
        ("a = " + "[" * 9000, "budstikke.toml: can't be read"),
        ("a = " + "9" * 9000, "budstikke.toml: can't be read"),
    ],
)
def test_a_file_that_is_not_toml_is_told_with_its_line(tmp_path: Path, text: str, start: str) -> None:
    (problem,) = told(tmp_path, text)
    assert problem.startswith(start)


def test_a_file_that_is_missing_or_not_utf8_is_told(tmp_path: Path) -> None:
    missing, latin = tmp_path / "nei.toml", tmp_path / "latin.toml"
    latin.write_bytes('name = "Sørvik"'.encode("latin-1"))
    assert str(load(missing, {})[0]) == f"{missing}: can't be read: No such file or directory"  # type: ignore[index]
    assert str(load(latin, {})[0]) == f"{latin}: must be saved as UTF-8 (byte 9 is not)"  # type: ignore[index]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    assert loaded(tmp_path, "\ufeff" + GOOD.replace("\n", "\r\n")) == loaded(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("imap.host = ", 'imap = { host = "10.0.0.5", security = "none" }\nold.host = ', "must be tls or starttls"),
        ('"sqlite:///nord.db"', '"mysql://x/y"', "service.database: must be sqlite:///FILE or postgresql://"),
        ('"sqlite:///nord.db"', '"postgresql://u:pw@h/d"', "service.database: must not hold a password"),
        ('parent = "drift"\n', "", "network.nord.parent: is missing: mandate klb-lokal sends copies to the leader"),
        ('parent = "drift"', 'parent = "nord"', "network.nord.parent: goes in a circle: nord → nord"),
        (
            "klb-employee = ",
            "klb-medarbeider = ",
            "contacts.klb-employee: is missing: name and email of KLB-medarbeider",
        ),
        ("klb-employee = ", "klb-employe = ", "contacts.klb-employe: is no contact of mandate klb-lokal; did you mean"),
        ("siv@nett.example", "siv@", "contacts.klb-employee.email: must be one e-mail address"),
        ("siv@nett.example", "a@x.no, b@x.no", "contacts.klb-employee.email: must be one e-mail address"),
        ('parent = "drift"', 'parent = "drift"\nlanguage = "en"', "network.nord.language: mandate klb-lokal has no"),
        ('parent = "drift"', 'parent = "drift"\nplan = "nei.toml"', "nei.toml: can't be read"),
        ('password_env = "NORD"', 'password_env = "SØR"', "must be the name of an environment variable, not «SØR»"),
        ('password_env = "NORD"', 'password_file = "nei"', "mailbox.nord.password_file: can't be read: No such file"),
        ('password_env = "NORD"', "", "mailbox.nord.password_env: is missing: how to sign in to imap (or imap.user"),
        (
            'password_env = "NORD"',
            'password_env = "NORD"\npassword_file = "x"',
            "or password_file, not both",
        ),
        ('password_env = "NORD"', 'password_env = "NORD"\ndone = "INBOX"', "must be three different folders"),
        ("imap.host = ", 'imap.ca_file = "nei.pem"\nimap.host = ', "mailbox.nord.imap.ca_file: there is no file"),
        ("[network.drift]", '[mailbox.to]\naddress = "NORD@nett.example"\n[network.drift]', "address of mailbox nord"),
        ("[network.drift]", '[network]\n[network.drift]\nplan = "~ingen-slik/x"', "must be the path of a file"),
        ("[network.drift]", "[network.Drift]", "network.Drift: must be lower-case letters a-z, digits and hyphens"),
        ("[network.drift]", "[limits]\nparse_seconds = nan\n[network.drift]", "limits.parse_seconds: must be seconds"),
        ("[network.drift]", "[limits]\nmail_bytes = true\n[network.drift]", "must be a whole number, not true"),
        ('authserv_id = "mx.nett.example"', "", "receiver.authserv_id: is missing"),
        ("[receiver]", "[reciever]", "reciever: is not a key here; did you mean «receiver»?"),
        ("[network.drift]", '[mailbox.nord.oauth]\nclient_id="x"\ntoken_url="http://x.no"\n[network.drift]', "https"),
    ],
)
def test_each_mistake_is_told_in_its_place(tmp_path: Path, old: str, new: str, expected: str) -> None:
    assert expected in "\n".join(told(tmp_path, swapped(old, new)))


def test_parents_in_a_circle_are_told_for_each(tmp_path: Path) -> None:
    text = swapped('mandate = "klb-drift"', 'mandate = "klb-drift"\nparent = "nord"')
    assert [problem.split(": ", 1)[1] for problem in told(tmp_path, text)] == [
        "network.drift.parent: goes in a circle: drift → nord → drift",
        "network.nord.parent: goes in a circle: nord → drift → nord",
    ]


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.8.8.8", "::1", "[::1]"])
def test_promise_15_tls_can_be_off_for_loopback_only(tmp_path: Path, host: str) -> None:
    text = swapped('imap.host = "imap.nett.example"', f'imap = {{ host = "{host}", port = 4143, security = "none" }}')
    assert loaded(tmp_path, text).mailboxes["nord"].imap.port == 4143


@pytest.mark.parametrize("host", ["0.0.0.0", "localhost.evil.example", "128.0.0.1", "imap.nett.example", "::2"])
def test_promise_15_tls_can_not_be_off_for_any_other_address(tmp_path: Path, host: str) -> None:
    text = swapped('imap.host = "imap.nett.example"', f'imap = {{ host = "{host}", security = "none" }}')
    assert "must be tls or starttls" in told(tmp_path, text)[0]


def test_a_password_comes_from_the_environment_and_its_lack_is_told(tmp_path: Path) -> None:
    for environ in ({}, {"NORD": ""}):
        assert told(tmp_path, GOOD, environ) == ["budstikke.toml:9: mailbox.nord.password_env: NORD is not set"]


def test_a_password_file_must_be_closed_to_others(tmp_path: Path) -> None:
    secret = put(tmp_path, "hemmelig\n", "nord.password")
    text = swapped('password_env = "NORD"', 'password_file = "nord.password"')
    secret.chmod(0o644)
    assert "everyone on this machine can read or change it: chmod 600" in told(tmp_path, text)[0]
    secret.chmod(0o600)
    assert loaded(tmp_path, text).mailboxes["nord"].imap.password == "hemmelig"
    secret.write_text("\n")
    assert "the file is empty" in told(tmp_path, text)[0]


def test_a_server_may_have_its_own_password_or_no_signing_in(tmp_path: Path) -> None:
    text = swapped('security = "starttls" }', 'user = "" }').replace(
        "imap.host", 'imap.password_env = "IMAP"\nimap.host'
    )
    nord = loaded(tmp_path, text, {"NORD": "felles", "IMAP": "egen"}).mailboxes["nord"]
    assert (nord.imap.password, nord.smtp.user, nord.smtp.password) == ("egen", None, None)


def test_oauth_takes_the_place_of_a_password(tmp_path: Path) -> None:
    oauth = '[mailbox.nord.oauth]\ntoken_url = "https://x.example/t"\nclient_id = "id"\nclient_secret_env = "S"\n'
    text = swapped('password_env = "NORD"\n', "").replace("[network.drift]", f"{oauth}[network.drift]")
    nord = loaded(tmp_path, text, {"S": "hemmelig"}).mailboxes["nord"]
    assert nord.oauth and nord.oauth.client_secret == "hemmelig"
    assert nord.oauth.scope == "https://outlook.office365.com/.default"
    assert nord.imap.password is None
    both = GOOD.replace("[network.drift]", f"{oauth}[network.drift]")
    assert "give oauth or a password, not both" in told(tmp_path, both, {"S": "x", "NORD": "y"})[0]


def test_postgresql_is_reached_through_psycopg(tmp_path: Path) -> None:
    settings = loaded(tmp_path, swapped("sqlite:///nord.db", "postgresql://budstikke@db/budstikke?sslmode=verify-full"))
    assert settings.database == "postgresql+psycopg://budstikke@db/budstikke?sslmode=verify-full"


def with_plan(folder: Path, plan: str) -> str:
    put(folder, plan, "plan.toml")
    return swapped('parent = "drift"', 'parent = "drift"\nplan = "plan.toml"')


def test_a_plan_becomes_planned_meetings_keyed_by_date(tmp_path: Path) -> None:
    plan = """
    [[meeting]]
    date = 2026-06-16
    start = "10:00"
    end = 14:00:00
    place = "Fjellet"
    agenda = ["Smertekartlegging", "Eventuelt"]
    [[meeting]]
    key = "host"
    date = "2026-09-16"
    start = "09.30"
    end = "11:00"
    form = "digital"
    """
    first, second = loaded(tmp_path, with_plan(tmp_path, textwrap.dedent(plan))).networks["nord"].plan
    assert (first.key, first.date, first.start, first.end) == (
        "2026-06-16",
        dt.date(2026, 6, 16),
        dt.time(10),
        dt.time(14),
    )
    assert (first.agenda, first.form) == (("Smertekartlegging", "Eventuelt"), "physical")
    assert (second.key, second.start, second.form) == ("host", dt.time(9, 30), "digital")


def test_a_plans_mistakes_are_told_with_file_line_and_meeting(tmp_path: Path) -> None:
    plan = """
    [[meeting]]
    date = 2026-06-16
    start = "10:00"
    end = "09:00"
    [[meeting]]
    date = 2026-06-16T10:00:00
    start = "kl. 10"
    [[meeting]]
    date = 2026-06-16
    start = "10:00"
    end = "14:00"
    sted = "Fjellet"
    form = "fysisk"
    """
    assert told(tmp_path, with_plan(tmp_path, textwrap.dedent(plan))) == [
        "plan.toml:5: meeting[1].end: must be later than start, the same day",
        'plan.toml:6: meeting[2].end: is missing: a clock time, as "10:00"',
        "plan.toml:7: meeting[2].date: must be a date, as 2026-06-16, not 2026-06-16 10:00:00",
        'plan.toml:8: meeting[2].start: must be a clock time, as "10:00", not «kl. 10»',
        "plan.toml:9: meeting[3].key: two meetings are called «2026-06-16»: give each a key of its own",
        "plan.toml:13: meeting[3].sted: is not a key here; known here: key, date, start, end, title, place, "
        "online, form, arranger, agenda",
        "plan.toml:14: meeting[3].form: must be physical, digital or hybrid, not «fysisk»",
    ]


def test_a_mandate_beside_the_configuration_goes_before_the_houses_own(tmp_path: Path) -> None:
    put(tmp_path, 'name = "Vår egen"\npaper = "Vedtekter"\n', "mandates/klb-drift.toml")
    networks = loaded(tmp_path).networks
    assert (networks["drift"].mandate.name, networks["nord"].mandate.id) == ("Vår egen", "klb-lokal")


def test_a_mandate_shared_by_two_networks_is_told_of_once(tmp_path: Path) -> None:
    put(tmp_path, 'name = "Vår egen"\n', "mandates/egen.toml")
    text = GOOD.replace('"klb-drift"', '"egen"').replace('"klb-lokal"', '"egen"')
    found = [problem for problem in told(tmp_path, text) if problem.startswith("mandates/egen.toml")]
    assert found == ["mandates/egen.toml: paper: is missing: one line of text, not empty"]


def starter(folder: Path) -> Path:
    for name, text in starter_files().items():
        put(folder, text, name)
    return folder / "budstikke.toml"


def test_the_starter_lacks_only_its_password(tmp_path: Path) -> None:
    (problem,) = load(starter(tmp_path), {})  # type: ignore[misc]
    assert (problem.key, problem.expected) == ("mailbox.nord.password_env", "BUDSTIKKE_NORD_PASSWORD is not set")
    settings = load(starter(tmp_path), {"BUDSTIKKE_NORD_PASSWORD": "x"})
    assert isinstance(settings, Settings)
    nord = settings.networks["nord"]
    assert isinstance(nord, Network)
    assert (len(nord.plan), nord.rehearsal) == (3, "sekretaer@nettverk.example")


def test_the_starter_shows_every_key_with_its_default() -> None:
    text = re.sub(r"(?m)^#(?=\S)", "", starter_files()["budstikke.toml"])
    shown = dict(_leaves(tomllib.loads(text)))
    known = {re.sub(r"\.ID\b", ".nord", key): default for key, default in written_keys()}
    known = {key.replace("contacts.nord", "contacts.klb-employee"): value for key, value in known.items()}
    others = {key for key in shown if key.startswith("network.drift.")}
    assert shown.keys() - others == known.keys()


def test_the_starters_lists_of_members_read_without_a_question() -> None:
    lists = {name: text for name, text in starter_files().items() if name.endswith(".csv")}
    found = {name: read_member_list(name, text.encode()) for name, text in lists.items()}
    assert {name: len(one.rows) for name, one in found.items()} == {"medlemmer-drift.csv": 1, "medlemmer-nord.csv": 3}
    assert not any(one.problems for one in found.values())


def written_keys() -> list[tuple[str, str]]:
    from config.written import Written

    return list(keys_of(Written))


def _leaves(table: dict[str, Any], way: str = "") -> list[tuple[str, Any]]:
    parts = ((f"{way}{key}", value) for key, value in table.items())
    return [
        leaf
        for key, value in parts
        for leaf in (_leaves(value, f"{key}.") if isinstance(value, dict) else [(key, value)])
    ]


KEYS = sorted({step for key, _ in written_keys() for step in key.split(".")} | {"nord", "drift", "x y", "", "ø"})
PLAIN = (
    st.sampled_from(
        ["", "nord", "klb-lokal", "a@x.no", "tls", "none", "10:00", "~ingen/x", "sqlite:///x", "\ud800", "\x00"]
    )
    | st.integers()
    | st.floats()
    | st.booleans()
    | st.dates()
    | st.times()
    | st.datetimes()
    | st.text(max_size=400)
)
TABLES = st.recursive(
    PLAIN,
    lambda inner: st.dictionaries(st.sampled_from(KEYS), inner, max_size=6) | st.lists(inner, max_size=3),
    max_leaves=30,
)


@given(st.dictionaries(st.sampled_from(KEYS), TABLES, max_size=8))
@example({"service": {"database": 0xFFFF**2000}})
@example({"network": {"a": {"parent": "a", "contacts": [], "plan": "x" * 5000, "mandate": "klb-lokal"}}})
@example({"mailbox": {"a": {"imap": {"host": "x", "ca_file": "y" * 5000}, "smtp": 3, "oauth": []}}})
def test_no_table_raises_and_every_problem_names_file_and_key(table: dict[str, Any]) -> None:
    found = settle(Document(file=Path("budstikke.toml"), data=table), {})
    assert isinstance(found, tuple) and found
    assert all(isinstance(problem, Problem) and problem.file.name and str(problem) for problem in found)
    assert all(problem.key for problem in found if problem.file.name == "budstikke.toml")


@given(st.data())
def test_any_one_key_of_a_good_file_gone_wrong_never_raises(data: st.DataObject) -> None:
    table = tomllib.loads(GOOD)
    keys = data.draw(st.sampled_from([key for key, _ in _leaves(table)]))
    *way, last = keys.split(".")
    inner = table
    for step in way:
        inner = inner[step]
    inner[last] = data.draw(TABLES)
    found = settle(Document(file=Path("budstikke.toml"), data=table), PASSWORD)
    assert isinstance(found, Settings) or all(problem.key for problem in found)


@given(st.text(max_size=300))
def test_no_text_raises(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_text(text, encoding="utf-8")
    assert isinstance(load(path, {}), tuple)
