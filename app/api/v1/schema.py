"""Schemas in the words of JSON Schema, short enough to stand beside what they describe."""

from typing import Any

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WHOLE: Schema = {"type": "integer"}
FLAG: Schema = {"type": "boolean"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
ANYTHING: Schema = {"type": "object"}  # explained in words where it stands


def maybe(schema: Schema) -> Schema:
    """Return the schema of something that may be null."""
    return {**schema, "type": [schema["type"], "null"]}


def table(**fields: Schema) -> Schema:
    """Return the schema of an object with exactly these fields, all of them always there."""
    return {
        "type": "object",
        "properties": fields,
        "required": list(fields),
        "additionalProperties": False,
    }


def several(of: Schema) -> Schema:
    """Return the schema of a list."""
    return {"type": "array", "items": of}


def one_of(*names: str) -> Schema:
    """Return the schema of one of some words."""
    return {"type": "string", "enum": list(names)}


def told(schema: Schema, meaning: str) -> Schema:
    """Return the schema with what it means."""
    return {**schema, "description": meaning}


def page_of(item: Schema, **more: Schema) -> Schema:
    """Return the schema of a page of a list."""
    return table(
        items=several(item),
        total=told(WHOLE, "How many there are on all pages."),
        page=WHOLE,
        pages=WHOLE,
        **more,
    )


def form(*needed: str, **fields: Schema) -> Schema:
    """Return the schema of an object that is sent: of these fields only some must be there."""
    return {**table(**fields), "required": list(needed)}


def words(most: int = 0, least: int = 0) -> Schema:
    """Return the schema of text that is sent, of so many characters; of any number if none is said."""
    limits = {"minLength": least} | ({"maxLength": most} if most else {})
    return {"type": "string", **limits, "pattern": "^[^\\u0000]*$"}


def number_from(least: int, most: int) -> Schema:
    """Return the schema of a whole number that is sent."""
    return {"type": "integer", "minimum": least, "maximum": most}


def list_of(items: Schema, least: int = 1) -> Schema:
    """Return the schema of a list that is sent; how long it may be follows from how much may be sent."""
    return {"type": "array", "items": items, "minItems": least}


def named_words(meaning: str) -> Schema:
    """Return the schema of an object from names to words."""
    return told({"type": "object", "additionalProperties": words(1_000)}, meaning)
