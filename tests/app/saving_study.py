"""A round with one annotator at work, and ways to save in it through the site."""

import itertools
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.db import Database
from app.models import Assignment
from tests import factories
from tests.annotations.small_study import mark
from tests.visitor import Visitor

COMPLETE = [
    mark("whole", 6, 14, attributes={"voice": "outlet"}),
    {"op": "answer", "variable": "slant", "value": 1},
]
_keys = itertools.count(1)


@dataclass
class Study:
    """Ids and browsers of a small round: two annotators owe the same two articles."""

    slug: str
    round_id: int
    codebook_id: int
    annotator_id: int
    other_id: int
    manager_id: int
    assignment_id: int
    second_id: int
    others_id: int
    visitor: Visitor
    token: str

    def change(self, *operations: dict, base: int = 0, key: str | None = None) -> dict:
        """Return the body of a change under a new key."""
        return {
            "base_version": base,
            "key": key or f"key-{next(_keys)}",
            "client_time": "2025-05-08T09:30:00.000Z",
            "operations": list(operations),
        }

    def send(self, body: object, *, to: int | None = None, visitor: Visitor | None = None) -> TestResponse:
        """Send a change, by default from the annotator's browser to the first assignment."""
        browser, token = (self.visitor, self.token) if visitor is None else (visitor, visitor.token())
        path = f"/api/assignments/{to or self.assignment_id}/changes"
        return browser.client.post(path, json=body, headers={"X-CSRF-Token": token})

    def save(self, *operations: dict, base: int = 0, **options) -> TestResponse:
        return self.send(self.change(*operations, base=base), **options)

    def stored(self, assignment_id: int | None = None) -> dict:
        """Return the state as the page would fetch it."""
        answer = self.visitor.get(f"/api/assignments/{assignment_id or self.assignment_id}")
        assert answer.status_code == 200, answer.text
        return answer.json


def make_study(app: Flask, database: Database, slug: str = "study") -> Study:
    with database.writing() as session:
        project = factories.add_project(session, slug)
        manager = factories.add_member(session, project, "manager", "Mara")
        ada = factories.add_member(session, project, "annotator", "Ada")
        ben = factories.add_member(session, project, "annotator", "Ben")
        book = factories.add_codebook(session, project)
        articles = [factories.add_article(session, project) for _ in range(2)]
        made = factories.add_round(session, book, articles, [ada, ben])
        owed = {
            (row.annotator_id, row.position): row.id
            for row in session.scalars(select(Assignment).where(Assignment.round_id == made.id))
        }
        ids = (ada.id, ben.id, manager.id)
        first, second, others = owed[ada.id, 1], owed[ada.id, 2], owed[ben.id, 1]
        round_id, book_id = made.id, book.id
    visitor = Visitor(app, ids[0])
    return Study(slug, round_id, book_id, *ids, first, second, others, visitor, visitor.token())
