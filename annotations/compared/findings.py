"""Findings: marks of several annotators that say the same of the same words, made one.

Spans are matched as for the agreement on labels (see ``reliability.matching``). Within a match those are one
finding that have the same label and the same choices, such as target, voice and valence; whoever said
otherwise made another finding. What is no choice, such as the name of a speaker, is what most of them gave.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annotations.annotation import MarkedSpan
from annotations.codebook import Codebook, Layer, Value
from annotations.frozen import FrozenMapping
from annotations.reliability import Coding, CodingTable, tabulate
from annotations.reliability.columns import span_columns
from annotations.reliability.matching import matched_groups
from annotations.reliability.questions import hashable

# Given the annotator and the span of a coding: who stands behind it.
Backers = Callable[[str, MarkedSpan], Iterable[str]]
CHOICES = frozenset({"choice", "choices", "entity"})


@dataclass(frozen=True)
class Finding:
    """What one or several annotators found in an article: words, their label, what is said of them."""

    article: str
    layer: str
    label: str
    start: int
    end: int
    quote: str
    attributes: Mapping[str, Value]
    annotators: tuple[str, ...]

    @property
    def words(self) -> str:
        """The quote with wrapped lines joined, to be read; the quote itself stays as it is."""
        return " ".join(self.quote.split())

    @property
    def order(self) -> tuple[object, ...]:
        """Its place among the findings of its article."""
        return self.start, self.end, self.layer, self.label, self.annotators, str(self.attributes)


def themselves(annotator: str, span: MarkedSpan) -> tuple[str, ...]:
    """Say that whoever made a mark stands behind it."""
    return (annotator,)


def findings(
    codings: Sequence[Coding], codebook: Codebook, backers: Backers = themselves
) -> tuple[Finding, ...]:
    """Return the findings of all submitted codings, by article and as the texts run.

    Two codings of an article by one annotator, as in two rounds, need two names here; ``backers`` tells who
    they are. Spans outside the coded ranges of a coding are not looked at.
    """
    table = tabulate(codings)
    found = [one for layer in codebook.layers for one in _of_layer(table, layer, backers)]
    return tuple(sorted(found, key=lambda one: (one.article, *one.order)))


def _of_layer(table: CodingTable, layer: Layer, backers: Backers) -> Iterator[Finding]:
    columns = span_columns(table, layer)
    if not columns.spans:
        return
    members: defaultdict[tuple[Hashable, ...], list[tuple[str, MarkedSpan]]] = defaultdict(list)
    chosen = [variable.code for variable in layer.attributes if variable.kind in CHOICES]
    articles, annotators = columns.table.articles, columns.table.annotators
    for place, group in enumerate(matched_groups(columns).tolist()):
        span = columns.spans[place]
        said = tuple(hashable(span.attributes.get(code)) for code in chosen)
        key = articles[int(columns.article[place])], group, span.label, *said
        members[key].append((annotators[int(columns.annotator[place])], span))
    for key, marks in members.items():
        yield _finding(str(key[0]), layer, marks, backers)


def _finding(
    article: str, layer: Layer, marks: Sequence[tuple[str, MarkedSpan]], backers: Backers
) -> Finding:
    if len(marks) == 1:
        ((annotator, span),) = marks
        who = tuple(sorted(set(backers(annotator, span))))
        place = span.start, span.end, span.quote
        return Finding(article, layer.code, span.label, *place, _known(layer, span.attributes), who)
    spans = [span for _, span in marks]
    start, end, quote = _most((span.start, span.end, span.quote) for span in spans)
    values: dict[str, Value] = {}
    for variable in layer.attributes:
        given = [span.attributes[variable.code] for span in spans if variable.code in span.attributes]
        if given:
            told = _most(str(value) for value in given)
            values[variable.code] = next(value for value in given if str(value) == told)
    everybody = {name for annotator, span in marks for name in backers(annotator, span)}
    label, who = spans[0].label, tuple(sorted(everybody))
    return Finding(article, layer.code, label, start, end, quote, FrozenMapping(values), who)


def _known(layer: Layer, given: Mapping[str, Value]) -> Mapping[str, Value]:
    """Return the attributes that the codebook has, which mostly are all that there are."""
    codes = layer.by_code
    if all(code in codes for code in given):
        return given
    return FrozenMapping({code: given[code] for code in codes if code in given})


def _most(things: Iterable[Any]) -> Any:
    """Return what occurs most often; of several such the first in order."""
    counts = Counter(things)
    return min(counts, key=lambda thing: (-counts[thing], thing))
