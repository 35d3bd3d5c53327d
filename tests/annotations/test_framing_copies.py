"""Near copies in framing profiles: each counted, once, or weighed together as one article."""

from dataclasses import replace

import numpy as np
import pytest

from annotations.framing import (
    ALL,
    EACH,
    EVENT,
    ONCE,
    OUTLET,
    VOICE,
    WEIGHED,
    Counting,
    Counts,
    Selection,
    contrasts,
    observe,
    rates,
    stances,
)
from benchmarks.framing_simulation import Design, draw

VALUES = {"neg": -1.0, "neu": 0.0, "pos": 1.0}


def wire() -> tuple[Counts, list[int]]:
    """Six outlets print one dispatch, the Lamp first, and one article of their own each."""
    counting = Counting(["HARSH"])
    for number in range(6):
        outlet = "Lamp" if number == 3 else f"Paper {number}"
        date = "2025-05" if number == 0 else f"2025-05-{10 - number if number == 3 else 12:02}"
        for what, event in (("dispatch", "Accord"), ("own", f"Matter {number}")):
            name = f"{what} {number}"
            counting.article(name, outlet, (event,), date, (0, 0, 100, 0, 0, 0, 0))
            reading = counting.reading(name, "A")
            counting.mark(reading, "HARSH", {}, "body", 7 if what == "dispatch" else number)
    return counting.counts(), [0, -1] * 6


def repeated(counts: Counts, times: int) -> tuple[Counts, list[int]]:
    """Return the counts as if every article had been printed several times, with the same marks."""
    articles, readings = len(counts.articles), len(counts.readings)

    def shifted(table: np.ndarray, step: int) -> np.ndarray:
        return np.concatenate([np.column_stack([table[:, 0] + step * n, table[:, 1:]]) for n in range(times)])

    copied = replace(
        counts,
        articles=tuple(f"{name} {turn}" for turn in range(times) for name in counts.articles),
        dates=counts.dates * times,
        article_outlet=np.tile(counts.article_outlet, times),
        article_event=shifted(counts.article_event, articles),
        words=np.tile(counts.words, (times, 1)),
        readings=shifted(counts.readings, articles),
        marks=shifted(counts.marks, readings),
    )
    return copied, list(range(articles)) * times


def numbers(given: Counts, selection: Selection, groups: list[int]) -> list[float | None]:
    """Return every number of a profile in one list."""
    seen = observe(given, selection, groups=groups)
    told: list[float | None] = []
    for by in (ALL, OUTLET, EVENT, VOICE):
        for line in rates(seen, by):
            one, spread = line.ratio, line.spread
            told += [one.value, one.low, one.high, one.found, one.of, one.articles, one.clusters, line.shrunk]
            told += [spread.low, spread.high] if spread else []
    for stance in stances(seen, VALUES, given.outlets):
        told += [stance.ratio.value, stance.ratio.low, stance.ratio.of, stance.ratio.articles]
    for contrast in contrasts(seen, given.outlets):
        told += [contrast.difference.value, contrast.difference.p, contrast.adjusted]
    return told


@pytest.mark.parametrize("copies", [ONCE, WEIGHED])
def test_a_corpus_printed_three_times_says_what_it_says_once(copies):
    counts = draw(Design(events=8), 3)
    tripled, groups = repeated(counts, 3)
    expected = numbers(counts, Selection(), [])
    assert numbers(tripled, Selection(copies=copies), groups) == pytest.approx(expected)
    assert numbers(tripled, Selection(), []) != pytest.approx(expected)


def test_once_keeps_the_earliest_and_a_day_comes_before_its_month():
    counts, groups = wire()
    seen = observe(counts, Selection(copies=ONCE), groups=groups)
    kept = [counts.articles[place] for place in seen.articles if "dispatch" in counts.articles[place]]
    assert kept == ["dispatch 3"]
    assert seen.weight.tolist() == [1.0] * 7


def test_weighed_copies_count_as_one_article_and_tie_their_events_together():
    counts, groups = wire()
    each = next(line for line in rates(observe(counts, Selection()), ALL) if line.label).ratio
    seen = observe(counts, Selection(copies=WEIGHED), groups=groups)
    one = next(line for line in rates(seen, ALL) if line.label).ratio
    assert (each.found, each.articles, each.clusters) == (6 * 7 + 15, 12, 7)
    assert (one.found, one.articles, one.clusters) == (pytest.approx(7 + 15), 7, 7)
    assert one.of == pytest.approx(0.7)
    tied = [
        0 if place in (7, 10) else -1 for place in range(12)
    ]  # an article of its own and a later dispatch
    found = {
        copies: observe(counts, Selection(copies=copies), groups=tied) for copies in (EACH, ONCE, WEIGHED)
    }
    clusters = {copies: np.unique(seen.cluster).size for copies, seen in found.items()}
    assert clusters == {EACH: 7, ONCE: 7, WEIGHED: 6}


def test_of_copies_those_alone_count_that_were_read():
    counting = Counting(["HARSH"])
    for name in "abc":
        counting.article(name, "Lamp", (), "", (0, 0, 100, 0, 0, 0, 0))
    for name in "bc":
        counting.reading(name, "A")
    counts = counting.counts()
    assert observe(counts, Selection(copies=ONCE), groups=[0, 0, 0]).articles.tolist() == [1]
    assert observe(counts, Selection(copies=WEIGHED), groups=[0, 0, 0]).weight.tolist() == [0.5, 0.5]
    assert observe(counts, Selection(copies=EACH), groups=[0, 0, 0]).weight.tolist() == [1.0, 1.0]
