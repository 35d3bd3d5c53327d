"""What programs and terms suggest: kept apart from labels, and shown to annotators where their round does so.

Of an article the newest word of programs counts, and beside it the newest of the project's own terms.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.errors import AnnotationError
from annotations.operations import apply
from annotations.suggested import USUAL_SHARE, comes_without
from app.models import Assignment, ChangeRow, Project, Round, Suggestion, SuggestionWithdrawal
from app.services.annotation_state import Work
from app.services.training import TRAINING

TERMS = "term list"  # the model of what the project's own terms suggest; their version is the list's
SHOWN = "suggestions"
WITHOUT = "without_suggestions"  # so many percent of the articles
Item = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """How many articles have the newest suggestions of one model and version."""

    model: str
    version: str
    articles: int


def shows(round_: Round) -> bool:
    """Say whether a round shows suggestions: as it was planned, and otherwise not where they would mislead.

    What people say on their own, and what they learn, is not measured beside suggestions.
    """
    planned = round_.plan.get(SHOWN)
    if isinstance(planned, bool):
        return planned
    return round_.phase != TRAINING and not (round_.phase == "reliability" and round_.blind)


def share_without(round_: Round) -> float:
    """Return the share of articles that come without suggestions in a round that shows them."""
    return float(round_.plan.get(WITHOUT, USUAL_SHARE)) / 100


def held_back(round_: Round, article: str) -> bool:
    """Say whether an article, by its name, comes without suggestions in a round that shows them."""
    return comes_without(round_.seed, article, share_without(round_))


def standing(*which: ColumnElement[bool]) -> Select[int]:
    """Return the query for the ids of suggestions that count: the newest that was not withdrawn."""
    withdrawn = select(SuggestionWithdrawal.suggestion_id)
    last = select(func.max(Suggestion.id)).where(Suggestion.id.not_in(withdrawn), *which)
    return last.group_by(Suggestion.article_id, Suggestion.model == TERMS)


def newest(session: Session, article_ids: Sequence[int]) -> dict[int, list[Suggestion]]:
    """Return the suggestions of articles that count, by the id of the article."""
    ids = standing(Suggestion.article_id.in_(article_ids))
    found: dict[int, list[Suggestion]] = {}
    for row in session.scalars(select(Suggestion).where(Suggestion.id.in_(ids)).order_by(Suggestion.id)):
        found.setdefault(row.article_id, []).append(row)
    return found


def shown(session: Session, assignment: Assignment, work: Work) -> list[dict[str, Any]]:
    """Return the suggestions that the annotator of an assignment is shown, as the page wants them.

    There are no words of the text in them: the page takes those from the text as its annotator sees it.
    """
    if not shows(assignment.round):
        return []
    rows = newest(session, [assignment.article_id]).get(assignment.article_id, [])
    if not rows or held_back(assignment.round, rows[0].article.name):
        return []
    return [
        {**item, "model": one.model, "version": one.version, "uid": name_of(one, place)}
        for one in rows
        for place, item in enumerate(one.items)
        if fits(item, work.text, work.codebook)
    ]


def name_of(row: Suggestion, place: int) -> str:
    """Return the name of one suggestion; the span that it becomes bears it."""
    return f"{row.uid}-{place + 1}"


def operation(item: Item, uid: str, text: str) -> dict[str, Any]:
    """Return the operation by which a suggestion is accepted as it is."""
    if "variable" in item:
        given = {"variable": item["variable"], "value": item["value"]}
        return {"op": "answer", **given, "suggestion": uid}
    place = {"start": item["start"], "end": item["end"], "quote": text[item["start"] : item["end"]]}
    said = {"layer": item["layer"], "label": item["label"], "attributes": item["attributes"]}
    return {"op": "mark", "span": uid, **said, **place}


def fits(item: Item, text: str, codebook: Codebook) -> bool:
    """Say whether a suggestion can be accepted under the codebook of the round."""
    try:
        apply(Annotation(), operation(item, "any", text), text, codebook)
    except AnnotationError:
        return False
    return True


def rejected(session: Session, work: Work) -> list[str]:
    """Return the suggestions that the annotator rejected and did not take back, from the log of changes."""
    if work.head_id is None:
        return []
    query = select(ChangeRow.operations).where(ChangeRow.annotation_id == work.head_id).order_by(ChangeRow.id)
    found: dict[str, bool] = {}
    for operations in session.scalars(query):
        for one in operations:
            if one["op"] == "reject":
                found[one["suggestion"]] = one["value"]
    return [uid for uid, value in found.items() if value]


def models(session: Session, project: Project) -> list[Told]:
    """Return which models have the newest word on how many articles of a project."""
    query = (
        select(Suggestion.model, Suggestion.version, func.count())
        .where(Suggestion.id.in_(standing(Suggestion.project_id == project.id)))
        .group_by(Suggestion.model, Suggestion.version)
        .order_by(Suggestion.model, Suggestion.version)
    )
    return [Told(*row) for row in session.execute(query)]


def models_of(session: Session, project_id: int) -> dict[int, str]:
    """Return which program's suggestions are the newest of each article of a project."""
    query = select(Suggestion.article_id, Suggestion.model)
    ids = standing(Suggestion.project_id == project_id, Suggestion.model != TERMS)
    return dict(session.execute(query.where(Suggestion.id.in_(ids))).all())
