"""K1 to K6 through the whole service: the real minutes of seed 002, forwarded by their secretary.

The paper is read from ../shared/seeds beside the checkout, never copied into the project; where that folder is missing
the test is skipped and says so. No real name is written here: what is expected is counted, or read from the seed.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.settings import Limits, Network, Receiver, Settings
from db.records import Draft, DraftState, Membership, Person, fingerprint
from mailer import daemon
from tests import people
from tests.acceptance.place import Place, moment
from tests.acceptance.test_kill import Post
from tests.people import Human
from tests.unit.nordvik import mandate

SEED = Path(__file__).resolve().parents[3] / "shared" / "seeds" / "002_hordaland.txt"
ADDRESS = "kommunalsjefar@vestfjord.test"
HEADER = """________________________________
Frå: Referenten <referent@vestfjord.test>
Sendt: fredag 7. april 2017 09:12
Til: Referenten <referent@vestfjord.test>
Emne: Referat frå første møte
"""
pytestmark = pytest.mark.skipif(not SEED.exists(), reason=f"the seeds are not here: {SEED.parent.name} is missing")


@pytest.fixture(scope="module")
def seed() -> str:
    return SEED.read_text(encoding="utf-8")


@pytest.fixture
def hordaland(seed: str, tmp_path: Path) -> Iterator[Place]:
    """A nynorsk network whose secretary is the one the minutes name."""
    name = re.search(r"Referent: ([^*\n]+)", seed)
    assert name
    secretary = Person(id=fingerprint("person", "referent"), name=name[1].strip(), email="referent@vestfjord.test")
    office = Membership(
        id="m", network="ks", person=secretary.id, office="secretary", joined=dt.date(2017, 1, 1), organisation="KS"
    )
    with Post({ADDRESS: "pw"}) as post:
        box = post.mailbox(ADDRESS, id="ks")
        network = Network(
            id="ks", name="Nettverk for kommunalsjefar", mandate=mandate("ks-hordaland"), mailbox="ks", language="nn"
        )
        known = Settings(
            database=f"sqlite:///{tmp_path}/ks.db",
            operator="drift@vestfjord.test",
            mailboxes={"ks": box},
            networks={"ks": network},
            receiver=Receiver(authserv_id="topmost"),
            limits=Limits(),
        )
        with daemon.open_house(known) as house:
            house.store.commit(records=(secretary, office))
            yield Place(house=house, post=post)


def _forward(place: Place, seed: str) -> str:
    human = Human(name="Referenten", email="referent@vestfjord.test")
    words = f"Hei\n\nHer er referatet.\n\n{HEADER}\n{seed}"
    raw = people.new_mail(human, ADDRESS, "VS: Referat frå første møte", words, moment("2017-04-07 10:00"))
    place.post.inject(raw, sender=human.email, recipient=ADDRESS)
    daemon.tick(place.house, moment("2017-04-07 10:05"))
    (shown,) = place.post.received(human.email)
    return people.text_of(shown)


def _draft(place: Place) -> Draft:
    (draft,) = place.house.store.records("ks").drafts
    assert draft.state == DraftState.ASKED
    return draft


def test_K1_K2_K4_K6_the_secretary_is_shown_how_the_real_minutes_were_read(hordaland: Place, seed: str) -> None:
    said = " ".join(_forward(hordaland, seed).split())
    assert "torsdag 6. april 2017" in said
    assert "25" in said
    misspelled = re.findall(r">(\S+@\w+\.komune\.no)<", seed)
    assert len(misspelled) == 4
    for address in misspelled:
        assert address in said
        assert address.replace(".komune.", ".kommune.") in said
    assert "herad.no" not in said, "a right address is left alone"
    assert "os-ho" not in said
    assert "ALLE" in said, "who was there is asked about, not assumed"
    assert "owerpoint" in said
    assert "12. juni" in said
    assert "eke 39 eller 40" in said
    assert "eke 49" in said


def test_K12_the_letter_is_in_nynorsk(hordaland: Place, seed: str) -> None:
    said = _forward(hordaland, seed).casefold()
    assert "ikkje" in said
    for word in (" ikke ", " jeg ", " dere ", " fra ", " noen ", " hvem "):
        assert word not in said


def test_K3_K4_K6_the_draft_holds_what_the_minutes_say_and_no_more(hordaland: Place, seed: str) -> None:
    _forward(hordaland, seed)
    paper = _draft(hordaland).paper
    names = {key: re.search(rf"{key}: ([^*\n]+)", seed) for key in ("Møteleiar", "Referent")}
    assert paper["date"] == "2017-04-06"
    assert paper["chair"] == names["Møteleiar"][1].strip()  # type: ignore[index]
    assert paper["secretary"] == names["Referent"][1].strip()  # type: ignore[index]
    assert paper["listed"] == 25
    assert paper["attendance_known"] is False
    assert [item["number"] for item in paper["agenda"]] == ["1", "2", "3", "4"]
    assert all(item["presenter"] for item in paper["agenda"][:3])
    assert [(m["date"], m["weeks"]) for m in paper["next_meetings"]] == [
        ("2017-06-12", []),
        (None, [39, 40]),
        (None, [49]),
    ]
    assert len(paper["owed"]) == 1
    assert len(paper["ownerless"]) == 4, "K5: the column «Ansvar» is empty"
