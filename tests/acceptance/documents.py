"""Documents that invented secretaries write: minutes as docx, made of nothing but zipped XML."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def docx(paragraphs: Sequence[str]) -> bytes:
    """A Word document of plain paragraphs."""
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", TYPES)
        packed.writestr("_rels/.rels", RELATIONS)
        packed.writestr(
            "word/document.xml", f'<?xml version="1.0"?><w:document {W}><w:body>{body}</w:body></w:document>'
        )
    return out.getvalue()


def minutes_docx(
    *, date: str, present: Sequence[str], absent: Sequence[str], agenda: Sequence[str], secretary: str, chair: str
) -> bytes:
    """Minutes as a secretary writes them in Word."""
    lines = [
        "Referat fra møte i Nettverksgruppe Nord",
        f"Dato: {date}",
        "Sted: Nordvik sykehjem",
        f"Møteleder: {chair}",
        f"Referent: {secretary}",
        f"Til stede: {', '.join(present)}",
        *([f"Forfall: {', '.join(absent)}"] if absent else []),
        *[f"Sak {n}: {title}" for n, title in enumerate(agenda, 1)],
    ]
    return docx(lines)
