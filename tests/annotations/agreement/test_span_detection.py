"""Span detection F1 against the reference values, the definitions and the properties of the family."""

import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.agreement.intervals import Plan
from annotations.agreement.spans.counts import TOLERANCES, PairCounts, pair_counts
from annotations.agreement.spans.detection import CRITERIA, CRITERION, span_f1
from annotations.agreement.spans.selection import Selection
from annotations.reliability import tabulate
from annotations.reliability.columns import span_columns
from annotations.words import words_of
from tests.annotations.agreement import naive_spans as naive
from tests.annotations.agreement.tables import SHARED, needs_shared
from tests.annotations.span_study import LABELS, LAYER, TEXT, Study, coding, marks, studies, study

WORDS = list(zip(*(edges.tolist() for edges in (words_of(TEXT).starts, words_of(TEXT).ends)), strict=True))
QUIET = Plan(method="none")
VARIANTS = [criterion.variant for criterion in CRITERIA]
WITHIN = {tolerance: variant for tolerance, variant in zip(TOLERANCES, VARIANTS[4:], strict=True)}


def counted(articles: Study, **more) -> PairCounts:
    return pair_counts(span_columns(study(articles, **more), LAYER))


def f1(counts: PairCounts, variant: str, *, label: int | None = None, plan: Plan = QUIET, **selection):
    chosen = counts.all_labels if label is None else label
    return span_f1(counts, CRITERION[variant], chosen, Selection.of(counts.columns, **selection), plan)


def values(articles: Study, *, blind: bool = False) -> dict[str, float | None]:
    counts = counted(articles)
    label = counts.any_label if blind else counts.all_labels
    return {variant: f1(counts, variant, label=label).value for variant in VARIANTS}


# --- reference values ---------------------------------------------------------------------------------------

REFERENCE = {"span_f1_exact": "exact", "span_f1_overlap": "overlap", "span_f1_char": "characters"}


def reference_cases() -> list[dict]:
    path = SHARED / "reference" / "agreement_reference.json"
    return json.loads(path.read_text(encoding="utf-8"))["cases"] if path.is_file() else []


CHECKS = [
    pytest.param(case, check, id=f"{case['id']} {check['coefficient']}")
    for case in reference_cases()
    for check in case["checks"]
    if check["coefficient"].startswith("span_f1")
]


@needs_shared
@pytest.mark.parametrize(("case", "check"), CHECKS)
def test_every_reference_value_of_span_f1_is_met(case: Mapping, check: Mapping):
    observers = {
        f"U{number}": [tuple(mark) for mark in spans] for number, spans in enumerate(case["observers"])
    }
    counts = counted({"a": observers}, text="x" * case["length"])
    found = f1(counts, REFERENCE[check["coefficient"]])
    if check["expected"] is None:
        assert found.value is None
        assert found.reason == "nobody marked anything"
    else:
        assert found.value == pytest.approx(check["expected"], abs=check["tolerance"])


@needs_shared
def test_no_reference_value_of_span_f1_is_forgotten():
    of_spans = [
        check for case in reference_cases() if case.get("kind") == "spanf1" for check in case["checks"]
    ]
    assert len(CHECKS) == len(of_spans) >= 12
    assert {check["coefficient"] for check in of_spans} == set(REFERENCE)


# --- the definitions ----------------------------------------------------------------------------------------


def pooled(articles: Study, measure) -> float | None:
    """Add the counts of all documents and pairs of annotators."""
    counts = [measure(one, other) for _, _, documents in naive.pairs_of(articles) for one, other in documents]
    return naive.ratio(sum(hit for hit, _ in counts), sum(size for _, size in counts))


def weighted_overlap(articles: Study) -> float | None:
    found = [
        (naive.overlap_f1(documents), sum(len(set(one)) + len(set(other)) for one, other in documents))
        for _, _, documents in naive.pairs_of(articles)
    ]
    return naive.ratio(sum(value * size for value, size in found if size), sum(size for _, size in found))


