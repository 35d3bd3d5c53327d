"""A report as JSON and back, without loss: what took long to compute can be kept.

A record is written as the list of its fields; the names of the fields stand once at the head. A text that
was written when records had other fields is refused, so that it is computed again rather than misread.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from functools import lru_cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from annotations.agreement.report import Report
from annotations.errors import AnnotationError

_PLAIN = (str, int, float, bool)
Reader = Callable[[Any], Any]


class UnreadableReport(AnnotationError):
    """A text that is no report, or one that another version wrote."""


def to_json(report: Report) -> str:
    """Return the report as one line of JSON; the same report gives the same text."""
    told = {"fields": _field_names(Report), "report": _plain(report)}
    return json.dumps(told, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_json(text: str) -> Report:
    """Return the report that ``to_json`` wrote, equal in every value, or raise UnreadableReport."""
    read = _reader(Report)
    try:
        told = json.loads(text)
        if told["fields"] != _field_names(Report):
            raise UnreadableReport("The report was written by another version; it has to be computed again.")
        report: Report = read(told["report"])
    except (KeyError, TypeError, ValueError, IndexError) as problem:
        if isinstance(problem, UnreadableReport):
            raise
        raise UnreadableReport("This is not a report.") from problem
    return report


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return [_plain(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, frozenset):
        return {"set": sorted((_plain(part) for part in value), key=str)}
    return value


@lru_cache(maxsize=1)
def _field_names(record: type) -> dict[str, list[str]]:
    """Return the names of the fields of a record and of all records in it."""
    found: dict[str, list[str]] = {}
    waiting = [record]
    while waiting:
        one = waiting.pop()
        if one.__name__ not in found:
            found[one.__name__] = [field.name for field in fields(one)]
            waiting += [inner for hint in get_type_hints(one).values() for inner in _records(hint)]
    return found


def _records(hint: Any) -> list[type]:
    if isinstance(hint, type) and is_dataclass(hint):
        return [hint]
    return [record for part in get_args(hint) for record in _records(part)]


@lru_cache(maxsize=256)
def _reader(hint: Any) -> Reader:
    """Return what makes a value of this type from its JSON."""
    if isinstance(hint, type) and is_dataclass(hint):
        return _record_reader(hint)
    if get_origin(hint) is tuple:
        return _tuple_reader(get_args(hint))
    if get_origin(hint) in (Union, types.UnionType):
        (inner,) = (_reader(part) for part in get_args(hint) if part is not type(None))
        return lambda told: None if told is None else inner(told)
    if hint is Hashable:
        return _hashable
    if hint in _PLAIN or get_origin(hint) is Literal:
        return lambda told: told
    raise TypeError(f"A report cannot hold {hint}.")


def _record_reader(record: type) -> Reader:
    hints = get_type_hints(record)
    readers = [_reader(hints[field.name]) for field in fields(record)]
    return lambda told: record(*[read(part) for read, part in zip(readers, told, strict=True)])


def _tuple_reader(parts: tuple[Any, ...]) -> Reader:
    if parts[-1] is Ellipsis:
        read = _reader(parts[0])
        return lambda told: tuple([read(part) for part in told])
    readers = [_reader(part) for part in parts]
    return lambda told: tuple([read(part) for read, part in zip(readers, told, strict=True)])


def _hashable(told: Any) -> Hashable:
    """Return a category: a set of codes was a tuple or a frozenset before it was a list."""
    if isinstance(told, dict):
        return frozenset(map(_hashable, told["set"]))
    return tuple(map(_hashable, told)) if isinstance(told, list) else told
