"""Rounds whose articles are mixed among those of another one, so that its annotators see a single list.

A manager may have annotators code some of their own articles again without telling them. These assignments
lie in a round of their own, the companion; whatever an annotator sees counts them in the round they are mixed
into. What its annotator said of an article before is closed to them until they have coded it again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.models import RECODES_UNSEEN, Assignment, Project, Round, RoundTie, User


@dataclass(frozen=True)
class Family:
    """A round with those mixed into it."""

    home: int
    open: tuple[int, ...] = ()
    closed: tuple[int, ...] = ()

    @property
    def is_alone(self) -> bool:
        """Say whether nothing is mixed into the round."""
        return not self.open and not self.closed

    @property
    def members(self) -> ColumnElement[bool]:
        """The assignments that are in the list of the round; what was left in a closed companion is not."""
        finished = and_(Assignment.round_id.in_(self.closed), Assignment.done_at.is_not(None))
        return or_(Assignment.round_id.in_((self.home, *self.open)), finished)

    @property
    def shown(self) -> ColumnElement[bool]:
        """Those of them that are listed: never an article twice while it is to be coded again."""
        return and_(self.members, ~is_asked_again())


def family(session: Session, round_: Round) -> Family:
    """Return the round with its companions, or the one that it is mixed into; a closed round is alone."""
    tie = round_.tied(RECODES_UNSEEN)
    home = tie.other if tie is not None and tie.other.state == "open" else round_
    if home.state != "open":
        return Family(home.id)
    rows = session.execute(
        select(Round.id, Round.closed_at)
        .join(RoundTie, RoundTie.round_id == Round.id)
        .where(RoundTie.other_id == home.id, RoundTie.kind == RECODES_UNSEEN)
        .order_by(Round.id)
    ).all()
    return Family(
        home.id,
        tuple(key for key, closed_at in rows if closed_at is None),
        tuple(key for key, closed_at in rows if closed_at is not None),
    )


def homes(session: Session, project: Project) -> dict[int, int]:
    """Return for each companion that is mixed into an open round which one that is."""
    home = aliased(Round)
    query = (
        select(RoundTie.round_id, RoundTie.other_id)
        .join(home, home.id == RoundTie.other_id)
        .where(
            home.project_id == project.id,
            home.opened_at.is_not(None),
            home.closed_at.is_(None),
            RoundTie.kind == RECODES_UNSEEN,
        )
    )
    return {round_id: other_id for round_id, other_id in session.execute(query)}


def is_asked_again() -> ColumnElement[bool]:
    """Whether an annotator still has to code the article of an assignment again, unseen."""
    again, its = aliased(Assignment), aliased(Round)
    return exists(
        select(again.id)
        .join(RoundTie, and_(RoundTie.round_id == again.round_id, RoundTie.kind == RECODES_UNSEEN))
        .join(its, its.id == again.round_id)
        .where(
            RoundTie.other_id == Assignment.round_id,
            again.article_id == Assignment.article_id,
            again.annotator_id == Assignment.annotator_id,
            again.done_at.is_(None),
            its.closed_at.is_(None),
        )
        .correlate(Assignment)
    )


def asked_again(session: Session, assignment: Assignment) -> bool:
    """Say whether the annotator of an assignment still has to code its article again, unseen."""
    query = select(Assignment.id).where(Assignment.id == assignment.id, is_asked_again())
    return session.scalar(query) is not None


def open_companions(session: Session, round_: Round) -> Sequence[Round]:
    """Return the companions of a round in which work goes on."""
    query = (
        select(Round)
        .join(RoundTie, RoundTie.round_id == Round.id)
        .where(RoundTie.other_id == round_.id, RoundTie.kind == RECODES_UNSEEN, Round.closed_at.is_(None))
    )
    return session.scalars(query.order_by(Round.id)).all()


def open_assignment(session: Session, user: User | None, article_id: int) -> int | None:
    """Return the assignment by which somebody owes an article in an open round, unfinished ones first."""
    query = (
        select(Assignment.id)
        .join(Round, Round.id == Assignment.round_id)
        .where(
            Assignment.article_id == article_id,
            Assignment.annotator_id == (user.id if user else None),
            Round.opened_at.is_not(None),
            Round.closed_at.is_(None),
            ~is_asked_again(),
        )
    )
    return session.scalar(query.order_by(Assignment.done_at.is_not(None), Assignment.id).limit(1))
