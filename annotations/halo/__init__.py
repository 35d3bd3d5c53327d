"""The halo: how much it changes what annotators say that they know whose article it is."""

from annotations.halo.comparison import ALL_OUTLETS, Halo, Line, Part, compare
from annotations.halo.estimates import CONFIDENCE, PAIRED, WELCH, Estimate, estimate
from annotations.halo.measures import Measure, measures

__all__ = [
    "ALL_OUTLETS",
    "CONFIDENCE",
    "PAIRED",
    "WELCH",
    "Estimate",
    "Halo",
    "Line",
    "Measure",
    "Part",
    "compare",
    "estimate",
    "measures",
]
