"""The published tables of sample sizes."""

import numpy as np
import pytest

from annotations.agreement import measure
from annotations.agreement.planning import expected_width, units_for_alpha, units_for_percent_agreement
from annotations.reliability import table_data


@pytest.mark.parametrize(
    ("values", "minimum", "units"),
    [
        (2, 0.8, 103),
        (2, 0.667, 60),
        (4, 0.8, 139),
        (4, 0.667, 81),
        (5, 0.8, 164),
        (5, 0.667, 96),
        (10, 0.8, 294),
        (10, 0.667, 172),
    ],
)
def test_krippendorffs_table_for_two_annotators(values, minimum, units):
    assert units_for_alpha(minimum, 1 / values).units == units


def test_more_annotators_and_a_smaller_error_need_more_units():
    assert units_for_alpha(0.8, 0.25, annotators=3).units == 208
    assert units_for_alpha(0.8, 0.25, significance=0.01).units > 139


@pytest.mark.parametrize(("population", "units"), [(1000, 92), (100, 51), (50, 34)])
def test_lacy_and_riffe_for_ninety_per_cent_agreement(population, units):
    assert units_for_percent_agreement(population, 0.9).units == units


def test_no_sample_is_larger_than_its_population():
    assert units_for_percent_agreement(10, 0.5, standard_error=0.001).units == 10


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        (units_for_alpha(0.8, 0.25, annotators=1), "two annotators"),
        (units_for_alpha(0.8, 0.0), "share above 0"),
        (units_for_alpha(0.8, 0.6), "at most one half"),
        (units_for_alpha(1.0, 0.25), "below 1"),
        (units_for_percent_agreement(0, 0.9), "no units"),
        (units_for_percent_agreement(100, 1.0), "between 0 and 1"),
        (units_for_percent_agreement(100, 0.9, standard_error=0), "above 0"),
    ],
)
def test_what_cannot_be_planned_has_a_reason(size, reason):
    assert size.units is None
    assert reason in size.reason


def test_every_number_says_what_it_assumes():
    for size in (units_for_alpha(0.8, 0.25), units_for_percent_agreement(100, 0.9)):
        assert size.assumptions
        assert size.source
        assert dict(size.inputs)


def test_a_significance_is_a_probability():
    with pytest.raises(ValueError, match="significance"):
        units_for_alpha(0.8, 0.25, significance=1.5)


def test_the_expected_width_is_that_of_simulated_studies():
    rng, share, alpha, units = np.random.default_rng(1), 0.3, 0.8, 200
    same = rng.random((500, units)) < alpha
    truth = rng.random((500, units)) < share
    studies = np.stack([np.where(same, truth, rng.random((500, units)) < share) for _ in range(2)], axis=-1)
    values = [
        measure(table_data(one.astype(int).tolist(), level="nominal", categories=(0, 1)), plan=None)[1].value
        for one in studies
    ]
    expected = expected_width(units, alpha=alpha, share=share)
    assert expected == pytest.approx(2 * 1.96 * np.std(values), rel=0.1)


@pytest.mark.parametrize(("units", "alpha", "share"), [(1, 0.8, 0.3), (9, 1.0, 0.3), (9, 0.8, 0.0)])
def test_no_width_is_expected_where_nothing_can_be_measured(units, alpha, share):
    assert expected_width(units, alpha=alpha, share=share) is None
