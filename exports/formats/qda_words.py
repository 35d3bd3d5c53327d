"""What a codebook says of an entry, as the description that programs for qualitative analysis show.

Such a program knows of a code its name, colour and one description. There the other parts stand, one after
the other, as in "Include: ..."; read back they are the parts again, whatever was written in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# The word in the description, the field of the entry, and how its value is written.
Part = tuple[str, str, str]
HEAD: tuple[Part, ...] = (
    ("Version", "version", "text"),
    ("Language", "language", "text"),
    ("Author", "authors", "texts"),
    ("Note", "note", "text"),
)
CATEGORY: tuple[Part, ...] = (
    ("Name", "name", "text"),
    ("Definition", "definition", "text"),
    ("Include", "include", "text"),
    ("Exclude", "exclude", "text"),
    ("Example", "examples", "texts"),
    ("Hotkey", "hotkey", "text"),
    ("Priority", "priority", "number"),
    ("Retired", "retired", "flag"),
    ("Becomes", "becomes", "texts"),
)
# Only where the place in the tree does not say it.
PARENT: Part = ("Parent", "parent", "text")
LAYER: tuple[Part, ...] = (("Code", "code", "text"), *CATEGORY[:2])
VARIABLE: tuple[Part, ...] = (
    ("Code", "code", "text"),
    *CATEGORY[:5],
    ("Kind", "kind", "text"),
    ("Level", "level", "text"),
    ("Required", "required", "duty"),
    ("Required unless", "required_unless", "pair"),
    ("Not applicable", "not_applicable", "flag"),
    ("Minimum", "minimum", "number"),
    ("Maximum", "maximum", "number"),
    ("Step", "steps", "steps"),
    ("Weight", "weight", "number"),
    ("Reversed", "reversed", "flag"),
    ("Item of", "item_of", "text"),
)
ROLE = "Part"

_KEYS = {ROLE, *(key for parts in (HEAD, CATEGORY, (PARENT,), LAYER, VARIABLE) for key, _, _ in parts)}
_KEY = re.compile(rf"({'|'.join(sorted(_KEYS, reverse=True))}): ")
_INDENTED = re.compile(rf" +(?:{'|'.join(sorted(_KEYS, reverse=True))}): ")


def described(thing: Any, parts: Sequence[Part], role: str = "") -> str:
    """Return the description of an entry: its parts, without those that are empty."""
    lines = [f"{ROLE}: {role}"] if role else []
    for key, field, kind in parts:
        lines.extend(f"{key}: {_shielded(value)}" for value in _written(getattr(thing, field), kind))
    return "\n".join(lines)


def understood(description: str, parts: Sequence[Part]) -> dict[str, Any]:
    """Return the fields that a description names; one that names none is a definition as a whole."""
    said = list(_said(description))
    if not said:
        return {"definition": description} if description.strip() else {}
    fields: dict[str, Any] = {}
    for key, field, kind in parts:
        values = [value for one, value in said if one == key]
        if values:
            fields[field] = _read(values, kind)
    return fields


def role_of(description: str) -> str:
    """Return which part of a codebook an entry is, if its description says so."""
    return next((value for key, value in _said(description) if key == ROLE), "")


def _shielded(value: str) -> str:
    """Indent lines that would read as the next part."""
    first, *others = value.split("\n")
    shielded = (f" {line}" if _KEY.match(line) or _INDENTED.match(line) else line for line in others)
    return "\n".join((first, *shielded))


def _said(description: str) -> Iterator[tuple[str, str]]:
    key, lines = "", list[str]()
    for line in description.split("\n"):
        if match := _KEY.match(line):
            if key:
                yield key, "\n".join(lines)
            key, lines = match[1], [line[match.end() :]]
        elif not key:
            return  # it does not begin as one of ours
        else:
            lines.append(line[1:] if _INDENTED.match(line) else line)
    if key:
        yield key, "\n".join(lines)


def _written(value: Any, kind: str) -> list[str]:
    if kind in ("flag", "duty"):  # a flag is no unless it is said, a duty is one unless it is denied
        return [] if value == (kind == "duty") else ["yes" if value else "no"]
    if value is None or value in ("", ()):
        return []
    if kind == "steps":
        return [f"{number} = {label}" for number, label in value.items()]
    if kind == "pair":
        return ["=".join(value)]
    return list(value) if kind == "texts" else [str(value)]


def _read(values: Sequence[str], kind: str) -> Any:
    first = values[0]
    if kind == "texts":
        return list(values)
    if kind == "steps":
        return _steps(values)
    if kind == "pair":
        return tuple(first.split("=", 1))
    if kind in ("flag", "duty"):
        return {"yes": True, "no": False}.get(first.strip().casefold(), first)
    return number(first) if kind == "number" else first


def _steps(values: Sequence[str]) -> Mapping[Any, str]:
    pairs = (value.partition(" = ") for value in values)
    return {number(left): right for left, _, right in pairs}


def number(written: str) -> int | float | str:
    """Return the number that was written, or what was written for the checks of the codebook to refuse."""
    if not re.fullmatch(r"-?\d{1,17}(\.\d{1,17})?(e[+-]?\d{1,3})?", written.strip(), re.ASCII):
        return written
    return int(written) if re.fullmatch(r"-?\d+", written.strip()) else float(written)
