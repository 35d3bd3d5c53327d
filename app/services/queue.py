"""What an annotator owes: their own assignments in their own order, whatever others do."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, literal, select, tuple_
from sqlalchemy.orm import Session, contains_eager

from app.models import RECODES_UNSEEN, AnnotationHead, Article, Assignment, Project, Round, User
from app.services import companions, leases
from app.services.companions import Family
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
    how much is done already makes it slower. What is mixed into a round comes where its place is.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    home_of = companions.homes(session, project)
    rounds = (
        select(Round.id, _first_owed(Assignment.position, user, but), _first_owed(Assignment.id, user, but))
        .where(Round.project_id == project.id, Round.opened_at.is_not(None), Round.closed_at.is_(None))
        .order_by(Round.opened_at, Round.id)
    )
    for round_id, position, assignment in session.execute(rounds):
        owed = found.setdefault(home_of.get(round_id, round_id), [])
        if assignment is not None:
            owed.append((position, assignment))
    return next((min(owed)[1] for owed in found.values() if owed), None)


def _first_owed(column: Any, user: User, but: int) -> ScalarSelect[int]:
    return (
        select(column)
        .where(
            Assignment.annotator_id == user.id,
            Assignment.round_id == Round.id,
            Assignment.done_at.is_(None),
            Assignment.released_at.is_(None),
            Assignment.id != but,
        )
        .order_by(Assignment.position, Assignment.id)
        .limit(1)
        .correlate(Round)
        .scalar_subquery()
    )


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
    home_of = companions.homes(session, project)
    found = {round_.id: Part(round_, done, total) for round_, done, total in session.execute(query)}
    for key in [key for key in found if home_of.get(key) in found]:
        mixed_in, home = found.pop(key), found[home_of[key]]
        more = mixed_in.done if mixed_in.round.closed_at else mixed_in.total
        found[home.round.id] = Part(home.round, home.done + mixed_in.done, home.total + more)
    return list(found.values())


def assignments(session: Session, round_: Round, user: User, listing: Listing) -> Page:
    """Return a page of the annotator's assignments in a round: pairs of assignment and state."""
    mine = _mine(companions.family(session, round_), user)
    return fetch_page(session, mine, listing, {"position": Assignment.position}, then=Assignment.id)


def _mine(family: Family, user: User) -> Select[Assignment, str]:
    return (
        select(Assignment, leases.STATE)
        .join(Assignment.article)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(family.shown, Assignment.annotator_id == user.id)
        .options(contains_eager(Assignment.article).joinedload(Article.outlet))
    )


def place(session: Session, assignment: Assignment) -> tuple[int, int]:
    """Return the assignment's place in its annotator's order, from 1, and how many there are."""
    family = companions.family(session, assignment.round)
    if not family.is_alone or assignment.round.tied(RECODES_UNSEEN):
        return _place_among(session, family, assignment)
    # Places are counted without gaps, so the last one is how many there are; the index knows it at once.
    last = select(func.max(Assignment.position)).where(
        Assignment.annotator_id == assignment.annotator_id, Assignment.round_id == assignment.round_id
    )
    return assignment.position, session.scalar(last) or 0


def _place_among(session: Session, family: Family, assignment: Assignment) -> tuple[int, int]:
    """Return the place in a list into which others are mixed: as the queue counts them."""
    mine = Assignment.annotator_id == assignment.annotator_id
    key = tuple_(Assignment.position, Assignment.id)
    before = key <= tuple_(literal(assignment.position), literal(assignment.id))
    query = select(func.count().filter(family.shown, before), func.count()).where(mine, family.members)
    place_, total = session.execute(query).one()
    return place_, total
