"""From a tally to reliability data: all units, and each group of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from annotations.reliability.data import Dropped, Numbered, ReliabilityData, code_type
from annotations.reliability.tables.scale import scale_of
from annotations.reliability.tables.source import TableOptions
from annotations.reliability.tables.tally import Tally


@dataclass(frozen=True, eq=False)
class TableData:
    """A table ready to be measured: ``data`` of all units, one row for all that are alike.

    ``remarks`` are to be told beside the numbers. ``nameless``: the annotators are not told apart.
    """

    data: ReliabilityData
    tally: Tally
    by: str
    remarks: tuple[str, ...]
    dropped: tuple[Dropped, ...]

    @property
    def nameless(self) -> bool:
        """Whether who gave which value is not known."""
        return self.tally.nameless

    def groups(self) -> Iterator[tuple[str, ReliabilityData]]:
        """Yield the name and the data of each group of units, in the order of the names."""
        for name, place in sorted((name, place) for place, name in enumerate(self.tally.groups)):
            yield name, self.data.of_rows(self.tally.group == place)


def table_data(
    tally: Tally, options: TableOptions, name: str, *, variable: str = "value", comma: bool = False
) -> TableData:
    """Return the reliability data of a tally, or raise UnusableTable."""
    scale = scale_of(tally.values, tally.first_rows, options, name, comma=comma)
    codes = np.append(scale.places, -1)[tally.codes]
    data = ReliabilityData(
        variable=variable,
        label="",
        level=scale.level,
        categories=scale.categories,
        units=Numbered(len(codes)),
        annotators=tally.annotators,
        values=np.asfortranarray(codes.astype(code_type(len(scale.categories)))),
        scores=scale.scores,
        clusters=tuple(tally.clusters[place] for place in tally.cluster.tolist()) if tally.clusters else (),
        unit="unit",
        sizes=tally.sizes,
        cluster=options.cluster or "article",
    )
    return TableData(data, tally, options.by, tuple(_remarks(tally, options, scale.note)), tally.dropped)


def _remarks(tally: Tally, options: TableOptions, note: str) -> Iterator[str]:
    if note:
        yield note
    codes = sorted(repr(code) if code else "empty cells" for code in tally.missing)
    if codes:
        yield f"read as no value: {', '.join(codes)}"
    if tally.crowd:
        yield f"{len(tally.crowd):,} annotators, too many for a table of this size to tell them apart"
    elif tally.nameless:
        yield "annotators are not told apart; their number is the largest that any unit has"
    if not options.categories:
        yield "the categories are those that occur; others that could have been chosen go into --categories"
