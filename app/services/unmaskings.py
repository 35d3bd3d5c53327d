"""Unmasking: a manager lets the annotators of a round see whose article it is, and says why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.wellformed import text_fault
from app.clock import now
from app.models import Article, Assignment, Round, Unmasking, User
from app.services import activity, rounds
from app.services.codings import pseudonyms
from app.services.refused import Refused
from exports.records import UnmaskingRecord

MAX_REASON = 1_000


def unmask(session: Session, round_: Round, article: Article | None, actor: User | None, reason: str) -> None:
    """Show the outlet of one article, or of all, to the annotators of the round from now on.

    Raises:
        Refused: the round masks nothing, all of this is shown already, or there is no reason.
    """
    reason = reason.strip()
    if not reason:
        raise Refused("Say why: unmasking cannot be taken back, and the reason is kept in the log.")
    if fault := text_fault(reason, MAX_REASON):
        raise Refused(f"The reason {fault}.")
    rounds.hold(session, round_)
    if not round_.outlet_masked:
        raise Refused(f"The round “{round_.name}” hides no outlets.")
    if article is not None:
        _need_in_round(session, round_, article)
    shown = {one.article_id for one in of_round(session, round_)}
    if round_.released_at or None in shown or (article is not None and article.id in shown):
        raise Refused("Its annotators see the outlet already.")
    session.add(
        Unmasking(
            round_id=round_.id,
            article_id=article.id if article else None,
            actor_id=actor.id if actor else None,
            reason=reason,
            at=now(),
        )
    )
    what = {"article": article.id} if article else {}
    activity.record(
        session, actor, "round.unmasked", f"round {round_.id}", round_.project, reason=reason, **what
    )
    session.flush()


def of_round(session: Session, round_: Round) -> Sequence[Unmasking]:
    """Return what was unmasked in the round, in order."""
    query = select(Unmasking).where(Unmasking.round_id == round_.id).order_by(Unmasking.id)
    return session.scalars(query).all()


@dataclass(frozen=True)
class Told:
    """One unmasking as the board tells it."""

    article_id: int | None  # none: all of them
    title: str | None
    actor: str | None
    at: datetime
    reason: str


def told(session: Session, round_: Round) -> list[Told]:
    """Return what was unmasked in the round, in order; nothing is looked up where nothing is hidden."""
    if not round_.outlet_masked:
        return []
    query = (
        select(Unmasking.article_id, Article.called, User.name, Unmasking.at, Unmasking.reason)
        .outerjoin(Article, Article.id == Unmasking.article_id)
        .outerjoin(User, User.id == Unmasking.actor_id)
        .where(Unmasking.round_id == round_.id)
        .order_by(Unmasking.id)
    )
    return [Told(*row) for row in session.execute(query)]


def records(session: Session, chosen: Sequence[Round]) -> list[UnmaskingRecord]:
    """Return what an export tells of the unmaskings in these rounds."""
    names = {round_.id: round_.name for round_ in chosen}
    query = select(Unmasking).where(Unmasking.round_id.in_(names)).order_by(Unmasking.id)
    rows = session.scalars(query).all()
    known = pseudonyms(session, chosen[0].project_id) if rows else {}
    return [
        UnmaskingRecord(
            names[row.round_id],
            f"A{row.article_id}" if row.article_id else None,
            row.reason,
            None if row.actor_id is None else known.get(row.actor_id, f"U{row.actor_id}"),
            row.at,
        )
        for row in rows
    ]


def _need_in_round(session: Session, round_: Round, article: Article) -> None:
    owed = select(Assignment.id).where(Assignment.round_id == round_.id, Assignment.article_id == article.id)
    if session.scalar(owed.limit(1)) is None:
        raise Refused("This article is not in the round.")
