"""One writer at a time, among the threads of this process and among processes."""

import os
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


class WriterLock:
    """A lock file beside the database together with a lock of this process's threads.

    The operating system frees the file lock when its process dies, so a killed writer never
    blocks the next one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._descriptor: int | None = None
        self._owner = 0

    def __enter__(self) -> Self:
        """Wait until nobody else writes."""
        self._threads.acquire()
        try:
            if self._descriptor is None or self._owner != os.getpid():
                # A forked process must not share the descriptor: both would own one lock.
                self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
                self._owner = os.getpid()
            _lock(self._descriptor)
        except BaseException:
            self._threads.release()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let the next writer in."""
        assert self._descriptor is not None  # noqa: S101 - set on entry
        _unlock(self._descriptor)
        self._threads.release()


def _lock(descriptor: int) -> None:
    if sys.platform == "win32":
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX)


def _unlock(descriptor: int) -> None:
    if sys.platform == "win32":
        os.lseek(descriptor, 0, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
