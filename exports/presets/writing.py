"""All presets by name, and the ZIP that each becomes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from exports.errors import ExportError
from exports.presets.gamma import pygamma
from exports.presets.matrix import Left, LeftOut, Matrix, Part, Study, apart, table
from exports.presets.packages import krippendorff, nltk
from exports.presets.plain import long, wide
from exports.presets.r import irr, irrcac
from exports.presets.recal import recal2, recal3, recal_oir
from exports.presets.spss import spss
from exports.presets.told import VALUES, VARIABLES, readme_of, values_of, variables_of
from exports.presets.workbook import workbook
from exports.zipped import Zipped


@dataclass(frozen=True)
class Preset:
    """One kind of files: its name, the program it is for, what it holds, and what makes it."""

    key: str
    program: str
    meaning: str
    write: Callable[[Study, Left], Iterator[Part]]


PRESETS: dict[str, Preset] = {
    one.key: one
    for one in (
        Preset(
            "wide",
            "any program",
            "A CSV for each thing that was compared: a row for each unit, a column for each annotator.",
            wide,
        ),
        Preset(
            "long",
            "R tidycomm, pandas and others",
            "long.csv with a row for each value; tidy.csv with a row for each unit and annotator.",
            long,
        ),
        Preset(
            "xlsx",
            "Excel, LibreOffice and others",
            "One workbook with a sheet for each thing that was compared; a text stays a text.",
            workbook,
        ),
        Preset(
            "recal2",
            "ReCal2",
            "A CSV of numbers for each two annotators, of the units that both judged; nominal.",
            recal2,
        ),
        Preset(
            "recal3",
            "ReCal3",
            "A CSV of numbers, of the units that all annotators judged; nominal.",
            recal3,
        ),
        Preset(
            "recal-oir",
            "ReCal OIR",
            "A CSV of numbers for every level of measurement; a hash mark where a value is missing.",
            recal_oir,
        ),
        Preset(
            "spss",
            "SPSS with KALPHA",
            "A CSV for each thing that was compared, and kalpha.sps, which reads, labels and measures them.",
            spss,
        ),
        Preset(
            "r-irr",
            "R with irr",
            "A CSV for each thing that was compared, and irr.R, which reads and measures them.",
            irr,
        ),
        Preset(
            "r-irrcac",
            "R with irrCAC",
            "CSVs of ratings and of counts, and irrcac.R, which reads and measures them.",
            irrcac,
        ),
        Preset(
            "krippendorff",
            "Python with krippendorff",
            "A CSV with a row for each annotator, and alpha.py, which tells the package the level.",
            krippendorff,
        ),
        Preset(
            "nltk",
            "Python with NLTK",
            "Triples of annotator, unit and label without a header, and alpha.py, which measures them.",
            nltk,
        ),
        Preset(
            "pygamma",
            "Python with pygamma-agreement",
            "Annotator, label, start and end of the spans of each article without a header, and gamma.py.",
            pygamma,
        ),
    )
}


def write_preset(out: BinaryIO, study: Study, key: str) -> None:
    """Write the ZIP of one preset: the same study gives the same bytes.

    Raises:
        ExportError: there is no such preset, or the study has no value that it could hold.
    """
    if key not in PRESETS:
        raise ExportError(f"{key[:40]!r} is no preset. There are: {', '.join(PRESETS)}.")
    preset, left = PRESETS[key], list[LeftOut]()
    given = replace(study, matrices=apart(one for one in study.matrices if _has_values(one, left)))
    parts = list(preset.write(given, left))
    if not given.matrices and not given.marks:
        raise ExportError(f"{study.source} has no submitted value yet.")
    with Zipped(out) as files:
        files.add("README.txt", readme_of(study, preset.program, preset.meaning, left).encode())
        for part in parts:
            files.add(part.path, part.data)
        if any(part.matrices for part in parts):
            files.add("variables.csv", table(VARIABLES, variables_of(parts)))
            files.add("values.csv", table(VALUES, values_of(parts)))


def _has_values(matrix: Matrix, left: Left) -> bool:
    if (matrix.data.values >= 0).any():
        return True
    left.append(LeftOut(matrix.name, "nobody gave a value"))
    return False
