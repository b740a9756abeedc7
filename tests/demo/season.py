"""The season as it is played: every cue in order of time. Nobody but the mails tells the service anything."""

from __future__ import annotations

from tests.demo.cast import ANNA, BERIT, INGER, KARI, LIV, NILS, OLA, OPERATOR, PER, SIV, SUNNIVA, TOR
from tests.demo.cues import (
    DOCX,
    PDF,
    PPTX,
    Cue,
    answers,
    invites,
    is_away,
    mails_page,
    opens,
    presses,
    puts_away,
    sends,
    writes,
)
from tests.demo.minutes import AUTUMN, SLIDES, SPRING, SUMMER

BEGINS, ENDS = "2027-02-01 08:00", "2027-11-05 12:00"

# 10 March: stands in the plan file; held; minutes in Word, in time.
SPRING_MEETING: tuple[Cue, ...] = (
    presses(SIV, "2027-02-23 08:12", "ACCEPTED"),
    opens(SUNNIVA, "2027-02-23 08:20"),
    is_away(SUNNIVA, "2027-02-23 08:21", "2027-03-01"),
    answers(KARI, "2027-02-23 09:05", "Ja, men jeg må gå kl. 13."),
    answers(ANNA, "2027-02-23 10:40", "Thank you, I will be there.\n\nBest regards\nAnna"),
    opens(OLA, "2027-02-23 11:15"),
    answers(OLA, "2027-02-23 11:48", "Hei, jeg må dessverre melde forfall denne gangen.\n\nMvh Ola"),
    answers(BERIT, "2027-02-23 14:02", "Er det parkering ved sykehjemmet?"),
    answers(BERIT, "2027-02-23 15:30", "Ja", "answer-unclear"),
    answers(TOR, "2027-02-24 07:50", "Jeg kommer"),
    answers(SUNNIVA, "2027-03-01 08:45", "Hei, tilbake frå ferie. Eg kjem gjerne.\n\nHelsing Sunniva"),
    answers(TOR, "2027-03-03 20:15", "Beklager, jeg kan likevel ikke komme. Guro Berg møter for meg.", "answer-noted"),
    presses(INGER, "2027-03-04 09:10", "ACCEPTED"),
    writes(
        INGER,
        "2027-03-05 09:20",
        "Ny e-postadresse",
        f"Hei, ny e-postadresse for Nils Aune: {NILS.email}\n\nHilsen Inger\n",
    ),
    puts_away(OPERATOR, "2027-02-24 08:30", "summons", "Inger Dale får vite det i oversikten, og gir oss ny adresse"),
    sends(
        KARI,
        "2027-03-12 13:20",
        "Referat 10. mars",
        "Hei, her er referatet fra onsdag.\n\nHilsen Kari\n",
        [("Referat 10. mars 2027.docx", DOCX, SPRING)],
    ),
    answers(KARI, "2027-03-12 13:40", "Nils Aune var ikke til stede.", "minutes-understood"),
    answers(KARI, "2027-03-12 13:52", "OK, takk", "minutes-understood"),
    sends(
        KARI,
        "2027-03-22 10:15",
        "SV: presentasjonen",
        "Her er presentasjonen fra Siv.\n\nKari\n",
        [("Smertekartlegging hjemme.pptx", PPTX, SLIDES)],
        "owed-reminder",
    ),
)

# A new member, and the meeting of 9 June, told of by an invitation made in Outlook, and moved.
SUMMER_MEETING: tuple[Cue, ...] = (
    writes(
        INGER,
        "2027-04-06 10:05",
        "Nytt medlem",
        f"Nytt medlem: {LIV.name}, {LIV.email}, Fjordvik sykehjem. Nærmeste leder {PER.name}, {PER.email}\n\n"
        "Hilsen Inger\n",
    ),
    invites(
        INGER,
        "2027-04-19 12:30",
        "Nettverksmøte: munnstell til alvorlig syke",
        "Fjordvik kommune, kantina",
        "2027-06-09 10:00",
        "2027-06-09 14:00",
    ),
    presses(LIV, "2027-05-25 08:10", "ACCEPTED"),
    answers(SIV, "2027-05-25 09:00", "Ja"),
    answers(NILS, "2027-05-25 12:30", "Endelig kom innkallingen fram :) Jeg kommer."),
    writes(
        INGER,
        "2027-05-28 09:15",
        "Flytt møtet 9. juni til 10. juni kl. 12–15",
        "Kantina er opptatt den 9., så vi tar dagen etter.\n\nHilsen Inger\n",
    ),
    presses(INGER, "2027-05-28 10:05", "ACCEPTED"),
    presses(LIV, "2027-05-28 10:20", "ACCEPTED"),
    answers(SIV, "2027-05-28 11:00", "Da går det dessverre ikke for meg, jeg er på kurs den dagen."),
    answers(KARI, "2027-05-28 12:10", "Flott, jeg kommer."),
    answers(SUNNIVA, "2027-05-31 08:40", "Det passar fint, eg kjem."),
    presses(NILS, "2027-05-31 09:30", "ACCEPTED"),
    opens(OLA, "2027-05-31 10:00"),
    answers(ANNA, "2027-06-01 11:20", "Hi, I can come, but not before 13:00. Anna"),
    answers(TOR, "2027-06-04 08:30", "Kommer", "reminder"),
    answers(BERIT, "2027-06-04 16:45", "Usikker, vet ikke ennå om jeg får vikar.", "reminder"),
    sends(
        KARI,
        "2027-06-25 14:10",
        "Referat fra 10. juni",
        "Beklager at det tok tid. Referatet ligger ved.\n\nKari\n",
        [("referat-10-juni.pdf", PDF, SUMMER)],
    ),
    answers(
        KARI,
        "2027-06-25 14:30",
        "Berit Hove var også til stede. Ola Lie møtte ikke.",
        "minutes-understood",
    ),
    answers(KARI, "2027-06-25 14:41", "Ok", "minutes-understood"),
    writes(INGER, "2027-07-02 09:00", "Endring i gruppen", "Tor Lie slutter 1. august.\n\nHilsen Inger\n"),
)

