from collections import Counter
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.assignments import Unit, Wishes, load, overlap
from annotations.assignments import plan_assignments as plan_units
from annotations.errors import ImpossiblePlan


def plan_assignments(articles, annotators, *, per_article, seed):
    units = [Unit(article) for article in articles]
    return plan_units(units, annotators, Wishes(per_article=per_article, seed=seed))


def test_all_by_all_gives_everybody_every_article_once():
    plan = plan_assignments(["x", "y", "z"], ["A", "B"], per_article=None, seed=1)
    assert Counter((one.article, one.annotator) for one in plan) == Counter(
        (a, b) for a in "xyz" for b in "AB"
    )
    assert load(plan) == {"A": 3, "B": 3}
    assert overlap(plan) == {("A", "B"): 3}


@given(st.integers(1, 40), st.integers(1, 8), st.integers(1, 8), st.integers())
def test_every_article_has_its_number_of_annotators_and_loads_differ_by_one_at_most(
    articles, people, wanted, seed
):
    wanted = min(wanted, people)
    plan = plan_assignments(range(articles), range(people), per_article=wanted, seed=seed)
    assert len({(one.article, one.annotator) for one in plan}) == len(plan)
    assert set(Counter(one.article for one in plan).values()) == {wanted}
    loads = [load(plan).get(person, 0) for person in range(people)]
    assert max(loads) - min(loads) <= 1


@given(st.integers(1, 30), st.integers(1, 5), st.integers())
def test_the_positions_of_an_annotator_count_from_one(articles, people, seed):
    plan = plan_assignments(range(articles), range(people), per_article=None, seed=seed)
    for person in range(people):
        assert [one.position for one in plan if one.annotator == person] == list(range(1, articles + 1))


def test_the_same_seed_gives_the_same_plan_and_another_seed_another():
    first, again, other = (plan_assignments(range(30), range(4), per_article=2, seed=s) for s in (7, 7, 8))
    assert first == again
    assert first != other


def test_a_plan_made_today_is_the_plan_made_in_ten_years():
    plan = plan_assignments("abcd", ["P", "Q", "R"], per_article=2, seed=2024)
    assert [(one.annotator, one.position, one.article) for one in plan] == [
        ("P", 1, "a"),
        ("P", 2, "b"),
        ("P", 3, "c"),
        ("Q", 1, "c"),
        ("Q", 2, "b"),
        ("Q", 3, "d"),
        ("R", 1, "d"),
        ("R", 2, "a"),
    ]


def test_annotators_read_in_orders_of_their_own():
    plan = plan_assignments(range(50), range(3), per_article=None, seed=3)
    orders = [[one.article for one in plan if one.annotator == person] for person in range(3)]
    assert all(one != other for one, other in combinations(orders, 2))


def test_pairs_rotate_so_that_everybody_meets_everybody_about_equally():
    shared = overlap(plan_assignments(range(60), range(5), per_article=2, seed=5))
    assert len(shared) == 10
    assert max(shared.values()) - min(shared.values()) <= 2


@pytest.mark.parametrize(
    ("articles", "annotators", "per_article", "reason"),
    [
        ([], ["A"], None, "no articles"),
        (["x"], [], None, "nobody"),
        (["x", "x"], ["A"], None, "article is listed twice"),
        (["x"], ["A", "A"], None, "annotator is listed twice"),
        (["x"], ["A"], 0, "at least one"),
        (["x"], ["A"], True, "at least one"),
        (["x"], ["A", "B"], 3, "by 3 annotators, but there are only 2"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_with_the_reason(articles, annotators, per_article, reason):
    with pytest.raises(ImpossiblePlan, match=reason):
        plan_assignments(articles, annotators, per_article=per_article, seed=0)
