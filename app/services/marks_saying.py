"""From what a file says of a text to operations on an annotation."""

from collections.abc import Iterator, Mapping

from annotations.annotation import Annotation
from annotations.codebook import Codebook, Variable
from annotations.errors import OutsideCodebook
from annotations.operations import Operation
from app.services.marks_matching import label_key
from app.services.marks_words import Words
from exports.formats.marked import FoundReading, FoundSpan, Losses, Value
from exports.formats.naming import as_words, typed

Said = tuple[str, Operation | str]  # place, and an operation or why there is none


class Saying:
    """The words of files under one codebook; ``labels`` has theirs -> layer/label, empty to leave out."""

    def __init__(
        self, book: Codebook, labels: Mapping[str, str], losses: Losses, words: Words | None = None
    ) -> None:
        self._book, self._labels, self._losses = book, labels, losses
        self._words = words or Words()
        self._questions = {one.code: one for one in book.article_questions}
        self.named: dict[str, str] = {}  # the spans of the newest reading: place in the file -> name here

    def operations(self, reading: FoundReading, before: Annotation, numbers: Iterator[int]) -> Iterator[Said]:
        """Yield what the reading adds to an annotation, the spans first, each at its place in the file."""
        self.named = {}
        marked = bool(before.spans)
        for span in reading.spans:
            ours = self._labels[label_key(span)]
            if not ours:
                self._losses.add(f"spans labelled {span.label!r}, which is no label here", reading.file)
                continue
            marked = True
            uid = _free_uid(before, next(numbers))
            self.named.setdefault(span.place, uid)
            yield span.place, self._mark(span, ours, uid)
        notes = [before.note, reading.note]
        for place, code, value in self._values(self._questions, reading.answers, notes):
            is_wrong = isinstance(value, OutsideCodebook)
            yield place, str(value) if is_wrong else {"op": "answer", "variable": code, "value": value}
        note = "\n".join(filter(None, notes))
        if note != before.note:
            yield "note", {"op": "note", "note": note}
        if reading.nothing_found and not marked:
            yield "nothing found", {"op": "found_none", "value": True}

    def _mark(self, span: FoundSpan, ours: str, uid: str) -> Operation | str:
        layer_code, _, label = ours.partition("/")
        layer, notes = self._book.layer(layer_code), [span.note]
        attributes: dict[str, Value] = {}
        for _, code, value in self._values(layer.by_code, span.values, notes):
            if isinstance(value, OutsideCodebook):
                return str(value)
            attributes[code] = value
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

    def _values(
        self, known: Mapping[str, Variable], said: Mapping[str, Value], notes: list[str]
    ) -> Iterator[tuple[str, str, Value | OutsideCodebook]]:
        """Yield place, code and value of what is said here as well; the rest is noted."""
        met: set[str] = set()
        for theirs, value in said.items():
            variable = self._words.variable(known, theirs)
            if variable is None:
                notes.append(self._noted(theirs, value))
                continue
            ours, noted = self._words.value(variable, value)
            for words in noted:
                self._losses.add(f"{words!r} of {theirs!r}: kept in notes")
                notes.append(f"{theirs}: {words}")
            if noted and not ours:
                continue
            place = f"answer {theirs}"
            if variable.code in met:
                yield place, variable.code, OutsideCodebook(f"{variable.code!r} is given twice.")
                return
            met.add(variable.code)
            try:
                yield place, variable.code, typed(variable, ours)
            except OutsideCodebook as reason:
                yield place, variable.code, reason

    def _noted(self, code: str, value: Value) -> str:
        """Return what the codebook has no variable for; it goes into a note."""
        self._losses.add(f"{code!r}, which the codebook does not have: kept in notes")
        return f"{code}: {as_words(value)}"


def _free_uid(annotation: Annotation, number: int) -> str:
    uid, again = f"in-{number}", 1
    while annotation.span(uid):
        again += 1
        uid = f"in-{number}-{again}"
    return uid
