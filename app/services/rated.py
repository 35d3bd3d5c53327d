"""What ratings of outlets come to. Only submitted ratings of sessions that show their results are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session, joinedload

from annotations.codebook import NOT_APPLICABLE, Codebook
from annotations.credibility import Answers, CriterionAgreement, OutletScore, agreement, outlet_score
from annotations.scales import ScaleReport
from annotations.variables import Variable
from app.models import Outlet, OutletRating, Project, RatingAssignment, RatingSession
from app.services import item_scales, rating
from app.services.codings import pseudonyms


@dataclass(frozen=True)
class Rated:
    """One submitted assignment: who rated which outlet, and the newest row for each question."""

    assignment: RatingAssignment
    rater: str
    rows: Mapping[str, OutletRating]

    @property
    def answers(self) -> Answers:
        """The values by question."""
        return {code: row.value for code, row in self.rows.items() if row.value is not None}


@dataclass(frozen=True)
class Results:
    """A session with everything that was submitted in it."""

    session: RatingSession
    codebook: Codebook
    rated: tuple[Rated, ...]

    @cached_property
    def outlets(self) -> Mapping[int, Outlet]:
        """The outlets that somebody rated, by name."""
        found = {one.assignment.outlet_id: one.assignment.outlet for one in self.rated}
        return dict(sorted(found.items(), key=lambda pair: pair[1].name))

    @cached_property
    def raters(self) -> Sequence[str]:
        """Who rated, by pseudonym."""
        return sorted({one.rater for one in self.rated})

    def of_outlet(self, outlet_id: int) -> Mapping[str, Rated]:
        """Return what was said of an outlet, by rater."""
        found = {one.rater: one for one in self.rated if one.assignment.outlet_id == outlet_id}
        return dict(sorted(found.items()))

    @cached_property
    def scores(self) -> Mapping[int, OutletScore]:
        """The score of each outlet."""
        return {outlet: self._score(outlet) for outlet in self.outlets}

    @cached_property
    def agreement(self) -> tuple[CriterionAgreement, ...]:
        """How far the raters agree about each question."""
        table = {
            str(outlet): {rater: one.answers for rater, one in self.of_outlet(outlet).items()}
            for outlet in self.outlets
        }
        return agreement(self.codebook.outlet_questions, table)

    @cached_property
    def scales(self) -> Mapping[str, ScaleReport]:
        """The multi-item scales among the questions; a case is one rater's view of one outlet."""
        return item_scales.of_answers(self.codebook.outlet_questions, [one.answers for one in self.rated])

    def differ(self, outlet_id: int, variable: str) -> bool:
        """Say whether raters gave an outlet different answers."""
        given = [
            one.answers[variable] for one in self.of_outlet(outlet_id).values() if variable in one.answers
        ]
        return any(value != given[0] for value in given)

    def _score(self, outlet: int) -> OutletScore:
        by_rater = {rater: one.answers for rater, one in self.of_outlet(outlet).items()}
        return outlet_score(self.codebook.outlet_questions, by_rater)


def shown(session: Session, project: Project) -> Sequence[RatingSession]:
    """Return the sessions whose ratings those who lead may see, the newest first."""
    query = (
        select(RatingSession)
        .options(joinedload(RatingSession.codebook))
        .where(_shows(project))
        .order_by(RatingSession.id.desc())
    )
    return session.scalars(query).all()


def _shows(project: Project) -> ColumnElement[bool]:
    """Say in the database which sessions of the project show their results."""
    return and_(
        RatingSession.project_id == project.id,
        RatingSession.opened_at.is_not(None),
        RatingSession.closed_at.is_not(None) | ~RatingSession.blind,
    )


