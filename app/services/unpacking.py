"""What kind of file somebody sent, and what is in a ZIP of files. Nothing is written, no name is a path."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from app.services.article_tables import MAX_FILE
from app.services.readings import Reading
from app.services.refused import Refused
from exports.damaged import DAMAGED_ZIP

MAX_FILES = 2_000
MAX_UNPACKED = 64 * 1024 * 1024
# Text packs to a tenth; what packs to less than a hundredth is made to fill a disk.
MAX_RATIO = 100
SMALL = 1024 * 1024  # whatever its ratio, so much does no harm

TABLES = {"csv": "csv", "tsv": "csv", "tab": "csv", "jsonl": "lines", "ndjson": "lines", "json": "tasks"}
ENDINGS = TABLES | {
    "txt": "text",
    "text": "text",
    "md": "text",
    "html": "page",
    "htm": "page",
    "xhtml": "page",
    "mhtml": "saved page",
    "mht": "saved page",
    "docx": "word",
    "pdf": "pdf",
    "zip": "package",
}
READ_APART = frozenset({"page", "saved page", "word", "pdf"})

# What a file says of itself in its first bytes, whatever it is called.
MAGIC = {
    b"\xd0\xcf\x11\xe0": "an old Office file; save it as CSV or .docx",
    b"{\\rtf": "an RTF document; save it as plain text or .docx",
    b"GIF8": "a picture",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"7z\xbc\xaf": "a compressed file; unpack it first, or send a ZIP",
    b"Rar!": "a compressed file; unpack it first, or send a ZIP",
    b"SQLite format 3": "a database",
}


@dataclass(frozen=True)
class Sent:
    """One file as it was sent, or one of a ZIP.

    Attributes:
        reading: what was read out of it, if it is of a kind that a library must take apart, or why it is
            refused.
    """

    name: str
    raw: bytes
    reading: Reading | None = None


def base_name(file_name: str) -> str:
    """Return the last part of a file's name, which is only ever shown: no path is made of it."""
    return re.split(r"[/\\]", file_name)[-1].strip()


def kind_of(file_name: str, raw: bytes) -> str:
    """Return the kind of a file, or raise Refused; its first bytes count more than its name."""
    for magic, meaning in MAGIC.items():
        if raw.startswith(magic):
            raise Refused(f"It is {meaning}.")
    if len(raw) > MAX_FILE:
        raise Refused(f"It is larger than {MAX_FILE // 1024 // 1024} MB.")
    if raw.startswith(b"%PDF-"):
        return "pdf"
    if raw.startswith(b"PK\x03\x04"):
        return _kind_of_package(raw)
    ending = file_name.rpartition(".")[2].casefold() if "." in file_name else "txt"
    kind = ENDINGS.get(ending)
    if kind in {"word", "package", "pdf"}:
        raise Refused(f"It is called .{ending} but is none.")
    if kind is None:
        raise Refused(
            "Only .txt, .html, .mhtml, .docx, .pdf, .csv, .tsv, .json and .jsonl files can be read, "
            "or a ZIP of them."
        )
    return kind


def _kind_of_package(raw: bytes) -> str:
    with opened(raw) as archive:
        names = set(archive.namelist())
    if "word/document.xml" in names:
        return "word"
    if "[Content_Types].xml" in names or "mimetype" in names:
        raise Refused("It is an Office file of another kind; save a spreadsheet as CSV, a document as .docx.")
    return "package"


def unpacked(files: Iterable[tuple[str, bytes]]) -> Iterator[Sent]:
    """Yield the files and, instead of each ZIP, the files in it; what is wrong comes as a refused reading."""
    for index, (file_name, raw) in enumerate(files):
        name = base_name(file_name) or f"file {index + 1}"
        try:
            if raw.startswith(b"PK\x03\x04") and kind_of(name, raw) == "package":
                yield from _members(raw)
            else:
                yield Sent(name, raw)
        except Refused as error:
            yield Sent(name, b"", Reading(refused=str(error)))


def _members(raw: bytes) -> Iterator[Sent]:
    with opened(raw) as archive:
        taken: set[str] = set()
        for part in parts(archive, len(raw)):
            sent = _member(archive, part)
            if sent.name in taken:  # of another folder: its name has to be another one in the corpus
                sent = replace(sent, name=" - ".join(re.split(r"[/\\]", part.filename)).strip(" -"))
            taken.add(sent.name)
            yield sent


def parts(archive: zipfile.ZipFile, packed: int) -> list[zipfile.ZipInfo]:
    """Return the files of a ZIP that a person put there, or raise Refused where unpacking does harm."""
    found = [part for part in archive.infolist() if _is_meant(part)]
    _check(found, packed)
    return found


def _is_meant(part: zipfile.ZipInfo) -> bool:
    """Say whether a person put the file there, and no system did."""
    folders = re.split(r"[/\\]", part.filename)
    return not part.is_dir() and folders[0] != "__MACOSX" and not folders[-1].startswith((".", "~$"))


def _check(parts: list[zipfile.ZipInfo], packed: int) -> None:
    if not parts:
        raise Refused("It is a ZIP without files.")
    if len(parts) > MAX_FILES:
        raise Refused(f"It is a ZIP of {len(parts):,} files; at most {MAX_FILES:,} can be read at once.")
    whole = sum(part.file_size for part in parts)
    if whole > MAX_UNPACKED:
        raise Refused(f"Unpacked, it is larger than {MAX_UNPACKED // 1024 // 1024} MB.")
    if whole > max(SMALL, MAX_RATIO * packed):
        raise Refused("It is a ZIP that unpacks to more than a hundred times its size.")


def _member(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Sent:
    name = base_name(part.filename)
    if part.flag_bits & 0x1:
        return Sent(name, b"", Reading(refused="It is locked by a password. Unpack the ZIP first."))
    try:
        raw = archive.read(part)  # never more than the size it states, which was checked
        if raw.startswith(b"PK\x03\x04") and kind_of(name, raw) == "package":
            raise Refused("It is a ZIP within a ZIP. Unpack it first.")
    except Refused as error:
        return Sent(name, b"", Reading(refused=str(error)))
    except DAMAGED_ZIP:
        return Sent(name, b"", Reading(refused="It cannot be unpacked: the ZIP is damaged."))
    return Sent(name, raw)


def opened(raw: bytes) -> zipfile.ZipFile:
    """Return a ZIP ready to be read, or raise Refused."""
    try:
        return zipfile.ZipFile(io.BytesIO(raw))
    except DAMAGED_ZIP:
        raise Refused(
            "It is a ZIP or Office file that is damaged; save a spreadsheet as CSV, a document as plain text."
        ) from None
