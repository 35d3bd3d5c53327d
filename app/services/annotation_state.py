"""The newest state of an annotation, read from its rows together with what it refers to."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, cast

from sqlalchemy import Connection, Table, bindparam, select
from sqlalchemy.orm import Session

from annotations.annotation import Annotation, MarkedSpan
from annotations.codebook import Codebook
from annotations.missing import Missing, missing
from annotations.zones import Zone
from app.models import (
    AnnotationHead,
    AnswerRow,
    Article,
    ArticleZone,
    Assignment,
    Base,
    CodebookVersion,
    Round,
    SpanRow,
)
from app.services import frozen, masks
from app.services.masks import Mask


def table(model: type[Base]) -> Table:
    """Return the table of a model: what is done for every save goes round the object mapper."""
    return cast(Table, model.__table__)


assignment, round_, article = table(Assignment), table(Round), table(Article)
codebook, head = table(CodebookVersion), table(AnnotationHead)
span, answer, zone = table(SpanRow), table(AnswerRow), table(ArticleZone)


@dataclass(frozen=True)
class Work:
    """One assignment as it stands: what is to be coded, by which codebook, and what was said so far.

    Attributes:
        version: how many changes were saved; 0 before the first.
        released: its annotator left it, and does not owe it before taking it back; see services.leases.
        head_id: the row of the annotation; none before the first save.
        mask: what is covered for its annotator; none in a round that shows outlets.
    """

    assignment_id: int
    annotator_id: int
    article_id: int
    sha256: str
    text: str
    codebook: Codebook
    round_is_open: bool
    released: bool
    head_id: int | None
    version: int
    hash: str
    submitted_at: datetime | None
    annotation: Annotation
    mask: Mask | None = None

    @property
    def editable(self) -> bool:
        """Say whether its annotator may change it now."""
        return self.round_is_open and not self.released and not self.annotation.submitted

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What is still owed before it can be submitted, in words for its annotator."""
        return self.owed(self.annotation)

    @property
    def shown(self) -> Annotation:
        """The annotation as its annotator may see it."""
        return self.mask.annotation(self.annotation) if self.mask else self.annotation

    def owed(self, annotation: Annotation) -> tuple[Missing, ...]:
        """Return what another state of the annotation lacks, in words for its annotator."""
        return missing(self.mask.annotation(annotation) if self.mask else annotation, self.codebook)


def load(session: Session, assignment_id: int) -> Work:
    """Return the assignment as it stands."""
    connection = session.connection()
    row = connection.execute(_WORK, {"id": assignment_id}).one()
    text = frozen.article_text(connection, row.article_id, row.text_sha256)
    return Work(
        assignment_id=row.id,
        annotator_id=row.annotator_id,
        article_id=row.article_id,
        sha256=row.text_sha256,
        text=text,
        codebook=frozen.codebook(connection, row.codebook_id, row.codebook_sha256),
        round_is_open=row.opened_at is not None and row.closed_at is None,
        released=row.released_at is not None,
        head_id=row.head_id,
        version=row.version or 0,
        hash=row.head_hash or "",
        submitted_at=row.submitted_at,
        annotation=_annotation(connection, row),
        mask=masks.load(connection, row, text) if row.outlet_masked else None,
    )


def load_for_change(session: Session, assignment_id: int) -> Work:
    """Return the assignment as it stands, held until the end of the transaction.

    Whoever else saves the same assignment, or closes its round, waits at this row. On SQLite the
    transaction is the only writer anyway.
    """
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        connection.execute(_HOLD, {"id": assignment_id})
    return load(session, assignment_id)


def codebook_of(session: Session, row: Round) -> Codebook:
    """Return the codebook that a round is coded by."""
    return frozen.codebook(session.connection(), row.codebook_id, row.codebook.sha256)


def zones(session: Session, article_id: int) -> tuple[Zone, ...]:
    """Return the zones of an article in order."""
    rows = session.connection().execute(_ZONES, {"id": article_id})
    return tuple(Zone(start, stop, kind) for start, stop, kind in rows)


def _annotation(connection: Connection, row: Any) -> Annotation:
    if row.head_id is None:
        return Annotation()
    if known := frozen.state_after(row.head_hash):
        return known
    ids = {"id": row.head_id}
    spans = tuple(MarkedSpan(*values) for values in connection.execute(_SPANS, ids))
    answers = {variable: value for variable, value in connection.execute(_ANSWERS, ids)}
    return Annotation(spans, answers, row.note, row.found_none, row.state)


_HOLD = select(assignment.c.id).where(assignment.c.id == bindparam("id")).with_for_update()
_WORK = (
    select(
        assignment.c.id,
        assignment.c.annotator_id,
        assignment.c.article_id,
        assignment.c.round_id,
        assignment.c.released_at,
        article.c.sha256.label("text_sha256"),
        round_.c.opened_at,
        round_.c.closed_at,
        round_.c.released_at.label("round_released_at"),
        round_.c.outlet_masked,
        round_.c.codebook_id,
        codebook.c.sha256.label("codebook_sha256"),
        head.c.id.label("head_id"),
        head.c.version,
        head.c.head_hash,
        head.c.state,
        head.c.found_none,
        head.c.note,
        head.c.submitted_at,
    )
    .select_from(assignment)
    .join(round_, round_.c.id == assignment.c.round_id)
    .join(codebook, codebook.c.id == round_.c.codebook_id)
    .join(article, article.c.id == assignment.c.article_id)
    .outerjoin(head, head.c.assignment_id == assignment.c.id)
    .where(assignment.c.id == bindparam("id"))
)
_SPANS = select(
    span.c.uid,
    span.c.layer,
    span.c.label,
    span.c.start,
    span.c.stop,
    span.c.quote,
    span.c.attributes,
    span.c.note,
).where(span.c.annotation_id == bindparam("id"))
_ANSWERS = select(answer.c.variable, answer.c.value).where(answer.c.annotation_id == bindparam("id"))
_ZONES = (
    select(zone.c.start, zone.c.stop, zone.c.kind)
    .where(zone.c.article_id == bindparam("id"))
    .order_by(zone.c.start)
)
