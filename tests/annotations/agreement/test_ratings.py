"""Ratings: the intraclass correlations, Pearson's and Spearman's, and Kendall's W."""

import math
from itertools import product
from statistics import mean

import numpy as np
import pytest

from annotations.agreement import Plan, measure
from annotations.agreement.ratings import INTRACLASS, KENDALL_W, PEARSON, RATINGS, SPEARMAN, concordance_test
from annotations.reliability import ReliabilityData, table_data
from annotations.reliability.data import Dropped

# Shrout & Fleiss (1979), Psychological Bulletin 86, table 2: four judges rate six targets.
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def found(rows, coefficient, plan=None, level="interval"):
    return measure(table_data(rows, level=level), (coefficient,), plan)[0]


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("ICC(1)", 0.17),
        ("ICC(A,1)", 0.29),
        ("ICC(C,1)", 0.71),
        ("ICC(1,k)", 0.44),
        ("ICC(A,k)", 0.62),
        ("ICC(C,k)", 0.91),
    ],
)
def test_table_4_of_shrout_and_fleiss_1979(name, printed):
    assert found(SHROUT_FLEISS, INTRACLASS[name]).value == pytest.approx(printed, abs=5e-3)


def mean_squares(rows):
    """The two-way analysis of variance with loops, as textbooks write it."""
    n, k = len(rows), len(rows[0])
    cells = list(product(range(n), range(k)))
    grand = mean(rows[i][j] for i, j in cells)
    unit, judge = [mean(row) for row in rows], [mean(column) for column in zip(*rows, strict=True)]
    between = k * sum((one - grand) ** 2 for one in unit) / (n - 1)
    judges = n * sum((one - grand) ** 2 for one in judge) / (k - 1)
    rest = sum((rows[i][j] - unit[i] - judge[j] + grand) ** 2 for i, j in cells) / ((n - 1) * (k - 1))
    within = sum((rows[i][j] - unit[i]) ** 2 for i, j in cells) / (n * (k - 1))
    return n, k, between, judges, rest, within


@pytest.mark.parametrize("seed", range(4))
def test_the_analysis_of_variance_gives_the_same_values(seed):
    rng = np.random.default_rng(seed)
    rows = (rng.integers(0, 6, (15, 1)) + rng.integers(0, 4, (15, 3)) + [0, 1, 2]).tolist()
    n, k, between, judges, rest, within = mean_squares(rows)
    expected = {
        "ICC(1)": (between - within) / (between + (k - 1) * within),
        "ICC(A,1)": (between - rest) / (between + (k - 1) * rest + k * (judges - rest) / n),
        "ICC(C,1)": (between - rest) / (between + (k - 1) * rest),
        "ICC(1,k)": (between - within) / between,
        "ICC(A,k)": (between - rest) / (between + (judges - rest) / n),
        "ICC(C,k)": (between - rest) / between,
    }
    assert {name: found(rows, form).value for name, form in INTRACLASS.items()} == pytest.approx(expected)


def test_a_large_number_added_to_every_rating_changes_nothing():
    far = [[value + 1_000_000 for value in row] for row in SHROUT_FLEISS]
    for coefficient in (*INTRACLASS.values(), KENDALL_W):
        assert found(far, coefficient).value == pytest.approx(found(SHROUT_FLEISS, coefficient).value)


def test_a_strict_annotator_costs_absolute_agreement_and_not_consistency():
    rows = [[1, 3], [2, 4], [3, 5], [4, 6]]
    assert found(rows, INTRACLASS["ICC(C,1)"]).value == pytest.approx(1)
    assert found(rows, INTRACLASS["ICC(A,1)"]).value < 0.5
    assert [found(rows, one).value for one in (PEARSON, SPEARMAN, KENDALL_W)] == pytest.approx([1, 1, 1])


def test_units_with_a_gap_are_named_as_dropped():
    rows = [*SHROUT_FLEISS, [1, 2, None, 4], [None, 3, None, None]]
    for coefficient in (INTRACLASS["ICC(1)"], KENDALL_W):
        whole, gaps = found(SHROUT_FLEISS, coefficient, Plan()), found(rows, coefficient, Plan())
        assert (gaps.value, gaps.low, gaps.units) == (whole.value, whole.low, 6)
        assert gaps.dropped == (Dropped("units that somebody did not judge", 1),)


def test_where_no_unit_was_judged_by_all_that_is_the_reason():
    rows = [[1, 2, None], [None, 2, 3], [3, None, 4]]
    for coefficient in (INTRACLASS["ICC(C,1)"], KENDALL_W):
        assert found(rows, coefficient).reason == "no unit was judged by all 3 annotators"


