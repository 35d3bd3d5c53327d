"""Predictions in the shape of Label Studio: what programs send, and what they are answered."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.models import Article, Member, Project, Suggestion, SuggestionWithdrawal, User
from app.permissions import Permission, Scene, permits
from app.services import codebooks, suggesting, suggestions, suggestions_changed
from app.services.refused import Refused
from exports.formats.marked import Losses, MarkedSpan, Reading
from exports.labelstudio.from_codebook import Instrument, instrument
from exports.labelstudio.results import results_of

MOST_LISTED = 10_000


def take(session: Session, project: Project, sent: Sequence[Any], actor: User) -> list[Suggestion]:
    """Store predictions about articles of a project: all of them or none.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
        Refused: names the prediction and the reason.
    """
    for number, one in enumerate(sent, 1):
        if not isinstance(one, dict) or type(one.get("task")) is not int or one["task"] < 1:
            raise Refused(f"Prediction {number} must name its task by a number.")
    made_of = suggesting.instrument_of(session, project)
    articles = suggesting.articles_of(session, project, [one["task"] for one in sent])
    said = []
    for number, one in enumerate(sent, 1):
        article = articles[one["task"]]
        model = one.get("model_version") or "undefined"
        try:
            said.append(
                suggesting.from_results(made_of, article, one.get("result"), model, score=one.get("score"))
            )
        except Refused as reason:
            reason.args = (f"Prediction {number} (task {article.id}): {reason}",)
            raise
    return suggesting.keep(session, project, made_of, said, actor)


def listed(here: Scene, article_id: int | None = None) -> list[dict[str, Any]]:
    """Return the predictions of an article, a project, or all projects that the account manages.

    They are for those who manage a project; whoever annotates meets suggestions on the page, where the
    round shows them.
    """
    if here.project is not None and not permits(here, Permission.BRING_MARKS):
        return []
    query = _kept().order_by(Suggestion.id.desc()).limit(MOST_LISTED)
    if article_id is not None:
        query = query.where(Suggestion.article_id == article_id)
    elif here.project is not None:
        query = query.where(Suggestion.project_id == here.project.id)
    else:
        query = query.where(Suggestion.project_id.in_(_managed(here)))
    return shown(here.session, here.session.scalars(query).all()[::-1])


def of_articles(here: Scene, ids: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """Return the predictions of articles of a project, for those who manage it."""
    if not permits(here, Permission.BRING_MARKS):
        return {}
    found: dict[int, list[dict[str, Any]]] = {}
    query = _kept().where(Suggestion.article_id.in_(ids)).order_by(Suggestion.id)
    for one in shown(here.session, here.session.scalars(query).all()):
        found.setdefault(one["task"], []).append(one)
    return found


def count(here: Scene) -> int:
    """Return how many predictions a project has, for those who manage it."""
    if here.project is None or not permits(here, Permission.BRING_MARKS):
        return 0
    query = _kept().where(Suggestion.project_id == here.project.id)
    return here.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def _kept() -> Select[Suggestion]:
    """Return the query for what was not withdrawn."""
    withdrawn = select(SuggestionWithdrawal.suggestion_id)
    return select(Suggestion).where(Suggestion.id.not_in(withdrawn))


def _managed(here: Scene) -> Any:
    user_id = here.user.id if here.user else 0
    parts = select(Member.project_id).where(Member.user_id == user_id, Member.role == "manager")
    return parts.where(Member.left_at.is_(None))


def shown(session: Session, rows: Sequence[Suggestion]) -> list[dict[str, Any]]:
    """Return stored suggestions as predictions."""
    numbers = {row.article_id for row in rows}
    texts = dict(session.execute(select(Article.id, Article.text).where(Article.id.in_(numbers))).all())
    made_of: dict[int, Instrument] = {}
    for row in rows:
        if row.codebook_id not in made_of:
            made_of[row.codebook_id] = instrument(codebooks.parsed(row.codebook), Losses())
    known = suggestions_changed.known_as(session, rows)
    return [_prediction(row, known[row.id], made_of[row.codebook_id], texts[row.article_id]) for row in rows]


def _prediction(row: Suggestion, number: int, made_of: Instrument, text: str) -> dict[str, Any]:
    at = row.created_at.isoformat().replace("+00:00", "Z")
    return {
        "id": number,
        "task": row.article_id,
        "project": row.project_id,
        "model_version": model_of(row),
        "score": row.score,
        "result": results(row, made_of, text),
        "created_at": at,
        "updated_at": at,
        "cluster": None,
        "neighbors": None,
        "mislabeling": 0.0,
        "model": None,
        "model_run": None,
    }


def model_of(row: Suggestion) -> str:
    """Return the model with its version, as Label Studio has them: in one."""
    return f"{row.model} {row.version}".strip()


def results(
    row: Suggestion,
    made_of: Instrument,
    text: str,
    takes: Callable[[Mapping[str, Any]], bool] = lambda item: True,
) -> list[dict[str, Any]]:
    """Return what is suggested, of that what is taken, as results that are named after the suggestion."""
    named = [(suggestions.name_of(row, place), item) for place, item in enumerate(row.items) if takes(item)]
    spans = [_span(uid, item, text) for uid, item in named if "layer" in item]
    answers = {item["variable"]: item["value"] for _, item in named if "variable" in item}
    found = results_of(Reading("", row.uid, None, spans, answers), made_of, Losses())
    scores = {uid: item.get("score") for uid, item in named}
    told = []
    for one in found:
        score = scores.get(one["id"])
        told.append({**one, "origin": "prediction"} | ({} if score is None else {"score": score}))
    return told


def _span(uid: str, item: Mapping[str, Any], text: str) -> MarkedSpan:
    start, end = item["start"], item["end"]
    return MarkedSpan(
        uid, item["layer"], item["label"], start, end, text[start:end], item.get("attributes", {})
    )
