"""The codebook: the versioned instrument of a project, with its layers, variables and categories."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

from annotations.categories import (
    MAX_PROSE,
    NOT_APPLICABLE,
    Category,
    described_problems,
    duplicate_problems,
    family_problems,
    freeze_list,
    hotkey_problems,
    name_problems,
    refuse,
    text_list_problems,
)
from annotations.errors import OutsideCodebook, Problem
from annotations.frozen import FrozenMapping
from annotations.variable_checks import MAX_CATEGORIES
from annotations.variables import Value, Variable
from annotations.wellformed import LANGUAGE, text_fault

__all__ = ["NOT_APPLICABLE", "Category", "Codebook", "Layer", "Value", "Variable"]

_T = TypeVar("_T")


@dataclass(frozen=True)
class Layer:
    """A kind of span: the labels one of which it carries, and the attributes it has beside them."""

    code: str
    name: str
    definition: str
    labels: tuple[Category, ...]
    attributes: tuple[Variable, ...] = ()

    def __post_init__(self) -> None:
        freeze_list(self, "labels")
        freeze_list(self, "attributes")
        refuse(layer_problems(self))

    @cached_property
    def label_variable(self) -> Variable:
        """The label of the layer as a variable, so that it is counted like every other one."""
        return Variable(
            self.code, self.name, "span", "label", "nominal", self.definition, categories=self.labels
        )

    @cached_property
    def by_code(self) -> Mapping[str, Variable]:
        """The attributes by their codes, in codebook order."""
        return FrozenMapping({variable.code: variable for variable in self.attributes})

    def attribute(self, code: str) -> Variable:
        """Return the attribute of the code or raise OutsideCodebook."""
        return _found(self.by_code, code, f"an attribute of the layer {self.code!r}")

    def to_dict(self) -> dict[str, Any]:
        """Return the layer as plain JSON."""
        return {
            "code": self.code,
            "name": self.name,
            "definition": self.definition,
            "labels": [label.to_dict() for label in self.labels],
            "attributes": [attribute.to_dict() for attribute in self.attributes],
        }


@dataclass(frozen=True)
class Codebook:
    """One version of a project's instrument. It cannot exist with a contradiction in it."""

    title: str
    version: str
    language: str = ""
    note: str = ""
    authors: tuple[str, ...] = ()
    layers: tuple[Layer, ...] = ()
    article_questions: tuple[Variable, ...] = ()
    outlet_questions: tuple[Variable, ...] = ()

    def __post_init__(self) -> None:
        for name in ("authors", "layers", "article_questions", "outlet_questions"):
            freeze_list(self, name)
        refuse(codebook_problems(self))

    @cached_property
    def _layers(self) -> Mapping[str, Layer]:
        return FrozenMapping({layer.code: layer for layer in self.layers})

    @cached_property
    def _article(self) -> Mapping[str, Variable]:
        return FrozenMapping({variable.code: variable for variable in self.article_questions})

    @cached_property
    def _outlet(self) -> Mapping[str, Variable]:
        return FrozenMapping({variable.code: variable for variable in self.outlet_questions})

    def layer(self, code: str) -> Layer:
        """Return the layer of the code or raise OutsideCodebook."""
        return _found(self._layers, code, "a layer of the codebook")

    def article_question(self, code: str) -> Variable:
        """Return the article question of the code or raise OutsideCodebook."""
        return _found(self._article, code, "an article question of the codebook")

    def outlet_question(self, code: str) -> Variable:
        """Return the outlet question of the code or raise OutsideCodebook."""
        return _found(self._outlet, code, "an outlet question of the codebook")

    def to_dict(self) -> dict[str, Any]:
        """Return the codebook as plain JSON, as the browser receives it."""
        return {
            "title": self.title,
            "version": self.version,
            "language": self.language,
            "note": self.note,
            "authors": list(self.authors),
            "layers": [layer.to_dict() for layer in self.layers],
            "article_questions": [question.to_dict() for question in self.article_questions],
            "outlet_questions": [question.to_dict() for question in self.outlet_questions],
        }


def _found(things: Mapping[str, _T], code: str, what: str) -> _T:
    thing = things.get(code) if isinstance(code, str) else None
    if thing is None:
        raise OutsideCodebook(f"{str(code)[:80]!r} is not {what}.")
    return thing


def layer_problems(layer: Layer) -> Iterator[Problem]:
    """Find what is wrong with a layer whose labels and attributes are sound by themselves."""
    shown = _Described(layer.code, layer.name, layer.definition)
    yield from described_problems(shown)
    if not any(label.offered for label in layer.labels):
        yield Problem(("labels",), "a layer needs at least one label that can be coded")
    if len(layer.labels) > MAX_CATEGORIES:
        yield Problem(("labels",), f"must have at most {MAX_CATEGORIES:,} entries")
    yield from family_problems(layer.labels, "labels")
    yield from hotkey_problems([(("labels", i), label) for i, label in enumerate(layer.labels)])
    yield from question_problems(layer.attributes, "attributes", "span")
    for i, attribute in enumerate(layer.attributes):
        if attribute.code == layer.code:
            yield Problem(("attributes", i, "code"), f"{attribute.code!r} is the code of the layer itself")
        if attribute.kind == "label":
            yield Problem(("attributes", i, "kind"), "a label belongs to the layer, not to its attributes")


def codebook_problems(codebook: Codebook) -> Iterator[Problem]:
    """Find what is wrong with a codebook whose layers and questions are sound by themselves."""
    yield from name_problems(codebook, "title")
    yield from name_problems(codebook, "version")
    if fault := text_fault(codebook.note, MAX_PROSE):
        yield Problem(("note",), fault)
    yield from text_list_problems(codebook, "authors", 100)
    language = codebook.language
    if language != "" and not (isinstance(language, str) and LANGUAGE.fullmatch(language)):
        yield Problem(("language",), f'must be a language tag such as "en" or "pt-BR", not {language!r}')
    yield from duplicate_problems([layer.code for layer in codebook.layers], "layers", "code")
    yield from hotkey_problems(
        [
            (("layers", i, "labels", j), label)
            for i, layer in enumerate(codebook.layers)
            for j, label in enumerate(layer.labels)
        ]
    )
    yield from question_problems(codebook.article_questions, "article_questions", "article")
    yield from question_problems(codebook.outlet_questions, "outlet_questions", "outlet")


def question_problems(variables: Sequence[Variable], field: str, unit: str) -> Iterator[Problem]:
    """Find what is wrong between variables that are asked together."""
    yield from duplicate_problems([variable.code for variable in variables], field, "code")
    by_code = {variable.code: variable for variable in variables}
    for i, variable in enumerate(variables):
        if variable.unit != unit:
            yield Problem((field, i, "unit"), f"must be {unit!r} here, not {variable.unit!r}")
        if variable.kind == "label" and unit != "span":
            yield Problem((field, i, "kind"), "only a layer has labels")
        if variable.required_unless is None:
            continue
        other, value = variable.required_unless
        if other == variable.code or other not in by_code:
            yield Problem((field, i, "required_unless"), f"names {other!r}, which is not asked beside it")
        elif not _possible(by_code[other], value):
            yield Problem((field, i, "required_unless"), f"{value!r} is not a value of {other!r}")


def _possible(variable: Variable, value: str) -> bool:
    if value == NOT_APPLICABLE:
        return variable.not_applicable
    return not variable.categories or value in variable.by_code


@dataclass(frozen=True)
class _Described:
    """What a layer has in common with a category, for the checks they share."""

    code: str
    name: str
    definition: str
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()
