"""Coding again under a newer codebook: which judgements are touched, and what a new draft begins with."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from annotations.annotation import Annotation, MarkedSpan
from annotations.categories import Category
from annotations.codebook import Codebook
from annotations.codebook_entries import ARTICLE_QUESTION, ATTRIBUTE, CATEGORY, HEAD, LABEL, LAYER, by_path
from annotations.errors import OutsideCodebook
from annotations.operations import Operation
from annotations.variables import Value, Variable


@dataclass(frozen=True)
class Touched:
    """Judgements that some entries of a codebook are used in.

    Attributes:
        layers: layers all of whose spans are touched.
        labels: pairs of layer and label.
        attributes: layer, attribute and the category, which is empty where every value counts.
        answers: question and the category, empty likewise.
    """

    layers: frozenset[str] = frozenset()
    labels: frozenset[tuple[str, str]] = frozenset()
    attributes: frozenset[tuple[str, str, str]] = frozenset()
    answers: frozenset[tuple[str, str]] = frozenset()
    _of_layer: Mapping[str, tuple[tuple[str, str], ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        of_layer: dict[str, tuple[tuple[str, str], ...]] = {}
        for layer, variable, code in sorted(self.attributes):
            of_layer[layer] = (*of_layer.get(layer, ()), (variable, code))
        object.__setattr__(self, "_of_layer", of_layer)

    @property
    def in_layers(self) -> frozenset[str]:
        """The layers whose spans have to be looked at."""
        return self.layers | {layer for layer, _ in self.labels} | set(self._of_layer)

    @property
    def questions(self) -> frozenset[str]:
        """The questions whose answers have to be looked at."""
        return frozenset(question for question, _ in self.answers)

    def span(self, layer: str, label: str, attributes: Mapping[str, Value]) -> bool:
        """Say whether a span is touched."""
        if layer in self.layers or (layer, label) in self.labels:
            return True
        return any(
            variable in attributes and _has(attributes[variable], code)
            for variable, code in self._of_layer.get(layer, ())
        )

    def answer(self, question: str, value: Value) -> bool:
        """Say whether an answer is touched."""
        return any(one == question and _has(value, code) for one, code in self.answers)

    def annotation(self, annotation: Annotation) -> int:
        """Return how many judgements of an annotation are touched."""
        spans = sum(self.span(one.layer, one.label, one.attributes) for one in annotation.spans)
        return spans + sum(self.answer(*one) for one in annotation.answers.items())


def touched(codebook: Codebook, paths: Iterable[str]) -> Touched:
    """Return what the entries of these paths touch; one that the codebook does not have touches nothing."""
    layers, labels = set[str](), set[tuple[str, str]]()
    attributes, answers = set[tuple[str, str, str]](), set[tuple[str, str]]()
    known = by_path(codebook)
    for entry in (known[path] for path in paths if path in known):
        code = "" if entry.kind == HEAD else entry.thing.code
        layer = (
            codebook.layers[entry.steps[0][1]].code if entry.steps and entry.steps[0][0] == "layers" else ""
        )
        if entry.kind == LAYER:
            layers.add(layer)
        elif entry.kind == LABEL:
            labels.add((layer, code))
        elif entry.kind == ATTRIBUTE:
            attributes.add((layer, code, ""))
        elif entry.kind == ARTICLE_QUESTION:
            answers.add((code, ""))
        elif entry.kind == CATEGORY and layer:
            attributes.add((layer, known[entry.parent].thing.code, code))
        elif entry.kind == CATEGORY and known[entry.parent].kind == ARTICLE_QUESTION:
            answers.add((known[entry.parent].thing.code, code))
        # Nobody codes by the head, nor an outlet in a round.
    return Touched(frozenset(layers), frozenset(labels), frozenset(attributes), frozenset(answers))


def carried(annotation: Annotation, codebook: Codebook) -> list[Operation]:
    """Return the operations that begin a draft under a newer codebook with what was said under an older one.

    A merged label or category becomes the one that it was merged into. A label that was retired or split is
    carried as it is, and the draft cannot be submitted before another one is chosen. A value that the newer
    codebook does not have or accept is left to be given anew.
    """
    operations: list[Operation] = [
        mark for span in annotation.spans if (mark := _mark(span, codebook)) is not None
    ]
    questions = {question.code: question for question in codebook.article_questions}
    for code, value in annotation.answers.items():
        if code in questions and (kept := _value(questions[code], value)) is not None:
            operations.append({"op": "answer", "variable": code, "value": kept})
    if annotation.note:
        operations.append({"op": "note", "note": annotation.note})
    if annotation.found_none:
        operations.append({"op": "found_none", "value": True})
    return operations


def successor(categories: Mapping[str, Category], code: str) -> str:
    """Return the code that a category was merged into in the end, or its own."""
    seen = set[str]()
    while code in categories and categories[code].retired and code not in seen:
        seen.add(code)
        becomes = categories[code].becomes
        if len(becomes) != 1:
            break
        code = becomes[0]
    return code


def _mark(span: MarkedSpan, codebook: Codebook) -> dict[str, Any] | None:
    layer = next((one for one in codebook.layers if one.code == span.layer), None)
    if layer is None:
        return None
    label = successor(layer.label_variable.by_code, span.label)
    if label not in layer.label_variable.by_code:
        return None
    values = {
        code: _value(layer.by_code[code], value)
        for code, value in span.attributes.items()
        if code in layer.by_code
    }
    mark: dict[str, Any] = {
        "op": "mark",
        "span": span.uid,
        "layer": span.layer,
        "label": label,
        "start": span.start,
        "end": span.end,
        "quote": span.quote,
        "attributes": {code: value for code, value in values.items() if value is not None},
    }
    if span.note:
        mark["note"] = span.note
    return mark if layer.label_variable.by_code[label].offered else mark | {"carried": True}


def _value(variable: Variable, value: Value) -> Value | None:
    """Return the value under the newer variable, or None where it has to be given anew."""
    if isinstance(value, list):
        codes = [successor(variable.by_code, code) for code in value]
        value = [
            code
            for code in dict.fromkeys(codes)
            if code in variable.by_code and variable.by_code[code].offered
        ]
        if codes and not value:
            return None
    elif isinstance(value, str) and variable.categories:
        value = successor(variable.by_code, value)
    try:
        return variable.check(value)
    except OutsideCodebook:
        return None


def _has(value: Value, code: str) -> bool:
    return not code or (code in value if isinstance(value, list) else value == code)
