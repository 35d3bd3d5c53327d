"""How often intervals hold the truth where near copies are counted each, once, or weighed together.

    python -m benchmarks.framing_copies [corpora]

Stories of no known event, some of which are printed by many outlets word for word: many articles, but one
draw of what is written. Printed as a Markdown table; `docs/framing.md` has the figures.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from annotations.framing import ALL, COPIES, Counts, Selection, observe, rates
from benchmarks.framing_simulation import LABELS, Design, draw

CORPORA = 1_000
EVENTS = (40, 80)
STORIES_OF_EVENT = 1.35  # on average, as `draw` has them for one outlet
SPREADING = 0.5  # the chance that a story is printed once more
MOST = 8
Groups = list[int]


def spread(counts: Counts, seed: int) -> tuple[Counts, Groups]:
    """Return the counts with articles printed again and again, and which of them are copies of each other."""
    articles, readings = len(counts.articles), len(counts.readings)
    times = np.minimum(np.random.default_rng([seed, 7]).geometric(1 - SPREADING, articles), MOST)
    parts = [(turn, np.flatnonzero(times > turn)) for turn in range(MOST)]
    names, owners, read, marked = [], [], [], []
    before, before_readings = 0, 0
    for turn, chosen in parts:
        place = np.full(articles, -1)
        place[chosen] = before + np.arange(chosen.size)
        kept = place[counts.readings[:, 0]] >= 0
        row = np.full(readings, -1)
        row[kept] = before_readings + np.arange(kept.sum())
        marks = counts.marks[row[counts.marks[:, 0]] >= 0]
        names += [f"{counts.articles[one]} {turn}" for one in chosen]
        owners.append(chosen)
        read.append(np.column_stack([place[counts.readings[kept, 0]], counts.readings[kept, 1]]))
        marked.append(np.column_stack([row[marks[:, 0]], marks[:, 1:]]))
        before, before_readings = before + chosen.size, before_readings + int(kept.sum())
    of = np.concatenate(owners)
    again = replace(
        counts,
        articles=tuple(names),
        dates=tuple(counts.dates[one] for one in of),
        article_outlet=counts.article_outlet[of],
        article_event=np.empty((0, 2), dtype=np.int64),
        words=counts.words[of],
        readings=np.concatenate(read),
        marks=np.concatenate(marked),
    )
    return again, of.tolist()


def covered(events: int, seed: int) -> dict[str, list[bool]]:
    """Return for one corpus which intervals of the labels hold the truth, for each way of counting."""
    # Stories are on their own, so that nothing but copies makes articles resemble each other.
    design = Design(events=events, outlets=1, theme=0.0)
    counts, groups = spread(draw(design, seed), seed)
    found: dict[str, list[bool]] = {}
    for copies in COPIES:
        for line in rates(observe(counts, Selection(copies=copies), groups=groups), ALL):
            one = line.ratio
            if line.label in LABELS and one.low is not None and one.high is not None:
                truth = design.rate(0, LABELS.index(line.label))
                found.setdefault(copies, []).append(one.low <= truth <= one.high)
    return found


def table(corpora: int) -> Iterator[str]:
    """Yield the lines of the table."""
    yield "| | " + " | ".join(f"about {events * STORIES_OF_EVENT:.0f} stories" for events in EVENTS) + " |"
    yield "| --- |" + " ---: |" * len(EVENTS)
    columns = [[covered(events, seed) for seed in range(corpora)] for events in EVENTS]
    for copies in COPIES:
        shares = [np.mean([hit for one in column for hit in one.get(copies, ())]) for column in columns]
        yield f"| {copies} | " + " | ".join(f"{100 * share:.1f}" for share in shares) + " |"


if __name__ == "__main__":
    for told in table(int(sys.argv[1]) if len(sys.argv) > 1 else CORPORA):
        print(told, flush=True)
