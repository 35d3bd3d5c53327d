"""How much more has to be coded: planned from what a round showed so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotations.agreement.alpha import ALPHA
from annotations.agreement.percent import PERCENT_AGREEMENT
from annotations.agreement.planning import (
    Pilot,
    Progress,
    SampleSize,
    WidthPlan,
    double_coding_so_far,
    pilot_of,
    pilots_by_outlet,
    units_for_alpha,
    units_for_percent_agreement,
    units_for_width,
)
from annotations.reliability import ReliabilityData

STUDIES = 100


@dataclass(frozen=True)
class Asked:
    """What a person plans for."""

    width: float = 0.2
    minimum: float = 0.8
    looks: int = 1


@dataclass(frozen=True)
class Part:
    """The round, or an outlet of it, as a pilot: units for the width, and where it stands."""

    name: str
    pieces: int
    kind: str
    width: WidthPlan
    progress: Progress


@dataclass(frozen=True)
class NextStudy:
    """Everything that can be said about the size of the next study of one variable."""

    parts: tuple[Part, ...]
    for_alpha: SampleSize | None
    for_percent: SampleSize


def plan(data: ReliabilityData, asked: Asked, *, population: int, seed: int) -> NextStudy:
    """Return how many units the next study needs, overall and for each outlet."""
    coefficient = ALPHA.get(data.level, PERCENT_AGREEMENT)
    pilots: Mapping[str, Pilot] = {"": pilot_of(data, coefficient)}
    by_outlet = pilots_by_outlet(data, coefficient)
    if len(by_outlet) > 1:
        pilots = {**pilots, **by_outlet}
    return NextStudy(
        parts=tuple(_part(name, pilot, asked, seed) for name, pilot in pilots.items()),
        for_alpha=_for_alpha(data, asked),
        for_percent=units_for_percent_agreement(population, 0.9),
    )


def _part(name: str, pilot: Pilot, asked: Asked, seed: int) -> Part:
    return Part(
        name=name,
        pieces=pilot.pieces,
        kind=pilot.kind,
        width=units_for_width(pilot, asked.width, studies=STUDIES, seed=seed),
        progress=double_coding_so_far(pilot, asked.minimum, looks=asked.looks, studies=STUDIES, seed=seed),
    )


def _for_alpha(data: ReliabilityData, asked: Asked) -> SampleSize | None:
    """Return Krippendorff's number of units; his formula is for names alone."""
    values = data.values[data.values >= 0]
    if data.level != "nominal" or not values.size:
        return None
    counts = [int((values == place).sum()) for place in range(len(data.categories))]
    rarest = min((count for count in counts if count), default=0) / values.size
    return units_for_alpha(asked.minimum, min(rarest, 0.5), annotators=max(2, data.annotators_of(2)))
