"""Raw mails as real mail programs write them when a member answers a summons.

`CLIENTS[name](written)` gives the whole mail (RFC 5322, CRLF) with the person's own words where that program puts them
and a quoted Norwegian summons where that program puts that. The quote is full of answer words (ja, nei, kanskje,
forfall), so a reader that fails to cut it shows.
"""

import base64
import hashlib
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email import quoprimime
from email.header import Header
from html import escape

CRLF = "\r\n"
NETWORK = "Nettverksgruppe Nord"
ADDRESS = "nettverk-nord@nettverk.example"
SUMMONS_ID = "<innkalling.20260616.7f3a@nettverk.example>"
REPLY_DATE = "Wed, 3 Jun 2026 07:12:45 +0200"
INDEX = "AQHcz1J6m1kQy0aZ0kqkLr5vW8n3bLZ8u9tA"


@dataclass(frozen=True)
class Written:
    """What a person wrote: the words alone, who she is, and her language (nb, nn, en, da or sv)."""

    text: str
    name: str
    email: str
    lang: str = "nb"


@dataclass(frozen=True)
class Labels:
    """The words a mail program in one language puts around a quote; the dates are those of the summons."""

    sender: str
    sent: str
    date: str
    to: str
    subject: str
    reply: str
    original: str
    outlook: str
    mac: str
    gmail: str
    android: str
    apple: str
    iphone: str
    thunderbird: str


_NB = Labels(
    *("Fra", "Sendt", "Dato", "Til", "Emne", "SV", "Opprinnelig melding"),
    outlook="tirsdag 2. juni 2026 08:00",
    mac="tirsdag, 2. juni 2026 kl. 08:00",
    gmail="Den tir. 2. juni 2026 kl. 08:00 skrev {name} <{address}>:",
    android="tir. 2. juni 2026, 08:00 skrev {name} <{address}>:",
    apple="2. juni 2026 kl. 08:00 skrev {name} <{address}>:",
    iphone="Sendt fra min iPhone",
    thunderbird="Den 02.06.2026 08:00, skrev {name}:",
)
_NN = Labels(
    *("Frå", "Sendt", "Dato", "Til", "Emne", "SV", "Opphavleg melding"),
    outlook="tysdag 2. juni 2026 08:00",
    mac="tysdag 2. juni 2026 kl. 08:00",
    gmail=_NB.gmail,  # Gmail and Apple have no nynorsk: these writers see bokmål
    android=_NB.android,
    apple=_NB.apple,
    iphone="Sendt frå min iPhone",
    thunderbird="Den 02.06.2026 08:00, skreiv {name}:",
)
_EN = Labels(
    *("From", "Sent", "Date", "To", "Subject", "RE", "Original message"),
    outlook="Tuesday, June 2, 2026 8:00 AM",
    mac="Tuesday, 2 June 2026 at 08:00",
    gmail="On Tue, Jun 2, 2026 at 8:00 AM {name} <{address}> wrote:",
    android="On Tue, 2 Jun 2026, 08:00 {name}, <{address}> wrote:",
    apple="On 2 Jun 2026, at 08:00, {name} <{address}> wrote:",
    iphone="Sent from my iPhone",
    thunderbird="On 02/06/2026 08:00, {name} wrote:",
)
_DA = Labels(
    *("Fra", "Sendt", "Dato", "Til", "Emne", "SV", "Oprindelig meddelelse"),
    outlook="2. juni 2026 08:00",
    mac="tirsdag den 2. juni 2026 kl. 08.00",
    gmail="Den tirs. 2. jun. 2026 kl. 08.00 skrev {name} <{address}>:",
    android="tirs. 2. jun. 2026 08.00 skrev {name} <{address}>:",
    apple="Den 2. jun. 2026 kl. 08.00 skrev {name} <{address}>:",
    iphone="Sendt fra min iPhone",
    thunderbird="Den 02-06-2026 kl. 08:00 skrev {name}:",
)
_SV = Labels(
    *("Från", "Skickat", "Datum", "Till", "Ämne", "SV", "Ursprungligt meddelande"),
    outlook="den 2 juni 2026 08:00",
    mac="tisdag, 2 juni 2026 08:00",
    gmail="Den tis 2 juni 2026 kl 08:00 skrev {name} <{address}>:",
    android="Den tis 2 juni 2026 08:00 {name} <{address}> skrev:",
    apple="2 juni 2026 kl. 08:00 skrev {name} <{address}>:",
    iphone="Skickat från min iPhone",
    thunderbird="Den 2026-06-02 kl. 08:00, skrev {name}:",
)
LABELS: Mapping[str, Labels] = {"nb": _NB, "nn": _NN, "en": _EN, "da": _DA, "sv": _SV}


# --- the summons that is quoted -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Summons:
    """The letter the member answers: paragraphs, a small table, the agenda and the rest."""

    subject: str
    opening: Sequence[str]
    table: Sequence[tuple[str, str]]
    heading: str
    agenda: Sequence[str]
    closing: Sequence[str]


def _summons(written: Written) -> Summons:
    first = written.name.split()[0]
    return _nynorsk(first) if written.lang == "nn" else _bokmaal(first)


