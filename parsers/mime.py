"""Any bytes as an opened mail (RFC 5322, 2045–2049), in time bounded by caps and without an exception.

The standard library's parser is quadratic in header parameters and recursive in depth; this one cuts fields before it
looks into them, walks multiparts by their boundary lines, and says in `defect` which cap a mail went over.
"""

from __future__ import annotations

import binascii
import quopri
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from parsers import headers as head
from parsers import tnef
from parsers.facts import Doubt, Fact, Headers
from parsers.headers import RawHeaders
from parsers.markup import html_text, tidy

__all__ = ["OpenMail", "Part", "Recognised", "attachments", "html_text", "open_mail"]

MAX_MAIL = 60_000_000
MAX_HEADER_BLOCK = 1_000_000
MAX_FIELD = 64_000
MAX_FIELDS = 1_000
MAX_PARTS = 200
MAX_DEPTH = 20
MAX_TEXT = 2_000_000
MAX_BODY = 400_000

_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_NO_BASE64 = re.compile(rb"\s{0,100}+[\w+/=-]{0,76}(?:[;:, ]|\xc3.)[\w ;:,.=-]")  # plain words under a false label
_SAVED_MAIL = (".eml",)
READABLE = frozenset({"text/plain", "text/enriched", "text/markdown", ""})
MAILS = frozenset({"message/rfc822", "message/global", "message/rfc2822", "message/news"})


@dataclass(frozen=True, kw_only=True)
class Part:
    """One leaf of the MIME tree; `content` is transfer-decoded, `path` counts from 1 («1.2»).

    A forwarded mail (message/rfc822) is a leaf here and an OpenMail in `forwarded`. `headers` are the part's own.
    """

    content_type: str
    params: Mapping[str, str]
    filename: str | None
    disposition: str | None
    content: bytes
    path: str
    headers: RawHeaders = ()

    def text(self, most: int = MAX_TEXT) -> str:
        """Declared charset → UTF-8 → Windows-1252 with replacement; NUL and lone surrogates stripped; LF lines.

        At most the first `most` bytes are read.
        """
        text = head.decode(self.content[:most], self.params.get("charset"))
        return text.replace("\r\n", "\n").replace("\r", "\n")


@dataclass(frozen=True, kw_only=True)
class OpenMail:
    """A mail ready for the recognisers.

    `text` is the body a person sees: text/plain, else HTML made readable. `raw_headers` are unfolded, not decoded.
    `winmail` is what Outlook hid in winmail.dat; its attachments stand among `parts`.
    `defect` says in plain Norwegian which limit the mail went over; its parts past that limit are missing.
    """

    headers: Headers
    raw_headers: RawHeaders
    text: str
    html: str | None
    parts: tuple[Part, ...]
    forwarded: tuple[OpenMail, ...] = ()
    winmail: tnef.Tnef | None = None
    defect: str | None = None

    def header(self, name: str) -> str | None:
        """The topmost field of that name, unfolded, encoded words left as they stand."""
        return head.first(self.raw_headers, name)


@dataclass(frozen=True, kw_only=True)
class Recognised:
    """What a recogniser made of a mail it knows: facts in order, and what it would not guess."""

    facts: tuple[Fact, ...]
    doubts: tuple[Doubt, ...] = ()


@dataclass
class _Budget:
    parts: int = MAX_PARTS
    defect: str | None = None

    def over(self, reason: str) -> None:
        self.defect = self.defect or reason


@dataclass
class _Tree:
    """What one mail's walk gathers; `bodies` are (plain, html) pairs in reading order."""

    budget: _Budget
    parts: list[Part] = field(default_factory=list)
    forwarded: list[OpenMail] = field(default_factory=list)
    winmail: tnef.Tnef | None = None


_Bodies = list[tuple[str, str]]


def open_mail(raw: bytes) -> OpenMail:
    """`raw` as an opened mail: never raises, linear in its size, capped in header size, parts, depth and text."""
    budget = _Budget()
    if len(raw) > MAX_MAIL:
        budget.over("Brevet er for stort til å leses.")
    return _open(raw[:MAX_MAIL], budget, 0)


def attachments(raw: bytes) -> tuple[Part, ...]:
    """The documents a person attached: named parts, and others that are neither shown text nor calendar nor pictures
    in the text; forwarded mails' documents come last."""
    return _attached(open_mail(raw))


def _attached(mail: OpenMail) -> tuple[Part, ...]:
    own = tuple(part for part in mail.parts if is_document(part))
    return own + tuple(part for inner in mail.forwarded for part in _attached(inner))


NO_DOCUMENTS = ("multipart/", "message/", "image/", "text/calendar", "application/ics", "application/pgp", "audio/")
SIGNATURES = frozenset({"application/pkcs7-signature", "application/x-pkcs7-signature"})


WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})


