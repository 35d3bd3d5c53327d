import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.halo import PAIRED, WELCH, compare, estimate, measures
from annotations.reliability import Coding
from annotations.words import words_of

NUMBERS = st.floats(-5, 5).map(lambda value: round(value, 2))
SAMPLES = st.lists(NUMBERS, min_size=2, max_size=12)
CODES = ("neg", "neutral", "pos")
BOOK = Codebook(
    "Halo",
    "1",
    layers=(
        Layer(
            "framing",
            "Framing",
            "",
            (Category("HARSH", "Harsh"), Category("MILD", "Mild")),
            (
                Variable(
                    "valence",
                    "Valence",
                    "span",
                    "choice",
                    "ordinal",
                    categories=tuple(Category(code, code) for code in CODES),
                ),
                Variable("speaker", "Speaker", "span", "text", "", required=False),
            ),
        ),
    ),
    article_questions=(
        Variable("slant", "Slant", "article", "scale", "ordinal", minimum=-2, maximum=2, not_applicable=True),
        Variable(
            "sourced",
            "Sourced",
            "article",
            "choice",
            "nominal",
            categories=(Category("yes", "Yes"), Category("no", "No")),
        ),
        Variable("remark", "Remark", "article", "text", "", required=False),
    ),
)
TEXT = "one two three four five " * 50  # 250 words
NAMED = [f"a{number}" for number in range(40)]


def named(values):
    return dict(zip(NAMED, values, strict=False))


def coding(article, annotator="A", outlet="Post", slant=0, spans=(), state="submitted", **answers):
    marked = tuple(
        MarkedSpan(f"s{place}", "framing", label, 0, 3, "one", {"valence": valence})
        for place, (label, valence) in enumerate(spans)
    )
    said = Annotation(marked, {"slant": slant} | answers, state=state)
    coded = ((0, len(TEXT) // 2),)
    return Coding(article, annotator, said, len(TEXT), coded, outlet, words=words_of(TEXT))


def line(halo, key, outlet=None):
    return next(one for one in halo.of(outlet) if one.measure.key == key)


@pytest.mark.filterwarnings("ignore:Precision loss:RuntimeWarning")
@settings(max_examples=60)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=2, max_size=12))
def test_the_same_articles_give_the_paired_interval_of_scipy(pairs):
    masked, opened = zip(*pairs, strict=True)
    found = estimate(named(masked), named(opened))
    assert (found.method, found.n_masked, found.n_open) == (PAIRED, len(pairs), len(pairs))
    assert found.difference == pytest.approx(np.mean(opened) - np.mean(masked), abs=1e-9)
    if found.low is None:
        assert np.ptp(np.subtract(opened, masked)) == pytest.approx(0, abs=1e-9)
        assert "no interval" in found.reason
    else:
        limits = stats.ttest_rel(opened, masked).confidence_interval()
        assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-6, abs=1e-9)


@pytest.mark.filterwarnings("ignore:Precision loss:RuntimeWarning")  # of scipy, where one side is constant
@settings(max_examples=60)
@given(SAMPLES, SAMPLES)
def test_other_articles_give_the_interval_of_welch(masked, opened):
    found = estimate(named(masked), {f"b{place}": value for place, value in enumerate(opened)})
    assert (found.method, found.n_masked, found.n_open) == (WELCH, len(masked), len(opened))
    if found.low is not None:
        limits = stats.ttest_ind(opened, masked, equal_var=False).confidence_interval()
        assert (found.low, found.high) == pytest.approx((limits.low, limits.high), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("masked", "opened", "reason"),
    [
        ({}, {}, "Fewer than two articles were coded masked and fewer than two open."),
        ({"a": 1.0}, {"b": 1.0, "c": 2.0}, "Fewer than two articles were coded masked."),
        (
            {"a": 1.0, "b": 2.0},
            {"a": 3.0},
            "Fewer than two articles were coded masked and fewer than two open.",
        ),
    ],
)
def test_with_fewer_than_two_articles_it_is_undefined_with_the_reason(masked, opened, reason):
    found = estimate(masked, opened)
    assert (found.difference, found.low, found.method, found.reason) == (None, None, "", reason)


