"""The truth of each unit and the competence of each annotator, where both are known."""

import numpy as np
import pytest

from annotations.agreement.intervals import Plan
from annotations.agreement.truth import Limits, dawid_skene, mace, majority
from annotations.reliability import table_data
from tests.annotations.agreement import naive_truth
from tests.annotations.agreement.truth_studies import data_of, study, symmetric

SKILLED = [
    [[0.9, 0.1, 0.0], [0.05, 0.9, 0.05], [0.1, 0.1, 0.8]],
    [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.0, 0.3, 0.7]],
    [[0.95, 0.0, 0.05], [0.3, 0.6, 0.1], [0.1, 0.0, 0.9]],
    [[0.6, 0.2, 0.2], [0.2, 0.6, 0.2], [0.2, 0.2, 0.6]],
    [[0.85, 0.1, 0.05], [0.1, 0.85, 0.05], [0.15, 0.05, 0.8]],
]
METHODS = (majority, dawid_skene, mace)


def rows_of(data):
    return [[None if value < 0 else int(value) for value in row] for row in data.values]


def test_the_majority_is_what_most_annotators_said():
    truth = majority(table_data([["a", "a", "b"], ["b", "b", None], ["c", None, None]], level="nominal"))
    assert truth.values == ("a", "b", "c")
    assert truth.probabilities[0].tolist() == pytest.approx([2 / 3, 1 / 3, 0])


def test_a_tie_is_shown_and_never_broken():
    truth = majority(table_data([["a", "b"], ["a", "a"], ["c", "b"]], level="nominal"))
    assert truth.values == (None, "a", None)
    assert truth.ties == (0, 2)
    assert truth.why_none(0) == "tie: a, b"
    assert truth.why_none(1) == ""
    assert truth.why_none(2) == "tie: b, c"


@pytest.mark.parametrize("method", METHODS)
def test_a_unit_without_values_has_no_truth(method):
    rows = [["a", "a", "b"], [None, None, None], ["b", "b", "b"], ["a", "a", "a"], ["a", "b", "b"]]
    truth = method(table_data(rows, level="nominal"))
    assert truth.values[1] is None
    assert truth.why_none(1) == "no value"
    assert truth.why_none(2) == ""
    assert not truth.probabilities[1].any()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no values"),
        ([[None, None]], "no values"),
        ([["a", None], ["b", None]], "only one annotator"),
        ([["a"], ["b"]], "only one annotator"),
        ([["a", "a", "a"], ["a", "a", None]], "no variation: every value is a"),
        ([["a", "b"], ["b", "b"]], "no unit has three values: truth and errors cannot be told apart"),
        (
            [["a", "b", None], [None, "b", "a"], ["a", None, "a"]],
            "no unit has three values: truth and errors cannot be told apart",
        ),
    ],
)
@pytest.mark.parametrize("method", [dawid_skene, mace])
def test_models_say_why_they_have_no_answer(method, rows, reason):
    truth = method(table_data(rows, level="nominal"), plan=Plan())
    assert truth.reason == reason
    assert truth.annotators == ()
    assert truth.values == (None,) * len(rows)
    assert all(truth.why_none(place) == reason for place in range(len(rows)))


def test_nobody_is_no_majority():
    assert majority(table_data([[None, None]], level="nominal")).reason == "no values"


def test_dawid_skene_finds_the_matrices_that_made_the_data():
    known = study(SKILLED, units=20_000, shares=[0.5, 0.3, 0.2], missing=0.2)
    truth = dawid_skene(known.data)
    for one, matrix in zip(truth.annotators, known.matrices, strict=True):
        assert one.confusion == pytest.approx(matrix, abs=0.03)
    assert [share for _, share in truth.prevalence] == pytest.approx([0.5, 0.3, 0.2], abs=0.02)


def test_models_find_more_of_the_truth_than_the_majority():
    known = study(symmetric(3, 0.95, 0.9, 0.45, 0.4, 0.4), units=3000)
    right = {method: np.mean(method(known.data).chosen == known.truth) for method in METHODS}
    assert right[dawid_skene] > right[majority] + 0.05
    assert right[mace] > right[majority] + 0.05


def test_mace_finds_who_knows_and_who_guesses():
    knows, guess = [0.9, 0.7, 0.8, 0.0], np.array([0.7, 0.2, 0.1])
    matrices = [np.eye(3) * k + (1 - k) * guess for k in knows]
    truth = mace(study(matrices, units=20_000).data)
    assert [one.agreement.value for one in truth.annotators] == pytest.approx(knows, abs=0.03)


