"""Planning a round: who would code what, and making it so."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from annotations.assignments import Unit, mix_in, plan_assignments
from annotations.wellformed import text_fault
from app.clock import now
from app.models import (
    AFTER_TRAINING,
    PHASES,
    Article,
    Assignment,
    Member,
    Outlet,
    Project,
    Round,
    RoundTie,
    User,
    article_event,
)
from app.services import activity, codebooks, golds, training
from app.services.refused import Refused
from app.services.round_wishes import Plan, Wanted

MAX_NAME = 100
MAX_SEED = 2**31 - 1
LONGEST_LEASE = 8_760  # hours: a year


def possible_annotators(session: Session, project: Project) -> Sequence[Member]:
    """Return who can be given articles: active members with the role annotator.

    Managers, adjudicators and viewers see the results of a round as soon as it is closed and lead
    the talk about it; what they coded themselves would not be independent.
    """
    query = (
        select(Member)
        .join(Member.user)
        .where(
            Member.project_id == project.id,
            Member.role == "annotator",
            Member.left_at.is_(None),
            User.deactivated_at.is_(None),
        )
        .order_by(User.name, User.id)
    )
    return session.scalars(query).unique().all()


def all_articles(
    session: Session,
    project: Project,
    annotators: Sequence[User],
    *,
    name: str,
    phase: str,
    per_article: int | None = None,
    blind: bool = True,
    seed: int = 1,
    lease_hours: int | None = None,
) -> Wanted:
    """Return the wish for a round over all articles of the project, under its newest frozen codebook."""
    codebook = codebooks.newest_frozen(session, project)
    if codebook is None:
        raise Refused("A round needs a frozen codebook version. Freeze one first.")
    ids = session.scalars(select(Article.id).where(Article.project_id == project.id).order_by(Article.id))
    wanted = Wanted(name, phase, codebook, ids.all(), annotators, per_article, blind, seed)
    return replace(wanted, lease_hours=lease_hours)


def plan(session: Session, project: Project, wanted: Wanted) -> Plan:
    """Return who would code what; nothing is stored.

    Raises:
        Refused: the wish does not fit the project.
        ImpossiblePlan: the numbers do not work out.
    """
    _check(session, project, wanted)
    gold, people = golds.choose(session, project, wanted), [user.id for user in wanted.annotators]
    articles = units(session, project, [one for one in wanted.article_ids if one not in gold])
    planned = plan_assignments(articles, people, wanted.wishes)
    if not gold:
        return Plan(wanted, planned, articles)
    moved, mixed = mix_in(planned, gold, people, wanted.seed)
    return Plan(wanted, moved, articles, mixed)


def units(session: Session, project: Project, article_ids: Sequence[int]) -> list[Unit[int]]:
    """Return the articles as a plan sees them: with the name of their outlet and their events."""
    events: dict[int, list[int]] = {}
    reported = select(article_event).join(Article, Article.id == article_event.c.article_id)
    reported = reported.where(Article.project_id == project.id).order_by(article_event.c.event_id)
    for article_id, event_id in session.execute(reported):
        events.setdefault(article_id, []).append(event_id)
    named = select(Article.id, Outlet.name).outerjoin(Outlet, Outlet.id == Article.outlet_id)
    outlets = {row[0]: row[1] for row in session.execute(named.where(Article.project_id == project.id))}
    return [Unit(one, outlets.get(one), tuple(events.get(one, ())) or None) for one in article_ids]


def make(session: Session, project: Project, wanted: Wanted, actor: User | None) -> Round:
    """Store the round and its assignments; nobody sees it before it is opened."""
    planned = plan(session, project, wanted)
    made = Round(
        project_id=project.id,
        codebook_id=wanted.codebook.id,
        name=wanted.name.strip(),
        phase=wanted.phase,
        blind=wanted.blind,
        per_article=wanted.per_article,
        seed=wanted.seed,
        plan=wanted.stored,
        lease_hours=wanted.lease_hours,
        due_at=wanted.due_at,
        outlet_masked=wanted.outlet_masked,
        shows_reliability=wanted.shows_reliability,
        pass_marks=dict(wanted.pass_marks),
        created_by=actor.id if actor else None,
        created_at=now(),
    )
    session.add(made)
    session.flush()
    rows = [
        {
            "round_id": made.id,
            "article_id": one.article,
            "annotator_id": one.annotator,
            "position": one.position,
            "gold": is_gold,
        }
        for is_gold, some in ((False, planned.planned), (True, planned.gold))
        for one in some
    ]
    session.execute(insert(Assignment), rows)
    if wanted.after_training is not None:
        session.add(RoundTie(round_id=made.id, other_id=wanted.after_training.id, kind=AFTER_TRAINING))
    activity.record(
        session, actor, "round.planned", f"round {made.id}", project, name=made.name, assignments=len(rows)
    )
    return made


def _check(session: Session, project: Project, wanted: Wanted) -> None:
    name = wanted.name.strip()
    if not name or text_fault(name, MAX_NAME):
        raise Refused(f"A round needs a name of at most {MAX_NAME} characters.")
    known = select(Round.id).where(Round.project_id == project.id, Round.name == name)
    if session.scalar(known) is not None:
        raise Refused(f"There is a round “{name}” in this project already.")
    if wanted.phase not in PHASES:
        raise Refused(f"A phase is one of {', '.join(PHASES)}.")
    if wanted.codebook.project_id != project.id or not wanted.codebook.is_frozen:
        raise Refused("A round needs a frozen codebook version of its project.")
    if not 0 <= wanted.seed <= MAX_SEED:
        raise Refused(f"The seed is a whole number from 0 to {MAX_SEED:,}.")
    if wanted.lease_hours is not None and not 1 <= wanted.lease_hours <= LONGEST_LEASE:
        raise Refused(f"Work that is left can be released after 1 to {LONGEST_LEASE:,} hours.")
    check_people(session, project, wanted.annotators)
    _check_training(session, project, wanted)
    check_articles(session, project, wanted.article_ids)


def _check_training(session: Session, project: Project, wanted: Wanted) -> None:
    if wanted.pass_marks and wanted.phase != training.TRAINING:
        raise Refused("Pass marks belong to a training round.")
    if wanted.after_training is not None:
        if wanted.after_training.project_id != project.id:
            raise Refused("The training must be a round of this project.")
        training.refuse_not_passed(session, wanted.after_training, wanted.annotators)


def check_people(session: Session, project: Project, annotators: Sequence[User]) -> None:
    """Refuse people who cannot be given articles."""
    possible = {member.user_id for member in possible_annotators(session, project)}
    for user in annotators:
        if user.id not in possible:
            raise Refused(f"{user.name} cannot be given articles: only members with the role annotator can.")


def check_articles(session: Session, project: Project, article_ids: Sequence[int]) -> None:
    """Refuse articles of other projects."""
    known = set(session.scalars(select(Article.id).where(Article.project_id == project.id)))
    if not known.issuperset(article_ids):
        raise Refused("An article of the plan is not in this project.")