def test_what_differs_nowhere_has_a_difference_and_no_interval():
    found = estimate({"a": 1.0, "b": 2.0}, {"a": 1.5, "b": 2.5})
    assert (found.difference, found.low, found.high) == (0.5, None, None)
    assert found.reason == "All differences are equal, so that no interval can be had."


def test_the_interval_holds_a_known_difference_about_as_often_as_it_says():
    draw, shift, held = np.random.default_rng(7), 0.6, {PAIRED: 0, WELCH: 0}
    for _ in range(200):
        articles = draw.normal(0, 1, 24)
        masked, opened = articles + draw.normal(0, 0.5, 24), articles + shift + draw.normal(0, 0.5, 24)
        same = estimate(named(masked), named(opened))
        apart = estimate(named(masked[:12]), {f"b{place}": value for place, value in enumerate(opened[12:])})
        for found in (same, apart):
            held[found.method] += found.low <= shift <= found.high
    assert all(180 <= count <= 199 for count in held.values()), held


def test_everything_that_has_an_order_or_a_yes_is_measured():
    assert [one.key for one in measures(BOOK)] == [
        "slant",
        "sourced",
        "framing/HARSH",
        "framing/MILD",
        "framing/valence",
    ]


def test_an_article_counts_once_however_many_annotators_it_has():
    masked = [coding("a", "A", slant=-2), coding("a", "B", slant=0), coding("b", "A", slant=0)]
    opened = [coding("a", "C", slant=1), coding("b", "C", slant=2), coding("b", "D", slant=2)]
    halo = compare(BOOK, masked, opened)
    found = line(halo, "slant")
    assert (found.estimate.masked, found.estimate.open, found.estimate.difference) == (-0.5, 1.5, 2.0)
    assert (found.n_annotators, halo.masked.articles, halo.masked.annotators, halo.open.annotations) == (
        4,
        2,
        2,
        3,
    )


def test_spans_are_counted_per_thousand_coded_words_and_valence_by_rank():
    spans = [("HARSH", "neg"), ("HARSH", "neutral"), ("MILD", "pos")]
    halo = compare(BOOK, [coding("a"), coding("b")], [coding("a", spans=spans), coding("b", spans=spans[:1])])
    # Half of the 250 words are coded, so that one span is 8 per 1,000 words.
    assert line(halo, "framing/HARSH").estimate.open == pytest.approx((16 + 8) / 2)
    assert line(halo, "framing/HARSH").estimate.masked == 0
    valence = line(halo, "framing/valence").estimate
    assert (valence.open, valence.reason) == (
        pytest.approx((2 + 1) / 2),
        "Fewer than two articles were coded masked.",
    )


def test_shares_leave_out_what_was_not_answered_and_what_does_not_apply():
    masked = [coding("a", slant="not_applicable", sourced="no"), coding("b", sourced="yes"), coding("c")]
    opened = [coding("a", sourced="yes"), coding("b", sourced="yes"), coding("c")]
    halo = compare(BOOK, masked, opened)
    share = line(halo, "sourced").estimate
    assert (share.masked, share.open, share.n_masked) == (0.5, 1.0, 2)
    assert line(halo, "slant").estimate.n_masked == 2


def test_outlets_stand_for_themselves_and_only_those_coded_both_ways():
    masked = [coding(name, outlet=outlet) for name, outlet in [("a", "Post"), ("b", "Post"), ("c", "Wire")]]
    opened = [
        coding(name, outlet=outlet, slant=1) for name, outlet in [("a", "Post"), ("b", "Post"), ("d", "Sun")]
    ]
    halo = compare(BOOK, masked, opened)
    assert halo.outlets == ("Post",)
    assert line(halo, "slant", "Post").estimate.n_masked == 2


def test_what_was_shown_after_all_and_what_was_not_submitted_is_left_out():
    masked = [coding("a"), coding("b"), coding("c"), coding("d", state="draft")]
    opened = [coding(name, slant=1) for name in "abc"]
    halo = compare(BOOK, masked, opened, unmasked={"c", "elsewhere"})
    assert (halo.left_out, halo.masked.articles, halo.open.articles) == (1, 2, 2)
