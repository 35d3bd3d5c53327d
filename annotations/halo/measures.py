"""What is measured in one annotation of one article: a number, or none where it says nothing about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.reliability.codings import Coding
from annotations.variables import Value, Variable

ANSWER = "answer"
SHARE = "share of yes"
RATE = "spans per 1,000 words"
MEAN = "mean over spans"
YES = "yes"
NUMERIC = frozenset({"ordinal", "interval", "ratio"})


@dataclass(frozen=True)
class Measure:
    """One thing to be compared.

    Attributes:
        kind: answer, share of yes, spans per 1,000 words, or mean over spans.
        layer: the layer of the spans; empty for questions about the article.
        code: of the question, the label or the attribute.
    """

    kind: str
    layer: str
    code: str
    name: str

    @property
    def key(self) -> str:
        """The measure as one word, such as "framing/AUTOC"."""
        return f"{self.layer}/{self.code}" if self.layer else self.code


def measures(codebook: Codebook) -> tuple[Measure, ...]:
    """Return what can be compared: ordered questions and yes, rates of labels, means of attributes."""
    return tuple(_measures(codebook))


def _measures(codebook: Codebook) -> Iterator[Measure]:
    for question in codebook.article_questions:
        if YES in question.by_code and question.kind == "choice":
            yield Measure(SHARE, "", question.code, question.name)
        elif _is_numeric(question):
            yield Measure(ANSWER, "", question.code, question.name)
    for layer in codebook.layers:
        for label in layer.labels:
            if label.codable:
                yield Measure(RATE, layer.code, label.code, f"{layer.name}: {label.name}")
        for attribute in layer.attributes:
            if _is_numeric(attribute):
                yield Measure(MEAN, layer.code, attribute.code, f"{layer.name}: {attribute.name}")


class Meter:
    """Reads measures off codings of one codebook."""

    def __init__(self, codebook: Codebook) -> None:
        self._questions: Mapping[str, Variable] = {one.code: one for one in codebook.article_questions}
        self._attributes = {
            (layer.code, one.code): one for layer in codebook.layers for one in layer.attributes
        }

    def read(self, measure: Measure, coding: Coding) -> float | None:
        """Return what a submitted coding says, or None."""
        said = coding.annotation
        if measure.kind == RATE:
            return _rate(measure, said, _coded_words(coding))
        if measure.kind == MEAN:
            variable = self._attributes[measure.layer, measure.code]
            values = [
                number(variable, span.attributes.get(measure.code))
                for span in said.spans
                if span.layer == measure.layer
            ]
            known = [value for value in values if value is not None]
            return sum(known) / len(known) if known else None
        answer = said.answers.get(measure.code)
        if measure.kind == SHARE:
            known_answer = answer in self._questions[measure.code].by_code
            return float(answer == YES) if known_answer else None
        return number(self._questions[measure.code], answer)


def number(variable: Variable, value: Value | None) -> float | None:
    """Return a value as a number; the categories of an ordinal choice count 1, 2, 3 in their order."""
    if isinstance(value, (int, float)):
        return float(value)
    if isinstance(value, str) and variable.kind == "choice" and value in variable.by_code:
        return float(list(variable.by_code).index(value) + 1)
    return None


def _is_numeric(variable: Variable) -> bool:
    return variable.level in NUMERIC and variable.kind in ("scale", "number", "choice")


def _rate(measure: Measure, said: Annotation, words: int) -> float | None:
    count = sum(span.layer == measure.layer and span.label == measure.code for span in said.spans)
    return 1000 * count / words if words else None


def _coded_words(coding: Coding) -> int:
    """Return how many words start in the ranges that are coded."""
    if coding.words is None:
        return 0
    edges = coding.words.starts.searchsorted([edge for both in coding.coded for edge in both])
    return int(sum(end - start for start, end in list(pairwise(edges))[::2]))
