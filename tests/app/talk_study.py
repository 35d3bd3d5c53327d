"""The stage of the functional tests with short ways to talk in it."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.db import Database
from app.models import Article, Project, Thread, User
from app.services import talk
from app.services.talk import Reader
from tests import factories
from tests.functional import stage

URL = "/projects/study/talk"
ROLES = {"annotator": "annotator", "colleague": "annotator"}


@dataclass
class Talking:
    """People of a project with an open blind round, who talk."""

    stage: stage.Stage
    database: Database

    def get(self, person: str, path: str = "") -> TestResponse:
        return self.stage.people[person].get(URL + path)

    def post(self, person: str, path: str, **data: Any) -> TestResponse:
        return self.stage.people[person].post(URL + path, data)

    def begin(self, person: str, **data: Any) -> TestResponse:
        """Begin a thread; annotators speak of their own assignment, others of the codebook."""
        about = {"assignment": self.stage.owned[person]} if person in self.stage.owned else {"codebook": 1}
        if "article" in data or "round" in data:
            about = {}
        return self.post(person, "/new", **({"title": "A title", "text": "Some words.", **about} | data))

    def began(self, person: str, **data: Any) -> str:
        """Begin a thread and return its address."""
        answer = self.begin(person, **data)
        assert answer.status_code == 303, answer.text
        return answer.headers["Location"].removeprefix(URL)

    def put(self, person: str, text: str = "Some words.", **more: Any) -> int:
        """Put a thread into the tables, whatever the pages say to it."""
        with self.database.writing() as session:
            project = session.scalars(select(Project)).one()
            author = session.get_one(User, self.stage.user_ids[person])
            return factories.add_thread(session, project, author, text, **more).id

    def add(self, person: str, thread_id: int, text: str = "More words.") -> int:
        with self.database.writing() as session:
            author = session.get_one(User, self.stage.user_ids[person])
            return factories.add_post(session, session.get_one(Thread, thread_id), author, text).id

    def reads(self, person: str) -> set[int]:
        """Return the threads that a person may read."""
        with self.database.reading() as session:
            project_id = session.scalars(select(Project.id)).one()
            role = ROLES.get(person, person)
            reader = Reader(project_id, self.stage.user_ids[person], role)
            return set(session.scalars(talk.readable(reader).with_only_columns(Thread.id)))

    def queries(self, person: str, path: str = "") -> int:
        """Return how many queries a page makes."""
        seen: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        event.listen(self.database.engine, "before_cursor_execute", note)
        try:
            assert self.get(person, path).status_code == 200
        finally:
            event.remove(self.database.engine, "before_cursor_execute", note)
        return len(seen)


def build(app: Flask, database: Database) -> Talking:
    return Talking(stage.build(app, database), database)


def count(session: Session, table: Any) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def text_of(session: Session, article_id: int) -> str:
    return session.scalars(select(Article.text).where(Article.id == article_id)).one()
