"""How far a round is: numbers and states only, never what anybody said."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from app.models import RECODES_UNSEEN, AnnotationHead, Article, Assignment, Project, Round, RoundTie, User
from app.services import leases
from app.services.paging import Listing, Page, fetch_page, like

LISTED_DRAFTS = 50


@dataclass(frozen=True)
class Progress:
    """How many assignments are submitted, begun and untouched; ``total`` leaves out what was released."""

    of: Any
    total: int
    done: int
    drafts: int
    released: int

    @property
    def not_started(self) -> int:
        """Return how many nobody has begun."""
        return self.total - self.done - self.drafts


@dataclass
class ArticleLine:
    """One article on the board with the state of each of its assignments."""

    id: int
    title: str
    done: int
    total: int
    states: list[tuple[Assignment, str]] = field(default_factory=list)  # with annotators loaded


OWED = Assignment.released_at.is_(None)
COUNTS = (
    func.count(Assignment.id).filter(OWED),
    func.count(Assignment.done_at),
    func.count(AnnotationHead.id).filter(AnnotationHead.state == "draft", OWED),
    func.count(Assignment.released_at),
)


def _begun(query: Any) -> Any:
    return query.outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)


def rounds(session: Session, project: Project) -> list[Progress]:
    """Return the project's rounds, the newest first, with how far they are; each before what recodes it."""
    query = select(Round, *COUNTS).outerjoin(Assignment, Assignment.round_id == Round.id)
    query = _begun(query).where(Round.project_id == project.id)
    query = query.options(selectinload(Round.ties).joinedload(RoundTie.other))
    found = [Progress(*row) for row in session.execute(query.group_by(Round.id).order_by(Round.id.desc()))]

    def place(line: Progress) -> tuple[int, int]:
        tie = line.of.tied(RECODES_UNSEEN)
        return (-tie.other_id, line.of.id) if tie else (-line.of.id, 0)

    return sorted(found, key=place)


def people(session: Session, round_: Round) -> list[Progress]:
    """Return how far each annotator of the round is."""
    query = select(User, *COUNTS).join(Assignment, Assignment.annotator_id == User.id)
    query = _begun(query).where(Assignment.round_id == round_.id)
    return [Progress(*row) for row in session.execute(query.group_by(User.id).order_by(User.name, User.id))]


def articles(session: Session, round_: Round, listing: Listing) -> Page:
    """Return a page of the round's articles, each with the states of its assignments."""
    done = func.count(Assignment.done_at).label("done")
    query = (
        select(Article.id, Article.called, done, func.count().filter(OWED).label("total"))
        .join(Assignment, Assignment.article_id == Article.id)
        .where(Assignment.round_id == round_.id)
        .group_by(Article.id, Article.title, Article.name)
    )
    if listing.search:
        query = query.where(Article.called.ilike(like(listing.search), escape="\\"))
    page = fetch_page(session, query, listing, {"title": Article.called, "done": done})
    lines = {row.id: ArticleLine(*row) for row in page.rows}
    for assignment, state in _states(session, round_, lines):
        lines[assignment.article_id].states.append((assignment, state))
    return Page(list(lines.values()), page.total, page.number, page.size, page.listing)


def _states(session: Session, round_: Round, article_ids: Any) -> Sequence[Any]:
    query = (
        _begun(select(Assignment, leases.STATE))
        .join(Assignment.annotator)
        .where(Assignment.round_id == round_.id, Assignment.article_id.in_(list(article_ids)))
        .order_by(User.name, User.id)
        .options(contains_eager(Assignment.annotator))
    )
    return session.execute(query).all()


def drafts(session: Session, round_: Round) -> list[tuple[str, str]]:
    """Return the first drafts of the round as pairs of annotator and article."""
    query = (
        select(User.name, Article.called)
        .select_from(Assignment)
        .join(User, User.id == Assignment.annotator_id)
        .join(Article, Article.id == Assignment.article_id)
        .join(
            AnnotationHead,
            and_(AnnotationHead.assignment_id == Assignment.id, AnnotationHead.state == "draft"),
        )
        .where(Assignment.round_id == round_.id, OWED)
        .order_by(User.name, Assignment.position)
        .limit(LISTED_DRAFTS)
    )
    return [(name, title) for name, title in session.execute(query)]
