"""An open round in which an annotator codes an article again without knowing, for tests of what is seen."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from annotations.assignments.recoding import Again
from app.clock import now
from app.models import AnnotationHead, Article, Assignment, Round
from app.services import recoding
from app.services.recoding import Wanted
from tests import factories
from tests.app.left_work import Desk, make_desk
from tests.app.saving_study import COMPLETE

NAME = recoding.NAME


@dataclass
class Recoded:
    """The desk, the companion round, and the assignment by which Ada codes her first article again."""

    desk: Desk
    companion_id: int
    again_id: int
    title: str  # of the article

    @property
    def first_id(self) -> int:
        return self.desk.study.assignment_id


def submit_first(desk: Desk, database, *, days: float = 20, more: int = 0) -> None:
    """Let Ada submit her first article, and give her so many more to do."""
    assert desk.study.save(*COMPLETE, {"op": "submit"}).status_code == 200
    with database.writing() as session:
        at = now() - timedelta(days=days)
        session.execute(update(AnnotationHead).values(submitted_at=at, changed_at=at))
        session.execute(update(Assignment).where(Assignment.done_at.is_not(None)).values(done_at=at))
        made = session.get_one(Round, desk.study.round_id)
        for place in range(more):
            article = factories.add_article(session, made.project)
            given = {"round_id": made.id, "article_id": article.id, "annotator_id": desk.study.annotator_id}
            session.add(Assignment(**given, position=3 + place))


def recode(database, round_id: int = 1, *, count: int = 5, seed: int = 1, days: int = 14) -> int:
    with database.writing() as session:
        round_ = session.get_one(Round, round_id)
        planned = recoding.plan(session, round_, Wanted(Again(count=count, seed=seed), days))
        return recoding.make(session, round_, planned, None).id


def make_recoded(app, database) -> Recoded:
    desk = make_desk(app, database)
    submit_first(desk, database)
    companion_id = recode(database)
    with database.reading() as session:
        again = session.scalars(select(Assignment).where(Assignment.round_id == companion_id)).one()
        title = session.get_one(Article, again.article_id).called
        return Recoded(desk, companion_id, again.id, title)
