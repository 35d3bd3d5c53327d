"""Tables of ratings made elsewhere, CSV or a workbook: a row for each answer, or one for all of a rater."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from app.services.rating_import import OPTIONAL
from app.services.refused import Refused
from exports.reliability_file import open_table

ABOUT_THE_RATER = ("outlet", "rater", "familiarity", "trust")
OF_AN_ANSWER = tuple(name for name in OPTIONAL if name not in ABOUT_THE_RATER)


class Numbered(NamedTuple):
    """A row as the import takes it, and where it stands in the file, the header being row 1."""

    number: int
    cells: Mapping[str, str]


def read(path: Path, questions: Collection[str]) -> list[Numbered]:
    """Return a row for each answer. ``questions`` are the codes that columns of a wide table may have.

    Raises:
        UnusableTable: the file is no table.
        Refused: it holds no rows, or a column of a wide table is neither a question nor about one.
    """
    table = open_table(path)
    rows = [
        Numbered(number, dict(zip(table.header, cells, strict=False)))
        for number, cells in table.rows()
        if any(cell.strip() for cell in cells)
    ]
    if not rows:
        raise Refused(f"{path.name} holds no rows.")
    if {"variable", "value"} & set(table.header):
        return rows
    asked = list(_asked(table.header, questions))
    return [one for row in rows for one in _apart(row, asked)]


def _asked(header: Collection[str], questions: Collection[str]) -> Iterator[str]:
    """Yield the questions of a wide table; a column may also be what belongs to one, as C1.evidence_url."""
    known = {*ABOUT_THE_RATER, *OF_AN_ANSWER}
    known |= {f"{code}.{part}" for code in questions for part in OF_AN_ANSWER}
    for name in header:
        if name in questions:
            yield name
        elif name not in known:
            parts = ", ".join(OF_AN_ANSWER)
            raise Refused(
                f"The column {name[:80]!r} is no question about outlets of this codebook. Beside these "
                f"there can be {', '.join(ABOUT_THE_RATER)}, {parts}, and CODE.evidence_url and so on."
            )


def _apart(row: Numbered, asked: Collection[str]) -> Iterator[Numbered]:
    """Yield a row for each answer; what is said of one answer goes before what is said of all."""
    shared = {name: row.cells.get(name, "") for name in (*ABOUT_THE_RATER, *OF_AN_ANSWER)}
    for code in asked:
        if row.cells[code].strip():
            own = {part: row.cells.get(f"{code}.{part}", "").strip() or shared[part] for part in OF_AN_ANSWER}
            yield Numbered(row.number, {**shared, "variable": code, "value": row.cells[code], **own})
