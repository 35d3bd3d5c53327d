"""What a program may read in somebody's name: the same as its owner on the pages, by the same rules.

Those who lead a project read every article, and of annotations those that are submitted in rounds that show
their results. Annotators read the articles that they were given, with outlets covered where their round does
so, and their own submitted annotations.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, select
from sqlalchemy.orm import undefer

from annotations.annotation import SUBMITTED, MarkedSpan
from annotations.codebook import Codebook
from app.models import AnnotationHead, AnswerRow, Article, Assignment, Member, Project, Round, SpanRow, User
from app.permissions import Permission, Scene, permits
from app.services import (
    annotation_state,
    companions,
    frozen,
    masks,
    suggestions_by_programs,
    suggestions_changed,
)
from app.services.suggestions_changed import Accepted


@dataclass(frozen=True)
class Whose:
    """Who made an annotation, as far as the asking account may know it; otherwise a pseudonym."""

    key: int
    name: str
    email: str = ""


@dataclass(frozen=True)
class SeenAnnotation:
    """A submitted annotation that may be read."""

    id: int
    article_id: int
    whose: Whose
    codebook: Codebook
    started: datetime
    submitted: datetime | None
    changed: datetime
    spans: Sequence[MarkedSpan]
    answers: Mapping[str, Any]
    note: str
    found_none: bool
    accepted: Mapping[str, Accepted] = field(
        default_factory=dict
    )  # by the names of spans made of suggestions


@dataclass(frozen=True)
class SeenArticle:
    """An article that may be read, with what may be read of its annotations."""

    id: int
    project_id: int
    data: Mapping[str, str]
    created: datetime
    annotations: Sequence[SeenAnnotation] = field(default_factory=tuple)
    predictions: Sequence[Mapping[str, Any]] = field(default_factory=tuple)  # as programs are told them


def _project(here: Scene) -> Project:
    if here.project is None:
        raise ValueError("What may be read is asked of a project.")
    return here.project


def _user(here: Scene) -> User:
    if here.user is None:
        raise ValueError("What may be read is asked by an account.")
    return here.user


def leads(here: Scene) -> bool:
    """Say whether the account may read what the project found."""
    return permits(here, Permission.EXPORT)


def readable(here: Scene) -> ColumnElement[bool]:
    """The annotations that may be read, where heads, assignments and rounds are joined."""
    shows_results = Round.closed_at.is_not(None) | (Round.opened_at.is_not(None) & ~Round.blind)
    submitted = and_(Round.project_id == _project(here).id, AnnotationHead.state == SUBMITTED)
    if leads(here):
        return and_(submitted, shows_results)
    return and_(submitted, _own(here))


def _own(here: Scene) -> ColumnElement[bool]:
    """The assignments that an annotator has and may see; see Permission.READ_ANNOTATION."""
    return and_(
        Assignment.annotator_id == _user(here).id,
        Round.opened_at.is_not(None),
        ~companions.is_asked_again(),
    )


def article_ids(here: Scene, *, annotated: bool = False) -> Select[Any]:
    """Return the query for the articles that may be read, in order."""
    query = select(Article.id).where(Article.project_id == _project(here).id)
    if not leads(here):
        mine = select(Assignment.article_id).join(Round, Round.id == Assignment.round_id).where(_own(here))
        query = query.where(Article.id.in_(mine))
    if annotated:
        heads = select(Assignment.article_id).join(Round, Round.id == Assignment.round_id)
        heads = heads.join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id).where(
            readable(here)
        )
        query = query.where(Article.id.in_(heads))
    return query.order_by(Article.id)


def articles(here: Scene, ids: Sequence[int], *, with_annotations: bool = True) -> list[SeenArticle]:
    """Return those of the articles that may be read."""
    allowed = here.session.scalars(article_ids(here).where(Article.id.in_(ids))).all()
    said = annotations(here, Assignment.article_id.in_(allowed)) if with_annotations else []
    by_article: dict[int, list[SeenAnnotation]] = defaultdict(list)
    for one in said:
        by_article[one.article_id].append(one)
    query = select(Article).options(undefer(Article.text)).where(Article.id.in_(allowed)).order_by(Article.id)
    rows = here.session.scalars(query).all()
    shown = _open_data(rows) if leads(here) else _given_data(here, allowed)
    told = suggestions_by_programs.of_articles(here, allowed)
    return [
        SeenArticle(
            row.id, row.project_id, shown[row.id], row.created_at, by_article[row.id], told.get(row.id, ())
        )
        for row in rows
    ]


def _open_data(rows: Iterable[Article]) -> dict[int, dict[str, str]]:
    found = {}
    for row in rows:
        told = {
            "title": row.title,
            "outlet": row.outlet.name if row.outlet else "",
            "published": row.published,
        }
        told |= {"language": row.language, "byline": row.byline, "url": row.url}
        known = {key: value for key, value in told.items() if value}
        found[row.id] = {"article_id": f"A{row.id}", "name": row.name, **known, "text": row.text}
    return found


def _given_data(here: Scene, ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """Return what annotators see of their articles; one that is masked in any of their rounds is masked."""
    query = select(Assignment).join(Round, Round.id == Assignment.round_id)
    mine = here.session.scalars(query.where(_own(here), Assignment.article_id.in_(ids))).all()
    headings = masks.headings(here.session, mine)
    found: dict[int, dict[str, str]] = {}
    for assignment in mine:
        heading = headings[assignment.id]
        if assignment.article_id in found and not heading.is_masked:
            continue
        work = annotation_state.load(here.session, assignment.id)
        text, _ = masks.shown_text(work.mask, work.text, work.sha256)
        outlet = {"outlet": heading.outlet} if heading.outlet else {}
        told = {"article_id": f"A{assignment.article_id}", "title": heading.title, **outlet, "text": text}
        found[assignment.article_id] = told
    return found


def annotations(here: Scene, which: ColumnElement[bool]) -> list[SeenAnnotation]:
    """Return those of the annotations that may be read, in order."""
    head = AnnotationHead
    query = (
        select(head, Assignment, Round)
        .join(Assignment, Assignment.id == head.assignment_id)
        .join(Round, Round.id == Assignment.round_id)
        .where(readable(here), which)
        .order_by(head.id)
    )
    rows = here.session.execute(query).all()
    keys = [row[0].id for row in rows]
    spans, answers = _spans(here, keys), _answers(here, keys)
    named = {span.uid for some in spans.values() for span in some}
    accepted = suggestions_changed.accepted(here.session, {row[1].article_id for row in rows}, named)
    people = _people(here, {assignment.annotator_id for _, assignment, _ in rows})
    connection = here.session.connection()
    found = []
    for one, assignment, round_ in rows:
        book = frozen.codebook(connection, round_.codebook_id, round_.codebook.sha256)
        seen = SeenAnnotation(
            one.id,
            assignment.article_id,
            people[assignment.annotator_id],
            book,
            one.started_at,
            one.submitted_at,
            one.changed_at,
            _shown(here, assignment, spans[one.id]),
            answers[one.id],
            one.note,
            one.found_none,
            {span.uid: accepted[span.uid] for span in spans[one.id] if span.uid in accepted},
        )
        found.append(seen)
    return found


def _shown(here: Scene, assignment: Assignment, spans: list[MarkedSpan]) -> list[MarkedSpan]:
    """Return spans with their quotes covered where their annotator sees the text covered."""
    if leads(here) or not assignment.round.outlet_masked:
        return spans
    mask = annotation_state.load(here.session, assignment.id).mask
    return [mask.span(span) for span in spans] if mask else spans


def _spans(here: Scene, heads: Sequence[int]) -> Mapping[int, list[MarkedSpan]]:
    columns = (SpanRow.uid, SpanRow.layer, SpanRow.label, SpanRow.start, SpanRow.stop, SpanRow.quote)
    query = select(SpanRow.annotation_id, *columns, SpanRow.attributes, SpanRow.note)
    query = query.where(SpanRow.annotation_id.in_(heads)).order_by(SpanRow.start, SpanRow.stop, SpanRow.uid)
    found: dict[int, list[MarkedSpan]] = defaultdict(list)
    for head, *values in here.session.execute(query):
        found[head].append(MarkedSpan(*values))
    return found


def _answers(here: Scene, heads: Sequence[int]) -> Mapping[int, dict[str, Any]]:
    query = select(AnswerRow.annotation_id, AnswerRow.variable, AnswerRow.value)
    query = query.where(AnswerRow.annotation_id.in_(heads)).order_by(AnswerRow.id)
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for head, variable, value in here.session.execute(query):
        found[head][variable] = value
    return found


def _people(here: Scene, ids: set[int]) -> Mapping[int, Whose]:
    """Return who annotated: managers know their names, everybody knows themselves, others pseudonyms."""
    query = select(Member).where(Member.project_id == _project(here).id, Member.user_id.in_(ids))
    named = permits(here, Permission.EXPORT_NAMES)
    return {
        part.user_id: Whose(part.user_id, part.user.name, part.user.email)
        if named or part.user_id == _user(here).id
        # Clients want a whole number; below zero it cannot be taken for one of an account.
        else Whose(-part.id, part.pseudonym)
        for part in here.session.scalars(query)
    }
