"""The disagreements of one article: where its annotators did not all say the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from annotations.annotation import MarkedSpan
from annotations.codebook import Codebook, Layer
from annotations.decisions.groups import Coder, Group, Submitted
from annotations.decisions.subject import ANSWER, ATTRIBUTE, BORDERS, FOUND, KINDS, LABEL, Subject
from annotations.reliability.questions import hashable
from annotations.variables import Value, Variable

# What can be said about a subject: yes or no, [start, end], a code, an answer, None for no answer.
Said = bool | Value | tuple[int, int] | None


@dataclass(frozen=True)
class Option:
    """One thing that was said, and by whom."""

    value: Said
    coders: tuple[Coder, ...]


@dataclass(frozen=True)
class Disagreement:
    """A subject with everything that was said about it, what most said first."""

    subject: Subject
    options: tuple[Option, ...]

    @property
    def kind(self) -> str:
        """What is disagreed on: one of KINDS."""
        return self.subject.kind

    @property
    def key(self) -> str:
        """The name of its subject."""
        return self.subject.key

    @cached_property
    def place(self) -> tuple[int, int] | None:
        """The characters that its spans cover together; None for a question about the article."""
        spans = [mark.span for mark in self.subject.marks]
        if not spans:
            return None
        return min(span.start for span in spans), max(span.end for span in spans)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of its spans, each once."""
        return tuple(dict.fromkeys(mark.span.label for mark in self.subject.marks))

    @property
    def annotators(self) -> frozenset[str]:
        """Everybody who said something or has nothing there."""
        return frozenset(coder.annotator for coder in self.subject.coders)

    def sides(self, annotator: str) -> Option | None:
        """Return what an annotator said, if it counts here."""
        return next((one for one in self.options if any(c.annotator == annotator for c in one.coders)), None)

    def divides(self, one: str, other: str) -> bool:
        """Say whether these two annotators said different things."""
        first, second = self.sides(one), self.sides(other)
        return first is not None and second is not None and first is not second


def disagreements(
    submitted: Sequence[Submitted], groups: Sequence[Group], codebook: Codebook
) -> tuple[Disagreement, ...]:
    """Return the disagreements as the text runs, questions about the article last."""
    found = [
        one
        for group in groups
        for subject in subjects_of(group, codebook.layer(group.layer))
        if (one := weighed(subject, codebook))
    ]
    asked = (question for question in codebook.article_questions if is_shared(question))
    found += [one for question in asked if (one := weighed(_question(question, submitted), codebook))]
    return tuple(found)


def subjects_of(group: Group, layer: Layer) -> Iterator[Subject]:
    """Yield everything that can be settled about a group of spans."""
    for kind in KINDS[:3]:
        yield Subject(kind, group.layer, "", group.marks, group.silent)
    for attribute in layer.attributes:
        if is_shared(attribute):
            yield Subject(ATTRIBUTE, group.layer, attribute.code, group.marks, group.silent)


def weighed(subject: Subject, codebook: Codebook) -> Disagreement | None:
    """Return what was said about a subject, None where all said the same."""
    options = options_of(subject, codebook)
    return Disagreement(subject, options) if len(options) > 1 else None


def options_of(subject: Subject, codebook: Codebook) -> tuple[Option, ...]:
    """Return what was said about a subject, what most said first."""
    variable = variable_of(subject, codebook)
    kept: dict[Hashable, tuple[Said, list[Coder]]] = {}
    for coder, value in _said(subject):
        kept.setdefault(_same(value, variable), (value, []))[1].append(coder)
    options = [Option(value, tuple(coders)) for value, coders in kept.values()]
    return tuple(sorted(options, key=lambda option: -len(option.coders)))


def variable_of(subject: Subject, codebook: Codebook) -> Variable | None:
    """Return the attribute or question that a subject is about, None for the rest."""
    if subject.kind == ANSWER:
        return codebook.article_question(subject.variable)
    return codebook.layer(subject.layer).attribute(subject.variable) if subject.kind == ATTRIBUTE else None


def is_shared(variable: Variable) -> bool:
    """Say whether annotators are meant to say the same: a text that may be left out is each one's own."""
    return variable.kind != "text" or variable.required


def _question(question: Variable, submitted: Sequence[Submitted]) -> Subject:
    told = sorted(submitted, key=lambda one: (one.coder.annotator, one.coder))
    given = tuple((one.coder, one.annotation.answers.get(question.code)) for one in told)
    return Subject(ANSWER, variable=question.code, given=given)


def _said(subject: Subject) -> Iterator[tuple[Coder, Said]]:
    if subject.kind == ANSWER:
        yield from subject.given
        return
    for mark in subject.marks:
        yield mark.coder, said_of(mark.span, subject.facet)
    if subject.kind == FOUND:
        yield from ((coder, False) for coder in subject.silent)


def said_of(span: MarkedSpan, facet: tuple[str, str]) -> Said:
    """Return what a span says about one side of its group."""
    kind, variable = facet
    if kind == FOUND:
        return True
    if kind == BORDERS:
        return span.start, span.end
    return span.label if kind == LABEL else span.attributes.get(variable)


def _same(value: Said, variable: Variable | None) -> Hashable:
    """Return a value as it is compared: texts without regard to case and spaces."""
    if variable is not None and variable.kind == "text" and isinstance(value, str):
        return " ".join(value.casefold().split())
    return hashable(value)
