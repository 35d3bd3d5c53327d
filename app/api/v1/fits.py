"""Bodies read by the schema that tells of them, so that what is refused and what is told cannot differ."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from app.api.v1.refusals import Refusal
from app.api.v1.schema import Schema

_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}
_NAMES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "null",
}
WHOLE = "The body"
SHOWN = 60  # characters of a key or value in a reason


def refuse_unless(body: Any, schema: Schema) -> None:
    """Refuse a body that is not what its schema says, with the first place and reason.

    Raises:
        Refusal: 422, says what is wrong and where.
    """
    for place, reason in _faults(body, schema, WHOLE):
        raise Refusal(422, "invalid", f"{place} {reason}.")


def _faults(value: Any, schema: Schema, place: str) -> Iterator[tuple[str, str]]:
    kinds = schema["type"] if isinstance(schema.get("type"), list) else [schema.get("type")]
    if kinds != [None] and not any(_is_kind(value, kind) for kind in kinds):
        yield place, f"must be {' or '.join(_NAMES[kind] for kind in kinds)}"
    elif "enum" in schema and value not in schema["enum"]:
        yield place, f"must be one of {', '.join(map(str, schema['enum']))}"
    elif isinstance(value, dict):
        yield from _of_object(value, schema, place)
    elif isinstance(value, list):
        yield from _of_list(value, schema, place)
    elif isinstance(value, str):
        yield from _of_text(value, schema, place)
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        least, most = schema.get("minimum", value), schema.get("maximum", value)
        if not least <= value <= most:
            yield place, f"must be from {least} to {most}"


def _is_kind(value: Any, kind: str) -> bool:
    is_flag = isinstance(value, bool)
    return isinstance(value, _KINDS[kind]) and is_flag == (kind == "boolean")


def _of_object(value: dict[str, Any], schema: Schema, place: str) -> Iterator[tuple[str, str]]:
    fields, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key in schema.get("required", ()):
        if key not in value:
            yield place, f"lacks the key {key}"
    for key, inner in value.items():
        there = key[:SHOWN] if place == WHOLE else f"{place} {key[:SHOWN]}"
        if key in fields:
            yield from _faults(inner, fields[key], there)
        elif others is False:
            yield place, f"does not take the key {key[:SHOWN]!r}; it takes {', '.join(fields)}"
        elif isinstance(others, dict):
            yield from _faults(inner, others, there)


def _of_list(value: list[Any], schema: Schema, place: str) -> Iterator[tuple[str, str]]:
    if len(value) < schema.get("minItems", 0):
        yield place, f"must have at least {schema['minItems']:,} entries"
    for number, inner in enumerate(value, 1):
        yield from _faults(inner, schema.get("items", {}), f"{place}, entry {number},")


def _of_text(value: str, schema: Schema, place: str) -> Iterator[tuple[str, str]]:
    if len(value) < schema.get("minLength", 0):
        yield place, "must not be empty"
    elif len(value) > schema.get("maxLength", len(value)):
        yield place, f"has more than {schema['maxLength']:,} characters"
    elif "pattern" in schema and not re.search(schema["pattern"], value):
        yield place, f"cannot be {value[:SHOWN]!r}"