def _bokmaal(first: str) -> Summons:
    return Summons(
        subject="Innkalling: Nettverksgruppe Nord, tirsdag 16. juni",
        opening=(
            f"Hei {first},",
            "du innkalles til møte i Nettverksgruppe Nord. Fint om du svarer innen tirsdag 9. juni, med ett ord: ja, "
            "nei eller kanskje.",
            "Kan du ikke komme, si gjerne hvem som møter for deg.",
        ),
        table=(
            ("Når", "tirsdag 16. juni 2026 kl. 10.00–14.00"),
            ("Hvor", "Nordvik sykehjem, møterom Fjellet (eller på Teams: lenke i kalenderinvitasjonen)"),
            ("Leder", "Åse Brunvoll"),
            ("Arrangør", "Geir Holte, Nordvik"),
        ),
        heading="Saker",
        agenda=(
            "Nytt fra driftsgruppen",
            "Smertekartlegging hjemme, ved Liv Sande",
            "Eventuelt. Meld saker ved å svare «Sak: …»",
        ),
        closing=(
            "Innkallingen er sendt med lesebekreftelse og kopi til leder av driftsgruppen, slik retningslinjene sier. "
            "Forfall meldes hit; stedfortreder med navn og e-post.",
            "Vennlig hilsen",
            "Åse Brunvoll, leder av Nettverksgruppe Nord",
            "Sendt av nettverkets postkasse. Svar leses av Marte Ulvik og av et system som fører svarene.",
        ),
    )


def _nynorsk(first: str) -> Summons:
    return Summons(
        subject="Innkalling: Nettverksgruppe Nord, tysdag 16. juni",
        opening=(
            f"Hei {first},",
            "du er kalla inn til møte i Nettverksgruppe Nord. Fint om du svarar innan tysdag 9. juni, med eitt ord: "
            "ja, nei eller kanskje.",
            "Kan du ikkje kome, sei gjerne kven som møter for deg.",
        ),
        table=(
            ("Når", "tysdag 16. juni 2026 kl. 10.00–14.00"),
            ("Stad", "Nordvik sjukeheim, møterom Fjellet (eller på Teams: lenkje i kalenderinvitasjonen)"),
            ("Leiar", "Åse Brunvoll"),
            ("Arrangør", "Geir Holte, Nordvik"),
        ),
        heading="Saker",
        agenda=(
            "Nytt frå driftsgruppa",
            "Smertekartlegging heime, ved Liv Sande",
            "Eventuelt. Meld saker ved å svare «Sak: …»",
        ),
        closing=(
            "Innkallinga er send med lesestadfesting og kopi til leiaren av driftsgruppa, slik retningslinene seier. "
            "Forfall vert meldt hit; stadfortredar med namn og e-post.",
            "Venleg helsing",
            "Åse Brunvoll, leiar av Nettverksgruppe Nord",
            "Send av postkassa til nettverket. Svar vert lesne av Marte Ulvik og av eit system som fører svara.",
        ),
    )


def _plain(summons: Summons) -> list[str]:
    """The text part of the summons, line by line."""
    table = [f"  {label:<9} {value}" for label, value in summons.table]
    agenda = [f"  {number}. {item}" for number, item in enumerate(summons.agenda, 1)]
    greeting, *ask = summons.opening
    note, *sign_off, footer = summons.closing
    blocks = ([greeting], ask, table, [summons.heading, *agenda], [note], sign_off, [footer])
    return [line for block in blocks for line in ("", *block)][1:]


def _page(summons: Summons) -> str:
    """The HTML part of the summons, as a fragment: one column of at most 600 px."""
    cell = '<td style="padding:4px 12px 4px 0;vertical-align:top">'
    rows = "".join(
        f"<tr>{cell}<b>{escape(label)}</b></td>{cell}{escape(value)}</td></tr>\n" for label, value in summons.table
    )
    items = "".join(f"<li>{escape(item)}</li>\n" for item in summons.agenda)
    return (
        '<table role="presentation" width="100%" style="max-width:600px;font-family:Segoe UI,Arial,sans-serif">\n'
        "<tr><td>"
        + _each(summons.opening, '<p style="margin:0 0 12px">{}</p>\n')
        + f'<table role="presentation" cellspacing="0">\n{rows}</table>\n'
        + f'<h2 style="font-size:18px">{summons.heading}</h2>\n<ol>\n{items}</ol>\n'
        + _each(summons.closing, "<p>{}</p>\n")
        + "</td></tr></table>"
    )


def _word_page(summons: Summons) -> str:
    """The summons after Outlook desktop has passed it through Word."""
    line = '<p class="MsoNormal">{}<o:p></o:p></p>\n'
    cell = '<td valign="top" style="padding:3.0pt 9.0pt 3.0pt 0cm"><p class="MsoNormal">{}<o:p></o:p></p></td>\n'
    rows = "".join(
        f"<tr>{cell.format(f'<b>{escape(label)}</b>')}{cell.format(escape(value))}</tr>\n"
        for label, value in summons.table
    )
    item = (
        '<li class="MsoNormal" style="mso-margin-top-alt:auto;mso-margin-bottom-alt:auto;mso-list:l0 level1 lfo1">'
        "{}<o:p></o:p></li>\n"
    )
    return (
        _each(summons.opening, '<p style="margin:0cm 0cm 9.0pt 0cm">{}<o:p></o:p></p>\n')
        + f'<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0"><tbody>{rows}</tbody></table>\n'
        + f'<h2>{summons.heading}<o:p></o:p></h2>\n<ol start="1" type="1">{_each(summons.agenda, item)}</ol>\n'
        + _each(summons.closing, line)
    )


# --- text and HTML --------------------------------------------------------------------------------------------------


def _each(lines: Sequence[str], template: str, empty: str = "") -> str:
    return "".join(template.format(escape(line, quote=False) or empty) for line in lines)


def _lines(written: Written) -> list[str]:
    return written.text.split("\n")


def _quoted(lines: Sequence[str], mark: str = "> ") -> list[str]:
    return [(mark + line) if line else mark.rstrip() for line in lines]


