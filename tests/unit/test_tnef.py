"""winmail.dat: what is read of honest files, and that hostile ones cost no more than their own bytes."""

import random
import struct
from pathlib import Path

import pytest

from parsers import calendar_words, tnef
from parsers.mime import attachments, open_mail
from parsers.reading import read
from tests.unit import winmail as wm

UID = "mote-7@helsenett.example"
EMBEDDED = 0x000D, 0x3701


def mail(data: bytes) -> bytes:
    head = b"From: kari.tveit@kommune.example\nSubject: x\nContent-Type: application/ms-tnef\n\n"
    return head + data


def embedded(inner: bytes, name: str = "innerst.txt") -> bytes:
    """A message attached as an object, `inner` being its TNEF."""
    content = bytes(16) + inner
    properties = struct.pack("<I", 1) + struct.pack("<HHII", *EMBEDDED, 1, len(content)) + content
    pieces = (
        wm.attribute(2, 0x00069002, bytes(14)),
        wm.attribute(2, 0x00069005, properties + bytes(-len(content) % 4)),
    )
    return wm.winmail("IPM.Note") + b"".join(pieces)


def test_class_properties_and_files_are_read() -> None:
    found = tnef.read(wm.winmail("IPM.Note", {tnef.TEXT: wm.words("Hei på deg")}, [("Referat æøå.docx", b"PK")]))
    assert (found.message_class, found.body) == ("ipm.note", "Hei på deg")
    assert [(file.name, file.content) for file in found.attachments] == [("Referat æøå.docx", b"PK")]


@pytest.mark.parametrize(("old", "new"), tnef.OLD_CLASSES.items())
def test_old_classes_have_today_s_names(old: str, new: str) -> None:
    assert tnef.read(wm.winmail(old.upper())).message_class == new


def test_the_files_are_parts_of_the_mail_and_documents() -> None:
    raw = mail(wm.winmail("IPM.Note", {}, [("referat.txt", b"Referat"), ("logo.png", b"\x89PNG")]))
    assert [part.path for part in open_mail(raw).parts] == ["1", "1.1", "1.2"]
    assert [part.filename for part in attachments(raw)] == ["referat.txt", "logo.png"]


def test_files_of_a_message_within_are_found_and_depth_is_bounded() -> None:
    once = embedded(wm.winmail("IPM.Note", {}, [("innerst.txt", b"hei")]))
    assert [file.name for file in tnef.read(once).attachments] == ["innerst.txt"]
    deep = once
    for _ in range(tnef.DEEPEST):
        deep = embedded(deep)
    assert tnef.read(deep).attachments == ()


def test_the_words_are_the_mail_s_only_when_it_has_no_others() -> None:
    hidden = wm.winmail("IPM.Note", {tnef.HTML: wm.raw(b"<p>Hei <b>du</b></p>")})
    assert open_mail(mail(hidden)).text == "Hei du"


@pytest.mark.parametrize("uid", [UID, "å@b.example", "x" * 300])
def test_our_uid_is_found_in_the_global_id(uid: str) -> None:
    assert calendar_words.uid(wm.global_id(uid)[1]) == uid


@pytest.mark.parametrize("cut", [0, 10, 39, 45])
def test_a_cut_global_id_is_no_uid(cut: int) -> None:
    assert calendar_words.uid(wm.global_id(UID)[1][:cut]) is None


def test_changed_bytes_never_raise_and_never_grow() -> None:
    chance = random.Random(7)
    honest = wm.winmail(
        "IPM.Schedule.Meeting.Resp.Pos",
        {tnef.CLEAN_GLOBAL_ID: wm.global_id(UID), tnef.SEQUENCE: wm.number(1), tnef.TEXT: wm.words("hei")},
        [("a.ics", b"BEGIN:VCALENDAR"), ("b.docx", b"PK" * 100)],
    )
    for _ in range(2_000):
        changed = bytearray(honest)
        for _ in range(chance.choice((1, 3, 20))):
            changed[chance.randrange(6, len(changed))] = chance.randrange(256)
        content = bytes(changed[: chance.randrange(len(changed))]) if chance.random() < 0.3 else bytes(changed)
        found = tnef.read(content)
        assert sum(len(file.content) for file in found.attachments) <= len(content)
        assert read(mail(content)).facts


LIES = (
    struct.pack("<I", 2**32 - 1) + struct.pack("<HHII", 0x101F, 0x0037, 2**32 - 1, 2**31),
    struct.pack("<I", 2**32 - 1) + struct.pack("<HHI", 0x1014, 0x0037, 2**32 - 1),
    struct.pack("<I", 2**32 - 1) + struct.pack("<HH", 0x001E, 0x8000) + bytes(16) + struct.pack("<II", 1, 2**32 - 1),
)


@pytest.mark.parametrize("table", LIES)
def test_counts_that_lie_end_the_reading(table: bytes) -> None:
    assert len(tnef.read(wm.winmail("IPM.Note") + wm.attribute(1, 0x00069003, table)).properties) <= 1


def test_no_more_attributes_and_properties_than_the_caps() -> None:
    many = wm.winmail("IPM.Note") + wm.attribute(2, 0x00069002, b"") * (tnef.MAX_ATTRIBUTES * 3)
    assert len(list(tnef._attributes(many))) == tnef.MAX_ATTRIBUTES
    table = struct.pack("<I", 2**31) + struct.pack("<HHI", 0x001E, 0x0037, 0) * (tnef.MAX_PROPERTIES * 3)
    assert len(list(tnef._properties(table))) == tnef.MAX_PROPERTIES


def test_no_more_files_than_a_mail_may_have_parts() -> None:
    found = read(mail(wm.winmail("IPM.Note", {}, [(f"{n}.txt", b"x") for n in range(400)])))
    assert found.facts
    assert len(open_mail(mail(wm.winmail("IPM.Note", {}, [("a.txt", b"x")] * 400))).parts) <= 201


@pytest.mark.parametrize("name", ["Referat.docx", ""])
def test_minutes_hidden_in_winmail_are_read_as_minutes(name: str) -> None:
    folder = Path(__file__).parent.parent / "cases" / "minutes" / "labels-docx"
    (paper,) = attachments((folder / "input.eml").read_bytes())
    found = read(mail(wm.winmail("IPM.Note", {}, [(name, paper.content)])))
    assert [fact.kind for fact in found.facts] == ["minutes"]
