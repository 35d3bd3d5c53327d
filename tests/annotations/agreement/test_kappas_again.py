"""Other implementations agree: our own loops over the definitions, and the libraries of the field."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings

from annotations.agreement import Plan, measure
from annotations.agreement.kappas import (
    FULL_AGREEMENT,
    HOLSTI,
    Weighting,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    gwet_alpha,
    percent_agreement,
    scott_pi,
    specific_agreement,
)
from annotations.reliability import table_data
from tests.annotations.agreement import naive_kappas as naive
from tests.annotations.agreement.strategies import tables_of_values

SCALE = range(5)
BY_NAME = {"identity": naive.equal, "quadratic": naive.quadratic(4)}
WEIGHTS = pytest.mark.parametrize("name", list(BY_NAME))
PAIRS = {
    fleiss_kappa: naive.fleiss,
    brennan_prediger: naive.brennan_prediger,
    gwet_ac: naive.gwet,
    conger_kappa: naive.conger,
    cohen_kappa: naive.cohen,
    scott_pi: naive.scott,
}


def value_of(rows, coefficient, plan=None):
    return measure(table_data(rows, level="interval", categories=SCALE), (coefficient,), plan)[0]


def annotators(rows):
    return sum(any(value is not None for value in column) for column in zip(*rows, strict=True))


def paired(rows):
    return any(len(naive.given(row)) > 1 for row in rows)


@WEIGHTS
@pytest.mark.parametrize("kappa", PAIRS, ids=lambda kappa: kappa.__name__)
@given(rows=tables_of_values())
@settings(deadline=None)
def test_the_definition_gives_the_same_value(kappa, name, rows):
    for_two = kappa in (cohen_kappa, scott_pi)
    two = [row[:2] for row in rows if len(row) > 1] if for_two else rows
    assume(paired(two))
    expected = PAIRS[kappa](two, BY_NAME[name], SCALE)
    found = value_of(two, kappa(Weighting(name)))
    assert found.value == pytest.approx(expected, abs=1e-12)


@WEIGHTS
@given(rows=tables_of_values())
@settings(deadline=None)
def test_the_definition_gives_the_same_shares(name, rows):
    assume(paired(rows))
    found = value_of(rows, percent_agreement(Weighting(name))).value
    assert found == pytest.approx(naive.observed(rows, BY_NAME[name]))
    assert value_of(rows, HOLSTI).value == pytest.approx(naive.holsti(rows))
    assert value_of(rows, FULL_AGREEMENT).value == pytest.approx(naive.all_agree(rows))
    data = table_data(rows, level="nominal", categories=SCALE)
    for place in SCALE:
        specific = measure(data, (specific_agreement(data, place),))[0]
        assert specific.value == pytest.approx(naive.specific(rows, place))


@pytest.mark.parametrize("kappa", [fleiss_kappa, conger_kappa, gwet_ac, gwet_alpha], ids=lambda k: k.__name__)
def test_leaving_units_out_one_by_one_gives_the_standard_error(kappa):
    rng = np.random.default_rng(12)
    rows = [[None if rng.random() < 0.2 else int(rng.integers(0, 3)) for _ in range(4)] for _ in range(30)]
    coefficient = kappa(Weighting("linear"))
    rows = [row for row in rows if len(naive.given(row)) > 1]
    left_out = [value_of(rows[:place] + rows[place + 1 :], coefficient).value for place in range(len(rows))]
    expected = math.sqrt((len(rows) - 1) / len(rows)) * np.std(left_out) * math.sqrt(len(rows))
    assert value_of(rows, coefficient, Plan()).standard_error == pytest.approx(expected)


def random_rows(seed, units=60, width=2):
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 5, units)
    noise = rng.random((units, width)) < 0.4
    return np.where(noise, rng.integers(0, 5, (units, width)), truth[:, None])


@pytest.mark.parametrize("seed", range(5))
def test_statsmodels_gives_the_same_kappas_and_standard_error(seed):
    inter_rater = pytest.importorskip("statsmodels.stats.inter_rater")
    rows = random_rows(seed)
    table = np.zeros((5, 5))
    np.add.at(table, (rows[:, 0], rows[:, 1]), 1)
    for name in ("linear", "quadratic"):
        theirs = inter_rater.cohens_kappa(table, wt=name)
        ours = value_of(rows.tolist(), cohen_kappa(Weighting(name, "ranks")), Plan("analytic"))
        assert ours.value == pytest.approx(theirs.kappa)
        assert ours.standard_error == pytest.approx(theirs.std_kappa)
    many = random_rows(seed, width=4)
    counts, _ = inter_rater.aggregate_raters(many, n_cat=5)
    assert value_of(many.tolist(), fleiss_kappa()).value == pytest.approx(inter_rater.fleiss_kappa(counts))
    randolph = inter_rater.fleiss_kappa(counts, method="randolph")
    assert value_of(many.tolist(), brennan_prediger()).value == pytest.approx(randolph)


@pytest.mark.parametrize("seed", range(5))
def test_scikit_learn_gives_the_same_weighted_kappas(seed):
    metrics = pytest.importorskip("sklearn.metrics")
    rows = random_rows(seed)
    for theirs, ours in ((None, "identity"), ("linear", "linear"), ("quadratic", "quadratic")):
        expected = metrics.cohen_kappa_score(rows[:, 0], rows[:, 1], weights=theirs)
        assert value_of(rows.tolist(), cohen_kappa(Weighting(ours, "ranks"))).value == pytest.approx(expected)


@pytest.mark.parametrize("seed", range(5))
def test_nltk_gives_the_same_pi_kappa_and_average(seed):
    agreement = pytest.importorskip("nltk.metrics.agreement")
    rows = random_rows(seed)
    task = agreement.AnnotationTask(
        [
            (f"c{column}", unit, value)
            for unit, row in enumerate(rows.tolist())
            for column, value in enumerate(row)
        ]
    )
    expected = [task.pi(), task.kappa(), task.avg_Ao(), task.avg_Ao()]
    coefficients = (scott_pi(), cohen_kappa(), percent_agreement(), HOLSTI)
    assert [value_of(rows.tolist(), one).value for one in coefficients] == pytest.approx(expected)
