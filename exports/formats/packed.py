"""ZIP files of other programs: written front to back in pieces, opened with distrust.

Nothing is unpacked to a disk, so a name in a package is compared and is never a path.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exports.damaged import DAMAGED_ZIP
from exports.formats.incoming import Unreadable

MAX_FILES = 50_000
MAX_UNPACKED = 64 * 1024 * 1024
# Text packs to a tenth; what packs to less than a hundredth is made to fill a memory.
MAX_RATIO = 100
SMALL = 1024 * 1024

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o100644 << 16
_STEP = 1 << 20


class Pieces:
    """A ZIP under construction that hands on what is ready, so that it never stands in memory whole."""

    def __init__(self) -> None:
        self._ready: list[bytes] = []
        self._zip = ZipFile(_Sink(self._ready), "w")

    def file(self, name: str, parts: Iterable[bytes]) -> Iterator[bytes]:
        """Add a file and yield what became ready."""
        info = ZipInfo(name, _LONG_AGO)
        info.compress_type, info.create_system, info.external_attr = ZIP_DEFLATED, _UNIX, _READABLE
        with self._zip.open(info, "w", force_zip64=True) as entry:
            for part in parts:
                entry.write(part)
                yield from self._taken()
        yield from self._taken()

    def end(self) -> Iterator[bytes]:
        """Yield the directory, without which no program takes it for a whole ZIP."""
        self._zip.close()
        yield from self._taken()

    def _taken(self) -> Iterator[bytes]:
        if self._ready:
            yield b"".join(self._ready)
            self._ready.clear()


class _Sink(io.RawIOBase):
    """The outside of the archive: it can only be written to."""

    def __init__(self, ready: list[bytes]) -> None:
        self._ready = ready

    def writable(self) -> bool:
        """Say that it takes bytes."""
        return True

    def write(self, raw: Any, /) -> int:
        """Keep the bytes until they are taken."""
        self._ready.append(bytes(raw))
        return len(raw)


class Opened:
    """A package that was sent: its names, and its files one by one within limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(io.BytesIO(data))
        except DAMAGED_ZIP:
            raise Unreadable("It is no ZIP that can be opened, or it is damaged.") from None
        parts = self._zip.infolist()
        self._parts = {part.filename: part for part in parts if not part.is_dir()}
        self._room = max(SMALL, min(MAX_UNPACKED, MAX_RATIO * len(data)))
        if len(parts) > MAX_FILES:
            raise Unreadable(f"It is a ZIP of {len(parts):,} files; at most {MAX_FILES:,} are read.")
        if len(parts) > len({part.filename for part in parts}):
            raise Unreadable("It is a ZIP that has two files of one name.")

    def names(self) -> list[str]:
        """Return the names of the files."""
        return list(self._parts)

    def file(self, name: str) -> bytes:
        """Return a file of the package, or raise Unreadable."""
        if name not in self._parts:
            raise Unreadable(f"{name[:80]!r} is not in the package.")
        part = self._parts[name]
        if part.flag_bits & 1:
            raise Unreadable(f"{name[:80]!r} is locked by a password.")
        try:
            return self._within_limits(part)
        except Unreadable:
            raise
        except DAMAGED_ZIP:
            raise Unreadable(f"{name[:80]!r} cannot be unpacked: the ZIP is damaged.") from None

    def _within_limits(self, part: ZipInfo) -> bytes:
        read = []
        with self._zip.open(part) as entry:
            while piece := entry.read(_STEP):
                self._room -= len(piece)
                if self._room < 0:
                    raise Unreadable("It is a ZIP that unpacks to far more than it should.")
                read.append(piece)
        return b"".join(read)
