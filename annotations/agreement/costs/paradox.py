"""Sentences where coefficients part: the same answers, and numbers that seem to contradict each other.

Feinstein, A. R. & Cicchetti, D. V. (1990). High agreement but low kappa: I. The problems of two paradoxes.
Journal of Clinical Epidemiology 43(6), 543-549, describe the two of prevalence and bias. A sentence gives
the numbers and why they differ; whether they are good enough is for the reader.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from annotations.agreement.costs.indices import Indices
from annotations.agreement.result import Agreement, category_name

PERCENT, ALPHA = "percent agreement", "Krippendorff's alpha"
# Own margins for every annotator; then the same margins for all.
OWN_MARGINS = ("Cohen's kappa", "Conger's kappa")
COMMON_MARGINS = (ALPHA, "Scott's pi", "Fleiss' kappa")
EVEN_CHANCE = "Gwet's AC"
# Numbers closer than these do not look as if they contradicted each other.
FAR_APART, NOTICEABLE = 0.2, 0.03
FEW = 10


def remarks(
    found: Sequence[Agreement], uses: Indices, *, leave_one_out: Sequence[float] = ()
) -> tuple[str, ...]:
    """Return a sentence for every way in which the coefficients of one variable part.

    ``found`` are coefficients of the same data, of each its usual variant first; ``uses`` says how evenly
    categories are used, ``leave_one_out`` what alpha is without each of its articles.
    """
    # Of several variants the first one speaks for the coefficient.
    named = {one.coefficient: one for one in reversed(found)}
    return (
        *_prevalence(named, uses),
        *_bias(named, uses),
        *_nearness(named),
        *_few(named, leave_one_out),
    )


def _prevalence(found: Mapping[str, Agreement], uses: Indices) -> Iterator[str]:
    percent, alpha = _value(found, PERCENT), _value(found, ALPHA)
    if percent is None or uses.share is None:
        return
    common = category_name(uses.commonest)
    if alpha is None and uses.share == 1:
        yield (
            f"All values are {common}: {PERCENT} is {_percent(percent)}, and a coefficient that corrects for "
            "chance is undefined, because nothing varied that annotators could have agreed on."
        )
    elif alpha is not None and uses.share > 0.5 and percent - alpha >= FAR_APART and _even(found, alpha):
        chance = found[PERCENT].level == "nominal" and alpha < 1
        by_chance = (
            f", so that chance alone makes {_percent((percent - alpha) / (1 - alpha))} of the pairs equal"
        )
        even = _even(found, alpha)
        yield (
            f"{_percent(percent)} of the pairs of values are equal, yet {ALPHA} is {alpha:.3f}: "
            f"{_percent(uses.share)} of all values are {common}{by_chance if chance else ''}. {even} expects "
            "less agreement by chance the more one category prevails."
        )


def _even(found: Mapping[str, Agreement], alpha: float) -> str:
    """Return Gwet's coefficient with its value where it is far above alpha."""
    for name, one in found.items():
        if name.startswith(EVEN_CHANCE) and one.value is not None and one.value - alpha >= FAR_APART:
            return f"{name}, which is {one.value:.3f},"
    return ""


def _bias(found: Mapping[str, Agreement], uses: Indices) -> Iterator[str]:
    own = next((name for name in OWN_MARGINS if _value(found, name) is not None), None)
    common = next((name for name in COMMON_MARGINS if _value(found, name) is not None), None)
    if own is None or common is None or not uses.pairs:
        return
    higher, lower = _value(found, own), _value(found, common)
    if higher is None or lower is None or higher - lower < NOTICEABLE:
        return
    worst = uses.pairs[0]
    yield (
        f"{own} is {higher:.3f} and {common} {lower:.3f}, because the annotators use the categories "
        f"differently often: {worst.one} gives {category_name(worst.category)} to "
        f"{_percent(worst.share_of_one)} of the units, {worst.other} to {_percent(worst.share_of_other)}. "
        "The first takes these habits as given, the second counts them as disagreement."
    )


def _nearness(found: Mapping[str, Agreement]) -> Iterator[str]:
    percent, alpha = _value(found, PERCENT), _value(found, ALPHA)
    if percent is None or alpha is None or found[ALPHA].level == "nominal" or alpha - percent < FAR_APART:
        return
    yield (
        f"Only {_percent(percent)} of the pairs of values are equal, yet {ALPHA} is {alpha:.3f}: values that "
        f"differ lie close together, and the {found[ALPHA].level} level counts how far apart they are."
    )


def _few(found: Mapping[str, Agreement], leave_one_out: Sequence[float]) -> Iterator[str]:
    alpha = found.get(ALPHA)
    if alpha is None or alpha.value is None or alpha.clusters >= FEW or not leave_one_out:
        return
    low, high = min(leave_one_out), max(leave_one_out)
    yield (
        f"The value rests on {alpha.clusters} articles: without one of them {ALPHA} lies between {low:.3f} "
        f"and {high:.3f}, depending on which is left out."
    )


def _value(found: Mapping[str, Agreement], name: str) -> float | None:
    return found[name].value if name in found else None


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %"