# The autumn meeting, told of by a mail; cancelled, and another in its place; minutes in nynorsk.
AUTUMN_MEETING: tuple[Cue, ...] = (
    writes(
        INGER,
        "2027-08-16 09:30",
        "Møte: tirsdag 14. september 2027 kl. 10–14, Sørvik sykehjem",
        "Hei\n\nSaker:\n1. Erfaringer med smerteskjemaet, ved Siv Moe\n2. Samtaler med pårørende, ved Berit Hove\n"
        "3. Plan for 2028\n\nHilsen Inger\n",
    ),
    presses(SIV, "2027-08-30 08:09", "ACCEPTED"),
    answers(SUNNIVA, "2027-08-30 09:12", "Ja, eg kjem."),
    answers(BERIT, "2027-08-30 18:40", "Kommer"),
    writes(
        INGER,
        "2027-09-02 08:50",
        "Avlys møtet 14. september",
        "Det er vannskade på Sørvik sykehjem. Jeg kommer tilbake med ny dato.\n\nHilsen Inger\n",
    ),
    writes(
        INGER,
        "2027-09-06 10:10",
        "Møte: tirsdag 12. oktober 2027 kl. 10–14, Ytre Sund omsorgssenter",
        "Hei, dette erstatter møtet i september.\n\nSaker:\n1. Erfaringer med smerteskjemaet, ved Siv Moe\n"
        "2. Samtaler med pårørende, ved Berit Hove\n3. Plan for 2028\n\nHilsen Inger\n",
    ),
    answers(INGER, "2027-09-27 08:20", "Ja"),
    presses(SIV, "2027-09-27 08:31", "ACCEPTED"),
    answers(OLA, "2027-09-27 09:45", "Hei. Må dessverre melde forfall, ferie den uka. Ola"),
    answers(KARI, "2027-09-27 12:05", "Ja, jeg kommer, men først kl. 11."),
    answers(LIV, "2027-09-27 14:50", "Ja, gleder meg!"),
    answers(SUNNIVA, "2027-09-28 08:30", "Ja, velkomne til oss. Eg skriv referatet."),
    presses(ANNA, "2027-09-28 10:00", "ACCEPTED"),
    presses(NILS, "2027-09-29 13:00", "TENTATIVE"),
    answers(NILS, "2027-10-04 09:00", "Det ordner seg, jeg kommer.", "summons"),
    answers(BERIT, "2027-10-06 08:40", "Kommer 👍", "reminder"),
    mails_page(SUNNIVA, "2027-10-14 11:30", "Referat frå nettverksmøtet 12. oktober", AUTUMN.text(), AUTUMN.html()),
    answers(SUNNIVA, "2027-10-14 12:10", "Nils Aune mangla, elles stemmer det.", "minutes-understood"),
    answers(SUNNIVA, "2027-10-14 12:22", "OK", "minutes-understood"),
    answers(INGER, "2027-10-15 09:30", "Fulgt opp. Jeg har snakket med Ola, han bytter vakter.", "absence-report"),
    sends(
        SUNNIVA,
        "2027-10-25 10:00",
        "SV: powerpoint",
        "Her er den.\n\nHelsing Sunniva\n",
        [("Smerteskjemaet.pptx", PPTX, SLIDES)],
        "owed-reminder",
    ),
)

CUES: tuple[Cue, ...] = tuple(sorted((*SPRING_MEETING, *SUMMER_MEETING, *AUTUMN_MEETING), key=lambda cue: cue.now))
