"""What holds for the truth of any table of values."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement.truth import dawid_skene, mace, majority
from annotations.agreement.truth.em import Limits, climb
from annotations.agreement.truth.models import DawidSkene, Mace
from annotations.agreement.truth.votes import votes_of
from tests.annotations.agreement.truth_studies import data_of

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


def same_truth(truth, other, probabilities) -> None:
    """Two answers may be equally likely; the order of the sums decides to which of them a climb comes."""
    assert (truth.fit is None) == (other.fit is None)
    if truth.fit is None:
        assert truth.probabilities == pytest.approx(probabilities, abs=1e-6)
    else:
        assert truth.fit.log_posterior == pytest.approx(other.fit.log_posterior, abs=1e-4)


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
    same_truth(truth, other, other.probabilities[back])
    assert [one.annotator for one in truth.annotators] == [one.annotator for one in other.annotators]


@pytest.mark.parametrize("method", [majority, dawid_skene])
@given(values=tables(), order=st.permutations(range(3)))
@settings(deadline=None, max_examples=50)
def test_renaming_the_categories_renames_the_truth(method, values, order):
    renamed = [[order[code] if code >= 0 else code for code in row] for row in values]
    truth, other = method(named(values)), method(named(renamed))
    same_truth(truth, other, other.probabilities[:, list(order)])


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
    for row, shares in zip(values, truth.probabilities, strict=True):
        said = [code for code in row if code >= 0]
        expected = [said.count(code) / len(said) if said else 0 for code in range(3)]
        assert shares.tolist() == pytest.approx(expected)
