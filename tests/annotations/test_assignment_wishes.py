"""Plans with caps, strata, a subsample, a Latin square and work that has begun."""

from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.assignments import (
    Subsample,
    Unit,
    Wishes,
    balanced_square,
    double_coded,
    drawn,
    load,
    plan_assignments,
)
from annotations.errors import ImpossiblePlan


@st.composite
def studies(draw):
    """Articles with outlets and events, people, and wishes that may or may not be possible."""
    articles, people = draw(st.integers(1, 25)), draw(st.integers(1, 7))
    units = [
        Unit(f"a{i}", f"outlet {draw(st.integers(0, 3))}", draw(st.integers(0, 2))) for i in range(articles)
    ]
    annotators = [f"A{i}" for i in range(people)]
    subsample = draw(
        st.none()
        | st.builds(Subsample, count=st.integers(1, articles), per_article=st.none() | st.integers(1, people))
    )
    caps = draw(st.dictionaries(st.sampled_from(annotators), st.integers(0, articles)))
    wishes = Wishes(
        per_article=draw(st.none() | st.integers(1, people)),
        subsample=subsample,
        caps=caps,
        stratified=draw(st.booleans()),
        order=draw(st.sampled_from(["mixed", "latin"])),
        seed=draw(st.integers(0, 1000)),
    )
    return units, annotators, wishes


def teams(plan):
    found = {}
    for one in plan:
        found.setdefault(one.article, []).append(one.annotator)
    return found


def wanted(units, annotators, wishes):
    base = wishes.per_article or len(annotators)
    more = (wishes.subsample.per_article or len(annotators)) if wishes.subsample else base
    chosen = set(drawn(units, wishes))
    return {unit.article: more if place in chosen else base for place, unit in enumerate(units)}


def possible(units, annotators, wishes):
    """Gale (1957) and Ryser (1957): the t most coded articles fit into the caps, for every t."""
    needs = sorted(wanted(units, annotators, wishes).values(), reverse=True)
    caps = [wishes.caps.get(one, len(units)) for one in annotators]
    fits = all(sum(needs[:t]) <= sum(min(cap, t) for cap in caps) for t in range(1, len(needs) + 1))
    more = wishes.subsample and (wishes.subsample.per_article or len(annotators))
    return fits and (not more or more > (wishes.per_article or len(annotators)))


@given(studies())
def test_every_article_gets_its_different_annotators_or_the_plan_is_refused(study):
    units, annotators, wishes = study
    if not possible(units, annotators, wishes):
        with pytest.raises(ImpossiblePlan, match=r"\.$"):
            plan_assignments(units, annotators, wishes)
        return
    plan = plan_assignments(units, annotators, wishes)
    found = teams(plan)
    assert {article: len(team) for article, team in found.items()} == wanted(units, annotators, wishes)
    assert all(len(set(team)) == len(team) for team in found.values())
    assert plan == plan_assignments(units, annotators, wishes)


@given(studies())
def test_loads_differ_by_one_at_most_unless_a_cap_forbids(study):
    units, annotators, wishes = study
    try:
        owed = load(plan_assignments(units, annotators, wishes))
    except ImpossiblePlan:
        return
    loads = {one: owed.get(one, 0) for one in annotators}
    assert all(loads[one] <= cap for one, cap in wishes.caps.items())
    free = [number for one, number in loads.items() if number < wishes.caps.get(one, len(units) + 1)]
    assert max(loads.values()) - min(free, default=max(loads.values())) <= 1


@given(studies(), st.data())
def test_work_that_has_begun_stays_whoever_joins_or_leaves(study, data):
    units, annotators, wishes = study
    try:
        before = plan_assignments(units, annotators, wishes)
    except ImpossiblePlan:
        return
    begun = [one for one in before if data.draw(st.booleans())]
    kept = {}
    for one in begun:
        kept.setdefault(one.article, []).append(one.annotator)
    team = data.draw(st.lists(st.sampled_from([*annotators, "new 1", "new 2"]), unique=True, min_size=1))
    more = [*units, Unit("added")]
    try:
        after = plan_assignments(more, team, wishes, kept=kept)
    except ImpossiblePlan:
        return
    owed = {(one.article, one.annotator) for one in after}
    assert len(owed) == len(after)
    assert all((one.article, one.annotator) in owed for one in begun if one.annotator in team)


