"""A ZIP file that is written once from front to back and never says when."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import IO, BinaryIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exports.columns import Table

# Higher levels take several times as long and save little on tables that repeat themselves.
_LEVEL = 3
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o100644 << 16
_AHEAD = 2


@dataclass(frozen=True)
class Written:
    """What was written under one name."""

    name: str
    sha256: str
    size: int
    table: Table | None = None
    rows: int = 0


class Zipped:
    """A ZIP under construction; ``written`` lists its files in order."""

    def __init__(self, out: BinaryIO) -> None:
        # The sink hides that some files can seek, so that a download and a file on disk have equal bytes.
        self._zip = ZipFile(_Sink(out), "w")
        self._packer = ThreadPoolExecutor(1)
        self.written: list[Written] = []

    def __enter__(self) -> Zipped:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._packer.shutdown()
        if kind is None:
            self._zip.close()
        else:
            # An unfinished archive gets no directory, so that nobody can take it for a whole one.
            self._zip.fp = None

    def add(self, name: str, raw: bytes) -> None:
        """Add a file that is at hand."""
        self._zip.writestr(_info(name), raw)
        self.written.append(Written(name, hashlib.sha256(raw).hexdigest(), len(raw)))

    def add_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """Add a file that is at hand piece by piece."""
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_info(name), "w") as entry:
            for piece in pieces:
                entry.write(piece)
                digest.update(piece)
                size += len(piece)
        self.written.append(Written(name, digest.hexdigest(), size))

    def add_table(self, table: Table, pieces: Iterable[tuple[str, int]]) -> None:
        """Add a table piece by piece: while one piece is packed, the next one is made."""
        digest, size, count = hashlib.sha256(), 0, 0

        with self._zip.open(_info(table.name), "w") as entry, self._packing(entry, digest.update) as pack:
            for text, rows in pieces:
                raw = text.encode()
                size += len(raw)
                count += rows
                pack(raw)
        self.written.append(Written(table.name, digest.hexdigest(), size, table, count))

    @contextmanager
    def _packing(
        self, entry: IO[bytes], *also: Callable[[bytes], object]
    ) -> Iterator[Callable[[bytes], None]]:
        """Give a function that hands bytes to the packing thread and waits when it lags behind."""
        waiting: deque[Future[None]] = deque()

        def write(raw: bytes) -> None:
            for one in (entry.write, *also):
                one(raw)

        def pack(raw: bytes) -> None:
            waiting.append(self._packer.submit(write, raw))
            if len(waiting) > _AHEAD:
                waiting.popleft().result()

        try:
            yield pack
        finally:
            # Also after an error: the entry must not be closed under the thread that writes to it.
            wait(waiting)
        for future in waiting:
            future.result()


class _Sink:
    """The outside of the archive: it can only be written to."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, raw: bytes, /) -> int:
        """Pass the bytes on."""
        self._out.write(raw)
        return len(raw)

    def flush(self) -> None:
        """Do nothing; who opened the file flushes it."""

    def close(self) -> None:
        """Do nothing; who opened the file closes it."""


def _info(name: str) -> ZipInfo:
    info = ZipInfo(name, _LONG_AGO)
    info.compress_type = ZIP_DEFLATED
    # The level given to ZipFile holds only for files named by text, which then carry the platform's mark.
    info._compresslevel = _LEVEL  # type: ignore[attr-defined]
    info.create_system = _UNIX
    info.external_attr = _READABLE
    return info
