"""What was marked, counted: per article, annotator, label, voice, target, valence and zone.

This is all that profiles are made from. It has no text and no place in a text, so that a study of millions of
spans fits into memory and can be kept.
"""

from __future__ import annotations

import base64
import json
import zlib
from array import array
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annotations.errors import AnnotationError
from annotations.words import Words
from annotations.zones import BODY, CODED, ZONE_KINDS, Zone

Ints = NDArray[np.int64]
# What a mark is counted by, in the order of the columns of `Counts.marks`.
COLUMNS = ("reading", "label", "voice", "target", "valence", "zone", "number")
NOT_SAID = ""


class UnreadableCounts(AnnotationError):
    """Stored counts that this version cannot read."""


@dataclass(frozen=True, eq=False)
class Counts:
    """The counts of a study.

    An article that an annotator read counts as a reading, also where nothing was found in it: it is in every
    denominator. Names stand in lists, and tables hold their places in them; -1 means none.

    Attributes:
        names: the values of each of label, voice, target and valence that occur, and all labels of the layer.
        article_outlet: the outlet of each article.
        article_event: pairs of article and event; an article may report several.
        words: for each article how many words each of ZONE_KINDS has.
        readings: pairs of article and annotator; -1 as annotator is what was decided.
        marks: one row for what is counted together: COLUMNS.
        open: how many disagreements are undecided, where decided marks are counted.
    """

    articles: tuple[str, ...]
    dates: tuple[str, ...]
    outlets: tuple[str, ...]
    events: tuple[str, ...]
    annotators: tuple[str, ...]
    names: Mapping[str, tuple[str, ...]]
    article_outlet: Ints
    article_event: Ints
    words: Ints
    readings: Ints
    marks: Ints
    open: int = 0

    @property
    def weight(self) -> int:
        """How much room it takes, in rows."""
        return len(self.marks) + len(self.readings) + len(self.articles)

    def column(self, name: str) -> Ints:
        """Return one column of the marks."""
        return self.marks[:, COLUMNS.index(name)]

    def to_text(self) -> str:
        """Return it as text that `from_text` reads."""
        plain = {name: getattr(self, name) for name in (*_LISTS, "names", "open")}
        return json.dumps(plain | {name: _packed(getattr(self, name)) for name in _TABLES})

    @classmethod
    def from_text(cls, text: str) -> Counts:
        """Return what `to_text` wrote, or raise UnreadableCounts."""
        try:
            told = json.loads(text)
            lists: dict[str, Any] = {name: tuple(told[name]) for name in _LISTS}
            names = {name: tuple(values) for name, values in told["names"].items()}
            tables: dict[str, Any] = {name: _unpacked(told[name]) for name in _TABLES}
        except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
            raise UnreadableCounts("These counts were kept by another version.") from error
        return cls(**lists, names=names, **tables, open=told["open"])


_LISTS = ("articles", "dates", "outlets", "events", "annotators")
_TABLES = ("article_outlet", "article_event", "words", "readings", "marks")


def _packed(table: Ints) -> dict[str, Any]:
    body = zlib.compress(np.ascontiguousarray(table, dtype="<i8").tobytes(), 1)
    return {"shape": table.shape, "body": base64.b64encode(body).decode()}


def _unpacked(told: Mapping[str, Any]) -> Ints:
    body = zlib.decompress(base64.b64decode(told["body"]))
    return np.frombuffer(body, dtype="<i8").reshape(told["shape"]).astype(np.int64)


class Names:
    """Places in a list that grows as names come."""

    def __init__(self, known: Sequence[str] = ()) -> None:
        self._places: dict[Hashable, int] = {name: place for place, name in enumerate(known)}

    def place(self, name: str | None) -> int:
        """Return the place of a name; -1 for none."""
        if name is None or name == NOT_SAID:
            return -1
        return self._places.setdefault(name, len(self._places))

    def all(self) -> tuple[str, ...]:
        """Return the names in their places."""
        return tuple(str(name) for name in self._places)


@dataclass
class Counting:
    """Counts in the making: articles first, then readings with their marks."""

    labels: Sequence[str]
    _articles: dict[str, int] = field(default_factory=dict)
    _dates: list[str] = field(default_factory=list)
    _outlet_of: list[int] = field(default_factory=list)
    _event_of: list[tuple[int, int]] = field(default_factory=list)
    _words: list[Sequence[int]] = field(default_factory=list)
    _readings: list[tuple[int, int]] = field(default_factory=list)
    _marks: array[int] = field(default_factory=lambda: array("q"))
    open: int = 0

    def __post_init__(self) -> None:
        self._outlets, self._events, self._annotators = Names(), Names(), Names()
        self._names = {name: Names() for name in ("voice", "target", "valence")} | {
            "label": Names(self.labels)
        }

    def article(
        self, name: str, outlet: str | None, events: Sequence[str], date: str, words: Sequence[int]
    ) -> None:
        """Add an article with its words in each of ZONE_KINDS."""
        place = self._articles[name] = len(self._articles)
        self._outlet_of.append(self._outlets.place(outlet))
        self._event_of += [(place, self._events.place(event)) for event in events]
        self._dates.append(date)
        self._words.append(words)

    def reading(self, article: str, annotator: str | None) -> int:
        """Add that an annotator read an article, or nobody alone where it was decided; return its number."""
        self._readings.append((self._articles[article], self._annotators.place(annotator)))
        return len(self._readings) - 1

    def mark(self, reading: int, label: str, said: Mapping[str, str | None], zone: str, number: int) -> None:
        """Add marks of one kind in a reading."""
        places = (self._names[name].place(said.get(name)) for name in ("voice", "target", "valence"))
        label_place = self._names["label"].place(label)
        self._marks.extend((reading, label_place, *places, ZONE_KINDS.index(zone), number))

    def counts(self) -> Counts:
        """Return what was counted."""
        return Counts(
            articles=tuple(self._articles),
            dates=tuple(self._dates),
            outlets=self._outlets.all(),
            events=self._events.all(),
            annotators=self._annotators.all(),
            names={name: found.all() for name, found in self._names.items()},
            article_outlet=np.array(self._outlet_of, dtype=np.int64),
            article_event=np.array(self._event_of, dtype=np.int64).reshape(-1, 2),
            words=np.array(self._words, dtype=np.int64).reshape(-1, len(ZONE_KINDS)),
            readings=np.array(self._readings, dtype=np.int64).reshape(-1, 2),
            marks=np.array(self._marks, dtype=np.int64).reshape(-1, len(COLUMNS)),
            open=self.open,
        )


def words_by_zone(words: Words, zones: Sequence[Zone]) -> tuple[int, ...]:
    """Return how many words of a text begin in each of ZONE_KINDS, given its checked zones."""
    found = dict.fromkeys(ZONE_KINDS, 0)
    for zone in zones:
        first, last = np.searchsorted(words.starts, (zone.start, zone.end))
        found[zone.kind] += int(last - first)
    found[BODY] = len(words) - sum(number for kind, number in found.items() if kind != BODY)
    return tuple(found.values())


CODED_ZONES = tuple(kind for kind in ZONE_KINDS if kind in CODED)
