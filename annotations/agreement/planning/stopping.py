"""When double coding can stop: where the interval lies now, and how many further articles are expected."""

from __future__ import annotations

from dataclasses import dataclass

from annotations.agreement.intervals import Plan
from annotations.agreement.planning.pilot import Pilot
from annotations.agreement.planning.result import Simulated
from annotations.agreement.planning.studies import simulate
from annotations.agreement.planning.width import MOST, smallest
from annotations.agreement.result import Interval


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a study stands against its minimum.

    ``above`` says whether the lower limit lies above the minimum, None where there is no limit. ``further``
    is the number of further pieces (articles, units) after which the lower limit is expected there, 0 if it
    is there already; None with a ``reason``. ``simulated`` shows studies of that size, drawn from the data.
    """

    value: float | None
    minimum: float
    interval: Interval
    above: bool | None
    further: int | None
    reason: str
    kind: str
    looks: int
    simulated: Simulated | None
    assumptions: tuple[str, ...]

    @property
    def miss(self) -> float | None:
        """The probability that the value of the whole population lies below the minimum."""
        return self.interval.miss


def double_coding_so_far(
    pilot: Pilot,
    minimum: float,
    *,
    looks: int = 1,
    confidence: float = 0.95,
    studies: int = 200,
    seed: int = 0,
) -> Progress:
    """Return how the interval so far lies against a minimum that was set beforehand.

    ``looks`` is how often the study is looked at in all, this time included. Each look takes its part of the
    error, so that all of them together keep the confidence (Bonferroni). Raises ValueError for no look.
    """
    if looks < 1:
        raise ValueError("A study is looked at once or more often.")
    each = 1 - (1 - confidence) / looks
    plan = Plan("jackknife", each, minimum=minimum)
    value = pilot.sample.value()
    error, found = pilot.interval(plan)
    above = None if found.low is None else found.low > minimum
    total, reason = _needed(pilot, value, error, found, minimum, each)
    simulated = None
    if total is not None:
        simulated = simulate(
            pilot.sample, total, pilot.scale, studies=studies, seed=seed, confidence=each, minimum=minimum
        )
    return Progress(
        value=None if value != value else value,
        minimum=minimum,
        interval=found,
        above=above,
        further=None if total is None else total - pilot.pieces,
        reason=reason,
        kind=pilot.kind,
        looks=looks,
        simulated=simulated,
        assumptions=_assumptions(looks, confidence, each),
    )


def _needed(
    pilot: Pilot, value: float, error: float | None, found: Interval, minimum: float, confidence: float
) -> tuple[int | None, str]:
    """Return how many pieces are expected to lift the lower limit to the minimum, or why none do."""
    from scipy.special import stdtrit

    if error is None or found.low is None:
        return None, found.reason
    if found.low > minimum:
        return pilot.pieces, ""
    if value <= minimum:
        return (
            None,
            "the value itself does not lie above the minimum: more data narrow the interval around it",
        )
    scale = pilot.scale.at(value)
    distance = scale.forward(value) - scale.forward(minimum)
    width = error * scale.slope(value) * pilot.pieces**0.5

    def enough(pieces: int) -> bool:
        return bool(stdtrit(pieces - 1, (1 + confidence) / 2) * width <= distance * pieces**0.5)

    total = smallest(enough, near=pilot.pieces)
    return total, "" if total else f"more than {MOST} would be needed"


def _assumptions(looks: int, confidence: float, each: float) -> tuple[str, ...]:
    seen = (
        f"this is one of {looks} looks at growing data: each uses a {each:.1%} interval, "
        f"so that all together keep {confidence:.0%} (Bonferroni, which is cautious)"
    )
    once = "the data are looked at once; looking again and stopping when it pleases needs the number of looks"
    return (
        seen if looks > 1 else once,
        "the minimum was set before the data were seen",
        "further articles are like those so far, coded by the same annotators under the same codebook",
        "the value stays where it is; about half of such studies reach the minimum with that many",
    )
