"""A project with a key, a training round on it, and people at work."""

import itertools
from dataclasses import dataclass, field

from flask import Flask
from sqlalchemy import select

from annotations.annotation import Annotation
from app.db import Database
from app.models import Assignment, Round
from tests import factories
from tests.annotations.adjudication_study import span
from tests.annotations.small_study import mark
from tests.visitor import Visitor

URL = "/projects/study"
SPEAKER = "zqkeyspeaker"
KEY = Annotation(
    (span("k1", 6, 14), span("k2", 26, 36, "MILD", "quote", speaker=SPEAKER)), {"slant": 1}, state="submitted"
)
RIGHT = (
    mark("a", 6, 14, attributes={"voice": "outlet"}),
    mark("b", 26, 36, attributes={"voice": "quote", "speaker": SPEAKER}) | {"label": "MILD"},
    {"op": "answer", "variable": "slant", "value": 1},
    {"op": "submit"},
)
WRONG = (
    mark("a", 6, 18, attributes={"voice": "outlet"}) | {"label": "MILD"},
    {"op": "answer", "variable": "slant", "value": -2},
    {"op": "submit"},
)
_keys = itertools.count(1)


@dataclass
class TrainingStudy:
    """Ada trains on two articles, the first of which has a key; the key came from a round of Ben's."""

    app: Flask
    database: Database
    ids: dict[str, int] = field(default_factory=dict)

    def visitor(self, name: str) -> Visitor:
        return Visitor(self.app, self.ids[name])

    def owed(self, name: str, round_id: int, article: str = "keyed") -> int:
        query = select(Assignment.id).where(
            Assignment.round_id == round_id,
            Assignment.annotator_id == self.ids[name],
            Assignment.article_id == self.ids[article],
        )
        with self.database.reading() as session:
            return session.scalars(query).one()

    def submit(self, name: str, assignment: int, operations=RIGHT, base: int = 0) -> None:
        change = {
            "base_version": base,
            "key": f"training-{next(_keys)}",
            "client_time": "2026-01-01T00:00:00Z",
            "operations": list(operations),
        }
        saved = self.visitor(name).post_json(f"/api/assignments/{assignment}/changes", change)
        assert saved.status_code == 200, saved.text

    def reopen(self, assignment: int) -> None:
        path = f"{URL}/rounds/{self.ids['training']}/assignments/{assignment}/reopen"
        assert self.visitor("manager").post(path, {"reason": "Once more."}).status_code == 303

    def feedback(self, name: str = "ada", article: str = "keyed"):
        assignment = self.owed(name, self.ids["training"], article)
        return self.visitor(name).get(f"{URL}/annotate/{assignment}/feedback")


def make(app: Flask, database: Database, *, marks: dict | None = None, blind: bool = False) -> TrainingStudy:
    study = TrainingStudy(app, database)
    with database.writing() as session:
        project = factories.add_project(session)
        people = {"manager": factories.add_member(session, project, "manager", "Mara")}
        people["adjudicator"] = factories.add_member(session, project, "adjudicator", "Adam")
        for name in ("ada", "ben", "cleo"):
            people[name] = factories.add_member(session, project, "annotator", name.title())
        book = factories.add_codebook(session, project)
        articles = [factories.add_article(session, project) for _ in range(5)]
        source = factories.add_round(session, book, articles[:1], [people["ben"]], name="Source")
        key = factories.add_key(session, articles[0], book, KEY, source)
        training = factories.add_round(
            session, book, articles[:2], [people["ada"], people["cleo"]], name="Training", blind=blind
        )
        training.phase, training.pass_marks = "training", {"span_f1": 0.7} if marks is None else marks
        rows = {"project": project, "codebook": book, "source": source, "training": training, "key": key}
        rows |= {"keyed": articles[0], "unkeyed": articles[1], "other": articles[2]}
        study.ids = {name: row.id for name, row in (people | rows).items()}
    return study


def training_of(session, study: TrainingStudy) -> Round:
    return session.get_one(Round, study.ids["training"])