@pytest.mark.parametrize("coefficient", RATINGS, ids=lambda one: one.name)
def test_nothing_varies(coefficient):
    assert found([[2, 2], [2, 2]], coefficient).reason == "no variation: every value is 2"
    assert found([[1, 2]], coefficient).reason == "a single unit that everybody judged"


def test_one_annotator_gave_all_units_the_same():
    for coefficient in (PEARSON, SPEARMAN):
        assert found([[1, 2], [1, 3]], coefficient).reason == "one annotator gave all units the same value"
    assert found([[1, 2], [1, 2]], KENDALL_W).reason == "every annotator gave all units the same value"
    assert found([[1, 2], [2, 1]], INTRACLASS["ICC(1,k)"]).reason == "the units do not differ"


def test_correlations_are_of_two_annotators():
    reason = found(SHROUT_FLEISS, PEARSON).reason
    assert reason.startswith("Pearson's r is for two annotators and here are 4")
    assert "Kendall's W" in found(SHROUT_FLEISS, SPEARMAN).reason


@pytest.mark.parametrize("seed", range(4))
def test_scipy_gives_the_same_correlations(seed):
    stats = pytest.importorskip("scipy.stats")
    rows = np.random.default_rng(seed).integers(0, 7, (40, 2))
    assert found(rows.tolist(), PEARSON).value == pytest.approx(stats.pearsonr(*rows.T).statistic)
    assert found(rows.tolist(), SPEARMAN).value == pytest.approx(stats.spearmanr(*rows.T).statistic)
    theirs = stats.pearsonr(*rows.T).confidence_interval()
    ours = found(rows.tolist(), PEARSON, Plan("analytic"))
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high))
    assert ours.interval.method == "Fisher's z"


@pytest.mark.parametrize("seed", range(4))
def test_w_is_friedmans_chi_square_in_other_units(seed):
    stats = pytest.importorskip("scipy.stats")
    rows = np.random.default_rng(seed).integers(0, 5, (12, 4))
    theirs = stats.friedmanchisquare(*rows)
    test = concordance_test(found(rows.tolist(), KENDALL_W))
    assert (test.statistic, test.p) == pytest.approx((theirs.statistic, theirs.pvalue))
    assert test.freedom == 11


def test_ranks_need_order_and_not_distance():
    rows = np.random.default_rng(3).integers(0, 5, (30, 3))
    stretched = [[math.exp(value) for value in row] for row in rows.tolist()]
    assert found(stretched, KENDALL_W).value == pytest.approx(found(rows.tolist(), KENDALL_W).value)
    assert KENDALL_W.levels == SPEARMAN.levels == ("ordinal", "interval", "ratio")


@pytest.mark.parametrize("coefficient", [SPEARMAN, KENDALL_W], ids=lambda one: one.name)
def test_leaving_units_out_one_by_one_gives_the_standard_error_of_ranks(coefficient):
    rows = np.random.default_rng(5).integers(0, 4, (25, 2)).tolist()
    left_out = [found(rows[:place] + rows[place + 1 :], coefficient).value for place in range(25)]
    # A minimum asks for more than published limits tell.
    error = found(rows, coefficient, Plan(minimum=0.5)).standard_error
    assert error == pytest.approx(math.sqrt(24) * np.std(left_out))


def clustered(rows, clusters):
    data = table_data(rows, level="interval")
    return ReliabilityData(
        variable=data.variable,
        label=data.label,
        level=data.level,
        categories=data.categories,
        units=data.units,
        annotators=data.annotators,
        values=data.values,
        scores=data.scores,
        clusters=clusters,
    )


@pytest.mark.parametrize(
    "coefficient", [PEARSON, SPEARMAN, KENDALL_W, INTRACLASS["ICC(A,1)"]], ids=lambda c: c.name
)
def test_whole_articles_are_left_out_where_units_share_one(coefficient):
    rows = np.random.default_rng(7).integers(0, 4, (24, 2)).tolist()
    articles = tuple(str(place // 2) for place in range(24))
    left_out = [found(rows[:place] + rows[place + 2 :], coefficient).value for place in range(0, 24, 2)]
    together = measure(clustered(rows, articles), (coefficient,), Plan())[0]
    assert together.interval.method.startswith("jackknife over articles")
    assert together.clusters == 12
    assert together.standard_error == pytest.approx(math.sqrt(11) * np.std(left_out))
