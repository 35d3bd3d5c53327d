"""The wordings of many articles counted by a job, some hundred articles and one outlet at a time."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.compared import Tallying
from app.db import Database
from app.models import Article, Event, Project
from app.services import compared, framed, referents
from app.services.compared import Choice
from app.services.jobs import Order, Step
from app.services.refused import Refused

CHANGED = "The annotations or articles changed while they were counted. Start again."


def work(database: Database, order: Order, step: Step, _run: object) -> str:
    """Count the wordings of many articles, in a worker."""
    made, done = Tallying(), 0
    with database.reading() as session:
        project, event, _ = _asked(session, order)
        outlets = referents.outlets_of(session, project, event)
    total = sum(map(len, outlets.values()))
    for ids in outlets.values():
        for start in range(0, len(ids), referents.ARTICLES_AT_ONCE):
            some = ids[start : start + referents.ARTICLES_AT_ONCE]
            step(done, total, "Comparing the marks")
            with database.reading() as session:  # no transaction stays open for minutes
                _, _, choice = _chosen(session, order)
                found = framed.read(session, choice, select(Article.id).where(Article.id.in_(some)))
            referents.count(made, found.articles, found.located)
            done += len(some)
        made.end_outlet()
    with database.reading() as session:
        _asked(session, order)  # nothing of it changed meanwhile
    return made.tally().to_text()


def _chosen(session: Session, order: Order) -> tuple[Project, Event | None, Choice]:
    project = session.get_one(Project, order.project_id)
    event_id = order.options["event"]
    event = session.get(Event, event_id) if event_id is not None else None
    choice = compared.choose(session, project, order.options["rounds"], order.options["source"])
    if not choice.rounds or (event_id is not None and event is None):
        raise Refused(CHANGED)
    return project, event, choice


def _asked(session: Session, order: Order) -> tuple[Project, Event | None, Choice]:
    """Return what is to be counted, if it is still as it was when somebody asked."""
    asked = _chosen(session, order)
    if referents.key_of(session, asked[2], asked[1]) != order.key:
        raise Refused(CHANGED)
    return asked
