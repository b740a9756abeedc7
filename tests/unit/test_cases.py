"""Every case folder, with LF and with CRLF line ends: what `budstikke read` says of input.* is what expected.json says.

expected.json gives the keys that matter; keys it does not name are not compared, lists are compared whole.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from parsers.reading import as_json, read_file

CASES = Path(__file__).parent.parent / "cases"
FOLDERS = sorted(path.parent for path in CASES.glob("*/*/expected.json"))
TEXTS = {".eml", ".ics", ".txt", ".html"}
LINE_ENDS = {"LF": b"\n", "CRLF": b"\r\n"}


def input_of(folder: Path) -> Path:
    (found,) = folder.glob("input.*")
    return found


def with_line_ends(path: Path, line_end: bytes) -> bytes:
    content = path.read_bytes()
    return content.replace(b"\r\n", b"\n").replace(b"\n", line_end) if path.suffix in TEXTS else content


def differences(expected: Any, got: Any, path: str = "") -> list[str]:
    """Where `got` does not hold what `expected` names."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return [line for key in expected for line in differences(expected[key], got.get(key), f"{path}.{key}")]
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        pairs = enumerate(zip(expected, got, strict=True))
        return [line for n, (one, other) in pairs for line in differences(one, other, f"{path}[{n}]")]
    return [] if expected == got else [f"{path}: expected {expected!r}, got {got!r}"]


def test_there_are_cases() -> None:
    assert FOLDERS, f"no case folder under {CASES}"


@pytest.mark.parametrize("line_end", LINE_ENDS.values(), ids=LINE_ENDS.keys())
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_case(folder: Path, line_end: bytes) -> None:
    source = input_of(folder)
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    got = json.loads(json.dumps(as_json(source.name, read_file(source.name, with_line_ends(source, line_end)))))
    assert expected, "an expected.json that names nothing tests nothing"
    assert not differences(expected, got)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}/{folder.name}")
def test_case_says_why(folder: Path) -> None:
    assert (folder / "why.md").read_text("utf-8").strip()