def _wrapped(lines: Sequence[str], width: int) -> list[str]:
    """Lines broken hard at `width`, as Gmail breaks its text part."""
    return [part for line in lines for part in textwrap.wrap(line, width, drop_whitespace=True) or [""]]


def _flowed(lines: Sequence[str], width: int = 72) -> list[str]:
    """RFC 3676 format=flowed: soft breaks end in a space, lines that would look special are stuffed."""
    out: list[str] = []
    for line in lines:
        parts = textwrap.wrap(line.rstrip(), width - 1) or [""]
        stuffed = [f" {part}" if part.startswith((" ", ">", "From ")) else part for part in parts]
        out += [*(f"{part} " for part in stuffed[:-1]), stuffed[-1]]
    return out


def _attribution(template: str) -> str:
    return template.format(name=NETWORK, address=ADDRESS)


def _broken(attribution: str) -> list[str]:
    """Gmail breaks a long «skrev» line after the opening bracket of the address."""
    head, bracket, tail = attribution.partition("<")
    return [attribution] if len(attribution) <= 72 else [head + bracket, tail]


def _linked(attribution: str) -> str:
    link = f'<a href="mailto:{ADDRESS}">{ADDRESS}</a>'
    return escape(attribution, quote=False).replace(ADDRESS, link)


def _block(written: Written, labels: Labels, when: str, subject: str, *, dated: bool = False) -> list[tuple[str, str]]:
    """The header block above a quote, as pairs of label and value."""
    return [
        (labels.sender, f"{NETWORK} <{ADDRESS}>"),
        (labels.date if dated else labels.sent, when),
        (labels.to, f"{written.name} <{written.email}>"),
        (labels.subject, subject),
    ]


def _block_lines(block: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{label}: {value}" for label, value in block]


def _block_html(block: Sequence[tuple[str, str]], end: str = "<br>\n") -> str:
    return end.join(f"<b>{escape(label)}:</b> {escape(value, quote=False)}" for label, value in block)


# --- MIME -----------------------------------------------------------------------------------------------------------


def _charset(content: str, wanted: str) -> str:
    """The charset the program wanted, or UTF-8 when the words do not fit in it (emoji)."""
    try:
        content.encode(wanted)
    except UnicodeEncodeError:
        return "utf-8"
    return wanted


def _base64(raw: bytes) -> bytes:
    return base64.encodebytes(raw).replace(b"\n", b"\r\n")


def _quoted_printable(raw: bytes) -> bytes:
    return quoprimime.body_encode(raw.decode("latin-1").replace(CRLF, "\n"), eol=CRLF).encode("ascii")


def _as_is(raw: bytes) -> bytes:
    return raw


ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "base64": _base64,
    "quoted-printable": _quoted_printable,
    "8bit": _as_is,
}


def _text(content: str, kind: str, charset: str, encoding: str, parameters: str = "") -> bytes:
    """One text entity with its own headers."""
    charset = _charset(content, charset)
    raw = content.replace("\n", CRLF).encode(charset)
    head = f"Content-Type: text/{kind}; charset={charset}{parameters}{CRLF}Content-Transfer-Encoding: {encoding}{CRLF}"
    return head.encode("ascii") + b"\r\n" + ENCODINGS[encoding](raw)


def _alternative(written: Written, plain: bytes, html: bytes, boundary: str) -> bytes:
    boundary = boundary.format(_digest(written.text)[:16])
    mark = f"--{boundary}".encode("ascii")
    head = f'Content-Type: multipart/alternative;{CRLF}\tboundary="{boundary}"{CRLF}{CRLF}'.encode("ascii")
    return head + b"\r\n".join([mark, plain, mark, html, mark + b"--", b""])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def _field(name: str, value: str, charset: str = "utf-8") -> str:
    if value.isascii():
        return f"{name}: {value}{CRLF}"
    encoded = Header(value, _charset(value, charset), header_name=name).encode(linesep=CRLF)
    return f"{name}: {encoded}{CRLF}"


def _mail(
    written: Written,
    subject: str,
    entity: bytes,
    *,
    extra: Sequence[tuple[str, str]] = (),
    charset: str = "utf-8",
    message_id: str = "{}@mail.example",
) -> bytes:
    """The whole mail: trace, identification and the program's own fields, then the entity with its MIME headers."""
    domain = written.email.rpartition("@")[2]
    name = written.name if written.name.isascii() else Header(written.name, charset).encode(linesep=CRLF)
    identity = message_id.format(_digest(written.text + written.email)[:24])
    head = [
        f"Return-Path: <{written.email}>{CRLF}",
        f"Received: from mx.{domain} (mx.{domain} [192.0.2.25]){CRLF}"
        f"\tby inn.nettverk.example with ESMTPS id {_digest(written.text)[:10]};{CRLF}\t{REPLY_DATE}{CRLF}",
        f"From: {name} <{written.email}>{CRLF}",
        f"To: {NETWORK} <{ADDRESS}>{CRLF}",
        _field("Subject", subject, charset),
        f"Date: {REPLY_DATE}{CRLF}",
        f"Message-ID: <{identity}>{CRLF}",
        f"In-Reply-To: {SUMMONS_ID}{CRLF}",
        f"References: {SUMMONS_ID}{CRLF}",
        *(_field(key, value, charset) for key, value in extra),
        f"MIME-Version: 1.0{CRLF}",
    ]
    return "".join(head).encode("ascii") + entity


# --- Outlook and Exchange -------------------------------------------------------------------------------------------

