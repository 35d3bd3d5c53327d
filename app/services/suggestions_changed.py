"""Suggestions that programs change or take back: rows stay, and a withdrawal says what counts instead.

Programs know a prediction by the number of its first row, however often it was changed since.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import now
from app.models import Project, Suggestion, SuggestionWithdrawal, User
from app.services import activity, locks, suggesting
from app.services.refused import Refused
from app.services.suggesting import PREFIX, Instrument, Said
from app.services.suggestions import TERMS, name_of, operation

AT_ONCE = 500
CHANGED = ("result", "score", "model_version")
OF_TERMS = "What the terms of the codebook suggest is changed with their list."


def find(session: Session, number: int) -> Suggestion | None:
    """Return the row that a prediction has now, by the number that programs know; none if withdrawn."""
    query = select(SuggestionWithdrawal).where(SuggestionWithdrawal.known_as == number)
    last = session.scalar(query.order_by(SuggestionWithdrawal.id.desc()).limit(1))
    if last is not None:
        return session.get(Suggestion, last.replacement_id) if last.replacement_id else None
    row = session.get(Suggestion, number)
    return row if row is not None and known_as(session, [row])[row.id] == number else None


def known_as(session: Session, rows: Sequence[Suggestion]) -> dict[int, int]:
    """Return the numbers by which programs know predictions."""
    known = {row.id: row.id for row in rows}
    query = select(SuggestionWithdrawal.replacement_id, SuggestionWithdrawal.known_as)
    for replacement, first in session.execute(query.where(SuggestionWithdrawal.replacement_id.in_(known))):
        known[int(replacement or 0)] = first
    return known


@dataclass(frozen=True)
class Accepted:
    """A suggestion that became a span: the number of its prediction, and what it said."""

    prediction: int
    item: Mapping[str, Any]


def accepted(session: Session, articles: Collection[int], names: Collection[str]) -> dict[str, Accepted]:
    """Return the suggestions of these names about articles; spans that a person marked have other names."""
    wanted = {uid for name in names if (uid := name.rpartition("-")[0]).startswith(PREFIX)}
    found: dict[str, Accepted] = {}
    some = sorted(articles) if wanted else []
    for first in range(0, len(some), AT_ONCE):
        query = select(Suggestion).where(Suggestion.article_id.in_(some[first : first + AT_ONCE]))
        rows = [row for row in session.scalars(query) if row.uid in wanted]
        known = known_as(session, rows)
        for row in rows:
            for place, item in enumerate(row.items):
                if (name := name_of(row, place)) in names and "layer" in item:
                    found[name] = Accepted(known[row.id], item)
    return found


def change(
    session: Session, project: Project, number: int, sent: Mapping[str, Any], actor: User
) -> Suggestion | None:
    """Put another word in the place of a prediction; none if it was withdrawn.

    Raises:
        WrongResults: names each result that cannot be taken, with the reason.
        Refused: something is sent that cannot be changed or kept.
    """
    locks.hold(session, f"prediction {number}")
    row = find(session, number)
    if row is None:
        return None
    if row.model == TERMS:
        raise Refused(OF_TERMS)
    fixed = {"id": number, "task": row.article_id, "project": row.project_id}
    said = {key: value for key, value in sent.items() if value is not None and fixed.get(key) != value}
    if unknown := sorted(set(said) - set(CHANGED)):
        raise Refused(f"Of a prediction {', '.join(CHANGED)} are changed, not {', '.join(unknown)[:200]}.")
    if not said:
        return row
    # What stays is checked again: the codebook may be another one by now, and what is kept shall fit it.
    made_of = suggesting.instrument_of(session, project)
    (after,) = suggesting.keep(
        session, project, made_of, [_said(session, project, row, made_of, said)], actor
    )
    _replaced(session, row, number, after, actor)
    return after


def _said(
    session: Session, project: Project, row: Suggestion, made_of: Instrument, sent: Mapping[str, Any]
) -> Said:
    """Return what a prediction says once it is changed."""
    model, version = (sent["model_version"], "") if "model_version" in sent else (row.model, row.version)
    article = suggesting.articles_of(session, project, [row.article_id])[row.article_id]
    score = sent.get("score", row.score)
    if "result" in sent:
        return suggesting.from_results(made_of, article, sent["result"], model, version, score)
    said = [operation(item, f"item-{place}", article.text) for place, item in enumerate(row.items)]
    scores = {f"item-{place}": item.get("score") for place, item in enumerate(row.items)}
    return suggesting.checked(made_of, article, said, model, version, score, scores)


def withdraw(session: Session, project: Project, number: int, actor: User) -> bool:
    """Take a prediction back: it counts no more and stays on record. False if it was withdrawn before."""
    locks.hold(session, f"prediction {number}")
    row = find(session, number)
    if row is None:
        return False
    _replaced(session, row, number, None, actor)
    told = {"model": f"{row.model} {row.version}".strip(), "article": row.article_id}
    activity.record(session, actor, "suggestions.withdrawn", f"suggestion {row.id}", project, **told)
    return True


def _replaced(session: Session, row: Suggestion, number: int, after: Suggestion | None, actor: User) -> None:
    session.add(
        SuggestionWithdrawal(
            suggestion_id=row.id,
            replacement_id=after.id if after else None,
            known_as=number,
            made_by=actor.id,
            made_at=now(),
        )
    )
    session.flush()
