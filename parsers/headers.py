"""Header fields of mail as it really is (RFC 5322, 2047, 2231): every reader here is linear and never raises.

Fields arrive as text that is already cut to a sane length (see mime.py). Addresses are read from the raw field and
their names decoded afterwards, so that an encoded word can never become an address.
"""

from __future__ import annotations

import binascii
import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from urllib.parse import unquote_to_bytes

from parsers.facts import Address, Headers

RawHeaders = tuple[tuple[str, str], ...]

NO_PARAMS: Mapping[str, str] = MappingProxyType({})
MAX_NAME = 2_000
MAX_ADDRESSES = 2_000
MAX_REFERENCES = 200
NOT_TEXT = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "utf_7", "utf7"})
AS_WINDOWS = frozenset({"iso-8859-1", "latin1", "latin-1", "iso8859-1", "ansi"})

_UNSAFE = re.compile("[\x00\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ud800-\udfff]+")
_WORD = re.compile(r"=\?([^?\s*]{1,40})(?:\*[^?\s]{0,40})?\?([bBqQ])\?([^?\r\n]*)\?=")
_ID = re.compile(r"<([^<>\s]{1,998})>")
_PARAM = re.compile(r';\s*([^\s=;"]{1,120})\s*=\s*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))', re.S)
_TOKEN = re.compile(r'=\?[^?\s]{1,40}\?[bBqQ]\?[^?\s]*\?=|"(?:[^"\\]|\\.)*"?|\\.|[()<>,;:=\\]|[^"\\()<>,;:=]+', re.S)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"?', re.S)
_ADDRESS = re.compile(
    r"(?!=\?)[^\s@<>\"(),;:]{1,256}@[^\s@<>\"(),;:]{1,255}|\"[^\"@<>]{1,250}\"@[^\s@<>\"(),;:]{1,255}"
)
_IN_NAME = re.compile(r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+")


def decode(content: bytes, charset: str | None) -> str:
    """Text of `content`: declared charset, then UTF-8, then Windows-1252 with replacement; no NUL, no surrogates."""
    if charset is None and content.isascii() and b"\0" not in content:
        return content.decode("ascii")
    return _UNSAFE.sub("", _first_that_fits(content, charset))


def _first_that_fits(content: bytes, charset: str | None) -> str:
    for name in (_usable(charset), "utf-8"):
        try:
            return content.decode(name)
        except Exception:  # codecs of every age raise what they like
            continue
    return content.decode("cp1252", "replace")


def _usable(charset: str | None) -> str:
    name = (charset or "utf-8").strip().strip("\"'").lower()
    if name in AS_WINDOWS:
        return "cp1252"
    return "utf-8" if name.replace("-", "_") in NOT_TEXT or not name.isascii() else name


def plain(value: str) -> str:
    """One line without control characters, so that it can never become a header of its own (cpython #121650)."""
    return _CONTROL.sub(" ", value).strip()


def words(value: str) -> str:
    """`value` with its encoded words decoded (RFC 2047), as one line; words next to each other are joined as bytes."""
    return plain("".join(_decoded_pieces(value))) if "=?" in value else plain(value)


def _decoded_pieces(value: str) -> Iterator[str]:
    held, charset, at = b"", "", 0
    for word in _WORD.finditer(value):
        between = value[at : word.start()]
        at = word.end()
        if between.strip() or word[1].lower() != charset or not held:
            yield decode(held, charset)
            yield between if between.strip() or not held else ""
            held, charset = b"", word[1].lower()
        held += _word_bytes(word[2], word[3])
    yield decode(held, charset)
    yield value[at:]


def _word_bytes(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    return from_base64(raw) if encoding in "bB" else binascii.a2b_qp(raw, header=True)


def from_base64(content: bytes) -> bytes:
    """The bytes behind base64, as many as can be had: junk is skipped and a cut end forgiven."""
    try:
        return binascii.a2b_base64(content)
    except binascii.Error:
        letters = re.sub(rb"[^A-Za-z0-9+/]", b"", content.split(b"=", 1)[0])
        return binascii.a2b_base64(letters[: len(letters) // 4 * 4] + _padded(letters[len(letters) // 4 * 4 :]))


def _padded(rest: bytes) -> bytes:
    return rest + b"=" * (4 - len(rest)) if len(rest) > 1 else b""


def params(value: str) -> tuple[str, Mapping[str, str]]:
    """A field's value in lower case and its parameters, RFC 2231 continuations and charsets joined and decoded."""
    head, _, rest = value.partition(";")
    head = head.strip().lower()
    if not rest:
        return head, NO_PARAMS
    found: dict[str, list[tuple[int, str, bool]]] = {}
    for match in list(_PARAM.finditer(value[:16_384]))[:200]:
        raw = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else match[3].strip()
        name, *extension = match[1].lower().split("*")
        number = next((int(x) for x in extension if x.isdigit() and len(x) < 4), 0)
        found.setdefault(name, []).append((number, raw, match[1].endswith("*")))
    return head, MappingProxyType({name: _joined(pieces) for name, pieces in found.items()})


def _joined(pieces: list[tuple[int, str, bool]]) -> str:
    ordered = sorted(pieces, key=lambda piece: piece[0])
    if not any(encoded for _, _, encoded in ordered):
        same = len({number for number, _, _ in ordered}) < len(ordered)
        return words(ordered[0][1] if same else "".join(text for _, text, _ in ordered))
    charset, text = _charset(ordered[0][1])
    content = b"".join(
        unquote_to_bytes(piece) if encoded else piece.encode("utf-8", "replace")
        for piece, encoded in [(text, ordered[0][2]), *((p, e) for _, p, e in ordered[1:])]
    )
    return plain(decode(content, charset))


def _charset(text: str) -> tuple[str | None, str]:
    parts = text.split("'", 2)
    return (parts[0] or None, parts[2]) if len(parts) == 3 else (None, text)


def email(text: str) -> str:
    """An addr-spec in lower case, its domain in ASCII (IDNA) where that is possible."""
    local, _, domain = text.strip().lower().rpartition("@")
    if domain.isascii():
        return f"{local}@{domain.rstrip('.')}"
    try:
        return f"{local}@{domain[:250].encode('idna').decode()}"
    except UnicodeError:
        return f"{local}@{domain}"


def addresses(value: str) -> tuple[tuple[Address, ...], str | None]:
    """The mailboxes of an address field (RFC 5322 §3.4), and what was wrong with it, if anything was.

    Groups are flattened. Nothing is repaired in silence: whatever does not fit the grammar is told.
    """
    found: list[Address] = []
    defect: str | None = None
    for name, spec in _mailboxes(value):
        if not _ADDRESS.fullmatch(spec):
            defect = defect or "not an address"
            continue
        address = Address(name=name or None, email=email(spec))
        if _claims_another(name, address.email):
            defect = defect or "an address in the display name"
        found.append(address)
        if len(found) >= MAX_ADDRESSES:
            return tuple(found), "too many addresses"
    return tuple(found), defect


def _claims_another(name: str, address: str) -> bool:
    """Whether a display name holds another address, or is too long to be looked through."""
    return len(name) > MAX_NAME or any(claim.lower().strip(".") != address for claim in _IN_NAME.findall(name))


def _mailboxes(value: str) -> Iterator[tuple[str, str]]:
    """Each mailbox as (decoded display name, raw address), comments counted and never recursed into."""
    phrase = angle = comment = ""
    depth, inside = 0, False
    for token in (*_TOKEN.findall(value), ","):
        if token == "(" and not inside:
            depth += 1
        elif token == ")" and depth:
            depth -= 1
        elif depth and token != ",":
            comment += token
        elif token == "<" and not inside:
            angle, inside = angle and angle + "<", True
        elif token == ">" and inside:
            inside = False
        elif inside:
            angle += token
        elif token in (",", ";"):
            yield from _mailbox(phrase, angle, comment)
            phrase = angle = comment = ""
        elif token == ":" and not angle:
            phrase = ""
        else:
            phrase += token
    yield from _mailbox(phrase, angle, comment)


def _mailbox(phrase: str, angle: str, comment: str) -> Iterator[tuple[str, str]]:
    name = words(_QUOTED.sub(lambda quoted: re.sub(r"\\(.)", r"\1", quoted[1]), phrase))
    if angle.strip():
        yield name, _without_route(angle.strip())
    elif phrase.strip():
        yield words(comment), phrase.strip()


def _without_route(spec: str) -> str:
    return spec.rsplit(":", 1)[-1].strip() if spec[:1] == "@" else spec.strip("'")


def message_ids(value: str) -> tuple[str, ...]:
    """The Message-IDs in a field, without angle brackets; a bare id without brackets is taken as it stands."""
    text = words(value)
    found = _ID.findall(text)
    bare = text.strip("<> ")
    return tuple(found[-MAX_REFERENCES:]) or ((bare,) if "@" in bare and " " not in bare and len(bare) < 998 else ())


def instant(value: str) -> dt.datetime | None:
    """A Date field as an aware instant in UTC; None when it can't be read. «-0000» is UTC."""
    try:
        when = parsedate_to_datetime(value[:200])
        return (when if when.tzinfo else when.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    except Exception:  # parsedate raises TypeError, ValueError, OverflowError, IndexError by turns
        return None


def first(headers: RawHeaders, name: str) -> str | None:
    """The topmost field of that name, unfolded but not decoded."""
    wanted = name.lower()
    return next((value for key, value in headers if key.lower() == wanted), None)


def every(headers: RawHeaders, *names: str) -> tuple[str, ...]:
    """All fields of those names, topmost first."""
    wanted = frozenset(name.lower() for name in names)
    return tuple(value for key, value in headers if key.lower() in wanted)


Fields = Mapping[str, tuple[str, ...]]


def by_name(headers: RawHeaders) -> Fields:
    """The fields by their name in lower case, each name's topmost first."""
    found: dict[str, tuple[str, ...]] = {}
    for name, value in headers:
        key = name.lower()
        found[key] = (*found.get(key, ()), value)
    return found


def _topmost(fields: Fields, name: str) -> str:
    return fields.get(name, ("",))[0]


def summary(raw: RawHeaders) -> Headers:
    """What the rules need of a mail's header (facts.Headers)."""
    fields = by_name(raw)
    sender, defect = _sender(fields.get("from", ()))
    return Headers(
        message_id=next(iter(message_ids(_topmost(fields, "message-id"))), None),
        sender=sender,
        sender_defect=defect,
        recipients=_recipients(fields),
        subject=words(_topmost(fields, "subject")),
        sent_at=instant(_topmost(fields, "date")),
        references=_references(fields),
        authentication=tuple(plain(value) for value in fields.get("authentication-results", ())[:50]),
        machine=is_machine(fields, sender),
        list_id=_list_id(_topmost(fields, "list-id")),
    )


def _sender(fields: tuple[str, ...]) -> tuple[Address | None, str | None]:
    found, defect = addresses(", ".join(fields))
    if len(fields) > 1:
        return (found[0] if found else None), "more than one From field"
    if len(found) != 1:
        return (found[0] if found else None), "no From address" if not found else "more than one From address"
    return found[0], defect


RECEIVERS = ("to", "cc", "delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "x-delivered-to")


def _recipients(fields: Fields) -> tuple[str, ...]:
    told = [value for name in RECEIVERS for value in fields.get(name, ())][:50]
    found = (one.email for field in told for one in addresses(field)[0])
    return tuple(dict.fromkeys(found))


def _references(fields: Fields) -> tuple[str, ...]:
    before = message_ids(_topmost(fields, "references"))
    answered = message_ids(_topmost(fields, "in-reply-to"))
    return (*(one for one in before if one not in answered), *answered)


def _list_id(value: str) -> str | None:
    if not value:
        return None
    inside = re.search(r"<([^<>]{1,255})>", value)
    return (inside[1] if inside else words(value)).strip().lower() or None


BULK = frozenset({"bulk", "junk", "list", "auto_reply", "auto-reply"})
DAEMONS = re.compile(r"(mailer-daemon|mailerdaemon|postmaster|no-?reply|do-?not-?reply|ikke-?svar|bounces?)\b", re.I)

MACHINE_SIGNS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("auto-submitted", lambda v: v.split(";")[0].strip().lower() not in ("no", "")),
    ("precedence", lambda v: v.strip().lower() in BULK),
    ("return-path", lambda v: v.strip() == "<>"),
    ("list-id", bool),
    ("list-unsubscribe", bool),
    ("x-autoreply", lambda v: v.strip().lower() not in ("no", "false")),
    ("x-autorespond", lambda v: v.strip().lower() not in ("no", "false")),
    ("x-autogenerated", bool),
    ("x-auto-reply-from", bool),
    ("x-mail-autoreply", bool),
    ("x-budstikke", bool),
    ("content-type", lambda v: v.strip().lower().startswith("multipart/report")),
)


def is_machine(fields: Fields, sender: Address | None) -> bool:
    """True for mail no person wrote (RFC 3834 §2), for null return paths and for list mail."""
    if sender and DAEMONS.match(sender.email):
        return True
    return any(test(value) for name, test in MACHINE_SIGNS for value in fields.get(name, ()))
