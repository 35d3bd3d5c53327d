"""Writing a codebook as TOML: always the same text for equal codebooks, and read back equal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from annotations.codebook import Category, Codebook, Layer, Variable

_DEFAULTS: Mapping[str, Any] = {"codable": True, "required": True}


def write_toml(codebook: Codebook) -> str:
    """Return the codebook as TOML; what has its default value is left out."""
    return "\n".join(_codebook_lines(codebook)).lstrip("\n") + "\n"


def _codebook_lines(codebook: Codebook) -> Iterator[str]:
    yield "[codebook]"
    yield from _pairs(codebook, "title", "version", "language", "note", "authors")
    for layer in codebook.layers:
        yield from _layer_lines(layer)
    for table, questions in (
        ("article_question", codebook.article_questions),
        ("outlet_question", codebook.outlet_questions),
    ):
        for question in questions:
            yield from _variable_lines(table, question)


def _layer_lines(layer: Layer) -> Iterator[str]:
    yield from ("", "[[layer]]")
    yield from _pairs(layer, "code", "name", "definition")
    for label in layer.labels:
        yield from _category_lines("layer.label", label)
    for attribute in layer.attributes:
        yield from _variable_lines("layer.attribute", attribute)


def _variable_lines(table: str, variable: Variable) -> Iterator[str]:
    yield from ("", f"[[{table}]]")
    yield from _pairs(variable, "code", "name", "kind", "level", "required")
    if variable.required_unless:
        yield f"required_unless = {_text('='.join(variable.required_unless))}"
    yield from _pairs(variable, "not_applicable", "definition", "include", "exclude", "examples")
    yield from _pairs(variable, "minimum", "maximum", "weight", "reversed", "item_of")
    if variable.steps:
        steps = ", ".join(f"{number} = {_text(label)}" for number, label in variable.steps.items())
        yield f"steps = {{ {steps} }}"
    for category in variable.categories:
        yield from _category_lines(f"{table}.category", category)


def _category_lines(table: str, category: Category) -> Iterator[str]:
    yield from ("", f"[[{table}]]")
    yield from _pairs(
        category, "code", "name", "definition", "include", "exclude", "examples", "hotkey", "colour"
    )
    yield from _pairs(category, "parent", "priority", "codable", "retired", "becomes")


def _pairs(thing: Any, *names: str) -> Iterator[str]:
    for name in names:
        value = getattr(thing, name)
        default = _DEFAULTS.get(name, False) if isinstance(value, bool) else None
        if value == default or value in ("", ()) or value is None:
            continue
        yield f"{name} = {_value(value)}"


def _value(value: str | bool | int | float | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, tuple):
        inner = ", ".join(_text(one) for one in value)
        lines = "".join(f"  {_text(one)},\n" for one in value)
        return f"[{inner}]" if len(inner) <= 80 else f"[\n{lines}]"
    return repr(value)


def _text(value: str) -> str:
    # JSON escapes what TOML wants escaped, except for the character DEL.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
