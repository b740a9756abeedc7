"""Authentication-Results (RFC 8601) as receivers write them, Microsoft 365's without an authserv-id among them.

Only the topmost field counts, and only if the configured receiver wrote it: whoever can send us mail can write any
number of such fields, but only below the receiver's own. A pass needs alignment with the From domain (RFC 7489 §3.1).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from parsers.facts import Headers

Verdict = Literal["pass", "fail", "none"]

MAX_VALUE = 16_000
MAX_RESULTS = 60
FAILS = frozenset({"fail", "hardfail"})
_METHOD = re.compile(r"\s*([a-z][a-z0-9-]{0,30})(?:\s*/\s*\d+)?\s*=\s*([a-z]{1,20})\b", re.I)
_PROPERTY = re.compile(r"([a-z][a-z0-9-]{0,30})\s*\.\s*([a-z][a-z0-9-]{0,30})\s*=\s*\"?([^\s;\"]{1,300})", re.I)
_SERVER = re.compile(r"\s*\"?([^\s;=\"]{1,255})\"?(?:\s+\d{1,3})?\s*(?:;|$)")


@dataclass(frozen=True, kw_only=True)
class Result:
    """One method's result with its properties, all in lower case: dmarc, «pass», {"header.from": "helse.no"}."""

    method: str
    result: str
    properties: Mapping[str, str]


def verdict(headers: Headers, authserv_id: str | None) -> Verdict:
    """What the configured receiver found of the sender; «none» where none is configured, or another one signed.

    `authserv_id` «topmost» trusts the topmost field whoever signed it, for Microsoft 365, which signs with no name.
    """
    domain = headers.sender.email.rpartition("@")[2] if headers.sender and not headers.sender_defect else ""
    if not headers.authentication or not domain or not authserv_id:
        return "none"
    server, results = read(headers.authentication[0])
    wanted = authserv_id.strip().lower()
    return _judged(results, domain) if wanted in ("topmost", server) else "none"


def _judged(results: tuple[Result, ...], domain: str) -> Verdict:
    """A fail of DMARC outweighs everything; else one aligned pass is enough; else two fails are a fail."""
    said = {(one.method, one.result) for one in results}
    if any(("dmarc", bad) in said or ("compauth", bad) in said for bad in FAILS):
        return "fail"
    if any(_passes(one, domain) for one in results):
        return "pass"
    both = all(any((method, bad) in said for bad in FAILS) for method in ("dkim", "spf"))
    return "fail" if both else "none"


ALIGNED_BY: Mapping[str, tuple[str, ...]] = {
    "dmarc": ("header.from",),
    "dkim": ("header.d", "header.i"),
    "spf": ("smtp.mailfrom", "smtp.mail", "envelope-from"),
}


def _passes(one: Result, domain: str) -> bool:
    names = ALIGNED_BY.get(one.method, ())
    return one.result == "pass" and any(aligned(one.properties.get(name, ""), domain) for name in names)


def aligned(found: str, domain: str) -> bool:
    """Relaxed alignment, kept simple: the same domain, or one a subdomain of the other with a dot in what is shared."""
    name = found.rpartition("@")[2].strip("<>.").lower()
    shorter, longer = sorted((name, domain.lower()), key=len)
    return shorter == longer != "" or ("." in shorter and longer.endswith("." + shorter))


def read(value: str) -> tuple[str | None, tuple[Result, ...]]:
    """The authserv-id (None where there is none) and the results of one field. Never raises; junk is passed over."""
    text = _without_comments(value[:MAX_VALUE])
    server = _SERVER.match(text) if not _METHOD.match(text) else None
    rest = text[server.end() :] if server else text
    pieces = rest.split(";")[:MAX_RESULTS]
    return (server[1].lower() if server else None), tuple(one for piece in pieces if (one := _result(piece)))


def _result(piece: str) -> Result | None:
    match = _METHOD.match(piece)
    if not match:
        return None
    found = _PROPERTY.findall(piece[match.end() :])
    first: dict[str, str] = {}
    for kind, name, said in found:
        first.setdefault(f"{kind}.{name}".lower(), said.lower())
    return Result(method=match[1].lower(), result=match[2].lower(), properties=first)


def _without_comments(text: str) -> str:
    """The text without its comments, nested ones too; semicolons inside quotes become blanks."""
    kept, depth = [], 0
    for token in re.findall(r'"(?:[^"\\]|\\.)*"?|\\.|[()]|[^"\\()]+|\\', text, re.S):
        if token == "(":
            depth += 1
        elif token == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(token.replace(";", " ") if token.startswith('"') else token)
    return "".join(kept)
