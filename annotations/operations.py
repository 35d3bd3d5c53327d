"""What can be done to an annotation: each operation of the wire format, checked strictly and applied.

An operation is a plain JSON table with the key ``op``. Nothing in it is guessed, dropped or repaired: an
unknown key, a wrong type or a quote that differs from the text by one character is refused with a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from annotations.annotation import DRAFT, MAX_NOTE, MAX_SPANS, SUBMITTED, Annotation, MarkedSpan
from annotations.codebook import Codebook
from annotations.errors import Incomplete, InvalidOperation, InvalidSpan, OutsideCodebook
from annotations.missing import missing
from annotations.spans import Span, quote
from annotations.text import MAX_TEXT
from annotations.variables import Value
from annotations.wellformed import UID, kind_name, text_fault

Operation = Mapping[str, Any]


def apply(annotation: Annotation, operation: Operation, text: str, codebook: Codebook) -> Annotation:
    """Return the annotation after the operation, or raise InvalidOperation."""
    return apply_all(annotation, (operation,), text, codebook)


def replay(operations: Iterable[Operation], text: str, codebook: Codebook) -> Annotation:
    """Return what the operations, in their order, make of the empty annotation."""
    return apply_all(Annotation(), operations, text, codebook)


def apply_all(
    annotation: Annotation, operations: Iterable[Operation], text: str, codebook: Codebook
) -> Annotation:
    """Return the annotation after all the operations; the error names the first one that is refused."""
    draft = _Draft(annotation, text, codebook)
    for index, operation in enumerate(operations):
        try:
            draft.take(operation)
        except InvalidOperation as refusal:
            refusal.index = index
            raise
        except (OutsideCodebook, InvalidSpan) as reason:
            outside = InvalidOperation(str(reason))
            outside.index = index
            raise outside from reason
    return draft.annotation()


class _Draft:
    """An annotation in work: mutable, so that a thousand operations sort its spans once."""

    def __init__(self, annotation: Annotation, text: str, codebook: Codebook) -> None:
        self.text = text
        self.codebook = codebook
        self.spans = {span.uid: span for span in annotation.spans}
        self.answers: dict[str, Value] = dict(annotation.answers)
        self.note = annotation.note
        self.found_none = annotation.found_none
        self.state = annotation.state

    def annotation(self) -> Annotation:
        return Annotation(tuple(self.spans.values()), self.answers, self.note, self.found_none, self.state)

    def take(self, operation: Operation) -> None:
        """Check the shape of the operation and carry it out, or raise and change nothing."""
        name = operation.get("op") if isinstance(operation, Mapping) else None
        if not isinstance(name, str) or name not in OPERATIONS:
            raise InvalidOperation(f"An operation must name itself: op is one of {', '.join(OPERATIONS)}.")
        if self.state == SUBMITTED and name != "reopen":
            raise InvalidOperation(
                "The annotation is submitted. It must be reopened before it can be changed."
            )
        act, shape, optional = OPERATIONS[name]
        _check_shape(name, operation, shape, optional)
        act(self, operation)

    def mark(self, operation: Operation) -> None:
        uid = operation["span"]
        if uid in self.spans:
            raise InvalidOperation(f"There is a span {uid!r} already.")
        if len(self.spans) >= MAX_SPANS:
            raise InvalidOperation(f"An annotation holds at most {MAX_SPANS:,} spans.")
        layer = self.codebook.layer(operation["layer"])
        # What was said under an earlier codebook may have a label that is retired since: see recoding.
        known = layer.label_variable.category if operation.get("carried") else layer.label_variable.check
        known(label := operation["label"])
        self._need_quote(operation)
        given = operation.get("attributes", {})
        unknown = next((code for code in given if code not in layer.by_code), None)
        if unknown is not None:
            layer.attribute(unknown)  # raises with the reason
        # In codebook order, so that two ways to the same annotation make the same annotation.
        values = {v.code: v.check(given[v.code]) for v in layer.attributes if v.code in given}
        self.spans[uid] = MarkedSpan(
            uid,
            layer.code,
            label,
            operation["start"],
            operation["end"],
            operation["quote"],
            values,
            operation.get("note", ""),
        )
        self.found_none = False

    def borders(self, operation: Operation) -> None:
        self._need_quote(operation)
        self._change(operation, start=operation["start"], end=operation["end"], quote=operation["quote"])

    def relabel(self, operation: Operation) -> None:
        layer = self.codebook.layer(self._span(operation).layer)
        self._change(operation, label=layer.label_variable.check(operation["label"]))

    def attribute(self, operation: Operation) -> None:
        span = self._span(operation)
        layer = self.codebook.layer(span.layer)
        variable, value = layer.attribute(operation["variable"]), operation["value"]
        values = dict(span.attributes)
        values.pop(variable.code, None)
        if value is not None:
            values[variable.code] = variable.check(value)
        ordered = {v.code: values[v.code] for v in layer.attributes if v.code in values}
        self._change(operation, attributes=ordered)

    def span_note(self, operation: Operation) -> None:
        self._change(operation, note=operation["note"])

    def remove(self, operation: Operation) -> None:
        del self.spans[self._span(operation).uid]

    def answer(self, operation: Operation) -> None:
        question, value = self.codebook.article_question(operation["variable"]), operation["value"]
        checked = None if value is None else question.check(value)
        self.answers.pop(question.code, None)
        if checked is not None:
            self.answers[question.code] = checked

    def set_note(self, operation: Operation) -> None:
        self.note = operation["note"]

    def set_found_none(self, operation: Operation) -> None:
        if operation["value"] and self.spans:
            raise InvalidOperation("Spans are marked, so it cannot be said that nothing was found.")
        self.found_none = operation["value"]

    def submit(self, operation: Operation) -> None:
        # What was coded elsewhere may lack answers; the log shows by "imported" that they were not asked for.
        lacking = () if operation.get("imported") else missing(self.annotation(), self.codebook)
        if lacking:
            raise Incomplete(lacking)
        self.state = SUBMITTED

    def reopen(self, operation: Operation) -> None:
        if self.state != SUBMITTED:
            raise InvalidOperation("Only a submitted annotation can be reopened.")
        if not operation["reason"].strip():
            raise InvalidOperation("Reopening an annotation needs a reason.")
        self.state = DRAFT

    def _span(self, operation: Operation) -> MarkedSpan:
        uid = operation["span"]
        if uid not in self.spans:
            raise InvalidOperation(f"There is no span {uid!r} in this annotation.")
        return self.spans[uid]

    def _change(self, operation: Operation, **changes: Any) -> None:
        span = self._span(operation)
        self.spans[span.uid] = replace(span, **changes)

    def _need_quote(self, operation: Operation) -> None:
        span = Span(operation["start"], operation["end"])
        words = quote(self.text, span)
        if words != operation["quote"]:
            raise InvalidOperation(
                f"The quote does not equal the text from {span.start} to {span.end}. "
                "The page may show another version of the article."
            )
        if words.isspace():
            raise InvalidOperation("The span marks nothing but white space.")


def _text_of(limit: int) -> Callable[[object], str | None]:
    return lambda value: text_fault(value, limit)


def _uid(value: object) -> str | None:
    if isinstance(value, str) and UID.fullmatch(value):
        return None
    return "must be 1 to 64 letters, digits, dashes and underscores"


def _offset(value: object) -> str | None:
    if type(value) is not int:
        return f"must be a whole number, not {kind_name(value)}"
    return None if 0 <= value <= MAX_TEXT else f"must lie between 0 and {MAX_TEXT:,}"


def _flag(value: object) -> str | None:
    return None if isinstance(value, bool) else f"must be true or false, not {kind_name(value)}"


def _table(value: object) -> str | None:
    if isinstance(value, Mapping) and all(isinstance(key, str) for key in value):
        return None
    return f"must be a table of variables and values, not {kind_name(value)}"


def _anything(value: object) -> str | None:
    return None  # the variable checks it


_CODE, _NOTE, _QUOTE = _text_of(64), _text_of(MAX_NOTE), _text_of(MAX_TEXT)
_RANGE = {"start": _offset, "end": _offset, "quote": _QUOTE}
_Shape = Mapping[str, Callable[[object], str | None]]

# Each operation: how it is carried out, the keys it must have, the keys it may have.
OPERATIONS: Mapping[str, tuple[Callable[[_Draft, Operation], None], _Shape, _Shape]] = {
    "mark": (
        _Draft.mark,
        {"span": _uid, "layer": _CODE, "label": _CODE, **_RANGE},
        {"attributes": _table, "note": _NOTE, "carried": _flag},
    ),
    "borders": (_Draft.borders, {"span": _uid, **_RANGE}, {}),
    "relabel": (_Draft.relabel, {"span": _uid, "label": _CODE}, {}),
    "attribute": (_Draft.attribute, {"span": _uid, "variable": _CODE, "value": _anything}, {}),
    "span_note": (_Draft.span_note, {"span": _uid, "note": _NOTE}, {}),
    "remove": (_Draft.remove, {"span": _uid}, {}),
    "answer": (_Draft.answer, {"variable": _CODE, "value": _anything}, {"suggestion": _uid}),
    "reject": (lambda *_: None, {"suggestion": _uid, "value": _flag}, {}),  # told by the log alone
    "note": (_Draft.set_note, {"note": _NOTE}, {}),
    "found_none": (_Draft.set_found_none, {"value": _flag}, {}),
    "submit": (_Draft.submit, {}, {"imported": _flag}),
    "reopen": (_Draft.reopen, {"reason": _NOTE}, {}),
}


def _check_shape(name: str, operation: Operation, required: _Shape, optional: _Shape) -> None:
    given = operation.keys() - {"op"}
    unknown = sorted(str(key)[:80] for key in given - required.keys() - optional.keys())
    if unknown:
        raise InvalidOperation(f"The operation {name!r} has no key {unknown[0]!r}.")
    if absent := sorted(required.keys() - given):
        raise InvalidOperation(f"The operation {name!r} lacks the key {absent[0]!r}.")
    for key, fault_of in {**required, **optional}.items():
        if key in given and (fault := fault_of(operation[key])):
            raise InvalidOperation(f"{key} of the operation {name!r} {fault}.")
