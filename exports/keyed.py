"""Answer keys as rows: answer_keys.csv and key_spans.csv."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exports.attributes import attribute_cells
from exports.bundle import Bundle, known

Rows = Iterator[tuple[Any, ...]]


def key_rows(bundle: Bundle) -> Rows:
    """Yield answer_keys.csv."""
    for key in bundle.keys:
        known(bundle.article, key.article_id, key.key_id, "article")
        known(bundle.codebook_of, key.codebook_version, key.key_id, "codebook version")
        yield (
            *(key.key_id, key.article_id, key.codebook_version, key.source, key.round, key.found_none),
            *(dict(key.answers), key.note, key.made_by, key.made_at),
        )


def key_span_rows(bundle: Bundle) -> Rows:
    """Yield key_spans.csv."""
    for key in bundle.keys:
        for one in key.spans:
            extra = [cells[0] for cells in attribute_cells(bundle.attributes, [one.attributes])]
            yield (
                *(key.key_id, one.span_id, one.start, one.end, one.quote, one.layer, one.label, *extra),
                *(one.zone, key.codebook_version, key.article_id),
            )