def results(session: Session, row: RatingSession, *, outlet: int | None = None) -> Results:
    """Return what was submitted in a session, nothing while it is blind and open."""
    if not row.shows_results:
        return Results(row, rating.book_of(row), ())
    query = (
        select(RatingAssignment)
        .options(joinedload(RatingAssignment.outlet))
        .where(RatingAssignment.session_id == row.id, RatingAssignment.done_at.is_not(None))
        .order_by(RatingAssignment.id)
    )
    if outlet is not None:
        query = query.where(RatingAssignment.outlet_id == outlet)
    owed = session.scalars(query).all()
    rows = rating.standing(session, [one.id for one in owed])
    return _made(row, owed, rows, pseudonyms(session, row.project_id))


def _made(
    row: RatingSession,
    owed: Sequence[RatingAssignment],
    rows: Mapping[int, Mapping[str, OutletRating]],
    names: Mapping[int, str],
) -> Results:
    given = (Rated(one, names.get(one.rater_id, f"U{one.rater_id}"), rows[one.id]) for one in owed)
    return Results(row, rating.book_of(row), tuple(given))


def every(session: Session, project: Project) -> list[Results]:
    """Return the results of every session that shows them, the newest first."""
    return [results(session, row) for row in shown(session, project)]


def newest_scores(found: Sequence[Results]) -> dict[int, tuple[Results, OutletScore]]:
    """Return for each outlet its score in the newest session that rated it."""
    newest: dict[int, tuple[Results, OutletScore]] = {}
    for one in found:
        for outlet, score in one.scores.items():
            newest.setdefault(outlet, (one, score))
    return newest


def newest(
    session: Session, project: Project, outlets: Sequence[int]
) -> dict[int, tuple[Results, OutletScore]]:
    """Return the newest score of some outlets, whatever the number of sessions and of other outlets."""
    last = (
        select(RatingAssignment.outlet_id, func.max(RatingSession.id).label("session_id"))
        .join(RatingSession, RatingSession.id == RatingAssignment.session_id)
        .where(_shows(project), RatingAssignment.done_at.is_not(None))
        .where(RatingAssignment.outlet_id.in_(outlets))
        .group_by(RatingAssignment.outlet_id)
        .subquery()
    )
    query = (
        select(RatingAssignment)
        .options(
            joinedload(RatingAssignment.outlet),
            joinedload(RatingAssignment.session).joinedload(RatingSession.codebook),
        )
        .join(
            last,
            and_(
                last.c.outlet_id == RatingAssignment.outlet_id,
                last.c.session_id == RatingAssignment.session_id,
            ),
        )
        .where(RatingAssignment.done_at.is_not(None))
        .order_by(RatingAssignment.id)
    )
    by_session: dict[int, list[RatingAssignment]] = {}
    for one in session.scalars(query):
        by_session.setdefault(one.session_id, []).append(one)
    rows = rating.standing(session, [one.id for owed in by_session.values() for one in owed])
    names = pseudonyms(session, project.id)
    found = [_made(owed[0].session, owed, rows, names) for owed in by_session.values()]
    return newest_scores(found)


def history(session: Session, project: Project, outlet: Outlet) -> list[Results]:
    """Return what each session that shows its results says of one outlet, the newest first."""
    found = [results(session, row, outlet=outlet.id) for row in shown(session, project)]
    return [one for one in found if one.rated]


def changes(session: Session, found: Results) -> Sequence[OutletRating]:
    """Return every row that was ever saved in these assignments, the oldest first."""
    query = select(OutletRating).where(
        OutletRating.assignment_id.in_([one.assignment.id for one in found.rated])
    )
    return session.scalars(query.order_by(OutletRating.id)).all()


def spoken(question: Variable, value: object) -> str:
    """Return a value as people read it: the number and name of a step, the names of categories."""
    if value is None:
        return ""
    if value == NOT_APPLICABLE:
        return "not applicable"
    if isinstance(value, list):
        return ", ".join(spoken(question, one) for one in value) or "none"
    if question.kind == "scale" and isinstance(value, int):
        words = question.steps.get(value, "")
        return f"{value}: {words}" if words else str(value)
    category = question.by_code.get(str(value))
    return category.name if category else str(value)
