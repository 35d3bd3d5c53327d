"""The unitizing coefficients of a layer, for any articles and annotators."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from annotations.agreement.intervals import Plan
from annotations.agreement.result import Agreement
from annotations.agreement.spans.selection import Selection
from annotations.agreement.unitizing.codings import layer_continua
from annotations.agreement.unitizing.continua import Continua
from annotations.agreement.unitizing.measure import label_unitizing, unitizing
from annotations.agreement.unitizing.superseded import superseded_unitizing
from annotations.reliability.columns import SpanColumns
from annotations.reliability.data import Dropped


@dataclass(frozen=True, eq=False)
class LayerUnitizing:
    """The continua of a layer, drawn once; its ``columns`` tell what lies outside the coded ranges."""

    columns: SpanColumns
    corpus: Continua

    @classmethod
    def of(cls, columns: SpanColumns) -> LayerUnitizing:
        """Draw the continua of a layer."""
        return cls(columns, layer_continua(columns))

    def agreements(self, chosen: Selection, plan: Plan) -> Iterator[tuple[str, Agreement]]:
        """Yield coefficients with their labels: without a label those of all labels together.

        Each label has u-alpha of its own, against everything else, and (k)u-alpha with its coverage.
        """
        corpus = self._chosen(chosen)
        whole = unitizing(corpus, plan)
        of_labels = len(whole) - 2 * len(corpus.labels)
        yield from (("", self._told(one, chosen)) for one in whole[:of_labels])
        for place, label in enumerate(map(str, corpus.labels)):
            own = whole[of_labels + 2 * place : of_labels + 2 * place + 2]
            for one in (label_unitizing(corpus, label, plan), *own):
                yield label, self._told(one, chosen)

    def superseded(self, chosen: Selection) -> Iterator[tuple[str, Agreement]]:
        """Yield alpha_U as it was until 2013, of each label and, without a label, of all together."""
        corpus = self._chosen(chosen)
        labels = [*map(str, corpus.labels), ""]
        for label, one in zip(labels, superseded_unitizing(corpus), strict=True):
            yield label, self._told(one, chosen)

    def _chosen(self, chosen: Selection) -> Continua:
        places = np.flatnonzero(chosen.annotators).tolist()
        part = self.corpus.of_articles(chosen.articles)
        return part.of_annotators(*(self.corpus.annotators[place] for place in places))

    def _told(self, found: Agreement, chosen: Selection) -> Agreement:
        """Return the coefficient with what the coded ranges cut away before."""
        outside = int(self.columns.outside[np.ix_(chosen.shared, chosen.annotators)].sum())
        dropped = (Dropped("spans outside the coded zones", outside),) if outside else ()
        return replace(found, dropped=(*dropped, *found.dropped))
