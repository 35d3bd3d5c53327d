"""Krippendorff's coefficients of units and gaps: u-alpha, |u-alpha, cu-alpha and (k)u-alpha with coverage.

Krippendorff, K., Mathet, Y., Bouvry, S., & Widlöcher, A. (2016). On the reliability of unitizing textual
continua. Quality & Quantity, 50, 2347-2364.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise

from .stretches import Layer
from .tables import Scope

Unit = tuple[int, int, str]
Row = list[Unit]
Table = dict[tuple[str, str], float]
GAP = ""
NOTHING = 1e-5
ROUNDING = 1e-9


class Sums:
    """What the annotators of some articles have in common, added over ordered pairs of annotators."""

    def __init__(self, texts: Iterable[tuple[int, list[Row]]]) -> None:
        self.both: dict[tuple[str, str], float] = defaultdict(float)
        self.squares: dict[str, float] = defaultdict(float)
        self.own: dict[str, float] = defaultdict(float)
        for length, rows in texts:
            if len(rows) > 1 and length:
                self._add(length, rows)

    def _add(self, length: int, rows: list[Row]) -> None:
        weight = 1 / (len(rows) - 1)
        for values, size in _stretches(length, rows):
            for one, other in combinations(values, 2):
                self.both[one, other] += weight * size
                self.both[other, one] += weight * size
        for place, row in enumerate(rows):
            self.squares[GAP] += length - sum(end - start for start, end, _ in row)
            others = rows[:place] + rows[place + 1 :]
            for start, end, label in row:
                self.squares[label] += (end - start) ** 2
                self.own[label] += weight * sum(_inside(start, end, one) ** 2 for one in others)

    def coded(self) -> Table:
        """What both annotators of a pair marked."""
        return defaultdict(float, {pair: count for pair, count in self.both.items() if GAP not in pair})


def of_layer(layer: Layer, scope: Scope, label: str | None = None) -> Sums:
    """Return the sums of a layer: of all labels apart (None), of one label, or of any taken together ("*").

    Articles in which an annotator's units overlap are left out where labels are told apart.
    """
    return Sums(text for text in _texts(layer, scope, label) if label is not None or not _overlap(text[1]))


def u_alpha(sums: Sums) -> float | None:
    """Return u-alpha: do annotators agree on what is where?"""
    return _alpha(sums.both, sums.squares)


def binary_alpha(sums: Sums) -> float | None:
    """Return |u-alpha, given the sums of any label taken together."""
    return _alpha(sums.both, sums.squares)


def cu_alpha(sums: Sums) -> float | None:
    """Return cu-alpha: do they agree on the label where two marked?"""
    return _alpha(sums.coded(), sums.own)


def k_alpha(sums: Sums, label: str) -> float | None:
    """Return (k)u-alpha: is this label told from the others?"""
    table = sums.coded()
    total, of_label = sum(table.values()), _margin(table, label)
    chance = of_label * total - sums.own[label]
    if of_label < NOTHING or total - of_label < NOTHING or chance <= ROUNDING * of_label * total:
        return None
    observed = (of_label - table[label, label]) / of_label
    return 1 - chance / (of_label * (total - of_label)) * observed


def coverage(sums: Sums) -> float | None:
    """Return the share of all continua that cu-alpha looks at."""
    total = sum(sums.both.values())
    return sum(sums.coded().values()) / total if total else None


def label_coverage(sums: Sums, label: str) -> float | None:
    """Return the share of what is marked with a label that (k)u-alpha looks at."""
    marked = _margin(sums.both, label)
    return _margin(sums.coded(), label) / marked if marked > NOTHING else None


def _alpha(table: Table, own: Mapping[str, float]) -> float | None:
    margins: dict[str, float] = defaultdict(float)
    for (value, _), count in table.items():
        margins[value] += count
    total = sum(margins.values())
    free = total**2 - sum(own[value] for value in list(margins))
    different = sum(margin * (total - margin) for margin in margins.values())
    used = [value for value, margin in margins.items() if margin > NOTHING]
    if len(used) < 2 or free <= ROUNDING * total**2:
        return None
    observed = (total - sum(table[value, value] for value in margins)) / total
    return 1 - observed / (different / free)


def _margin(table: Table, value: str) -> float:
    return sum(count for (one, _), count in table.items() if one == value)


def _texts(layer: Layer, scope: Scope, label: str | None) -> Iterator[tuple[int, list[Row]]]:
    for article, by_annotator in layer.marks.items():
        if article in scope.articles:
            rows = [
                _united((mark.start, mark.end, mark.label) for mark in marks)
                if label is None
                else _united((mark.start, mark.end, label) for mark in marks if label in ("*", mark.label))
                for name, marks in by_annotator.items()
                if name in scope.annotators
            ]
            yield layer.round.articles[article].length, rows


def _united(units: Iterable[Unit]) -> Row:
    """Return the units in order, those of one label that overlap made one; those that touch stay two."""
    found: Row = []
    for start, end, label in sorted(units, key=lambda unit: (unit[2], *unit[:2])):
        if found and found[-1][2] == label and start < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]), label)
        else:
            found.append((start, end, label))
    return sorted(found)


def _overlap(rows: list[Row]) -> bool:
    return any(one[1] > other[0] for row in rows for one, other in pairwise(row))


def _stretches(length: int, rows: list[Row]) -> Iterator[tuple[tuple[str, ...], int]]:
    """Yield the stretches between all borders with the value that each annotator gave them."""
    borders = sorted({0, length, *(edge for row in rows for start, end, _ in row for edge in (start, end))})
    places = [0] * len(rows)
    for left, right in pairwise(borders):
        values = []
        for who, row in enumerate(rows):
            while places[who] < len(row) and row[places[who]][1] <= left:
                places[who] += 1
            here = row[places[who]] if places[who] < len(row) else None
            values.append(here[2] if here is not None and here[0] <= left else GAP)
        yield tuple(values), right - left


def _inside(start: int, end: int, row: Row) -> int:
    return sum(max(0, min(end, stop) - max(start, begin)) for begin, stop, _ in row)
