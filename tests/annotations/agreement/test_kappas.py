"""Chance-corrected coefficients: published tables, reasons, weights, and how intervals are asked for."""

from dataclasses import replace

import numpy as np
import pytest

from annotations.agreement import FAMILY, Plan, measure
from annotations.agreement.kappas import (
    HOLSTI,
    KAPPAS,
    VON_EYE,
    Weighting,
    brennan_prediger,
    cohen_kappa,
    conger_kappa,
    fleiss_kappa,
    fleiss_null_test,
    gwet_ac,
    gwet_alpha,
    pabak,
    percent_agreement,
    scott_pi,
    specific_agreement,
)
from annotations.agreement.kappas.per_category import per_category
from annotations.reliability import table_data
from tests.annotations.agreement.tables import as_numbers, table

# Cohen (1960), Educational and Psychological Measurement 20, p. 37: proportions of two judges, times 200.
COHEN_1960 = {
    (0, 0): 50,
    (0, 1): 26,
    (0, 2): 24,
    (1, 0): 24,
    (1, 1): 4,
    (1, 2): 32,
    (2, 0): 6,
    (2, 1): 30,
    (2, 2): 4,
}


def spread(cells):
    return [list(pair) for pair, count in cells.items() for _ in range(count)]


def found(rows, coefficient, plan=None, *, level="nominal", categories=None):
    return measure(table_data(rows, level=level, categories=categories), (coefficient,), plan)[0]


def two_by_two(both, first, second, neither):
    return spread({(1, 1): both, (1, 0): first, (0, 1): second, (0, 0): neither})


def test_a_table_of_artstein_and_poesio_2008():
    # Computational Linguistics 34, table 1: two coders, statements and requests.
    rows = two_by_two(20, 20, 10, 50)
    assert found(rows, percent_agreement()).value == pytest.approx(0.7)
    assert found(rows, brennan_prediger()).value == pytest.approx(0.4)
    assert found(rows, scott_pi()).value == pytest.approx(0.341, abs=5e-4)
    assert found(rows, cohen_kappa()).value == pytest.approx(0.348, abs=5e-4)


def test_the_paradox_of_feinstein_and_cicchetti_1990():
    # Journal of Clinical Epidemiology 43, p. 544: 85 % agreement, and kappa falls from .70 to .32.
    even, uneven = two_by_two(40, 9, 6, 45), two_by_two(80, 10, 5, 5)
    assert [found(one, cohen_kappa()).value for one in (even, uneven)] == pytest.approx(
        [0.70, 0.32], abs=5e-3
    )
    assert [found(one, pabak()).value for one in (even, uneven)] == pytest.approx([0.70, 0.70])


def test_positive_and_negative_agreement_of_the_same_table():
    data = table_data(two_by_two(80, 10, 5, 5), level="nominal")
    negative, positive = (measure(data, (specific_agreement(data, place),), Plan())[0] for place in (0, 1))
    assert positive.value == pytest.approx(2 * 80 / (90 + 85))
    assert negative.value == pytest.approx(2 * 5 / (10 + 15))
    assert negative.low < negative.value < negative.high


def test_each_category_is_compared_with_the_rest_and_has_its_specific_agreement():
    data = table_data(table("a a\nb b\na c\nc c"), level="nominal", categories="abcd")
    a, b, _, d = per_category(data, Plan())
    assert (a.category, a.specific.value, b.specific.value) == ("a", pytest.approx(2 / 3), 1)
    assert [one.level for one in a.against_the_rest] == ["nominal"] * 3
    assert d.specific.value is None
    assert d.against_the_rest[0].reason == "no variation: every value is 0"
    assert d.against_the_rest[2].value == 1


def test_a_category_that_nobody_chose_has_no_specific_agreement():
    data = table_data([[0, 0], [0, 1]], level="nominal", categories=[0, 1, 2])
    assert measure(data, (specific_agreement(data, 2),))[0].reason.startswith("nobody chose 2")


@pytest.mark.parametrize("kappa", [cohen_kappa, scott_pi, pabak], ids=lambda kappa: kappa.__name__)
def test_a_coefficient_of_two_refuses_three_and_names_the_one_to_take(kappa):
    reason = found([[1, 1, 2], [2, 2, 2]], kappa()).reason
    assert "is for two annotators and here are 3; for more there is" in reason


def test_a_third_annotator_who_never_coded_is_not_one():
    rows = [[1, 1, None], [2, 2, None], [1, 2, None]]
    assert found(rows, cohen_kappa()).value == found([row[:2] for row in rows], cohen_kappa()).value


@pytest.mark.parametrize("kappa", [fleiss_kappa, cohen_kappa, conger_kappa, scott_pi, gwet_alpha])
def test_where_nothing_varied_chance_explains_everything(kappa):
    assert found([[3, 3], [3, 3]], kappa(), categories=[1, 2, 3]).reason == "no variation: every value is 3"


@pytest.mark.parametrize("kappa", [gwet_ac, brennan_prediger, pabak])
def test_where_the_codebook_offered_more_full_agreement_is_one_without_an_interval(kappa):
    full = found([[3, 3], [3, 3]], kappa(), Plan("analytic"), categories=[1, 2, 3])
    assert (full.value, full.standard_error, full.low) == (1, 0, None)
    assert full.interval.reason == "no variation between units"
    assert found([[3, 3]], kappa()).reason == "there is only one category to choose from"


