"""Tables for programs that take any: a wide one for each thing that was compared, and long ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from exports.presets.matrix import Left, Matrix, Part, Study, cells, table, written

CONTEXT = ("article", "outlet", "event")


def wide(study: Study, left: Left) -> Iterator[Part]:
    """Yield a table for each matrix: the unit, what it belongs to, and a column for each annotator."""
    for matrix in study.matrices:
        yield Part(f"{matrix.name}.csv", table(wide_header(matrix), wide_rows(matrix)), (matrix,))


def wide_header(matrix: Matrix) -> tuple[str, ...]:
    """Return the names of the columns."""
    return ("unit", *CONTEXT, *matrix.data.annotators)


def wide_rows(matrix: Matrix) -> Iterator[Sequence[str]]:
    """Yield a row for each unit."""
    values = cells(matrix.data, matrix.texts)
    for unit, around, said in zip(matrix.data.units, _around(matrix), values, strict=True):
        yield (unit, *around, *said)


def long(study: Study, left: Left) -> Iterator[Part]:
    """Yield long.csv, a row for each value, and tidy.csv, a row for each unit and annotator."""
    header = ("matrix", "level", "unit", *CONTEXT, "annotator", "value", "number")
    rows = (row for matrix in study.matrices for row in _long_rows(matrix))
    yield Part("long.csv", table(header, rows), tuple(study.matrices))
    yield Part("tidy.csv", _tidy(study))


def _long_rows(matrix: Matrix) -> Iterator[Sequence[str | int | float]]:
    data, texts, numbers = matrix.data, matrix.texts, matrix.numbers
    for unit, around, row in zip(data.units, _around(matrix), data.values.tolist(), strict=True):
        for annotator, place in zip(data.annotators, row, strict=True):
            if place >= 0:
                yield (matrix.name, data.level, unit, *around, annotator, texts[place], numbers[place])


def _tidy(study: Study) -> bytes:
    """Return a row for each unit and annotator with a column for each thing that has the same units."""
    same = [one for one in study.matrices if one.data.unit in ("article", "outlet")]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for matrix in same:
        values = cells(matrix.data, matrix.texts)
        for unit, row in zip(matrix.data.units, values, strict=True):
            for annotator, value in zip(matrix.data.annotators, row, strict=True):
                if value:
                    found.setdefault((unit, annotator), {})[matrix.name] = value
    names = [matrix.name for matrix in same]
    rows = ((*key, *(said.get(name, "") for name in names)) for key, said in sorted(found.items()))
    return table(("unit", "annotator", *names), rows)


def _around(matrix: Matrix) -> Iterator[tuple[str, str, str]]:
    """Yield of each unit its article, outlet and event; empty where there is none."""
    data = matrix.data
    size = len(data.units)
    nothing: tuple[str | None, ...] = (None,) * size
    articles = data.clusters if data.unit != "outlet" and data.clusters else nothing
    for around in zip(articles, data.outlets or nothing, data.events or nothing, strict=True):
        yield tuple(written(one or "") for one in around)  # type: ignore[misc]
