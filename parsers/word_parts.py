"""The parts of a Word package (ECMA-376 part 2): found by their relations, else by their usual names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass

from parsers.blocks import Unopened
from parsers.packed import PAPER, members, parts, tree

RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/markup-compatibility",
        b"http://schemas.openxmlformats.org/markup-compatibility/2006",
    ),
)
USUAL = re.compile(
    r"(?P<body>document\d*)|(?P<numbering>numbering)|(?P<styles>styles)|(?P<header>header\d*)|(?P<footer>footer\d*)"
)
ROLES = frozenset({"numbering", "styles", "header", "footer"})
MOST_EDGES = 12


@dataclass(frozen=True, kw_only=True)
class Parts:
    """The XML of the body, its styles and lists, and the page headers and footers."""

    body: bytes
    styles: bytes | None = None
    numbering: bytes | None = None
    headers: tuple[bytes, ...] = ()
    footers: tuple[bytes, ...] = ()


def word_parts(content: bytes) -> Parts:
    """The package's parts. Raises Unopened where it holds no Word document."""
    named = {name.lower().replace("\\", "/").lstrip("/"): name for name in members(content)}
    relations = parts(content, lambda name: name.lower().endswith(".rels"))
    main = _main(relations, named)
    roles = _by_relation(relations, named, main) or _by_name(named, main)
    wanted = {named[name] for names in roles.values() for name in names[:MOST_EDGES] if name in named}
    found = parts(content, (wanted | {named[main]}).__contains__, PAPER)
    pick = {role: tuple(_transitional(found[named[n]]) for n in names if n in named) for role, names in roles.items()}
    return Parts(
        body=_transitional(found[named[main]]),
        styles=next(iter(pick.get("styles", ())), None),
        numbering=next(iter(pick.get("numbering", ())), None),
        headers=pick.get("header", ()),
        footers=pick.get("footer", ()),
    )


def _main(relations: Mapping[str, bytes], named: Mapping[str, str]) -> str:
    """The body's name, lower case."""
    root = named.get("_rels/.rels", "")
    told = dict(_relations(relations[root], "")) if root in relations else {}
    if told.get("officeDocument") in named:
        return told["officeDocument"]
    usual = sorted(name for name in named if re.fullmatch(r"word/document\d*\.xml", name))
    if not usual:
        raise Unopened("filen er ikke et Word-dokument")
    return usual[0]


def _by_relation(relations: Mapping[str, bytes], named: Mapping[str, str], main: str) -> dict[str, list[str]]:
    folder, _, file = main.rpartition("/")
    name = named.get(f"{folder}/_rels/{file}.rels".lstrip("/"), "")
    roles: dict[str, list[str]] = {}
    for kind, target in _relations(relations[name], folder) if name in relations else ():
        if kind in ROLES:
            roles.setdefault(kind, []).append(target)
    return {role: names[:MOST_EDGES] for role, names in roles.items()}


def _by_name(named: Mapping[str, str], main: str) -> dict[str, list[str]]:
    roles: dict[str, list[str]] = {}
    folder = main.rpartition("/")[0]
    for name in sorted(named):
        match = USUAL.fullmatch(name.rpartition("/")[2].removesuffix(".xml"))
        if match and name.rpartition("/")[0] == folder:
            roles.setdefault(str(match.lastgroup), []).append(name)
    return roles


def _relations(xml: bytes, folder: str) -> list[tuple[str, str]]:
    """Each relation's kind (the last word of its type) and target, lower case."""
    found = []
    for relation in tree(xml).iter(RELATIONS):
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
        found.append((relation.get("Type", "").rpartition("/")[2], target.lstrip("/").lower()))
    return found[:2_000]


def _transitional(xml: bytes) -> bytes:
    """A Strict document's names as the Transitional ones, which the walk knows."""
    for strict, usual in STRICT:
        xml = xml.replace(strict, usual) if strict in xml[:20_000] else xml
    return xml
