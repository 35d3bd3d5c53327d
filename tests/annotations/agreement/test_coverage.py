"""The simulated studies of the coverage table are measured as studies are measured."""

import numpy as np
import pytest

from annotations.agreement import ALPHA, measure
from annotations.agreement.kappas import cohen_kappa, gwet_ac
from annotations.agreement.planning.studies import jackknife, limits
from annotations.agreement.scales import scale_of
from annotations.agreement.summands import Estimate, Summands
from annotations.reliability.data import ReliabilityData
from benchmarks.coverage import DESIGNS, table


def study_of(patterns, weights) -> ReliabilityData:
    values = np.repeat(patterns.codes, weights.astype(int), axis=0)
    return ReliabilityData(
        variable="value",
        label="",
        level="nominal",
        categories=patterns.categories,
        units=tuple(map(str, range(len(values)))),
        annotators=tuple(map(str, range(values.shape[1]))),
        values=values,
        unit="unit",
    )


@pytest.mark.parametrize(
    "coefficient", [ALPHA["nominal"], cohen_kappa(), gwet_ac()], ids=lambda one: one.name
)
def test_a_simulated_interval_is_the_one_that_is_printed(coefficient):
    patterns, chances = DESIGNS[1].population(ordered=coefficient.ordered)
    assert chances.sum() == pytest.approx(1)
    weights = np.random.default_rng(1).multinomial(60, chances, size=4).astype(float)
    terms = coefficient.terms(patterns)
    sample = Estimate(Summands.of(terms.features(patterns)), terms.statistic)
    found = limits(*jackknife(sample, weights), np.full(4, 60), scale_of(coefficient.possible), 0.95)
    for place, row in enumerate(weights):
        (printed,) = measure(study_of(patterns, row), (coefficient,))
        assert found.values[place] == pytest.approx(printed.value)
        assert (found.low[place], found.high[place]) == pytest.approx((printed.low, printed.high))


@pytest.mark.parametrize(("others", "reliable"), [(4, False), (5, True)])
def test_an_interval_that_rests_on_fewer_than_five_units_is_not_given(others, reliable):
    patterns, _ = DESIGNS[5].population(ordered=False)
    weights = np.zeros(len(patterns))
    weights[(patterns.counts[:, 0] == 3).argmax()] = 40 - others
    weights[(patterns.counts[:, 0] == 1).argmax()] = others
    (found,) = measure(study_of(patterns, weights), (ALPHA["nominal"],))
    assert (found.low is not None) is reliable
    assert reliable or "too rare" in found.interval.reason


@pytest.mark.slow
def test_the_table_has_a_row_for_every_coefficient_and_design():
    assert table(200).count("\n") > 15
