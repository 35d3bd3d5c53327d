"""What an annotator owes: their own assignments in their own order, whatever others do."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, contains_eager

from app.models import AnnotationHead, Article, Assignment, Project, Round, User
from app.services import leases
from app.services.paging import Listing, Page, fetch_page


@dataclass(frozen=True)
class Part:
    """An annotator's part in one round."""

    round: Round
    done: int
    total: int

    @property
    def left(self) -> int:
        """Return how many articles are still owed."""
        return self.total - self.done


def next_assignment(session: Session, project: Project, user: User, *, but: int = 0) -> int | None:
    """Return the first assignment still owed in an open round, in the annotator's own order.

    One look into the index of what is owed for each open round: neither the size of the corpus nor
    how much is done already makes it slower.
    """
    first = (
        select(Assignment.id)
        .where(
            Assignment.annotator_id == user.id,
            Assignment.round_id == Round.id,
            Assignment.done_at.is_(None),
            Assignment.released_at.is_(None),
            Assignment.id != but,
        )
        .order_by(Assignment.position)
        .limit(1)
        .correlate(Round)
        .scalar_subquery()
    )
    rounds = (
        select(first.label("assignment"))
        .where(Round.project_id == project.id, Round.opened_at.is_not(None), Round.closed_at.is_(None))
        .order_by(Round.opened_at, Round.id)
    )
    return next((found for found in session.scalars(rounds) if found is not None), None)


def parts(session: Session, project: Project, user: User) -> list[Part]:
    """Return the annotator's rounds that were opened, open ones first, with how far they are."""
    counts = (
        select(
            Assignment.round_id.label("round_id"),
            func.count(Assignment.done_at).label("done"),
            func.count().filter(Assignment.released_at.is_(None)).label("total"),
        )
        .where(Assignment.annotator_id == user.id)
        .group_by(Assignment.round_id)
        .subquery()
    )
    query = (
        select(Round, counts.c.done, counts.c.total)
        .join(counts, counts.c.round_id == Round.id)
        .where(Round.project_id == project.id, Round.opened_at.is_not(None))
        .order_by(Round.closed_at.is_not(None), Round.opened_at, Round.id)
    )
    return [Part(round_, done, total) for round_, done, total in session.execute(query)]


def assignments(session: Session, round_: Round, user: User, listing: Listing) -> Page:
    """Return a page of the annotator's assignments in a round: pairs of assignment and state."""
    return fetch_page(session, _mine(round_, user), listing, {"position": Assignment.position})


def _mine(round_: Round, user: User) -> Select[Assignment, str]:
    return (
        select(Assignment, leases.STATE)
        .join(Assignment.article)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id, Assignment.annotator_id == user.id)
        .options(contains_eager(Assignment.article).joinedload(Article.outlet))
    )


def place(session: Session, assignment: Assignment) -> tuple[int, int]:
    """Return the assignment's place in its annotator's order, from 1, and how many there are."""
    # Places are counted without gaps, so the last one is how many there are; the index knows it at once.
    last = select(func.max(Assignment.position)).where(
        Assignment.annotator_id == assignment.annotator_id, Assignment.round_id == assignment.round_id
    )
    return assignment.position, session.scalar(last) or 0
