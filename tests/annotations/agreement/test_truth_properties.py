"""What holds for the truth of any table of values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement.truth import dawid_skene, mace, majority
from annotations.agreement.truth.em import Limits, climb, expectation, shares
from annotations.agreement.truth.models import DawidSkene, Mace
from annotations.agreement.truth.votes import votes_of
from tests.annotations.agreement.truth_studies import data_of, study, symmetric

METHODS = (majority, dawid_skene, mace)
CODES = st.integers(-1, 2)


@st.composite
def tables(draw):
    annotators = draw(st.integers(1, 4))
    return draw(st.lists(st.lists(CODES, min_size=annotators, max_size=annotators), min_size=1, max_size=8))


def named(values, order=None):
    names = tuple(f"annotator {place}" for place in (order or range(len(values[0]))))
    return data_of(values, 3, annotators=names)


@pytest.mark.parametrize("method", METHODS)
@given(values=tables())
@settings(deadline=None, max_examples=50)
def test_there_is_an_answer_or_a_reason(method, values):
    truth = method(named(values))
    assert np.isfinite(truth.probabilities).all()
    for place, row in enumerate(values):
        total = truth.probabilities[place].sum()
        valued = max(row) >= 0 and not truth.reason
        assert total == pytest.approx(1.0 if valued else 0.0)
        assert (truth.values[place] is None) == bool(truth.why_none(place))
    for one in truth.annotators:
        assert (one.agreement.value is None) == bool(one.agreement.reason)
        assert one.agreement.value is None or 0 <= one.agreement.value <= 1
        assert one.confusion is None or one.confusion.sum(axis=1) == pytest.approx(np.ones(3))


def is_unique(values) -> bool:
    """Return whether starts that hardly differ climb to one and the same answer."""
    votes, model, runs = votes_of(named(values)), DawidSkene(0.01), 6
    rng = np.random.default_rng(1)
    start = []
    for one in model.start(votes):
        many = np.repeat(one, runs, axis=0)
        start.append(shares(many * np.exp(rng.normal(0, 1e-4, many.shape))))
    weights = np.repeat(votes.occurs[None], runs, axis=0)
    found = climb(votes, weights, model, tuple(start), Limits()).parameters
    posterior, _ = expectation(votes, *model.log_chances(found))
    return bool((np.ptp(posterior, axis=0) < 1e-3).all())


def same_truth(values, truth, other, probabilities) -> None:
    """Two answers may be equally likely; the order of the sums decides to which of them a climb comes."""
    assert (truth.fit is None) == (other.fit is None)
    if truth.fit is not None:
        assert truth.fit.log_posterior == pytest.approx(other.fit.log_posterior, abs=1e-4)
    if truth.fit is None or is_unique(values):
        close = 1e-6 if truth.fit is None else 1e-2
        assert truth.probabilities == pytest.approx(probabilities, abs=close)


def test_a_planted_truth_is_the_same_under_other_names_and_in_another_order():
    planted = study(symmetric(3, 0.9, 0.8, 0.85, 0.7), units=60, seed=3)
    values = planted.data.values.tolist()
    assert is_unique(values)
    # Two annotators who differ on every unit: either may be right.
    assert not is_unique([[0, 0, 1], [1, 1, 0]] * 2 + [[0, 1, -1], [1, 0, -1]] * 3)
    truth = dawid_skene(named(values))
    renamed = dawid_skene(named([[(code + 1) % 3 for code in row] for row in values]))
    assert truth.probabilities == pytest.approx(renamed.probabilities[:, [1, 2, 0]], abs=1e-4)
    back = dawid_skene(named([row[::-1] for row in values[::-1]], (3, 2, 1, 0)))
    assert truth.probabilities == pytest.approx(back.probabilities[::-1], abs=1e-4)


@pytest.mark.parametrize("method", [majority, dawid_skene])
@given(values=tables(), data=st.data())
@settings(deadline=None, max_examples=50)
def test_the_order_of_units_and_annotators_changes_nothing(method, values, data):
    units = data.draw(st.permutations(range(len(values))))
    people = data.draw(st.permutations(range(len(values[0]))))
    shuffled = [[values[unit][who] for who in people] for unit in units]
    truth, other = method(named(values)), method(named(shuffled, people))
    assert truth.reason == other.reason
    back = np.argsort(units)
    same_truth(values, truth, other, other.probabilities[back])
    assert [one.annotator for one in truth.annotators] == [one.annotator for one in other.annotators]


@pytest.mark.parametrize("method", [majority, dawid_skene])
@given(values=tables(), order=st.permutations(range(3)))
@settings(deadline=None, max_examples=50)
def test_renaming_the_categories_renames_the_truth(method, values, order):
    renamed = [[order[code] if code >= 0 else code for code in row] for row in values]
    truth, other = method(named(values)), method(named(renamed))
    same_truth(values, truth, other, other.probabilities[:, list(order)])


@given(values=tables(), order=st.permutations(range(3)))
@settings(deadline=None, max_examples=50)
def test_mace_climbs_as_high_under_other_names(values, order):
    renamed = [[order[code] if code >= 0 else code for code in row] for row in values]
    truth, other = mace(named(values)), mace(named(renamed[::-1]))
    assert (truth.fit is None) == (other.fit is None)
    if truth.fit is not None:
        assert truth.fit.log_posterior == pytest.approx(other.fit.log_posterior, abs=1e-4)


@pytest.mark.parametrize("smoothing", [0.0, 0.01, 0.5])
@pytest.mark.parametrize("model", [DawidSkene, Mace])
@given(values=tables(), seed=st.integers(0, 9))
@settings(deadline=None, max_examples=40)
def test_no_step_loses_likelihood(model, smoothing, values, seed):
    votes = votes_of(named(values))
    if not votes.rows:
        return
    chosen = model(smoothing)
    start = chosen.starts(votes, 3, seed) if isinstance(chosen, Mace) else chosen.start(votes)
    weights = np.repeat(votes.occurs[None], len(start[0]), axis=0)
    path = climb(votes, weights, chosen, start, Limits(steps=60)).path
    # Near a parameter of zero the floor under its logarithm costs what rounding costs.
    assert (np.diff(path, axis=0) >= -1e-7).all()


@given(values=tables(), times=st.integers(2, 4))
@settings(deadline=None, max_examples=40)
def test_units_told_several_times_change_no_maximum_likelihood(values, times):
    steps = Limits(steps=30, tolerance=-np.inf)
    once, often = (dawid_skene(named(rows), smoothing=0, limits=steps) for rows in (values, values * times))
    assert once.probabilities == pytest.approx(often.probabilities[: len(values)], abs=1e-9)


@given(values=tables())
@settings(deadline=None, max_examples=40)
def test_each_unit_has_the_share_of_its_own_votes(values):
    truth = majority(named(values))
    for row, found in zip(values, truth.probabilities, strict=True):
        said = [code for code in row if code >= 0]
        expected = [said.count(code) / len(said) if said else 0 for code in range(3)]
        assert found.tolist() == pytest.approx(expected)
