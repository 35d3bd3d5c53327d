"""Intervals of framing profiles over simulated corpora; `benchmarks/framing_coverage.py` draws a thousand."""

from collections import defaultdict
from functools import cache

import pytest

from annotations.framing import COPIES, EACH, Selection, contrasts, observe
from benchmarks import framing_copies
from benchmarks.framing_coverage import covered, found
from benchmarks.framing_simulation import Design, draw

pytestmark = pytest.mark.slow

CORPORA = 120


@cache
def hits(times: float) -> dict[str, list[bool]]:
    told: defaultdict[str, list[bool]] = defaultdict(list)
    for seed in range(CORPORA):
        for name, hit in covered(Design(events=14, times=times), seed).items():
            if hit is not None:
                told[name.split(" ")[0]].append(hit)
    return told


def test_intervals_hold_the_truth_about_as_often_as_they_say():
    # Four labels in 120 corpora: three standard errors are 3 %.
    for times in (1.0, 2.0):
        for name, one in hits(times).items():
            assert 0.91 <= sum(one) / len(one) <= 0.985, (name, times, sum(one) / len(one), len(one))


def test_outlets_that_do_not_differ_are_seldom_said_to():
    every = [found(Design(events=14), seed) for seed in range(CORPORA)]
    for name in ("any, benjamini-hochberg", "any, holm"):
        assert sum(bool(one[name]) for one in every) / CORPORA <= 0.11
    assert sum(bool(one["any, not corrected"]) for one in every) / CORPORA > 0.2


def test_near_copies_deceive_intervals_only_where_each_counts():
    every = [framing_copies.covered(40, seed) for seed in range(CORPORA)]
    for copies in COPIES:
        hits = [hit for one in every for hit in one[copies]]
        share = sum(hits) / len(hits)
        assert share < 0.85 if copies == EACH else 0.91 <= share <= 0.985, (copies, share)


def test_differences_hold_where_events_differ_much():
    """An outlet says twice as often what few events are full of: the difference is skewed then."""
    design = Design(events=12, times=2.0, theme=1.0, temper=0.8)
    told = []
    for seed in range(300):
        one = next(one for one in contrasts(observe(draw(design, seed), Selection()), ["Outlet 0"]))
        if one.difference.low is not None:
            told.append(one.difference.low <= design.rate(0, 0) - design.rate(1, 0) <= one.difference.high)
    # Three binomial errors; plain limits of the difference held in 87 %.
    assert abs(sum(told) / len(told) - 0.95) <= 3 * (0.95 * 0.05 / len(told)) ** 0.5
