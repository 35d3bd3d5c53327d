"""Sizes of studies from the data of a pilot."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.agreement import ALPHA, PERCENT_AGREEMENT, measure
from annotations.agreement.intervals import Plan, interval
from annotations.agreement.planning import (
    Pilot,
    double_coding_so_far,
    pilot_of,
    pilots_by_outlet,
    units_for_width,
)
from annotations.agreement.planning.studies import jackknife, simulate
from annotations.agreement.planning.width import MOST, smallest
from annotations.agreement.summands import Estimate, Summands, quotient
from annotations.reliability import table_data


def share(sums):
    return quotient(sums[:, 0], sums[:, 1])


def shares(agreed, differed, kind="article"):
    """A pilot whose statistic is the share of the articles agreed upon."""
    counts = np.array([agreed, differed])
    features = np.array([[1.0, 1.0], [0.0, 1.0]])
    summands = Summands(features[counts > 0], counts[counts > 0])
    return Pilot(Estimate(summands, share), kind, possible=(0.0, 1.0))


PILOT = shares(40, 10)


def study_of(outlets=1):
    """A study of 60 articles per outlet by three annotators, the later outlets easier to agree on."""
    rng = np.random.default_rng(5)
    rows = []
    for outlet in range(outlets):
        truth = rng.integers(0, 3, (60, 1))
        noise = rng.integers(0, 3, (60, 3))
        rows.append(np.where(rng.random((60, 3)) < 0.6 + 0.15 * outlet, truth, noise))
    names = tuple(f"outlet {number // 60}" for number in range(60 * outlets))
    plain = table_data(np.concatenate(rows).tolist(), level="ordinal")
    return replace(plain, outlets=names, unit="article")


def test_a_pilot_from_data_has_the_error_that_is_printed_with_its_value():
    for coefficient in (ALPHA["nominal"], ALPHA["ordinal"], PERCENT_AGREEMENT):
        data = study_of()
        pilot = pilot_of(data, coefficient)
        (printed,) = measure(data, (coefficient,))
        assert pilot.sample.value() == pytest.approx(printed.value)
        assert pilot.error(0.95)[0] == pytest.approx(printed.standard_error)
        assert pilot.kind == "article"
        wide = printed.high - printed.low
        assert units_for_width(pilot, wide, studies=50).pilot_width == pytest.approx(wide)


def test_articles_with_several_units_are_the_pieces():
    data = study_of()
    clustered = replace(data, clusters=tuple(f"article {number // 3}" for number in range(60)), unit="span")
    pilot = pilot_of(clustered, ALPHA["nominal"])
    assert (pilot.pieces, pilot.kind) == (20, "article")
    assert units_for_width(pilot, 0.3, studies=50).by_simulation.units > 10


def test_each_outlet_is_planned_by_itself():
    plans = {
        outlet: units_for_width(pilot, 0.2, studies=50).by_simulation.units
        for outlet, pilot in pilots_by_outlet(study_of(3), ALPHA["nominal"]).items()
    }
    assert list(plans) == ["outlet 0", "outlet 1", "outlet 2"]
    assert plans["outlet 0"] > plans["outlet 2"]


def test_many_ranks_are_planned_all_the_same():
    rng = np.random.default_rng(1)
    rows = (rng.integers(0, 20, (40, 1)) + rng.integers(0, 4, (40, 3))).tolist()
    pilot = pilot_of(table_data(rows, level="ordinal"), ALPHA["ordinal"])
    error, _ = pilot.error(0.95)
    _, errors = jackknife(pilot.sample, pilot.sample.multiplicity[None].astype(float))
    assert errors[0] == pytest.approx(error)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([["a", "a"], ["a", "a"]], "no variation: every value is a"),
        ([["a", None], ["b", None]], "only one annotator"),
        ([], "no values"),
        ([["a", "b"]], "a single unit"),
    ],
)
def test_a_pilot_that_cannot_be_measured_says_why(rows, reason):
    pilot = pilot_of(table_data(rows, level="nominal"), ALPHA["nominal"])
    found = units_for_width(pilot, 0.1)
    assert found.by_formula.units is None
    assert found.by_simulation.units is None
    assert reason in found.by_formula.reason
    progress = double_coding_so_far(pilot, 0.8)
    assert progress.further is None
    assert reason in progress.reason


def test_the_standard_error_of_many_studies_is_that_of_each():
    rng = np.random.default_rng(1)
    features = rng.integers(0, 4, (6, 2)) + np.array([0, 1])
    weights = rng.integers(0, 5, (20, 6)).astype(float) + 1
    values, errors = jackknife(Estimate(Summands.of(features.astype(float)), share), weights)
    for row, value, error in zip(weights, values, errors, strict=True):
        summands = Summands(features.astype(float), row.astype(np.int64))
        alone, _ = interval(summands, share, Plan(), kind="unit", possible=None)
        assert value == pytest.approx(Estimate(summands, share).value())
        assert error == pytest.approx(alone)


def test_a_study_without_some_kind_is_not_asked_to_go_without_it():
    values, errors = jackknife(PILOT.sample, np.array([[50.0, 0.0], [49.0, 1.0]]))
    assert values.tolist() == [1, 0.98]
    assert errors[0] == 0
    assert errors[1] > 0


def test_the_pilots_own_width_needs_the_pilots_own_size():
    width = units_for_width(PILOT, 0.1).pilot_width
    assert units_for_width(PILOT, width + 1e-9).by_formula.units == PILOT.pieces


def test_half_the_width_needs_about_four_times_the_articles():
    one, half = (units_for_width(PILOT, width).by_formula.units for width in (0.1, 0.05))
    assert half / one == pytest.approx(4, rel=0.02)


def test_formula_and_simulation_agree():
    found = units_for_width(PILOT, 0.12, studies=500)
    assert found.by_simulation.units == pytest.approx(found.by_formula.units, rel=0.1)
    assert found.simulated.width <= 0.12
    assert found.simulated.units == found.by_simulation.units
    before = simulate(
        PILOT.sample, found.by_simulation.units - 1, PILOT.scale, studies=500, seed=0, confidence=0.95
    )
    assert before.width > 0.12


def test_a_share_is_planned_as_the_binomial_says():
    found = units_for_width(shares(8000, 2000), 0.1)
    by_hand = (2 * 1.96 / 0.1) ** 2 * 0.8 * 0.2
    assert found.by_formula.units == pytest.approx(by_hand, rel=0.03)


def test_the_same_seed_gives_the_same_size():
    assert units_for_width(PILOT, 0.15, seed=3) == units_for_width(PILOT, 0.15, seed=3)


@pytest.mark.parametrize(("agreed", "differed"), [(0, 0), (1, 0), (20, 0)])
def test_a_pilot_without_an_interval_plans_nothing(agreed, differed):
    found = units_for_width(shares(agreed, differed), 0.1)
    assert found.by_formula.units is None
    assert found.by_simulation.units is None
    assert "the pilot has no interval" in found.by_formula.reason


def test_a_width_nobody_can_reach_is_said_to_be_one():
    found = units_for_width(PILOT, 1e-9)
    assert found.by_formula.units is None
    assert str(MOST) in found.by_formula.reason


def test_a_width_must_be_one():
    with pytest.raises(ValueError, match="width"):
        units_for_width(PILOT, 0)


@given(st.integers(2, 10_000), st.integers(2, 10_000))
def test_the_smallest_number_is_found_from_anywhere(wanted, near):
    assert smallest(lambda n: n >= wanted, near=near) == wanted


def test_where_the_lower_limit_lies_above_the_minimum_nothing_more_is_needed():
    found = double_coding_so_far(shares(480, 20), 0.9)
    assert found.above
    assert found.further == 0
    assert found.miss < 0.025
    assert found.interval.low > 0.9


def test_what_is_still_needed_lifts_the_lower_limit_to_the_minimum():
    found = double_coding_so_far(PILOT, 0.7)
    assert found.above is False
    total = PILOT.pieces + found.further
    grown = shares(round(0.8 * total), round(0.2 * total))
    assert double_coding_so_far(grown, 0.7).interval.low == pytest.approx(0.7, abs=0.01)
    # Half of the studies of that size are luckier than the estimate, half are not.
    assert found.simulated.above == pytest.approx(0.5, abs=0.1)


def test_a_value_below_the_minimum_is_not_lifted_by_more_data():
    found = double_coding_so_far(PILOT, 0.85)
    assert found.further is None
    assert "does not lie above the minimum" in found.reason
    assert found.miss > 0.5


def test_more_looks_make_each_of_them_more_cautious():
    found = [double_coding_so_far(PILOT, 0.7, looks=looks) for looks in (1, 2, 5)]
    assert all(one.interval.low > other.interval.low for one, other in pairwise(found))
    assert all(one.further < other.further for one, other in pairwise(found))
    assert "one of 5 looks" in found[2].assumptions[0]
    assert found[2].interval.confidence == pytest.approx(0.99)


def test_without_an_interval_there_is_a_reason():
    found = double_coding_so_far(shares(20, 0), 0.7)
    assert found.above is None
    assert found.further is None
    assert "no variation" in found.reason


def test_a_study_is_looked_at_once():
    with pytest.raises(ValueError, match="once"):
        double_coding_so_far(PILOT, 0.7, looks=0)
