"""What came along in files of other programs and has no place here: kept beside an annotation."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import AnnotationHead, Assignment, ForeignPart, Round
from exports.formats.marked import FoundReading

Body = Mapping[str, Any]
SPANS, OTHERS = "spans", "others"
AT_ONCE = 500


def joined(before: Body, reading: FoundReading, names: Mapping[str, str]) -> dict[str, Any]:
    """Return what readings bring along, those before as well; ``names`` has place -> name of the span."""
    spans = {
        names[one.place]: dict(one.beside)
        for one in reversed(reading.spans)
        if one.beside and one.place in names
    }
    found = {**reading.beside, **before}
    if spans or SPANS in before:
        found[SPANS] = {**spans, **before.get(SPANS, {})}
    if more := [*before.get(OTHERS, []), *reading.beside.get(OTHERS, [])]:
        found[OTHERS] = more
    return found


def renamed(body: Body, names: Mapping[str, str]) -> dict[str, Any]:
    """Return the body with other names of spans."""
    if SPANS not in body:
        return dict(body)
    return {**body, SPANS: {names.get(uid, uid): one for uid, one in body[SPANS].items()}}


def keep(session: Session, assignment_id: int, format: str, body: Body) -> None:
    """Keep the body beside the annotation of an assignment, unless it stands there already."""
    head = session.scalars(
        select(AnnotationHead.id).where(AnnotationHead.assignment_id == assignment_id)
    ).one()
    before = newest(session, [head]).get(head)
    if body and body != before:
        session.add(ForeignPart(annotation_id=head, format=format, body=dict(body), kept_at=now()))
        session.flush()


def newest(session: Session, heads: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Return what was kept last beside each of these annotations."""
    found: dict[int, dict[str, Any]] = {}
    for first in range(0, len(heads), AT_ONCE):
        some = ForeignPart.annotation_id.in_(heads[first : first + AT_ONCE])
        last = select(func.max(ForeignPart.id)).where(some).group_by(ForeignPart.annotation_id)
        query = select(ForeignPart.annotation_id, ForeignPart.body).where(ForeignPart.id.in_(last))
        found |= dict(session.execute(query).all())
    return found


def links_of(session: Session, round_: Round) -> list[str]:
    """Return the labels of all links between spans that are kept in a round."""
    query = (
        select(ForeignPart.body)
        .join(AnnotationHead, AnnotationHead.id == ForeignPart.annotation_id)
        .join(Assignment, Assignment.id == AnnotationHead.assignment_id)
        .where(Assignment.round_id == round_.id)
    )
    links = (one for body in session.scalars(query) for one in body.get(OTHERS, []))
    return sorted(
        {str(label) for one in links if one["type"] == "relation" for label in one.get("labels") or []}
    )
