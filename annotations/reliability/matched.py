"""Reliability data of matched spans: which label and which attributes their annotators gave them.

A unit is a group of spans that are the same finding, at most one of each annotator. Who found nothing there
has a gap. Spans that nobody else found are no unit, so every such figure needs the match rate beside it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annotations.codebook import Variable
from annotations.reliability.columns import SpanColumns
from annotations.reliability.data import (
    INAPPLICABLE,
    NOT_CODED,
    OUTSIDE,
    BoolArray,
    FloatArray,
    IntArray,
    ReliabilityData,
    code_type,
    numbers_of,
)
from annotations.reliability.matching import LEAST_SHARED, matched_groups
from annotations.reliability.questions import (
    NO_YES,
    Answers,
    categories_of,
    chosen_categories,
    hashable,
    membership,
    places_of,
)


@dataclass(frozen=True, slots=True)
class MatchRate:
    """How many of the spans that another annotator could have found were found by another."""

    matched: int
    spans: int

    @property
    def share(self) -> float | None:
        """The rate, None without spans."""
        return self.matched / self.spans if self.spans else None

    def __str__(self) -> str:
        share = "" if self.share is None else f" ({self.share:.1%})"
        return f"match rate {self.matched} of {self.spans} spans{share}"


@dataclass(frozen=True, eq=False)
class MatchedSpans:
    """The groups of at least two spans that are the same finding.

    ``members`` (groups, annotators) holds places of spans in the columns, -1 for none. ``article`` (groups).
    """

    columns: SpanColumns
    members: IntArray
    article: IntArray
    least_shared: float

    @property
    def rule(self) -> str:
        """How spans were matched, as it is printed beside what was found on them."""
        share = f"{self.least_shared:.0%}"
        return f"spans of different annotators matched if they share at least {share} of their characters"

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The groups by article and the characters that their spans cover together."""
        marks, articles = self.columns.spans, self.columns.table.articles
        named = []
        for article, row in zip(self.article.tolist(), self.members.tolist(), strict=True):
            spans = [marks[place] for place in row if place >= 0]
            start, end = min(span.start for span in spans), max(span.end for span in spans)
            named.append(f"{articles[article]} [{start}, {end})")
        return tuple(named)

    def chosen(self, articles: BoolArray, annotators: BoolArray) -> BoolArray:
        """Return which groups lie in these articles and hold spans of at least two of these annotators."""
        found = (self.members[:, annotators] >= 0).sum(axis=1)
        return np.asarray(articles[self.article] & (found >= 2))

    def rate(self, articles: BoolArray, annotators: BoolArray) -> MatchRate:
        """Return the match rate among these annotators in these articles, where two of them coded."""
        shared = articles & (self.columns.submitted[:, annotators].sum(axis=1) >= 2)
        spans = shared[self.columns.article] & annotators[self.columns.annotator]
        matched = self.members[self.chosen(articles, annotators)][:, annotators] >= 0
        return MatchRate(int(matched.sum()), int(spans.sum()))


@dataclass(frozen=True, eq=False)
class SpanQuestion:
    """What was said of every span: the label, or one attribute; ``codes`` (n) count into the categories."""

    variable: str
    label: str
    level: str
    categories: tuple[Hashable, ...]
    codes: IntArray
    scores: FloatArray | None = None


def matched_spans(columns: SpanColumns, least_shared: float = LEAST_SHARED) -> MatchedSpans:
    """Match the spans of all annotators, whatever their labels (see ``matching``)."""
    group = matched_groups(columns, least_shared)
    sizes = np.bincount(group)
    several = np.flatnonzero(sizes >= 2)
    members = np.full((sizes.size, len(columns.table.annotators)), -1, dtype=np.int64)
    members[group, columns.annotator] = np.arange(group.size)
    article = np.zeros(sizes.size, dtype=np.int64)
    article[group] = columns.article
    return MatchedSpans(columns, members[several], article[several], least_shared)


def span_questions(columns: SpanColumns) -> Iterator[SpanQuestion]:
    """Yield the label and every attribute of the layer that can be measured; free text cannot.

    An attribute with several answers comes as the set of them and as one yes-or-no question per category.
    """
    yield _label(columns)
    for variable in columns.layer.attributes:
        if variable.kind != "text":
            yield from _attribute(columns, variable)


def matched_data(
    matched: MatchedSpans, question: SpanQuestion, articles: BoolArray, annotators: BoolArray
) -> ReliabilityData:
    """Return what these annotators said of their matched spans in these articles."""
    table = matched.columns.table
    rows = np.flatnonzero(matched.chosen(articles, annotators))
    members = matched.members[rows][:, annotators]
    codes = np.append(question.codes, NOT_CODED)
    places, article = rows.tolist(), matched.article[rows].tolist()
    who = np.flatnonzero(annotators).tolist()
    return ReliabilityData(
        variable=question.variable,
        label=question.label,
        level=question.level,
        categories=question.categories,
        units=tuple(matched.names[place] for place in places),
        annotators=tuple(table.annotators[place] for place in who),
        values=codes[members].astype(code_type(len(question.categories)), order="F"),
        scores=question.scores,
        clusters=tuple(table.articles[place] for place in article),
        outlets=tuple(table.outlets[place] for place in article),
        events=tuple(table.events[place] for place in article),
        unit="matched span",
    )


def _label(columns: SpanColumns) -> SpanQuestion:
    labels = columns.layer.labels
    codable = [label.code for label in labels if label.codable]
    places = np.array([codable.index(one.code) if one.codable else OUTSIDE for one in labels], dtype=np.int64)
    return SpanQuestion(columns.layer.code, "", "nominal", tuple(codable), places[columns.label])


def _attribute(columns: SpanColumns, variable: Variable) -> Iterator[SpanQuestion]:
    # Spans share their attributes where they were read together: few combinations make up most of them.
    distinct = {id(span.attributes): span.attributes for span in columns.spans}
    place = {name: number for number, name in enumerate(distinct)}
    whose = np.array([place[id(span.attributes)] for span in columns.spans], dtype=np.int64)
    values = [hashable(attributes.get(variable.code)) for attributes in distinct.values()]
    answers = Answers(variable, tuple((number, 0, value) for number, value in enumerate(values)))
    lifted = [
        value is None and variable.required and not variable.demanded(attributes)
        for value, attributes in zip(values, distinct.values(), strict=True)
    ]
    name = f"{columns.layer.code}.{variable.code}"

    def question(label: str, level: str, known: tuple[Hashable, ...], codes: list[int]) -> SpanQuestion:
        numeric = variable.kind in ("scale", "number") and not label
        said = np.where(np.array(lifted, dtype=bool), INAPPLICABLE, np.array(codes, dtype=np.int64))
        return SpanQuestion(name, label, level, known, said[whose], numbers_of(known) if numeric else None)

    categories = tuple(categories_of(answers))
    places = places_of(categories)
    yield question("", variable.level, categories, [places.get(value, OUTSIDE) for value in values])
    if variable.kind == "choices":
        for category in chosen_categories(answers):
            yield question(category, "nominal", NO_YES, [membership(category, value) for value in values])
