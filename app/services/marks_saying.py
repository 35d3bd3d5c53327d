"""From what a file says of a text to operations on an annotation."""

from collections.abc import Iterator, Mapping
from typing import Any

from annotations.annotation import Annotation
from annotations.codebook import Codebook, Variable
from annotations.errors import OutsideCodebook
from annotations.operations import Operation
from app.services.marks_matching import label_key
from exports.formats.marked import FoundReading, FoundSpan, Losses, Value
from exports.formats.naming import as_words, typed

Said = tuple[str, Operation | str]  # place, and an operation or why there is none


class Saying:
    """The words of files under one codebook; ``labels`` has theirs -> layer/label, empty to leave out."""

    def __init__(self, book: Codebook, labels: Mapping[str, str], losses: Losses) -> None:
        self._book, self._labels, self._losses = book, labels, losses

    def operations(self, reading: FoundReading, before: Annotation, numbers: Iterator[int]) -> Iterator[Said]:
        """Yield what the reading adds to an annotation, the spans first, each at its place in the file."""
        marked = bool(before.spans)
        for span in reading.spans:
            ours = self._labels[label_key(span)]
            if not ours:
                self._losses.add(f"spans labelled {span.label!r}, which is no label here", reading.file)
                continue
            marked = True
            yield span.place, self._mark(span, ours, _free_uid(before, next(numbers)))
        notes = [before.note, reading.note]
        for code, value in reading.answers.items():
            question = _found({one.code: one for one in self._book.article_questions}, code)
            if question is None:
                notes.append(self._noted(code, value))
            else:
                yield (
                    f"answer {code}",
                    _operation(question, value, {"op": "answer", "variable": question.code}),
                )
        note = "\n".join(filter(None, notes))
        if note != before.note:
            yield "note", {"op": "note", "note": note}
        if reading.nothing_found and not marked:
            yield "nothing found", {"op": "found_none", "value": True}

    def _mark(self, span: FoundSpan, ours: str, uid: str) -> Operation | str:
        layer_code, _, label = ours.partition("/")
        layer, notes = self._book.layer(layer_code), [span.note]
        attributes: dict[str, Value] = {}
        for code, value in span.values.items():
            variable = _found(layer.by_code, code)
            if variable is None:
                notes.append(self._noted(code, value))
                continue
            try:
                attributes[variable.code] = typed(variable, value)
            except OutsideCodebook as reason:
                return str(reason)
        place = {"start": span.start, "end": span.end, "quote": span.quote}
        return {
            "op": "mark",
            "span": uid,
            "layer": layer.code,
            "label": label,
            **place,
            "attributes": attributes,
            "note": "\n".join(filter(None, notes)),
        }

    def _noted(self, code: str, value: Value) -> str:
        """Return what the codebook has no variable for; it goes into a note."""
        self._losses.add(f"{code!r}, which the codebook does not have: kept in notes")
        return f"{code}: {as_words(value)}"


def _found(known: Mapping[str, Variable], code: str) -> Variable | None:
    """Return the variable of the code; some formats write points in codes as underscores."""
    return known.get(code) or next((one for key, one in known.items() if key.replace(".", "_") == code), None)


def _operation(variable: Variable, value: Value, operation: dict[str, Any]) -> Operation | str:
    try:
        return operation | {"value": typed(variable, value)}
    except OutsideCodebook as reason:
        return str(reason)


def _free_uid(annotation: Annotation, number: int) -> str:
    uid, again = f"in-{number}", 1
    while annotation.span(uid):
        again += 1
        uid = f"in-{number}-{again}"
    return uid
