"""The documentation and the code say the same: every key, every default, every example."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from config.document import Document
from config.mandate import Mandate
from config.mandates_read import HOUSE, settle_mandate
from config.settings import Settings, load
from config.starter import starter_files
from config.written import Written, WrittenPlan
from parsers.memberlists import read_member_list
from tests.unit.keys import REQUIRED, keys_of

DOCS = Path(__file__).parents[2] / "docs"
ROW = re.compile(r"^\| `([a-zA-Z_.]+)` \| `?([^|`]+)`? \|", re.M)
BLOCK = re.compile(r"```toml\n(.*?)```", re.S)
LINK = re.compile(r"\]\(([^)#:]+)\)")


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "known"),
    [
        ("settings.md", [*keys_of(Written), *keys_of(WrittenPlan)]),
        ("mandate.md", [*keys_of(Mandate, besides=("id",))]),
    ],
)
def test_every_key_is_documented_with_its_default_and_every_documented_key_exists(
    page: str, known: list[tuple[str, str]]
) -> None:
    said = ROW.findall(text(page))
    assert len(said) == len(dict(said)), "a key is documented twice"
    assert dict(said) == dict(known)
    assert len(known) > 30
    assert REQUIRED in dict(known).values()


def test_every_mandate_in_the_house_is_named() -> None:
    assert {f"`{file.stem}`" for file in HOUSE.glob("*.toml")} <= set(re.findall(r"`[a-z-]+`", text("mandate.md")))


def test_the_worked_example_is_a_mandate_and_a_network_that_load(tmp_path: Path) -> None:
    mandate, network = BLOCK.findall(text("mandate.md"))
    read = settle_mandate(Document(file=Path("fagnettverk.toml"), data=tomllib.loads(mandate), text=mandate))
    assert read.problems == ()
    for name, content in starter_files().items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    (tmp_path / "mandates").mkdir()
    (tmp_path / "mandates" / "fagnettverk.toml").write_text(mandate, encoding="utf-8")
    with (tmp_path / "budstikke.toml").open("a", encoding="utf-8") as file:
        file.write(network)
    settings = load(tmp_path / "budstikke.toml", {"BUDSTIKKE_NORD_PASSWORD": "x"})
    assert isinstance(settings, Settings), "\n".join(map(str, settings))
    assert settings.networks["sor"].contacts["adviser-trust"].name == "Anne Berg"


def test_the_secretarys_example_list_reads_without_a_question() -> None:
    rows = [
        line.strip("| ").split(" | ")
        for line in text("for-sekretaeren.md").splitlines()
        if "E-post | " in line or "@nordvik.example | " in line
    ]
    found = read_member_list("liste.csv", "\n".join(";".join(row) for row in rows).encode())
    assert [(row.name, row.office) for row in found.rows] == [("Inger Dale", "leader")]
    assert found.problems == ()


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        assert (page.parent / link).exists(), link
