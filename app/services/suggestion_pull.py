"""How much suggestions pull annotators, measured on the articles that come without them at random."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.pull import Marked, Pull, pull, share_met
from app.models import (
    AnnotationHead,
    Article,
    Assignment,
    Project,
    Round,
    SpanRow,
    Suggestion,
    SuggestionWithdrawal,
)
from app.services.suggestions import TERMS, held_back, shows


@dataclass(frozen=True)
class Measured:
    """The figures of one round."""

    round: Round
    pull: Pull


def measured(session: Session, project: Project) -> list[Measured]:
    """Return the figures of every round that shows suggestions and its results, the newest first."""
    rounds = session.scalars(select(Round).where(Round.project_id == project.id).order_by(Round.id.desc()))
    shown = [one for one in rounds if one.shows_results and shows(one)]
    found = [Measured(one, _of_round(session, one)) for one in shown]
    return [one for one in found if one.pull.shown or one.pull.held_back]


def _of_round(session: Session, round_: Round) -> Pull:
    """Compare the two groups; an annotation is held against what was suggested before it was submitted."""
    suggested = _suggested(session, round_)
    gone = _withdrawn(session, round_)
    query = (
        select(AnnotationHead.id, AnnotationHead.submitted_at, Article.id, Article.name)
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .join(Article, Article.id == Assignment.article_id)
        .where(Assignment.round_id == round_.id, AnnotationHead.submitted_at.is_not(None))
        .where(Article.id.in_(suggested))
    )
    heads = session.execute(query).all()
    said = _said(session, [head for head, *_ in heads])
    shares: dict[str, list[float]] = defaultdict(list)
    for head, submitted, article, name in heads:
        share = share_met(_seen(suggested[article], gone, submitted), said[head]) if submitted else None
        if share is not None:
            shares[name].append(share)
    groups: dict[bool, list[float]] = {True: [], False: []}
    for name, some in shares.items():
        groups[held_back(round_, name)].append(fmean(some))
    return pull(groups[False], groups[True])


def _suggested(session: Session, round_: Round) -> dict[int, list[Suggestion]]:
    given = select(Assignment.article_id).where(Assignment.round_id == round_.id)
    found: dict[int, list[Suggestion]] = defaultdict(list)
    query = select(Suggestion).where(Suggestion.article_id.in_(given)).order_by(Suggestion.id)
    for row in session.scalars(query):
        found[row.article_id].append(row)
    return found


def _withdrawn(session: Session, round_: Round) -> dict[int, datetime]:
    query = select(SuggestionWithdrawal.suggestion_id, SuggestionWithdrawal.made_at)
    query = query.join(Suggestion, Suggestion.id == SuggestionWithdrawal.suggestion_id)
    return dict(session.execute(query.where(Suggestion.project_id == round_.project_id)).all())


def _seen(rows: Sequence[Suggestion], gone: Mapping[int, datetime], at: datetime) -> list[Marked]:
    """Return what was suggested at a moment: by programs, and by terms."""
    counted = {
        row.model == TERMS: row
        for row in rows
        if row.created_at <= at and not (row.id in gone and gone[row.id] <= at)
    }
    return [span for row in counted.values() for span in _spans(row)]


def _spans(row: Suggestion) -> list[Marked]:
    spans = [one for one in row.items if "layer" in one]
    return [Marked(one["layer"], one["label"], one["start"], one["end"]) for one in spans]


def _said(session: Session, heads: Sequence[int]) -> dict[int, list[Marked]]:
    query = select(SpanRow.annotation_id, SpanRow.layer, SpanRow.label, SpanRow.start, SpanRow.stop)
    found: dict[int, list[Marked]] = defaultdict(list)
    for first in range(0, len(heads), 500):
        some = SpanRow.annotation_id.in_(heads[first : first + 500])
        for head, layer, label, start, stop in session.execute(query.where(some)):
            found[head].append(Marked(layer, label, start, stop))
    return found
