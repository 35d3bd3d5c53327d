"""Two outlets on one event, coded by two annotators; targets, voices and speakers are said."""

from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select, update

from annotations.categories import Category
from annotations.codebook import Codebook, Layer, Variable
from app.clock import now
from app.db import Database
from app.models import Article, ArticleZone, Assignment, Event, Round
from tests import factories
from tests.visitor import Visitor

CANARY = "zqcanaryqz"
URL = "/projects/study"
LAMP = (
    "A headline here\n\nThe old\nautocrat met a neutral actor today, officials said. " + "More was said. " * 9
)
BELL = "Another headline\n\nThe statesman met a so-called neutral actor at the lake."


def _choice(code: str, name: str, kind: str, values: dict[str, str]) -> Variable:
    known = tuple(Category(*pair) for pair in values.items())
    return Variable(code, name, "span", kind, "nominal", categories=known)


BOOK = Codebook(
    "Framing",
    "1",
    layers=(
        Layer(
            "framing",
            "Framing",
            "",
            (
                Category("HARSH", "Harsh name", definition="Words that hurt."),
                Category("NEUTRAL", "Claim of neutrality"),
            ),
            (
                _choice("target", "Target", "entity", {"RULER": "The ruler", "LAND": "The land"}),
                _choice("voice", "Voice", "choice", {"outlet": "Outlet", "paraphrase": "Paraphrase"}),
                Variable("voice_source", "Speaker", "span", "text", "", required=False),
            ),
        ),
    ),
)


@dataclass
class Framed:
    """The study: its ids, and browsers by role."""

    app: Flask
    database: Database
    ids: dict[str, int]
    people: dict[str, int]

    def get(self, person: str, path: str):
        return Visitor(self.app, self.people[person]).get(URL + path)

    def close(self) -> None:
        with self.database.writing() as session:
            session.execute(update(Round).values(closed_at=now()))


def mark(text: str, words: str, label: str, **attributes: str) -> dict[str, object]:
    start = text.index(words)
    uid = f"{label}-{start}"
    place = {"start": start, "end": start + len(words), "quote": words}
    return {"op": "mark", "span": uid, "layer": "framing", "label": label, **place, "attributes": attributes}


def load(app: Flask, database: Database) -> Framed:
    """Return the study with an open blind round in which both annotators submitted both articles."""
    with database.writing() as session:
        project = factories.add_project(session)
        people = {
            role: factories.add_member(session, project, role).id
            for role in ("manager", "viewer", "adjudicator", "annotator")
        }
        annotators = [factories.add_member(session, project, "annotator", name) for name in ("Ada", "Ben")]
        book = factories.add_codebook(session, project, BOOK)
        articles = []
        event = Event(
            project_id=project.id, name="Talks", date="2025-05-08", description="They talk.", created_at=now()
        )
        for name, text, published in (("Lamp", LAMP, "2025-05-09"), ("Bell", BELL, "2025-05-08")):
            outlet = factories.add_outlet(session, project, f"The {name}")
            article = factories.add_article(session, project, text, f"{name}.txt", outlet=outlet)
            article.published = published
            article.events = [event]
            end = text.index("\n")
            session.add(
                ArticleZone(article_id=article.id, start=0, stop=end, kind="headline", basis="entered")
            )
            articles.append(article)
        made = factories.add_round(session, book, articles, annotators)
        session.flush()
        ids = {"event": event.id, "round": made.id, "lamp": articles[0].id, "bell": articles[1].id}
        people |= {user.name.lower(): user.id for user in annotators}
        query = select(Assignment.id, Assignment.annotator_id, Article.text).join(Assignment.article)
        owed = session.execute(query).all()
    for assignment_id, annotator_id, text in owed:
        _submit(Visitor(app, annotator_id), assignment_id, _marks(text, annotator_id == people["ada"]))
    return Framed(app, database, ids, people)


def _marks(text: str, is_ada: bool) -> list[dict[str, object]]:
    quoted = {"voice": "paraphrase", "voice_source": f"officials via {CANARY} Wire"}
    actor = mark(text, "neutral actor", "NEUTRAL", target="LAND", **quoted)
    if text == LAMP:
        own = mark(
            text, "The old\nautocrat" if is_ada else "old\nautocrat", "HARSH", target="RULER", voice="outlet"
        )
        return [own, actor]
    return [actor] if is_ada else [mark(text, "statesman", "NEUTRAL", target="RULER", voice="outlet")]


def _submit(visitor: Visitor, assignment_id: int, marks: list[dict[str, object]]) -> None:
    body = {
        "base_version": 0,
        "key": f"key-{assignment_id}",
        "client_time": "2026-01-01T00:00:00Z",
        "operations": [*marks, {"op": "submit"}],
    }
    saved = visitor.post_json(f"/api/assignments/{assignment_id}/changes", body)
    assert saved.status_code == 200, saved.text
