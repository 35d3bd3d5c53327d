"""What the doctor looks at in decisions: that they can be read, quote their text and keep their place."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from annotations.errors import AnnotationError
from app.models import Article, DecisionRow, Round
from app.services import decisions, frozen
from app.services.findings import Finding

CHECK = "decision"
AT_ONCE = 200


def decisions_are_sound(session: Session) -> Iterator[Finding]:
    """Look at every decision, article by article."""
    query = select(DecisionRow).order_by(DecisionRow.article_id, DecisionRow.id)
    article_id, text = 0, ""
    for row in session.scalars(query.execution_options(yield_per=AT_ONCE)):
        if row.article_id != article_id:
            article_id, text = row.article_id, frozen.stored_text(session.connection(), row.article_id)
        for message in _faults(row, text):
            yield Finding(CHECK, f"Decision {row.id}: {message}")
    yield from _mixed(session)


def _faults(row: DecisionRow, text: str) -> Iterator[str]:
    try:
        subject = decisions.read(row, {}).subject
    except (AnnotationError, KeyError, TypeError) as reason:
        yield f"what it is about cannot be read: {reason}"
        return
    for mark in subject.marks:
        if text[mark.span.start : mark.span.end] != mark.span.quote:
            yield f"its span {mark.span.uid!r} does not quote the text."


def _mixed(session: Session) -> Iterator[Finding]:
    """Look for decisions that mix projects, or that take the place of one on another article."""
    earlier = aliased(DecisionRow)
    elsewhere = (
        select(DecisionRow.id)
        .join(Round, Round.id == DecisionRow.round_id)
        .join(Article, Article.id == DecisionRow.article_id)
        .outerjoin(earlier, earlier.id == DecisionRow.supersedes_id)
        .where(
            (Article.project_id != Round.project_id)
            | (earlier.article_id != DecisionRow.article_id)
            | (earlier.round_id != DecisionRow.round_id)
        )
    )
    for number in session.scalars(elsewhere.order_by(DecisionRow.id)):
        yield Finding(CHECK, f"Decision {number} mixes rounds, articles or projects.")
