"""Corpora whose framing is known, clustered by event: what the statistics of framing are tried on.

Every event has a theme of its own that makes some labels frequent in all articles about it, every article a
temper, and every annotator finds a mark with some probability: the marks of an event, of an article and of
two annotators resemble each other, as they do in a study.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotations.framing import Counting, Counts
from annotations.framing.observed import WORDS_AT_ONCE
from annotations.zones import ZONE_KINDS

LABELS = ("WAR", "PEACE", "BLAME", "MORAL")
RATES = (6.0, 3.0, 1.5, 0.7)  # true marks for 1,000 words
TARGETS = ("NORTH", "SOUTH")
VALENCES = ("neg", "neu", "pos")
BODY = ZONE_KINDS.index("body")


@dataclass(frozen=True)
class Design:
    """A corpus to be drawn.

    ``times`` is how many times as often the first outlet uses the first label; ``theme`` and ``temper`` are
    the spreads of the effects of events and of articles, whose mean is 1.
    """

    events: int = 20
    outlets: int = 4
    times: float = 1.0
    theme: float = 0.6
    temper: float = 0.5
    finds: float = 0.7
    annotators: int = 2

    def rate(self, outlet: int, label: int) -> float:
        """Return the true rate of found marks for 1,000 words."""
        return RATES[label] * self.finds * (self.times if outlet == label == 0 else 1.0)


def draw(design: Design, seed: int) -> Counts:
    """Return the counts of one corpus."""
    chance = np.random.default_rng([seed, design.events, design.outlets])
    counting = Counting(LABELS)
    for event in range(design.events):
        theme = _effect(chance, design.theme, len(LABELS))
        leaning = chance.beta(
            2, 2
        )  # how often marks about this event are positive, the others being negative
        for outlet in range(design.outlets):
            for number in range(chance.integers(0, 4) if chance.random() < 0.9 else 0):
                _article(counting, design, chance, (event, outlet, number), theme, leaning)
    return counting.counts()


def _article(
    counting: Counting,
    design: Design,
    chance: np.random.Generator,
    place: tuple[int, int, int],
    theme: np.ndarray,
    leaning: float,
) -> None:
    event, outlet, number = place
    name, length = f"{event}-{outlet}-{number}", int(chance.lognormal(np.log(500), 0.4)) + 50
    words = [length if kind == BODY else 0 for kind in range(len(ZONE_KINDS))]
    counting.article(name, f"Outlet {outlet}", (f"Event {event}",), f"2025-{1 + event % 12:02}", words)
    true = np.array([design.rate(outlet, label) / design.finds for label in range(len(LABELS))])
    marks = chance.poisson(true * length / WORDS_AT_ONCE * theme * _effect(chance, design.temper, 1))
    judged = [[_said(chance, leaning) for _ in range(number)] for number in marks]
    for annotator in range(design.annotators):
        reading = counting.reading(name, f"A{annotator}")
        for label, said in zip(LABELS, judged, strict=True):
            for one in said:
                if chance.random() < design.finds:
                    counting.mark(reading, label, one, "body", 1)


def _said(chance: np.random.Generator, leaning: float) -> dict[str, str | None]:
    valence = "pos" if chance.random() < leaning else "neg"
    return {"voice": "outlet", "target": TARGETS[chance.integers(2)], "valence": valence}


def _effect(chance: np.random.Generator, spread: float, size: int) -> np.ndarray:
    return chance.gamma(1 / spread**2, spread**2, size) if spread else np.ones(size)
