"""From annotations to continua: only what is coded, and every label of the codebook."""

import pytest

from annotations.agreement.unitizing import label_unitizing, layer_continua, unitizing
from annotations.reliability import tabulate
from annotations.reliability.columns import span_columns
from tests.annotations.agreement.unitized import NONE, by_title, values
from tests.annotations.reliability_study import CODEBOOK, coding


def layer(*codings):
    return layer_continua(span_columns(tabulate(codings), CODEBOOK.layers[0]))


def test_spans_become_units_of_the_submitted_codings():
    found = layer(
        coding("1", "Ann", marks=[("HARSH", 10, 20), ("MILD", 40, 50)]),
        coding("1", "Ben", marks=[("HARSH", 12, 20)]),
        coding("1", "Cem", marks=[("MILD", 0, 100)], state="draft"),
        coding("2", "Ann"),
        coding("2", "Ben"),
    )
    assert found.labels == ("HARSH", "MILD")
    expected = values([(100, [[(10, 20, "HARSH"), (40, 50, "MILD")], [(12, 20, "HARSH")]]), (100, [[], []])])
    assert {one.title: one.value for one in unitizing(found, NONE)} == pytest.approx(expected)


def test_what_is_not_coded_is_cut_out_and_a_span_across_it_stays_one():
    coded = ((0, 20), (30, 50))
    found = layer(
        coding("1", "Ann", marks=[("HARSH", 15, 35), ("MILD", 21, 29)], coded=coded),
        coding("1", "Ben", marks=[("HARSH", 10, 25), ("MILD", 45, 60)], coded=coded),
    )
    assert found.lengths.tolist() == [40]
    places = zip(found.start.tolist(), found.end.tolist(), strict=True)
    assert list(places) == [(15, 25), (10, 20), (35, 40)]


def test_a_retired_label_counts_where_it_was_used():
    used = layer(coding("1", "Ann", marks=[("OLD", 0, 5)]), coding("1", "Ben"))
    assert used.labels == ("HARSH", "MILD", "OLD")


def test_a_label_that_the_codebook_does_not_know_is_no_unit():
    found = layer(coding("1", "Ann", marks=[("GONE", 0, 5)]), coding("1", "Ben"))
    assert found.start.size == 0


def test_labels_on_the_same_words_are_measured_one_by_one():
    found = layer(
        coding("1", "Ann", marks=[("HARSH", 10, 20), ("MILD", 15, 30)]),
        coding("1", "Ben", marks=[("HARSH", 10, 20), ("MILD", 15, 30)]),
    )
    whole = by_title(unitizing(found, NONE))
    assert whole["u-alpha (units and gaps)"].value is None
    assert whole["|u-alpha (marked or not)"].value == pytest.approx(1)
    assert label_unitizing(found, "HARSH", NONE).value == pytest.approx(1)


def test_an_article_that_nobody_submitted_is_dropped():
    found = layer(coding("1", "Ann", state="draft"), coding("2", "Ann"), coding("2", "Ben"))
    dropped = unitizing(found, NONE)[0].dropped
    assert [(one.reason, one.count) for one in dropped] == [("articles with fewer than two annotators", 1)]