def test_who_always_says_the_opposite_does_not_turn_the_classes_round():
    matrices = [[[0.9, 0.1], [0.1, 0.9]], [[0.85, 0.15], [0.2, 0.8]], [[0.05, 0.95], [0.9, 0.1]]]
    known = study([*matrices, [[0.8, 0.2], [0.2, 0.8]]], units=4000)
    truth = dawid_skene(known.data)
    assert truth.annotators[2].confusion == pytest.approx(np.array(matrices[2]), abs=0.05)
    assert np.mean(truth.chosen == known.truth) > 0.9
    assert not any("exchanged" in note for note in truth.notes)


@pytest.mark.parametrize("smoothing", [0.0, 0.01, 1.0])
@pytest.mark.parametrize("steps", [0, 1, 7])
def test_dawid_skene_is_what_its_equations_say(smoothing, steps):
    known = study(SKILLED[:3], units=40, missing=0.2, seed=3)
    rows = [row for row in rows_of(known.data) if any(value is not None for value in row)]
    truth = dawid_skene(
        table_data(rows, level="nominal", categories=range(3)),
        smoothing=smoothing,
        limits=Limits(steps, tolerance=-np.inf),
    )
    classes, _, matrices, climb = naive_truth.dawid_skene(rows, range(3), steps=steps, smoothing=smoothing)
    assert truth.probabilities == pytest.approx(np.array([[c[t] for t in range(3)] for c in classes]))
    assert [share for _, share in truth.prevalence] == pytest.approx(
        np.mean([[one[t] for t in range(3)] for one in classes], axis=0)
    )
    assert truth.fit.log_posterior == pytest.approx(climb[-1])
    for one, matrix in zip(truth.annotators, matrices, strict=True):
        assert one.confusion == pytest.approx(np.array([[matrix[t][v] for v in range(3)] for t in range(3)]))


def test_mace_is_what_its_equations_say():
    known = study(SKILLED[:3], units=30, missing=0.2, seed=4)
    rows = [row for row in rows_of(known.data) if any(value is not None for value in row)]
    truth = mace(table_data(rows, level="nominal", categories=range(3)), smoothing=0.5, restarts=1)
    counts = [{v: sum(row[who] == v for row in rows) + 1 for v in range(3)} for who in range(3)]
    guesses = [{v: count / sum(one.values()) for v, count in one.items()} for one in counts]
    knows, climb = [0.5] * 3, []
    for _ in range(truth.fit.steps + 1):
        at = knows
        density, classes, knows, guesses = naive_truth.mace_step(
            rows, range(3), knows, guesses, smoothing=0.5
        )
        climb.append(density)
    assert climb == sorted(climb)
    assert truth.fit.log_posterior == pytest.approx(climb[-1])
    assert truth.probabilities == pytest.approx(np.array([[c[t] for t in range(3)] for c in classes]))
    assert [one.agreement.value for one in truth.annotators] == pytest.approx(at)


def test_readings_by_the_same_annotator_share_one_matrix():
    known = study([SKILLED[0], SKILLED[0], SKILLED[1], SKILLED[4]], units=5000)
    data = data_of(known.data.values, 3, annotators=("anna", "anna", "ben", "cleo"))
    truth = dawid_skene(data)
    assert [one.annotator for one in truth.annotators] == ["anna", "ben", "cleo"]
    assert truth.annotators[0].confusion == pytest.approx(np.array(SKILLED[0]), abs=0.03)
    assert truth.annotators[0].agreement.values == 10_000
    assert truth.annotators[0].agreement.units == 5000


def test_an_annotator_without_values_has_no_competence():
    rows = [["a", "a", "b", None], ["b", "b", "b", None], ["a", "a", "a", None], ["a", "b", "b", None]]
    for method in (dawid_skene, mace):
        last = method(table_data(rows, level="nominal"), plan=Plan()).annotators[-1]
        assert last.agreement.value is None
        assert last.agreement.reason == "no values"
        assert last.agreement.interval is None
        assert last.confusion is None


def test_a_climb_that_was_cut_short_says_so():
    known = study(SKILLED, units=300)
    short = dawid_skene(known.data, limits=Limits(steps=2))
    assert not short.fit.converged
    assert "not converged after 2 steps" in short.notes
    assert dawid_skene(known.data).fit.converged


@pytest.mark.parametrize("method", [dawid_skene, mace])
def test_impossible_settings_are_refused(method):
    data = study(SKILLED, units=10).data
    with pytest.raises(ValueError, match="smoothing"):
        method(data, smoothing=-1)


def test_mace_needs_a_start():
    with pytest.raises(ValueError, match="start"):
        mace(study(SKILLED, units=10).data, restarts=0)


def test_the_prior_is_named():
    truth = dawid_skene(study(SKILLED, units=50).data, smoothing=0.5)
    assert any("0.5 values added to each cell" in note for note in truth.notes)
