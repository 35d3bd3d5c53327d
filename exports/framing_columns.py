"""The columns of framing profiles: rates, valence, and contrasts within events."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from annotations.framing import CONFIDENCE, Contrast, Line, Selection, Stance
from exports.columns import Column

_SELECTION = (
    Column("rounds", "text", "Names of the rounds, joined by |.", required=True),
    Column("codebook_version", "id", "Version of the codebook of the rounds.", required=True),
    Column(
        "source",
        "text",
        "The word annotators where everybody's own marks count, an article's value being the mean over them; "
        "adjudicated where what stands after adjudication counts.",
        required=True,
    ),
    Column("unit", "text", "What marks are counted per: words (1,000), articles or mentions.", required=True),
    Column("voice", "text", "Code of the voice whose marks alone count. Empty: every voice."),
    Column("target", "text", "Code of the target toward which alone marks count. Empty: every target."),
    Column("zones", "text", "Zones of the texts that count, joined by |.", required=True),
    Column(
        "copies",
        "text",
        "How near copies count: each, once (the earliest of a group) or weighed (together as one article).",
        required=True,
    ),
)
_INTERVAL = (
    Column("low", "number", "Lower limit of the interval, clustered by event."),
    Column("high", "number", "Upper limit of the interval, clustered by event."),
    Column("confidence", "number", "Confidence of the interval.", required=True),
)
_REASON = Column("reason", "text", "Why there is no number, or no interval.")
_BASIS = (
    Column("articles", "integer", "How many articles it rests on.", required=True),
    Column("events", "integer", "How many clusters of events it rests on.", required=True),
)
_OUTLET = Column("outlet", "text", "Name of the outlet.", required=True)

RATES = (
    *_SELECTION,
    Column("by", "text", "What the row is about: outlet, event, voice, target, month or all.", required=True),
    Column("group", "text", "Which of them: a name, a code or a month. Empty where it is all articles."),
    Column("label", "text", "Code of the label. Empty where marks of any label count."),
    Column("rate", "number", "Marks per unit. Empty where it is undefined; see reason."),
    *_INTERVAL,
    Column("shrunk", "number", "The rate drawn towards that of all outlets (Clayton & Kaldor 1987)."),
    Column("lowest_annotator", "number", "Lowest rate of one annotator in these articles."),
    Column("highest_annotator", "number", "Highest rate of one annotator in these articles."),
    Column("annotators", "integer", "How many annotators the lowest and highest rate are of."),
    Column("marks", "number", "How many marks; of several annotators of an article the mean.", required=True),
    Column(
        "units", "number", "What they are counted in: thousands of words, articles, mentions.", required=True
    ),
    *_BASIS,
    _REASON,
)
VALENCE = (
    *_SELECTION,
    _OUTLET,
    Column("toward", "text", "Code of the target. Empty for the marks toward all targets."),
    Column("valence", "number", "Mean valence of the marks. Empty where it is undefined; see reason."),
    *_INTERVAL,
    Column(
        "marks", "number", "How many marks with a valence; of several annotators the mean.", required=True
    ),
    *_BASIS,
    _REASON,
)
CONTRASTS = (
    *_SELECTION,
    _OUTLET,
    Column("label", "text", "Code of the label.", required=True),
    Column("rate", "number", "Rate of the outlet on the events that others report too."),
    Column("others", "number", "Rate of the others on these events, weighed in the same way."),
    Column("difference", "number", "The first minus the second, within events."),
    *_INTERVAL,
    Column("times", "number", "How many times the rate of the others that of the outlet is, within events."),
    Column("times_low", "number", "Lower limit of the interval of times."),
    Column("times_high", "number", "Upper limit of the interval of times."),
    Column("log_odds", "number", "Log-odds ratio with informative Dirichlet prior (Monroe et al. 2008)."),
    Column("z", "number", "Log-odds ratio in its standard errors, marks taken for independent."),
    Column("p", "number", "p of the difference, not corrected."),
    Column("p_adjusted", "number", "p corrected for all contrasts of this file."),
    Column("correction", "text", "How p was corrected.", required=True),
    Column("events", "integer", "How many events the outlet and others report.", required=True),
    _REASON,
)


def told(rounds: Iterable[str], version: str, source: str, selection: Selection) -> tuple[Any, ...]:
    """Return the first cells of every row: what was asked for."""
    asked = (selection.unit, selection.voice or None, selection.target or None)
    return ("|".join(rounds), version, source, *asked, "|".join(selection.zones), selection.copies)


def rate_rows(start: tuple[Any, ...], lines: Iterable[Line]) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each rate."""
    for line in lines:
        one, spread = line.ratio, line.spread
        yield (
            *(*start, line.by, line.group or None, line.label or None),
            *(one.value, one.low, one.high, CONFIDENCE, line.shrunk),
            *((spread.low, spread.high, spread.annotators) if spread else (None, None, None)),
            *(one.found, one.of, one.articles, one.clusters, one.reason or None),
        )


def valence_rows(start: tuple[Any, ...], stances: Iterable[Stance]) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each outlet and target."""
    for stance in stances:
        one = stance.ratio
        yield (
            *(*start, stance.outlet, stance.target or None, one.value, one.low, one.high, CONFIDENCE),
            *(one.of, one.articles, one.clusters, one.reason or None),
        )


def contrast_rows(
    start: tuple[Any, ...], contrasts: Iterable[Contrast], correction: str
) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each outlet and label."""
    for contrast in contrasts:
        one, times, odds = contrast.difference, contrast.difference.times, contrast.log_odds
        yield (
            *(*start, contrast.outlet, contrast.label, one.own, one.others),
            *(one.value, one.low, one.high, CONFIDENCE),
            *((times.value, times.low, times.high) if times else (None, None, None)),
            *((odds.value, odds.z) if odds else (None, None)),
            *(one.p, contrast.adjusted, correction, one.events),
            one.reason or (times.reason if times else "") or None,
        )
