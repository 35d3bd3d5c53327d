"""Values to cells of CSV, a column at a time: each value must have a type its column declares.

Nothing is guessed and nothing repaired: a number in a text column is refused, not printed. Whole columns
are checked, joined and searched at once, which the interpreter does many times faster than cell by cell.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from exports.columns import Column
from exports.csv_safe import shield
from exports.errors import Unwritable

Cells = Sequence[Any]

ID = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,79}")
_LINES_OF_IDS = re.compile(rf"(?:(?>{ID.pattern})\n)*+")
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?")

# RFC 4180: a cell that holds one of these stands in quotes. The module csv looks at every character for
# itself, which takes longer than all the rest.
_QUOTED = ('"', ",", "\n", "\r")

_CANONICAL = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)

# Exact types: True is an int to Python, and a NumPy number is a float, but neither was declared.
ACCEPTED: dict[str, frozenset[type]] = {
    "text": frozenset({str}),
    "id": frozenset({str}),
    "integer": frozenset({int}),
    "number": frozenset({int, float}),
    "boolean": frozenset({bool}),
    "datetime": frozenset({datetime}),
    "date": frozenset({date, str}),
    "json": frozenset({dict, list, tuple}),
}


def to_cells(column: Column, values: Cells, *, spreadsheet: bool = False) -> Sequence[str]:
    """Return the values of one column as they stand in CSV; what is missing is an empty cell.

    Raises:
        Unwritable: a value does not belong into the column; ``args[1]`` is its place among the values.
    """
    kinds = set(map(type, values))
    gaps = type(None) in kinds
    if column.required and (gaps or "" in values):
        raise Unwritable("must not be empty", _first(values, lambda value: value is None or value == ""))
    if not kinds - {type(None)} <= ACCEPTED[column.type]:
        place = _first(values, lambda v: v is not None and type(v) not in ACCEPTED[column.type])
        raise Unwritable(f"holds a {type(values[place]).__name__}, which is no {column.type}", place)
    if column.type == "text" and spreadsheet:
        values = shielded(values)
    elif column.type in _CONVERTERS:
        values = _CONVERTERS[column.type](values)
    cells = ["" if value is None else value for value in values] if gaps else values
    if column.type in ("integer", "number"):
        return list(map(str, cells))
    return _quoted(cells) if column.type in ("text", "json") else cells


def shielded(values: Cells) -> Cells:
    """Return the texts of a column with those shielded that a spreadsheet could run."""
    changed = {text: safe for text in set(values) if text and (safe := shield(text)) is not text}
    return [changed.get(text, text) for text in values] if changed else values


def moment(value: datetime) -> str:
    """Return an aware moment as UTC text of fixed width."""
    in_utc = value if value.tzinfo is UTC else value.astimezone(UTC)
    return in_utc.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def json_text(value: object) -> str:
    """Return canonical JSON: sorted keys, no spaces, no NaN."""
    return _CANONICAL.encode(value)


def _quoted(texts: Sequence[str]) -> Sequence[str]:
    """Return the texts with those in quotes that a cell cannot hold bare."""
    together = "\0".join(texts)
    if together.count("\0") >= len(texts):
        raise Unwritable("holds the character NUL", _first(texts, lambda text: "\0" in text))
    if not _encodable(together):
        place = _first(texts, lambda text: not _encodable(text))
        raise Unwritable("holds half a character (an unpaired surrogate)", place)
    if not any(sign in together for sign in _QUOTED):
        return texts
    return [
        '"' + text.replace('"', '""') + '"'
        if "," in text or '"' in text or "\n" in text or "\r" in text
        else text
        for text in texts
    ]


def _encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _first(values: Cells, wrong: Callable[[Any], bool]) -> int:
    return next(place for place, value in enumerate(values) if wrong(value))


def _ids(values: Cells) -> Cells:
    known = [value for value in values if value is not None]
    lines = "\n".join([*known, ""])
    if lines.count("\n") > len(known) or not _LINES_OF_IDS.fullmatch(lines):
        place = _first(values, lambda value: value is not None and not ID.fullmatch(value))
        raise Unwritable(f"holds {values[place][:80]!r}, which is no identifier", place)
    return values


def _numbers(values: Cells) -> Cells:
    for place, value in enumerate(values):
        if type(value) is float and not math.isfinite(value):
            raise Unwritable(f"holds {value!r}, which is no number; undefined is an empty cell", place)
    return values


def _booleans(values: Cells) -> Cells:
    words = {True: "true", False: "false", None: None}
    return [words[value] for value in values]


def _moments(values: Cells) -> Cells:
    for place, value in enumerate(values):
        if value is not None and value.tzinfo is None:
            raise Unwritable("holds a moment without a time zone", place)
    return [None if value is None else moment(value) for value in values]


def _dates(values: Cells) -> Cells:
    texts = [value.isoformat() if type(value) is date else value for value in values]
    for place, text in enumerate(texts):
        if text and not _DATE.fullmatch(text):
            raise Unwritable(f"holds {text[:80]!r}, which is no ISO 8601 date", place)
    return texts


def _json(values: Cells) -> Cells:
    cells = []
    for place, value in enumerate(values):
        try:
            cells.append(None if value is None else json_text(value))
        except (TypeError, ValueError) as problem:
            raise Unwritable(f"holds what JSON cannot hold: {problem}", place) from problem
    return cells


_CONVERTERS: dict[str, Callable[[Cells], Cells]] = {
    "id": _ids,
    "number": _numbers,
    "boolean": _booleans,
    "datetime": _moments,
    "date": _dates,
    "json": _json,
}