WORD_HEAD = """<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" \
xmlns:w="urn:schemas-microsoft-com:office:word" xmlns:m="http://schemas.microsoft.com/office/2004/12/omml" \
xmlns="http://www.w3.org/TR/REC-html40">
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<style><!--
/* Font Definitions */
@font-face
\t{{font-family:"Cambria Math";
\tpanose-1:2 4 5 3 5 4 6 3 2 4;}}
@font-face
\t{{font-family:Aptos;}}
/* Style Definitions */
p.MsoNormal, li.MsoNormal, div.MsoNormal
\t{{margin:0cm;
\tfont-size:11.0pt;
\tfont-family:"Aptos",sans-serif;
\tmso-fareast-language:EN-US;}}
span.E-postStil20
\t{{mso-style-type:personal-reply;}}
@page WordSection1
\t{{size:612.0pt 792.0pt;
\tmargin:70.85pt 70.85pt 70.85pt 70.85pt;}}
--></style><!--[if gte mso 9]><xml>
<o:shapedefaults v:ext="edit" spidmax="1026" />
</xml><![endif]-->
</head>
<body lang="NO-BOK" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">
"""
WORD_LINE = '<p class="MsoNormal"><span style="mso-fareast-language:EN-US">{}<o:p></o:p></span></p>\n'
RULE = '<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
BORDER = f'<div>{RULE}<p class="MsoNormal">'


def _exchange_fields(subject: str, language: str) -> list[tuple[str, str]]:
    return [
        ("Thread-Topic", subject),
        ("Thread-Index", INDEX),
        ("Accept-Language", f"{language}, en-US"),
        ("Content-Language", language),
        ("X-MS-Has-Attach", ""),
        ("X-MS-TNEF-Correlator", ""),
        ("x-ms-publictraffictype", "Email"),
        ("X-OriginatorOrg", "kommune.example"),
    ]


@dataclass(frozen=True)
class Around:
    """What stands around the words in a mail from Outlook desktop, besides the quote."""

    tag: str = ""  # in the subject, after the prefix
    top: Sequence[str] = ()  # put above the words by a gateway
    signature: Sequence[str] = ()  # below the words, by the program
    warning: Sequence[str] = ()  # at the head of the quoted mail
    earlier: Sequence[str] = ()  # mails between the words and the summons, newest first
    bottom: Sequence[str] = ()  # at the very end, by a gateway


def _outlook(written: Written, labels: Labels, around: Around = Around(), prefix: str = "") -> bytes:
    summons = _summons(written)
    topic = f"{around.tag}{summons.subject}"
    block = _block(written, labels, labels.outlook, topic)
    above = [*around.top, *_lines(written), *around.signature]
    plain = [*above, "", *around.earlier, *_block_lines(block), "", *around.warning, *_plain(summons), *around.bottom]
    charset = _charset("\n".join(plain), "Windows-1252")
    html = (
        WORD_HEAD.format(charset=charset)
        + '<div class="WordSection1">\n'
        + _each(above, WORD_LINE, "&nbsp;")
        + _each([""], WORD_LINE, "&nbsp;")
        + (f"{RULE}{_each(around.earlier, WORD_LINE, '&nbsp;')}</div>\n" if around.earlier else "")
        + f"{BORDER}{_block_html(block)}<o:p></o:p></p></div></div>\n"
        + _each(["", *around.warning], WORD_LINE, "&nbsp;")
        + _word_page(summons)
        + "</div>\n"
        + _each(around.bottom, '<p style="font-size:8.0pt;color:gray">{}</p>\n', "&nbsp;")
        + "</body>\n</html>\n"
    )
    encoding = "base64" if charset == "utf-8" else "quoted-printable"
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", charset, encoding),
        _text(html, "html", charset, encoding),
        "_000_{}AM0PR05MB4801eurp_",
    )
    return _mail(
        written,
        f"{prefix or labels.reply}: {topic}",
        entity,
        extra=_exchange_fields(topic, "nn-NO" if labels is _NN else "nb-NO"),
        charset="iso-8859-1",
        message_id="AM0PR05MB4801{}@AM0PR05MB4801.eurprd05.prod.outlook.example",
    )


def _labels(written: Written) -> Labels:
    return LABELS.get(written.lang, _NB)


def outlook_desktop(written: Written) -> bytes:
    return _outlook(written, _labels(written))


def outlook_nynorsk(written: Written) -> bytes:
    return _outlook(written, _NN)


def outlook_english(written: Written) -> bytes:
    return _outlook(written, _EN)


def outlook_forward(written: Written) -> bytes:
    """The person pressed «Videresend» and sent it back."""
    return _outlook(written, _labels(written), prefix="FW" if written.lang == "en" else "VS")


EARLIER = {
    "nb": (
        "Takk for svaret. Vi leste det som forfall. Stemmer ikke det, svar JA.",
        "Jeg kommer ikke, er dessverre opptatt. Vegard Tun møter for meg.",
    ),
    "nn": (
        "Takk for svaret. Vi las det som forfall. Stemmer ikkje det, svar JA.",
        "Eg kjem ikkje, er diverre oppteken. Vegard Tun møter for meg.",
    ),
}


def outlook_thread(written: Written) -> bytes:
    """A third letter: under the words stand the network's receipt and the person's own first answer."""
    labels = _labels(written)
    receipt, first = EARLIER["nn" if written.lang == "nn" else "nb"]
    me, us = f"{written.name} <{written.email}>", f"{NETWORK} <{ADDRESS}>"
    topic = _summons(written).subject
    earlier = [
        *(f"{labels.sender}: {us}", f"{labels.sent}: {labels.outlook.replace('08:00', '12:31')}"),
        *(f"{labels.to}: {me}", f"{labels.subject}: Re: {topic}", "", receipt, "", "Marte Ulvik", ""),
        *(f"{labels.sender}: {me}", f"{labels.sent}: {labels.outlook.replace('08:00', '12:30')}"),
        *(f"{labels.to}: {us}", f"{labels.subject}: {labels.reply}: {topic}", "", first, ""),
    ]
    return _outlook(written, labels, Around(earlier=earlier))


