"""Submitted annotations beside the keys of their articles, in training and where gold is mixed in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnExpressionArgument, select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.scoring import Comparison, Score, compare, scores
from annotations.zones import Zone, coded_ranges
from app.models import AnswerKey, ArticleZone, Assignment, Round
from app.services import annotation_state, first_submissions, keys
from app.services.first_submissions import First
from app.services.frozen import Kept

MAX_SPANS = 100_000
_recent: Kept[Comparison] = Kept(MAX_SPANS)


@dataclass(frozen=True)
class Scored:
    """What somebody submitted first about one article, beside its key."""

    first: First
    key: AnswerKey
    comparison: Comparison


def keyed(session: Session, round_: Round) -> set[int]:
    """Return the articles of the round that have a key under its codebook version."""
    mine = select(Assignment.article_id).where(Assignment.round_id == round_.id)
    query = select(AnswerKey.article_id).where(
        AnswerKey.codebook_id == round_.codebook_id, AnswerKey.article_id.in_(mine)
    )
    return set(session.scalars(query))


def read(session: Session, round_: Round, *narrowed: ColumnExpressionArgument[bool]) -> list[Scored]:
    """Return every first submission of the round whose article has a key; the newest key counts."""
    of = keyed(session, round_)
    if not of:
        return []
    firsts = first_submissions.read(session, round_, Assignment.article_id.in_(of), *narrowed)
    if not firsts:
        return []
    codebook, newest = (
        annotation_state.codebook_of(session, round_),
        keys.newest_of(session, round_.codebook_id, of),
    )
    zones = _zones(session, of)
    return [
        Scored(
            one,
            newest[one.article_id],
            _compared(one, newest[one.article_id], zones.get(one.article_id, []), codebook),
        )
        for one in firsts
    ]


def measured(found: Sequence[Scored], codebook: Codebook) -> tuple[Score, ...]:
    """Return every measure over these articles together."""
    return scores([one.comparison for one in found], codebook)


def _compared(first: First, key: AnswerKey, zones: list[Zone], codebook: Codebook) -> Comparison:
    coded = tuple(coded_ranges(first.length, zones))
    place = (first.hash, key.id, key.created_at, coded)
    known = _recent.get(place)
    if known is None:
        right = keys.annotation_of(key)
        known = compare(
            first.annotation,
            right,
            codebook,
            article=f"A{first.article_id}",
            length=first.length,
            coded=coded,
        )
        _recent.put(place, known, len(known.spans) + 1)
    return known


def _zones(session: Session, articles: set[int]) -> dict[int, list[Zone]]:
    query = select(ArticleZone.article_id, ArticleZone.start, ArticleZone.stop, ArticleZone.kind)
    found: dict[int, list[Zone]] = {}
    ordered = query.where(ArticleZone.article_id.in_(articles)).order_by(
        ArticleZone.article_id, ArticleZone.start
    )
    for article, start, stop, kind in session.execute(ordered):
        found.setdefault(article, []).append(Zone(start, stop, kind))
    return found
