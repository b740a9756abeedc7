"""Letters of every kind with content as the rules make it, and the same at its smallest and at its most hostile.

`SAMPLES` holds the realistic ones by kind; `minimal` and `hostile` are worked out from the content's own type, so a new
key is tried without anyone thinking of it. All people are invented.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from types import UnionType
from typing import Any, Literal, NotRequired, Union, get_args, get_origin, get_type_hints, is_typeddict

from db.records import Letter
from mailer.rules import contents, letters

NOW = dt.datetime(2026, 6, 1, 6, 0, tzinfo=dt.UTC)
HOSTILE = (
    "<script>alert(1)</script>\r\nBcc: alle@ond.example\r\n\r\n\u202eretsam =?utf-8?q?a=0ABcc:_ond?= \"';,{{ 7*7 }}\x00"
)
SPECS: Mapping[str, Any] = {
    "meeting-noted": contents.MeetingNoted,
    "summons-late": contents.SummonsLate,
    "summons": contents.SummonsContent,
    "invitation": contents.SummonsContent,
    "cancellation": contents.CancellationContent,
    "reminder": contents.ReminderContent,
    "answer-unclear": contents.AnswerUnclear,
    "answer-noted": contents.AnswerNoted,
    "status": contents.StatusContent,
    "minutes-wanted": contents.MinutesWanted,
    "minutes-understood": contents.MinutesUnderstood,
    "minutes": contents.MinutesContent,
    "minutes-released": contents.MinutesReleased,
    "owed-reminder": contents.OwedReminder,
    "absence-report": contents.AbsenceReport,
    "absence-noted": contents.AbsenceNoted,
    "welcome": contents.WelcomeContent,
    "member-change": contents.MemberChangeContent,
    "change-noted": contents.ChangeNoted,
    "stopped": contents.Stopped,
    "kept": contents.Kept,
    "remark": contents.Remark,
    "unreadable": contents.UnreadableContent,
    "operator-alarm": contents.OperatorAlarm,
}

AGENDA = [
    {"number": "1", "title": "Nytt fra driftsgruppen", "presenter": None},
    {"number": "2", "title": "Smertekartlegging hjemme", "presenter": "Siv Moe"},
    {"number": "3", "title": "Eventuelt", "presenter": None},
]
MEETING = {
    "id": "m1",
    "uid": "m1@budstikke",
    "sequence": 0,
    "title": "Møte i Nettverksgruppe Nord",
    "starts": "2026-06-16T10:00:00+02:00",
    "ends": "2026-06-16T14:00:00+02:00",
    "place": "Nordvik sykehjem, møterom Fjellet",
    "online": "https://mote.example.no/nord",
    "chair": "Inger Dale",
    "arranger": "Tor Lie, Nordvik",
    "agenda": AGENDA,
}
COPIES = [{"role": "leder av driftsgruppen", "name": "Eva Bru"}, {"role": "KLB", "name": None}]
MOVED = [
    {"what": "time", "old": "2026-06-15T10:00:00+02:00", "new": "2026-06-16T10:00:00+02:00"},
    {"what": "place", "old": "", "new": "Nordvik sykehjem, møterom Fjellet"},
    {"what": "title", "old": "Vårmøte", "new": "Møte i Nettverksgruppe Nord"},
]
SOURCE = "innkalling blir sendt ut (med lesebekreftelse) senest 14 dager før nettverkssamling"


def _line(name: str, **more: Any) -> dict[str, Any]:
    keys = ("attends_from", "attends_until", "digital", "deputy", "away_until", "bounced", "email", "remark")
    return {"name": name, "organisation": "Nordvik", **dict.fromkeys(keys), "read": False, **more}


_SUMMONS = {
    "meeting": MEETING,
    "answer_by": "2026-06-09",
    "changes": [],
    "copies": COPIES,
    "copy_reason": None,
    "receipt": True,
    "invite": True,
    "late": False,
    "standing_texts": [],
    "sources": [SOURCE],
}
_NOTED = {
    "meeting": MEETING,
    "event": "new",
    "summons_at": "2026-06-01T08:00:00+02:00",
    "deadline": "2026-06-02",
    "late": False,
    "missing": ["place", "agenda", "end"],
    "members": 14,
    "copies": COPIES,
    "changes": [],
    "undo": True,
    "summoned": False,
}
_NOTED_ANSWER = {
    "meeting": MEETING,
    "answer": "accepted",
    "previous": None,
    "deputy": None,
    "attends_from": "11:30",
    "attends_until": "13:00",
    "digital": True,
}
_UNDERSTOOD = {
    "title": "Referat fra møte",
    "date": "2026-06-16",
    "place": "Nordvik sykehjem",
    "chair": "Inger Dale",
    "secretary": "Kari Nes",
    "attendance_known": True,
    "listed": 9,
    "present": ["Berit Moe", "Inger Dale", "Kari Nes", "Tor Lie"],
    "absent": ["Anne Vik", "Ola Lie"],
    "notified": ["Anne Vik"],
    "deputies": ["Siv Moe for Ola Lie"],
    "unknown_names": ["Per Holm"],
    "unaccounted": ["Liv Berg", "Mari Sund", "Jon Aas"],
    "proposal": [
        {"name": "Liv Berg", "answer": "accepted", "deputy": None},
        {"name": "Mari Sund", "answer": "declined", "deputy": "Nina Eid"},
    ],
    "missing": [],
    "addresses": [{"email": "ola.lie@fjordvik.komune.no", "suggestion": "ola.lie@fjordvik.kommune.no"}],
    "agenda": AGENDA,
    "ownerless": ["Lage en plan for fagdagen"],
    "decisions": ["Fagdagen holdes 20. oktober."],
    "actions": [
        {"what": "Bestille rom til fagdagen", "who": "Tor Lie", "due": "2026-08-14"},
        {"what": "Lage en plan for fagdagen", "who": None, "due": "før ferien"},
    ],
    "next_meetings": [{"date": "2026-09-15", "weeks": [], "text": "15. september i Fjordvik"}],
    "owed": ["PowerPoint om smertekartlegging"],
    "doubts": ["Ukedagen og datoen for neste møte stemmer ikke med hverandre."],
    "recipients": 9,
    "copies": COPIES,
    "round": 1,
    "identity_numbers": [],
    "source": "det skrives referat hvor det påføres hvem som er til stede og forfall",
}
_NOT_KNOWN = {
    "attendance_known": False,
    "listed": 25,
    "present": [],
    "absent": [],
    "notified": [],
    "deputies": [],
    "proposal": [],
    "unaccounted": [],
    "missing": ["present", "absent", "chair", "secretary", "agenda"],
}
_MINUTES = {
    **{key: _UNDERSTOOD[key] for key in (
        "title", "date", "place", "chair", "secretary", "present", "absent", "deputies", "agenda", "decisions",
        "actions", "next_meetings", "owed",
    )},
    "text": "",
    "attachments": ["Referat 16. juni.docx"],
    "mail": "ab12",
    "copy_reason": None,
}  # fmt: skip
_ROWS = [
    {"date": "2025-09-16", "outcome": "notified", "notified_on": "2025-09-16", "deputy": None},
    {"date": "2025-12-09", "outcome": "not-notified", "notified_on": None, "deputy": None},
    {"date": "2026-06-16", "outcome": "deputy", "notified_on": None, "deputy": "Siv Moe"},
]
_THERE = [
    {"date": day, "outcome": "present", "notified_on": None, "deputy": None} for day in ("2025-06-10", "2026-03-10")
]
_ABSENCE = {
    "name": "Ola Lie",
    "organisation": "Fjordvik",
    "count": 3,
    "more_than": 2,
    "rows": _ROWS,
    "meetings": [_THERE[0], _ROWS[0], _ROWS[1], _THERE[1], _ROWS[2]],
    "since": "2025-01-01",
    "source": "følge opp dersom noen har fravær over to ganger",
}
_WELCOME = {
    "name": "Berit Moe",
    "organisation": "Nordvik",
    "leader": "Inger Dale",
    "leader_email": "inger.dale@nordvik.example.no",
    "course": "introduksjonskurs",
    "course_link": "https://kurs.example.no/intro",
    "next_meeting": MEETING,
    "manager": "Eva Bru",
    "copy_reason": None,
    "sources": ["Sikre at ny ressurssykepleier har fått velkomstbrev"],
}
_MEMBER = {
    "change": "joined",
    "name": "Berit Moe",
    "organisation": "Nordvik",
    "email": "berit.moe@nordvik.example.no",
    "manager": "Eva Bru",
    "manager_email": "eva.bru@nordvik.example.no",
    "on": "2026-06-01",
    "old": {},
    "source": "Ved endringer av ressurssykepleier/leder meldes dette til KLB.",
}
_CHANGE = {
    "change": "joined",
    "name": "Berit Moe",
    "organisation": "Nordvik",
    "email": "berit.moe@nordvik.example.no",
    "manager": None,
    "welcome": True,
    "reported_to": [{"role": "KLB", "name": None}],
    "missing": ["manager"],
}
_ALARM = {
    "event": "waiting",
    "since": "2026-05-31T21:10:00+02:00",
    "mailbox": "nord@example.no",
    "lines": [
        {"id": "3fa9c2", "what": "e-post fra ukjent avsender", "why": "adressen står ikke på noen liste"},
        {"id": "77b0e1", "what": "innkalling til Berit Moe", "why": "usikkert om den ble sendt"},
    ],
}

SAMPLES: Mapping[str, tuple[dict[str, Any], ...]] = {
    "meeting-noted": (
        _NOTED,
        _NOTED | {"event": "changed", "changes": MOVED, "summoned": True, "missing": ["leader", "copies"]},
        _NOTED | {"event": "cancelled", "summons_at": None, "summoned": True},
        _NOTED | {"event": "resumed", "missing": []},
        _NOTED | {"late": True, "summons_at": None, "undo": False},
    ),
    "summons-late": (
        {"meeting": MEETING, "deadline": "2026-06-02", "source": SOURCE},
        {"meeting": MEETING, "deadline": "2026-06-02", "source": SOURCE, "passed": False},
    ),
    "summons": (
        _SUMMONS,
        _SUMMONS | {"changes": MOVED, "meeting": MEETING | {"sequence": 1}},
        _SUMMONS | {"copy_reason": "leder av driftsgruppen"},
        _SUMMONS | {"late": True, "standing_texts": ["Hver kommune dekker sine egne utgifter."]},
        _SUMMONS | {"meeting": MEETING | {"ends": "2026-06-17T12:00:00+02:00", "agenda": []}},
    ),
    "invitation": (_SUMMONS | {"receipt": False},),
    "cancellation": (
        {"meeting": MEETING | {"sequence": 2}, "reason": "Lederen er syk.", "copy_reason": None, "invite": True},
        {"meeting": MEETING, "reason": None, "copy_reason": "leder av driftsgruppen", "invite": True},
    ),
    "reminder": ({"meeting": MEETING, "answer_by": "2026-06-09"},),
    "answer-unclear": ({"meeting": MEETING, "quote": "Jeg får se hva jeg får til, kanskje blir det Siv i stedet"},),
    "answer-noted": (
        _NOTED_ANSWER,
        _NOTED_ANSWER | {"answer": "declined", "previous": "accepted", "deputy": "Siv Moe"},
        _NOTED_ANSWER | {"answer": "tentative", "previous": "declined"},
    ),
    "status": (
        {
            "meeting": MEETING,
            "coming": [
                _line("Berit Moe"),
                _line("Inger Dale", attends_from="11:00", attends_until="13:00"),
                _line("Tor Lie", digital=True),
                _line("Anne Vik", remark="Trenger plass til rullestol"),
            ],
            "tentative": [_line("Liv Berg")],
            "absent": [_line("Ola Lie", deputy="Siv Moe"), _line("Mari Sund")],
            "silent": [_line("Jon Aas", away_until="2026-06-20"), _line("Per Holm", read=True)],
            "bounced": [_line("Nina Eid", bounced="adressen finnes ikke", email="nina.eid@nordvik.komune.no")],
        },
    ),
    "minutes-wanted": tuple(
        {
            "meeting": MEETING,
            "days": days,
            "times": times,
            "expected_present": ["Berit Moe", "Inger Dale", "Tor Lie"],
            "expected_absent": ["Ola Lie"],
        }
        for days, times in ((7, 1), (14, 2))
    ),
    "minutes-understood": (
        _UNDERSTOOD,
        _UNDERSTOOD | _NOT_KNOWN,
        _UNDERSTOOD | {"identity_numbers": ["010190 *****"], "round": 2},
        _UNDERSTOOD | {"round": 2, "missing": ["date", "meeting"], "date": None},
    ),
    "minutes": (
        _MINUTES,
        _MINUTES | {"attachments": [], "text": "Referat\n\n1. Nytt fra driftsgruppen\nInger Dale informerte."},
        _MINUTES | {"copy_reason": "leder av driftsgruppen"},
    ),
    "minutes-released": (
        {"date": "2026-06-16", "recipients": 25, "copies": COPIES, "owed": ["PowerPoint om smertekartlegging"]},
    ),
    "owed-reminder": ({"what": "PowerPoint om smertekartlegging", "date": "2026-06-16"},),
    "absence-report": (_ABSENCE,),
    "absence-noted": (
        {"name": "Ola Lie", "event": "followed-up", "count": 3, "rows": _ROWS},
        {"name": "Ola Lie", "event": "corrected", "count": 2, "rows": _ROWS[:2]},
        {"name": "Ola Lie", "event": "corrected", "count": 0, "rows": []},
    ),
    "welcome": (_WELCOME, _WELCOME | {"copy_reason": "nærmeste leder"}, _WELCOME | {"course_link": None}),
    "member-change": (
        _MEMBER,
        _MEMBER | {"change": "left"},
        _MEMBER | {"change": "changed", "old": {"email": "berit@nordvik.example.no", "manager_name": "Jan By"}},
    ),
    "change-noted": tuple(
        _CHANGE | {"change": change, "missing": missing}
        for change, missing in (
            ("joined", ["manager"]),
            ("left", []),
            ("changed", []),
            ("joined", ["email"]),
            ("left", ["unclear"]),
            ("joined", ["already"]),
        )
    ),
    "stopped": tuple(
        {"what": what, "meeting": meeting, "already_sent": sent}
        for what, meeting, sent in (
            ("summons", MEETING, False),
            ("summons", MEETING, True),
            ("minutes", MEETING, False),
            ("letters", None, False),
            ("nothing", None, False),
        )
    ),
    "kept": tuple(
        {"subject": "Angående møtet", "why": why} for why in get_args(get_type_hints(contents.Kept)["why"])
    ),
    "remark": (
        {"name": "Berit Moe", "email": "berit.moe@nordvik.example", "about": "minutes", "text": "I sak 2 var det Per."},
        {"name": "Ola Lie", "email": "ola.lie@fjordvik.example", "about": None, "text": "Hei. Er det parkering der?"},
    ),
    "unreadable": (
        {"subject": "Referat", "attachment": "referat.pages", "reason": "filtypen er ukjent"},
        {"subject": "Referat", "attachment": None, "reason": "e-posten er skadet"},
    ),
    "operator-alarm": tuple(_ALARM | {"event": event} for event in ("waiting", "silent", "undeliverable", "fuse")),
}  # fmt: skip

_ISO = {"starts", "ends", "date", "deadline", "answer_by", "summons_at", "on", "since", "due", "old", "new"} | {
    "attends_from", "attends_until", "away_until", "notified_on", "uid", "id",
}  # fmt: skip


def minimal(spec: Any, content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with everything that may be absent absent."""
    return {key: _least(hint, content[key]) for key, hint in _hints(spec).items() if key in content}


