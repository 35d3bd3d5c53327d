"""The unitizing coefficients of a corpus, with intervals over its articles.

Krippendorff's coefficients need a partition: no annotator's units may overlap. Overlapping units of one label
are one unit. Where several labels lie on the same words, the article is left out of what compares labels and
said to be; whether a stretch is marked at all, and each label against the rest, can be asked everywhere.

The articles are laid end to end, which is harmless since gaps count by their length. Where the number of
annotators differs between articles, each article is weighted by its own, as units are in alpha.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annotations.agreement.intervals import Plan, interval
from annotations.agreement.result import Agreement, category_name
from annotations.agreement.summands import Summands
from annotations.agreement.unitizing.continua import Continua
from annotations.agreement.unitizing.family import (
    BINARY_ALPHA,
    COVERAGE,
    UnitizingCoefficient,
    binary_of,
    family,
    u_alpha_of,
)
from annotations.agreement.unitizing.sums import ANY_OTHER, EACH_OTHER, Sums, unitizing_features
from annotations.reliability.data import Dropped, FloatArray

UNMARKED = "unmarked"
TOGETHER = "overlapping units of an annotator are taken together"
OVERLAPS = "articles in which an annotator's units overlap"


@dataclass(frozen=True, slots=True)
class Grouping:
    """What is resampled as one piece: ``groups`` names the piece of each article, ``kind`` what it is."""

    groups: Sequence[str] = ()
    kind: str = "article"


def unitizing(
    corpus: Continua,
    plan: Plan | None = None,
    *,
    reading: str = EACH_OTHER,
    grouping: Grouping | None = None,
) -> tuple[Agreement, ...]:
    """Return u-alpha, |u-alpha, cu-alpha with its coverage, and (k)u-alpha with its coverage for each label.

    ``reading`` is how T_c is understood where more than two annotators coded an article: EACH_OTHER or
    ANY_OTHER (ValueError for anything else). Without ``grouping`` articles are independent.
    """
    if reading not in (EACH_OTHER, ANY_OTHER):
        raise ValueError(f"{reading!r} is not a reading of the formula.")
    if corpus.overlapping.any():
        corpus = corpus.merged()  # a stretch marked twice with one label is marked once
    whole = _Sample.of(corpus, grouping or Grouping(), reading)
    chosen = family(corpus.labels)
    found = [whole.agreement(one, plan or Plan()) for one in chosen]
    if corpus.overlapping.any():
        # Marked or not can be asked wherever units overlap: they are taken together first.
        merged = _Sample.of(corpus.of_any_label(), grouping or Grouping(), reading)
        binary = merged.agreement(binary_of(), plan or Plan())
        place = [one.name for one in chosen].index(BINARY_ALPHA)
        found[place] = replace(binary, note="; ".join(filter(None, (TOGETHER, binary.note))))
    return tuple(found)


def label_unitizing(
    corpus: Continua, label: str, plan: Plan | None = None, *, grouping: Grouping | None = None
) -> Agreement:
    """Return u-alpha of one label against everything else; its overlapping units are taken together."""
    only = corpus.of_label(label)
    sample = _Sample.of(only, grouping or Grouping(), EACH_OTHER)
    found = sample.agreement(u_alpha_of(only.labels), plan or Plan())
    return replace(found, variant=f"{category_name(label)} or not")


@dataclass(frozen=True, eq=False)
class _Sample:
    """The articles that can be compared, summed once for all coefficients."""

    corpus: Continua
    summands: Summands
    dropped: tuple[Dropped, ...]
    reading: str
    kind: str

    @cached_property
    def sums(self) -> Sums:
        """The sums over all articles."""
        return Sums.of(self.summands.totals)

    @classmethod
    def of(cls, corpus: Continua, grouping: Grouping, reading: str) -> _Sample:
        overlapping = corpus.overlapping
        comparable = (corpus.per_article > 1) & (corpus.lengths > 0)
        used = comparable & ~overlapping
        kept = corpus.of_articles(used)
        features = unitizing_features(kept, reading)
        if grouping.groups:
            features = _grouped(features, np.array(grouping.groups, dtype=object)[used].tolist())
        counts = (
            ("articles with fewer than two annotators", int((corpus.per_article < 2).sum())),
            ("articles without a coded character", int((corpus.lengths == 0).sum())),
            (OVERLAPS, int((comparable & overlapping).sum())),
        )
        dropped = tuple(Dropped(reason, count) for reason, count in counts if count)
        return cls(kept, Summands.of(features), dropped, reading, grouping.kind)

    def agreement(self, coefficient: UnitizingCoefficient, plan: Plan) -> Agreement:
        """Return the value of one coefficient, or the reason why it has none."""
        corpus, sums = self.corpus, self.sums
        reason = self._why_none() or coefficient.why(sums)
        value, parts = (None, (None, None)) if reason else coefficient.of(sums)
        error, limits = None, None
        if not reason and plan.method != "none":
            possible = (-1.0, 1.0) if coefficient.corrects_chance else (0.0, 1.0)
            error, limits = interval(
                self.summands, coefficient.statistic, plan, kind=self.kind, possible=possible
            )
        return Agreement(
            coefficient=coefficient.name,
            variant=coefficient.variant,
            level="nominal",
            value=value,
            reason=reason,
            standard_error=error,
            interval=limits,
            units=corpus.start.size,
            annotators=int(corpus.coded.any(axis=0).sum()),
            values=int(sums.margins.sum()),
            clusters=self.summands.pieces,
            prevalence=_prevalence(corpus, sums),
            dropped=self.dropped,
            observed=parts[0],
            expected=parts[1],
            note="; ".join(self._notes(coefficient)),
        )

    def _why_none(self) -> str:
        if len(self.corpus.articles):
            return ""
        if any(one.reason == OVERLAPS for one in self.dropped):
            return "in every article an annotator's units overlap: see each label by itself, or gamma"
        return "no article with two annotators"

    def _notes(self, coefficient: UnitizingCoefficient) -> Iterator[str]:
        """Yield what must be said beside the value."""
        per_article = self.corpus.per_article
        if coefficient.own and per_article.max(initial=0) > 2:
            yield f"T_c counts what {self.reading} marked of a unit"
        covered = coefficient.coverage
        if covered is not None and per_article.size and not covered.why(self.sums):
            yield f"coverage {covered.of(self.sums)[0]:.3f}"
        if coefficient.name != COVERAGE and np.unique(per_article).size > 1:
            yield "each article is weighted by its own number of annotators"


def _grouped(features: FloatArray, groups: Sequence[str]) -> FloatArray:
    """Return the features added up by group (groups, F)."""
    numbers = {name: number for number, name in enumerate(dict.fromkeys(groups))}
    added = np.zeros((len(numbers), features.shape[1]))
    np.add.at(added, [numbers[name] for name in groups], features)
    return added


def _prevalence(corpus: Continua, sums: Sums) -> tuple[tuple[str, float], ...]:
    """Return the share of all characters that are unmarked, and marked with each label."""
    total = float(sums.margins.sum())
    if not total:
        return ()
    names = (UNMARKED, *map(category_name, corpus.labels))
    return tuple(zip(names, (sums.margins / total).tolist(), strict=True))