def _card(written: Written) -> list[str]:
    greeting = {"nn": "Med venleg helsing", "en": "Kind regards"}.get(written.lang, "Med vennlig hilsen")
    title = "Fagleiar heimetenesta" if written.lang == "nn" else "Fagleder hjemmetjenesten"
    return [
        *("", greeting, "", written.name, title, "Helse og omsorg | Nordbygda kommune"),
        *("Tlf: +47 55 00 12 34 | Mobil: 400 00 567", f"E-post: {written.email}", "www.nordbygda.kommune.example"),
        *("Besøksadresse: Rådhusgata 2, 0000 Nordbygda", "", "Tenk miljø. Må du ikke skrive ut, så la være."),
    ]


def outlook_card(written: Written) -> bytes:
    return _outlook(written, _labels(written), Around(signature=_card(written)))


WARNING = (
    "ADVARSEL: Denne e-posten kommer fra en avsender utenfor organisasjonen. Ikke klikk på lenker eller åpne vedlegg "
    "hvis du ikke kjenner avsenderen og vet at innholdet er trygt."
)
DISCLAIMER = (
    "Denne e-posten kan inneholde taushetsbelagte opplysninger og er bare ment for adressaten. Har du fått den ved en "
    "feil, ber vi deg melde fra til avsender og slette den. Du kan da ikke bruke eller videresende innholdet."
)


def exchange_banner(written: Written) -> bytes:
    """The member's Exchange marked our letter as external, and puts a disclaimer under all that leaves the house."""
    around = Around(tag="[EKSTERN] ", warning=[WARNING, ""], bottom=["", DISCLAIMER])
    return _outlook(written, _labels(written), around)


def exchange_banner_top(written: Written) -> bytes:
    """Our own Exchange marks the answer as external: the warning stands above the words."""
    mark = ["[EKSTERN] " + WARNING, ""]
    return _outlook(written, _labels(written), Around(top=mark, signature=["", DISCLAIMER]))


def outlook_web(written: Written) -> bytes:
    labels, summons = _labels(written), _summons(written)
    block = _block(written, labels, labels.outlook, summons.subject)
    plain = [*_lines(written), "_" * 32, *_block_lines(block), "", *_plain(summons)]
    div = (
        '<div class="elementToProof" style="font-family: Aptos, Aptos_EmbeddedFont, Calibri, Helvetica, sans-serif; '
        'font-size: 12pt; color: rgb(0, 0, 0);">\n{}</div>\n'
    )
    html = (
        '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n'
        '<style type="text/css" style="display:none;"> P {margin-top:0;margin-bottom:0;} </style>\n</head>\n'
        '<body dir="ltr">\n'
        + _each(_lines(written), div, "<br>")
        + '<div id="appendonsend"></div>\n<hr style="display:inline-block;width:98%" tabindex="-1">\n'
        '<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
        + _block_html(block)
        + f"</font>\n<div>&nbsp;</div>\n</div>\n<div>{_page(summons)}</div>\n</body>\n</html>\n"
    )
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "utf-8", "base64"),
        _text(html, "html", "utf-8", "base64"),
        "_000_{}DB9PR07MB7722eurp_",
    )
    fields = _exchange_fields(summons.subject, "nb-NO")
    return _mail(written, f"{labels.reply}: {summons.subject}", entity, extra=fields)


OUTLOOK_GET = {"en": "Get ", "da": "Hent ", "sv": "Hämta "}


def _outlook_mobile(written: Written, system: str, link: str) -> bytes:
    """Outlook on a phone: the date in the block stays English, whatever the language."""
    labels, summons = _labels(written), _summons(written)
    get = OUTLOOK_GET.get(written.lang, "Hent ")
    block = _block(written, labels, "Tuesday, June 2, 2026 8:00:00 AM", summons.subject)
    plain = [
        *(*_lines(written), "", f"{get}Outlook for {system}<{link}>", "_" * 32),
        *(*_block_lines(block), "", *_plain(summons)),
    ]
    html = (
        '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8">\n</head>\n<body>\n'
        + _each(_lines(written), '<div dir="ltr">{}</div>\n', "<br>")
        + f'<div id="ms-outlook-mobile-signature" dir="ltr">\n<div><br>\n</div>\n{get}<a href="{link}">Outlook for '
        f"{system}</a></div>\n"
        '<div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message">\n'
        '<hr style="display:inline-block;width:98%" tabindex="-1">\n<div id="divRplyFwdMsg" dir="ltr">'
        '<font face="Calibri, sans-serif" style="font-size:11pt" color="#000000">'
        + _block_html(block)
        + f"</font>\n<div>&nbsp;</div>\n</div>\n{_page(summons)}</div>\n</body>\n</html>\n"
    )
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "Windows-1252", "quoted-printable"),
        _text(html, "html", "utf-8", "base64"),
        "_000_{}VI1PR0401MB2222eurp_",
    )
    fields = _exchange_fields(summons.subject, "nb-NO")
    return _mail(written, f"{labels.reply.capitalize()}: {summons.subject}", entity, extra=fields)


def outlook_ios(written: Written) -> bytes:
    return _outlook_mobile(written, "iOS", "https://aka.ms/o0ukef")


def outlook_android(written: Written) -> bytes:
    return _outlook_mobile(written, "Android", "https://aka.ms/AAb9ysg")


