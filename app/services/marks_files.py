"""Files with spans as somebody sent them: kept with their paths, which name annotators and articles."""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence

from app.services import unpacking
from app.services.refused import Refused
from exports.damaged import DAMAGED_ZIP
from exports.formats.marked import File

MAX_FILES = 5_000
MAX_TOTAL = 64 * 1024 * 1024

Sent = Sequence[tuple[str, bytes]]


def files_of(sent: Sent) -> list[File]:
    """Return what was sent, and instead of each .zip what is in it; paths are only ever names.

    Raises:
        Refused: there are too many files, they are too large, or a ZIP is damaged or made to fill a disk.
    """
    if not sent:
        raise Refused("Choose at least one file.")
    if sum(len(raw) for _, raw in sent) > MAX_TOTAL:
        raise Refused(f"The files are larger than {MAX_TOTAL // 1024 // 1024} MB in all.")
    found = list(_unpacked(sent))
    if len(found) > MAX_FILES or sum(len(file.data) for file in found) > MAX_TOTAL:
        raise Refused(f"Unpacked, these are more than {MAX_FILES:,} files or {MAX_TOTAL // 1024 // 1024} MB.")
    twice = _first_twice(file.path for file in found)
    if twice:
        raise Refused(f"{twice!r} comes twice. Files of one name must be in different folders of a ZIP.")
    return found


def _unpacked(sent: Sent) -> Iterator[File]:
    for name, raw in sent:
        if not name.casefold().endswith(".zip"):
            yield File(_path(name) or "file", raw)
            continue
        with unpacking.opened(raw) as archive:
            try:
                for part in unpacking.parts(archive, len(raw)):
                    yield File(_path(part.filename), archive.read(part))
            except Refused:
                raise
            except DAMAGED_ZIP:
                raise Refused(f"{name}: the ZIP is damaged or locked by a password.") from None


def _path(name: str) -> str:
    """Return a name with forward slashes, without steps to other folders."""
    parts = [part.strip() for part in re.split(r"[/\\]", name.replace("\0", ""))]
    return "/".join(part for part in parts if part not in ("", ".", ".."))[-500:]


def _first_twice(paths: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for path in paths:
        if path in seen:
            return path
        seen.add(path)
    return None


def packed(files: Sequence[File]) -> bytes:
    """Return the files in one piece for the database; inside they are numbered."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number, file in enumerate(files):
            archive.writestr(f"{number:06}", file.data)
    return buffer.getvalue()


def unpacked(raw: bytes, names: Sequence[str]) -> list[File]:
    """Return the files that ``packed`` made one piece of."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        return [File(name, archive.read(f"{number:06}")) for number, name in enumerate(names)]
