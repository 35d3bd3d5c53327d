"""The values of an archive's rows, each checked against the column that it is to stand in."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Double, Integer, LargeBinary, Table, Text

from annotations.text import fingerprint
from annotations.wellformed import text_fault
from app.models.base import Flag, Instant, Json
from exports.errors import UnreadableBundle
from exports.machine_part import Row, read_rows, source_name, table_file, text_name

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_MOST = 2**31 - 1
_LONGEST = 100_000_000
Files = Mapping[str, bytes]


def checked(table: Table, files: Files) -> Iterator[tuple[str, Row]]:
    """Yield the rows of a table with their places, each value of the type of its column."""
    name = table_file(table.name)
    with_texts = _WITH_FILES.get(table.name)
    for number, (place, row) in enumerate(read_rows(files, name), 1):
        if "id" in table.c and row.get("id") != number:
            raise UnreadableBundle(f"{place}: rows are numbered from 1, and this one is not.")
        if with_texts is not None:
            row = with_texts(place, row, files)
        unknown = row.keys() - {column.name for column in table.columns}
        if unknown:
            raise UnreadableBundle(f"{place}: {min(unknown)!r} is unknown to this version of the program.")
        yield place, {column.name: _value(place, column, row) for column in table.columns}


def _value(place: str, column: Column[Any], row: Row) -> Any:
    name = f"{place}, {column.name}"
    value = row[column.name] if column.name in row else _before(column)
    if value is None and column.nullable:
        return None
    reads = next(read for kind, read in _READERS if isinstance(column.type, kind))
    try:
        return reads(value)
    except (ValueError, TypeError, OverflowError) as problem:
        raise UnreadableBundle(f"{name}: {str(value)[:80]!r} cannot stand there.") from problem


def _before(column: Column[Any]) -> Any:
    """Return what a row of an earlier version has in a column that was not there then."""
    default: Any = column.default
    if default is not None:
        return default.arg
    server: Any = column.server_default
    return json.loads(server.arg) if server is not None and isinstance(column.type, Json) else None


def _number(value: object) -> int:
    if type(value) is not int or abs(value) > _MOST:
        raise ValueError
    return value


def _moment(value: object) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise ValueError
    return datetime.fromisoformat(value)


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


def _words(value: object) -> str:
    if not isinstance(value, str) or text_fault(value, _LONGEST):
        raise ValueError
    return value


def _bytes(value: object) -> bytes:
    if not isinstance(value, bytes):
        raise TypeError
    return value


def _json(value: Any) -> Any:
    return value


def _decimal(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    return float(value)


_READERS: tuple[tuple[type, Any], ...] = (
    (Flag, _flag),
    (Instant, _moment),
    (Json, _json),
    (Integer, _number),
    (Double, _decimal),
    (LargeBinary, _bytes),
    (Text, _words),
)


def _with_text(place: str, row: Row, files: Files) -> Row:
    """Return an article with its text, which must be the one that was frozen."""
    number = row["id"]
    raw = next(
        (files[name] for used in (True, False) if (name := text_name(number, used=used)) in files), None
    )
    if raw is None:
        raise UnreadableBundle(f"{place}: its text is missing.")
    try:
        text = raw.decode()
    except UnicodeDecodeError as problem:
        raise UnreadableBundle(f"{place}: its text is not UTF-8.") from problem
    if fingerprint(text) != row.get("sha256") or len(text) != row.get("length"):
        raise UnreadableBundle(f"{place}: its text is not the one that was frozen at import.")
    return row | {"text": text}


def _with_source(place: str, row: Row, files: Files) -> Row:
    """Return a source with its bytes: those of a file, or those of the text itself."""
    number, same = row.get("article_id"), row.get("same")
    if type(number) is not int:
        raise UnreadableBundle(f"{place}: it names no article.")
    names = [text_name(number, used=used) for used in (True, False)] if same else [source_name(number)]
    raw = next((files[name] for name in names if name in files), None)
    if raw is None or hashlib.sha256(raw).hexdigest() != row.get("sha256"):
        raise UnreadableBundle(f"{place}: the file that the article came from is missing or another one.")
    return {name: value for name, value in row.items() if name != "same"} | {"raw": raw}


_WITH_FILES = {"article": _with_text, "article_source": _with_source}
