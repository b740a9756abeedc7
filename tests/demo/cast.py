"""The people of the season, all invented, and the files an operator would write for their network."""

from __future__ import annotations

from tests.people import Human

ADDRESS = "nettverk-nord@nettverk.example"
OPERATOR = Human(name="Driften", email="drift@nettverk.example")
NETWORK = "Nettverksgruppe Nord"

INGER = Human(name="Inger Dale", email="inger.dale@nordvik.example")
KARI = Human(name="Kari Nes", email="kari.nes@nordvik.example", client="gmail")
ANNA = Human(name="Anna Nowak", email="anna.nowak@nordvik.example", client="gmail")
OLA = Human(name="Ola Lie", email="ola.lie@fjordvik.example")
SIV = Human(name="Siv Moe", email="siv.moe@fjordvik.example", client="gmail")
NILS = Human(name="Nils Aune", email="nils.aune@fjordvik.example")
NILS_BEFORE = Human(name="Nils Aune", email="nils.aune@gamlevik.example")
BERIT = Human(name="Berit Hove", email="berit.hove@sorvik.kommune.no", client="iphone")
TOR = Human(name="Tor Lie", email="tor.lie@sorvik.kommune.no", client="iphone")
SUNNIVA = Human(name="Sunniva Aase", email="sunniva.aase@ytresund.example")
LIV = Human(name="Liv Aas", email="liv.aas@fjordvik.example", client="iphone")
PER = Human(name="Per Moe", email="per.moe@fjordvik.example")

GRO = Human(name="Gro Vik", email="gro.vik@driftsgruppen.example")
MONA = Human(name="Mona Fjeld", email="mona.fjeld@klb.example")
KLB = Human(name="Kompetansesenter i lindrende behandling", email="post@klb.example")

MEMBERS = (INGER, KARI, ANNA, OLA, SIV, NILS, BERIT, TOR, SUNNIVA, LIV)
COPIES = (GRO, MONA, KLB)
EVERYONE = (*MEMBERS, PER, *COPIES, OPERATOR)
KNOWN_AS = {NILS_BEFORE.email: NILS.name} | {human.email: human.name for human in EVERYONE}

MEMBERS_CSV = f"""\
Navn;E-post;Arbeidssted;Verv;Nærmeste leder;Leders e-post;Medlem siden;Målform
Inger Dale;{INGER.email};Nordvik sykehjem;Leder;Åse Berg;ase.berg@nordvik.example;01.09.2025;
Kari Nes;{KARI.email};Nordvik hjemmetjeneste;Sekretær;Åse Berg;ase.berg@nordvik.example;01.09.2025;
Anna Nowak;{ANNA.email};Nordvik sykehjem;;Åse Berg;ase.berg@nordvik.example;02.02.2026;
Ola Lie;{OLA.email};Fjordvik sykehjem;;Per Moe;{PER.email};01.09.2025;
Siv Moe;{SIV.email};Fjordvik hjemmetjeneste;;Per Moe;{PER.email};15.01.2026;
Nils Aune;{NILS_BEFORE.email};Fjordvik hjemmetjeneste;;Per Moe;{PER.email};01.09.2025;
Berit Hove;{BERIT.email};Sørvik sykehjem;;Randi Haug;randi.haug@sorvik.kommune.no;01.09.2025;
Tor Lie;{TOR.email};Sørvik hjemmetjeneste;;Randi Haug;randi.haug@sorvik.kommune.no;01.09.2025;
Sunniva Aase;{SUNNIVA.email};Ytre Sund omsorgssenter;;Hilde Sund;hilde.sund@ytresund.example;01.09.2025;nynorsk
"""

PARENT_CSV = f"""\
Navn;E-post;Arbeidssted;Verv;Medlem siden
Gro Vik;{GRO.email};Driftsgruppen;Leder;01.01.2025
"""

PLAN_TOML = """\
# Møteplanen for Nettverksgruppe Nord 2027. De andre møtene melder lederen på e-post.

[[meeting]]
date = 2027-03-10
start = "10:00"
end = "14:00"
title = "Vårsamling i Nettverksgruppe Nord"
place = "Nordvik sykehjem, møterom Fjellet"
arranger = "Anna Nowak"
agenda = ["Smertekartlegging hjemme, ved Siv Moe", "Den siste tiden: hva de pårørende spør om", "Eventuelt"]
"""


def budstikke_toml(*, imap: int, smtp: int, authserv: str) -> str:
    """The configuration, as an operator would write it; the servers are the demo's own on this machine."""
    return f"""\
[service]
database = "sqlite:///budstikke.db"
operator = "{OPERATOR.email}"

[receiver]
authserv_id = "{authserv}"

[mailbox.nord]
address = "{ADDRESS}"
password_env = "BUDSTIKKE_NORD_PASSWORD"

[mailbox.nord.imap]
host = "127.0.0.1"
port = {imap}
security = "none"

[mailbox.nord.smtp]
host = "127.0.0.1"
port = {smtp}
security = "none"

[network.nord]
name = "{NETWORK}"
mandate = "klb-lokal"
mailbox = "nord"
parent = "drift"
organisations = ["Nordvik", "Fjordvik", "Sørvik", "Ytre Sund"]
plan = "plan-nord.toml"

[network.nord.contacts]
klb-employee = {{ name = "{MONA.name}", email = "{MONA.email}" }}
klb = {{ name = "{KLB.name}", email = "{KLB.email}" }}

[network.drift]
name = "Driftsgruppen"
mandate = "klb-drift"
mailbox = "nord"
"""
