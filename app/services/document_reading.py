"""Word documents and PDFs become proposed texts. They run in a process of their own; see `reading_apart`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from app.services.readings import Reading, paragraphs_joined
from app.services.refused import Refused
from exports.damaged import DAMAGED_ZIP

MAX_UNPACKED = 128 * 1024 * 1024
MAX_PAGES = 2_000
MAX_HEADINGS = 500


def read_word(raw: bytes) -> Reading:
    """Return the text of a Word document, table cells in the order of reading, or raise Refused."""
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            if sum(part.file_size for part in archive.infolist()) > MAX_UNPACKED:
                raise Refused(f"Unpacked, it is larger than {MAX_UNPACKED // 1024 // 1024} MB.")
        document = docx.Document(io.BytesIO(raw))
    except Refused:
        raise
    except (*DAMAGED_ZIP, PackageNotFoundError, KeyError, SyntaxError):  # of lxml is the last
        raise Refused("It is a Word document that cannot be read.") from None
    headings: list[str] = []
    text = paragraphs_joined(_paragraphs(document, headings))
    if not text:
        raise Refused("There is no text in the document.")
    known = document.core_properties
    facts = {"title": known.title, "byline": known.author, "language": known.language}
    doubts = ["Footnotes, headers and pictures of a Word document are not part of the proposed text."]
    plain = {name: " ".join(value.split()) for name, value in facts.items() if value}
    return Reading(text, text, plain, "docx", doubts, headings=headings[:MAX_HEADINGS])


def _paragraphs(holder: Any, headings: list[str]) -> Iterator[str]:
    """Yield the paragraphs, and note those that have the style of a heading."""
    for item in holder.iter_inner_content():
        if hasattr(item, "rows"):
            for row in item.rows:
                for cell in row.cells:
                    yield from _paragraphs(cell, headings)
        else:
            if item.text.strip() and str((item.style and item.style.name) or "").startswith("Heading"):
                headings.append(item.text)
            yield item.text


def read_pdf(raw: bytes) -> Reading:
    """Return the text of a PDF as its pages print it, lines as they are set, or raise Refused."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("It is a PDF that asks for a password.")
        if len(reader.pages) > MAX_PAGES:
            raise Refused(f"It is a PDF of {len(reader.pages):,} pages; at most {MAX_PAGES:,} can be read.")
        pages = [page.extract_text().strip() for page in reader.pages]
        title, author = (reader.metadata.title, reader.metadata.author) if reader.metadata else (None, None)
    except (PyPdfError, ValueError, KeyError, AttributeError, TypeError, IndexError):
        raise Refused("It is a PDF that cannot be read.") from None
    text = "\n\n".join(page for page in pages if page)
    if not text:
        raise Refused("It is a PDF without text, perhaps pictures of pages. Recognise its characters first.")
    doubts = [
        "The text of a PDF comes in the order in which it was set: check columns, hyphens and page numbers."
    ]
    facts = {"title": title, "byline": author}
    return Reading(text, text, {k: " ".join(str(v).split()) for k, v in facts.items() if v}, "pdf", doubts)
