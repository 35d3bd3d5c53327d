"""The table of formats: what can be written, what can be read, and under which name people know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from exports.errors import ExportError
from exports.formats.marked import File, Found, Losses, Marked

Writer = Callable[[Marked, Losses], Iterator[File]]
Reader = Callable[[Sequence[File]], Found]


class UnknownFormat(ExportError):
    """A code that no format of the table has."""


@dataclass(frozen=True)
class Format:
    """One format: its writer, its reader, or both.

    A writer yields files as it makes them; what the format cannot say goes into the losses. A reader gets
    all files that were sent together and raises nothing because of what is in them: what it cannot take is
    a trouble with file, place and reason.
    """

    code: str  # as in addresses and commands
    name: str  # as its own people call it
    meaning: str  # one sentence: what it is for
    endings: tuple[str, ...]  # of the files that the reader asks for, such as ".ann"
    write: Writer | None = None
    read: Reader | None = None


FORMATS: dict[str, Format] = {}


def format_of(code: str) -> Format:
    """Return the format of that code.

    Raises:
        UnknownFormat: there is none.
    """
    if code not in FORMATS:
        raise UnknownFormat(f"{code[:40]!r} is no format; there are {', '.join(FORMATS)}.")
    return FORMATS[code]


def written() -> list[Format]:
    """Return the formats that can be written."""
    return [one for one in FORMATS.values() if one.write]


def read() -> list[Format]:
    """Return the formats that can be read."""
    return [one for one in FORMATS.values() if one.read]
