"""The level of measurement and the categories of a table: stated, or plain from its values; never guessed."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from annotations.reliability.data import LEVELS, NUMERIC_LEVELS, FloatArray, IntArray, numbers_of
from annotations.reliability.tables.source import Faults, TableOptions, UnusableTable

# How a set is written in one cell, also in our own exports: its members between marks, or that it has none.
SET_MARKS = "|;"
EMPTY_SET = ("none_chosen", "{}")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,\d+")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")


@dataclass(frozen=True, eq=False)
class Scale:
    """``places`` (values): the category of each different value as it is written. ``note`` is to be told."""

    level: str
    categories: tuple[Hashable, ...]
    scores: FloatArray | None
    places: IntArray
    note: str


def scale_of(
    values: Sequence[str], first_rows: Sequence[int], options: TableOptions, name: str, *, comma: bool
) -> Scale:
    """Return the scale of the values of a table, or raise UnusableTable."""
    level, note = _level(values, options, name, comma)
    faults = Faults(name)
    read = [_read(value, level, comma=comma) for value in values]
    if level in NUMERIC_LEVELS:
        _refuse_words(values, read, first_rows, level, faults)
    elif level != "set" and not all(isinstance(one, (int, float)) for one in read):
        # With words among them they are names, and 1 and 1.0 are two of them.
        read = list(values)
    categories = _categories(read, level, options, name, comma)
    places: dict[Hashable, int] = {category: place for place, category in enumerate(categories)}
    for value, category, row in zip(values, read, first_rows, strict=True):
        if category not in places:
            faults.add(row, f"{value!r} is not among the categories")
    faults.refuse_any()
    return Scale(
        level=level,
        categories=categories,
        scores=numbers_of(categories) if level in (*NUMERIC_LEVELS, "circular") else None,
        places=np.array([places[category] for category in read], dtype=np.int64),
        note=note,
    )


def number(text: str, *, comma: bool = False) -> int | float | None:
    """Return the number that a text is, a whole one as such; None for any other text."""
    if comma and _DECIMAL_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _NUMBER.fullmatch(text):
        return None
    found = float(text)
    return int(found) if found.is_integer() and abs(found) < 2**53 else found if np.isfinite(found) else None


def _level(values: Sequence[str], options: TableOptions, name: str, comma: bool) -> tuple[str, str]:
    if options.level:
        if options.level not in LEVELS:
            raise UnusableTable([f"{options.level!r} is not a level. There are: {', '.join(LEVELS)}."])
        return options.level, ""
    numeric = next((value for value in values if number(value, comma=comma) is not None), None)
    if numeric is None:
        return "nominal", "the level is nominal, since no value is a number"
    raise UnusableTable(
        [f"{name}: say with --level what the values are; {numeric!r} may be a name, a rank or an amount."]
    )


def _read(value: str, level: str, *, comma: bool) -> Hashable:
    """Return what a cell says: a number, a set as its members in order, or the text itself."""
    if level == "set":
        return _members(value)
    found = number(value, comma=comma)
    return value if found is None else found


def _members(value: str) -> tuple[str, ...]:
    if value in EMPTY_SET:
        return ()
    mark = next((mark for mark in SET_MARKS if mark in value), SET_MARKS[0])
    return tuple(sorted({one.strip() for one in value.split(mark)} - {""}))


def _refuse_words(
    values: Sequence[str], read: Sequence[Hashable], rows: Sequence[int], level: str, faults: Faults
) -> None:
    for value, found, row in zip(values, read, rows, strict=True):
        if not isinstance(found, (int, float)):
            faults.add(row, f"{value!r} is not a number, which the {level} level needs")
    faults.refuse_any()


def _categories(
    read: Sequence[Hashable], level: str, options: TableOptions, name: str, comma: bool
) -> tuple[Hashable, ...]:
    """Return the categories in their order: as given, by number, or by name where order means nothing."""
    words = [one for one in read if isinstance(one, str)]
    if options.categories and level == "set":
        raise UnusableTable(["The categories of a set are all sets that occur; leave --categories out."])
    if options.categories:
        given = [one if words else _read(one, level, comma=comma) for one in options.categories]
        if len(set(given)) < len(given):
            raise UnusableTable(["A category is named twice in --categories."])
        return tuple(given)
    if words and level in ("ordinal", "circular"):
        raise UnusableTable(
            [f"{name}: the values are words. Say with --categories in which order they stand."]
        )
    return tuple(sorted(set(read), key=_order))


def _order(category: Hashable) -> tuple[bool, float, str]:
    if isinstance(category, (int, float)):
        return False, category, ""
    return True, 0.0, "|".join(category) if isinstance(category, tuple) else str(category)
