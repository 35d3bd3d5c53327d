"""The bootstrap: seeded, over articles, and honest about when it says nothing."""

from dataclasses import replace

import numpy as np
import pytest

from annotations.agreement import ALPHA, PERCENT_AGREEMENT, Agreement, Plan, measure
from annotations.agreement.draws import drawn
from annotations.reliability import ReliabilityData, table_data
from tests.annotations.agreement.tables import bootstrap

PLAN = bootstrap(seed=4)


def values(units: int, annotators: int = 3, *, seed: int = 1, noise: float = 0.3) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 3, (units, 1))
    return np.where(
        rng.random((units, annotators)) < noise, rng.integers(0, 3, (units, annotators)), truth
    ).tolist()


def alpha_of(data: ReliabilityData, plan: Plan = PLAN) -> Agreement:
    return measure(data, (ALPHA[data.level],), plan=plan)[0]


def in_articles(rows: list[list[int]], per_article: int) -> ReliabilityData:
    data = table_data(rows, level="nominal")
    return replace(data, clusters=tuple(str(place // per_article) for place in range(len(rows))))


@pytest.mark.parametrize("level", list(ALPHA))
def test_the_same_seed_gives_the_same_interval_and_another_seed_another(level):
    data = table_data(values(60), level=level)
    first, again, other = alpha_of(data), alpha_of(data), alpha_of(data, bootstrap(seed=5))
    assert first == again
    assert first.value == other.value
    assert first.low != other.low


def test_the_interval_says_how_it_was_made():
    interval = alpha_of(in_articles(values(60), 3)).interval
    assert interval.method == "percentile bootstrap over articles"
    assert (interval.seed, interval.replicates, interval.confidence, interval.undefined) == (4, 1000, 0.95, 0)
    assert interval.clusters == 20
    assert interval.reliable


def test_an_interval_holds_its_value_and_narrows_with_the_number_of_units():
    small, large = (alpha_of(table_data(values(units), level="nominal")) for units in (30, 3000))
    for found in (small, large):
        assert found.low < found.value < found.high
    assert large.high - large.low < (small.high - small.low) / 5


def test_units_that_repeat_within_their_article_add_no_certainty():
    once = values(40)
    fourfold = [row for row in once for _ in range(4)]
    alone, together = alpha_of(table_data(once, level="nominal")), alpha_of(in_articles(fourfold, 4))
    as_if_independent = alpha_of(table_data(fourfold, level="nominal"))
    assert together.standard_error == pytest.approx(alone.standard_error, rel=0.1)
    assert as_if_independent.standard_error < 0.6 * together.standard_error


def test_a_rare_category_leaves_no_interval_but_keeps_its_value():
    rows = [[0, 0]] * 199 + [[0, 1]]
    found = alpha_of(table_data(rows, level="nominal"))
    assert found.value == pytest.approx(0, abs=0.01)
    assert (found.low, found.high, found.standard_error) == (None, None, None)
    assert found.interval.undefined > 300
    assert found.interval.reason.startswith("not reliable: undefined in ")


def test_fewer_than_ten_articles_give_an_interval_with_a_warning():
    interval = alpha_of(in_articles(values(90, seed=3), 10)).interval
    assert interval.low < interval.high
    assert interval.reason == "only 9 articles: the interval is likely to be too narrow"
    assert not interval.reliable


def test_one_article_gives_no_interval():
    interval = alpha_of(in_articles(values(20), 20)).interval
    assert (interval.low, interval.reason) == (None, "a single article: nothing to resample")


def test_perfect_agreement_has_no_interval_since_nothing_varied():
    data = table_data([[0, 0], [1, 1], [2, 2]] * 20, level="nominal")
    percent = measure(data, (PERCENT_AGREEMENT,), plan=PLAN)[0]
    assert percent.value == 1
    assert percent.low is None
    assert percent.interval.reason.startswith("no variation between units")


def test_ordinal_distances_are_those_of_the_replicate_and_not_of_the_sample():
    data = table_data(values(40), level="ordinal")
    plan = bootstrap(seed=6, replicates=400)
    rng = np.random.default_rng(7)
    redrawn = []
    for _ in range(400):
        places = rng.integers(0, 40, 40).tolist()
        drawn = replace(data, values=data.values[places])
        redrawn.append(measure(drawn, (ALPHA["ordinal"],))[0].value)
    assert alpha_of(data, plan).standard_error == pytest.approx(np.std(redrawn, ddof=1), rel=0.15)


def test_an_article_none_of_whose_units_has_two_values_is_not_drawn():
    data = in_articles(values(60), 3)
    lonely = data.values.copy()
    lonely[:30, 1:] = -1
    assert alpha_of(replace(data, values=lonely)).interval.clusters == 10


@pytest.mark.parametrize("multiplicity", [[3, 5, 2], [30, 50, 20], [3000, 5000, 2000], [1, 1, 99]])
def test_all_ways_of_drawing_draw_as_many_clusters_as_there_are(multiplicity):
    weights = drawn(np.array(multiplicity), np.random.default_rng(1), 4000)
    assert weights.shape == (4000, 3)
    assert (weights.sum(axis=1) == sum(multiplicity)).all()
    share = np.array(multiplicity) / sum(multiplicity)
    assert weights.mean(axis=0) == pytest.approx(share * sum(multiplicity), rel=0.05, abs=0.06)
    assert weights.var(axis=0) == pytest.approx(share * (1 - share) * sum(multiplicity), rel=0.1, abs=0.06)


@pytest.mark.parametrize("wrong", [{"replicates": 0}, {"confidence": 1.0}, {"seed": -1}])
def test_a_bootstrap_that_cannot_be_drawn_is_refused(wrong):
    with pytest.raises(ValueError, match="A plan needs"):
        Plan(**wrong)
