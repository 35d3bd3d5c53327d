"""What a reader finds, gathered: readings that grow span by span, and everything that cannot be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from exports.formats.incoming import Unreadable
from exports.formats.marked import File, Found, FoundReading, FoundSpan, Losses, Trouble, Value
from exports.formats.naming import named

MAX_PIECES = 1_000_000


@dataclass
class Growing:
    """A reading in work."""

    file: str
    article: str
    annotator: str | None
    text: str | None = None
    spans: list[FoundSpan] = field(default_factory=list)
    answers: dict[str, Value] = field(default_factory=dict)
    note: str = ""
    nothing_found: bool = False
    words: list[str] | None = None
    beside: dict[str, Any] = field(default_factory=dict)

    def done(self) -> FoundReading:
        """Return it as what a reader returns."""
        return FoundReading(
            self.file,
            self.article,
            self.annotator,
            tuple(self.spans),
            self.text,
            self.answers,
            self.note,
            self.nothing_found,
            None if self.words is None else tuple(self.words),
            self.beside,
        )


class Gathered:
    """Everything that a reader found so far."""

    def __init__(self) -> None:
        self._readings: dict[tuple[str, str, str | None], Growing] = {}
        self.troubles: list[Trouble] = []
        self.losses = Losses()
        self._pieces = 0
        self._ids: set[str] = set()

    def reading(self, file: str, article: str, annotator: str | None) -> Growing:
        """Return the reading of that annotator in that file, which may be a new one."""
        key = (file, article, annotator)
        return self._readings.setdefault(key, Growing(*key))

    def add(self, reading: Growing) -> None:
        """Add a reading that is whole; the same annotator's second one of an article is refused."""
        key = (reading.file, reading.article, reading.annotator)
        if key in self._readings:
            raise Unreadable(f"{reading.article[:60]!r} comes twice for the same annotator.")
        self._readings[key] = reading

    def once(self, identity: str) -> None:
        """Refuse a piece whose identity came before."""
        if identity in self._ids:
            raise Unreadable(f"{identity[:60]!r} comes twice.")
        self._ids.add(identity)

    def take(self, files: Iterable[File], take: Callable[[File], None]) -> None:
        """Let every file be taken; one that cannot be read as a whole is refused."""
        for file in files:
            self._attempt(file.path, "", take, file)

    def attempt(self, file: str, place: str, take: Callable[..., None], *arguments: Any) -> None:
        """Let one piece of a file be taken, or refuse it at its place."""
        self._pieces += 1
        if self._pieces > MAX_PIECES:
            raise Unreadable(f"There are more than {MAX_PIECES:,} pieces; send them in several parts.")
        self._attempt(file, place, take, *arguments)

    def _attempt(self, file: str, place: str, take: Callable[..., None], *arguments: Any) -> None:
        try:
            take(*arguments)
        except Unreadable as reason:
            self.troubles.append(Trouble(file, place, str(reason)))

    def found(self) -> Found:
        """Return it all."""
        readings = [reading.done() for reading in self._readings.values()]
        return Found(readings, self.troubles, self.losses.listed())


def whose(path: str) -> tuple[str | None, str]:
    """Return annotator and article as a path names them: the folder of the file, and its name."""
    *folders, name = path.split("/")
    return (named(folders[-1]) if folders else None), named(name.rpartition(".")[0] or name)


def frozen_values(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values without those that say nothing."""
    return {code: value for code, value in values.items() if value not in ("", [], ())}
