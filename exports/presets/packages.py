"""The Python packages krippendorff and NLTK, each with a script that reads its files and prints alpha."""

from __future__ import annotations

from collections.abc import Iterator

from exports.presets.matrix import Left, LeftOut, Matrix, Part, Study, cells, numbered, table

_HEAD = '''"""Prints Krippendorff's alpha of every file beside the one that Parallax found.

Needs Python 3 and `pip install {package}`. Run it in the folder where this file lies.
"""

import csv
'''

_KRIPPENDORFF = (
    _HEAD.format(package="krippendorff")
    + """
import krippendorff


def cells(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def alpha(path, level):
    rows = [row[1:] for row in cells(path)[1:]]  # an annotator in each row, after its name
    data = [[float(cell) if cell else float("nan") for cell in row] for row in rows]
    try:
        return krippendorff.alpha(reliability_data=data, level_of_measurement=level)
    except ValueError:  # no two values differ: alpha is not defined
        return None


header, *lines = cells("variables.csv")
for line in lines:
    told = dict(zip(header, line))
    found = alpha(told["file"], told["level"])
    shown = "undefined" if found is None else f"{found:.6f}"
    print(told["matrix"], told["level"], shown, told["alpha"], sep="\\t")
"""
)

_NLTK = (
    _HEAD.format(package="nltk")
    + """
from nltk.metrics import binary_distance, interval_distance
from nltk.metrics.agreement import AnnotationTask


# MASI (Passonneau 2006): NLTK's own one rounds thirds to .33 and .67 and fails on two empty sets.
def masi(one, other):
    if one == other:
        return 0.0
    common = len(one & other)
    share = 2 / 3 if common == min(len(one), len(other)) else 1 / 3 if common else 0
    return 1 - common / len(one | other) * share


DISTANCES = {"nominal": binary_distance, "interval": interval_distance, "set": masi}


def cells(path):
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def value(text, level):
    if level == "set":
        return frozenset(text.split("|")) if text != "{}" else frozenset()
    return float(text) if level == "interval" else text


def alpha(path, level):
    triples = [(coder, item, value(label, level)) for coder, item, label in cells(path)]
    if len({label for _, _, label in triples}) < 2:
        return "undefined"
    return f"{AnnotationTask(triples, distance=DISTANCES[level]).alpha():.6f}"


header, *lines = cells("variables.csv")
for line in lines:
    told = dict(zip(header, line))
    found = alpha(told["file"], told["level"]) if told["level"] in DISTANCES else "NLTK has no such distance"
    print(told["matrix"], told["level"], found, told["alpha"], sep="\\t")
"""
)


def krippendorff(study: Study, left: Left) -> Iterator[Part]:
    """Yield a file for each matrix with a row for each annotator, and the script."""
    for matrix in numbered(study.matrices, left):
        by_unit = cells(matrix.data, matrix.numbers)
        rows = zip(matrix.data.annotators, *by_unit, strict=True)
        yield Part(f"{matrix.name}.csv", table(("annotator", *matrix.data.units), rows), (matrix,))
    yield Part("alpha.py", _KRIPPENDORFF.encode())


def nltk(study: Study, left: Left) -> Iterator[Part]:
    """Yield a file of triples for each matrix, annotator, unit and label, and the script."""
    for matrix in study.matrices:
        if any(len(text) == 0 for text in matrix.texts):
            left.append(LeftOut(matrix.name, "a value is called nothing"))
            continue
        yield Part(f"{matrix.name}.csv", table(None, _triples(matrix)), (matrix,))
    yield Part("alpha.py", _NLTK.encode())


def _triples(matrix: Matrix) -> Iterator[tuple[str, str, str]]:
    texts = [str(one) for one in matrix.numbers] if matrix.data.level == "interval" else matrix.texts
    # Of two units with the same name NLTK would make one.
    for number, row in enumerate(matrix.data.values.tolist(), 1):
        for annotator, place in zip(matrix.data.annotators, row, strict=True):
            if place >= 0:
                yield annotator, f"{number} {matrix.data.units[number - 1]}", texts[place]
