"""A coefficient without something is the coefficient of the rest, measured from the start."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement import FAMILY, measure
from annotations.agreement.costs.influence import ANNOTATOR, ARTICLE, CATEGORY, EVENT, OUTLET, influences
from annotations.reliability import table_data
from annotations.reliability.data import NOT_CODED, ReliabilityData
from tests.annotations.agreement.strategies import tables_of_values

KINDS = (ARTICLE, OUTLET, EVENT, ANNOTATOR, CATEGORY)
# Weights change what is summed up, not how it is left out: one weighting stands for all.
COEFFICIENTS = [title for title in FAMILY if "weights" not in title or "quadratic weights on ranks" in title]


@st.composite
def studies(draw: st.DrawFn, level: str, *, complete: bool) -> ReliabilityData:
    """Units in articles, articles in outlets and events; complete ones have no gaps."""
    rows = draw(tables_of_values())
    if complete:
        rows = [[value or 0 for value in row] for row in rows]
    data = table_data(rows, level=level, categories=range(5))
    articles = [draw(st.sampled_from("pqrs")) for _ in data.units]
    return replace(
        data,
        clusters=tuple(articles),
        outlets=tuple({"p": "A", "q": "A", "r": "B", "s": None}[one] for one in articles),
        events=tuple({"p": "1|2", "q": "2", "r": "3", "s": None}[one] for one in articles),
    )


def value(data: ReliabilityData, title: str) -> float | None:
    return measure(data, (FAMILY[title],), plan=None)[0].value


def left(data: ReliabilityData, kind: str, name: str) -> ReliabilityData:
    """Return the data without something, by choosing rows, columns or cells."""
    if kind == ANNOTATOR:
        return data.of_annotators(*(other for other in data.annotators if other != name))
    if kind == CATEGORY:
        gone = data.values == [str(one) for one in data.categories].index(name)
        return replace(data, values=np.where(gone, NOT_CODED, data.values))
    facts = {ARTICLE: data.clusters, OUTLET: data.outlets, EVENT: data.events}[kind]
    names = [str(one).split("|") if kind == EVENT else [one] for one in facts]
    return data.of_rows(np.array([name not in one for one in names], dtype=bool))


@pytest.mark.parametrize("title", COEFFICIENTS)
@settings(max_examples=20)
@given(draw=st.data())
def test_a_coefficient_without_something_is_that_of_the_rest(title, draw):
    level = FAMILY[title].levels[0]
    whole_units = FAMILY[title].complete
    data = draw.draw(studies(level, complete=whole_units))
    whole = value(data, title)
    kinds = [kind for kind in KINDS if not (whole_units and kind == CATEGORY)]
    for one in influences(data, FAMILY[title], kinds):
        wanted = value(left(data, one.kind, one.name), title)
        if wanted is None or one.without is None:
            assert (one.kind, one.name, one.without) == (one.kind, one.name, wanted)
        else:
            assert one.without == pytest.approx(wanted, abs=1e-9), (one.kind, one.name)
            assert one.difference == pytest.approx(wanted - whole, abs=1e-9)


def test_the_largest_difference_comes_first_and_says_its_direction():
    rows = [["a", "a", "b"], ["b", "b", "a"], ["a", "a", "a"], ["b", "b", "b"]]
    found = influences(
        table_data(rows, level="nominal"), FAMILY["Krippendorff's alpha (nominal)"], (ANNOTATOR,)
    )
    assert (found[0].name, found[0].without) == ("annotator 3", 1.0)
    assert found[0].difference > 0 > found[1].difference


def test_what_leaves_nothing_to_compare_has_no_value():
    data = table_data([["a", "a"], ["b", "a"]], level="nominal")
    found = {one.name: one for one in influences(data, FAMILY["Krippendorff's alpha (nominal)"], (ARTICLE,))}
    assert (found["2"].without, found["2"].difference) == (None, None)
    assert found["1"].without == pytest.approx(0.0)


def test_an_undefined_coefficient_has_no_influences():
    data = table_data([["a", "a"], ["a", "a"]], level="nominal")
    assert influences(data, FAMILY["Krippendorff's alpha (nominal)"]) == ()
