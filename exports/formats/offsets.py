"""How files counted: found out over everything that was sent together, never row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from exports.formats.marked import Found, FoundReading, FoundSpan, Loss, Trouble
from exports.formats.rulers import CONVENTIONS, OURS, Convention, Ruler, says_the_same, with_our_line_ends
from exports.formats.words import placed

SHOWN = 60  # so many characters of a quote stand in a reason


class Counted(NamedTuple):
    """How some files counted."""

    how: str
    files: tuple[str, ...]
    is_proven: bool  # every span that was taken has a quote that stands at its place


@dataclass(frozen=True)
class Settled:
    """Readings whose spans count our code points and quote the article, and how their files counted."""

    readings: Sequence[FoundReading]
    counted: Sequence[Counted]
    troubles: Sequence[Trouble]
    losses: Sequence[Loss]


def settle(found: Found, texts: Mapping[str, str]) -> Settled:
    """Place every span in the text of its article.

    ``texts`` has the article's frozen text by the name that the file gives it. The way of counting in which
    most quotes stand at their place goes first; a file is taken in the first way that fits all its quotes,
    or else in the way that fits most of them, and those that do not stand there are refused. Where no span
    of a file has a quote, its offsets are taken as code points with exclusive end, and that is said.
    """
    troubles = list(found.troubles)
    readings = [reading for reading in found.readings if _is_known(reading, texts, troubles)]
    settled: dict[int, FoundReading] = {}
    by_file: dict[str, list[int]] = defaultdict(list)
    for number, reading in enumerate(readings):
        if reading.words is None:
            by_file[reading.file].append(number)
        elif aligned := placed(reading, texts[reading.article], troubles):
            settled[number] = aligned
    counted = _Counting([(readings[number], texts) for numbers in by_file.values() for number in numbers])
    ways: dict[tuple[str, bool], list[str]] = defaultdict(list)
    for file, numbers in by_file.items():
        way = counted.way_of(file)
        for number in numbers:
            settled[number] = counted.taken(readings[number], way, troubles)
        if any(readings[number].spans for number in numbers):
            ways[str(way), counted.is_proven(file)].append(file)
    words = sorted({reading.file for reading in readings if reading.words is not None})
    said = [Counted(how, tuple(files), proven) for (how, proven), files in ways.items()]
    if words:
        said.append(Counted("words, found one after another in the text", tuple(words), True))
    return Settled([settled[number] for number in sorted(settled)], said, troubles, found.losses)


def _is_known(reading: FoundReading, texts: Mapping[str, str], troubles: list[Trouble]) -> bool:
    """Say whether the article is known; a text of another wording is refused where nothing is quoted."""
    text, theirs = texts.get(reading.article), reading.text
    if text is None:
        troubles.append(Trouble(reading.file, "", f"No article is called {reading.article[:SHOWN]!r}."))
        return False
    quotes_all = all(span.quote is not None for span in reading.spans)
    if theirs is None or quotes_all or with_our_line_ends(theirs) == text:
        return True
    place = _first_difference(with_our_line_ends(theirs), text)
    reason = f"Its text of {reading.article[:SHOWN]!r} is another one from character {place:,} on."
    troubles.append(Trouble(reading.file, "", reason))
    return False


def _first_difference(theirs: str, ours: str) -> int:
    pairs = enumerate(zip(theirs, ours, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(theirs), len(ours)))


class _Counting:
    """Which way of counting fits which file."""

    def __init__(self, readings: Iterable[tuple[FoundReading, Mapping[str, str]]]) -> None:
        self._rulers: dict[tuple[str, str | None], Ruler] = {}
        self._quoted: dict[str, list[tuple[Ruler, FoundSpan]]] = defaultdict(list)
        self._unproven: set[str] = set()
        for reading, texts in readings:
            ruler = self._rulers.setdefault(
                (reading.article, reading.text), Ruler(texts[reading.article], reading.text)
            )
            for span in reading.spans:
                if span.quote is None:
                    self._unproven.add(reading.file)
                else:
                    self._quoted[reading.file].append((ruler, span))
        self._fitting = self._fits(OURS)
        self._order: Sequence[Convention] = (OURS,)
        if any(self._fitting[file, OURS] < len(quoted) for file, quoted in self._quoted.items()):
            self._try_all()

    def _try_all(self) -> None:
        for convention in CONVENTIONS:
            self._fitting |= self._fits(convention)
        whole = {one: sum(self._fitting[file, one] for file in self._quoted) for one in CONVENTIONS}
        self._order = sorted(CONVENTIONS, key=lambda one: -whole[one])

    def _fits(self, convention: Convention) -> dict[tuple[str, Convention], int]:
        return {
            (file, convention): sum(_stands(ruler, span, convention) is not None for ruler, span in quoted)
            for file, quoted in self._quoted.items()
        }

    def way_of(self, file: str) -> Convention:
        """Return the first way that fits most of the file's quotes."""
        if file not in self._quoted:
            return OURS
        return max(self._order, key=lambda one: self._fitting[file, one])

    def is_proven(self, file: str) -> bool:
        """Say whether every span of the file has a quote."""
        return file not in self._unproven

    def taken(self, reading: FoundReading, way: Convention, troubles: list[Trouble]) -> FoundReading:
        """Return the reading with those of its spans that stand at their place."""
        ruler = self._rulers[reading.article, reading.text]
        spans = []
        for span in reading.spans:
            place = _stands(ruler, span, way)
            if place is None:
                reason = _reason(ruler, span, way)
                troubles.append(Trouble(reading.file, span.place, reason))
            else:
                start, end = place
                spans.append(replace(span, start=start, end=end, quote=ruler.text[start:end]))
        return replace(reading, spans=tuple(spans))


def _stands(ruler: Ruler, span: FoundSpan, way: Convention) -> tuple[int, int] | None:
    place = ruler.span(span.start, span.end, way)
    if place is None or span.quote is None:
        return place
    return place if says_the_same(span.quote, ruler.text[slice(*place)]) else None


def _reason(ruler: Ruler, span: FoundSpan, way: Convention) -> str:
    place = ruler.span(span.start, span.end, way)
    where = f"{span.start:,} to {span.end:,} ({way})"
    if place is None:
        return f"There is no span from {where} in the text."
    there = ruler.text[slice(*place)]
    return f"The text has {_short(there)} from {where}, not {_short(span.quote or '')}."


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 1] + "…")
