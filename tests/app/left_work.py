"""A round with a lease whose work is left, for tests of what becomes of it."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, update

from app.clock import now
from app.models import AnnotationHead, Assignment, Round
from app.services import doctor
from tests import factories
from tests.app.saving_study import Study, make_study
from tests.visitor import Visitor


@dataclass
class Desk:
    """A study in which a third annotator, Cleo, owes one article of her own alone."""

    study: Study
    manager: Visitor
    cleo: Visitor
    cleo_id: int

    @property
    def round_path(self) -> str:
        return f"/projects/study/rounds/{self.study.round_id}"

    def release(self, assignment_id: int | None = None, status: int = 303) -> str:
        owed = assignment_id or self.study.assignment_id
        answer = self.manager.post(f"{self.round_path}/assignments/{owed}/release")
        assert answer.status_code == status, answer.text
        return answer.text

    def take_back(self, status: int = 303) -> str:
        answer = self.study.visitor.post(f"/projects/study/annotate/{self.study.assignment_id}/take-back")
        assert answer.status_code == status, answer.text
        return answer.text


def make_desk(app, database) -> Desk:
    study = make_study(app, database)
    with database.writing() as session:
        made = session.get_one(Round, study.round_id)
        made.lease_hours = 48
        made.per_article = 2
        cleo = factories.add_member(session, made.project, "annotator", "Cleo")
        own = factories.add_article(session, made.project)
        session.add(Assignment(round_id=made.id, article_id=own.id, annotator_id=cleo.id, position=1))
        cleo_id = cleo.id
    return Desk(study, Visitor(app, study.manager_id), Visitor(app, cleo_id), cleo_id)


def leave(database, hours: float) -> None:
    with database.writing() as session:
        session.execute(update(AnnotationHead).values(changed_at=now() - timedelta(hours=hours)))


def of(database, user_id: int) -> list[tuple[int, int, bool, bool]]:
    """Return article, place, whether released and whether standing in, in the person's order."""
    with database.reading() as session:
        rows = session.scalars(
            select(Assignment).where(Assignment.annotator_id == user_id).order_by(Assignment.position)
        )
        return [(row.article_id, row.position, bool(row.released_at), row.stands_in) for row in rows]


def findings(database) -> list[doctor.Finding]:
    with database.reading() as session:
        return doctor.check(session)
