"""The sample project in a test's database, and who plays in it."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from app.db import Database
from app.models import Assignment, Member, Project, Round, User
from app.services import sample
from tests import factories
from tests.visitor import Visitor

URL = "/projects/sample"


@dataclass
class Sample:
    """The loaded sample: its ids, and visitors by name."""

    app: Flask
    database: Database
    project_id: int
    closed_id: int
    open_id: int
    people: dict[str, int]  # manager, A, B, C, viewer, adjudicator

    def visitor(self, name: str) -> Visitor:
        return Visitor(self.app, self.people[name])

    @property
    def agreement(self) -> str:
        return f"{URL}/rounds/{self.closed_id}/agreement"

    def owed_by(self, name: str, round_id: int) -> list[int]:
        query = select(Assignment.id).where(
            Assignment.round_id == round_id, Assignment.annotator_id == self.people[name]
        )
        with self.database.reading() as session:
            return list(session.scalars(query.order_by(Assignment.position)))


def fill(database: Database) -> None:
    """Load the sample and let a viewer and an adjudicator take part."""
    with database.writing() as session:
        project = sample.load_sample(session, sample.owner(session))
        for role in ("viewer", "adjudicator"):
            factories.add_member(session, project, role)


IN_DATABASE = pytest.mark.holds(what=fill)  # for the tests that begin with it


def load(app: Flask, database: Database) -> Sample:
    """Look up the sample in a database that holds it."""
    with database.reading() as session:
        project = sample.find(session)
        closed, opened = session.scalars(select(Round).order_by(Round.id)).all()
        people = {"manager": sample.owner(session).id}
        for role in ("viewer", "adjudicator"):
            query = select(Member.user_id).where(Member.project_id == project.id, Member.role == role)
            people[role] = session.scalars(query).one()
        for letter in "ABC":
            user = session.scalar(select(User).where(User.name == f"Annotator {letter}"))
            people[letter] = user.id
        return Sample(app, database, project.id, closed.id, opened.id, people)


def project(session, loaded: Sample) -> Project:
    return session.get_one(Project, loaded.project_id)


def pseudonym(session, loaded: Sample, name: str) -> str:
    query = select(Member.pseudonym).where(
        Member.project_id == loaded.project_id, Member.user_id == loaded.people[name]
    )
    return session.scalar(query)
