"""Changing who codes what in a round that is planned or open: work that has begun is never touched."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from annotations.assignments import Subsample, Wishes, plan_assignments
from app.models import AFTER_TRAINING, RECODES, RECODES_UNSEEN, AnnotationHead, Assignment, Round, User
from app.services import activity, golds, round_plans, training
from app.services.annotation_state import assignment
from app.services.refused import Refused

Cell = tuple[int, int]  # article, annotator


@dataclass(frozen=True)
class Changes:
    """What would be added to a round and what taken from it; nothing of it is stored.

    ``begun`` counts the assignments of people or articles taken out that stay, since work on them has begun.
    """

    add: tuple[Cell, ...]
    remove: tuple[Cell, ...]
    begun: int
    order: tuple[Cell, ...]
    loads: tuple[tuple[User, int, int], ...]  # annotator, articles owed before and after

    @property
    def digest(self) -> str:
        """Return a name of exactly these changes."""
        return hashlib.sha256(repr((self.add, self.remove)).encode()).hexdigest()


def articles_of(session: Session, round_: Round) -> list[int]:
    """Return the articles of the round in the order of the corpus."""
    query = select(Assignment.article_id).where(Assignment.round_id == round_.id, ~Assignment.gold).distinct()
    return sorted(session.scalars(query))


def annotators_of(session: Session, round_: Round) -> list[int]:
    """Return the annotators who owe something in the round."""
    query = select(Assignment.annotator_id).where(Assignment.round_id == round_.id).distinct()
    return sorted(session.scalars(query))


def plan(session: Session, round_: Round, article_ids: Sequence[int], annotators: Sequence[User]) -> Changes:
    """Return what it takes to have these articles coded by these people under the round's plan.

    Raises:
        Refused: the round is closed, or somebody cannot be given articles.
        ImpossiblePlan: the numbers do not work out.
    """
    if round_.state == "closed":
        raise Refused("The round is closed; who codes what in it cannot be changed any more.")
    if round_.tied(RECODES, RECODES_UNSEEN):
        raise Refused("This round recodes another one; what was drawn for it cannot be changed.")
    round_plans.check_people(session, round_.project, annotators)
    round_plans.check_articles(session, round_.project, article_ids)
    _check_newcomers(session, round_, annotators)
    gold = set(golds.of_round(session, round_))
    article_ids = [one for one in article_ids if one not in gold]
    before, released = _cells(session, round_)
    kept: defaultdict[int, list[int]] = defaultdict(list)
    for (article, annotator), has_begun in before.items():
        if has_begun and (article, annotator) not in released:
            kept[article].append(annotator)
    planned = plan_assignments(
        round_plans.units(session, round_.project, article_ids),
        [user.id for user in annotators],
        _wishes(round_, annotators),
        kept=kept,
    )
    order = tuple((one.article, one.annotator) for one in sorted(planned, key=lambda one: one.position))
    wanted = set(order)
    staying = {cell for cell, has_begun in before.items() if has_begun}
    return Changes(
        add=tuple(cell for cell in order if cell not in before),
        remove=tuple(cell for cell in before if cell not in wanted | staying),
        begun=len(staying - wanted - released),
        order=order,
        loads=_loads(session, before.keys() - released, (wanted | staying) - released),
    )


def _check_newcomers(session: Session, round_: Round, annotators: Sequence[User]) -> None:
    """Refuse people new to the round who did not pass its training, or who know a gold article of it."""
    inside = set(annotators_of(session, round_))
    newcomers = [user for user in annotators if user.id not in inside]
    golds.refuse_who_knows(session, round_, newcomers)
    if tie := round_.tied(AFTER_TRAINING):
        training.refuse_not_passed(session, tie.other, newcomers)


def apply(session: Session, round_: Round, changes: Changes, actor: User | None) -> None:
    """Store the changes. What an annotator has before keeps its order; what is new comes after it."""
    before = set(_ordinary(session, round_))
    for article, annotator in changes.remove:
        gone = delete(Assignment).where(
            Assignment.round_id == round_.id,
            Assignment.article_id == article,
            Assignment.annotator_id == annotator,
            ~select(AnnotationHead.id).where(AnnotationHead.assignment_id == Assignment.id).exists(),
        )
        if session.execute(gone).rowcount != 1:  # type: ignore[attr-defined]
            raise Refused(
                "Somebody has begun one of these articles meanwhile. Please look at the plan again."
            )
    far = 1 << 30  # behind everything there is, until the places are counted anew
    rows = [
        {"round_id": round_.id, "article_id": article, "annotator_id": annotator, "position": far + place}
        for place, (article, annotator) in enumerate(changes.add)
    ]
    if rows:
        session.execute(insert(Assignment), rows)
    after = set(_ordinary(session, round_))
    golds.follow(session, round_, sorted(after - before), sorted(before - after))
    count_places(session, round_)
    activity.record(
        session,
        actor,
        "round.changed",
        f"round {round_.id}",
        round_.project,
        name=round_.name,
        added=len(changes.add),
        removed=len(changes.remove),
    )


def _ordinary(session: Session, round_: Round) -> Sequence[int]:
    """Return who owes something in the round that is no gold article."""
    query = select(Assignment.annotator_id).where(Assignment.round_id == round_.id, ~Assignment.gold)
    return session.scalars(query.distinct()).all()


def _cells(session: Session, round_: Round) -> tuple[dict[Cell, bool], set[Cell]]:
    """Return every assignment of the round with whether work on it has begun, and those released.

    Where somebody left an article, all its assignments stay: who stands in for whom would be lost.
    """
    query = (
        select(Assignment.article_id, Assignment.annotator_id, AnnotationHead.id, Assignment.released_at)
        .outerjoin(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .where(Assignment.round_id == round_.id, ~Assignment.gold)
        .order_by(Assignment.id)
    )
    rows = session.execute(query).all()
    released = {(article, annotator) for article, annotator, _, at in rows if at is not None}
    left = {article for article, _ in released}
    return {(row[0], row[1]): row[2] is not None or row[0] in left for row in rows}, released


def _wishes(round_: Round, annotators: Sequence[User]) -> Wishes[int]:
    stored = round_.plan
    subsample = Subsample(**stored["subsample"]) if "subsample" in stored else None
    caps = {user.id: stored["cap"] for user in annotators} if "cap" in stored else {}
    order = "latin" if stored.get("latin") else "mixed"
    stratified = bool(stored.get("stratified"))
    return Wishes(round_.per_article, subsample, caps, stratified, order, round_.seed)  # type: ignore[arg-type]


def _loads(session: Session, before: set[Cell], after: set[Cell]) -> tuple[tuple[User, int, int], ...]:
    counts: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for place, cells in enumerate((before, after)):
        for _, annotator in cells:
            counts[annotator][place] += 1
    people = session.scalars(select(User).where(User.id.in_(counts)).order_by(User.name, User.id))
    return tuple((user, *counts[user.id]) for user in people)  # type: ignore[misc]


def count_places(session: Session, round_: Round) -> None:
    """Number each annotator's articles from 1 without gaps."""
    query = (
        select(Assignment.id, Assignment.annotator_id, Assignment.position)
        .where(Assignment.round_id == round_.id)
        .order_by(Assignment.annotator_id, Assignment.position, Assignment.id)
    )
    places: defaultdict[int, int] = defaultdict(int)
    moved = []
    for assignment_id, annotator, position in session.execute(query):
        places[annotator] += 1
        if position != places[annotator]:
            moved.append({"of": assignment_id, "to": places[annotator]})
    if moved:
        session.connection().execute(
            update(assignment).where(assignment.c.id == bindparam("of")).values(position=bindparam("to")),
            moved,
        )
    session.expire_all()
