"""All rows of a query as one text, for a digest of them."""

from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, select

# What no name and no date holds.
NOTHING, CELL_END, ROW_END = "\x1a", "\x1f", "\x1e"


def joined(query: Select[*tuple[Any, ...]]) -> Select[str | None]:
    """Let the database make one text of all rows, which of many is much faster than to fetch them."""
    rows = query.subquery()
    cells = [func.coalesce(cast(column, Text), literal(NOTHING)) for column in rows.c]
    line: ColumnElement[str] = cells[0]
    for cell in cells[1:]:
        line = line.concat(literal(CELL_END)).concat(cell)
    return select(func.aggregate_strings(line, ROW_END)).select_from(rows)
