"""The submitted annotations of one article side by side: which spans of whom are the same finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Codebook, Layer
from annotations.reliability import Coding, tabulate
from annotations.reliability.codings import Ranges
from annotations.reliability.columns import span_columns
from annotations.reliability.matching import matched_groups

# The spans of a group: annotation and name of each, in order.
GroupKey = tuple[tuple[int, str], ...]


@dataclass(frozen=True, order=True)
class Coder:
    """Who said something: an annotation in one version, and how its annotator is called."""

    annotation_id: int
    version: int
    annotator: str = field(default="", compare=False)


@dataclass(frozen=True)
class Submitted:
    """What one annotator handed in."""

    coder: Coder
    annotation: Annotation


@dataclass(frozen=True)
class Marking:
    """One span and whose it is."""

    coder: Coder
    span: MarkedSpan


@dataclass(frozen=True)
class Group:
    """Spans that are the same finding, at most one of each annotator, and who has none there."""

    layer: str
    marks: tuple[Marking, ...]
    silent: tuple[Coder, ...]

    @property
    def key(self) -> GroupKey:
        """What the group consists of, whatever the spans say by now."""
        return group_key(self.marks)

    @property
    def start(self) -> int:
        """The first character that one of them marked."""
        return min(mark.span.start for mark in self.marks)

    @property
    def end(self) -> int:
        """The first character behind all of them."""
        return max(mark.span.end for mark in self.marks)


def group_key(marks: Sequence[Marking]) -> GroupKey:
    """Return what a group of spans consists of."""
    return tuple(sorted((mark.coder.annotation_id, mark.span.uid) for mark in marks))


def groups_of(
    submitted: Sequence[Submitted], codebook: Codebook, length: int, coded: Ranges
) -> tuple[Group, ...]:
    """Return the groups of all layers as the text runs; what lies outside the coded ranges has none.

    Spans are matched as for the agreement on labels (see ``reliability.matching``), whatever their labels.
    """
    whose = {f"{one.coder.annotation_id:012}": one.coder for one in submitted}
    codings = [
        Coding("article", name, one.annotation, length, coded)
        for name, one in zip(whose, submitted, strict=True)
    ]
    found = [group for layer in codebook.layers for group in _of_layer(codings, layer, whose)]
    return tuple(sorted(found, key=lambda group: (group.start, group.end, group.layer, group.key)))


def _of_layer(codings: Sequence[Coding], layer: Layer, whose: dict[str, Coder]) -> list[Group]:
    columns = span_columns(tabulate(codings), layer)
    if not columns.spans:
        return []
    members: defaultdict[int, list[Marking]] = defaultdict(list)
    annotators = columns.table.annotators
    for place, number in enumerate(matched_groups(columns).tolist()):
        coder = whose[annotators[int(columns.annotator[place])]]
        members[number].append(Marking(coder, columns.spans[place]))
    return [_group(layer.code, marks, list(whose.values())) for marks in members.values()]


def _group(layer: str, marks: list[Marking], everybody: Sequence[Coder]) -> Group:
    found = {mark.coder for mark in marks}
    in_order = tuple(sorted(marks, key=lambda mark: (mark.coder.annotator, mark.coder)))
    silent = sorted(set(everybody) - found, key=lambda coder: (coder.annotator, coder))
    return Group(layer, in_order, tuple(silent))
