"""The spans of a layer as continua: what its annotators marked in the coded text of each article."""

from __future__ import annotations

import numpy as np

from annotations.agreement.unitizing.continua import Continua
from annotations.reliability.columns import SpanColumns


def layer_continua(columns: SpanColumns) -> Continua:
    """Return the continua of a layer, with the labels that are offered, or retired and in use.

    What is not coded is cut out of the text: a span across it is one unit of what is left of it.
    """
    table, used = columns.table, np.unique(columns.label).tolist()
    labels = [place for place, label in enumerate(columns.layer.labels) if label.offered or place in used]
    return Continua(
        articles=table.articles,
        annotators=table.annotators,
        labels=tuple(columns.layer.labels[place].code for place in labels),
        lengths=np.array(
            [sum(end - start for start, end in ranges) for ranges in table.coded], dtype=np.int64
        ),
        coded=columns.submitted,
        article=columns.article,
        annotator=columns.annotator,
        label=np.searchsorted(labels, columns.label),
        start=columns.start,
        end=columns.end,
    )
