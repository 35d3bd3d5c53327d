"""How sure the competence of an annotator is."""

from dataclasses import replace

import numpy as np
import pytest

from annotations.agreement.intervals import Plan
from annotations.agreement.truth import Limits, dawid_skene, mace, majority
from tests.annotations.agreement.truth_studies import data_of, study, symmetric

PRECISE = Limits(steps=5000, tolerance=1e-12)
KNOWN = study(symmetric(2, 0.9, 0.8, 0.7, 0.85), units=400, seed=2)


def errors(truth):
    return np.array([one.agreement.standard_error for one in truth.annotators])


def test_a_jackknife_leaves_out_each_unit_in_turn():
    data = study(symmetric(2, 0.9, 0.8, 0.7, 0.85), units=60, seed=5).data
    plan = Plan("jackknife")
    found = dawid_skene(data, plan=plan, smoothing=0.5, limits=PRECISE)
    left_out = [
        [
            one.agreement.value
            for one in dawid_skene(
                data.of_rows(np.arange(60) != unit), smoothing=0.5, limits=PRECISE
            ).annotators
        ]
        for unit in range(60)
    ]
    spread = np.array(left_out)
    expected = np.sqrt(59 / 60 * ((spread - spread.mean(axis=0)) ** 2).sum(axis=0))
    assert errors(found) == pytest.approx(expected, rel=0.02)


@pytest.mark.parametrize("method", [dawid_skene, mace])
def test_jackknife_and_bootstrap_tell_of_the_same_spread(method):
    exact = method(KNOWN.data, plan=Plan("jackknife"))
    drawn = method(KNOWN.data, plan=Plan("percentile", replicates=300))
    assert errors(exact) == pytest.approx(errors(drawn), rel=0.25)


def test_the_confusion_matrices_have_standard_errors():
    exact = dawid_skene(KNOWN.data, plan=Plan("jackknife")).annotators[0]
    drawn = dawid_skene(KNOWN.data, plan=Plan("percentile", replicates=300)).annotators[0]
    assert exact.error == pytest.approx(drawn.error, rel=0.25)
    # Both cells of a row add up to one, so they are equally sure.
    assert exact.error[0, 0] == pytest.approx(exact.error[0, 1], rel=1e-6)
    assert dawid_skene(KNOWN.data).annotators[0].error is None


@pytest.mark.parametrize("method", [dawid_skene, mace])
def test_the_same_seed_gives_the_same_interval(method):
    plan = Plan("percentile", replicates=50, seed=7)
    one, other, another = (
        method(KNOWN.data, plan=which).annotators[1].agreement.interval
        for which in (plan, plan, replace(plan, seed=8))
    )
    assert one == other
    assert one.low != another.low


@pytest.mark.parametrize(
    ("plan", "tolerance"), [(Plan("jackknife"), 0.01), (Plan("percentile", replicates=300), 0.3)]
)
def test_units_of_one_article_are_left_out_or_drawn_together(plan, tolerance):
    values = KNOWN.data.values[:100]
    alone = dawid_skene(data_of(values, 2), plan=plan)
    articles = tuple(f"article {number // 4}" for number in range(400))
    # Every unit is told four times in one article: four times the values, no more evidence.
    together = dawid_skene(
        data_of(np.repeat(values, 4, axis=0), 2, clusters=articles), plan=plan, smoothing=0.04
    )
    assert errors(together) == pytest.approx(errors(alone), rel=tolerance)
    interval = together.annotators[0].agreement.interval
    assert interval.clusters == 100
    assert "articles" in interval.method


def test_intervals_lie_within_the_possible():
    known = study(symmetric(2, 0.99, 0.97, 0.95), units=80)
    for one in dawid_skene(known.data, plan=Plan()).annotators:
        interval = one.agreement.interval
        assert interval.low is None or 0 <= interval.low <= one.agreement.value <= interval.high <= 1


def test_the_majority_tells_who_goes_with_the_others():
    values = [[0, 0, 0, 1], [1, 1, 1, 1], [0, 0, 1, 1], [0, 0, -1, -1], [1, -1, -1, -1]]
    first, _, _, last = majority(data_of(values, 2), plan=Plan()).annotators
    # Without the first annotator unit 3 is a tie's break and unit 5 has nobody to go with.
    assert first.agreement.value == pytest.approx(3 / 4)
    assert first.agreement.units == 4
    assert last.agreement.value == pytest.approx(1 / 3)
    assert first.agreement.interval.reason.startswith("only 5 units")
    assert first.agreement.standard_error > 0
    assert first.agreement.note


def test_who_never_met_a_majority_has_no_share():
    (alone,) = majority(data_of([[0], [1]], 2)).annotators
    assert alone.agreement.value is None
    assert alone.agreement.reason == "no unit in which the others have a majority"


def test_a_single_article_gives_no_interval():
    data = data_of(KNOWN.data.values, 2, clusters=("the only one",) * 400)
    found = dawid_skene(data, plan=Plan()).annotators[0]
    assert found.agreement.interval.low is None
    assert found.agreement.interval.reason.startswith("a single article")
    assert found.error is None


def test_a_table_with_very_many_kinds_of_rows_is_resampled_instead():
    known = study(symmetric(4, *[0.7] * 12), units=3500)
    interval = mace(known.data, plan=Plan(replicates=3), restarts=1).annotators[0].agreement.interval
    assert interval.method.startswith("percentile bootstrap")
    assert interval.replicates == 3