def by_definition(articles: Study) -> dict[str, float | None]:
    return {
        "exact": pooled(articles, naive.exact),
        "overlap": weighted_overlap(articles),
        "characters": pooled(articles, naive.dice),
        "words": pooled(articles, lambda one, other: naive.dice(one, other, WORDS)),
    } | {
        variant: pooled(
            articles, lambda one, other, tolerance=tolerance: naive.matched(one, other, WORDS, tolerance)
        )
        for tolerance, variant in WITHIN.items()
    }


def approximately(expected: Mapping[str, float | None]) -> dict[str, object]:
    return {name: None if value is None else pytest.approx(value) for name, value in expected.items()}


@given(studies())
def test_f1_is_what_its_definition_says(articles: Study):
    assert values(articles) == approximately(by_definition(articles))


@given(studies())
def test_f1_without_labels_is_that_of_spans_that_have_none(articles: Study):
    unlabelled = {
        article: {name: naive.blind(spans) for name, spans in by_annotator.items()}
        for article, by_annotator in articles.items()
    }
    assert values(articles, blind=True) == approximately(by_definition(unlabelled))


@given(studies(), st.sampled_from(LABELS))
def test_f1_of_a_label_looks_at_its_spans_alone(articles: Study, label: str):
    counts = counted(articles)
    of_label = {
        article: {name: [span for span in spans if span[2] == label] for name, spans in by_annotator.items()}
        for article, by_annotator in articles.items()
    }
    found = {variant: f1(counts, variant, label=LABELS.index(label)).value for variant in VARIANTS}
    assert found == approximately(by_definition(of_label))


# --- properties ---------------------------------------------------------------------------------------------


@given(studies())
def test_renaming_the_annotators_changes_nothing(articles: Study):
    other_names = {"U1": "Z", "U2": "M", "U3": "A"}
    renamed = {
        article: {other_names[name]: spans for name, spans in by_annotator.items()}
        for article, by_annotator in articles.items()
    }
    assert values(renamed) == approximately(values(articles))


@given(st.lists(marks(), min_size=1, max_size=3), st.integers(2, 4))
def test_identical_annotations_agree_completely(documents: Sequence, annotators: int):
    articles = {
        f"a{number}": {f"U{who}": spans for who in range(annotators)}
        for number, spans in enumerate(documents)
    }
    if not any(documents):
        assert set(values(articles).values()) == {None}
        return
    # A mark between two words holds no word; without any word there is nothing to agree on.
    assert {value for value in values(articles).values() if value is not None} == {1.0}


def test_spans_far_apart_do_not_agree_at_all():
    articles = {"a": {"U1": [(0, 3, "A")], "U2": [(40, 43, "A")]}}
    assert set(values(articles).values()) == set(values(articles, blind=True).values()) == {0.0}


def test_different_labels_on_the_same_words_agree_only_without_labels():
    articles = {"a": {"U1": [(0, 3, "A")], "U2": [(0, 3, "B")]}}
    assert set(values(articles).values()) == {0.0}
    assert set(values(articles, blind=True).values()) == {1.0}


def test_spans_against_none_are_zero_and_none_against_none_is_undefined():
    assert set(values({"a": {"U1": [(0, 3, "A")], "U2": []}}).values()) == {0.0}
    assert set(values({"a": {"U1": [], "U2": []}}).values()) == {None}


@given(studies(), st.booleans())
def test_a_wider_tolerance_never_finds_less(articles: Study, blind: bool):
    found = values(articles, blind=blind)
    grown = [found[variant] for variant in WITHIN.values()]
    assert grown == sorted(grown, key=lambda value: (value is not None, value or 0))


@given(studies(), studies())
def test_the_counts_of_documents_add_up(some: Study, others: Study):
    merged = dict(some) | {f"more {article}": by for article, by in others.items()}
    parts = [counted(articles) for articles in (some, others, merged)]
    sums = [part.counts[:, part.of_label(part.all_labels)].sum(axis=1) for part in parts]
    assert (sums[0] + sums[1] == sums[2]).all()


