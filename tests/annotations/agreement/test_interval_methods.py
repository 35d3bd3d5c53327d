"""The ways to an interval: what each says of itself, and when it gives none."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from annotations.agreement import ALPHA, PERCENT_AGREEMENT, Agreement, Plan, measure
from annotations.agreement.intervals import interval
from annotations.agreement.summands import Estimate, Summands, leave_one_out, linearised, quotient, value
from annotations.reliability import ReliabilityData, table_data
from tests.annotations.agreement.tables import SHARED, bootstrap, needs_shared
from tests.annotations.agreement.test_intervals import in_articles, values

NOMINAL = (ALPHA["nominal"],)


def study(units: int = 60) -> ReliabilityData:
    return table_data(values(units), level="nominal")


def found(data: ReliabilityData, plan: Plan | None = None) -> Agreement:
    return measure(data, NOMINAL, plan or Plan())[0]


def mean(sums: np.ndarray) -> np.ndarray:
    return quotient(sums[:, 1], sums[:, 0])


def test_the_default_is_the_jackknife_with_t_on_the_artanh_scale():
    alpha = found(study())
    reach = stats.t.ppf(0.975, 59) * alpha.standard_error / (1 - alpha.value**2)
    limits = [math.tanh(math.atanh(alpha.value) + sign * reach) for sign in (-1, 1)]
    assert [alpha.low, alpha.high] == pytest.approx(limits, abs=1e-12)
    between = alpha.interval
    assert between.method == "jackknife over units, t with 59 degrees of freedom"
    assert (between.scale, between.kind, between.clusters) == ("artanh", "unit", 60)
    assert (between.replicates, between.undefined, between.confidence) == (0, 0, 0.95)


def test_a_share_has_its_interval_on_the_logit_scale():
    share = measure(study(), (PERCENT_AGREEMENT,))[0]
    reach = stats.t.ppf(0.975, 59) * share.standard_error / (share.value * (1 - share.value))
    logit = math.log(share.value / (1 - share.value))
    limits = [1 / (1 + math.exp(-(logit + sign * reach))) for sign in (-1, 1)]
    assert [share.low, share.high] == pytest.approx(limits, abs=1e-12)
    assert share.interval.scale == "logit"


def test_articles_are_left_out_as_a_whole():
    alpha = found(in_articles(values(60), 3))
    assert alpha.interval.method == "jackknife over articles, t with 19 degrees of freedom"
    assert (alpha.interval.kind, alpha.interval.clusters) == ("article", 20)


@pytest.mark.parametrize("method", ["jackknife", "analytic", "percentile", "bca"])
def test_all_methods_agree_in_a_large_sample(method):
    data = study(2000)
    standard, other = found(data), found(data, Plan(method, seed=3))
    assert other.standard_error == pytest.approx(standard.standard_error, rel=0.1)
    assert [other.low, other.high] == pytest.approx([standard.low, standard.high], abs=0.01)


def test_the_delta_method_says_so_and_meets_the_jackknife_as_units_grow():
    data = study(1000)
    analytic, jackknife = found(data, Plan("analytic")), found(data)
    assert analytic.interval.method == "delta method over units, t with 999 degrees of freedom"
    assert analytic.standard_error == pytest.approx(jackknife.standard_error, rel=1e-2)


def test_where_there_are_no_sums_to_derive_by_the_jackknife_takes_the_place_of_the_delta_method():
    rows = [[(7 * unit + 3 * who * (unit % 3)) % 40 for who in range(3)] for unit in range(40)]
    data = table_data(rows, level="ordinal")
    by_formula, jackknife = (
        measure(data, (ALPHA["ordinal"],), Plan(name))[0] for name in ("analytic", "jackknife")
    )
    assert by_formula == jackknife


def test_bca_moves_the_limits_by_bias_and_acceleration():
    data = table_data(values(40, noise=0.1), level="nominal")
    plain, corrected = found(data, bootstrap(seed=2)), found(data, Plan("bca", seed=2))
    assert corrected.interval.method == "BCa bootstrap over units"
    assert (corrected.low, corrected.high) != (plain.low, plain.high)
    assert corrected.standard_error == plain.standard_error


def test_bca_meets_that_of_scipy():
    rng = np.random.default_rng(5)
    numbers = rng.exponential(size=80)
    summands = Summands.of(np.column_stack([np.ones(80), numbers]))
    plan = Plan("bca", seed=1, replicates=20_000)
    _, ours = interval(summands, mean, plan, kind="unit", possible=None)
    theirs = stats.bootstrap((numbers,), np.mean, n_resamples=20_000, method="BCa", rng=rng)
    limits = theirs.confidence_interval
    assert [ours.low, ours.high] == pytest.approx([limits.low, limits.high], abs=0.02)


def test_bca_falls_back_to_percentiles_where_all_replicates_lie_on_one_side():
    numbers = np.sqrt(np.arange(40.0))
    summands = Summands.of(np.column_stack([np.ones(40), numbers]))

    def distance_from_the_mean(sums):
        return np.abs(mean(sums) - numbers.mean())

    _, between = interval(summands, distance_from_the_mean, Plan("bca"), kind="unit", possible=None)
    assert between.method == ("BCa bootstrap over units, percentiles since the correction is undefined")
    assert 0 < between.low < between.high


def test_a_sample_of_a_finite_population_is_more_certain():
    data = study()
    plain, half = found(data), found(data, Plan(population=120))
    assert half.standard_error == pytest.approx(plain.standard_error * math.sqrt(0.5))
    assert plain.low < half.low < half.high < plain.high
    assert half.interval.population == 120
    drawn, drawn_half = (
        found(data, bootstrap(seed=1)),
        found(data, Plan("percentile", seed=1, population=120)),
    )
    assert drawn_half.standard_error == pytest.approx(drawn.standard_error * math.sqrt(0.5))


def test_the_whole_population_leaves_nothing_to_chance():
    everything = found(study(), Plan(population=60, minimum=0.1))
    assert everything.standard_error == 0
    assert (everything.low, everything.high) == pytest.approx((everything.value, everything.value))
    assert everything.interval.miss == 0


def test_a_population_cannot_be_smaller_than_its_sample():
    between = found(study(), Plan(population=59)).interval
    assert (between.low, between.reason) == (None, "60 units are more than the population of 59")


@pytest.mark.parametrize("method", ["jackknife", "percentile"])
def test_the_probability_of_missing_a_minimum(method):
    alpha = found(study(200), Plan(method, minimum=0.5))
    below, above = (
        found(study(200), Plan(method, minimum=alpha.value + step)).interval.miss for step in (-0.2, 0.2)
    )
    assert below < 0.001
    assert above > 0.999
    middle = found(study(200), Plan(method, minimum=alpha.value)).interval
    assert middle.miss == pytest.approx(0.5, abs=0.05)
    assert middle.minimum == alpha.value


def test_a_limit_is_missed_with_the_probability_that_it_leaves_outside():
    alpha = found(study())
    assert found(study(), Plan(minimum=alpha.low)).interval.miss == pytest.approx(0.025)


def test_a_category_in_a_single_unit_is_too_rare_for_the_jackknife():
    alpha = found(table_data([[0, 0]] * 199 + [[0, 1]], level="nominal"))
    assert (alpha.low, alpha.high, alpha.standard_error) == (None, None, None)
    assert alpha.interval.reason == (
        "not reliable: undefined without one of the units, since one category is too rare"
    )
    assert alpha.interval.undefined == 1


def test_a_category_in_two_units_is_too_rare_too():
    alpha = found(table_data([[0, 0]] * 198 + [[0, 1], [1, 1]], level="nominal"))
    assert (alpha.low, alpha.high) == (None, None)
    assert alpha.interval.reason == (
        "not reliable: only 2 units hold anything but 0, one category is too rare"
    )


def test_a_category_in_two_articles_is_too_rare_however_many_units_they_have():
    rows = [[0, 0]] * 180 + [[0, 1], [1, 1]] * 10
    alpha = found(in_articles(rows, 10))
    assert alpha.interval.reason.startswith("not reliable: only 2 articles hold anything but 0")


def test_a_single_unit_has_no_interval():
    alpha = found(table_data([[0, 1, 1]], level="nominal"))
    assert alpha.value == pytest.approx(0)
    assert (alpha.standard_error, alpha.low) == (None, None)
    assert alpha.interval.reason == "a single unit: nothing to resample"


def test_perfect_agreement_varies_in_nothing():
    alpha = found(table_data([[0, 0], [1, 1], [2, 2]] * 20, level="nominal"))
    assert (alpha.value, alpha.low) == (1, None)
    assert alpha.interval.reason == "no variation between units"


@needs_shared
@pytest.mark.parametrize(("method", "year"), [("krippendorff 2006", "2006"), ("krippendorff 2016", "2016")])
def test_krippendorffs_own_bootstraps_are_offered_and_called_too_narrow(method, year):
    cases = json.loads((SHARED / "reference" / "agreement_reference.json").read_text())["cases"]
    rows = next(case["data"] for case in cases if case["id"] == "fleiss1971")
    data = table_data(rows, level="nominal")
    own, units = found(data, Plan(method, seed=1, replicates=4000)), found(data, bootstrap(1, 4000))
    assert own.interval.method == f"Krippendorff's bootstrap of pairs of values ({year})"
    assert own.interval.reason.endswith("the interval is too narrow")
    # Resampling whole units of these data, the standard error is 0.054; pairs give about half of it.
    assert units.standard_error == pytest.approx(0.054, abs=0.002)
    assert own.standard_error == pytest.approx(0.030, abs=0.006)
    assert own.low < own.value < own.high


@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio", "circular", "set"])
@pytest.mark.parametrize("method", ["krippendorff 2006", "krippendorff 2016"])
def test_krippendorffs_own_bootstraps_stay_near_the_value_at_every_level(level, method):
    data = table_data(values(200), level=level)
    own = measure(data, (ALPHA[level],), Plan(method))[0]
    assert own.low < own.value < own.high
    assert (own.low + own.high) / 2 == pytest.approx(own.value, abs=0.02)


def test_krippendorffs_own_bootstrap_is_one_of_alpha_alone():
    share = measure(study(), (PERCENT_AGREEMENT,), Plan("krippendorff 2006"))[0]
    assert share.low is None
    assert share.interval.reason == "Krippendorff's bootstrap is one of alpha alone"


def test_sums_of_two_samples_add_up():
    features = np.arange(12.0).reshape(6, 2)
    first, second = Summands.of(features[:4]), Summands.of(features[4:])
    assert (first + second).totals.tolist() == features.sum(axis=0).tolist()
    assert (first + second).pieces == 6


def test_equal_pieces_are_one_kind():
    twice = Summands.of(np.array([[1.0, 2.0], [0.0, 1.0], [1.0, 2.0]])).collapsed()
    assert twice.features.tolist() == [[0.0, 1.0], [1.0, 2.0]]
    assert twice.multiplicity.tolist() == [1, 2]
    assert twice.totals.tolist() == [2.0, 5.0]


def test_leaving_out_the_only_piece_leaves_nothing():
    alone = Summands.of(np.array([[1.0, 3.0]]))
    assert value(alone, mean) == 3
    assert np.isnan(leave_one_out(alone, mean)).all()
    assert value(Summands.of(np.zeros((0, 2))), mean) is None


def test_the_numeric_derivative_is_that_of_the_formula():
    numbers = np.random.default_rng(1).normal(5, 2, 50)
    summands = Summands.of(np.column_stack([np.ones(50), numbers]))
    assert linearised(Estimate(summands, mean)) == pytest.approx((numbers - numbers.mean()) / 50, abs=1e-12)


def test_a_plan_without_intervals_gives_values_alone():
    assert found(study(), Plan("none")).interval is None
    assert replace(found(study()), interval=None, standard_error=None) == found(study(), Plan("none"))
