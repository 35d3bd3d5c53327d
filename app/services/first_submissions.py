"""What annotators handed in first: afterwards they may have seen the key, so nothing later is scored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnExpressionArgument, Text, select, type_coerce
from sqlalchemy.orm import Session

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.operations import replay
from app.models import AnnotationHead, Article, Assignment, ChangeRow, Round
from app.services import annotation_state, frozen


@dataclass(frozen=True)
class First:
    """One first submission; the hash stands for the chain of changes that led to it."""

    assignment_id: int
    annotator_id: int
    article_id: int
    length: int
    hash: str
    at: datetime
    annotation: Annotation


def read(session: Session, round_: Round, *narrowed: ColumnExpressionArgument[bool]) -> list[First]:
    """Return the first submissions of a round, replayed from the log of changes, by assignment."""
    rows = _submits(session, round_, narrowed)
    codebook = annotation_state.codebook_of(session, round_)
    unknown = {row.annotation_id: row.version for row in rows if frozen.state_after(row.hash) is None}
    logs = _logs(session, unknown)
    return [_first(session, row, codebook, logs.get(row.annotation_id, ())) for row in rows]


def _submits(
    session: Session, round_: Round, narrowed: Sequence[ColumnExpressionArgument[bool]]
) -> list[Any]:
    """Return the first change of each annotation that submits it."""
    query = (
        select(
            Assignment.id,
            Assignment.annotator_id,
            Assignment.article_id,
            Article.sha256,
            Article.length,
            ChangeRow.annotation_id,
            ChangeRow.version,
            ChangeRow.hash,
            ChangeRow.at,
            ChangeRow.operations,
        )
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .join(ChangeRow, ChangeRow.annotation_id == AnnotationHead.id)
        .join(Article, Article.id == Assignment.article_id)
        .where(Assignment.round_id == round_.id, *narrowed)
        # Whoever merely writes the word is sorted out below.
        .where(type_coerce(ChangeRow.operations, Text).like('%"submit"%'))
        .order_by(Assignment.id, ChangeRow.version)
    )
    found: dict[int, Any] = {}
    for row in session.execute(query):
        if row.id not in found and any(one.get("op") == "submit" for one in row.operations):
            found[row.id] = row
    return list(found.values())


def _logs(session: Session, versions: Mapping[int, int]) -> dict[int, list[Any]]:
    """Return the operations of annotations up to a version of each."""
    query = (
        select(ChangeRow.annotation_id, ChangeRow.version, ChangeRow.operations)
        .where(ChangeRow.annotation_id.in_(list(versions)))
        .order_by(ChangeRow.annotation_id, ChangeRow.version)
    )
    logs: dict[int, list[Any]] = {}
    for annotation_id, version, operations in session.execute(query) if versions else ():
        if version <= versions[annotation_id]:
            logs.setdefault(annotation_id, []).extend(operations)
    return logs


def _first(session: Session, row: Any, codebook: Codebook, log: Sequence[Any]) -> First:
    said = frozen.state_after(row.hash)
    if said is None:
        text = frozen.article_text(session.connection(), row.article_id, row.sha256)
        said = replay(log, text, codebook)
        frozen.remember_state(row.hash, said)
    return First(row.id, row.annotator_id, row.article_id, row.length, row.hash, row.at, said)
