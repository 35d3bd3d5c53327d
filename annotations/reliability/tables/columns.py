"""Which column of a table is what: by the name that a person gives, or by its usual names."""

from __future__ import annotations

from collections.abc import Sequence

from annotations.reliability.tables.source import Table, UnusableTable

UNIT = ("unit", "unit_id", "subject", "item", "id", "case")
# What a unit is called where no column has one of these names: whole texts are judged, or outlets.
WHOLE = ("article", "document", "text", "file", "outlet")
ANNOTATOR = ("annotator", "coder", "rater", "observer", "judge", "worker")
VALUE = ("value", "category", "code", "rating", "score", "answer", "label")
DOCUMENT = ("document", "article", "text", "file")
# Columns of a wide table with these names tell something about the unit and are no annotators.
ABOUT_UNITS = ("article", "outlet", "event", "document", "zone", "round", "week", "date", "layer", "variable")


class Columns:
    """Finds the columns of one table; every name is used once."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.names = list(table.header)
        self._refuse_unclear_names()
        self.used: set[int] = set()

    def _refuse_unclear_names(self) -> None:
        name, named = self.table.name, [one for one in self.names if one]
        twice = next((one for one in named if named.count(one) > 1), None)
        if twice is not None:
            raise UnusableTable([f"{name}: two columns are called {twice!r}."])
        if not named or all(_numeric(one) for one in named):
            raise UnusableTable([f"{name}: the first row must name the columns."])

    def named(self, wanted: str) -> int:
        """Return the place of the column with this name, or raise UnusableTable."""
        if wanted not in self.names:
            shown = ", ".join(one for one in self.names if one)
            raise UnusableTable([f"{self.table.name}: there is no column {wanted!r}. There are: {shown}."])
        place = self.names.index(wanted)
        self.used.add(place)
        return place

    def maybe(self, wanted: str) -> int | None:
        """Return the place of the column with this name, None if no name was given."""
        return self.named(wanted) if wanted else None

    def found(self, wanted: str, usual: Sequence[str], option: str) -> int:
        """Return the column that is named, or the first with a usual name, or raise UnusableTable."""
        if wanted:
            return self.named(wanted)
        lowered = [one.lower() for one in self.names]
        place = next((lowered.index(one) for one in usual if one in lowered), None)
        if place is None:
            tried = ", ".join(usual)
            raise UnusableTable(
                [f"{self.table.name}: no column is called {tried}. Say which it is with {option}."]
            )
        self.used.add(place)
        return place

    def rest(self) -> list[int]:
        """Return the named columns that were not used, in order."""
        return [place for place, one in enumerate(self.names) if one and place not in self.used]


def unit_column(columns: Columns, wanted: str) -> int:
    """Return the column that names the units; a first column without a name is one."""
    if not wanted and columns.names and not columns.names[0]:
        columns.used.add(0)
        return 0
    return columns.found(wanted, (*UNIT, *WHOLE), "--unit")


def _numeric(text: str) -> bool:
    return text.replace(".", "", 1).replace("-", "", 1).isdigit()
