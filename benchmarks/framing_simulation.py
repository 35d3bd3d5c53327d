"""Corpora whose framing is known, clustered by event: what the statistics of framing are tried on.

Every event has a theme of its own that makes some labels frequent in all articles about it, every article a
temper, and every annotator finds a mark with some probability: the marks of an event, of an article and of
two annotators resemble each other, as they do in a study.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotations.framing import Counts
from annotations.framing.observed import WORDS_AT_ONCE
from annotations.zones import ZONE_KINDS

LABELS = ("WAR", "PEACE", "BLAME", "MORAL")
RATES = (6.0, 3.0, 1.5, 0.7)  # true marks for 1,000 words
TARGETS = ("NORTH", "SOUTH")
VALENCES = ("neg", "pos")
BODY = ZONE_KINDS.index("body")
MONTHS = 12
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Design:
    """A corpus to be drawn.

    Attributes:
        times: how many times as often the first outlet uses the first label.
        theme, temper: the spreads of the effects of events and of articles, whose mean is 1.
        lognormal: whether these effects come from a logarithmic normal distribution, with longer tails than
            the gamma distribution has.
        reported: how often an outlet reports an event at all.
        fewest, most: how many articles it then has; at most of the first outlet, and of each other.
        crowd: the spread of how much is written about an event.
        rarity: by what all rates are multiplied.
    """

    events: int = 20
    outlets: int = 4
    times: float = 1.0
    theme: float = 0.6
    temper: float = 0.5
    lognormal: bool = False
    finds: float = 0.7
    annotators: int = 2
    reported: float = 0.9
    fewest: int = 0
    most: tuple[int, int] = (3, 3)
    crowd: float = 0.0
    rarity: float = 1.0

    def rate(self, outlet: int, label: int) -> float:
        """Return the true rate of found marks for 1,000 words."""
        return float(self.rates[outlet, label]) * self.finds

    @property
    def rates(self) -> Floats:
        """The true rates of marks, found or not, of each outlet and label."""
        rates: Floats = np.tile(np.array(RATES) * self.rarity, (self.outlets, 1))
        rates[0, 0] *= self.times
        return rates


def draw(design: Design, seed: int) -> Counts:
    """Return the counts of one corpus."""
    chance = np.random.default_rng([seed, design.events, design.outlets])
    event, outlet = _articles(design, chance)
    words = chance.lognormal(np.log(500), 0.4, event.size).astype(np.int64) + 50
    theme = _effect(design, chance, design.theme, (design.events, len(LABELS)))
    temper = _effect(design, chance, design.temper, (event.size, 1))
    number = chance.poisson(design.rates[outlet] * words[:, None] / WORDS_AT_ONCE * theme[event] * temper)
    return Counts(
        articles=tuple(f"{place}" for place in range(event.size)),
        dates=tuple(f"2025-{1 + one % MONTHS:02}" for one in event),
        outlets=tuple(f"Outlet {place}" for place in range(design.outlets)),
        events=tuple(f"Event {place}" for place in range(design.events)),
        annotators=tuple(f"A{place}" for place in range(design.annotators)),
        names={"label": LABELS, "voice": ("outlet",), "target": TARGETS, "valence": VALENCES},
        article_outlet=outlet,
        article_event=np.column_stack([np.arange(event.size), event]),
        words=np.where(np.arange(len(ZONE_KINDS)) == BODY, words[:, None], 0),
        readings=np.column_stack(
            [
                np.repeat(np.arange(event.size), design.annotators),
                np.tile(np.arange(design.annotators), event.size),
            ]
        ),
        marks=_marks(design, chance, number, event),
    )


def _articles(design: Design, chance: np.random.Generator) -> tuple[Ints, Ints]:
    """Return the event and the outlet of every article."""
    shape = design.events, design.outlets
    most = np.array([design.most[0]] + [design.most[1]] * (design.outlets - 1))
    number = chance.integers(design.fewest, most + 1, shape) * (chance.random(shape) < design.reported)
    if design.crowd:
        size = _lognormal(chance, design.crowd, (design.events, 1))
        number = np.where(number > 0, np.maximum(1, np.rint(number * size)), 0).astype(np.int64)
    cell = np.repeat(np.arange(number.size), number.ravel())
    return cell // design.outlets, cell % design.outlets


def _marks(design: Design, chance: np.random.Generator, number: Ints, event: Ints) -> Ints:
    """Return the marks as `Counts.marks` has them, given how many each article has of each label."""
    cell = np.repeat(np.arange(number.size), number.ravel())
    article, label = cell // len(LABELS), cell % len(LABELS)
    # How often marks about an event are positive, the others being negative.
    leaning = chance.beta(2, 2, design.events)
    valence = (chance.random(cell.size) < leaning[event[article]]).astype(np.int64)
    target = chance.integers(len(TARGETS), size=cell.size)
    who, mark = np.nonzero(chance.random((design.annotators, cell.size)) < design.finds)
    reading = article[mark] * design.annotators + who
    ones = np.ones_like(mark)
    columns = (reading, label[mark], 0 * ones, target[mark], valence[mark], BODY * ones, ones)
    return np.column_stack(columns).astype(np.int64)


def _effect(design: Design, chance: np.random.Generator, spread: float, shape: tuple[int, int]) -> Floats:
    if not spread:
        return np.ones(shape)
    if design.lognormal:
        return _lognormal(chance, spread, shape)
    return chance.gamma(1 / spread**2, spread**2, shape)


def _lognormal(chance: np.random.Generator, spread: float, shape: tuple[int, int]) -> Floats:
    """Return values with the mean 1 and this standard deviation."""
    variance = np.log1p(spread**2)
    return chance.lognormal(-variance / 2, np.sqrt(variance), shape)