def _least(hint: Any, value: Any) -> Any:
    if type(None) in get_args(hint):
        return None
    if get_origin(hint) in (list, dict):
        return get_origin(hint)()
    if is_typeddict(hint):
        return minimal(hint, value)
    return False if hint is bool else value


def hostile(spec: Any, content: Mapping[str, Any], text: str = HOSTILE) -> dict[str, Any]:
    """The content with `text` wherever other people's words may stand."""
    return {key: _worst(hint, content[key], key, text) for key, hint in _hints(spec).items() if key in content}


def _worst(hint: Any, value: Any, key: str, text: str) -> Any:
    if value is None or get_origin(hint) is Literal or key in _ISO:
        return value
    if get_origin(hint) in (Union, UnionType):
        return _worst(next(each for each in get_args(hint) if each is not type(None)), value, key, text)
    if get_origin(hint) is list:
        return [_worst(get_args(hint)[0], each, "", text) for each in value]
    if is_typeddict(hint):
        return hostile(hint, value, text)
    return text if hint is str else value


def _hints(spec: Any) -> dict[str, Any]:
    hints = get_type_hints(spec)
    return {key: get_args(hint)[0] if get_origin(hint) is NotRequired else hint for key, hint in hints.items()}


def letter(kind: str, content: Mapping[str, Any], lang: str = "nb", **more: Any) -> Letter:
    """A queued letter to Berit Moe; `copy` where the content gives a reason for one."""
    given: dict[str, Any] = {
        "id": "4f1c9a7be02d4c55a1b2c3d4e5",
        "key": f"{kind}:m1:p1",
        "network": "nord",
        "mailbox": "felles",
        "kind": kind,
        "lang": lang,
        "to_name": "Berit Moe",
        "to_email": "berit.moe@nordvik.example.no",
        "person": "p1",
        "meeting": "m1",
        "copy": bool(content.get("copy_reason")),
        "content": content,
        "references": ("m1@budstikke",),
        "queued_at": NOW,
        "due_at": NOW,
        "expires_at": NOW + dt.timedelta(days=120),
    }
    return Letter(**(given | more))


ENVELOPE = letters.Envelope(
    network_name="Nettverksgruppe Nord",
    network_address="nord@example.no",
    leader="Inger Dale",
    reader="Kari Nes",
)