def is_document(part: Part) -> bool:
    """Whether the part is a document a person attached, not the mail's own text or trimmings."""
    if not part.content or part.content_type.startswith(NO_DOCUMENTS) or part.content_type in SIGNATURES:
        return False
    if tnef.is_tnef(part.content) or part.content_type in WINMAIL:
        return False
    named = part.filename is not None and not part.filename.lower().endswith((".eml", ".ics", ".vcf", ".asc", ".p7s"))
    shown = part.content_type.startswith("text/") and part.disposition != "attachment"
    return named or (not shown and part.content_type.startswith("application/") and part.filename is None)


def _open(raw: bytes, budget: _Budget, depth: int) -> OpenMail:
    fields, body = _split(raw, budget)
    tree = _Tree(budget)
    bodies = _walk(fields, body, tree, depth, "1", "text/plain")
    text = tidy("\n".join(words for words, _ in bodies if words.strip())[:MAX_BODY]) or _hidden(tree.winmail)
    html = "\n".join(markup for _, markup in bodies if markup)
    return OpenMail(
        headers=head.summary(fields),
        raw_headers=fields,
        text=text,
        html=html or None,
        parts=tuple(tree.parts),
        forwarded=tuple(tree.forwarded),
        winmail=tree.winmail,
        defect=budget.defect,
    )


def _hidden(winmail: tnef.Tnef | None) -> str:
    """The words of a mail that has none but in winmail.dat."""
    body = winmail.body[:MAX_BODY] if winmail else ""
    return tidy(html_text(body) if body.lstrip()[:1] == "<" else body.replace("\r\n", "\n"))


def _split(raw: bytes, budget: _Budget) -> tuple[RawHeaders, bytes]:
    """The fields and the body. A first line that is no field means there are no fields."""
    raw = raw.lstrip(b"\r\n") if raw[:1] in b"\r\n" else raw
    if b"\n" not in raw[:MAX_HEADER_BLOCK] and b"\r" in raw[:MAX_HEADER_BLOCK]:
        raw = raw.replace(b"\r", b"\n")
    blank = _BLANK_LINE.search(raw, 0, MAX_HEADER_BLOCK)
    end = blank.start() if blank else min(len(raw), MAX_HEADER_BLOCK)
    if not blank and len(raw) > MAX_HEADER_BLOCK:
        budget.over("Brevhodet er for stort til å leses.")
    lines = raw[:end].split(b"\n")
    return _fields(lines, raw, budget) if lines else ((), raw)


def _fields(lines: list[bytes], raw: bytes, budget: _Budget) -> tuple[RawHeaders, bytes]:
    found: list[tuple[str, list[bytes]]] = []
    at = 0
    for line in lines:
        if line[:1] in (b" ", b"\t") and found:
            found[-1][1].append(line)
        elif line.startswith((b"From ", b">From ")):
            pass
        elif match := _FIELD.match(line):
            found.append((match[1].decode("ascii"), [line]))
        else:
            return _unfolded(found, budget), raw[at:]
        at += len(line) + 1
        if len(found) > MAX_FIELDS:
            budget.over("Brevhodet har for mange felter.")
            break
    return _unfolded(found, budget), _after_blank(raw, at)


def _after_blank(raw: bytes, at: int) -> bytes:
    rest = raw[at:]
    return rest[2:] if rest[:2] == b"\r\n" else rest[1:] if rest[:1] == b"\n" else rest


def _unfolded(found: list[tuple[str, list[bytes]]], budget: _Budget) -> RawHeaders:
    return tuple((name, _value(lines, budget)) for name, lines in found)


def _value(lines: list[bytes], budget: _Budget) -> str:
    joined = lines[0] if len(lines) == 1 else b"".join(line.rstrip(b"\r") for line in lines)
    if len(joined) > MAX_FIELD:
        budget.over("Et felt i brevhodet er for langt.")
    return head.decode(joined[:MAX_FIELD], None).split(":", 1)[-1].strip()


def _walk(fields: RawHeaders, body: bytes, tree: _Tree, depth: int, path: str, default: str) -> _Bodies:
    kind, params = head.params(head.first(fields, "Content-Type") or "")
    kind = kind if re.fullmatch(r"[\w.+-]+/[\w.+-]+", kind) else default
    boundary = params.get("boundary")
    if kind.startswith("multipart/") and boundary:
        children = _children(body, boundary, tree.budget)
        if children and depth < MAX_DEPTH:
            return _multipart(kind, children, tree, depth + 1, path)
        if children:
            tree.budget.over("Brevet har for mange lag.")
            return []
    kind = "text/plain" if kind.startswith("multipart/") else kind
    return _leaf(kind, params, fields, body, tree, depth, path)


def _multipart(kind: str, children: list[bytes], tree: _Tree, depth: int, path: str) -> _Bodies:
    default = "message/rfc822" if kind == "multipart/digest" else "text/plain"
    read = [
        _walk(*_split_part(child, tree.budget), tree, depth, f"{path}.{number}", default)
        for number, child in enumerate(children, 1)
    ]
    if kind == "multipart/alternative":
        return _best(read)
    if kind == "multipart/report":
        return read[0]
    return [body for bodies in read for body in bodies]


