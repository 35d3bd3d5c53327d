"""Work without the garbage collector where it could find nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")


def made_at_once(things: Iterable[T]) -> Iterator[T]:
    """Yield the things, each made while the collector pauses.

    Thousands of rows live for a moment and are freed by their reference counts. They would make the collector
    walk over all objects of the process again and again, which takes as long as a third of an export. While
    a thing is written, perhaps to a slow network, the collector works as ever.
    """
    iterator = iter(things)
    while True:
        with _collector_paused():
            thing = next(iterator, None)
        if thing is None:
            return
        yield thing


@contextmanager
def _collector_paused() -> Iterator[None]:
    # Only who found the collector at work starts it again: with two threads in here it cannot stay paused.
    was_at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_at_work:
            gc.enable()
