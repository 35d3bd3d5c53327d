"""Taking in what programs suggest: checked against the codebook and the text, all of it or nothing."""

import math
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.operations import Operation, apply_all
from annotations.wellformed import text_fault
from app.clock import now
from app.models import Article, CodebookVersion, Project, Suggestion, User
from app.services import activity, codebooks
from app.services.refused import Refused
from app.services.said_by_programs import operations_on
from app.services.suggestions import TERMS

MAX_NAME, MOST = 200, 10_000
PREFIX = "suggested-"  # of the names of suggestions
KEPT = {
    "mark": ("layer", "label", "start", "end", "attributes"),
    "answer": ("variable", "value"),
}


@dataclass(frozen=True)
class Said:
    """What one model says about one article, checked."""

    article_id: int
    model: str
    version: str
    score: float | None
    items: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Instrument:
    """The codebook version that suggestions of a project are checked against."""

    row: CodebookVersion
    book: Codebook


def instrument_of(session: Session, project: Project) -> Instrument:
    """Return the newest frozen codebook, or the newest draft where none is frozen."""
    row = codebooks.newest_frozen(session, project) or codebooks.newest(session, project)
    if row is None:
        raise Refused("The project has no codebook yet, so nothing can be suggested.")
    return Instrument(row, codebooks.parsed(row))


def from_results(
    made_of: Instrument, article: Article, results: Any, model: str, version: str = "", score: Any = None
) -> Said:
    """Return what results in the shape of Label Studio say about an article.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
        Refused: the results are no list, or a name or score cannot be kept.
    """
    if not isinstance(results, list):
        raise Refused("result must be a list.")
    found = operations_on(article.text, made_of.book, results)
    scores = {str(one.get("id")): one.get("score") for one in results}
    return checked(made_of, article, found, model, version, score, scores)


def checked(
    made_of: Instrument,
    article: Article,
    operations: Iterable[Operation],
    model: str,
    version: str,
    score: Any = None,
    scores: Mapping[str, Any] | None = None,
    *,
    own: bool = False,
) -> Said:
    """Return what operations on an empty annotation would suggest; ``own`` are those of the project's terms.

    Raises:
        InvalidOperation: an operation does not fit the text or the codebook.
        Refused: a name or a score cannot be kept.
    """
    said = [one for one in operations if one["op"] in KEPT]
    apply_all(Annotation(), said, article.text, made_of.book)
    items = [
        {key: one.get(key, {}) for key in KEPT[one["op"]]}
        | {"score": score_of((scores or {}).get(one.get("span", "")))}
        for one in said
    ]
    called = name(model, "The model")
    if called == TERMS and not own:
        raise Refused(f"{TERMS!r} names what the terms of the project suggest; give the model another name.")
    return Said(article.id, called, name(version, "Its version"), score_of(score), items)


def name(given: object, what: str) -> str:
    """Return the name of a model or its version, or refuse it."""
    if fault := text_fault(given, MAX_NAME):
        raise Refused(f"{what} {fault}.")
    return str(given).strip()


def score_of(given: object) -> float | None:
    """Return how sure a model is, or refuse what is no number."""
    if given is None:
        return None
    if isinstance(given, bool) or not isinstance(given, int | float) or not abs(given) <= 1e300:
        raise Refused(f"A score must be a number, not {str(given)[:40]!r}.")
    return float(given) if math.isfinite(given) else None


def keep(
    session: Session, project: Project, made_of: Instrument, said: Sequence[Said], actor: User | None
) -> list[Suggestion]:
    """Store what was said; from now on it is the newest word on its articles."""
    if not 1 <= len(said) <= MOST:
        raise Refused(f"Send suggestions about 1 to {MOST:,} articles at once, not {len(said):,}.")
    rows = [
        Suggestion(
            project_id=project.id,
            article_id=one.article_id,
            codebook_id=made_of.row.id,
            uid=f"{PREFIX}{secrets.token_hex(8)}",
            model=one.model,
            version=one.version,
            score=one.score,
            items=[dict(item) for item in one.items],
            created_by=actor.id if actor else None,
            created_at=now(),
        )
        for one in said
    ]
    session.add_all(rows)
    session.flush()
    models = sorted({f"{one.model} {one.version}".strip() for one in said})
    figures = {"articles": len(rows), "suggestions": sum(len(one.items) for one in said)}
    activity.record(
        session,
        actor,
        "suggestions.imported",
        f"project {project.id}",
        project,
        models=models[:20],
        **figures,
    )
    return rows


def articles_of(session: Session, project: Project, numbers: Sequence[int]) -> dict[int, Article]:
    """Return articles of the project with their texts, by number, or refuse a number of none."""
    query = select(Article).options(undefer(Article.text)).where(Article.project_id == project.id)
    known = {row.id: row for row in session.scalars(query.where(Article.id.in_(numbers)))}
    for number in numbers:
        if number not in known:
            raise Refused(f"There is no task {number} in this project.")
    return known