def _best(read: list[_Bodies]) -> _Bodies:
    """The first version with words of its own, and the HTML of whichever has it."""
    texts = [[text for text, html in bodies if text.strip() and not html] for bodies in read]
    markup = [body for bodies in read for body in bodies if body[1]]
    plain = next((text for text in texts if text), None)
    if plain is None:
        return markup[:1]
    return [*((text, "") for text in plain), *(("", html) for _, html in markup[:1])]


def _split_part(child: bytes, budget: _Budget) -> tuple[RawHeaders, bytes]:
    starts_blank = child[:1] == b"\n" or child[:2] == b"\r\n"
    return ((), _after_blank(child, 0)) if starts_blank else _split(child, budget)


def _children(body: bytes, boundary: str, budget: _Budget) -> list[bytes]:
    """The pieces between boundary lines (RFC 2046 §5.1.1); a missing last line is forgiven."""
    marker = re.compile(rb"^--" + re.escape(boundary.encode("utf-8", "replace")) + rb"(--)?[ \t]{0,100}\r?$", re.M)
    pieces: list[bytes] = []
    start: int | None = None
    for match in marker.finditer(body):
        if start is not None:
            pieces.append(_without_break(body[start : match.start()]))
        start = None if match[1] else match.end() + 1
        budget.parts -= start is not None
        if match[1] or budget.parts < 0:
            break
    if budget.parts < 0:
        budget.over("Brevet har for mange deler.")
    elif start is not None:
        pieces.append(body[start:])
    return pieces


def _without_break(piece: bytes) -> bytes:
    return piece[:-2] if piece.endswith(b"\r\n") else piece[:-1] if piece.endswith(b"\n") else piece


def _leaf(
    kind: str, params: Mapping[str, str], fields: RawHeaders, body: bytes, tree: _Tree, depth: int, path: str
) -> _Bodies:
    content = _decoded(body, (head.first(fields, "Content-Transfer-Encoding") or "").strip().lower())
    disposition, more = head.params(head.first(fields, "Content-Disposition") or "")
    name = more.get("filename") or params.get("name") or None
    part = Part(
        content_type=kind,
        params=params,
        filename=name,
        disposition=disposition or None,
        content=content,
        path=path,
        headers=fields,
    )
    tree.parts.append(part)
    if kind in MAILS or (name or "").lower().endswith(_SAVED_MAIL):
        _forward(content, tree, depth)
    if tnef.is_tnef(content):
        _unpack(content, tree, path)
        return []
    return _bodies(part)


def _unpack(content: bytes, tree: _Tree, path: str) -> None:
    """The files in a winmail.dat, as parts of the mail below its own path."""
    winmail = tnef.read(content)
    tree.winmail = tree.winmail or winmail
    for number, file in enumerate(winmail.attachments, 1):
        tree.budget.parts -= 1
        if tree.budget.parts < 0:
            tree.budget.over("Brevet har for mange deler.")
            return
        kind, params = head.params(file.content_type or "application/octet-stream")
        tree.parts.append(
            Part(
                content_type=kind,
                params=params,
                filename=file.name,
                disposition="attachment",
                content=file.content,
                path=f"{path}.{number}",
            )
        )


def _forward(content: bytes, tree: _Tree, depth: int) -> None:
    tree.budget.parts -= 1
    if depth >= MAX_DEPTH or tree.budget.parts < 0:
        tree.budget.over("Brevet har for mange lag.")
    else:
        tree.forwarded.append(_open(content, tree.budget, depth + 1))


def _bodies(part: Part) -> _Bodies:
    if part.disposition == "attachment" or (part.filename and part.disposition != "inline"):
        return []
    if part.content_type in READABLE:
        return [(_flowed(part), "")]
    if part.content_type == "text/html":
        markup = part.text()
        return [(html_text(markup), markup)]
    return []


def _flowed(part: Part) -> str:
    """The part's text, soft line breaks of format=flowed taken away (RFC 3676 §4); quotes keep their lines."""
    text = part.text()
    if part.params.get("format", "").lower() != "flowed":
        return text
    lines: list[str] = []
    soft = False
    for line in text.split("\n"):
        line = line[1:] if line.startswith(" ") else line
        if soft and lines and not line.startswith(">"):
            lines[-1] += line
        else:
            lines.append(line)
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
    return "\n".join(lines)


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "base64":
        return body if _NO_BASE64.match(body) else head.from_base64(body)
    if encoding == "quoted-printable":
        return quopri.decodestring(body)
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudecoded(body)
    return body


def _uudecoded(body: bytes) -> bytes:
    lines = body.split(b"\n")
    begin = next((n for n, line in enumerate(lines) if line.startswith(b"begin ")), None)
    found: list[bytes] = []
    for line in lines[begin + 1 :] if begin is not None else []:
        if line.strip() == b"end":
            break
        try:
            found.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(found) or body
