"""One annotation beside the key of its article: span by span, answer by answer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Codebook, Layer
from annotations.decisions.disagreements import is_shared
from annotations.decisions.groups import Coder, Group, Submitted, groups_of
from annotations.reliability.codings import Coding, Ranges
from annotations.reliability.questions import hashable
from annotations.variables import Value, Variable

FOUND, MISSED, EXTRA = "found", "missed", "extra"
SAME, DIFFERENT, MISSING = "same", "different", "missing"
OWN, KEY = Coder(1, 1, "annotator"), Coder(2, 1, "key")


@dataclass(frozen=True)
class ComparedValue:
    """What the annotator and the key say about one attribute; None for nothing."""

    variable: str
    own: Value | None
    key: Value | None
    is_same: bool


@dataclass(frozen=True)
class ComparedSpan:
    """A span of the annotator, of the key, or one of each that are the same finding."""

    layer: str
    own: MarkedSpan | None
    key: MarkedSpan | None
    values: tuple[ComparedValue, ...] = ()

    @property
    def state(self) -> str:
        """Whether it was found, missed, or is extra."""
        if self.key is None:
            return EXTRA
        return FOUND if self.own is not None else MISSED

    @property
    def off(self) -> int:
        """By how many characters the borders differ, both ends together."""
        if self.own is None or self.key is None:
            return 0
        return abs(self.own.start - self.key.start) + abs(self.own.end - self.key.end)

    @property
    def is_same_label(self) -> bool:
        """Whether both have it, with the same label."""
        return self.own is not None and self.key is not None and self.own.label == self.key.label

    @property
    def is_right(self) -> bool:
        """Whether nothing at all differs."""
        return self.is_same_label and not self.off and all(one.is_same for one in self.values)

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return min(one.start for one in (self.own, self.key) if one is not None)


@dataclass(frozen=True)
class ComparedAnswer:
    """What the annotator and the key answer to one question; None for no answer."""

    variable: str
    own: Value | None
    key: Value | None
    state: str  # same, different or missing


@dataclass(frozen=True)
class Comparison:
    """One article: all spans and answers beside the key, and the codings that coefficients are drawn from."""

    spans: tuple[ComparedSpan, ...]
    answers: tuple[ComparedAnswer, ...]
    both_none: bool  # the annotator says that there is nothing to mark, and the key has nothing
    codings: tuple[Coding, Coding]

    @property
    def is_right(self) -> bool:
        """Whether nothing differs from the key."""
        return all(one.is_right for one in self.spans) and all(one.state == SAME for one in self.answers)


def compare(
    own: Annotation, key: Annotation, codebook: Codebook, *, article: str, length: int, coded: Ranges
) -> Comparison:
    """Compare an annotation with the key of its article; only the coded ranges count."""
    both = (Submitted(OWN, _submitted(own)), Submitted(KEY, _submitted(key)))
    groups = groups_of(both, codebook, length, coded)
    spans = tuple(_span(group, codebook.layer(group.layer)) for group in groups)
    answers = tuple(
        one for question in codebook.article_questions if (one := _answer(question, own, key)) is not None
    )
    codings = tuple(Coding(article, one.coder.annotator, one.annotation, length, coded) for one in both)
    return Comparison(spans, answers, own.found_none and not key.spans, (codings[0], codings[1]))


def _submitted(said: Annotation) -> Annotation:
    return Annotation(said.spans, said.answers, said.note, said.found_none, "submitted")


def _span(group: Group, layer: Layer) -> ComparedSpan:
    whose = {mark.coder: mark.span for mark in group.marks}
    own, key = whose.get(OWN), whose.get(KEY)
    values = tuple(_values(own, key, layer)) if own is not None and key is not None else ()
    return ComparedSpan(group.layer, own, key, values)


def _values(own: MarkedSpan, key: MarkedSpan, layer: Layer) -> Iterator[ComparedValue]:
    for variable in layer.attributes:
        said, right = own.attributes.get(variable.code), key.attributes.get(variable.code)
        if is_shared(variable) and not (said is None and right is None):
            yield ComparedValue(variable.code, said, right, _same(variable, said, right))


def _answer(question: Variable, own: Annotation, key: Annotation) -> ComparedAnswer | None:
    said, right = own.answers.get(question.code), key.answers.get(question.code)
    if not is_shared(question) or (said is None and right is None):
        return None
    if said is None:
        return ComparedAnswer(question.code, said, right, MISSING)
    return ComparedAnswer(question.code, said, right, SAME if _same(question, said, right) else DIFFERENT)


def _same(variable: Variable, one: Value | None, other: Value | None) -> bool:
    """Compare as adjudication does: texts without regard to case and spaces."""
    if variable.kind == "text" and isinstance(one, str) and isinstance(other, str):
        return one.casefold().split() == other.casefold().split()
    return hashable(one) == hashable(other)
