"""One workbook with a sheet for each matrix, in which every text is a text."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from exports.presets.matrix import Left, Matrix, Part, Study
from exports.presets.plain import wide_header, wide_rows
from exports.presets.told import VALUES, VARIABLES, values_of, variables_of
from exports.workbooks import Sheet, write_workbook

WORKBOOK = "matrices.xlsx"


def workbook(study: Study, left: Left) -> Iterator[Part]:
    """Yield the workbook; its first sheets say what the others hold and what their values mean."""
    out = io.BytesIO()
    write_workbook(out, _sheets(study.matrices))
    yield Part(WORKBOOK, out.getvalue(), tuple(study.matrices))


def _sheets(matrices: Sequence[Matrix]) -> Iterator[Sheet]:
    parts = [Part(matrix.name, b"", (matrix,)) for matrix in matrices]
    yield Sheet("variables", VARIABLES, variables_of(parts))
    yield Sheet("values", VALUES, values_of(parts))
    for matrix in matrices:
        yield Sheet(matrix.name, wide_header(matrix), _typed(matrix))


def _typed(matrix: Matrix) -> Iterator[Sequence[Any]]:
    """Yield the rows of the wide table, with numbers where the categories are numbers."""
    numbers = dict(zip(matrix.texts, matrix.numbers, strict=True)) if matrix.data.scores is not None else {}
    start = len(wide_header(matrix)) - len(matrix.data.annotators)
    for row in wide_rows(matrix):
        yield (*row[:start], *(numbers.get(cell, cell) for cell in row[start:]))
