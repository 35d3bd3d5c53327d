"""The schema of each operation on an annotation, made of the table by which operations are checked."""

from annotations.annotation import MAX_NOTE
from annotations.operations import OPERATIONS
from annotations.text import MAX_TEXT
from app.api.v1.schema import TEXT, Schema, told

# What only those who lead, imports and recodings say (see services.annotate), or the page with suggestions.
OTHERS_DO = {"reopen", "reject"}
OTHERS_SAY = {"carried", "imported", "suggestion"}
LARGEST = 10**15

UID: Schema = {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}
CODE: Schema = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"}
OFFSET: Schema = {"type": "integer", "minimum": 0, "maximum": MAX_TEXT}
WORDS: Schema = {"type": "string", "pattern": "^[^\\u0000]*$"}
NUMBER: Schema = {"type": "number", "minimum": -LARGEST, "maximum": LARGEST}
VALUE: Schema = {
    "anyOf": [TEXT, NUMBER, {"type": "boolean"}, {"type": "null"}, {"type": "array", "items": CODE}],
    "description": "What the variable takes: a code, a list of codes, a number or text.",
}
KEYS: dict[str, Schema] = {
    "span": told(UID, "The name of the span, chosen by whoever marks it."),
    "layer": CODE,
    "label": CODE,
    "variable": CODE,
    "start": OFFSET,
    "end": OFFSET,
    "quote": told(WORDS, "Equal to the text from start to end."),
    "attributes": {"type": "object", "additionalProperties": VALUE, "description": "Variable -> value."},
    "note": {**WORDS, "maxLength": MAX_NOTE},
    "value": VALUE,
}


def operation() -> Schema:
    """Return the schema of an operation: one of several shapes, told apart by ``op``."""
    return {"oneOf": [_shape(name) for name in OPERATIONS if name not in OTHERS_DO]}


def _shape(name: str) -> Schema:
    _, required, optional = OPERATIONS[name]
    fields = {key: KEYS.get(key, {}) for key in (*required, *optional) if key not in OTHERS_SAY}
    if "value" in fields and "variable" not in fields:
        fields["value"] = {"type": "boolean"}
    return {
        "type": "object",
        "properties": {"op": {"const": name}, **fields},
        "required": ["op", *required],
        "additionalProperties": False,
    }
