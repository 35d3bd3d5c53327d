"""How many units give an interval of a wished width: from the pilot's own data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from annotations.agreement.planning.pilot import Pilot
from annotations.agreement.planning.result import SampleSize, Simulated
from annotations.agreement.planning.studies import simulate

# No study is planned beyond this; a pilot that asks for more says nothing about it.
MOST = 10_000_000


@dataclass(frozen=True, slots=True)
class WidthPlan:
    """Units for a width: by the formula and, which counts more, by simulated studies."""

    by_formula: SampleSize
    by_simulation: SampleSize
    pilot_width: float | None
    simulated: Simulated | None


def units_for_width(
    pilot: Pilot, width: float, *, confidence: float = 0.95, studies: int = 200, seed: int = 0
) -> WidthPlan:
    """Return the smallest study whose interval is expected to be at most ``width`` wide.

    The formula takes the pilot's jackknife standard error s of N pieces to be s sqrt(N / n) with n of them.
    The simulation draws ``studies`` studies of n pieces from the pilot with replacement and takes the mean
    width of their intervals. Raises ValueError for a width that is not above 0.
    """
    if not width > 0 or studies < 1 or seed < 0:
        raise ValueError("A width above 0, at least one study and a seed from 0 are needed.")
    error, reason = pilot.error(confidence)
    if error is None:
        formula = _size(pilot, None, f"the pilot has no interval: {reason}", width, confidence, _FORMULA)
        return WidthPlan(formula, _size(pilot, None, formula.reason, width, confidence, ()), None, None)
    expected = _expected_width(pilot, error, confidence)
    near = smallest(lambda n: expected(n) <= width)
    formula = _size(pilot, near, "" if near else _TOO_MANY, width, confidence, _FORMULA)

    def study(pieces: int) -> Simulated:
        return simulate(pilot.sample, pieces, pilot.scale, studies=studies, seed=seed, confidence=confidence)

    def narrow(pieces: int) -> bool:
        found = study(pieces).width
        return found is not None and found <= width

    units = None if near is None else smallest(narrow, near=near)
    checked = (f"{studies} simulated studies, seed {seed}", *_SIMULATION)
    reason = "" if units else _TOO_MANY
    simulation = _size(pilot, units, reason, width, confidence, checked)
    return WidthPlan(formula, simulation, expected(pilot.pieces), study(units) if units else None)


_FORMULA = ("the standard error falls with the square root of the number of pieces",)
_SIMULATION = ("new pieces are like those of the pilot, in kind and in frequency",)
_TOO_MANY = f"more than {MOST} would be needed"


def _size(
    pilot: Pilot,
    units: int | None,
    reason: str,
    width: float,
    confidence: float,
    assumptions: tuple[str, ...],
) -> SampleSize:
    return SampleSize(
        purpose=f"{confidence:.0%} interval at most {width:g} wide",
        units=units,
        reason=reason,
        kind=pilot.kind,
        source="the pilot's own data",
        inputs=(("width", width), ("confidence", confidence), (f"{pilot.kind}s in the pilot", pilot.pieces)),
        assumptions=("the same annotators, codebook and material as in the pilot", *assumptions),
    )


def _expected_width(pilot: Pilot, error: float, confidence: float) -> Callable[[int], float]:
    """Return the width expected with n pieces."""
    from scipy.special import stdtrit

    value = pilot.sample.value()
    scale = pilot.scale.at(value)

    def expected(pieces: int) -> float:
        reach = float(stdtrit(pieces - 1, (1 + confidence) / 2)) * error * scale.slope(value)
        reach *= (pilot.pieces / pieces) ** 0.5
        centre = scale.forward(value)
        return scale.cut(scale.back(centre + reach)) - scale.cut(scale.back(centre - reach))

    return expected


def smallest(enough: Callable[[int], bool], *, near: int = 2) -> int | None:
    """Return the smallest number from 2 that is enough, None if not even MOST is.

    What is enough for a number is taken to be enough for every larger one. The search begins ``near``.
    """
    low, high = 1, max(2, near)
    while not enough(high):
        if high >= MOST:
            return None
        low, high = high, min(2 * high, MOST)
    if low == 1 and high > 2:
        step = high
        while low == 1 and step > 2:
            step = max(2, step // 2)
            if enough(step):
                high = step
            else:
                low = step
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