def outlook_mac(written: Written) -> bytes:
    """Outlook for Mac: «Dato:» in the block, HTML only."""
    labels, summons = _labels(written), _summons(written)
    block = _block(written, labels, labels.mac, summons.subject, dated=True)
    border = (
        '<div style="border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm"><p class="MsoNormal" '
        'style="margin-bottom:12.0pt"><span style="font-size:12.0pt;color:black">'
    )
    html = (
        WORD_HEAD.format(charset="utf-8")
        + '<div class="WordSection1">\n'
        + _each([*_lines(written), ""], WORD_LINE, "&nbsp;")
        + '<div id="mail-editor-reference-message-container">\n'
        + f"{border}{_block_html(block)}<o:p></o:p></span></p></div>\n{_word_page(summons)}"
        + "</div>\n</div>\n</body>\n</html>\n"
    )
    entity = _text(html, "html", "utf-8", "quoted-printable")
    fields = [("User-Agent", "Microsoft-MacOutlook/16.97.25051113"), ("Thread-Topic", summons.subject)]
    return _mail(written, f"{labels.reply.capitalize()}: {summons.subject}", entity, extra=fields)


# --- Gmail ----------------------------------------------------------------------------------------------------------

GMAIL_QUOTE = (
    '<div class="gmail_quote{more}"><div dir="{dir}" class="gmail_attr">{attribution}<br></div>'
    '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);'
    'padding-left:1ex">{page}</blockquote></div>'
)


def _gmail(written: Written, attribution: str, direction: str, own: str, more: str) -> bytes:
    summons = _summons(written)
    quoted = _quoted(_wrapped(_plain(summons), 76))
    plain = [*_wrapped(_lines(written), 78), "", *_broken(attribution), "", *quoted]
    quote = GMAIL_QUOTE.format(more=more, dir=direction, attribution=_linked(attribution), page=_page(summons))
    html = f'<div dir="{direction}">{own}</div><br>{quote}\n'
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "UTF-8", "quoted-printable"),
        _text(html, "html", "UTF-8", "quoted-printable"),
        "000000000000{}",
    )
    return _mail(written, f"Re: {summons.subject}", entity, message_id="CAK7xQ2{}@mail.gmail.example")


def gmail_web(written: Written) -> bytes:
    first, *rest = _lines(written)
    own = escape(first, quote=False) + _each(rest, "<div>{}</div>", "<br>")
    return _gmail(written, _attribution(_labels(written).gmail), "ltr", own, " gmail_quote_container")


def gmail_android(written: Written) -> bytes:
    own = _each(_lines(written), '<div dir="auto">{}</div>', "<br>")
    return _gmail(written, _attribution(_labels(written).android), "auto", own, "")


# --- Apple and Samsung ----------------------------------------------------------------------------------------------

APPLE_HEAD = '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'


def apple_mail(written: Written) -> bytes:
    """Mail on a Mac puts the «skrev» line itself inside the quote."""
    summons, attribution = _summons(written), _attribution(_labels(written).apple)
    plain = [*_lines(written), "", *_quoted([attribution, "", *_plain(summons)]), ""]
    html = (
        f'{APPLE_HEAD}<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; '
        'line-break: after-white-space;">'
        + _each(_lines(written), "<div>{}</div>", "<br>")
        + '<br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>'
        + f'{escape(attribution, quote=False)}</div><br class="Apple-interchange-newline"><div>{_page(summons)}</div>'
        + "</blockquote></div><br></body></html>"
    )
    entity = _alternative(
        written,
        _text("\n".join(plain), "plain", "utf-8", "quoted-printable"),
        _text(html, "html", "utf-8", "quoted-printable"),
        "Apple-Mail=_{}",
    )
    fields = [("X-Mailer", "Apple Mail (2.3826.600.51.1.1)")]
    return _mail(written, f"Re: {summons.subject}", entity, extra=fields)


def iphone_mail(written: Written) -> bytes:
    """Mail on an iPhone: its signature under the words, and U+FEFF where the quoted letter begins."""
    summons, labels = _summons(written), _labels(written)
    when = labels.apple.replace("2. juni", "2. jun.") if written.lang != "en" else labels.apple
    attribution = _attribution(when if when.startswith(("Den", "On")) or written.lang == "sv" else f"Den {when}")
    plain = [
        *(*_lines(written), "", labels.iphone, ""),
        *_quoted([attribution, "", "\ufeff" + _plain(summons)[0], *_plain(summons)[1:]]),
    ]
    html = (
        f'{APPLE_HEAD}<body dir="auto">'
        + _each(_lines(written), '<div dir="ltr">{}</div>', "<br>")
        + f'<br id="lineBreakAtBeginningOfSignature"><div dir="ltr">{labels.iphone}</div><div dir="ltr"><br>'
        f'<blockquote type="cite">{escape(attribution, quote=False)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">\ufeff{_page(summons)}</div></blockquote></body></html>'
    )
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "utf-8", "base64"),
        _text(html, "html", "utf-8", "base64"),
        "Apple-Mail-{}",
    )
    prefix = "Sv" if written.lang in ("nb", "nn", "da", "sv") else "Re"
    return _mail(written, f"{prefix}: {summons.subject}", entity, extra=[("X-Mailer", "iPhone Mail (22F76)")])


GALAXY = {"nn": "Sendt frå min Galaxy", "en": "Sent from my Galaxy", "sv": "Skickat från min Galaxy"}


