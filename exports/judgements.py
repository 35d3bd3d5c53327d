"""One judgement as the cells of annotations.csv, looked up in the codebook it was made under."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from annotations.codebook import NOT_APPLICABLE, Codebook, Variable
from annotations.errors import OutsideCodebook
from exports.attributes import NONE_CHOSEN, SET_MARK
from exports.columns import ANNOTATIONS, JUDGEMENT
from exports.errors import Unwritable
from exports.tables import Form, Sheet

REMEMBERED = 100_000

Cells = tuple[Any, ...]


def judgement(layer: str | None, variable: Variable, value: Any) -> Cells:
    """Return layer, variable, value, value_number, value_label and level of one judgement.

    Raises:
        Unwritable: the value has the wrong type for the variable.
        OutsideCodebook: the value is a code that the variable does not have.
    """
    return (layer, variable.code, *_said(variable, value), variable.level or None)


def _said(variable: Variable, value: Any) -> tuple[str, int | float | None, str | None]:
    """Return the value as text, as a number and by its name."""
    if variable.not_applicable and value == NOT_APPLICABLE:
        return NOT_APPLICABLE, None, "not applicable"
    if variable.kind == "choices" and type(value) in (list, tuple):
        return _set(variable, value)
    if variable.kind in ("scale", "number") and type(value) in (int, float):
        return repr(value), value, variable.steps.get(value)
    if variable.kind in ("label", "choice", "entity") and type(value) is str:
        return value, None, variable.category(value).name
    if variable.kind == "text" and type(value) is str:
        return value, None, None
    raise Unwritable(
        f"{variable.code} is a {variable.kind} and cannot hold the {type(value).__name__} {value!r}"
    )


def _set(variable: Variable, codes: Sequence[str]) -> tuple[str, None, str]:
    names = [variable.category(code).name for code in codes]
    return SET_MARK.join(codes) or NONE_CHOSEN, None, "; ".join(names) or "none chosen"


# Codebook version, unit, layer, variable, type of the value, value. The type belongs to the key, since 1, 1.0
# and True are one key to a dictionary.
Key = tuple[str, str, str | None, str, type, Any]

# "Read it all, found none": an answer to no question of the codebook.
FOUND_NONE: Key = ("", "", None, "found_none", str, "yes")


def key(version: str, unit: str, layer: str | None, variable: str, value: Any) -> Key:
    """Return what a judgement is remembered by."""
    return (version, unit, layer, variable, type(value), tuple(value) if type(value) is list else value)


class Judgements:
    """Judgements as pieces of CSV; what was written once is remembered, for most of it repeats."""

    def __init__(self, codebooks: Mapping[str, Codebook], form: Form) -> None:
        self._codebooks = codebooks
        self._sheet = Sheet(ANNOTATIONS.name, JUDGEMENT, form)
        self._known: dict[Key, str] = {}

    def of(self, keyed: Sequence[tuple[str, Sequence[Key]]]) -> Iterator[list[str]]:
        """Yield the pieces of CSV for the keys of each record; the records are named for the messages."""
        if len(self._known) > REMEMBERED:
            self._known.clear()
        self._learn(keyed)
        known = self._known
        for _name, keys in keyed:
            yield [known[key] for key in keys]

    def _learn(self, keyed: Sequence[tuple[str, Sequence[Key]]]) -> None:
        new: dict[Key, Cells] = {}
        for name, keys in keyed:
            for each in keys:
                if each not in self._known and each not in new:
                    new[each] = self._cells(name, each)
        self._known.update(zip(new, self._sheet.fragments(list(new.values())), strict=True))

    def _cells(self, name: str, key: Key) -> Cells:
        version, unit, layer, code, _type, value = key
        if key is FOUND_NONE:
            return (layer, code, value, None, "read it all, found none", "nominal")
        try:
            return judgement(layer, self._variable(version, unit, layer, code), value)
        except (OutsideCodebook, Unwritable) as problem:
            raise Unwritable(f"{name}: {str(problem).rstrip('.')}.") from problem

    def _variable(self, version: str, unit: str, layer: str | None, code: str) -> Variable:
        codebook = self._codebooks[version]
        if unit == "outlet":
            return codebook.outlet_question(code)
        if layer is None:
            return codebook.article_question(code)
        return (
            codebook.layer(layer).label_variable if code == layer else codebook.layer(layer).attribute(code)
        )
