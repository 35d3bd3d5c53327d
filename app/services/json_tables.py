"""JSON as tables of articles: one object in each line, a list of objects, or tasks of Label Studio."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from app.services.article_tables import MAX_COLUMNS, Row, Table, decode_table
from app.services.drafts import Refusal
from app.services.refused import Refused


class Malformed(ValueError):
    """JSON that cannot be read, or that says something no object may say."""


def read_jsonl(file_name: str, raw: bytes) -> Table:
    """Return the table of a file with one JSON object per line; its columns are all keys, in order."""
    text, warnings = decode_table(raw)
    if text.lstrip()[:1] == "[":
        raise Refused(
            "It holds one long list. JSON Lines has one object in each line, without commas between."
        )
    rows: list[Row | Refusal] = []
    columns: dict[str, None] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            rows.append(_json_row(file_name, number, line))
            columns.update(dict.fromkeys(rows[-1].cells if isinstance(rows[-1], Row) else ()))
    if len(columns) > MAX_COLUMNS:
        raise Refused(f"It has {len(columns):,} different keys; at most {MAX_COLUMNS} can be read.")
    return Table(tuple(columns), iter(rows), warnings)


def _json_row(file_name: str, number: int, line: str) -> Row | Refusal:
    try:
        found = parsed(line)
        if not isinstance(found, dict):
            raise Malformed("it is no object in braces")
        return Row(number, cells_of(found), line.rstrip("\r").encode("utf-8"))
    except Malformed as fault:
        reason = str(fault)
    except UnicodeEncodeError:
        reason = "half a character stands alone"
    return Refusal(file_name, number, f"The line is no JSON that can be read: {reason}.")


def parsed(text: str) -> Any:
    """Return what JSON says, or raise Malformed with the reason."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except json.JSONDecodeError as fault:
        place = f"line {fault.lineno}, " if "\n" in text else ""
        raise Malformed(f"{place}character {fault.colno}: {fault.msg}") from None
    except RecursionError:
        raise Malformed("it is nested too deeply") from None
    except Malformed:
        raise
    except ValueError:
        raise Malformed("a number is too long, or half a character stands alone") from None


def cells_of(found: Mapping[str, Any]) -> dict[str, str]:
    """Return an object as the cells of a row."""
    return {name: _cell(name, value) for name, value in found.items()}


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Malformed(f"the key {name[:80]!r} stands there twice")
        found[name] = value
    return found


def _no_constant(word: str) -> Any:
    raise Malformed(f"{word} is no number that JSON knows")


def _cell(name: str, value: Any) -> str:
    """Return a value as a cell; what a cell cannot hold is written as JSON and is fine if nobody maps it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "; ".join(value)
    return json.dumps(value, ensure_ascii=False)


def read_tasks(file_name: str, raw: bytes) -> Table:
    """Return the table of a JSON file with tasks, or with a list of plain objects; or raise Refused."""
    text, warnings = decode_table(raw)
    try:
        found = parsed(text)
    except ValueError as fault:
        raise Refused(f"It is no JSON that can be read: {fault}.") from None
    tasks = found if isinstance(found, list) else [found]
    rows = list(_rows(file_name, tasks))
    columns: dict[str, None] = {}
    for row in rows:
        columns.update(dict.fromkeys(row.cells if isinstance(row, Row) else ()))
    if len(columns) > MAX_COLUMNS:
        raise Refused(f"It has {len(columns):,} different keys; at most {MAX_COLUMNS} can be read.")
    marked = sum(_is_marked(task) for task in tasks)
    if marked:
        warnings += (
            f"Tasks that hold annotations or predictions: {marked:,}. Only their texts are imported here.",
        )
    return Table(tuple(columns), iter(rows), warnings)


def _rows(file_name: str, tasks: list[Any]) -> Iterator[Row | Refusal]:
    for number, task in enumerate(tasks, start=1):
        if not isinstance(task, dict):
            yield Refusal(file_name, number, "The task is no object in braces.")
            continue
        try:
            yield Row(number, cells_of(_facts(task)), json.dumps(task, ensure_ascii=False).encode())
        except UnicodeEncodeError:
            yield Refusal(file_name, number, "The task holds half a character.")


def _facts(task: dict[str, Any]) -> dict[str, Any]:
    """Return what a task tells of its article; `data` stands before `meta`, and both before the task."""
    data, meta = task.get("data"), task.get("meta")
    if not isinstance(data, dict):
        return task
    known = dict(data)
    for name, value in (meta if isinstance(meta, dict) else {}).items():
        known.setdefault(name, value)
    if "id" in task:
        known.setdefault("id", task["id"])
    return known


def _is_marked(task: Any) -> bool:
    return isinstance(task, dict) and bool(task.get("annotations") or task.get("predictions"))
