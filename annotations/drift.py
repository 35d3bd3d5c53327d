"""Does an annotator still code as before? Two codings of one article by one person, compared.

The two occasions take the place of two annotators, so that every coefficient of inter-annotator agreement
measures agreement with oneself (what Krippendorff 2018, ch. 12, calls stability, the weakest reliability).
Occasions under different codebook versions are never pooled: a person who follows a changed rule has not
drifted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from annotations.agreement.intervals import Plan
from annotations.agreement.measure import measure
from annotations.agreement.report.answers import ANSWERS, CHARACTERS, PRESENCE, answer_data
from annotations.agreement.result import Agreement
from annotations.codebook import Codebook
from annotations.reliability import Coding, ReliabilityData, tabulate

OVERALL, ANNOTATOR, APART, WEEK, ANNOTATOR_WEEK = (
    "overall",
    "annotator",
    "weeks apart",
    "week",
    "annotator and week",
)
SCOPES = (OVERALL, ANNOTATOR, APART, WEEK, ANNOTATOR_WEEK)
FIRST, SECOND = "first", "second"
# Weeks between the two occasions, counted together: (from, what it is called).
LAPSES = ((0, "less than 2"), (2, "2 to 3"), (4, "4 to 7"), (8, "8 and more"))


@dataclass(frozen=True)
class Twice:
    """What one person said of one article on two occasions, so many days apart."""

    first: Coding
    second: Coding
    days: int

    @property
    def annotator(self) -> str:
        """Who coded it."""
        return self.first.annotator

    @property
    def versions(self) -> tuple[str, str]:
        """The codebook versions of the two occasions."""
        return self.first.codebook_version, self.second.codebook_version

    @property
    def lapse(self) -> str:
        """How many weeks lie between the occasions, in a few classes."""
        return next(name for least, name in reversed(LAPSES) if self.days >= 7 * least)


@dataclass(frozen=True)
class DriftRow:
    """One coefficient of one variable or label in one scope, under one pair of codebook versions."""

    versions: tuple[str, str]
    scope: str
    group: tuple[str, ...]
    question: str
    variable: str
    label: str
    agreement: Agreement


def drift(pairs: Sequence[Twice], codebook: Codebook, plan: Plan | None = None) -> tuple[DriftRow, ...]:
    """Return how far people agree with themselves, over all, by person, by time and by both."""
    versions = dict.fromkeys(pair.versions for pair in pairs)
    return tuple(
        row
        for version in sorted(versions)
        for row in _of_version([one for one in pairs if one.versions == version], codebook, plan or Plan())
    )


def _of_version(pairs: Sequence[Twice], codebook: Codebook, plan: Plan) -> Iterator[DriftRow]:
    units = {_unit(pair): pair for pair in pairs}
    given = [
        replace(coding, article=unit, annotator=occasion)
        for unit, pair in units.items()
        for occasion, coding in ((FIRST, pair.first), (SECOND, pair.second))
    ]
    scopes = list(_scopes(units))
    for question, data in answer_data(tabulate(given), codebook, (ANSWERS, PRESENCE, CHARACTERS)):
        for scope, group, chosen in scopes:
            inside = data.of_rows(np.array([unit in chosen for unit in data.clusters], dtype=bool))
            for found in measure(_by_article(inside, units), plan=plan):
                yield DriftRow(pairs[0].versions, scope, group, question, data.variable, data.label, found)


def _unit(pair: Twice) -> str:
    return f"{pair.annotator}\n{pair.first.article}"


def _by_article(data: ReliabilityData, units: dict[str, Twice]) -> ReliabilityData:
    """Return the data with whole articles as pieces: two people's codings of one are not independent."""
    return replace(data, clusters=tuple(units[unit].first.article for unit in data.clusters))


def _scopes(units: dict[str, Twice]) -> Iterator[tuple[str, tuple[str, ...], frozenset[str]]]:
    """Yield each scope with its group and the units that lie in it."""
    groups: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for unit, pair in units.items():
        week = pair.second.week or ""
        of_pair = ((), (pair.annotator,), (pair.lapse,), (week,), (pair.annotator, week))
        for scope, group in zip(SCOPES, of_pair, strict=True):
            groups.setdefault((scope, group), set()).add(unit)
    lapses = [name for _, name in LAPSES]

    def place(key: tuple[str, tuple[str, ...]]) -> tuple[int, list[tuple[int, str]]]:
        scope, group = key
        return SCOPES.index(scope), [(lapses.index(one) if scope == APART else 0, one) for one in group]

    for scope, group in sorted(groups, key=place):
        yield scope, group, frozenset(groups[scope, group])
