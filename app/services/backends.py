"""Asking a machine learning backend of Label Studio what it suggests for the articles of a project.

It is sent the labeling config and the texts, and no token: it needs nothing more of this site.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from annotations.errors import AnnotationError
from app.db import Database
from app.models import Article, Project
from app.services import addresses, suggesting, suggestions
from app.services.addresses import Unreachable
from app.services.suggesting import Instrument, Said
from exports.formats.marked import Losses
from exports.labelstudio.from_codebook import instrument
from exports.labelstudio.xml_out import write_xml

BATCH = 10
OK = range(200, 300)


@dataclass
class Asked:
    """What came of it: how many articles got suggestions, how many had them, and what was refused why."""

    version: str
    taken: int = 0
    had: int = 0
    suggested: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)  # article, reason


def ask(
    database: Database,
    project_id: int,
    url: str,
    progress: Callable[[int, int], None],
    *,
    again: bool = False,
) -> Asked:
    """Ask for every article that has no suggestions of this version of the model yet, or for all again.

    Each batch is stored before the next is asked for, so that after a failure another run goes on.

    Raises:
        Refused: the address may not be asked, or there is no codebook.
        Unreachable: the backend does not answer as one.
    """
    with database.reading() as session:
        made_of = suggesting.instrument_of(session, session.get_one(Project, project_id))
    backend = _Backend(url.rstrip("/"), str(project_id), write_xml(instrument(made_of.book, Losses()).config))
    done = Asked(backend.introduced())
    with database.reading() as session:
        numbers = _wanted(session, project_id, done, again=again)
    for first in range(0, len(numbers), BATCH):
        progress(first, len(numbers))
        with database.reading() as session:
            articles = _articles(session, numbers[first : first + BATCH])
        said = list(_said(made_of, articles, backend.predicted(articles), done))
        _keep(database, project_id, made_of, said, done)
    progress(len(numbers), len(numbers))
    return done


@dataclass(frozen=True)
class _Backend:
    """The other side: its three calls."""

    url: str
    project: str
    config: str

    def introduced(self) -> str:
        """Ask whether it is there, tell it the labeling config, and return the version of its model."""
        _answer("GET", f"{self.url}/health")
        about = {"project": self.project, "schema": self.config, "hostname": "", "access_token": ""}
        told = _answer("POST", f"{self.url}/setup", {**about, "extra_params": {}})
        return str(told.get("model_version") or "undefined")[: suggesting.MAX_NAME]

    def predicted(self, articles: Sequence[Article]) -> list[Any]:
        """Return one answer for each article, in their order."""
        params = {"login": None, "password": None, "context": None}
        sent = {"tasks": [_task(one) for one in articles], "project": self.project}
        told = _answer("POST", f"{self.url}/predict", {**sent, "label_config": self.config, "params": params})
        results = told.get("results")
        if not isinstance(results, list) or len(results) != len(articles):
            raise Unreachable("The backend did not answer with one result for each task.")
        return results


def _answer(method: str, url: str, body: Any = None) -> dict[str, Any]:
    answer = addresses.send_json(method, url, body)
    path = url.rpartition("/")[2]
    if answer.status not in OK:
        raise Unreachable(f"The backend answers /{path} with {answer.status}.")
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise Unreachable(f"The backend does not answer /{path} with JSON.") from None
    if not isinstance(found, dict):
        raise Unreachable(f"The backend does not answer /{path} with a JSON object.")
    return found


def _wanted(session: Session, project_id: int, done: Asked, *, again: bool) -> list[int]:
    """Return the articles that are asked about."""
    query = select(Article.id).where(Article.project_id == project_id).order_by(Article.id)
    numbers = list(session.scalars(query))
    if again:
        return numbers
    known = suggestions.models_of(session, project_id)
    wanted = [number for number in numbers if known.get(number) != done.version]
    done.had = len(numbers) - len(wanted)
    return wanted


def _articles(session: Session, numbers: Sequence[int]) -> list[Article]:
    query = select(Article).options(undefer(Article.text)).where(Article.id.in_(numbers)).order_by(Article.id)
    return list(session.scalars(query))


def _task(article: Article) -> dict[str, Any]:
    data = {"article_id": f"A{article.id}", "name": article.name, "text": article.text}
    return {"id": article.id, "data": data, "annotations": [], "predictions": []}


def _said(
    made_of: Instrument, articles: Sequence[Article], results: Sequence[Any], done: Asked
) -> Iterator[Said]:
    for article, one in zip(articles, results, strict=True):
        if not isinstance(one, dict):
            done.refused.append((article.name, "It was answered with something that is no prediction."))
            continue
        try:
            given = one.get("result")
            yield suggesting.from_results(made_of, article, given, done.version, score=one.get("score"))
        except AnnotationError as reason:
            done.refused.append((article.name, str(reason)))


def _keep(
    database: Database, project_id: int, made_of: Instrument, said: Sequence[Said], done: Asked
) -> None:
    if not said:
        return
    with database.writing() as session:
        suggesting.keep(session, session.get_one(Project, project_id), made_of, said, None)
    done.taken += len(said)
    done.suggested += sum(len(one.items) for one in said)
