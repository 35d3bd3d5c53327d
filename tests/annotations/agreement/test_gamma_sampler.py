"""Random continua look like real ones, but for the agreement."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement.gamma import Document
from annotations.agreement.gamma.sampler import (
    generator,
    is_crowded,
    least_distance,
    random_continuum,
    spaced,
)
from tests.annotations.agreement.gamma_studies import marks


@given(
    n=st.integers(2, 6),
    length=st.integers(1, 500),
    share=st.floats(0, 1),
    seed=st.integers(0, 10_000),
)
@settings(deadline=None)
def test_shifts_keep_their_distance_round_the_text(n, length, share, seed):
    least = share * length / (2 * n - 1)
    found = np.sort(spaced(n, length, least, np.random.default_rng(seed)))
    assert found.size == n
    assert (found >= 0).all()
    assert (found < length).all()
    assert np.diff(found, append=found[0] + length).min() >= least - 1e-9


def test_shifts_fall_everywhere_they_may():
    draws = np.array([spaced(2, 100, 20, generator(1, 0, sample)) for sample in range(4000)])
    apart = (draws[:, 1] - draws[:, 0]) % 100
    counts = np.histogram(apart, bins=6, range=(20, 80))[0]
    assert np.abs(counts / 4000 - 1 / 6).max() < 0.03
    assert np.abs(np.histogram(draws[:, 0], bins=5, range=(0, 100))[0] / 4000 - 1 / 5).max() < 0.03


@given(study=marks(), seed=st.integers(0, 1000))
@settings(deadline=None)
def test_a_random_annotator_has_the_units_of_a_real_one_shifted_round_the_text(study, seed):
    document = Document.of(study, 40)
    found = random_continuum(document, generator(seed, 0, 0))
    real = [_shape(document.units, who, 40) for who in range(document.annotators)]
    assert len(found)
    assert (found.start < 40).all()
    for who in range(document.annotators):
        own = _shape(found, who, 40)
        assert any(_is_shifted(own, other) for other in real)


def _shape(units, who, length):
    """The position of each unit from the first on, its length and its label, all round the text."""
    own = units.annotator == who
    start = units.start[own]
    first = start[0] if start.size else 0
    return np.column_stack([(start - first) % length, units.length[own], units.category[own]])


def _is_shifted(one, other):
    if one.shape != other.shape:
        return False
    # Just under a whole turn is the same as none, up to rounding.
    turn = np.abs(one - other) % 40
    return bool((np.minimum(turn, 40 - turn) < 1e-9).all())


def test_a_unit_as_long_as_the_text_stays_where_it_is():
    found = random_continuum(Document.of([[(0, 10, 0)], [(0, 10, 0)]], 10), generator(1, 0, 0))
    assert (found.start.tolist(), found.end.tolist()) == ([0.0, 0.0], [10.0, 10.0])


def test_shifts_are_a_mean_unit_length_apart_where_the_text_has_room():
    roomy = Document.of([[(0, 10, 0)], [(20, 40, 1)]], 100)
    crowded = Document.of([[(0, 30, 0)], [(10, 40, 1)]], 60)
    assert (least_distance(roomy), is_crowded(roomy)) == (15.0, False)
    assert (least_distance(crowded), is_crowded(crowded)) == (20.0, True)


def test_every_sample_has_draws_of_its_own_that_no_other_changes():
    first, again = generator(3, 0, 1).random(4), generator(3, 0, 1).random(4)
    assert (first == again).all()
    for other in (generator(4, 0, 1), generator(3, 1, 1), generator(3, 0, 2)):
        assert not np.isin(other.random(4), first).any()


def test_no_random_continuum_is_empty():
    document = Document.of([[(2, 5, 0)], [], []], 20)
    assert all(len(random_continuum(document, generator(1, 0, sample))) for sample in range(200))


@pytest.mark.parametrize("annotators", [2, 3, 5])
def test_annotators_are_drawn_with_replacement(annotators):
    document = Document.of([[(place, place + 2, place)] for place in range(annotators)], 50)
    seen = [random_continuum(document, generator(2, 0, sample)).category for sample in range(100)]
    assert {len(set(one.tolist())) for one in seen} >= {annotators - 1, annotators} - {0}
