"""Tables of several variables: which there are, and each of them as a table of its own.

In a long table each variable is a column. In a wide one the name of a column says the variable and the
annotator, with a mark between them, as in "tone.Ann".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotations.reliability.data import LEVELS
from annotations.reliability.tables.columns import ABOUT_UNITS, ANNOTATOR, VALUE, Columns, unit_column
from annotations.reliability.tables.source import Faults, Row, Table, TableOptions, UnusableTable, whole_rows

MOST_VARIABLES = 200


@dataclass(frozen=True)
class OneVariable:
    """One variable of a table, with the options that measure it."""

    name: str
    table: Table
    options: TableOptions


def variables_of(
    table: Table, form: str, options: TableOptions, names: Sequence[str] = (), mark: str = ""
) -> list[OneVariable]:
    """Return the variables of a table in the format long, wide or counts, or raise UnusableTable.

    ``names`` are those that count. Without them it is the column of values that a long table is known to
    have, else every column that is nothing else. The level of each may stand in ``options.level`` as in
    "nominal" for all, or as in "tone=ordinal" and "slant=interval" with commas between them.
    """
    if form == "wide" and mark:
        found = _of_wide(table, options, names, mark)
    elif form == "long":
        found = [
            OneVariable(name, table, replace(options, value=name)) for name in _of_long(table, options, names)
        ]
    else:
        found = [OneVariable(options.value or "value", table, options)]
    if len(found) > MOST_VARIABLES:
        raise UnusableTable(
            [f"{table.name}: {len(found)} variables are more than the {MOST_VARIABLES} read."]
        )
    return _with_levels(table, found, options.level)


def _of_long(table: Table, options: TableOptions, names: Sequence[str]) -> list[str]:
    columns = Columns(table)
    unit_column(columns, options.unit)
    columns.found(options.annotator, ANNOTATOR, "--annotator")
    for name in (options.time, options.cluster, options.by):
        columns.maybe(name)
    if names:
        for name in names:
            columns.named(name)
        return list(dict.fromkeys(names))
    if options.value:
        return [options.value]
    lowered = {name.lower(): name for name in reversed(columns.names)}
    usual = next((lowered[name] for name in VALUE if name in lowered), None)
    if usual is not None:
        return [usual]
    rest = [columns.names[place] for place in columns.rest()]
    found = [name for name in rest if name.lower() not in ABOUT_UNITS] if len(rest) > 1 else rest
    if not found:
        tried = ", ".join(VALUE)
        raise UnusableTable([f"{table.name}: no column is called {tried}. Say which it is with --value."])
    return found


def _of_wide(table: Table, options: TableOptions, names: Sequence[str], mark: str) -> list[OneVariable]:
    columns = Columns(table)
    kept = [unit_column(columns, options.unit)]
    kept += [place for name in (options.cluster, options.by) if (place := columns.maybe(name)) is not None]
    groups: dict[str, dict[str, int]] = {}
    for place in columns.rest():
        variable, found, annotator = columns.names[place].rpartition(mark)
        if found and variable and annotator and (not names or variable in names):
            groups.setdefault(variable, {})[annotator] = place
    lost = next((name for name in names if name not in groups), None)
    if lost is not None or not groups:
        what = f"{lost}{mark}annotator" if lost else f"variable{mark}annotator"
        raise UnusableTable([f"{table.name}: no column is called like {what!r}."])
    counted = options.annotators
    return [
        OneVariable(
            name,
            _some_columns(table, [*kept, *places.values()], list(places)),
            replace(options, annotators=tuple(one for one in counted if one in places)),
        )
        for name, places in groups.items()
    ]


def _some_columns(table: Table, places: Sequence[int], annotators: Sequence[str]) -> Table:
    """Return some columns, the last of which are called as their annotators."""
    about = [table.header[place] for place in places[: len(places) - len(annotators)]]
    faults = Faults(table.name)

    def rows() -> Iterator[Row]:
        for row, cells in whole_rows(table, faults):
            yield row, [cells[place] for place in places]
        faults.refuse_any()

    read: Callable[[], Iterator[Row]] = rows
    return replace(table, header=(*about, *annotators), rows=read)


def _with_levels(table: Table, found: list[OneVariable], level: str) -> list[OneVariable]:
    stated: dict[str, str] = {}
    for one in (part.strip() for part in level.split(",") if part.strip()):
        name, sign, value = one.rpartition("=")
        if value not in LEVELS:
            raise UnusableTable([f"{value!r} is no level of measurement. There are: {', '.join(LEVELS)}."])
        stated[name.strip() if sign else ""] = value
    names = {one.name for one in found}
    if unknown := next((name for name in stated if name and name not in names), None):
        known = ", ".join(sorted(names))
        raise UnusableTable([f"{table.name}: no variable is called {unknown!r}. There are: {known}."])
    return [
        replace(one, options=replace(one.options, level=stated.get(one.name, stated.get("", ""))))
        for one in found
    ]
