"""What stands beside the files of a preset: what each holds, the alpha to be found, and what values mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotations.agreement.alpha import ALPHA
from annotations.agreement.measure import measure
from annotations.agreement.percent import PERCENT_AGREEMENT
from exports.presets.matrix import LeftOut, Matrix, Part, Study

VARIABLES = (
    *("file", "matrix", "compared", "variable", "label", "title", "level"),
    *("units", "annotators", "values", "alpha", "percent_agreement", "undefined"),
)
VALUES = ("matrix", "value", "number", "name")

_README = """\
{title}
{line}

{source} of the project {project}, made with Parallax.

{facts}

FILES FOR {program}

{meaning}

variables.csv    what each file holds: what was compared, the level of measurement, how many units,
                 annotators and values there are, and Krippendorff's alpha and percent agreement as Parallax
                 finds them in just these values. Where your program prints another alpha at the same level,
                 it has read something else.
values.csv       what the numbers mean

Only what was submitted counts. Annotators are called by their pseudonyms. An empty cell is a missing value,
unless said otherwise above: not coded, not answered, not submitted or not applicable; the tables of the ZIP
of all data keep these apart.
{left}"""


def variables_of(parts: Iterable[Part]) -> Iterator[tuple[Any, ...]]:
    """Yield a row of variables.csv for each file that holds a matrix."""
    for path, matrix in _held(parts):
        data = matrix.data
        percent, alpha = measure(data, (PERCENT_AGREEMENT, ALPHA[data.level]), None)
        yield (
            path,
            matrix.name,
            matrix.compared,
            data.variable,
            data.label,
            matrix.title,
            data.level,
            len(data.units),
            len(data.annotators),
            int((data.values >= 0).sum()),
            None if alpha.value is None else float(alpha.value),
            None if percent.value is None else float(percent.value),
            alpha.reason,
        )


def values_of(parts: Iterable[Part]) -> Iterator[tuple[Any, ...]]:
    """Yield a row of values.csv for each value of each matrix."""
    told = set()
    for _, matrix in _held(parts):
        if matrix.name in told:
            continue
        told.add(matrix.name)
        for text, number, word in zip(matrix.texts, matrix.numbers, matrix.words, strict=True):
            yield matrix.name, text, number, word


def _held(parts: Iterable[Part]) -> Iterator[tuple[str, Matrix]]:
    for part in parts:
        for matrix in part.matrices:
            yield part.path, matrix


def readme_of(study: Study, program: str, meaning: str, left: Iterable[LeftOut]) -> str:
    """Return README.txt."""
    gone = "".join(f"  {one.matrix}: {one.reason}\n" for one in left)
    return _README.format(
        title=study.title,
        line="=" * len(study.title),
        source=study.source,
        project=study.project,
        facts="\n".join(f"{name}: {value}" for name, value in study.facts),
        program=program.upper(),
        meaning=meaning,
        left=f"\n\nLEFT OUT\n\n{gone}" if gone else "",
    )
