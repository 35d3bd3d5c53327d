"""What the doctor looks at in audits of sources: that statements quote their text and can be read."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.sourcing import InvalidSourcing, carriers_of
from app.models import SourcedStatement
from app.services import frozen
from app.services.findings import Finding

CHECK = "sourcing"
AT_ONCE = 200


def statements_are_sound(session: Session) -> Iterator[Finding]:
    """Look at every row about a statement, article by article."""
    query = select(SourcedStatement).order_by(SourcedStatement.article_id, SourcedStatement.id)
    article_id, text = 0, ""
    for row in session.scalars(query.execution_options(yield_per=AT_ONCE)):
        if row.article_id != article_id:
            article_id, text = row.article_id, frozen.stored_text(session.connection(), row.article_id)
        if text[row.start : row.stop] != row.quote:
            yield Finding(CHECK, f"Sourced statement {row.id} does not quote its article.")
        try:
            carriers_of(row.carriers)
        except (InvalidSourcing, KeyError, TypeError) as reason:
            yield Finding(CHECK, f"Sourced statement {row.id}: its carriers cannot be read: {reason}")
