"""The columns of spans.csv that a codebook brings: one for each span attribute of its layers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.codebook import Codebook, Variable
from exports.columns import (
    CONTEXT,
    NAME,
    NONE_CHOSEN,
    SET_MARK,
    SPAN_HEAD,
    SPAN_TAIL,
    SPANS,
    Column,
    Table,
)
from exports.errors import Unwritable

_NUMERIC = {"scale": "integer", "number": "number"}
_MIXED_NOTE = "Holds numbers and words such as not_applicable."
_SET_NOTE = f"Categories joined by {SET_MARK}, or {NONE_CHOSEN}."


@dataclass(frozen=True)
class AttributeColumn:
    """One attribute of the codebook and the column that holds it."""

    code: str
    column: Column
    plain: bool  # its values are written as they are

    def cells(self, attributes: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
        """Return the value in each of these attributes of spans, as the column wants it."""
        values = [one.get(self.code) for one in attributes]
        return values if self.plain else list(map(self._cell, values))

    def _cell(self, value: Any) -> Any:
        if type(value) in (list, tuple):
            return SET_MARK.join(value) or NONE_CHOSEN
        if type(value) in (int, float) and self.column.type == "text":
            return repr(value)
        return value


def attribute_columns(codebooks: Sequence[Codebook]) -> tuple[AttributeColumn, ...]:
    """Return a column for each attribute of any codebook version, in order of first appearance.

    Layers and versions that share a code share the column; where they measure it differently, it is text.
    """
    found: dict[str, list[Variable]] = {}
    for variable in _attributes(codebooks):
        found.setdefault(variable.code, []).append(variable)
    return tuple(_attribute(code, variables) for code, variables in found.items())


def attribute_cells(
    columns: Sequence[AttributeColumn], attributes: Sequence[Mapping[str, Any]]
) -> list[Sequence[Any]]:
    """Return the columns of the attributes of some spans; one without a column is refused."""
    expected = {column.code for column in columns}
    if not expected.issuperset(set().union(*attributes)):
        values = next(one for one in attributes if not expected.issuperset(one))
        raise Unwritable(f"A span has attributes without a column: {', '.join(sorted(values))}.")
    return [column.cells(attributes) for column in columns]


def spans_table(attributes: Sequence[AttributeColumn]) -> Table:
    """Return the declaration of spans.csv with these attributes."""
    columns = (*SPAN_HEAD, *(attribute.column for attribute in attributes), *SPAN_TAIL, *CONTEXT)
    return Table(SPANS.name, SPANS.row, columns)


def _attributes(codebooks: Sequence[Codebook]) -> Iterator[Variable]:
    for codebook in codebooks:
        for layer in codebook.layers:
            yield from layer.attributes


def _attribute(code: str, variables: Sequence[Variable]) -> AttributeColumn:
    column = _column(code, variables)
    kinds = {variable.kind for variable in variables}
    plain = "choices" not in kinds and (column.type != "text" or not kinds & _NUMERIC.keys())
    return AttributeColumn(code, column, plain)


def _column(code: str, variables: Sequence[Variable]) -> Column:
    taken = code in {column.name for column in SPANS.columns} or not NAME.fullmatch(code)
    levels = {variable.level for variable in variables}
    newest = variables[-1]
    meaning = f"Attribute of the span: {newest.name.rstrip('.')}."
    types = {_type(variable) for variable in variables}
    if "text" in types and any(variable.kind in _NUMERIC for variable in variables):
        meaning += f" {_MIXED_NOTE}"
    if any(variable.kind == "choices" for variable in variables):
        meaning += f" {_SET_NOTE}"
    return Column(
        f"attribute_{code}" if taken else code,
        types.pop() if len(types) == 1 else "text",
        meaning,
        level=newest.level if len(levels) == 1 else "",
    )


def _type(variable: Variable) -> str:
    # A column that may hold the word not_applicable is no column of numbers to any program.
    return "text" if variable.not_applicable else _NUMERIC.get(variable.kind, "text")
