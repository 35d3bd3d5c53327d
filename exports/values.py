"""Cells to values: the way back from `cells.py`, for the reader."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

from exports.cells import ID
from exports.csv_safe import unshield

_INTEGER = re.compile("-?[0-9]+")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\.[0-9]{6}Z")


def from_cell(kind: str, cell: str, *, spreadsheet: bool = False) -> Any:
    """Return the value that a cell of a type holds; an empty cell is missing.

    Raises:
        ValueError: the cell does not hold a value of its type.
    """
    if cell == "":
        return None
    if kind == "text":
        return unshield(cell) if spreadsheet else cell
    return _READERS[kind](cell)


def _id(cell: str) -> str:
    if not ID.fullmatch(cell):
        raise ValueError("this is no identifier")
    return cell


def _integer(cell: str) -> int:
    if not _INTEGER.fullmatch(cell):
        raise ValueError("this is no whole number")
    return int(cell)


def _number(cell: str) -> int | float:
    return int(cell) if _INTEGER.fullmatch(cell) else float(cell)


def _boolean(cell: str) -> bool:
    if cell not in ("true", "false"):
        raise ValueError("this is neither true nor false")
    return cell == "true"


def _moment(cell: str) -> datetime:
    if not _MOMENT.fullmatch(cell):
        raise ValueError("this is no moment in UTC")
    return datetime.fromisoformat(cell)


_READERS: dict[str, Callable[[str], Any]] = {
    "id": _id,
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "datetime": _moment,
    "date": str,
    "json": json.loads,
}
