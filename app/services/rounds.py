"""Rounds: opened, closed, their results released."""

from collections import Counter

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Assignment, Round, User
from app.services import activity, companions
from app.services.refused import Refused


def open_round(session: Session, round_: Round, actor: User | None) -> None:
    """Let the annotators begin."""
    hold(session, round_)
    if round_.state != "planned":
        raise Refused(f"The round “{round_.name}” is {round_.state}; only a planned round can be opened.")
    round_.opened_at = now()
    _record(session, round_, actor, "round.opened")


def close_round(session: Session, round_: Round, actor: User | None) -> None:
    """End the round: nothing in it changes any more. Drafts stay drafts, and count as not submitted."""
    hold(session, round_)
    if round_.state != "open":
        raise Refused(f"The round “{round_.name}” is {round_.state}; only an open round can be closed.")
    # Saves hold their assignment until they are committed: wait for those that are under way.
    session.scalars(select(Assignment.id).where(Assignment.round_id == round_.id).with_for_update()).all()
    round_.closed_at = now()
    _record(session, round_, actor, "round.closed")


def release(session: Session, round_: Round, actor: User | None) -> None:
    """Show the round's results to its annotators; it stays so."""
    hold(session, round_)
    if round_.state != "closed":
        raise Refused(
            f"The round “{round_.name}” is {round_.state}. Its results can be released once it is closed."
        )
    if round_.released_at:
        raise Refused(f"The results of the round “{round_.name}” are released already.")
    if companions.open_companions(session, round_):
        raise Refused("Articles of this round are being coded again unseen. Close that round first.")
    round_.released_at = now()
    _record(session, round_, actor, "round.released")


def loads(session: Session, round_: Round) -> list[tuple[User, int]]:
    """Return how many articles each annotator of the round owes."""
    owed = select(Assignment.annotator_id).where(Assignment.round_id == round_.id)
    counts = Counter(session.scalars(owed))
    people = session.scalars(select(User).where(User.id.in_(counts)).order_by(User.name, User.id))
    return [(user, counts[user.id]) for user in people]


def hold(session: Session, round_: Round) -> None:
    """Look at the round again, and keep others from changing its state until the commit."""
    session.refresh(round_, with_for_update={"of": Round})


def _record(session: Session, round_: Round, actor: User | None, verb: str) -> None:
    activity.record(session, actor, verb, f"round {round_.id}", round_.project, name=round_.name)
    session.flush()