@given(marks(), marks(), marks())
def test_another_label_on_the_same_words_leaves_a_label_alone(one, other, more):
    before = [[mark for mark in spans if mark[2] != "C"] for spans in (one, other)]
    after = [[*spans, *((start, end, "C") for start, end, _ in more)] for spans in before]
    alone, beside = (counted({"a": {"U1": spans[0], "U2": spans[1]}}) for spans in (before, after))
    for label in (0, 1):
        for variant in VARIANTS:
            assert f1(alone, variant, label=label).value == f1(beside, variant, label=label).value


# --- parts, facts and intervals -----------------------------------------------------------------------------


@given(studies(annotators=3, articles=3))
def test_a_scope_is_the_same_as_a_study_of_its_own(articles: Study):
    counts = counted(articles)
    chosen, names = {"a0", "a2"}, {"U1", "U3"}
    own = counted(
        {
            article: {name: spans for name, spans in by.items() if name in names}
            for article, by in articles.items()
            if article in chosen
        }
    )
    for variant in VARIANTS:
        part, whole = f1(counts, variant, articles=chosen, annotators=names), f1(own, variant)
        assert part.value == (None if whole.value is None else pytest.approx(whole.value))
        assert (part.units, part.annotators, part.values) == (whole.units, whole.annotators, whole.values)


def test_a_value_tells_what_it_rests_on():
    articles = {
        "a": {"U1": [(0, 3, "A"), (0, 3, "B")], "U2": [(0, 3, "A")], "U3": []},
        "b": {"U1": [(0, 3, "A")]},
    }
    found = f1(counted(articles), "exact")
    assert (found.units, found.annotators, found.values, found.clusters) == (1, 3, 3, 1)
    assert found.level == "nominal"
    assert found.note.startswith("2 x spans with the same start and end")
    assert found.note.endswith("counts added over pairs of annotators")
    assert f1(counted(articles), "overlap").note.endswith("weighted by their spans")


@pytest.mark.parametrize(
    ("articles", "reason"),
    [
        ({}, "no annotations"),
        ({"a": {"U1": [(0, 3, "A")]}}, "only one annotator"),
        ({"a": {"U1": [(0, 3, "A")]}, "b": {"U2": []}}, "no article was coded by two annotators"),
        ({"a": {"U1": [], "U2": []}}, "nobody marked anything"),
    ],
)
@pytest.mark.parametrize("variant", VARIANTS)
def test_an_undefined_value_has_a_reason(articles: Study, reason: str, variant: str):
    found = f1(counted(articles), variant, plan=Plan())
    assert (found.value, found.reason, found.interval) == (None, reason, None)


def test_words_that_are_not_known_are_a_reason_of_their_own():
    counts = counted({"a": {"U1": [(0, 3, "A")], "U2": [(0, 3, "A")]}}, words=False)
    assert f1(counts, "words").reason == "the words of 1 article is not known"
    assert f1(counts, "exact").value == 1.0


def test_marks_outside_the_coded_zones_do_not_count():
    codings = [
        coding("a", "U1", [(0, 6, "A"), (30, 33, "A")], coded=((4, 20),)),
        coding("a", "U2", [(4, 6, "A")], coded=((4, 20),)),
    ]
    counts = pair_counts(span_columns(tabulate(codings), LAYER))
    assert f1(counts, "exact").value == 1.0


def test_the_interval_of_a_constant_share_says_that_nothing_varies():
    articles = {f"a{number}": {"U1": [(0, 3, "A")], "U2": [(0, 3, "A")]} for number in range(12)}
    found = f1(counted(articles), "exact", plan=Plan())
    assert found.value == 1.0
    assert found.interval is not None
    assert "no variation" in found.interval.reason


def test_the_interval_holds_the_value_and_stays_between_0_and_1():
    articles = {
        f"a{number}": {
            "U1": [(0, 3, "A"), (8, 11, "B")],
            "U2": [(0, 3, "A"), (8, 11, "B") if number % 3 else (36, 46, "B")],
        }
        for number in range(12)
    }
    for plan in (Plan(), Plan("percentile", seed=1, replicates=200)):
        for variant in VARIANTS:
            found = f1(counted(articles), variant, plan=plan)
            assert 0 <= found.low <= found.value <= found.high <= 1
