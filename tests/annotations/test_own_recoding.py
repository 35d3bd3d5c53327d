"""What is coded again is drawn by the seed alone, from own work, spread over weeks and outlets."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.assignments.recoding import Again, Coded, draw, mixed
from annotations.errors import ImpossiblePlan

works = st.lists(
    st.builds(
        Coded,
        st.integers(1, 4),
        st.integers(1, 40),
        st.sampled_from([None, "A", "B"]),
        st.sampled_from(["1", "2", "3"]),
    ),
    max_size=60,
    unique_by=lambda one: (one.annotator, one.article),
)
agains = st.one_of(
    st.builds(Again, count=st.integers(1, 12), seed=st.integers(0, 9)),
    st.builds(Again, share=st.floats(0.01, 1), seed=st.integers(0, 9)),
)


@given(works, agains)
def test_only_what_an_annotator_submitted_is_drawn_and_nothing_twice(coded, wanted):
    chosen = draw(coded, wanted)
    own = Counter(one.annotator for one in coded)
    assert chosen == draw(list(reversed(coded)), wanted)
    assert chosen.keys() == own.keys()
    for annotator, articles in chosen.items():
        assert len(articles) == len(set(articles)) == wanted.of(own[annotator]) >= 1
        assert {(annotator, article) for article in articles} <= {
            (one.annotator, one.article) for one in coded
        }


@given(works, st.integers(1, 12), st.integers(0, 9))
def test_weeks_are_drawn_from_evenly_as_long_as_they_last(coded, count, seed):
    for annotator, articles in draw(coded, Again(count=count, seed=seed)).items():
        own = [one for one in coded if one.annotator == annotator]
        there = Counter(one.week for one in own)
        drawn = Counter(one.week for one in own if one.article in articles)
        left = [drawn[week] for week in there if drawn[week] < there[week]]
        assert not left or max(drawn.values()) - min(left) <= 1


@given(st.lists(st.integers(1, 99), max_size=9, unique=True), st.sets(st.integers(1, 50)), st.integers(0, 9))
def test_what_comes_again_is_spread_over_what_is_still_owed(articles, owed, seed):
    placed = mixed(articles, sorted(owed), 50, seed)
    assert [article for article, _ in placed] == articles
    places = Counter(place for _, place in placed)
    assert places.keys() <= (owed or {50})
    if owed and articles:
        assert max(places.values()) <= -(-len(articles) // len(owed))


@pytest.mark.parametrize(
    "wrong", [{}, {"count": 0}, {"share": 0.0}, {"share": 1.5}, {"count": 1, "share": 0.5}]
)
def test_a_wish_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ImpossiblePlan):
        Again(**wrong)