def samsung_mail(written: Written) -> bytes:
    labels, summons = _labels(written), _summons(written)
    mark = f"-------- {labels.original} --------"
    block = _block_lines(_block(written, labels, "02.06.2026  08:00  (GMT+01:00) ", summons.subject, dated=True))
    sent = GALAXY.get(written.lang, "Sendt fra min Galaxy")
    plain = [*_lines(written), "", "", sent, "", mark, *block, "", *_plain(summons)]
    html = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body dir="auto">'
        + _each(_lines(written), '<div dir="auto">{}</div>', "<br>")
        + '<div dir="auto"><br></div><div dir="auto"><br></div><div id="composer_signature" dir="auto">'
        f'<div style="font-size:12px;color:#575757" dir="auto">{sent}</div></div><div dir="auto"><br></div>'
        '<div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000">'
        + _each([mark, *block, ""], "<div>{}</div>", "<br>")
        + f"</div>{_page(summons)}</body></html>"
    )
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "utf-8", "base64"),
        _text(html, "html", "utf-8", "base64"),
        "--_com.samsung.android.email_{}",
    )
    return _mail(written, f"{labels.reply}: {summons.subject}", entity, extra=[("X-Mailer", "Samsung Email")])


# --- Thunderbird, Roundcube and plain text --------------------------------------------------------------------------

THUNDERBIRD = "Mozilla Thunderbird"


def thunderbird(written: Written) -> bytes:
    """Thunderbird in HTML, answer above the quote."""
    summons, attribution = _summons(written), _attribution(_labels(written).thunderbird)
    html = (
        '<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n'
        "  </head>\n  <body>\n"
        + _each(_lines(written), "    <p>{}</p>\n", "<br>\n")
        + f'    <div class="moz-cite-prefix">{escape(attribution)}<br>\n    </div>\n'
        f'    <blockquote type="cite" cite="mid:{SUMMONS_ID[1:-1]}">{_page(summons)}</blockquote>\n'
        "  </body>\n</html>\n"
    )
    plain = [*_flowed([*_lines(written), ""]), attribution, *_quoted(_plain(summons))]
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "UTF-8", "8bit", "; format=flowed"),
        _text(html, "html", "UTF-8", "8bit"),
        "------------{}",
    )
    return _mail(written, f"Re: {summons.subject}", entity, extra=[("User-Agent", THUNDERBIRD)])


def _plain_mail(
    written: Written, lines: Sequence[str], agent: tuple[str, str], *, prefix: str = "Re", flowed: bool = True
) -> bytes:
    parameters = "; format=flowed" if flowed else ""
    entity = _text("\n".join(lines) + "\n", "plain", "UTF-8", "8bit", parameters)
    return _mail(written, f"{prefix}: {_summons(written).subject}", entity, extra=[agent])


def bottom_posting(written: Written) -> bytes:
    """The whole letter quoted first, then the words."""
    attribution = _attribution(_labels(written).thunderbird)
    lines = [attribution, *_quoted(_plain(_summons(written))), "", *_flowed(_lines(written))]
    return _plain_mail(written, lines, ("User-Agent", THUNDERBIRD))


def inline_answer(written: Written) -> bytes:
    """The words stand right under the sentence that asks for them, in the middle of the quote."""
    quoted = _quoted(_plain(_summons(written)))
    attribution = _attribution(_labels(written).thunderbird)
    lines = [attribution, *quoted[:4], "", *_flowed(_lines(written)), "", *quoted[4:]]
    return _plain_mail(written, lines, ("User-Agent", THUNDERBIRD))


ROUNDCUBE = {
    "nn": "Den 2026-06-02 08:00 skreiv {name}:",
    "en": "On 2026-06-02 08:00, {name} wrote:",
    "da": "Den 2026-06-02 08:00, skrev {name}:",
    "sv": "{name} skrev den 2026-06-02 08:00:",
}


def roundcube(written: Written) -> bytes:
    intro = _attribution(ROUNDCUBE.get(written.lang, "Den 2026-06-02 08:00, skrev {name}:"))
    lines = [*_flowed(_lines(written)), "", intro, *_quoted(_wrapped(_plain(_summons(written)), 72))]
    return _plain_mail(written, lines, ("User-Agent", "Roundcube Webmail/1.6.11"), prefix="Svar", flowed=False)


def plain_unquoted(written: Written) -> bytes:
    """The words alone, in ISO 8859-1."""
    entity = _text(written.text + "\n", "plain", "iso-8859-1", "8bit")
    return _mail(written, f"Sv: {_summons(written).subject}", entity, charset="iso-8859-1")


# --- Notes, Proton and Yahoo ----------------------------------------------------------------------------------------


def _latin(text: str) -> str:
    """What an old program makes of marks outside ISO 8859-1."""
    return text.translate({0x2013: "-", 0x2026: "..."})


def notes(written: Written) -> bytes:
    """HCL Notes: tabbed header block without angle brackets, font tags, ISO 8859-1."""
    summons, labels = _summons(written), _labels(written)
    block = [
        (labels.sender, f"{NETWORK} <{ADDRESS}>"),
        (labels.to, written.email),
        (labels.date, "02.06.2026 08:00"),
        (labels.subject, summons.subject),
    ]
    own = _lines(written)
    tabbed = [f"{label}:\t{value}" for label, value in block]
    plain = _latin("\n".join([*own, "", "", "", *tabbed, "", "", "", *_plain(summons), "", ""]))
    font = '<font size=2 face="sans-serif">{}</font><br>\n'
    grey = '<font size=1 color=#5f5f5f face="sans-serif">{}</font>'
    rows = "".join(
        f"<tr valign=top><td>{grey.format(f'{label}: &nbsp; &nbsp;')}</td>"
        f'<td><font size=1 face="sans-serif">{escape(value, quote=False)}</font></td></tr>\n'
        for label, value in block
    )
    html = (
        _each(own, font)
        + f"<br>\n<br>\n<br>\n<table width=100%>\n{rows}</table>\n<hr noshade>\n<br>\n<br>\n<br>\n"
        + f"{_page(summons)}\n<br>\n"
    )
    entity = _alternative(
        written,
        _text(plain, "plain", "iso-8859-1", "quoted-printable"),
        _text(_latin(html), "html", "iso-8859-1", "quoted-printable"),
        "=_alternative {}C1258E0A_=",
    )
    fields = [("X-Mailer", "HCL Notes Release 12.0.2 November 03, 2022"), ("X-MIMETrack", "Serialize by Router")]
    return _mail(written, f"Svar: {_latin(summons.subject)}", entity, extra=fields, charset="iso-8859-1")


