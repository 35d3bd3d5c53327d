"""One judgement as the cells of annotations.csv, looked up in the codebook it was made under."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from annotations.codebook import NOT_APPLICABLE, Codebook, Variable
from annotations.errors import OutsideCodebook
from exports.columns import ANNOTATIONS, FOUND_NONE, JUDGEMENT, NONE_CHOSEN, SET_MARK
from exports.errors import Unwritable
from exports.records import SpanRecord
from exports.tables import Form, Sheet

REMEMBERED = 100_000

# "Read it all, found none": an answer to no question of any codebook.
_NOTHING = Variable(FOUND_NONE, "read it all, found none", "article", "text", "")

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
        f"{variable.code} is a {variable.kind} and cannot hold the {type(value).__name__} {value!r}."
    )


def _set(variable: Variable, codes: Sequence[str]) -> tuple[str, None, str]:
    names = [variable.category(code).name for code in codes]
    return SET_MARK.join(codes) or NONE_CHOSEN, None, "; ".join(names) or "none chosen"


class Asked:
    """One variable that was asked, and the pieces of CSV for the values given so far.

    Nearly every judgement repeats an earlier one, so a piece is written once and remembered.
    """

    def __init__(self, sheet: Sheet, layer: str | None, variable: Variable) -> None:
        self.variable = variable
        self.pieces: dict[Any, str] = {}
        self._sheet = sheet
        self._layer = layer

    def piece(self, value: Any) -> str:
        """Return the judgement as a piece of CSV."""
        # The type belongs to the key, since 1, 1.0 and True are equal; texts need no more than themselves.
        key = value if type(value) is str else (type(value), tuple(value) if type(value) is list else value)
        known = self.pieces.get(key)
        if known is None:
            known = self.pieces[key] = self._sheet.fragments([self._cells(value)])[0]
        return known

    def learn(self, values: Iterable[Any]) -> None:
        """Write the pieces of many texts at once, which is faster than one by one."""
        new = [text for text in dict.fromkeys(values) if type(text) is str and text not in self.pieces]
        fragments = self._sheet.fragments([self._cells(text) for text in new])
        self.pieces.update(zip(new, fragments, strict=True))

    def _cells(self, value: Any) -> Cells:
        if self.variable is _NOTHING:
            return (None, FOUND_NONE, "yes", None, _NOTHING.name, "nominal")
        return judgement(self._layer, self.variable, value)


class Judgements:
    """What the codebooks ask, by version, layer and code."""

    def __init__(self, codebooks: Mapping[str, Codebook], form: Form) -> None:
        self._codebooks = codebooks
        self._sheet = Sheet(f"{ANNOTATIONS.name} (different judgements)", JUDGEMENT, form)
        self._layers = {
            (version, layer.code): {
                variable.code: Asked(self._sheet, layer.code, variable)
                for variable in (layer.label_variable, *layer.attributes)
            }
            for version, codebook in codebooks.items()
            for layer in codebook.layers
        }
        self._questions: dict[tuple[str, str, str], Asked] = {}
        self.found_none = Asked(self._sheet, None, _NOTHING)

    def layer(self, version: str, code: str) -> dict[str, Asked]:
        """Return what is asked of a span of the layer, by code: its label first, then its attributes."""
        asked = self._layers.get((version, code))
        if asked is None:
            raise OutsideCodebook(f"{code!r} is not a layer of the codebook {version}.")
        return asked

    def question(self, version: str, unit: str, code: str) -> Asked:
        """Return the question of the code on an article or outlet."""
        asked = self._questions.get((version, unit, code))
        if asked is None:
            codebook = self._codebooks[version]
            find = codebook.article_question if unit == "article" else codebook.outlet_question
            asked = self._questions[version, unit, code] = Asked(self._sheet, None, find(code))
        return asked

    def learn_texts(self, versions: Sequence[str], spans: Sequence[SpanRecord]) -> None:
        """Write the free texts of some spans, coded under these versions, ahead of their rows."""
        for (version, layer), asked in self._layers.items():
            for code, one in asked.items():
                if one.variable.kind != "text":
                    continue
                if len(one.pieces) > REMEMBERED:
                    one.pieces.clear()
                pairs = zip(versions, spans, strict=True)
                mine = (span for its, span in pairs if its == version and span.layer == layer)
                one.learn(span.attributes.get(code) for span in mine)
