"""The control words of rich text (RTF 1.9.1) that matter for what a reader sees."""

from __future__ import annotations

SIGNS = {
    "tab": "\t",
    "line": "\n",
    "emdash": "—",
    "endash": "–",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "enspace": " ",
    "emspace": " ",
    "qmspace": " ",
    "lbr": "\n",
    "softline": "\n",
    "~": " ",
    "_": "-",
    "\n": "\n",
    "\r": "\n",
}
"""Words and signs that stand for text."""

ENDS = frozenset({"par", "sect", "page", "column", "\n", "\r"})
"""Words that end a paragraph."""

SILENT = frozenset(
    [
        "colortbl",
        "info",
        "pict",
        "object",
        "footnote",
        "ftnsep",
        "ftnsepc",
        "aftnsep",
        "annotation",
        "atnid",
        "atnauthor",
        "atrfstart",
        "atrfend",
        "listtable",
        "listoverridetable",
        "revtbl",
        "rsidtbl",
        "generator",
        "themedata",
        "colorschememapping",
        "datastore",
        "latentstyles",
        "xmlnstbl",
        "mmathPr",
        "nonshppict",
        "nonesttables",
        "bkmkstart",
        "bkmkend",
        "xe",
        "tc",
        "tcn",
        "rxe",
        "sp",
        "pn",
        "filetbl",
        "userprops",
        "template",
        "operator",
        "author",
        "title",
        "comment",
        "docvar",
        "background",
        "ffdeftext",
        "ffformat",
        "ffname",
        "ffhelptext",
        "ffstattext",
        "ffentrymcr",
        "ffexitmcr",
        "ffl",
        "fchars",
        "lchars",
        "pgptbl",
        "ftncn",
        "aftncn",
        "shprslt",
        "passwordhash",
        "blipuid",
        "picprop",
        "wgrffmtfilter",
    ]
)
"""Groups with nothing for a reader."""

HEARD = frozenset(
    [
        "fonttbl",
        "stylesheet",
        "shpinst",
        "shptxt",
        "nesttableprops",
        "ud",
        "formfield",
        "do",
        "dptxbxtext",
        "fldinst",
        "listtext",
        "pntext",
    ]
)
"""Groups marked as optional that are read all the same."""

EDGES = {"header": "top", "headerl": "top", "headerr": "top", "headerf": "top"} | {
    "footer": "foot",
    "footerl": "foot",
    "footerr": "foot",
    "footerf": "foot",
}
"""Groups that hold page headers and footers."""

CHARSETS = {0: "cp1252", 77: "mac_roman", 161: "cp1253", 162: "cp1254", 186: "cp1257", 204: "cp1251", 238: "cp1250"}
"""A font's character set (\\fcharset) as an encoding; 2 is a symbol font, whose signs are private."""
SYMBOLS = 2
