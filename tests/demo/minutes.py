"""The minutes of the season: in Word, as PDF, and as a nynorsk mail laid out as KS secretaries lay theirs."""

from __future__ import annotations

from tests.acceptance.documents import NynorskMinutes, Participant, docx, pdf
from tests.demo.cast import ANNA, BERIT, INGER, KARI, LIV, NILS, OLA, SIV, SUNNIVA

SPRING = docx(
    [
        "Referat fra vårsamling i Nettverksgruppe Nord",
        "Dato: 10. mars 2027",
        "Tid: kl. 10.00–14.00",
        "Sted: Nordvik sykehjem, møterom Fjellet",
        "Møteleder: Inger Dale",
        "Referent: Kari Nes",
        "Til stede: Inger Dale, Kari Nes, Siv Moe, Berit Hove, Sunniva Aase, Anna Nowak, Guro Berg (for Tor Lie)",
        "Forfall: Ola Lie",
        "Sak 1: Nytt fra driftsgruppen",
        "Gro Vik orienterte på forhånd skriftlig. Fagdagen blir i november.",
        "Sak 2: Smertekartlegging hjemme, ved Siv Moe",
        "Siv viste skjemaet de bruker i Fjordvik. Presentasjonen ettersendes.",
        "Vedtak: Skjemaet prøves ut i alle kommunene fram til høsten.",
        "Sak 3: Den siste tiden: hva de pårørende spør om",
        "Sak 4: Eventuelt",
        "Neste møte: onsdag 9. juni 2027 kl. 10.00, Fjordvik kommune",
    ]
)

SUMMER = pdf(
    "Referat fra nettverksmøte i Nettverksgruppe Nord",
    [
        "Dato: 10. juni 2027",
        "Tid: kl. 12.00-15.00",
        "Sted: Fjordvik kommune, kantina",
        "Møteleder: Inger Dale",
        "Referent: Kari Nes",
        "Til stede: Inger Dale, Kari Nes, Anna Nowak, Sunniva Aase, Tor Lie, Nils Aune, Liv Aas",
        "Forfall: Siv Moe",
        "Sak 1: Nytt fra driftsgruppen",
        "Sak 2: Munnstell til alvorlig syke",
        "Vedtak: Gruppen lager et felles oppslag om munnstell. Ansvar: Anna Nowak.",
        "Sak 3: Eventuelt",
    ],
)

AUTUMN = NynorskMinutes(
    opening="Referat frå nettverksmøte i Nettverksgruppe Nord",
    date="12.10.2027",
    participants=[
        Participant(kommune="Nordvik", name=INGER.name, email=INGER.email),
        Participant(kommune="Nordvik", name=KARI.name, email=KARI.email),
        Participant(kommune="Nordvik", name=ANNA.name, email=ANNA.email),
        Participant(kommune="Fjordvik", name=OLA.name, email=OLA.email),
        Participant(kommune="Fjordvik", name=SIV.name, email=SIV.email),
        Participant(kommune="Fjordvik", name=NILS.name, email=NILS.email),
        Participant(kommune="Fjordvik", name=LIV.name, email=LIV.email),
        Participant(kommune="Sørvik", name=BERIT.name, email=BERIT.email.replace("kommune.no", "komune.no")),
        Participant(kommune="Ytre Sund", name=SUNNIVA.name, email=SUNNIVA.email),
    ],
    chair=INGER.name,
    secretary=SUNNIVA.name,
    purpose="Formålet med møtet var å sjå på dei første erfaringane med smerteskjemaet.",
    items=[
        ("Velkomen og nytt frå driftsgruppa – ved Inger Dale", ""),
        ("Erfaringar med smerteskjemaet – ved Siv Moe (powerpoint vert ettersendt)", ""),
        ("Samtalar med pårørande – ved Berit Hove, Sørvik", ""),
        ("Plan for 2028", ""),
    ],
    proposals=["Dagmøte: 8. februar 2028", "Dagmøte: Veke 23 eller 24", "Møte med overnatting: Veke 40"],
    signed="13.10.2027 Sunniva (ref) og Inger",
)

SLIDES = b"PK\x05\x06" + bytes(18)
