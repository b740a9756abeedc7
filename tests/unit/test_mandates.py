"""The mandate files: what each paper demands is in them, in the paper's own words, and a wrong file is told of."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.document import Document, open_document
from config.mandate import Mandate
from config.mandates_read import HOUSE, read_mandate, settle_mandate

FILES = sorted(HOUSE.glob("*.toml"))
NOT_THE_PAPERS = {"reminder", "status"}


def mandate(name: str) -> Mandate:
    found = read_mandate(HOUSE / f"{name}.toml")
    assert not found.problems
    assert found.mandate
    return found.mandate


def told(folder: Path, text: str) -> list[str]:
    file = folder / "egen.toml"
    file.write_text(textwrap.dedent(text), encoding="utf-8")
    return [str(problem).replace(f"{folder}/", "") for problem in read_mandate(file).problems]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_mandate_in_the_house_reads_without_a_problem(file: Path) -> None:
    assert read_mandate(file).problems == ()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_rule_says_which_words_of_the_paper_it_rests_on(file: Path) -> None:
    document = open_document(file)
    assert isinstance(document, Document)
    rules = [(name, part) for name, value in document.data.items() for part in _tables(value)]
    assert rules
    assert [name for name, rule in rules if not rule.get("source") and name not in NOT_THE_PAPERS] == []


def _tables(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return value
    nested = isinstance(value, dict) and value and all(isinstance(part, dict) for part in value.values())
    return list(value.values()) if nested else [value] if isinstance(value, dict) else []


def test_B1_the_summons_goes_fourteen_days_ahead_with_a_read_receipt() -> None:
    summons = mandate("klb-lokal").summons
    assert summons
    assert summons.source == "innkalling blir sendt ut (med lesebekreftelse) senest 14 dager før nettverkssamling"
    assert (summons.days_before, summons.read_receipt, summons.invite) == (14, True, "in-summons")
    assert summons.margin_days >= 1


def test_B2_summons_and_minutes_are_copied_to_all_three() -> None:
    klb = mandate("klb-lokal")
    assert klb.summons and klb.minutes
    assert klb.summons.copies == klb.minutes.copies == ("parent-leader", "klb-employee", "klb")
    assert klb.contacts["klb"].email == "lindrende.behandling@helse-bergen.no"
    assert klb.contacts["klb-employee"].email is None
    assert klb.contacts["parent-leader"].title["nb"] == "leder av driftsgruppen"
    assert "med kopi til leder av driftsgruppen, KLB medarbeider for gjennomgang" in klb.minutes.copies_source


def test_B3_minutes_must_say_who_was_present_and_who_was_absent() -> None:
    minutes = mandate("klb-lokal").minutes
    assert minutes
    assert minutes.requires == ("present", "absent")
    assert minutes.source == "det skrives referat hvor det påføres hvem som er til stede og forfall"


def test_B4_absence_over_two_times_is_reported_and_what_the_paper_leaves_open_is_a_key() -> None:
    absence = mandate("klb-lokal").absence
    assert absence
    assert (absence.more_than, absence.since, absence.deputy_counts_as_absence) == (2, "joined", False)
    assert absence.source == "Sjekke deltakelse og følge opp dersom noen har fravær over to ganger"


def test_B5_changes_in_the_list_of_members_are_reported_to_klb() -> None:
    members = mandate("klb-lokal").members
    assert members
    assert members.report_to == ("klb",)


def test_B6_the_welcome_names_the_course_and_goes_to_the_nearest_leader_too() -> None:
    welcome = mandate("klb-lokal").welcome
    assert welcome
    assert (welcome.course, welcome.copies) == ("introduksjonskurs", ("manager",))


def test_B7_the_leader_is_chosen_for_two_years() -> None:
    assert [(rule.office, rule.term_years) for rule in mandate("klb-lokal").offices] == [("leader", 2)]


def test_B10_news_from_the_driftsgruppe_stands_first_on_every_agenda() -> None:
    (item,) = mandate("klb-lokal").standing_items
    assert (item.title["nb"], item.title["nn"], item.place) == (
        "Nytt fra driftsgruppen",
        "Nytt frå driftsgruppa",
        "first",
    )


def test_the_driftsgruppe_has_a_leader_and_demands_no_letters() -> None:
    drift = mandate("klb-drift")
    assert [rule.office for rule in drift.offices] == ["leader"]
    assert not any((drift.summons, drift.minutes, drift.absence, drift.members, drift.welcome))


def test_K3_K4_K5_the_nynorsk_networks_minutes_must_say_everything() -> None:
    minutes = mandate("ks-hordaland").minutes
    assert minutes
    assert minutes.requires == ("present", "absent", "date", "chair", "secretary", "agenda")
    assert minutes.owed_days_after == (7, 21)


def test_K12_the_hordaland_network_writes_nynorsk() -> None:
    assert mandate("ks-hordaland").language == "nn"


def test_a_wrong_mandate_is_told_of_at_once_with_file_line_and_key(tmp_path: Path) -> None:
    text = """
    name = "Egen"
    paper = "Vedtekter"
    language = "nn"
    [summons]
    days_before = 10
    answer_days_before = 10
    copies = ["klb", "leader", "leiar"]
    invite = "no"
    [reminder]
    days_before = 10
    [status]
    days_before = -1
    [minutes]
    source = "x"
    requires = ["present", "absence"]
    chase_days_after = [14, 7]
    [absense]
    source = "x"
    [[offices]]
    source = "x"
    office = "leiar"
    [[standing_items]]
    source = "x"
    title = { nb = "Nytt", no = "Nytt" }
    [contacts.klb]
    email = "klb@"
    """
    assert told(tmp_path, text) == [
        "egen.toml:4: language: is «nn», but standing_items[1].title has no wording in it",
        "egen.toml:5: summons.source: is missing: one line of text, not empty",
        "egen.toml:7: summons.answer_days_before: must be fewer days than days_before",
        "egen.toml:8: summons.copies[3]: is neither in contacts nor a role: «leiar»; did you mean «leader»?",
        "egen.toml:9: summons.invite: must be one of in-summons, separate, none, not «no»",
        "egen.toml:11: reminder.days_before: must be fewer days than summons.days_before",
        "egen.toml:13: status.days_before: must be a number of days, 0 to 365, not -1",
        "egen.toml:16: minutes.requires[2]: must be one of present, absent, date, chair, secretary, agenda, not "
        "«absence»",
        "egen.toml:17: minutes.chase_days_after: must be rising numbers of days, each once",
        "egen.toml:18: absense: is not a key here; did you mean «absence»?",
        "egen.toml:22: offices[1].office: must be one of leader, deputy-leader, secretary, board-member, adviser, "
        "arranger, not «leiar»",
        "egen.toml:25: standing_items[1].title.no: must be nb, nn or en, not «no»",
        "egen.toml:26: contacts.klb.name: is missing: one line of text, not empty",
        "egen.toml:27: contacts.klb.email: must be one e-mail address, as navn@kommune.no, not «klb@»",
    ]


def test_words_that_reach_a_header_can_not_hold_a_line_break(tmp_path: Path) -> None:
    (problem,) = told(tmp_path, 'name = "Egen\\r\\nBcc: a@x.no"\npaper = "x"')
    assert problem.startswith("egen.toml:1: name: must be one line of text")


NAMES = ["source", "copies", "days_before", "klb", "leader", "nb", "title", "requires", "present", "", "ø"]
PARTS = st.recursive(
    st.sampled_from(NAMES) | st.integers() | st.floats() | st.booleans() | st.dates() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)
FIELDS = [field for field in Mandate.__dataclass_fields__ if field != "id"]


@given(st.dictionaries(st.sampled_from([*FIELDS, "", "ø"]), PARTS, max_size=8))
def test_no_table_raises_and_every_problem_names_its_key(table: dict[str, Any]) -> None:
    found = settle_mandate(Document(file=Path("egen.toml"), data=table))
    assert all(problem.key and problem.expected for problem in found.problems)
