"""Hidden recoding: annotators code some of their own articles again and are not told."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotations.assignments.recoding import Again, Coded, draw, mixed
from app.clock import now
from app.models import (
    RECODES_UNSEEN,
    AnnotationHead,
    Article,
    Assignment,
    Outlet,
    Round,
    RoundTie,
    User,
)
from app.services import activity, round_plans, rounds
from app.services.refused import Refused

PHASES = ("reliability", "main")
# What annotators may read of a companion once its round is closed; it says nothing.
NAME = "Further articles"
LONGEST = 3_650  # days


@dataclass(frozen=True)
class Wanted:
    """How much is coded again, of what was submitted so many days ago or earlier."""

    again: Again
    days: int


@dataclass(frozen=True)
class Plan:
    """Who would code what again; nothing of it is stored."""

    wanted: Wanted
    loads: tuple[tuple[User, int, int], ...]  # annotator, articles that can be drawn, drawn
    weeks: int
    outlets: int
    chosen: dict[int, tuple[int, ...]]

    @property
    def count(self) -> int:
        """Return how many assignments there would be."""
        return sum(len(articles) for articles in self.chosen.values())

    @property
    def digest(self) -> str:
        """Return a name of exactly this plan."""
        return hashlib.sha256(repr((sorted(self.chosen.items()), self.wanted)).encode()).hexdigest()


def plan(session: Session, round_: Round, wanted: Wanted) -> Plan:
    """Return who would code what again.

    Raises:
        Refused: the round is no round of this kind, or nobody has submitted anything that long ago.
        ImpossiblePlan: the numbers do not work out.
    """
    _check(round_, wanted)
    coded = _coded(session, round_, wanted.days)
    chosen = draw(coded, wanted.again)
    if not chosen:
        raise Refused(
            f"Nobody who annotates has submitted an article at least {wanted.days:,} days ago"
            " that was not drawn for coding again before."
        )
    drawn = [one for one in coded if one.article in chosen[one.annotator]]
    there = Counter(one.annotator for one in coded)
    people = session.scalars(select(User).where(User.id.in_(chosen)).order_by(User.name, User.id))
    return Plan(
        wanted=wanted,
        loads=tuple((user, there[user.id], len(chosen[user.id])) for user in people),
        weeks=len({one.week for one in drawn}),
        outlets=len({one.outlet for one in drawn}),
        chosen=chosen,
    )


def make(session: Session, round_: Round, planned: Plan, actor: User | None) -> Round:
    """Store the companion round and open it at once; its articles are mixed among those still owed."""
    rounds.hold(session, round_)
    _check(round_, planned.wanted)
    made = Round(
        project_id=round_.project_id,
        codebook_id=round_.codebook_id,
        name=_name(session, round_),
        phase=round_.phase,
        blind=round_.blind,
        per_article=None,
        seed=planned.wanted.again.seed,
        plan={"recoding": {**asdict(planned.wanted.again), "days": planned.wanted.days}},
        lease_hours=round_.lease_hours,
        outlet_masked=round_.outlet_masked,
        created_by=actor.id if actor else None,
        created_at=now(),
        opened_at=now(),
    )
    session.add(made)
    session.flush()
    session.add(RoundTie(round_id=made.id, other_id=round_.id, kind=RECODES_UNSEEN))
    session.execute(insert(Assignment), _rows(session, round_, made, planned))
    told = {
        "name": round_.name,
        "companion": made.id,
        "assignments": planned.count,
        "days": planned.wanted.days,
    }
    activity.record(session, actor, "round.recoded-unseen", f"round {round_.id}", round_.project, **told)
    return made


def _check(round_: Round, wanted: Wanted) -> None:
    if round_.phase not in PHASES:
        raise Refused(f"Only rounds of the phases {' and '.join(PHASES)} are coded again unseen.")
    if round_.tied(RECODES_UNSEEN) is not None:
        raise Refused("This round recodes another one already.")
    if round_.opened_at is None:
        raise Refused("Nothing is submitted in a planned round.")
    if round_.released_at is not None:
        raise Refused("The results of this round are released: its annotators can read what they said.")
    if not 0 <= wanted.days <= LONGEST:
        raise Refused(f"The days since the submission are a number from 0 to {LONGEST:,}.")
    if not 0 <= wanted.again.seed <= round_plans.MAX_SEED:
        raise Refused(f"The seed is a whole number from 0 to {round_plans.MAX_SEED:,}.")


def _coded(session: Session, round_: Round, days: int) -> list[Coded]:
    """Return what can be drawn: submitted long enough ago, by who still annotates, and not drawn before."""
    drawn = (
        select(Assignment.article_id, Assignment.annotator_id)
        .join(RoundTie, RoundTie.round_id == Assignment.round_id)
        .where(RoundTie.other_id == round_.id, RoundTie.kind == RECODES_UNSEEN)
    )
    before = {(article, annotator) for article, annotator in session.execute(drawn)}
    active = {member.user_id for member in round_plans.possible_annotators(session, round_.project)}
    query = (
        select(Assignment.annotator_id, Assignment.article_id, Outlet.name, AnnotationHead.submitted_at)
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .join(Article, Article.id == Assignment.article_id)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(
            Assignment.round_id == round_.id,
            ~Assignment.gold,
            AnnotationHead.state == "submitted",
            AnnotationHead.submitted_at <= now() - timedelta(days=days),
        )
    )
    return [
        Coded(annotator, article, outlet, "{}-W{:02}".format(*at.isocalendar()[:2]))
        for annotator, article, outlet, at in session.execute(query)
        if at is not None and annotator in active and (article, annotator) not in before
    ]


def _rows(session: Session, round_: Round, made: Round, planned: Plan) -> list[dict[str, int]]:
    places = select(
        Assignment.annotator_id, Assignment.position, Assignment.done_at, Assignment.released_at
    ).where(Assignment.round_id == round_.id)
    owed: dict[int, list[int]] = {}
    last: Counter[int] = Counter()
    for annotator, position, done_at, released_at in session.execute(places):
        last[annotator] = max(last[annotator], position)
        if done_at is None and released_at is None:
            owed.setdefault(annotator, []).append(position)
    seed = planned.wanted.again.seed
    return [
        {"round_id": made.id, "article_id": article, "annotator_id": annotator, "position": place}
        for annotator, articles in sorted(planned.chosen.items())
        for article, place in mixed(articles, owed.get(annotator, ()), last[annotator], seed, annotator)
    ]


def _name(session: Session, round_: Round) -> str:
    taken: Sequence[str] = session.scalars(
        select(Round.name).where(Round.project_id == round_.project_id)
    ).all()
    numbered = (f"{NAME} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in (NAME, *numbered) if name not in taken)
