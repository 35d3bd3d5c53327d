"""Files that a library must take apart are read in a process of their own, with bounds on time and memory.

A page or document may be made to keep its reader busy for ever, or to fill the memory. Then that process
ends, the file is refused with the reason, and the server goes on.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from app.services.readings import Reading
from app.services.refused import Refused

SECONDS = 20.0  # for one file
ALL_SECONDS = 150.0  # for all files of an import
MEMORY = 2 * 1024 * 1024 * 1024
KINDS = ("page", "saved page", "word", "pdf")


class Apart:
    """A process that reads files, started when the first one comes."""

    def __init__(self, seconds: float = SECONDS, all_seconds: float = ALL_SECONDS) -> None:
        self._seconds = seconds
        self._left = all_seconds
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, kind: str, raw: bytes) -> Reading:
        """Return what the file says; a refusal comes as a reading that tells its reason."""
        if self._left <= 0:
            return Reading(refused="The other files took all the time there is. Send fewer at once.")
        begun = time.monotonic()
        try:
            line = self._started()
            line.send((kind, raw))
            patience = min(self._seconds, self._left)
            if not line.poll(patience):
                self._stop()
                return Reading(refused=f"It could not be read within {patience:.0f} seconds.")
            return Reading.from_dict(line.recv())
        except (EOFError, OSError):
            self._stop()
            return Reading(refused="It cannot be read: it is damaged, or made to stop its reader.")
        finally:
            self._left -= time.monotonic() - begun

    def _started(self) -> Connection:
        if self._line is None:
            context = get_context("spawn")
            self._line, other = context.Pipe()
            self._process = context.Process(target=serve, args=(other,), daemon=True)
            self._process.start()
            other.close()
            # Importing the libraries is not the fault of the first file.
            if not self._line.poll(60):
                raise EOFError
            self._line.recv()
        return self._line

    def _stop(self) -> None:
        if self._line is not None and self._process is not None:
            self._line.close()
            self._process.kill()
            self._process.join(5)
        self._line = self._process = None


def serve(line: Connection) -> None:
    """Read files that come over the line until it is closed.

    Where a library fails on a file in a way of its own, this process ends, and the file is refused for that.
    """
    # What libraries say of bad files is not for the server's log.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    readers = _readers()
    _bound()
    line.send("ready")
    while True:
        try:
            kind, raw = line.recv()
        except (EOFError, OSError):
            return
        line.send(_read(readers[kind], raw).to_dict())


def _readers() -> dict[str, Callable[[bytes], Reading]]:
    from app.services.document_reading import read_pdf, read_word
    from app.services.page_reading import read_page, read_saved_page

    return dict(zip(KINDS, (read_page, read_saved_page, read_word, read_pdf), strict=True))


def _read(reader: Callable[[bytes], Reading], raw: bytes) -> Reading:
    try:
        return reader(raw)
    except Refused as error:
        return Reading(refused=str(error))
    except RecursionError:
        return Reading(refused="It is nested too deeply.")
    except MemoryError:
        return Reading(refused="Reading it takes more memory than it may.")


def _bound() -> None:
    """Bound the memory of this process where the system can do that."""
    try:
        import resource
    except ImportError:  # on Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
