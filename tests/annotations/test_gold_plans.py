"""Gold articles in a plan: the same for everybody, once, and nothing else changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.assignments import Subsample, Unit, Wishes, load, mix_in, plan_assignments
from annotations.errors import ImpossiblePlan


@st.composite
def plans(draw):
    people, articles = draw(st.integers(1, 5)), draw(st.integers(6, 25))
    each = draw(st.integers(max(1, -(-2 * people // articles)), people))
    subsample = Subsample(count=3) if each < people and draw(st.booleans()) else None
    order = draw(st.sampled_from(["mixed", "latin"]))
    wishes = Wishes(each, subsample, seed=draw(st.integers(0, 99)), order=order)
    units = [Unit(number, outlet=number % 3, event=number // 3) for number in range(articles)]
    return plan_assignments(units, list(range(people)), wishes), list(range(people)), wishes.seed


def orders(planned):
    found = {}
    for one in sorted(planned, key=lambda one: one.position):
        found.setdefault(one.annotator, []).append(one.article)
    return found


@given(plans(), st.integers(0, 6))
def test_everybody_gets_the_same_gold_once_and_the_rest_stays_as_it_was(given_plan, count):
    planned, people, seed = given_plan
    gold = [f"gold {number}" for number in range(count)]
    if any(load(planned).get(one, 0) < 2 for one in people):
        return
    moved, mixed = mix_in(planned, gold, people, seed)
    assert orders(moved) == orders(planned)
    assert load(moved) == load(planned)
    for one in people:
        assert sorted(each.article for each in mixed if each.annotator == one) == gold
        places = sorted(each.position for each in (*moved, *mixed) if each.annotator == one)
        assert places == list(range(1, len(places) + 1))
    assert all(each.position > 2 for each in mixed)
    assert mix_in(planned, gold, people, seed) == (moved, mixed)


def test_places_differ_between_annotators_and_seeds():
    units = [Unit(number) for number in range(30)]
    planned = plan_assignments(units, [0, 1, 2], Wishes())
    places = {
        tuple(one.position for one in mix_in(planned, ["g", "h"], [0, 1, 2], seed)[1]) for seed in range(5)
    }
    assert len(places) == 5
    one = mix_in(planned, ["g"], [0, 1, 2], 1)[1]
    assert len({each.position for each in one}) > 1


def test_gold_needs_others_around_it_and_is_none_of_them():
    planned = plan_assignments([Unit(1), Unit(2)], [0, 1], Wishes(per_article=1))
    with pytest.raises(ImpossiblePlan, match="third at the earliest"):
        mix_in(planned, ["g"], [0, 1], 1)
    planned = plan_assignments([Unit(1), Unit(2)], [0], Wishes())
    with pytest.raises(ImpossiblePlan, match="as well"):
        mix_in(planned, [2], [0], 1)
