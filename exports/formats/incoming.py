"""What every reader does first: bytes to text or JSON, and a clear word where they are none."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from typing import Any, NoReturn

from annotations.wellformed import text_fault
from exports.formats.marked import File

MAX_OFFSET = 100_000_000
MAX_LENGTH = 64 * 1024 * 1024
_WHOLE = re.compile("[0-9]{1,9}")


class Unreadable(ValueError):
    """Something of a file that cannot be taken; the message says why."""


def text_of(file: File) -> str:
    """Return the text of a file with its own line ends, or raise Unreadable."""
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise Unreadable(f"Byte {fault.start + 1:,} is not UTF-8. Save the file as UTF-8.") from None
    return words_of(text, "The file")


def lines_of(file: File) -> list[str]:
    """Return the lines of a file; nothing but a line end parts them."""
    return [line.removesuffix("\r") for line in text_of(file).split("\n")]


def json_of(text: str) -> Any:
    """Return what a piece of JSON says, or raise Unreadable."""
    try:
        return json.loads(text, object_pairs_hook=_without_twins, parse_constant=_no_number)
    except json.JSONDecodeError as fault:
        raise Unreadable(f"It is no JSON: {fault.msg}, column {fault.colno:,}.") from None
    except Unreadable:
        raise
    except RecursionError:
        raise Unreadable("It is nested too deeply.") from None
    except ValueError:
        raise Unreadable("It holds a number that is too long.") from None


def _without_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twin = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Unreadable(f"The key {twin[:40]!r} stands twice in one object.")
    return found


def _no_number(word: str) -> NoReturn:
    raise Unreadable(f"{word} is no number.")


def table_of(value: object, what: str) -> dict[str, Any]:
    """Return the value if it is a JSON object, or raise Unreadable."""
    if not isinstance(value, dict):
        raise Unreadable(f"{what} must be an object with keys.")
    return value


def words_of(value: object, what: str) -> str:
    """Return the value if it is storable text, or raise Unreadable."""
    if fault := text_fault(value, MAX_LENGTH):
        raise Unreadable(f"{what} {fault}.")
    return str(value)


def name_of(value: object, what: str) -> str:
    """Return a name or number as a name, or raise Unreadable."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    name = words_of(value, what)
    if not name.strip():
        raise Unreadable(f"{what} is empty.")
    return name


def offset_of(value: object, what: str) -> int:
    """Return an offset, from a number or its digits, or raise Unreadable."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        value = int(value)
    if type(value) is not int or not 0 <= value <= MAX_OFFSET:
        raise Unreadable(f"{what} must be a whole number from 0, not {str(value)[:40]!r}.")
    return value


def value_of(value: object, what: str) -> str | int | float | list[str]:
    """Return a value as variables have them, or raise Unreadable."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if not math.isfinite(value):
            raise Unreadable(f"{what} is no number.")
        return value
    if isinstance(value, list):
        return [words_of(one, what) for one in value]
    return words_of(value, what)


def with_endings(files: Iterable[File], *endings: str) -> list[File]:
    """Return the files with one of the endings."""
    return [file for file in files if file.path.casefold().endswith(endings)]
