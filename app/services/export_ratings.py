"""Ratings of outlets as records of an export: what was submitted in sessions that show it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.credibility import OutletScore, Score
from annotations.references import host_of
from annotations.variables import Value
from app.models import Outlet, Project, ReferenceList, ReferenceScore
from app.services import rated
from app.services.codebooks import version_id
from app.services.rated import Rated, Results
from exports.rating_columns import CredibilityRecord, OutletRatingRecord, ReferenceRecord


class Ratings(NamedTuple):
    """What an export holds of ratings."""

    ratings: Sequence[OutletRatingRecord]
    scores: Sequence[CredibilityRecord]
    references: Sequence[ReferenceRecord]


def read(session: Session, project: Project) -> Ratings:
    """Return the ratings, scores and lists of the project."""
    found = rated.every(session, project)[::-1]
    ratings = [record for one in found for record in _ratings(session, one)]
    scores = [record for one in found for record in scores_of(one)]
    return Ratings(ratings, scores, _references(session, project))


def _ratings(session: Session, found: Results) -> Iterator[OutletRatingRecord]:
    by_id = {one.assignment.id: one for one in found.rated}
    questions = {question.code: question for question in found.codebook.outlet_questions}
    for row in rated.changes(session, found):
        one, question = by_id[row.assignment_id], questions[row.variable]
        owed = one.assignment
        if owed.done_at is None:
            continue
        yield OutletRatingRecord(
            f"R{row.id}",
            found.session.name,
            version_id(found.session.codebook),
            found.session.blind,
            f"O{owed.outlet_id}",
            owed.outlet.name,
            one.rater,
            owed.familiarity,
            owed.trust,
            row.variable,
            question.level or None,
            question.weight,
            written(row.value),
            row.evidence_url or None,
            row.evidence_note or None,
            row.confidence,
            row.assessed_on or None,
            row.at,
            owed.done_at,
            one.rows[row.variable].id == row.id,
        )


def scores_of(found: Results) -> Iterator[CredibilityRecord]:
    """Yield the score of each outlet: the mean of its raters, then one by each."""
    for outlet_id, score in found.scores.items():
        yield _mean(found, outlet_id, score)
        for rater, one in found.of_outlet(outlet_id).items():
            yield _own(found, one, score.by_rater[rater])


def _mean(found: Results, outlet_id: int, score: OutletScore) -> CredibilityRecord:
    criteria = max((one.criteria for one in score.by_rater.values()), default=0)
    return CredibilityRecord(
        found.session.name,
        version_id(found.session.codebook),
        found.session.closed_at,
        f"O{outlet_id}",
        found.outlets[outlet_id].name,
        None,
        score.value,
        score.reason or None,
        score.low,
        score.high,
        score.deviation,
        score.scored,
        None,
        criteria,
        None,
    )


def _own(found: Results, one: Rated, score: Score) -> CredibilityRecord:
    parts = [
        {
            "variable": part.code,
            "weight": part.weight,
            "value": part.value,
            "state": part.state,
            "share": part.share,
        }
        for part in score.parts
    ]
    return CredibilityRecord(
        found.session.name,
        version_id(found.session.codebook),
        found.session.closed_at,
        f"O{one.assignment.outlet_id}",
        one.assignment.outlet.name,
        one.rater,
        score.value,
        score.reason or None,
        score.value,
        score.value,
        None,
        int(score.value is not None),
        score.rated,
        score.criteria,
        parts,
    )


def written(value: Value | None) -> str | None:
    """Return a value as one cell: codes of a set joined by |."""
    if value is None:
        return None
    return "|".join(value) if isinstance(value, list) else str(value)


def _references(session: Session, project: Project) -> list[ReferenceRecord]:
    outlets = session.execute(select(Outlet.url, Outlet.id).where(Outlet.project_id == project.id))
    hosts = {host_of(url): f"O{key}" for url, key in outlets}
    query = (
        select(ReferenceList, ReferenceScore.domain, ReferenceScore.score)
        .join(ReferenceScore, ReferenceScore.list_id == ReferenceList.id)
        .where(ReferenceList.project_id == project.id)
        .order_by(ReferenceList.id, ReferenceScore.id)
    )
    return [
        ReferenceRecord(
            row.name,
            row.source,
            row.dated,
            row.licence,
            row.withdrawn_at is not None,
            domain,
            score,
            hosts.get(domain),
        )
        for row, domain, score in session.execute(query)
    ]
