"""Framing statistics: worked examples, second ways to compute them, and what is undefined."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from annotations.framing import (
    ALL,
    ARTICLES,
    EVENT,
    EVERYTHING,
    HOLM,
    MENTIONS,
    MONTH,
    OUTLET,
    TARGET,
    VOICE,
    Counting,
    Counts,
    Selection,
    UnreadableCounts,
    adjusted,
    contrasts,
    observe,
    rates,
    stances,
    words_by_zone,
)
from annotations.framing.contrasts import difference, log_odds
from annotations.framing.ratio import NO_SPREAD, jackknife_error, rate
from annotations.framing.shrinkage import gamma_prior
from annotations.words import words_of
from annotations.zones import Zone
from benchmarks.framing_simulation import Design, draw

VALUES = {"neg": -1.0, "neu": 0.0, "pos": 1.0}
# Benjamini & Hochberg 1995, section 3.2: fifteen p-values of a study of heart attacks.
P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528]
P += [0.759, 1.0]


def small() -> Counts:
    """Six articles of two outlets on three events; the last one was read and nothing was found."""
    counting = Counting(["HARSH", "MILD"])
    for number in range(6):
        outlet = ("Lamp", "Gull")[number % 2]
        counting.article(
            f"a{number}",
            outlet,
            (f"E{number // 2}",),
            f"2025-0{1 + number // 2}-05",
            (10, 0, 90, 50, 0, 0, 0),
        )
        for annotator in ("A", "B"):
            reading = counting.reading(f"a{number}", annotator)
            if number < 5:
                said = {"voice": "outlet", "target": "RIVER", "valence": "neg"}
                counting.mark(reading, "HARSH", said, "body", 2 if annotator == "A" else 1)
                counting.mark(reading, "MILD", {"voice": "quote"}, "caption", 7)
    return counting.counts()


def test_many_p_values_are_corrected_as_in_the_paper():
    by_share, by_chance = adjusted(P), adjusted(P, HOLM)
    assert sum(p <= 0.05 for p in by_share) == 4
    assert sum(p <= 0.05 for p in by_chance) == 3
    assert by_share == pytest.approx(stats.false_discovery_control(P).tolist())
    assert adjusted([None, 0.02, None]) == [None, 0.02, None]
    with pytest.raises(ValueError, match="not a correction"):
        adjusted(P, "bonferroni")


@given(st.lists(st.floats(0, 1), max_size=12))
def test_holm_is_never_kinder_than_benjamini_and_hochberg(values: list[float]):
    for share, chance, p in zip(adjusted(values), adjusted(values, HOLM), values, strict=True):
        assert p - 1e-12 <= share <= chance + 1e-12 <= 1 + 1e-11


def test_a_rate_and_its_interval_by_hand():
    y, x, events = [5, 2, 0, 2, 2, 1], [1.0, 0.5, 1.0, 2.0, 0.5, 1.0], ["a", "a", "b", "c", "d", "e"]
    found = rate(y, x, events)
    sums = {"a": (7, 1.5), "b": (0, 1.0), "c": (2, 2.0), "d": (2, 0.5), "e": (1, 1.0)}
    without = [(12 - one) / (6 - other) for one, other in sums.values()]
    error = math.sqrt(4 / 5 * sum((value - sum(without) / 5) ** 2 for value in without))
    # What events add beyond marks that come one by one, and the cumulants of a negative binomial.
    normal = 36 / sum(other**2 for _, other in sums.values()) - 1
    single, variance = 1 / 6, error**2
    assert variance > 2 * single
    shape = (variance - 2 * single) / 2**2 * 36 / sum(other**2 for _, other in sums.values())
    means = [2 * other for _, other in sums.values()]
    third = sum(m + 3 * shape * m**2 + 2 * shape**2 * m**3 for m in means) / 6**3
    fourth = sum(m + 7 * shape * m**2 + 12 * shape**2 * m**3 + 6 * shape**3 * m**4 for m in means) / 6**4
    tails = fourth / variance**2 - third**2 / variance**3
    found_freedom = 2 / (2 / normal * (1 - 1 / 12) + tails)
    reach = stats.t.ppf(0.975, found_freedom) * error / 2
    assert (found.value, found.articles, found.clusters) == (2, 6, 5)
    assert found.freedom == pytest.approx(found_freedom)
    assert (found.low, found.high) == pytest.approx((2 * math.exp(-reach), 2 * math.exp(reach)))
    assert math.isnan(jackknife_error(np.array([1.0, 0.0]), np.array([1.0, 0.0])))


def test_what_is_undefined_says_why():
    every = list(range(6))
    assert rate([1] * 4, [1] * 4, every[:4]).reason == "not enough articles (4 of 5)"
    assert rate([1] * 4, [1] * 4, every[:4]).value is None
    assert rate([1] * 6, [0] * 6, every).reason == "nothing to count in"
    few = rate([1] * 6, [1] * 6, [0, 0, 0, 1, 1, 2])
    assert (few.value, few.low, few.reason) == (1, None, "too few events for an interval (3 of 5)")
    assert rate([0] * 6, [1] * 6, every).reason == "nothing found, so no interval"
    assert rate([2] * 6, [1] * 6, every).reason == NO_SPREAD


def test_the_prior_solves_the_equations_of_clayton_and_kaldor():
    found, of = np.array([4.0, 20.0, 1.0, 9.0]), np.array([2.0, 4.0, 3.0, 3.0])
    prior = gamma_prior(found, of)
    drawn = np.array([prior.shrunk(o, e) for o, e in zip(found, of, strict=True)])
    assert drawn.mean() == pytest.approx(prior.mean)
    variance = ((1 + prior.strength / of) * (drawn - prior.mean) ** 2).sum() / 3
    assert variance == pytest.approx(prior.mean / prior.strength)
    raw = found / of
    assert (np.abs(drawn - prior.mean) <= np.abs(raw - prior.mean)).all()
    same = gamma_prior([2, 4, 6], [1, 2, 3])
    assert (same.strength, same.shrunk(0, 1)) == (None, 2)
    assert gamma_prior([1], [1]) is None
    assert gamma_prior([0, 0], [1, 1]) is None


def test_the_prior_of_many_outlets_is_recovered():
    chance = np.random.default_rng(5)
    of = chance.uniform(5, 20, 2_000)
    prior = gamma_prior(chance.poisson(of * chance.gamma(4, 0.5, 2_000)), of)
    assert (prior.mean, prior.strength) == pytest.approx((2, 2), rel=0.1)


def test_differences_within_events_by_hand():
    y, x = np.array([2.0, 4.0, 1.0, 3.0, 2.0, 9.0]), np.array([1.0, 2.0, 1.0, 1.0, 1.0, 1.0])
    other_y, other_x = np.array([1.0, 2.0, 1.0, 1.0, 3.0, 9.0]), np.array([1.0, 2.0, 2.0, 1.0, 1.0, 0.0])
    weights = [0.5, 1.0, 2 / 3, 0.5, 0.5]
    each = [1, 1, 0.5, 2, -1]
    found = difference(y, x, other_y, other_x)
    assert found.events == 5
    assert found.value == pytest.approx(np.average(each, weights=weights))
    assert found.value == pytest.approx(found.own - found.others)
    assert found.times.value == pytest.approx(found.own / found.others)
    assert found.low < found.value < found.high
    assert 0 < found.p < 1
    assert difference(y[:4], x[:4], other_y[:4], other_x[:4]).reason.endswith("(4 of 5)")
    assert difference(0 * y, x, 0 * y, x).reason == "nothing found on these events"
    assert difference(y, x, y, x).reason.startswith("the same difference")
    alone = difference(y, x, 0 * other_y, x)
    assert alone.times.reason == "nothing found on one side, so no ratio"
    assert alone.low < alone.value < alone.high
    assert difference(x, x, 0 * x, x).times.value is None


def test_log_odds_by_hand():
    own, others, every = [30, 10, 0, 0], [10, 30, 0, 0], [50, 40, 10, 0]
    first, second, third, none = log_odds(own, others, every)
    prior = [1.5, 1.2, 0.3]  # three labels occur
    assert first.value == pytest.approx(
        math.log((30 + prior[0]) / (10 + prior[1] + prior[2]))
        - math.log((10 + prior[0]) / (30 + prior[1] + prior[2]))
    )
    assert first.z == pytest.approx(first.value / math.sqrt(1 / 31.5 + 1 / 11.5))
    assert first.value > 0 > second.value
    assert third.value == pytest.approx(0)
    assert none is None
    assert log_odds([3, 0], [2, 0], [5, 0]) == [None, None]


def test_an_article_counts_once_and_one_without_marks_counts():
    counts = small()
    seen = observe(counts, Selection())
    assert seen.y[:, 0].tolist() == [1.5] * 5 + [0]
    assert seen.y[:, 1].sum() == 0  # captions are not coded
    assert seen.x.tolist() == [0.1] * 6
    every = next(line for line in rates(seen, ALL) if line.label == "HARSH")
    assert every.ratio.value == pytest.approx(7.5 / 0.6)
    assert (every.spread.low, every.spread.high) == pytest.approx((5 / 0.6, 10 / 0.6))
    captions = observe(counts, Selection(ARTICLES, zones=("caption",)))
    assert captions.y[:, 1].sum() == 35
    assert observe(counts, Selection(voice="quote")).y.sum() == 0
    assert observe(counts, Selection(target="NOBODY")).y.sum() == 0
    assert observe(counts, Selection(MENTIONS), [1, 0, 0, 0, 0, 2]).x.tolist() == [1, 0, 0, 0, 0, 2]


def test_groups_hold_what_belongs_to_them():
    seen = observe(small(), Selection(ARTICLES, zones=("body", "caption")))
    found = {
        by: {(one.group, one.label): one.ratio.found for one in rates(seen, by)}
        for by in (OUTLET, EVENT, VOICE, TARGET, MONTH)
    }
    assert found[OUTLET]["Lamp", "HARSH"] == 4.5
    assert found[EVENT]["E2", "MILD"] == 7
    assert found[VOICE]["quote", EVERYTHING] == 35
    assert found[TARGET]["RIVER", "HARSH"] == 7.5
    assert found[MONTH]["2025-03", "HARSH"] == 1.5
    assert all(one.ratio.value is None for one in rates(seen, OUTLET))
    stance = next(one for one in stances(seen, VALUES, ("Lamp",)) if one.target == "RIVER")
    assert (stance.ratio.found, stance.ratio.of) == (-4.5, 4.5)


def test_articles_that_share_an_event_are_one_cluster():
    counting = Counting(["HARSH"])
    for name, events in (("a", "xy"), ("b", "y"), ("c", "z"), ("d", ""), ("e", "")):
        counting.article(name, "Lamp", tuple(events), "", (0, 0, 9, 0, 0, 0, 0))
        counting.reading(name, "A")
    clusters = observe(counting.counts(), Selection()).cluster.tolist()
    assert clusters[0] == clusters[1]
    assert len(set(clusters)) == 4


def test_counts_are_kept_and_read_again():
    counts = draw(Design(events=3), 1)
    again = Counts.from_text(counts.to_text())
    assert again.to_text() == counts.to_text()
    assert rates(observe(again, Selection()), OUTLET) == rates(observe(counts, Selection()), OUTLET)
    for text in ("", "{}", "[]", '{"articles": 1}'):
        with pytest.raises(UnreadableCounts):
            Counts.from_text(text)


def test_words_belong_to_the_zone_they_begin_in():
    text = "A short headline\nThe body has five words.\nMore"
    zones = (Zone(0, 16, "headline"), Zone(42, 46, "promo"))
    assert words_by_zone(words_of(text), zones) == (3, 0, 5, 0, 1, 0, 0)


def test_a_corpus_without_differences_and_one_with_a_large_one():
    lame = observe(draw(Design(events=40), 11), Selection())
    assert not any(one.is_found for one in contrasts(lame, lame.counts.outlets))
    seen = observe(draw(Design(events=40, times=4), 11), Selection())
    found = [(one.outlet, one.label) for one in contrasts(seen, ["Outlet 0"]) if one.is_found]
    assert ("Outlet 0", "WAR") in found