def notes_web(written: Written) -> bytes:
    """HCL Verse and iNotes: a dashed «skrev» line, then a block with «Til:» first."""
    summons, labels = _summons(written), _labels(written)
    verb = {"nn": "skreiv", "en": "wrote"}.get(written.lang, "skrev")
    block = [
        *(f"-----{NETWORK} <{ADDRESS}> {verb}: -----", f"{labels.to}: {written.email}"),
        *(f"{labels.sender}: {NETWORK} <{ADDRESS}>", f"{labels.date}: 02.06.2026 08:00"),
        f"{labels.subject}: {summons.subject}",
    ]
    lines = [*_lines(written), "", *block, "", *_plain(summons)]
    entity = _text("\n".join(lines) + "\n", "plain", "UTF-8", "base64")
    return _mail(written, f"Svar: {summons.subject}", entity, extra=[("X-Mailer", "HCL Domino Web Server")])


def proton(written: Written) -> bytes:
    summons = _summons(written)
    attribution = f"On Tuesday, June 2nd, 2026 at 08:00, {NETWORK} <{ADDRESS}> wrote:"
    sent = "Sent with Proton Mail secure email."
    plain = [*_lines(written), "", sent, "", attribution, "", *_quoted(_plain(summons))]
    font = '<div style="font-family: Arial, sans-serif; font-size: 14px;">{}</div>'
    html = (
        _each(_lines(written), font, "<br>")
        + '<div class="protonmail_signature_block" style="font-family: Arial, sans-serif; font-size: 14px;">'
        '<div class="protonmail_signature_block-user protonmail_signature_block-empty"></div>'
        '<div class="protonmail_signature_block-proton">Sent with <a target="_blank" href="https://proton.me/mail/home">'
        'Proton Mail</a> secure email.</div></div><div><br></div><div class="protonmail_quote">'
        f"{escape(attribution, quote=False)}<br>"
        f'<blockquote class="protonmail_quote" type="cite">{_page(summons)}</blockquote><br></div>'
    )
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "utf-8", "quoted-printable"),
        _text(html, "html", "utf-8", "quoted-printable"),
        "b1=_{}",
    )
    return _mail(written, f"Re: {summons.subject}", entity)


YAHOO = {"en": "On Tuesday 2 June 2026 at 08:00:00 CEST, {name} <{address}> wrote:"}


def yahoo(written: Written) -> bytes:
    """Yahoo indents the quote of its text part by blanks; no `>` marks it."""
    summons = _summons(written)
    template = YAHOO.get(written.lang, "Den tirsdag 2. juni 2026 kl. 08.00.00 CEST skrev {name} <{address}> følgende:")
    attribution = _attribution(template)
    plain = [f" {line}" for line in _lines(written)]
    plain += ["", f"    {attribution}  ", " ", *(f" {line}" for line in _plain(summons))]
    html = (
        '<html><head></head><body><div class="ydp1f2yahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, '
        'Arial, sans-serif;font-size:16px;">'
        + _each(_lines(written), '<div dir="ltr" data-setdir="false">{}</div>', "<br>")
        + '<div><br></div></div><div id="ydp2c9yahoo_quoted_5512903377" class="ydp2c9yahoo_quoted">'
        "<div style=\"font-family:'Helvetica Neue', Helvetica, Arial, sans-serif;font-size:13px;color:#26282a;\">"
        f"<div>{_linked(attribution)}</div><div><br></div><div><br></div><div>{_page(summons)}</div>"
        "</div></div></body></html>"
    )
    entity = _alternative(
        written,
        _text("\n".join(plain) + "\n", "plain", "UTF-8", "base64"),
        _text(html, "html", "UTF-8", "quoted-printable"),
        "----=_Part_{}",
    )
    fields = [("X-Mailer", "WebService/1.1.23772 YMailNovation")]
    return _mail(
        written, f"Vedr: {summons.subject}" if written.lang == "da" else f"Re: {summons.subject}", entity, extra=fields
    )


CLIENTS: Mapping[str, Callable[[Written], bytes]] = {
    "outlook-desktop": outlook_desktop,
    "outlook-nynorsk": outlook_nynorsk,
    "outlook-english": outlook_english,
    "outlook-forward": outlook_forward,
    "outlook-thread": outlook_thread,
    "outlook-card": outlook_card,
    "outlook-web": outlook_web,
    "outlook-ios": outlook_ios,
    "outlook-android": outlook_android,
    "outlook-mac": outlook_mac,
    "exchange-banner": exchange_banner,
    "exchange-banner-top": exchange_banner_top,
    "gmail-web": gmail_web,
    "gmail-android": gmail_android,
    "apple-mail": apple_mail,
    "iphone-mail": iphone_mail,
    "samsung-mail": samsung_mail,
    "thunderbird": thunderbird,
    "bottom-posting": bottom_posting,
    "inline-answer": inline_answer,
    "roundcube": roundcube,
    "plain-unquoted": plain_unquoted,
    "notes": notes,
    "notes-web": notes_web,
    "proton": proton,
    "yahoo": yahoo,
}


def as_mail(client: str, written: Written) -> bytes:
    return CLIENTS[client](written)
