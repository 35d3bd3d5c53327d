"""Planning: how many units a study needs, and when double coding can stop.

``units_for_alpha`` and ``units_for_percent_agreement`` are published formulas; ``units_for_width`` and
``double_coding_so_far`` work on a pilot's own data. Every number comes with what it assumes.
"""

from annotations.agreement.planning.formulas import (
    expected_width,
    units_for_alpha,
    units_for_percent_agreement,
)
from annotations.agreement.planning.pilot import Pilot, pilot_of, pilots_by_outlet
from annotations.agreement.planning.result import SampleSize, Simulated
from annotations.agreement.planning.stopping import Progress, double_coding_so_far
from annotations.agreement.planning.width import WidthPlan, units_for_width

__all__ = [
    "Pilot",
    "Progress",
    "SampleSize",
    "Simulated",
    "WidthPlan",
    "double_coding_so_far",
    "expected_width",
    "pilot_of",
    "pilots_by_outlet",
    "units_for_alpha",
    "units_for_percent_agreement",
    "units_for_width",
]
