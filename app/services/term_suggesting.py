"""Suggesting labels where the terms of a project stand; people accept or reject what is suggested."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from annotations.operations import Operation
from annotations.term_search import Search, without_overlaps
from annotations.terms import Term
from annotations.zones import Zone
from app.db import Database
from app.models import Article, Project, User
from app.services import kept, suggesting, suggestions, terms, zoned_texts
from app.services.jobs import Order, Step
from app.services.refused import Refused
from app.services.suggesting import Instrument, Said
from app.services.suggestions import TERMS
from app.services.terms import Listed

KIND = "term suggestions"
AT_A_TIME = 100
MOST = 1_000  # in one article


@dataclass
class Done:
    """What came of it: how many places in how many articles are suggested, and how many articles changed."""

    version: int = 0
    places: int = 0
    articles: int = 0
    changed: int = 0


def order(project: Project, listed: Listed, chosen: Sequence[Term], actor: User | None) -> Order:
    """Return what a job has to do to suggest by terms of a list.

    Raises:
        Refused: there is nothing to suggest by.
    """
    if not chosen:
        raise Refused("There is no term that was checked and means it often enough.")
    keys = [term.key for term in chosen]
    options = {"version": listed.number, "terms": keys, "actor": actor.id if actor else None}
    return Order(KIND, key(project), project.id, options=options)


def key(project: Project) -> str:
    """Return the key under which the last result is kept."""
    return hashlib.sha256(f"{KIND} {project.id}".encode()).hexdigest()


def last(session: Session, project: Project) -> Done | None:
    """Return what came of it the last time."""
    body = kept.kept(session, key(project))
    return Done(**json.loads(body)) if body else None


def keep(session: Session, order: Order, body: str) -> Done:
    """Keep what came of it where no job does."""
    kept.keep(session, order.key, body)
    return Done(**json.loads(body))


def work(database: Database, order: Order, step: Step, run: Any) -> str:
    """Suggest by terms, some articles at a time; what is suggested already stays as it is."""
    with database.reading() as session:
        project = session.get_one(Project, order.project_id)
        listed = terms.version(session, project, order.options["version"])
        wanted = set(order.options["terms"])
        chosen = [term for term in listed.terms if term.key in wanted]
        ids = zoned_texts.ids(session, project)
    done, search = Done(listed.number), Search(chosen)
    for first in range(0, len(ids), AT_A_TIME):
        step(first, len(ids), "Suggesting by terms")
        with database.reading() as session:
            project = session.get_one(Project, order.project_id)
            made_of = suggesting.instrument_of(session, project)
            some = ids[first : first + AT_A_TIME]
            said = _changed(session, made_of, search, chosen, some, done)
        if said:
            with database.writing() as session:
                actor = session.get(User, order.options["actor"] or 0)
                suggesting.keep(session, session.get_one(Project, order.project_id), made_of, said, actor)
    return json.dumps(vars(done))


def _changed(
    session: Session,
    made_of: Instrument,
    search: Search,
    chosen: Sequence[Term],
    ids: Sequence[int],
    done: Done,
) -> list[Said]:
    """Return what is to be said about articles of which something else was said before."""
    query = select(Article).options(undefer(Article.text)).where(Article.id.in_(ids)).order_by(Article.id)
    zones = {article: known for article, _, known in zoned_texts.texts(session, ids)}
    before = {
        number: [_bare(item) for item in row.items]
        for number, rows in suggestions.newest(session, ids).items()
        for row in rows
        if row.model == TERMS
    }
    found = []
    for article in session.scalars(query):
        operations = _marks(search, chosen, article.text, zones[article.id])
        version = str(done.version)
        said = suggesting.checked(made_of, article, operations, TERMS, version, own=True)
        done.places += len(said.items)
        done.articles += bool(said.items)
        if [_bare(item) for item in said.items] != before.get(article.id, []):
            found.append(said)
            done.changed += 1
    return found


def _marks(search: Search, chosen: Sequence[Term], text: str, zones: Sequence[Zone]) -> list[Operation]:
    places = list(without_overlaps(search.places(text, zones), chosen))[:MOST]
    return [
        {
            "op": "mark",
            "span": f"term-{number}",
            "layer": chosen[place.term].layer,
            "label": chosen[place.term].label,
            "start": place.start,
            "end": place.end,
            "quote": text[place.start : place.end],
            "attributes": {},
        }
        for number, place in enumerate(places)
    ]


def _bare(item: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(item[name] for name in ("layer", "label", "start", "end"))
