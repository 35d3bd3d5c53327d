"""How often the intervals of framing profiles hold the truth, over simulated corpora clustered by event.

    python -m benchmarks.framing_coverage [corpora] [processes]

Also how often outlets that do not differ are said to differ once p is corrected, and how often a difference
that is there is found. Printed as Markdown tables; `docs/framing.md` has the figures.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import partial

from annotations.framing import ALL, CORRECTIONS, Observed, Selection, contrasts, observe, rates, stances
from annotations.framing.comparisons import adjusted
from annotations.framing.rates import only
from annotations.framing.within import LEVEL
from benchmarks.framing_simulation import LABELS, Design, draw

CORPORA = 1_000
# Of five events all must be reported: below five there is no interval.
SIZES = {5: Design(events=5, fewest=1, reported=1.0)}
SIZES |= {events: Design(events=events) for events in (8, 10, 12, 20, 30, 40)}
SCENES = {
    "usual": Design(),
    "long tails": Design(lognormal=True),
    "strong themes": Design(theme=1.0, temper=0.8),
    "no themes": Design(theme=0.0, temper=0.0),
    "small outlet": Design(most=(1, 6)),
    "large outlet": Design(most=(8, 2)),
    "two outlets": Design(outlets=2),
    "unequal events": Design(crowd=1.0),
    "rare labels": Design(rarity=0.3),
}
SCENE_EVENTS = (10, 30)
TIMES = 2.0
VALUES = {"neg": -1.0, "neu": 0.0, "pos": 1.0}
# what is measured -> whether it was so; None where there was no interval
Hits = dict[str, bool | None]


def covered(design: Design, seed: int) -> Hits:
    """Return for one corpus which intervals of the first outlet hold the truth."""
    observed = observe(draw(design, seed), Selection())
    hits: Hits = {}
    if not (observed.outlet == 0).any():
        return hits
    for line in rates(only(observed, observed.outlet == 0), ALL):
        if line.label in LABELS:
            truth = design.rate(0, LABELS.index(line.label))
            hits[f"rate of {line.label}"] = _holds(line.ratio.low, truth, line.ratio.high)
    for stance in stances(observed, VALUES, ("Outlet 0",)):
        hits[f"valence toward {stance.target or 'all'}"] = _holds(stance.ratio.low, 0.0, stance.ratio.high)
    hits |= _contrasts(design, observed)
    return hits


def _contrasts(design: Design, observed: Observed) -> Hits:
    hits: Hits = {}
    for one in contrasts(observed, ["Outlet 0"]):
        label = LABELS.index(one.label)
        truth, other = design.rate(0, label), design.rate(1, label)
        found = one.difference
        hits[f"difference in {one.label}"] = _holds(found.low, truth - other, found.high)
        if found.times is not None:
            hits[f"times as often, {one.label}"] = _holds(found.times.low, truth / other, found.times.high)
    return hits


def found(design: Design, seed: int) -> Hits:
    """Return for one corpus what is said to differ, all outlets and labels being looked at."""
    observed = observe(draw(design, seed), Selection())
    every = contrasts(observed, observed.counts.outlets)
    p = [one.difference.p for one in every]
    told: Hits = {"any, not corrected": any(one is not None and one <= LEVEL for one in p)}
    for correction in CORRECTIONS:
        at = [one is not None and one <= LEVEL for one in adjusted(p, correction)]
        told[f"any, {correction}"] = any(at)
        told[f"the one that is there, {correction}"] = any(
            hit for hit, one in zip(at, every, strict=True) if one.outlet == "Outlet 0" and one.label == "WAR"
        )
    return told


def _holds(low: float | None, truth: float, high: float | None) -> bool | None:
    return None if low is None or high is None else low <= truth <= high


def shares(each: Callable[[int], Hits], corpora: int, processes: int) -> dict[str, tuple[float, int]]:
    """Return how often each thing was so, and in how many corpora it could be said."""
    told: defaultdict[str, list[bool]] = defaultdict(list)
    with ProcessPoolExecutor(processes) as pool:
        for hits in pool.map(each, range(corpora), chunksize=20):
            for name, hit in hits.items():
                if hit is not None:
                    told[name].append(hit)
    return {name: (sum(hits) / len(hits), len(hits)) for name, hits in told.items()}


def tables(corpora: int, processes: int) -> Iterator[str]:
    """Yield the lines of the tables."""
    columns = {f"{events} events": design for events, design in SIZES.items()}
    parts = {"": columns} | {
        f", {events} events": {name: replace(design, events=events) for name, design in SCENES.items()}
        for events in SCENE_EVENTS
    }
    for title, times, each in (
        ("Coverage, no outlet differs", 1.0, covered),
        (f"Coverage, the first outlet uses WAR {TIMES:g} times as often", TIMES, covered),
        ("Said to differ, no outlet differs", 1.0, found),
        (f"Said to differ, the first outlet uses WAR {TIMES:g} times as often", TIMES, found),
    ):
        for part, designs in parts.items():
            yield f"\n{title}{part} (% of {corpora:,} corpora; in brackets how many, where not all)\n"
            told = [
                shares(partial(each, replace(design, times=times)), corpora, processes)
                for design in designs.values()
            ]
            yield from _table(list(designs), told, corpora)


def _table(names: list[str], columns: list[dict[str, tuple[float, int]]], corpora: int) -> Iterator[str]:
    yield "| | " + " | ".join(names) + " |"
    yield "| --- |" + " ---: |" * len(names)
    for name in dict.fromkeys(name for column in columns for name in column):
        yield f"| {name} | " + " | ".join(_cell(column.get(name), corpora) for column in columns) + " |"


def _cell(share: tuple[float, int] | None, corpora: int) -> str:
    if share is None:
        return "–"
    value, count = share
    return f"{100 * value:.1f}" + (f" ({count})" if count < corpora else "")


if __name__ == "__main__":
    asked = [int(word) for word in sys.argv[1:]]
    for line in tables(*(asked + [CORPORA, 2][len(asked) :])):
        print(line, flush=True)
