"""Gamma of a layer of a codebook, from its spans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from annotations.agreement.gamma.dissimilarity import Dissimilarity, tree_distances
from annotations.agreement.gamma.measure import gamma
from annotations.agreement.intervals import Plan
from annotations.agreement.result import Agreement
from annotations.agreement.unitizing.codings import layer_continua
from annotations.reliability.columns import SpanColumns
from annotations.reliability.data import Dropped


def layer_gamma(
    columns: SpanColumns,
    plan: Plan | None = None,
    *,
    dissimilarity: Dissimilarity | None = None,
    by_tree: bool = False,
    **options: Any,
) -> tuple[Agreement, ...]:
    """Return gamma, gamma-cat and gamma-k of a layer; ``options`` are those of ``gamma``.

    Labels are the categories: with ``by_tree`` as far apart as in the tree of the codebook.
    """
    corpus, weights = layer_continua(columns), dissimilarity or Dissimilarity()
    if by_tree:
        weights = replace(
            weights, distances=tree_distances(corpus.labels, columns.layer.labels), kind="nested"
        )
    found = gamma(corpus, plan, dissimilarity=weights, **options)
    outside = int(columns.outside.sum())
    dropped = (Dropped("spans outside the coded zones", outside),) if outside else ()
    return tuple(replace(one, dropped=(*dropped, *one.dropped)) for one in found)
