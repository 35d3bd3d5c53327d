"""Published formulas for the number of units."""

from __future__ import annotations

import math

from annotations.agreement.planning.result import SampleSize

# Five percentage points at 95 %, one-sided: 0.05 / 1.64, rounded as in the article.
LACY_RIFFE_ERROR = 0.03


def units_for_alpha(
    minimum: float, rarest_share: float, *, annotators: int = 2, significance: float = 0.05
) -> SampleSize:
    """Return the units needed to tell alpha from a smallest acceptable value.

    N = m z^2 ((1 + a)(3 - a) / (4 (1 - a) p (1 - p)) - a), with z one-sided (Bloch & Kraemer 1989,
    Biometrics 45, equation 3.7; Krippendorff 2018, Content Analysis, ch. 12). ``rarest_share`` p is the
    expected share of the rarest value among all values. Raises ValueError for a significance outside (0, 1).
    """
    inputs = (
        ("smallest acceptable alpha", minimum),
        ("share of the rarest value", rarest_share),
        ("annotators", annotators),
        ("significance, one-sided", significance),
    )
    reason = _why_not(minimum, rarest_share, annotators)
    units = None
    if not reason:
        z2 = _normal_quantile(1 - significance) ** 2
        spread = 4 * (1 - minimum) * rarest_share * (1 - rarest_share)
        units = _up(annotators * z2 * ((1 + minimum) * (3 - minimum) / spread - minimum))
    return SampleSize(
        purpose=f"nominal alpha told from {minimum:g}",
        units=units,
        reason=reason,
        kind="unit",
        source="Bloch & Kraemer (1989), equation 3.7, as used by Krippendorff (2018, ch. 12)",
        inputs=inputs,
        assumptions=(
            "units are drawn at random and coded independently",
            "the rarest value is as frequent as stated, in the truth and for every annotator",
            "every annotator codes every unit",
            "the variance is that of two annotators and two values, multiplied for more annotators",
        ),
    )


def _why_not(minimum: float, rarest_share: float, annotators: int) -> str:
    if annotators < 2:
        return "agreement needs two annotators"
    if not 0 < rarest_share <= 0.5:
        return "the rarest value must have a share above 0 and at most one half"
    if not 0 <= minimum < 1:
        return "the smallest acceptable alpha must lie from 0 to below 1"
    return ""


def units_for_percent_agreement(
    population: int, expected: float, *, standard_error: float = LACY_RIFFE_ERROR
) -> SampleSize:
    """Return the units to double-code out of a population, for simple percent agreement.

    n = ((N - 1) SE^2 + P Q N) / ((N - 1) SE^2 + P Q) (Lacy & Riffe 1996, JMCQ 73, 963-973). ``expected`` P is
    the agreement in the whole population that the study wants to show.
    """
    reason = ""
    if population < 1:
        reason = "there are no units to draw from"
    elif not 0 < expected < 1:
        reason = "the expected agreement must lie between 0 and 1"
    elif not standard_error > 0:
        reason = "the standard error must be above 0"
    units = None
    if not reason:
        within, spread = (population - 1) * standard_error**2, expected * (1 - expected)
        units = _up((within + spread * population) / (within + spread))
    return SampleSize(
        purpose=f"percent agreement of {expected:.0%} with a standard error of {standard_error:g}",
        units=units,
        reason=reason,
        kind="unit",
        source="Lacy & Riffe (1996), JMCQ 73, 963-973",
        inputs=(
            ("units in the population", population),
            ("expected agreement", expected),
            ("standard error", standard_error),
        ),
        assumptions=(
            "a simple random sample without replacement",
            "each unit is agreed upon or not: two annotators, or one value that sums several up",
            "no correction for agreement by chance",
        ),
    )


def expected_width(units: int, *, alpha: float, share: float, confidence: float = 0.95) -> float | None:
    """Return how wide the interval of alpha will be on a yes-or-no question that two annotators answer.

    Twice z sqrt(V), V = (1 - a) / n ((1 - a)(1 - 2a) + a (2 - a) / (2 p (1 - p))) for n ``units`` and a
    ``share`` p of yes (Bloch & Kraemer 1989, Biometrics 45, on the intraclass kappa, which alpha is but for
    its small-sample term). None where nothing is coded twice.
    """
    if units < 2 or not 0 < share < 1 or not 0 <= alpha < 1:
        return None
    spread = (1 - alpha) * (1 - 2 * alpha) + alpha * (2 - alpha) / (2 * share * (1 - share))
    return 2 * _normal_quantile((1 + confidence) / 2) * math.sqrt((1 - alpha) * spread / units)


def _up(number: float) -> int:
    """Return the next whole number, not counting what is only rounding."""
    return max(2, math.ceil(number - 1e-9))


def _normal_quantile(share: float) -> float:
    from scipy.special import ndtri

    if not 0 < share < 1:
        raise ValueError("The significance must lie between 0 and 1.")
    return float(ndtri(share))
