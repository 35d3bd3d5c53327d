"""Gamma of a corpus: what it says, what it ignores, and when it is undefined."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotations.agreement.gamma import (
    Dissimilarity,
    Sampling,
)
from annotations.agreement.gamma import candidates as groups
from annotations.agreement.intervals import Plan
from annotations.agreement.unitizing import Grouping
from tests.annotations.agreement.gamma_studies import measured, noisy
from tests.annotations.agreement.unitized import texts

STUDY = [noisy(4, 3, seed) for seed in range(12)]


def near(value):
    return pytest.approx(value, abs=1e-9)


@given(study=texts(annotators=(1, 1)), annotators=st.integers(2, 4))
@settings(deadline=None)
def test_annotators_who_mark_the_same_agree_perfectly_or_have_nothing_to_agree_on(study, annotators):
    found = measured([(length, rows * annotators) for length, rows in study])
    for one in found.values():
        assert one.value in (None, 1.0)
        assert bool(one.reason) == (one.value is None)
        assert one.observed in (None, near(0))


@given(study=texts(annotators=(1, 4)))
@settings(deadline=None)
def test_whatever_was_marked_there_is_a_value_up_to_1_or_a_reason(study):
    for one in measured(study).values():
        assert (one.value is None) == bool(one.reason)
        assert one.value is None or (np.isfinite(one.value) and one.value <= 1)


@given(study=texts(annotators=(2, 4)), data=st.data())
@settings(deadline=None, max_examples=40)
def test_the_order_of_annotators_and_articles_changes_nothing_not_even_the_draws(study, data):
    turned = [
        (length, data.draw(st.permutations(rows))) for length, rows in data.draw(st.permutations(study))
    ]
    before, after = measured(study), measured(turned)
    for name, one in before.items():
        assert after[name].value == (None if one.value is None else near(one.value))
        assert after[name].reason == one.reason


def test_a_label_that_nobody_used_changes_nothing_but_has_no_gamma_k():
    before, after = measured(STUDY), measured(STUDY, labels="ABCDE")
    assert all(after[name].value == one.value for name, one in before.items())
    assert after["gamma-k E"].reason == "no units of different annotators are aligned"


def test_annotators_who_mark_at_random_agree_about_as_much_as_chance():
    rng = np.random.default_rng(3)
    rows = [
        [[(s, s + 20, "AB"[k]) for s, k in rng.integers(0, (380, 2), (6, 2)).tolist()] for _ in range(3)]
        for _ in range(60)
    ]
    found = measured([(400, one) for one in rows])
    assert found["gamma"].value == pytest.approx(0, abs=0.05)
    assert found["gamma-cat"].value == pytest.approx(0, abs=0.1)


def test_the_same_seed_draws_the_same_however_the_work_is_spread():
    alone = measured(STUDY, Plan(seed=5), sampling=Sampling())
    with ThreadPoolExecutor(3) as pool:
        spread = measured(STUDY, Plan(seed=5), sampling=Sampling(), mapper=pool.map)
    backwards = measured(
        STUDY,
        Plan(seed=5),
        sampling=Sampling(),
        mapper=lambda work, tasks: reversed([work(task) for task in reversed(list(tasks))]),
    )
    assert spread == alone
    assert backwards == alone
    assert measured(STUDY, Plan(seed=6))["gamma"].value != alone["gamma"].value


def test_more_samples_are_drawn_until_the_expected_disorder_is_precise_enough():
    study = [noisy(3, 3, 1)]
    coarse = measured(study, sampling=Sampling(30, precision=0.2))["gamma"]
    fine = measured(study, sampling=Sampling(30, precision=0.01))["gamma"]
    assert coarse.interval.replicates == 30
    assert fine.interval.replicates > 100
    # 1.96 standard errors of the expected disorder make the precision asked for, about.
    assert 1.96 * fine.standard_error / (fine.observed / fine.expected) == pytest.approx(0.01, rel=0.35)
    assert "expected disorder within 1.0% of itself" in fine.note
    assert measured(study, sampling=Sampling(30, 0.01, most=40))["gamma"].interval.replicates == 40


def test_a_corpus_adds_up_disorders_and_leaves_out_articles_for_its_error():
    found = measured(STUDY)["gamma"]
    alone = [measured([one])["gamma"] for one in STUDY]
    units = [one.units for one in alone]
    assert found.observed == near(np.average([one.observed for one in alone], weights=units))
    assert found.interval.method.startswith("jackknife over articles")
    assert found.interval.clusters == found.clusters == 12
    assert found.standard_error > 0


def test_the_interval_of_one_article_holds_the_sampling_alone_and_says_so():
    found = measured(STUDY[:1], Plan(minimum=0.2))["gamma"]
    assert found.low < found.value < found.high
    assert not found.interval.reliable
    assert "sampling alone" in found.interval.reason
    assert 0 <= found.interval.miss <= 1
    assert measured(STUDY[:1], Plan(method="none"))["gamma"].interval is None


def test_the_note_says_all_that_is_needed_to_compute_it_again():
    found = measured(STUDY, dissimilarity=Dissimilarity(3, 2, 0.5))["gamma"]
    for words in (
        "alpha 3, beta 2, delta_empty 0.5",
        "shifts round the text",
        "10 random continua per article",
    ):
        assert words in found.note


def test_the_scale_of_empty_places_changes_disorders_and_not_gamma():
    one, other = (
        measured(STUDY)["gamma"],
        measured(STUDY, dissimilarity=Dissimilarity(delta_empty=3.0))["gamma"],
    )
    assert other.value == near(one.value)
    assert other.observed == near(3 * one.observed)


@pytest.mark.parametrize(
    ("study", "reason"),
    [
        ([], "no article with two annotators"),
        ([(10, [[(1, 4, "A")]])], "no article with two annotators"),
        ([(10, [[], []])], "no annotator marked anything"),
        ([(10, [[(0, 10, "A")], [(0, 10, "A")]])], "no variation: chance leaves no disorder either"),
    ],
    ids=["no article", "one annotator", "nothing marked", "the whole text marked"],
)
def test_gamma_is_undefined_and_says_why(study, reason):
    for one in measured(study).values():
        assert (one.value, one.interval, one.standard_error) == (None, None, None)
        assert one.reason == reason


def test_labels_that_never_differ_leave_gamma_cat_undefined():
    study = [(length, [[(s, e, "A") for s, e, _ in row] for row in rows]) for length, rows in STUDY]
    found = measured(study)
    assert found["gamma"].value > 0.5
    assert found["gamma-cat"].reason == "no variation: chance leaves no disorder either"


def test_articles_that_cannot_be_measured_are_counted():
    empty, lonely = (50, [[], []]), (50, [[(3, 9, "A")]])
    found = measured([*STUDY, empty, lonely])["gamma"]
    assert found.value == measured(STUDY)["gamma"].value
    assert {one.reason: one.count for one in found.dropped} == {
        "articles in which no annotator marked anything": 1,
        "articles with fewer than two annotators": 1,
    }


def test_an_article_with_too_many_ways_to_align_is_dropped_and_the_others_stay(monkeypatch):
    crowd = (60, [[(start, start + 20, "A") for start in range(30)] for _ in range(3)])
    monkeypatch.setattr(groups, "MOST_GROUPS", 2_000)
    found = measured([*STUDY, crowd])["gamma"]
    assert found.clusters == len(STUDY)
    assert found.dropped[0].reason == "articles with too many ways to align their units"
    assert measured([crowd])["gamma"].reason == "too many ways to align the units of any article"


@pytest.mark.parametrize("wrong", [{"samples": 1}, {"precision": 0.0}, {"samples": 30, "most": 20}])
def test_a_sampling_that_measures_nothing_is_refused(wrong):
    with pytest.raises(ValueError, match="Sampling needs"):
        Sampling(**wrong)


def test_articles_of_one_event_are_one_piece_of_the_interval():
    events = Grouping([f"event {place // 2}" for place in range(len(STUDY))], "event")
    one, other = measured(STUDY)["gamma"], measured(STUDY, grouping=events)["gamma"]
    assert other.value == near(one.value)
    assert other.standard_error != one.standard_error
    assert (other.interval.kind, other.interval.clusters, other.clusters) == ("event", 6, 6)
