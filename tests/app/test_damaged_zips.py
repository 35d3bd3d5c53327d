"""ZIPs that were damaged on their way, in every way of packing: refused in words by whoever opens them."""

import io
import random
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest

from annotations.errors import AnnotationError
from app.services import marks_files, unpacking
from app.services.document_reading import read_word
from exports.formats.incoming import Unreadable
from exports.formats.packed import Opened
from exports.opened import Limits, open_bundle
from exports.sheet_files import sheet_table

PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
TRIES = 400


def packed(files: dict[str, bytes], packing: int) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def damaged(whole: bytes) -> Iterator[bytes]:
    """Yield the file with some bytes changed, now and then with its end missing as well."""
    chance = random.Random(4)  # noqa: S311 - damage, no secrets
    for _ in range(TRIES):
        raw = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        yield bytes(raw[: chance.randrange(len(raw))] if chance.random() < 0.1 else raw)


def as_package(raw: bytes) -> None:
    package = Opened(raw)
    for name in package.names():
        package.file(name)


def as_workbook(raw: bytes, folder: Path) -> None:
    path = folder / "book.xlsx"
    path.write_bytes(raw)
    sheet_table(path)


READERS: dict[str, Callable[[bytes, Path], object]] = {
    "package": lambda raw, _: as_package(raw),
    "bundle": lambda raw, _: open_bundle(io.BytesIO(raw), Limits()),
    "articles": lambda raw, _: list(unpacking.unpacked([("all.zip", raw)])),
    "spans": lambda raw, _: marks_files.files_of([("all.zip", raw)]),
    "workbook": as_workbook,
}


@pytest.mark.parametrize("packing", PACKINGS)
@pytest.mark.parametrize("reader", READERS)
def test_it_is_refused_in_words_or_read(reader, packing, tmp_path: Path):
    name = {"workbook": "xl/workbook.xml", "bundle": "spans.csv"}.get(reader, "a.txt")
    whole = packed({name: b"some words " * 60}, packing)
    refusals = 0
    for raw in damaged(whole):
        try:
            READERS[reader](raw, tmp_path)
        except (AnnotationError, Unreadable):
            refusals += 1
    assert refusals or reader == "articles"  # which tells what is wrong with each file


def test_word_documents_are_refused_in_words_or_read():
    written, document = io.BytesIO(), docx.Document()
    document.add_paragraph("The councils met on Monday.")
    document.save(written)
    refusals = 0
    for raw in damaged(written.getvalue()):
        try:
            read_word(raw)
        except AnnotationError:
            refusals += 1
    assert refusals
