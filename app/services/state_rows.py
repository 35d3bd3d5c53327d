"""The rows that hold an annotation's newest state: only those that differ are written."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, bindparam, delete, insert, update

from annotations.annotation import Annotation, MarkedSpan, plain
from annotations.variables import Value
from app.services.annotation_state import answer, head, span

T = TypeVar("T")


def begin(connection: Connection, assignment_id: int, at: datetime) -> int:
    """Make the row of an annotation that gets its first change now, and return its id."""
    values = {
        "assignment_id": assignment_id,
        "version": 1,
        "head_hash": "",
        "state": "draft",
        "found_none": False,
        "note": "",
        "started_at": at,
        "changed_at": at,
    }
    head_id: int = connection.execute(insert(head).values(values).returning(head.c.id)).scalar_one()
    return head_id


def write_difference(connection: Connection, head_id: int, before: Annotation, after: Annotation) -> None:
    """Write the spans and answers that differ between two states."""
    spans_before = {one.uid: one for one in before.spans}
    spans_after = {one.uid: one for one in after.spans}
    if spans_before != spans_after:
        _write(connection, span, "uid", head_id, spans_before, spans_after, _span_values)
    if before.answers != after.answers:
        _write(connection, answer, "variable", head_id, before.answers, after.answers, _answer_values)


def _span_values(one: MarkedSpan) -> dict[str, Any]:
    return {
        "layer": one.layer,
        "label": one.label,
        "start": one.start,
        "stop": one.end,
        "quote": one.quote,
        "attributes": plain(one.attributes),
        "note": one.note,
    }


def _answer_values(value: Value) -> dict[str, Any]:
    return {"value": value}


def _write(
    connection: Connection,
    table: Any,
    name: str,
    head_id: int,
    before: Mapping[str, T],
    after: Mapping[str, T],
    values: Callable[[T], dict[str, Any]],
) -> None:
    this_row = (table.c.annotation_id == bindparam("of"), table.c[name] == bindparam("named"))
    gone = [{"of": head_id, "named": key} for key in before if key not in after]
    changed = [
        {"of": head_id, "named": key, **values(one)}
        for key, one in after.items()
        if key in before and before[key] != one
    ]
    new = [
        {"annotation_id": head_id, name: key, **values(one)}
        for key, one in after.items()
        if key not in before
    ]
    if gone:
        connection.execute(delete(table).where(*this_row), gone)
    if changed:
        connection.execute(update(table).where(*this_row), changed)
    if new:
        connection.execute(insert(table), new)
