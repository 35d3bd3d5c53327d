"""Framing profiles: how often outlets use each label, toward whom, in whose voice, and against each other.

`counts` holds what was marked, `observed` what of it is asked for; `rates`, `valence` and `within` measure.
`ratio`, `shrinkage`, `contrasts` and `comparisons` are the statistics, each with its source.
"""

from annotations.framing.comparisons import BENJAMINI_HOCHBERG, CORRECTIONS, HOLM, adjusted
from annotations.framing.contrasts import Difference, LogOdds, Times
from annotations.framing.copied import COPIES, EACH, ONCE, WEIGHED
from annotations.framing.counts import CODED_ZONES, Counting, Counts, UnreadableCounts, words_by_zone
from annotations.framing.observed import ARTICLES, MENTIONS, UNITS, WORDS, Observed, Selection, observe
from annotations.framing.rates import ALL, BYS, EVENT, EVERYTHING, MONTH, OUTLET, TARGET, VOICE, Line, rates
from annotations.framing.ratio import CONFIDENCE, FEWEST_ARTICLES, FEWEST_CLUSTERS, TOO_FEW, Ratio
from annotations.framing.valence import Stance, stances
from annotations.framing.within import LEVEL, Contrast, contrasts

__all__ = [
    "ALL",
    "ARTICLES",
    "BENJAMINI_HOCHBERG",
    "BYS",
    "CODED_ZONES",
    "CONFIDENCE",
    "COPIES",
    "CORRECTIONS",
    "EACH",
    "EVENT",
    "EVERYTHING",
    "FEWEST_ARTICLES",
    "FEWEST_CLUSTERS",
    "HOLM",
    "LEVEL",
    "MENTIONS",
    "MONTH",
    "ONCE",
    "OUTLET",
    "TARGET",
    "TOO_FEW",
    "UNITS",
    "VOICE",
    "WEIGHED",
    "WORDS",
    "Contrast",
    "Counting",
    "Counts",
    "Difference",
    "Line",
    "LogOdds",
    "Observed",
    "Ratio",
    "Selection",
    "Stance",
    "Times",
    "UnreadableCounts",
    "adjusted",
    "contrasts",
    "observe",
    "rates",
    "stances",
    "words_by_zone",
]
