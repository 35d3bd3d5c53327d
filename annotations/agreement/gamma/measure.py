"""Gamma of a corpus: do annotators mark the same stretches with the same labels, beyond chance?

Mathet, Y., Widlöcher, A. & Métivier, J.-P. (2015). Computational Linguistics 41(3), 437-479, for gamma;
Mathet, Y. (2017). Computational Linguistics 43(3), 661-681, for gamma-cat and gamma-k, which ask only how
well the labels of aligned units agree. All three are 1 - observed / expected disorder.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from annotations.agreement.gamma.corpus import Aligned, Terms, aligned
from annotations.agreement.gamma.dissimilarity import Dissimilarity
from annotations.agreement.gamma.expectation import Design, Mapper, Sampling, Z
from annotations.agreement.gamma.sampler import SAMPLER, is_crowded
from annotations.agreement.intervals import Plan, interval
from annotations.agreement.result import Agreement, Interval, category_name
from annotations.agreement.summands import Summands, quotient
from annotations.agreement.unitizing.continua import Continua
from annotations.agreement.unitizing.measure import Grouping
from annotations.reliability.data import Dropped, FloatArray

GAMMA, GAMMA_CAT, GAMMA_K = "gamma", "gamma-cat", "gamma-k"
UNALIGNED = "articles without aligned units to compare"


def gamma(
    corpus: Continua,
    plan: Plan | None = None,
    *,
    dissimilarity: Dissimilarity | None = None,
    sampling: Sampling | None = None,
    grouping: Grouping | None = None,
    mapper: Mapper = map,
) -> tuple[Agreement, ...]:
    """Return gamma, gamma-cat, and gamma-k of each label, with intervals over the articles.

    The samples are drawn from the plan's seed and spread by ``mapper``, which is called like the built-in
    map; the result does not depend on it. Without ``grouping`` articles are independent. A single article
    has an interval for the error of the sampling alone.
    """
    plan, dissimilarity, sampling = plan or Plan(), dissimilarity or Dissimilarity(), sampling or Sampling()
    design = Design(plan.seed, sampling, dissimilarity, len(corpus.labels))
    found = aligned(corpus, design, mapper)
    study = _Study(corpus, found, plan, dissimilarity, grouping or Grouping())
    kind = f"{dissimilarity.kind} categories"
    return (
        study.agreement(GAMMA, kind, found.overall),
        study.agreement(GAMMA_CAT, kind, found.categorical(0)),
        *(
            study.agreement(GAMMA_K, category_name(label), found.categorical(number))
            for number, label in enumerate(corpus.labels, start=1)
        ),
    )


@dataclass(frozen=True, eq=False)
class _Study:
    """What the results of one corpus have in common."""

    corpus: Continua
    aligned: Aligned
    plan: Plan
    dissimilarity: Dissimilarity
    grouping: Grouping

    def agreement(self, coefficient: str, variant: str, terms: Terms) -> Agreement:
        """Return one coefficient, or the reason why it has no value."""
        weight, (observed, expected) = float(terms.weight.sum()), terms.features.sum(axis=0).tolist()
        reason = self.aligned.why_none or _why_none(len(terms), expected)
        error, limits = (None, None) if reason else self._interval(terms)
        without = len(self.aligned.documents) - len(terms)
        return Agreement(
            coefficient=coefficient,
            variant=variant,
            level="ordinal" if self.dissimilarity.kind == "ordinal" else "nominal",
            value=None if reason else 1 - observed / expected,
            reason=reason,
            standard_error=error,
            interval=limits,
            units=sum(len(document.units) for document in self.aligned.documents),
            annotators=int(self.corpus.coded.any(axis=0).sum()),
            values=sum(len(document.units) for document in self.aligned.documents),
            clusters=len(self._pieces(terms)),
            prevalence=self._prevalence(),
            dropped=(*self.aligned.dropped, *([Dropped(UNALIGNED, without)] if without else [])),
            observed=observed / weight if weight else None,
            expected=expected / weight if weight else None,
            note="; ".join(self._notes(terms)),
        )

    def _interval(self, terms: Terms) -> tuple[float | None, Interval | None]:
        if self.plan.method == "none":
            return None, None
        if len(terms) == 1:
            return _of_sampling(terms, self.plan)
        pieces = Summands.of(self._pieces(terms))
        return interval(pieces, _one_minus_ratio, self.plan, kind=self.grouping.kind)

    def _pieces(self, terms: Terms) -> FloatArray:
        """Return the features of the pieces that are independent of each other (pieces, 2)."""
        if not self.grouping.groups:
            return terms.features
        groups = np.array(self.grouping.groups, dtype=object)[terms.article].tolist()
        numbers = {name: number for number, name in enumerate(dict.fromkeys(groups))}
        added = np.zeros((len(numbers), 2))
        np.add.at(added, [numbers[name] for name in groups], terms.features)
        return added

    def _notes(self, terms: Terms) -> Iterator[str]:
        """Yield what must be said beside the value."""
        one = self.dissimilarity
        yield f"alpha {one.alpha:g}, beta {one.beta:g}, delta_empty {one.delta_empty:g}"
        if not len(terms):
            return
        samples = len(self.aligned.random[0].disorder)
        yield f"chance: {SAMPLER}, {samples} random continua per article"
        yield f"expected disorder within {Z * terms.relative_error:.1%} of itself (95 %)"
        crowded = sum(map(is_crowded, self.aligned.documents))
        if crowded:
            yield f"in {crowded} articles the text has no room for shifts so far apart: they lie closer"

    def _prevalence(self) -> tuple[tuple[str, float], ...]:
        """Return the share of each label among the units."""
        counts = np.zeros(len(self.corpus.labels))
        for document in self.aligned.documents:
            counts += np.bincount(document.units.category, minlength=counts.size)
        names = map(category_name, self.corpus.labels)
        total = float(counts.sum())
        return tuple(zip(names, (counts / total).tolist(), strict=True)) if total else ()


def _why_none(articles: int, expected: float) -> str:
    if not articles:
        return "no units of different annotators are aligned"
    return "" if expected > 0 else "no variation: chance leaves no disorder either"


def _one_minus_ratio(sums: FloatArray) -> FloatArray:
    return np.asarray(1 - quotient(sums[:, 0], sums[:, 1]))


def _of_sampling(terms: Terms, plan: Plan) -> tuple[float, Interval]:
    """Return the standard error and interval of a single article, which only the sampling can give."""
    from scipy.special import ndtr, ndtri

    observed, expected = terms.features[0].tolist()
    value = 1 - observed / expected
    error = observed / expected * terms.relative_error
    reach = float(ndtri((1 + plan.confidence) / 2)) * error
    miss = None
    if plan.minimum is not None:
        miss = float(ndtr((plan.minimum - value) / error)) if error > 0 else float(value < plan.minimum)
    return error, Interval(
        low=value - reach,
        high=min(1.0, value + reach),
        reason="a single article: the interval holds the error of the sampling alone",
        method="error of the sampled expectation, normal",
        confidence=plan.confidence,
        replicates=terms.samples[0].size,
        undefined=0,
        seed=plan.seed,
        clusters=1,
        kind="article",
        minimum=plan.minimum,
        miss=miss,
    )