def test_an_annotator_who_used_one_category_is_named():
    zero = found([[1, 1], [1, 2], [1, 1]], cohen_kappa())
    assert zero.value == 0
    assert zero.note.startswith("one annotator used a single category")
    assert not found(spread(COHEN_1960), cohen_kappa()).note


def test_single_values_tell_of_prevalence_and_not_of_agreement():
    rows = [[1, 1, None], [1, 1, 1], [2, None, None]]
    assert found(rows, fleiss_kappa()).value == 1
    assert found(rows, gwet_alpha()).reason == "no variation: every value is 1"


def test_full_agreement_of_units_with_different_numbers_of_values():
    rows = table("a a a\na a b\nb b .")
    assert found(rows, VON_EYE).observed == pytest.approx(2 / 3)
    assert found(rows, VON_EYE).expected == pytest.approx((1 / 4 + 1 / 4 + 1 / 2) / 3)


def test_holstis_pairs_share_units_or_do_not_count():
    rows = table("a a . .\na b . .\n. . c c")
    assert found(rows, HOLSTI).value == pytest.approx((1 / 2 + 1) / 2)


def test_weights_on_scores_and_on_ranks_differ_where_the_scale_has_gaps():
    rows = as_numbers(table("1 2\n2 2\n5 5\n2 5\n1 1\n1 2"))
    on_scores, on_ranks = (
        found(rows, cohen_kappa(Weighting("linear", on)), level="interval") for on in ("scores", "ranks")
    )
    assert on_scores.value != pytest.approx(on_ranks.value)
    assert (on_scores.variant, on_ranks.variant) == ("linear weights on scores", "linear weights on ranks")
    ordinal = found(rows, cohen_kappa(Weighting("ordinal")), level="ordinal")
    assert ordinal.variant == "ordinal weights"


def test_weights_by_hand():
    scores = np.array([1.0, 2.0, 5.0])
    at = {name: Weighting(name).matrix(scores, 3)[0] for name in ("linear", "quadratic", "radical", "ratio")}
    assert at["linear"] == pytest.approx([1, 3 / 4, 0])
    assert at["quadratic"] == pytest.approx([1, 15 / 16, 0])
    assert at["radical"] == pytest.approx([1, 1 / 2, 0])
    assert at["ratio"] == pytest.approx([1, 1 - (1 / 3) ** 2 / (4 / 6) ** 2, 0])
    assert Weighting("ordinal").matrix(scores, 3)[0] == pytest.approx([1, 2 / 3, 0])
    assert Weighting("quadratic", "ranks").matrix(scores, 3)[0] == pytest.approx([1, 3 / 4, 0])


def test_weights_that_cannot_be_had():
    linear, ratio = cohen_kappa(Weighting("linear")), cohen_kappa(Weighting("ratio"))
    assert (
        found(table("a b\nb b"), linear).reason == "linear weights on scores need a number for each category"
    )
    negative = found([[-1, 1], [2, 2]], ratio, level="interval")
    assert negative.reason == "ratio weights on scores need numbers of zero or more"
    with pytest.raises(ValueError, match="'cubic'"):
        Weighting("cubic")


def test_many_thousand_different_numbers_are_no_categories():
    rows = [[place, place + 0.5] for place in range(1100)]
    assert (
        found(rows, fleiss_kappa(), level="interval").reason == "2,200 categories are too many to choose from"
    )


def test_drawing_most_of_a_population_narrows_the_interval():
    rows = spread(COHEN_1960)
    whole, part = (found(rows, fleiss_kappa(), Plan("analytic", population=size)) for size in (None, 250))
    assert part.standard_error == pytest.approx(whole.standard_error * (1 - 200 / 250) ** 0.5)


def test_the_linearised_error_of_articles_adds_up_their_units():
    rng = np.random.default_rng(9)
    rows = rng.integers(0, 3, (60, 3)).tolist()
    data = table_data(rows, level="nominal")
    alone = replace(data, clusters=data.units)
    pairs = replace(data, clusters=tuple(str(place // 2) for place in range(60)))
    doubled = replace(table_data([row for row in rows for _ in (1, 2)], level="nominal"))
    twins = replace(doubled, clusters=tuple(str(place // 2) for place in range(120)))
    for kappa in (fleiss_kappa, conger_kappa, gwet_ac, brennan_prediger):
        plain, same, halved, copied = (
            measure(one, (kappa(),), Plan("analytic"))[0] for one in (data, alone, pairs, twins)
        )
        assert same.standard_error == pytest.approx(plain.standard_error)
        assert halved.interval.clusters == 30
        # Each unit twice in an article tells no more than each unit once.
        assert copied.standard_error == pytest.approx(plain.standard_error)


def test_fleiss_null_test_rejects_chance_for_a_strong_kappa_and_needs_equal_numbers():
    strong = fleiss_null_test(table_data([[0, 0, 0], [1, 1, 1]] * 20, level="nominal"))
    assert strong.p < 1e-6
    assert strong.z == pytest.approx(1 / strong.standard_error)
    assert (
        "same number of values"
        in fleiss_null_test(table_data([[0, 1, None], [1, 1, 1]], level="nominal")).reason
    )
    assert "no variation" in fleiss_null_test(table_data([[1, 1]], level="nominal")).reason


def test_every_coefficient_has_a_title_of_its_own_in_the_registry():
    assert all(FAMILY[one.title] is one for one in KAPPAS)
    assert all(one.source for one in FAMILY.values())
