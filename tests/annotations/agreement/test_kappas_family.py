"""What is true of every chance-corrected and counted coefficient, whatever the data."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement import Plan, measure
from annotations.agreement.kappas import (
    FULL_AGREEMENT,
    HOLSTI,
    KAPPAS,
    Weighting,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    gwet_ac,
    gwet_alpha,
    percent_agreement,
    scott_pi,
)
from annotations.agreement.ratings import RATINGS
from annotations.reliability import table_data
from tests.annotations.agreement.strategies import tables_of_values

SCALE = range(5)
QUADRATIC = Weighting("quadratic")
EVERY = (*KAPPAS, *RATINGS)
NOMINAL = tuple(one for one in KAPPAS if "nominal" in one.levels)
# A few of each kind where all of them would take long.
SOME = (
    *NOMINAL,
    *(kappa(QUADRATIC) for kappa in (cohen_kappa, conger_kappa, fleiss_kappa, gwet_alpha)),
    *RATINGS,
)
PLANS = pytest.mark.parametrize(
    "plan", [Plan(), Plan("analytic"), Plan("percentile", replicates=40), Plan("bca", replicates=40)], ids=str
)


def found(rows, coefficients, plan=None, categories=SCALE, level="ratio"):
    return measure(table_data(rows, level=level, categories=categories), coefficients, plan)


def values(rows, coefficients, **data):
    return [one.value for one in found(rows, coefficients, **data)]


@given(rows=tables_of_values(), chance=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_units_changes_neither_value_nor_interval(rows, chance):
    shuffled = chance.sample(rows, len(rows))
    assert found(shuffled, SOME, Plan()) == found(rows, SOME, Plan())


@given(rows=tables_of_values(), chance=st.randoms(use_true_random=False))
@settings(deadline=None)
def test_the_order_of_the_annotators_changes_no_value(rows, chance):
    width = len(rows[0]) if rows else 0
    order = chance.sample(range(width), width)
    turned = [[row[place] for place in order] for row in rows]
    assert values(turned, EVERY) == pytest.approx(values(rows, EVERY), abs=1e-9)


@given(rows=tables_of_values(), names=st.permutations("vwxyz"))
@settings(deadline=None)
def test_other_names_for_nominal_categories_change_no_value(rows, names):
    renamed = [[None if value is None else names[value] for value in row] for row in rows]
    after = values(renamed, NOMINAL, categories="vwxyz", level="nominal")
    assert after == pytest.approx(values(rows, NOMINAL), abs=1e-12)


BY_SHARES = (fleiss_kappa(), cohen_kappa(), conger_kappa(), scott_pi(), gwet_alpha(), HOLSTI, FULL_AGREEMENT)


@given(rows=tables_of_values())
@settings(deadline=None)
def test_categories_that_nobody_used_change_nothing_where_chance_goes_by_shares(rows):
    wide = values(rows, BY_SHARES, categories=range(9))
    assert wide == pytest.approx(values(rows, BY_SHARES), abs=1e-12)


@pytest.mark.parametrize(("q", "value"), [(2, 0.0), (5, 0.375)])
def test_where_chance_goes_by_the_codebook_its_categories_count(q, value):
    rows = [[0, 0], [1, 1], [0, 1], [1, 0]]
    assert values(rows, (brennan_prediger(),), categories=range(q)) == [pytest.approx(value)]


@given(rows=tables_of_values())
@settings(deadline=None)
def test_every_unit_twice_keeps_the_value(rows):
    # Alpha and the intraclass correlations know how many units there are.
    large = tuple(one for one in EVERY if "alpha" not in one.name and not one.name.startswith("ICC"))
    assert values([*rows, *rows], large) == pytest.approx(values(rows, large), abs=1e-9)


@PLANS
@given(rows=tables_of_values())
@settings(deadline=None, max_examples=40)
def test_there_is_a_finite_value_or_a_reason_and_never_both(plan, rows):
    for one in found(rows, SOME, plan):
        assert (one.value is None) == bool(one.reason)
        numbers = [one.value, one.low, one.high, one.standard_error, one.observed, one.expected]
        assert all(math.isfinite(number) for number in numbers if number is not None)
        assert (one.interval is None) == (one.value is None)
        if one.low is not None:
            assert one.low <= one.high


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio", "circular", "set"])
@given(rows=tables_of_values(), chance=st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=15)
def test_so_there_is_at_every_level_with_units_in_articles(level, rows, chance):
    data = table_data(rows, level=level, categories=SCALE)
    data = replace(data, clusters=tuple(chance.choice("xyz") for _ in rows))
    for one in measure(data, EVERY, Plan(chance.choice(["jackknife", "analytic"]), minimum=0.5)):
        assert (one.value is None) == bool(one.reason)
        numbers = [one.value, one.low, one.high, one.standard_error, one.interval and one.interval.miss]
        assert all(math.isfinite(number) for number in numbers if number is not None)


@given(rows=tables_of_values())
@settings(deadline=None)
def test_agreeing_in_everything_is_one_or_undefined(rows):
    perfect = [[row[0]] * 2 for row in rows]
    for one in found(perfect, EVERY):
        assert one.value is None or one.value == pytest.approx(1, abs=1e-12), one.title


def test_values_drawn_by_chance_agree_no_more_than_chance():
    rows = np.random.default_rng(4).integers(0, 5, (4000, 2)).tolist()
    corrected = tuple(one for one in EVERY if one.corrects_chance or one.name.startswith(("ICC", "P", "S")))
    assert values(rows, corrected) == pytest.approx([0.0] * len(corrected), abs=0.07)


@given(rows=tables_of_values())
@settings(deadline=None, max_examples=50)
def test_two_annotators_without_gaps_make_cohen_and_conger_and_scott_and_fleiss_the_same(rows):
    pairs = [[row[0] or 0, row[-1] or 0] for row in rows]
    for weighting in (Weighting(), QUADRATIC, Weighting("radical", "ranks")):
        twins = [
            (cohen_kappa, conger_kappa),
            (scott_pi, fleiss_kappa),
            (percent_agreement, percent_agreement),
        ]
        for one, other in twins:
            first, second = values(pairs, (one(weighting), other(weighting)))
            assert first == pytest.approx(second, abs=1e-12)


@given(rows=tables_of_values())
@settings(deadline=None, max_examples=50)
def test_gwets_weights_make_nominal_and_interval_alpha(rows):
    from annotations.agreement import ALPHA

    # With categories that span what was used; the longest distance cancels out.
    alphas = (gwet_alpha(), gwet_alpha(QUADRATIC), ALPHA["nominal"], ALPHA["interval"])
    by_weights, by_squares, nominal, interval = values(rows, alphas, level="interval")
    assert [by_weights, by_squares] == pytest.approx([nominal, interval], abs=1e-9)


def test_ac1_withstands_the_prevalence_that_kappa_does_not():
    rows = [[0, 0]] * 97 + [[0, 1], [1, 0], [1, 1]]
    kappa, ac1 = values(rows, (cohen_kappa(), gwet_ac()), categories=[0, 1])
    assert kappa < 0.5
    assert ac1 > 0.97
