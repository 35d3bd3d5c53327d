"""A codebook as one table, a row for each code: the shape in which many teams keep theirs.

The rows of the dimension ``label`` become the labels of one layer "framing". Every other dimension becomes
an attribute of it: an entity list if it is called ``target`` or its codes have parents, else a choice. Such
a table has no questions about articles and outlets, so the codebook has none.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from annotations.codebook import Codebook
from annotations.codebook_draft import CodebookDraft, Path
from annotations.errors import CodebookError, Problem

REQUIRED = ("codebook_version", "dimension", "code", "name")
OPTIONAL = (
    "parent",
    "definition",
    "include",
    "exclude",
    "example",
    "hotkey",
    "color",
    "priority",
    "codable",
    "retired",
)
MAX_ROWS = 10_000
LABEL = "label"
LAYER = "framing"

_FLAGS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_COLUMN_OF = {"colour": "color", "examples": "example"}


@dataclass(frozen=True)
class _Row:
    line: int
    cells: dict[str, str]


def read_csv(text: str, title: str = "Framing codebook") -> Codebook:
    """Return the codebook, or raise CodebookError with every problem in it, each with line and column.

    The table does not say what it is called, so the caller may.
    """
    rows = _rows(text)
    reader = _Reader()
    try:
        return reader.codebook(rows, title)
    except CodebookError as error:
        raise CodebookError(_placed(error.problems, reader.lines), error.problems) from None


def _rows(text: str) -> list[_Row]:
    """Return the rows by column name, or raise for what is wrong with the table as a table."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    # Spreadsheets of half of Europe part cells by semicolons, and some say so in a line of its own.
    numbered = _numbered(text, ";" if ";" in first and "," not in first else ",")
    if numbered and first.startswith("sep="):
        numbered = numbered[1:]
    if not numbered:
        raise CodebookError(["line 1: the table is empty."])
    if len(numbered) > MAX_ROWS:
        raise CodebookError([f"The table has more than {MAX_ROWS:,} rows."])
    (head_line, names), *body = numbered
    names = [name.strip() for name in names]
    faults = [f"line {head_line}, column {fault}" for fault in _header_faults(names)]
    for line, cells in body:
        if len(cells) != len(names):
            faults.append(f"line {line}: has {len(cells)} cells, but there are {len(names)} columns.")
    if faults:
        raise CodebookError(faults)
    return [_Row(line, dict(zip(names, cells, strict=True))) for line, cells in body]


def _numbered(text: str, delimiter: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with the line on which it begins."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, line = [], 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as fault:
        raise CodebookError([f"line {line}: this is not a CSV table: {fault}."]) from None
    return rows


def _header_faults(names: list[str]) -> Iterator[str]:
    for name in REQUIRED:
        if name not in names:
            yield f"{name}: is missing"
    for name, count in Counter(names).items():
        if count > 1:
            yield f"{name}: is there {count} times"
        if name not in REQUIRED + OPTIONAL:
            yield f"{name or '(no name)'}: is not known here"


class _Reader:
    """Goes through the rows once, grouping them by dimension."""

    def __init__(self) -> None:
        self.draft = CodebookDraft()
        self.lines: dict[Path, int] = {(): 1}

    def codebook(self, rows: list[_Row], title: str) -> Codebook:
        dimensions: dict[str, list[_Row]] = {LABEL: []}
        for i, row in enumerate(rows):
            self.lines[("rows", i)] = row.line
            dimension = row.cells["dimension"].strip()
            if not dimension:
                self.draft.report(("rows", i, "dimension"), "is empty")
            dimensions.setdefault(dimension, []).append(row)
        fields = {"title": title, "version": self._version(rows)}
        return self.draft.codebook({**fields, "layers": [self._layer(dimensions)]})

    def _version(self, rows: list[_Row]) -> str:
        versions = [row.cells["codebook_version"].strip() for row in rows]
        for i, version in enumerate(versions):
            if version != versions[0]:
                self.draft.report(
                    ("rows", i, "codebook_version"), f"{version!r} differs from {versions[0]!r}"
                )
        if versions and versions[0]:
            return versions[0]
        self.draft.report(("rows", 0, "codebook_version"), "is empty")
        return "0"

    def _layer(self, dimensions: dict[str, list[_Row]]) -> Any:
        path: Path = ("layers", 0)
        labels = [self._category((*path, "labels", i), row) for i, row in enumerate(dimensions.pop(LABEL))]
        named = [(name, rows) for name, rows in dimensions.items() if name]
        attributes = [
            self._attribute((*path, "attributes", i), name, rows) for i, (name, rows) in enumerate(named)
        ]
        fields = {"code": LAYER, "name": "Framing", "definition": ""}
        return self.draft.layer(path, {**fields, "labels": labels, "attributes": attributes})

    def _attribute(self, path: Path, name: str, rows: list[_Row]) -> Any:
        self.lines[path] = rows[0].line
        family = name == "target" or any(row.cells.get("parent", "").strip() for row in rows)
        return self.draft.variable(
            path,
            {
                "code": name,
                "name": name.replace("_", " ").capitalize(),
                "unit": "span",
                "kind": "entity" if family else "choice",
                "level": "nominal",
                "categories": [self._category((*path, "categories", i), row) for i, row in enumerate(rows)],
            },
        )

    def _category(self, path: Path, row: _Row) -> Any:
        self.lines[path] = row.line
        cells = {name: cell.strip() for name, cell in row.cells.items()}
        fields: dict[str, Any] = {
            name: cells.get(name, "")
            for name in ("code", "name", "parent", "definition", "include", "exclude", "hotkey")
        }
        fields["colour"] = cells.get("color", "")
        fields["examples"] = [cells["example"]] if cells.get("example") else []
        fields["priority"] = self._whole(path, cells.get("priority", ""))
        fields["codable"] = self._flag(path, "codable", cells.get("codable", ""), default=True)
        fields["retired"] = self._flag(path, "retired", cells.get("retired", ""), default=False)
        return self.draft.category(path, fields)

    def _whole(self, path: Path, cell: str) -> int | None:
        if cell == "" or (cell.isascii() and cell.isdigit() and len(cell) < 10):
            return int(cell) if cell else None
        self.draft.report((*path, "priority"), f"must be a whole number, not {cell[:80]!r}")
        return None

    def _flag(self, path: Path, name: str, cell: str, *, default: bool) -> bool:
        if cell == "":
            return default
        if cell.casefold() not in _FLAGS:
            self.draft.report((*path, name), f"must be true or false, not {cell[:80]!r}")
        return _FLAGS.get(cell.casefold(), default)


def _placed(problems: tuple[Problem, ...], lines: dict[Path, int]) -> list[str]:
    placed = []
    for problem in problems:
        around = problem.path
        while around not in lines:
            around = around[:-1]
        # Only a category or a row has columns of its own; the rest is said by the dimensions of the rows.
        of_row = around[:1] == ("rows",) or around[-2:-1] in (("labels",), ("categories",))
        column = str(problem.path[-1]) if of_row else "dimension"
        placed.append((lines[around], f"column {_COLUMN_OF.get(column, column)}: {problem.message}"))
    return [f"line {line}, {said}" for line, said in sorted(placed, key=lambda place: place[0])]
