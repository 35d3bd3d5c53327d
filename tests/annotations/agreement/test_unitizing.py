"""Krippendorff's unitizing coefficients: what they see, what they ignore, and when they are undefined."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement.intervals import Plan
from annotations.agreement.unitizing import (
    ANY_OTHER,
    EACH_OTHER,
    Grouping,
    label_unitizing,
    superseded_unitizing,
    unitizing,
)
from annotations.agreement.unitizing.sums import Sums, unitizing_features
from annotations.errors import InvalidSpan
from tests.annotations.agreement import naive_unitizing as naive
from tests.annotations.agreement.unitized import NONE, by_title, corpus, measured, text, texts, values

WHOLE = ["u-alpha (units and gaps)", "|u-alpha (marked or not)", "cu-alpha (labels where two marked)"]


def near(value):
    return pytest.approx(value, abs=1e-8)


@pytest.mark.parametrize("reading", [EACH_OTHER, ANY_OTHER])
@given(study=texts())
@settings(deadline=None)
def test_every_coefficient_is_what_its_definition_says_character_by_character(reading, study):
    sums = naive.Sums(study, any_other=reading == ANY_OTHER)
    found = values(study, reading=reading)
    assert [found[title] for title in WHOLE] == near(
        [naive.u_alpha(sums), naive.binary_alpha(sums), naive.cu_alpha(sums)]
    )
    assert found["coverage (of cu-alpha)"] == near(naive.coverage(sums))
    for label in {unit[2] for _, rows in study for row in rows for unit in row}:
        assert found[f"(k)u-alpha ({label})"] == near(naive.k_alpha(sums, label))
        assert found[f"coverage (of (k)u-alpha, {label})"] == near(naive.label_coverage(sums, label))


@given(study=texts(annotators=(2, 4), most=1))
@settings(deadline=None)
def test_the_superseded_coefficient_is_what_its_definition_says_section_by_section(study):
    (length, rows) = study[0]
    found = by_title(superseded_unitizing(corpus(study)))
    for label in {unit[2] for row in rows for unit in row}:
        one = found[f"alpha_U 1995/2004 ({label})"]
        observed, expected = naive.alpha_u(length, rows, label)
        assert (one.value is None) == (expected == 0)
        if expected:
            assert (one.observed, one.expected) == near((observed, expected))


@given(study=texts(), data=st.data())
@settings(deadline=None)
def test_the_order_of_annotators_and_articles_and_the_names_of_labels_do_not_matter(study, data):
    before = values(study)
    turned = [
        (length, data.draw(st.permutations(rows))) for length, rows in data.draw(st.permutations(study))
    ]
    assert values(turned) == near(before)
    other = {"A": "Z", "B": "Y"}
    renamed = [
        (length, [[(start, end, other[label]) for start, end, label in row] for row in rows])
        for length, rows in study
    ]
    assert [values(renamed)[title] for title in WHOLE] == near([before[title] for title in WHOLE])


@given(study=texts(annotators=(1, 1)), annotators=st.integers(2, 4))
@settings(deadline=None)
def test_annotators_who_mark_the_same_agree_perfectly_or_have_nothing_to_agree_on(study, annotators):
    same = [(length, rows * annotators) for length, rows in study]
    for one in measured(same).values():
        if one.coefficient == "coverage":
            assert one.value in (None, pytest.approx(1), pytest.approx(_share_marked(study)))
        else:
            assert one.value in (None, pytest.approx(1))
        assert (one.value is None) == bool(one.reason)


def _share_marked(study):
    marked = sum(end - start for _, rows in study for start, end, _ in rows[0])
    return marked / sum(length for length, _ in study)


@given(study=texts(most=1), data=st.data())
@settings(deadline=None)
def test_cutting_a_text_where_nobody_marked_anything_changes_nothing(study, data):
    length, rows = study[0]
    inside = {place for row in rows for start, end, _ in row for place in range(start + 1, end)}
    cut = data.draw(st.sampled_from([place for place in range(length + 1) if place not in inside]))
    left = (cut, [[unit for unit in row if unit[1] <= cut] for row in rows])
    right = (length - cut, [[(a - cut, b - cut, c) for a, b, c in row if a >= cut] for row in rows])
    assert values([one for one in (left, right) if one[0]]) == near(values(study))


@given(study=texts())
@settings(deadline=None)
def test_an_article_that_one_annotator_coded_counts_as_dropped_and_for_nothing_else(study):
    more = [*study, (10, [[(2, 5, "A")]])]
    before, after = measured(study), measured(more)
    for title, one in before.items():
        assert after[title].value == near(one.value)
        assert [(d.reason, d.count) for d in after[title].dropped] == [
            ("articles with fewer than two annotators", 1)
        ]


@given(study=texts(annotators=(1, 3)), seed=st.integers(0, 3))
@settings(deadline=None)
def test_every_result_is_a_number_or_a_reason_with_every_kind_of_interval(study, seed):
    for method in ("jackknife", "percentile", "bca", "analytic"):
        for one in unitizing(corpus(study), Plan(method, seed=seed, replicates=20)):
            assert (one.value is None) == bool(one.reason)
            assert one.value is None or np.isfinite(one.value)
            assert (one.interval is None) == (one.value is None)
            if one.interval is not None:
                assert (one.low is None) <= bool(one.interval.reason)


@given(study=texts())
@settings(deadline=None)
def test_the_sums_of_the_parts_are_the_sums_of_the_whole(study):
    labels = ["A", "B"]
    parts = [unitizing_features(corpus([one], labels)) for one in study]
    assert np.concatenate(parts) == pytest.approx(unitizing_features(corpus(study, labels)))


@pytest.mark.parametrize(
    ("lines", "coefficient", "reason"),
    [
        (("....", "...."), "u-alpha (units and gaps)", "nobody marked anything"),
        (("....", "...."), "|u-alpha (marked or not)", "nobody marked anything"),
        (("AAAA", "AAAA"), "u-alpha (units and gaps)", "no variation: everything is marked A"),
        (("AAAA", "ABBB"), "|u-alpha (marked or not)", "no variation: everything is marked"),
        (("AA..", "..BB"), "cu-alpha (labels where two marked)", "no two annotators marked the same words"),
        (
            ("AA..", "AA.."),
            "cu-alpha (labels where two marked)",
            "no variation: where two annotators marked, there is one label only",
        ),
        (("AA..", "..BB"), "(k)u-alpha (A)", "no other annotator marked any of its words"),
        (
            ("AA...", "BB...", "....."),
            "cu-alpha (labels where two marked)",
            "too few marked stretches in common to say what chance would do",
        ),
        (("AA..",), "u-alpha (units and gaps)", "no article with two annotators"),
    ],
)
def test_what_is_undefined_has_a_reason(lines, coefficient, reason):
    found = measured([text(*lines)])[coefficient]
    assert (found.value, found.reason) == (None, reason)
    assert (found.observed, found.expected, found.interval) == (None, None, None)


def test_a_label_that_nobody_used_has_no_value_and_changes_no_other():
    study = [text("AA..B", "A...B")]
    with_more = by_title(unitizing(corpus(study, ["A", "B", "C"]), NONE))
    assert with_more["(k)u-alpha (C)"].reason == "no other annotator marked any of its words"
    assert with_more["coverage (of (k)u-alpha, C)"].reason == "nobody used this label"
    assert {title: with_more[title].value for title in values(study)} == near(values(study))


def test_without_articles_there_is_a_reason():
    assert {one.reason for one in unitizing(corpus([], ["A"]))} == {"no article with two annotators"}
    assert {one.reason for one in superseded_unitizing(corpus([], ["A"]))} == {
        "no article with two annotators"
    }


def test_a_value_says_what_it_rests_on():
    found = measured([text("AA..BB", "AAA..B"), text("B...", "BB..")])
    one = found["cu-alpha (labels where two marked)"]
    assert (one.units, one.annotators, one.clusters, one.values, one.level) == (6, 2, 2, 20, "nominal")
    assert dict(one.prevalence) == {"unmarked": 0.4, "A": 0.25, "B": 0.35} or sum(
        dict(one.prevalence).values()
    )
    assert one.observed is not None
    assert one.value == near(1 - one.observed / one.expected)


def test_the_reading_of_the_formula_is_named_where_it_matters():
    pair, three = text("AA.B", "A..B"), text("AA.B", "A..B", "AAAB")
    title = "cu-alpha (labels where two marked)"
    assert measured([pair])[title].note == "coverage 0.500"
    assert "T_c counts what each other annotator marked" in measured([three])[title].note
    assert "T_c counts what any other annotator marked" in measured([three], reading=ANY_OTHER)[title].note
    assert measured([three])["u-alpha (units and gaps)"].note == ""
    mixed = measured([pair, three])["u-alpha (units and gaps)"].note
    assert mixed == "each article is weighted by its own number of annotators"
    with pytest.raises(ValueError, match="not a reading"):
        unitizing(corpus([pair]), reading="some other annotator")


def test_overlapping_units_leave_their_article_out_of_what_needs_a_partition():
    overlapping = (10, [[(0, 5, "A"), (3, 8, "B")], [(0, 5, "A")]])
    plain = text("AA..BB", "AAA..B")
    found = measured([overlapping, plain])
    alone = measured([plain])
    for title, one in found.items():
        if title != "|u-alpha (marked or not)":
            assert one.value == near(alone[title].value)
            assert [(d.reason, d.count) for d in one.dropped] == [
                ("articles in which an annotator's units overlap", 1)
            ]
    marked = found["|u-alpha (marked or not)"]
    together = values([(10, [[(0, 8, "X")], [(0, 5, "X")]]), text("XX..XX", "XXX..X")])
    assert marked.value == near(together["|u-alpha (marked or not)"])
    assert (marked.clusters, marked.dropped) == (2, ())
    assert marked.note == "overlapping units of an annotator are taken together"


def test_overlapping_units_of_one_label_are_one_unit():
    twice = (10, [[(0, 5, "A"), (3, 8, "A"), (8, 9, "B")], [(0, 5, "A")]])
    once = (10, [[(0, 8, "A"), (8, 9, "B")], [(0, 5, "A")]])
    assert values([twice]) == near(values([once]))
    assert measured([twice])["u-alpha (units and gaps)"].dropped == ()


def test_where_every_article_has_overlaps_the_reason_names_what_to_look_at_instead():
    found = measured([(10, [[(0, 5, "A"), (3, 8, "B")], [(0, 5, "A")]])])
    assert found["u-alpha (units and gaps)"].reason == (
        "in every article an annotator's units overlap: see each label by itself, or gamma"
    )
    assert found["|u-alpha (marked or not)"].value is not None


def test_a_label_against_the_rest_is_the_same_as_marking_that_label_alone():
    study = [(10, [[(0, 5, "A"), (3, 8, "B"), (4, 6, "A")], [(0, 5, "A")]]), text("AA..BB", "AAA..B")]
    found = label_unitizing(corpus(study), "A", NONE)
    alone = values([(10, [[(0, 6, "A")], [(0, 5, "A")]]), text("AA....", "AAA...")])
    assert found.value == near(alone["u-alpha (units and gaps)"])
    assert found.title == "u-alpha (A or not)"


def test_units_that_touch_are_two_and_a_unit_across_is_one():
    two = values([(10, [[(0, 4, "A"), (4, 8, "A")], [(0, 8, "A")]])])
    one = values([(10, [[(0, 8, "A")], [(0, 8, "A")]])])
    assert one["u-alpha (units and gaps)"] == 1 == two["u-alpha (units and gaps)"]
    apart = values([(12, [[(0, 4, "A"), (4, 8, "A")], [(0, 6, "A")]])])
    whole = values([(12, [[(0, 8, "A")], [(0, 6, "A")]])])
    assert apart["u-alpha (units and gaps)"] != near(whole["u-alpha (units and gaps)"])


def test_units_that_leave_their_text_or_run_backwards_are_refused():
    for unit in ((-1, 2, "A"), (3, 3, "A"), (4, 2, "A"), (0, 11, "A")):
        with pytest.raises(InvalidSpan):
            corpus([(10, [[unit]])])
    with pytest.raises(InvalidSpan, match="not among the labels"):
        corpus([(10, [[(0, 1, "C")]])], ["A"])


def test_the_superseded_coefficient_needs_everyone_everywhere_and_labels_without_overlap():
    mixed = superseded_unitizing(corpus([text("AA..", "A..."), text("AA..", "A...", "A...")]))
    assert {one.reason for one in mixed} == {"not every annotator coded every article"}
    overlapping = superseded_unitizing(corpus([(10, [[(0, 5, "A"), (3, 8, "A")], [(0, 5, "A")]])]))
    assert {one.reason for one in overlapping} == {"an annotator's units of one label overlap"}
    labels = superseded_unitizing(corpus([(10, [[(0, 5, "A"), (3, 8, "B")], [(0, 5, "A")]])]))
    assert [one.reason for one in labels] == ["", "", ""]
    assert {one.note for one in mixed} == {"superseded, for comparison with DKPro Agreement and INCEpTION"}
    unused = by_title(superseded_unitizing(corpus([text("AA..", "A...")], ["A", "B"])))
    assert unused["alpha_U 1995/2004 (B)"].reason == "nobody marked anything"


def test_intervals_are_taken_over_articles_or_over_the_groups_they_belong_to():
    chance = np.random.default_rng(4)
    study = [text(*("".join(chance.choice(list("AB.."), 4).repeat(5)) for _ in range(3))) for _ in range(24)]
    plain = unitizing(corpus(study))[0]
    assert (plain.interval.kind, plain.interval.clusters, plain.clusters) == ("article", 24, 24)
    assert plain.low < plain.value < plain.high
    events = [f"event {place % 12}" for place in range(24)]
    grouped = unitizing(corpus(study), grouping=Grouping(events, "event"))[0]
    assert (grouped.interval.kind, grouped.interval.clusters) == ("event", 12)
    assert grouped.value == near(plain.value)
    assert grouped.standard_error != plain.standard_error


def test_the_jackknife_is_what_leaving_out_one_article_after_the_other_gives():
    chance = np.random.default_rng(5)
    study = [text(*("".join(chance.choice(list("AB.."), 4).repeat(3)) for _ in range(3))) for _ in range(12)]
    left_out = [values(study[:place] + study[place + 1 :]) for place in range(12)]
    for one in unitizing(corpus(study)):
        without = np.array([part[one.title] for part in left_out])
        assert one.standard_error == near(float(np.sqrt(11 / 12 * ((without - without.mean()) ** 2).sum())))


def test_a_single_article_has_a_value_and_no_interval():
    one = unitizing(corpus([text("AA..BB", "AAA..B")]))[0]
    assert (one.low, one.standard_error) == (None, None)
    assert one.interval.reason.startswith("a single article")


def test_a_bootstrap_of_pairs_of_values_gives_no_interval_here():
    one = unitizing(corpus([text("AA..BB", "AAA..B")] * 3), Plan("krippendorff 2006"))[0]
    assert (one.low, one.standard_error) == (None, None)
    assert one.interval.reason == "Krippendorff's bootstrap is one of alpha alone"


def test_a_pair_of_annotators_can_be_looked_at_alone():
    study = corpus([text("AA..BB", "AAA..B", "B....."), text("B...", "BB..", "AAAA")])
    pair = by_title(unitizing(study.of_annotators("annotator 0", "annotator 1"), NONE))
    assert {title: one.value for title, one in pair.items()} == near(
        values([text("AA..BB", "AAA..B"), text("B...", "BB..")])
    )


def test_a_long_text_needs_no_visit_of_its_characters():
    length = 3_000_000_000
    rows = [[(0, 1_000_000_000, "A"), (2_000_000_000, 2_500_000_000, "B")], [(0, 1_500_000_000, "A")]]
    small = [[(start // 10**8, end // 10**8, label) for start, end, label in row] for row in rows]
    large = values([(length, rows)])["u-alpha (units and gaps)"]
    assert large == pytest.approx(values([(30, small)])["u-alpha (units and gaps)"], abs=0.02)
    assert superseded_unitizing(corpus([(length, rows)]))[0].value is not None


def test_a_large_corpus_is_summed_in_portions_with_the_same_result(monkeypatch):
    chance = np.random.default_rng(6)
    study = corpus([text(*("".join(chance.choice(list("AB."), 30)) for _ in range(3))) for _ in range(20)])
    whole = unitizing_features(study)
    monkeypatch.setattr("annotations.agreement.unitizing.sums.PORTION", 200)
    assert unitizing_features(study) == pytest.approx(whole)
    assert Sums.of(whole).margins.sum() == 20 * 30 * 3
