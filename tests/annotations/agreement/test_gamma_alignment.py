"""The best alignment is the best one, by whichever way it was found."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement.gamma import Dissimilarity, Document, best_alignment, programs, sweep
from annotations.agreement.gamma import alignment as alignments
from annotations.agreement.gamma import candidates as groups
from annotations.agreement.gamma.alignment import disorders
from annotations.agreement.gamma.candidates import TooManyAlignments
from annotations.agreement.gamma.units import Units, documents_of
from annotations.errors import InvalidSpan
from tests.annotations.agreement import naive_gamma as naive
from tests.annotations.agreement.gamma_studies import disorder_of, marks, noisy
from tests.annotations.agreement.unitized import corpus

WEIGHTS = pytest.mark.parametrize(("alpha", "beta"), [(1.0, 1.0), (3.0, 1.0), (0.5, 2.0), (1.0, 0.0)])


def near(value):
    return pytest.approx(value, abs=1e-8)


@WEIGHTS
@given(study=marks(annotators=(2, 3)))
@settings(deadline=None, max_examples=60)
def test_no_partition_of_the_units_costs_less(alpha, beta, study):
    found = disorder_of(study, Dissimilarity(alpha, beta)).disorder[0]
    assert found == near(naive.observed_disorder(study, alpha, beta))


@given(study=marks(annotators=(4, 5), most=2))
@settings(deadline=None, max_examples=60)
def test_no_partition_among_four_or_five_annotators_costs_less(study):
    assert disorder_of(study).disorder[0] == near(naive.observed_disorder(study, 1.0, 1.0))


@given(study=marks())
@settings(deadline=None)
def test_the_alignment_holds_each_unit_once_and_each_annotator_once_a_group(study):
    document = Document.of(study, 40)
    found = best_alignment(document, Dissimilarity())
    assert sorted(place for group in found for place in group) == list(range(len(document.units)))
    for group in found:
        who = document.units.annotator[list(group)].tolist()
        assert len(set(who)) == len(who)


@given(study=marks())
@settings(deadline=None)
def test_the_labels_of_aligned_units_are_compared_as_the_definition_says(study):
    document = Document.of(study, 40)
    rows = list(
        zip(
            document.units.annotator.tolist(),
            zip(document.units.start, document.units.end, document.units.category, strict=True),
            strict=True,
        )
    )
    aligned = tuple(
        tuple(rows[place] for place in group) for group in best_alignment(document, Dissimilarity())
    )
    found = [None if np.isnan(value) else value for value in disorder_of(study).categorical[0]]
    assert found[0] == near(naive.categorical_disorder(aligned, lambda one, other: True))
    for category, value in enumerate(found[1:]):
        wanted = [naive.categorical_disorder(aligned, lambda one, other, k=category: k in (one, other))]
        assert [value] == near(wanted)


@pytest.mark.parametrize("annotators", [2, 3, 4])
def test_programming_finds_the_same_least_cost_as_the_sweep(annotators, monkeypatch):
    stack = Units.stacked(
        [documents_of(corpus([noisy(12, annotators, seed, 30)]))[0].units for seed in range(8)]
    )
    swept = disorders(stack, 8, annotators, Dissimilarity(), 4)
    monkeypatch.setattr(sweep, "MOST_STATES", 0)
    by_programs = disorders(stack, 8, annotators, Dissimilarity(), 4)
    assert by_programs.disorder == near(swept.disorder)


def test_groups_that_would_best_be_halved_are_chosen_whole(monkeypatch):
    study = [
        [(16, 20, 0), (1, 11, 0), (3, 13, 1), (4, 12, 1)],
        [(12, 21, 1), (9, 18, 1), (5, 8, 3), (3, 7, 2)],
        [(8, 12, 3), (8, 17, 1), (13, 22, 1), (11, 22, 2)],
    ]
    by_sweep = disorder_of(study).disorder
    solved_in_whole = []
    whole = programs._whole
    monkeypatch.setattr(programs, "_whole", lambda *given: solved_in_whole.append(1) or whole(*given))
    monkeypatch.setattr(sweep, "MOST_STATES", 0)
    assert disorder_of(study).disorder == near(by_sweep)
    assert solved_in_whole


def test_of_equally_good_alignments_the_one_with_fewer_differing_labels_is_taken():
    # The second annotator's unit lies as far from one as from the other, and one label is the same.
    weights = Dissimilarity(1.0, 0.0)
    for labels in ([0, 1], [1, 0]):
        study = [[(0, 10, labels[0]), (4, 14, labels[1])], [(2, 12, 0)]]
        assert disorder_of(study, weights).categorical[0, 0] == 0.0


def test_moving_everything_along_the_text_changes_no_disorder():
    _, rows = noisy(10, 3, 1)
    here = [[(start, end, "ABCD".index(label)) for start, end, label in row] for row in rows]
    there = [[(start + 137, end + 137, label) for start, end, label in row] for row in here]
    assert disorder_of(there, length=2000).disorder == near(disorder_of(here, length=2000).disorder)


def test_continua_that_are_measured_together_do_not_touch_each_other():
    parts = [documents_of(corpus([noisy(8, 3, seed)]))[0].units for seed in range(5)]
    together = disorders(Units.stacked(parts), 5, 3, Dissimilarity(), 4).disorder
    assert together == near([disorders(one, 1, 3, Dissimilarity(), 4).disorder[0] for one in parts])


def test_more_groups_than_can_be_weighed_are_refused(monkeypatch):
    monkeypatch.setattr(groups, "MOST_GROUPS", 10)
    with pytest.raises(TooManyAlignments):
        disorder_of([[(0, 10, place) for place in range(3)] for _ in range(3)])


@given(study=marks(), data=st.data())
@settings(deadline=None)
def test_the_order_of_annotators_and_marks_is_of_no_account(study, data):
    turned = [data.draw(st.permutations(row)) for row in data.draw(st.permutations(study))]
    one, other = disorder_of(study), disorder_of(turned)
    for name in ("disorder", "apart", "weight"):
        assert (getattr(one, name) == getattr(other, name)).all()


@pytest.mark.parametrize("mark", [(-1, 3, 0), (5, 5, 0), (8, 11, 0), (1, 2, -1)])
def test_a_mark_outside_of_the_text_is_refused(mark):
    with pytest.raises(InvalidSpan):
        Document.of([[mark], []], 10)


def test_a_lone_unit_costs_the_weight_of_an_empty_place():
    assert disorder_of([[(0, 10, 0)], []], Dissimilarity(delta_empty=0.5)).disorder[0] == 1.0
    assert alignments.best_alignment(Document.of([[(0, 10, 0)], []], 10), Dissimilarity()) == ((0,),)