def test_a_joining_annotator_takes_over_what_nobody_has_begun():
    units = [Unit(number) for number in range(12)]
    plan = plan_assignments(units, ["A", "B"], Wishes(per_article=1))
    first = next(one for one in plan if one.annotator == "A")
    after = plan_assignments(units, ["A", "B", "C"], Wishes(per_article=1), kept={first.article: ["A"]})
    assert load(after) == {"A": 4, "B": 4, "C": 4}
    assert (first.article, "A") in {(one.article, one.annotator) for one in after}


def test_what_somebody_began_who_left_counts_for_its_article():
    units = [Unit("x"), Unit("y")]
    plan = plan_assignments(units, ["B", "C"], Wishes(per_article=1), kept={"x": ["A"]})
    assert [one.article for one in plan] == ["y"]
    everybody = plan_assignments(units, ["B", "C"], Wishes(), kept={"x": ["A"]})
    assert len(everybody) == 4


def test_caps_that_only_a_detour_can_keep_are_kept():
    # Whoever has room is on the article already: somebody must pass another article on.
    plan = plan_assignments(
        [Unit(n) for n in range(3)], list("ABC"), Wishes(per_article=2, caps={"A": 1, "B": 2})
    )
    assert load(plan) == {"A": 1, "B": 2, "C": 3}


def test_caps_that_leave_too_little_room_are_refused_with_the_numbers():
    with pytest.raises(ImpossiblePlan, match="need 4 assignments, but the 2 annotators may take only 3"):
        plan_assignments([Unit("x"), Unit("y")], ["A", "B"], Wishes(per_article=2, caps={"A": 1}))


def test_a_stratified_subsample_takes_its_share_of_every_outlet_and_event():
    units = [Unit(i, outlet=i % 4, event=i % 3) for i in range(120)]
    wishes = Wishes(per_article=1, subsample=Subsample(share=0.2), stratified=True, seed=3)
    chosen = drawn(units, wishes)
    assert len(chosen) == 24
    assert set(Counter(units[place].stratum for place in chosen).values()) == {2}


@pytest.mark.parametrize(
    ("subsample", "size"),
    [(Subsample(share=0.07), 7), (Subsample(share=0.001), 1), (Subsample(count=30), 30)],
)
def test_a_share_is_rounded_up(subsample, size):
    assert len(drawn([Unit(i) for i in range(100)], Wishes(subsample=subsample))) == size


@pytest.mark.parametrize(
    "subsample", [Subsample(), Subsample(share=0.2, count=3), Subsample(share=0), Subsample(count=11)]
)
def test_a_subsample_that_cannot_be_drawn_is_refused(subsample):
    with pytest.raises(ImpossiblePlan):
        plan_assignments([Unit(i) for i in range(10)], ["A", "B"], Wishes(1, subsample))


def test_a_stratified_plan_spreads_every_outlet_over_all_annotators():
    units = [Unit(i, outlet=i % 5) for i in range(60)]
    plan = plan_assignments(units, list("ABC"), Wishes(per_article=1, stratified=True))
    outlet = {unit.article: unit.outlet for unit in units}
    assert set(Counter((one.annotator, outlet[one.article]) for one in plan).values()) == {4}


@pytest.mark.parametrize("size", range(1, 9))
def test_in_the_square_everything_stands_everywhere_and_follows_everything_equally_often(size):
    rows = balanced_square(size)
    times = len(rows) // size
    assert all(set(row) == set(range(size)) for row in rows)
    assert set(Counter((place, one) for row in rows for place, one in enumerate(row)).values()) == {times}
    follows = Counter(pair for row in rows for pair in pairwise(row))
    assert len(follows) == size * (size - 1)
    assert len(set(follows.values())) <= 1


def test_a_latin_order_reads_an_event_together_with_its_outlets_in_rows_of_the_square():
    units = [Unit((e, o), outlet=f"outlet {o}", event=f"event {e}") for e in range(3) for o in range(4)]
    plan = plan_assignments(units, range(4), Wishes(order="latin"))
    for person in range(4):
        own = [one.article for one in sorted(plan, key=lambda one: one.position) if one.annotator == person]
        assert [e for e, _ in own[::4]] == list(dict.fromkeys(e for e, _ in own))
    firsts = Counter(one.article for one in plan if one.position == 1)
    assert len({o for _, o in firsts}) == 4 or len(firsts) == 4


def test_the_outlets_whose_articles_are_coded_twice_are_counted():
    units = [Unit(i, outlet="Morning Post" if i < 6 else "Evening Star") for i in range(10)]
    wishes = Wishes(per_article=1, subsample=Subsample(count=5, per_article=2), stratified=True)
    plan = plan_assignments(units, ["A", "B"], wishes)
    assert double_coded(plan, units) == {"Morning Post": (6, 3), "Evening Star": (4, 2)}
