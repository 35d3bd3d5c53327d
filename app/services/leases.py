"""Leases: work that was taken and left is released, handed on, and taken back with its draft."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, case, delete, func, select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import RECODES, RECODES_UNSEEN, AnnotationHead, Assignment, Member, Project, Round, User
from app.services import activity, round_changes, rounds
from app.services.refused import Refused

# How an assignment stands, in words: every query that uses it joins the annotation from outside.
STATE: ColumnElement[str] = case(
    (Assignment.released_at.is_(None), func.coalesce(AnnotationHead.state, "not started")),
    (AnnotationHead.id.is_(None), "released"),
    else_="released draft",
)


@dataclass(frozen=True)
class Released:
    """What releasing came to: so many assignments are not owed any more, so many were handed on."""

    count: int
    handed_on: int

    def __add__(self, other: "Released") -> "Released":
        return Released(self.count + other.count, self.handed_on + other.handed_on)

    @property
    def words(self) -> str:
        """Return it as a sentence."""
        if not self.count and not self.handed_on:
            return "Nothing was left for that long."
        verb = "assignment was" if self.count == 1 else "assignments were"
        return f"{self.count:,} {verb} released, {self.handed_on:,} handed on."


def release_left(session: Session, round_: Round, actor: User | None) -> Released:
    """Release the drafts that nobody changed for longer than the round's lease, and hand their articles on.

    Articles released before for which nobody was free then are tried again.

    Raises:
        Refused: the round is not open, or has no lease.
    """
    _hold(session, round_)
    if round_.lease_hours is None:
        raise Refused(f"The round “{round_.name}” has no time after which work that was left is released.")
    before = now() - timedelta(hours=round_.lease_hours)
    left = (
        select(Assignment)
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(
            Assignment.round_id == round_.id,
            Assignment.released_at.is_(None),
            AnnotationHead.state == "draft",
            AnnotationHead.changed_at < before,
        )
        .order_by(Assignment.id)
    )
    found = session.scalars(left).all()
    for one in found:
        _release(session, one, actor)
    session.flush()
    gone = select(Assignment.article_id).where(
        Assignment.round_id == round_.id, Assignment.released_at.is_not(None)
    )
    return Released(len(found), _hand_on(session, round_, sorted(set(session.scalars(gone))), actor))


def release_all_left(session: Session, project: Project, actor: User | None) -> Released:
    """Release what was left in every open round of the project that has a lease."""
    leased = select(Round).where(
        Round.project_id == project.id,
        Round.opened_at.is_not(None),
        Round.closed_at.is_(None),
        Round.lease_hours.is_not(None),
    )
    found = session.scalars(leased.order_by(Round.id)).all()
    return sum((release_left(session, one, actor) for one in found), Released(0, 0))


def release(session: Session, owed: Assignment, actor: User | None) -> Released:
    """Release one assignment that is not submitted, whenever it was last worked on.

    Raises:
        Refused: the round is not open, or the assignment is submitted or released.
    """
    _hold(session, owed.round)
    session.refresh(owed)
    if owed.done_at:
        raise Refused("This annotation is submitted. Only work that is not submitted can be released.")
    if owed.released_at:
        raise Refused("This work is released already.")
    _release(session, owed, actor)
    session.flush()
    return Released(1, _hand_on(session, owed.round, [owed.article_id], actor))


def take_back(session: Session, owed: Assignment, actor: User) -> None:
    """Give released work back to its annotator, with the draft as it was left.

    Whoever was given the article instead and has not begun it does not owe it any more; what has been
    begun stays. The annotator is not told which of the two it was: that would be about somebody else's work.

    Raises:
        Refused: the round is not open, or the assignment is not released.
    """
    _hold(session, owed.round)
    session.refresh(owed)
    if owed.released_at is None:
        raise Refused("This article is in your queue already.")
    owed.released_at = None
    session.flush()
    removed = _take_from_stand_in(session, owed)
    _record(session, actor, "assignment.taken-back", owed, stand_ins_removed=removed)


def _hold(session: Session, round_: Round) -> None:
    """Keep the round open, and every save in it waiting, until the commit."""
    rounds.hold(session, round_)
    if round_.state != "open":
        raise Refused(f"The round “{round_.name}” is {round_.state}; work is released in open rounds only.")
    session.scalars(select(Assignment.id).where(Assignment.round_id == round_.id).with_for_update()).all()


def _release(session: Session, owed: Assignment, actor: User | None) -> None:
    owed.released_at = now()
    _record(session, actor, "assignment.released", owed)


def _record(session: Session, actor: User | None, verb: str, owed: Assignment, **detail: int) -> None:
    project, names = owed.round.project, {"round": owed.round_id, "annotator": owed.annotator_id}
    activity.record(session, actor, verb, f"assignment {owed.id}", project, **names, **detail)


def _hand_on(session: Session, round_: Round, article_ids: Sequence[int], actor: User | None) -> int:
    """Give each article that too few people owe to somebody of the round who does not have it yet.

    What somebody was to code again is nobody else's work.
    """
    if round_.tied(RECODES, RECODES_UNSEEN):
        return 0
    loads, last = _free(session, round_)
    cap, handed = round_.plan.get("cap"), 0
    for article_id in article_ids:
        of_article = _of_article(session, round_.id, article_id)
        have = {one.annotator_id for one in of_article}
        for _ in range(-_surplus(of_article)):
            free = [one for one in loads if one not in have and (cap is None or loads[one] < cap)]
            if not free:
                break
            chosen = min(free, key=lambda one: (loads[one], one))
            have.add(chosen)
            loads[chosen] += 1
            last[chosen] += 1
            given = Assignment(
                round_id=round_.id,
                article_id=article_id,
                annotator_id=chosen,
                position=last[chosen],
                stands_in=True,
            )
            session.add(given)
            session.flush()
            _record(session, actor, "assignment.handed-on", given)
            handed += 1
    return handed


def _free(session: Session, round_: Round) -> tuple[Counter[int], dict[int, int]]:
    """Return how much those who can be given more owe, and their last places.

    Whoever left work of this round is given no more of it; nor is who does not annotate any more.
    """
    active = select(Member.user_id).where(
        Member.project_id == round_.project_id, Member.role == "annotator", Member.left_at.is_(None)
    )
    query = (
        select(Assignment.annotator_id, func.count(), func.max(Assignment.position))
        .join(User, User.id == Assignment.annotator_id)
        .where(
            Assignment.round_id == round_.id,
            User.deactivated_at.is_(None),
            Assignment.annotator_id.in_(active),
        )
        .group_by(Assignment.annotator_id)
        .having(func.count(Assignment.released_at) == 0)
    )
    rows = session.execute(query).all()
    return Counter({user: count for user, count, _ in rows}), {user: last for user, _, last in rows}


def _of_article(session: Session, round_id: int, article_id: int) -> Sequence[Assignment]:
    query = select(Assignment).where(Assignment.round_id == round_id, Assignment.article_id == article_id)
    return session.scalars(query.order_by(Assignment.id)).all()


def _surplus(of_article: Sequence[Assignment]) -> int:
    """Return how many more people owe the article than were planned: below 0 where some are missing."""
    planned = sum(not one.stands_in for one in of_article)
    return sum(one.released_at is None for one in of_article) - planned


def _take_from_stand_in(session: Session, owed: Assignment) -> int:
    """Take the article from one who stands in and has not begun, if more people have it than were planned."""
    of_article = _of_article(session, owed.round_id, owed.article_id)
    if _surplus(of_article) <= 0:
        return 0
    begun = set(
        session.scalars(
            select(AnnotationHead.assignment_id).where(
                AnnotationHead.assignment_id.in_([one.id for one in of_article])
            )
        )
    )
    idle = [one.id for one in of_article if one.stands_in and one.id not in begun | {owed.id}]
    if not idle:
        return 0
    session.execute(delete(Assignment).where(Assignment.id == idle[-1]))
    round_changes.count_places(session, owed.round)
    return 1
