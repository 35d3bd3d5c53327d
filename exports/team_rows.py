"""What a team does around its annotations, as rows: unmaskings, norming meetings, ratings, talk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from exports.bundle import Bundle, joined, known

Rows = Iterator[tuple[Any, ...]]


def unmasking_rows(bundle: Bundle) -> Rows:
    """Yield unmaskings.csv."""
    for record in bundle.unmaskings:
        if record.article_id is not None:
            known(bundle.article, record.article_id, f"An unmasking in {record.round}", "article")
        yield tuple(record)


def norming_rows(bundle: Bundle) -> Rows:
    """Yield norming.csv."""
    for record in bundle.norming:
        known(bundle.article, record.article_id, record.item_id, "article")
        yield tuple(record)


def norming_vote_rows(bundle: Bundle) -> Rows:
    """Yield norming_votes.csv."""
    items = {record.item_id: record for record in bundle.norming}
    for record in bundle.norming_votes:
        known(items, record.item_id, record.vote_id, "norming item")
        yield tuple(record)


def thread_rows(bundle: Bundle, *, names: bool) -> Rows:
    """Yield threads.csv, with names only if they are asked for."""
    for record in bundle.threads:
        yield tuple(record if names else record._replace(author_name=None))


def post_rows(bundle: Bundle, *, names: bool) -> Rows:
    """Yield posts.csv, with names only if they are asked for."""
    threads = {record.thread_id: record for record in bundle.threads}
    for record in bundle.posts:
        known(threads, record.thread_id, record.post_id, "thread")
        name = record.author_name if names else None
        yield (*record[:3], name, record.text, joined(record.mentions), record.posted_at)


def rating_rows(bundle: Bundle) -> Rows:
    """Yield outlet_ratings.csv."""
    for record in bundle.ratings:
        known(bundle.outlet, record.outlet_id, record.rating_id, "outlet")
        yield tuple(record)


def score_rows(bundle: Bundle) -> Rows:
    """Yield credibility_scores.csv."""
    for record in bundle.credibility:
        known(bundle.outlet, record.outlet_id, f"A score of {record.session}", "outlet")
        yield tuple(record)
