"""The same outlets coded masked and open: every measure, for each outlet and over all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from annotations.codebook import Codebook
from annotations.halo.estimates import PAIRED, Estimate, estimate
from annotations.halo.measures import Measure, Meter, measures
from annotations.reliability.codings import Coding

ALL_OUTLETS = None
Values = dict[str, list[tuple[str, float]]]  # article -> annotators with what they said


@dataclass(frozen=True)
class Line:
    """One measure of one outlet, or of all outlets."""

    outlet: str | None
    measure: Measure
    estimate: Estimate
    n_annotators: int  # whose annotations the estimate is made of


@dataclass(frozen=True)
class Part:
    """What one side of the comparison is made of."""

    articles: int
    annotators: int
    annotations: int


@dataclass(frozen=True)
class Halo:
    """All lines, with what they are made of.

    Attributes:
        left_out: how many articles were shown in the masked round after all, and count on neither side.
    """

    lines: tuple[Line, ...]
    masked: Part
    open: Part
    left_out: int

    @property
    def outlets(self) -> tuple[str, ...]:
        """The outlets in order."""
        return tuple(dict.fromkeys(line.outlet for line in self.lines if line.outlet is not None))

    def of(self, outlet: str | None) -> tuple[Line, ...]:
        """Return the lines of one outlet, or those over all outlets."""
        return tuple(line for line in self.lines if line.outlet == outlet)


def compare(
    codebook: Codebook,
    masked: Sequence[Coding],
    opened: Sequence[Coding],
    unmasked: Collection[str] = (),
) -> Halo:
    """Compare what was said about articles whose outlet was hidden and shown.

    An article's value is the mean over its annotators, so that no article weighs more for having more of
    them. The ``unmasked`` articles, shown in the masked round after all, are left out of both sides.
    """
    sides = [_submitted(side, unmasked) for side in (masked, opened)]
    meter = Meter(codebook)
    lines = tuple(
        _line(meter, measure, outlet, sides)
        for outlet in (ALL_OUTLETS, *_outlets(sides))
        for measure in measures(codebook)
    )
    known = {coding.article for coding in (*masked, *opened)}
    return Halo(lines, _part(sides[0]), _part(sides[1]), len(known & set(unmasked)))


def _submitted(codings: Sequence[Coding], unmasked: Collection[str]) -> list[Coding]:
    return [one for one in codings if one.annotation.submitted and one.article not in unmasked]


def _outlets(sides: Sequence[Sequence[Coding]]) -> Iterator[str]:
    """Yield the outlets that were coded both ways."""
    masked, opened = ({one.outlet for one in side if one.outlet is not None} for side in sides)
    yield from sorted(masked & opened)


def _line(meter: Meter, measure: Measure, outlet: str | None, sides: Sequence[Sequence[Coding]]) -> Line:
    masked, opened = (_values(meter, measure, outlet, side) for side in sides)
    found = estimate(_means(masked), _means(opened))
    both = masked.keys() & opened.keys()
    used = both if found.method == PAIRED else (masked.keys() | opened.keys()) - both
    people = {who for side in (masked, opened) for article in used for who, _ in side.get(article, ())}
    return Line(outlet, measure, found, len(people))


def _values(meter: Meter, measure: Measure, outlet: str | None, side: Sequence[Coding]) -> Values:
    values: Values = defaultdict(list)
    for coding in side:
        if outlet is ALL_OUTLETS or coding.outlet == outlet:
            value = meter.read(measure, coding)
            if value is not None:
                values[coding.article].append((coding.annotator, value))
    return values


def _means(values: Values) -> dict[str, float]:
    return {article: sum(value for _, value in found) / len(found) for article, found in values.items()}


def _part(codings: Sequence[Coding]) -> Part:
    articles, annotators = {one.article for one in codings}, {one.annotator for one in codings}
    return Part(len(articles), len(annotators), len(codings))
