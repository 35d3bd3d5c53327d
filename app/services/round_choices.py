"""What a round can be planned from: versions, articles, people."""

from collections.abc import Sequence

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from app.models import Article, CodebookVersion, Event, Outlet, Project, Round, User, article_event
from app.services import golds
from app.services.round_plans import possible_annotators

LISTED_ARTICLES = 300


def offered(session: Session, project: Project) -> dict[str, dict[int, str]]:
    """Return the ids that the form of a round offers, each with what it is called."""
    frozen = (
        select(CodebookVersion)
        .where(CodebookVersion.project_id == project.id, CodebookVersion.frozen_at.is_not(None))
        .order_by(CodebookVersion.number.desc())
    )
    articles = (
        select(Article.id, Article.called)
        .where(Article.project_id == project.id)
        .order_by(Article.called, Article.id)
        .limit(LISTED_ARTICLES)
    )
    trainings = (
        select(Round.id, Round.name)
        .where(Round.project_id == project.id, Round.phase == golds.TRAINING)
        .order_by(Round.id.desc())
    )
    return {
        "after_training": {0: "Everybody chosen above"}
        | {number: f"Who passed {name}" for number, name in session.execute(trainings)},
        "gold_articles": golds.offered(session, project),
        "codebook": {row.id: f"{row.title}, version {row.version}" for row in session.scalars(frozen)},
        "outlets": _named(session, project, Outlet),
        "events": _named(session, project, Event),
        "articles": {number: called for number, called in session.execute(articles)},
        "annotators": {
            member.user_id: f"{member.user.name} ({member.pseudonym})"
            for member in possible_annotators(session, project)
        },
    }


def count_articles(session: Session, project: Project) -> int:
    """Return how many articles the project has."""
    return session.scalar(select(func.count(Article.id)).where(Article.project_id == project.id)) or 0


def article_ids(
    session: Session,
    project: Project,
    *,
    outlets: Sequence[int] = (),
    events: Sequence[int] = (),
    chosen: Sequence[int] = (),
) -> Sequence[int]:
    """Return articles of the project: the chosen ones, or those of any of the outlets or events, or all."""
    query = select(Article.id).where(Article.project_id == project.id).order_by(Article.id)
    if chosen:
        query = query.where(Article.id.in_(chosen))
    elif outlets or events:
        of_events: Select[int] = select(article_event.c.article_id).where(
            article_event.c.event_id.in_(events)
        )
        query = query.where(or_(Article.outlet_id.in_(outlets), Article.id.in_(of_events)))
    return session.scalars(query).all()


def titles(session: Session, ids: Sequence[int]) -> dict[int, str]:
    """Return what articles are called, by title; a long list ends somewhere."""
    listed = select(Article.id, Article.called).where(Article.id.in_(ids[:LISTED_ARTICLES]))
    return {number: called for number, called in session.execute(listed.order_by(Article.called, Article.id))}


def users(session: Session, ids: Sequence[int]) -> Sequence[User]:
    """Return the accounts in the order of their names."""
    return session.scalars(select(User).where(User.id.in_(ids)).order_by(User.name, User.id)).all()


def _named(session: Session, project: Project, table: type[Outlet] | type[Event]) -> dict[int, str]:
    query = select(table.id, table.name).where(table.project_id == project.id).order_by(table.name)
    return {row.id: row.name for row in session.execute(query)}
