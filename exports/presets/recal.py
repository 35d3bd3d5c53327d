"""ReCal2, ReCal3 and ReCal OIR (D. Freelon): numbers alone, a unit in each row, an annotator in each column.

There is no header. ReCal2 and ReCal3 compare nominal codes, take digits alone and nothing missing; ReCal OIR
takes signs and decimals as well and a hash mark where a value is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from annotations.reliability.data import ReliabilityData
from exports.presets.matrix import (
    Left,
    LeftOut,
    Matrix,
    Part,
    Study,
    cells,
    complete,
    nominal,
    numbered,
    table,
)

# Ten annotators are 45 pairs, each with a file for each thing that was compared.
MOST_ANNOTATORS = 10


def recal2(study: Study, left: Left) -> Iterator[Part]:
    """Yield a file for each two annotators and each matrix."""
    for matrix in numbered(study.matrices, left):
        people = matrix.data.annotators
        if len(people) > MOST_ANNOTATORS:
            reason = f"{len(people)} annotators are more than the {MOST_ANNOTATORS} whose pairs are written"
            left.append(LeftOut(matrix.name, reason))
            continue
        for one, other in combinations(people, 2):
            name = f"{matrix.name}/{one}-{other}.csv"
            yield from _without_gaps(matrix, matrix.data.of_annotators(one, other), name, left)


def recal3(study: Study, left: Left) -> Iterator[Part]:
    """Yield a file for each matrix with the units that all annotators judged."""
    for matrix in numbered(study.matrices, left):
        yield from _without_gaps(matrix, matrix.data, f"{matrix.name}.csv", left)


def recal_oir(study: Study, left: Left) -> Iterator[Part]:
    """Yield a file for each matrix with every unit that has two values."""
    for matrix in numbered(study.matrices, left):
        data = matrix.data.of_rows(matrix.data.values_per_unit >= 2)
        if not len(data.units):
            left.append(LeftOut(matrix.name, "no unit has two values"))
            continue
        rows = cells(data, matrix.numbers, "#")
        yield Part(f"{matrix.name}.csv", table(None, rows), (matrix.of(data),))


def _without_gaps(matrix: Matrix, data: ReliabilityData, name: str, left: Left) -> Iterator[Part]:
    whole = complete(data)
    people = len(whole.annotators)
    if people < 2 or not len(whole.units):
        left.append(LeftOut(name, "no unit has a value of all its annotators"))
        return
    lost = int((data.values_per_unit > 0).sum()) - len(whole.units)
    if lost:
        left.append(LeftOut(name, f"{lost:,} units without a value of all {people} annotators"))
    # Codes are digits alone: places count from 1, whatever the numbers of the scale are.
    codes = range(len(data.categories)) if matrix.numbers == (0, 1) else range(1, len(data.categories) + 1)
    counted = replace(matrix, data=nominal(whole), codes=tuple(codes))
    yield Part(name, table(None, cells(whole, codes)), (counted,))
