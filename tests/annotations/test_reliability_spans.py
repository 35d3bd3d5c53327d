"""Marked spans become "present in the article" and "at these characters", inside the coded ranges alone."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement import PERCENT_AGREEMENT, measure
from annotations.reliability import ANY_LABEL, Coding, article_data, character_data
from annotations.reliability.spans import merged, stretches
from tests.annotations.agreement import naive
from tests.annotations.agreement.tables import bootstrap
from tests.annotations.reliability_study import CODEBOOK, coding, pick, reasons, values

LENGTH = 40
RANGES = st.tuples(st.integers(0, LENGTH - 1), st.integers(1, 12)).map(
    lambda p: (p[0], min(LENGTH, p[0] + p[1]))
)
MARKS = st.lists(
    st.tuples(st.sampled_from(["HARSH", "MILD"]), RANGES).map(lambda m: (m[0], *m[1])), max_size=4
)


@st.composite
def studies(draw: st.DrawFn) -> list[Coding]:
    """One to three articles, each with its own coded ranges and its own one to four annotators."""
    codings = []
    for article in "123"[: draw(st.integers(1, 3))]:
        coded = draw(st.sampled_from([((0, LENGTH),), ((3, 20), (25, 38)), ((10, 11),), ()]))
        for annotator in draw(st.sets(st.sampled_from("abcd"), min_size=1)):
            codings.append(coding(article, annotator, marks=draw(MARKS), length=LENGTH, coded=coded))
    return codings


def by_character(codings: list[Coding], label: str) -> list[list[int | None]]:
    """Return a row for every coded character, a column for every annotator: the naive way."""
    annotators = sorted({one.annotator for one in codings})
    rows = []
    for article in sorted({one.article for one in codings}):
        marked: dict[str, np.ndarray] = {}
        for one in codings:
            if one.article == article:
                marked[one.annotator] = np.zeros(LENGTH, dtype=int)
                for span in one.annotation.spans:
                    if label in (span.label, ANY_LABEL):
                        marked[one.annotator][span.start : span.end] = 1
                coded = one.coded
        for start, end in coded:
            for place in range(start, end):
                rows.append([int(marked[name][place]) if name in marked else None for name in annotators])
    return rows


@pytest.mark.parametrize("label", ["HARSH", "MILD", ANY_LABEL])
@given(codings=studies())
@settings(deadline=None)
def test_alpha_of_the_characters_is_that_of_a_table_with_a_row_for_each_of_them(label, codings):
    data = pick(character_data(codings, CODEBOOK), "framing", label)
    rows = by_character(codings, label)
    percent, alpha = measure(data)
    assert alpha.value == pytest.approx(naive.alpha(rows, "nominal"), abs=1e-9)
    assert percent.value == pytest.approx(naive.mean_agreement(rows), abs=1e-12)
    pairable = [row for row in rows if len(row) - row.count(None) > 1]
    assert (alpha.units, alpha.values) == (len(pairable), sum(len(row) - row.count(None) for row in pairable))
    assert sum(data.sizes.tolist()) == len(rows)


@pytest.mark.parametrize("label", ["HARSH", ANY_LABEL])
@given(codings=studies())
@settings(deadline=None)
def test_a_label_is_present_where_it_has_a_character_in_the_coded_ranges(label, codings):
    data = pick(article_data(codings, CODEBOOK), "framing", label)
    found = dict(zip(data.units, values(data), strict=True))
    for one in codings:
        characters = {place for start, end in one.coded for place in range(start, end)}
        expected = any(
            characters & set(range(span.start, span.end))
            for span in one.annotation.spans
            if label in (span.label, ANY_LABEL)
        )
        assert found[one.article][data.annotators.index(one.annotator)] == str(int(expected))


def test_two_spans_of_one_label_that_overlap_count_once():
    twice = coding("1", "a", marks=[("HARSH", 0, 10), ("HARSH", 5, 20)])
    data = pick(
        character_data([twice, coding("1", "b", marks=[("HARSH", 0, 20)])], CODEBOOK), "framing", "HARSH"
    )
    assert dict(zip(map(tuple, data.values.tolist()), data.sizes.tolist(), strict=True)) == {
        (0, 0): 80,
        (1, 1): 20,
    }


def test_spans_outside_the_coded_zones_are_named_once_as_dropped():
    body = ((20, 100),)
    codings = [
        coding("1", "a", marks=[("HARSH", 0, 10), ("HARSH", 30, 40)], coded=body),
        coding("1", "b", marks=[("HARSH", 15, 25)], coded=body),
    ]
    for data in (article_data(codings, CODEBOOK), character_data(codings, CODEBOOK)):
        assert reasons(pick(data, "framing", "HARSH")) == {"spans outside the coded zones": 1}
        assert reasons(pick(data, "framing", ANY_LABEL)) == {"spans outside the coded zones": 1}
        assert reasons(pick(data, "framing", "MILD")) == {}


def test_drafts_and_lonely_codings_are_dropped_from_the_characters_too():
    codings = [coding("1", "a", marks=[("HARSH", 0, 5)]), coding("1", "b", state="draft")]
    data = pick(character_data(codings, CODEBOOK), "framing", "HARSH")
    assert reasons(data) == {"annotations not submitted": 1, "characters with fewer than two values": 100}


@pytest.mark.parametrize("used", [False, True])
def test_a_retired_label_is_measured_only_where_it_was_used(used):
    codings = [coding("1", "a", marks=[("OLD", 0, 5)] if used else []), coding("1", "b")]
    labels = [data.label for data in character_data(codings, CODEBOOK)]
    assert labels == ["HARSH", "MILD", *(["OLD"] if used else []), ANY_LABEL]


def test_saying_that_nothing_was_found_is_a_judgement():
    data = pick(article_data([coding("1", "a"), coding("1", "b")], CODEBOOK), "framing", "HARSH")
    assert measure(data, (PERCENT_AGREEMENT,))[0].value == 1


def test_the_characters_of_an_article_are_drawn_together():
    marks = [[("HARSH", 0, 50)], [("HARSH", 0, 40)]]
    codings = [
        coding(str(article), annotator, marks=marks[(article + place) % 2] if article % 3 else [])
        for article in range(12)
        for place, annotator in enumerate("ab")
    ]
    data = pick(character_data(codings, CODEBOOK), "framing", "HARSH")
    found = measure(data, plan=bootstrap(seed=1))[1]
    assert (found.units, found.clusters, found.interval.clusters) == (1200, 12, 12)
    assert found.low < found.value < found.high
    assert found.interval.method == "percentile bootstrap over articles"


def test_an_article_in_two_halves_is_as_reliable_as_in_one_piece():
    whole = pick(character_data(halves(False), CODEBOOK), "framing", "HARSH")
    halved = pick(character_data(halves(True), CODEBOOK), "framing", "HARSH")
    assert [one.value for one in measure(whole)] == [one.value for one in measure(halved)]


def halves(cut: bool) -> list[Coding]:
    marks = {"a": [("HARSH", 10, 30), ("HARSH", 60, 80)], "b": [("HARSH", 15, 40)]}
    if not cut:
        return [coding("1", annotator, marks=marks[annotator]) for annotator in "ab"]
    return [
        coding(
            str(start),
            annotator,
            marks=[
                (label, s - start, e - start) for label, s, e in marks[annotator] if start <= s < start + 50
            ],
            length=50,
        )
        for annotator in "ab"
        for start in (0, 50)
    ]


@given(ranges=st.lists(RANGES, max_size=6))
def test_merged_ranges_cover_the_same_characters_in_order_and_apart(ranges):
    result = merged(ranges)
    assert {place for start, end in result for place in range(start, end)} == {
        place for start, end in ranges for place in range(start, end)
    }
    assert all(one[1] < other[0] for one, other in pairwise(result))


def test_stretches_count_the_characters_of_each_combination():
    assert stretches([((0, 10),), ((5, 15),)], 20) == {0: 5, 1: 5, 2: 5, 3: 5}


def test_a_table_of_characters_can_be_cut_by_outlet():
    codings = [
        coding(article, annotator, outlet=f"outlet {article}") for article in "12" for annotator in "ab"
    ]
    data = pick(character_data(codings, CODEBOOK), "framing", "HARSH")
    part = data.of_outlet("outlet 2")
    assert (part.units, part.sizes.tolist()) == (("2",), [100])
