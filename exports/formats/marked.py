"""What a format holds: articles with the marks and answers of each annotator, going out or coming in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from annotations.codebook import Codebook

Value = str | int | float | Sequence[str]


@dataclass(frozen=True)
class Loss:
    """Something that one side cannot say, how often it was met, and an example of where."""

    what: str  # a sentence without its full stop: "notes of spans"
    count: int
    example: str = ""


class Losses:
    """What a writer met that its format cannot say; each thing is counted, with its first example."""

    def __init__(self) -> None:
        self._met: dict[str, Loss] = {}

    def add(self, what: str, example: str = "", count: int = 1) -> None:
        """Count something that is not written."""
        before = self._met.get(what, Loss(what, 0, example))
        self._met[what] = replace(before, count=before.count + count)

    def listed(self) -> tuple[Loss, ...]:
        """Return everything that was met, in the order in which it was met first."""
        return tuple(self._met.values())


class Trouble(NamedTuple):
    """Something of a file that cannot be taken, and why."""

    file: str
    place: str  # such as "row 3", "line 12", "annotation 7"
    reason: str


@dataclass(frozen=True)
class MarkedSpan:
    """One mark that goes out: [start, end) in code points of the article's text, quote equal to the slice."""

    span_id: str  # such as "S12", stable over exports
    layer: str
    label: str
    start: int
    end: int
    quote: str
    values: Mapping[str, Value] = field(default_factory=dict)  # attribute code -> value
    note: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)  # what only the program it came from understands


@dataclass(frozen=True)
class Reading:
    """What one annotator said of one article."""

    annotator: str  # the pseudonym or name that exports show
    annotation_id: str  # such as "N5"
    submitted: datetime | None
    spans: Sequence[MarkedSpan]
    answers: Mapping[str, Value] = field(default_factory=dict)  # variable code -> value, units article
    note: str = ""
    nothing_found: bool = False
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MarkedArticle:
    """One frozen text with its readings."""

    article_id: str  # such as "A12"
    name: str
    text: str
    readings: Sequence[Reading]
    metadata: Mapping[str, str] = field(default_factory=dict)  # outlet, url, published ...


@dataclass(frozen=True)
class Marked:
    """What is written: the marks of one codebook version, article by article, so that memory stays flat."""

    project: str
    title: str
    codebook_version: str  # such as "v3"
    codebook: Codebook
    articles: Iterable[MarkedArticle]
    made: datetime
    annotators: Sequence[str] = ()  # everybody who read something, where that is known beforehand
    links: Sequence[str] = ()  # labels of links between spans, which are kept beside the readings


class File(NamedTuple):
    """One file of an export or import; ``path`` is relative, with forward slashes.

    A writer may yield a large file in pieces: files of one path that follow one another are one file.
    """

    path: str
    data: bytes


@dataclass(frozen=True)
class FoundSpan:
    """One mark as a file has it: offsets in the unit of the file, names as written there."""

    place: str
    label: str
    start: int
    end: int
    quote: str | None = None
    layer: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    note: str = ""
    beside: Mapping[str, Any] = field(default_factory=dict)  # plain JSON without a place here, kept as it is


@dataclass(frozen=True)
class FoundReading:
    """What a file says one annotator said of one article."""

    file: str
    article: str  # how the file names the article: an id, a name, a file name
    annotator: str | None  # None where the file does not say: the person who imports decides
    spans: Sequence[FoundSpan]
    text: str | None = None  # the article's text as the file has it, with its own line ends
    answers: Mapping[str, Value] = field(default_factory=dict)
    note: str = ""
    nothing_found: bool = False
    words: Sequence[str] | None = None  # where a file has words and no offsets: its spans count these
    beside: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """What a reader made of files."""

    readings: Sequence[FoundReading]
    troubles: Sequence[Trouble] = ()
    losses: Sequence[Loss] = ()
