"""Who codes what: every article by everybody, or by k of n annotators with equal loads and mixed pairs.

A plan follows from its seed alone, on every machine and under every version of Python.
"""

from annotations.assignments.gold import gold_places, mix_in
from annotations.assignments.order import balanced_square
from annotations.assignments.plan import Planned, double_coded, load, overlap, plan_assignments
from annotations.assignments.wishes import Subsample, Unit, Wishes, drawn

__all__ = [
    "Planned",
    "Subsample",
    "Unit",
    "Wishes",
    "balanced_square",
    "double_coded",
    "drawn",
    "gold_places",
    "load",
    "mix_in",
    "overlap",
    "plan_assignments",
]
