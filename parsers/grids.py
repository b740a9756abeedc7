"""Tables as files: CSV in any common encoding and delimiter, or an Excel workbook, as grids of cells, within limits."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools

from parsers.blocks import Unopened
from parsers.packed import parts

__all__ = ["Cell", "Grid", "Unopened", "read_grids"]

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None
Grid = tuple[tuple[Cell, ...], ...]

MAX_BYTES = 10_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 60
MAX_SHEETS = 20

_OLE = b"\xd0\xcf\x11\xe0"
_DELIMITERS = (";", ",", "\t", "|")


def read_grids(name: str, content: bytes) -> tuple[Grid, ...]:
    """Every reading of the file as a grid: one a sheet, or one a delimiter. Raises Unopened with why, in bokmål."""
    if len(content) > MAX_BYTES:
        raise Unopened("Filen er for stor til å være en medlemsliste.")
    if content.startswith(_OLE) or name.lower().endswith((".xls", ".ods")):
        raise Unopened("Filen er i et format vi ikke kan lese. Lagre den som .xlsx eller CSV.")
    grids = _workbook(content) if content.startswith(b"PK") else _texts(content)
    if not any(cell for grid in grids for row in grid for cell in row):
        raise Unopened("Filen er tom.")
    return grids


def _texts(content: bytes) -> tuple[Grid, ...]:
    lines = _decoded(content).replace("\x00", "").splitlines(keepends=True)
    lines = lines[1:] if lines and lines[0].lower().startswith("sep=") else lines
    return tuple(_delimited(lines, delimiter) for delimiter in _DELIMITERS)


def _delimited(lines: list[str], delimiter: str) -> Grid:
    try:
        rows = itertools.islice(csv.reader(lines, delimiter=delimiter, skipinitialspace=True), MAX_ROWS)
        return tuple(tuple(row[:MAX_COLUMNS]) for row in rows)
    except csv.Error:
        return ()


def _decoded(content: bytes) -> str:
    for encoding in (_by_mark(content), "utf-8-sig"):
        try:
            return content.decode(encoding)
        except UnicodeError:
            continue
    return content.decode("cp1252", "replace")


def _by_mark(content: bytes) -> str:
    """UTF-16 by its byte order mark, or by every other byte being nought."""
    start = content[:200]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if start[1::2].count(0) * 3 > len(start):
        return "utf-16-le"
    return "utf-16-be" if start[::2].count(0) * 3 > len(start) else "utf-8-sig"


def _workbook(content: bytes) -> tuple[Grid, ...]:
    import openpyxl  # a quarter of a second that only workbooks need

    try:
        if "xl/workbook.xml" not in parts(content, lambda member: True):
            raise Unopened("Filen er ikke en Excel-bok. Lagre listen som .xlsx eller CSV.")
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return tuple(_sheet(sheet) for sheet in book.worksheets[:MAX_SHEETS])
    except Unopened:
        raise
    except Exception as error:  # zipfile and openpyxl raise what they like on broken files
        raise Unopened("Excel-filen er skadet og kan ikke leses.") from error


def _sheet(sheet: object) -> Grid:
    rows = sheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    return tuple(tuple(row) for row in rows)
