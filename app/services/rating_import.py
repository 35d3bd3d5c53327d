"""Ratings of outlets made elsewhere, from the rows of a table: all of them or none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.categories import NOT_APPLICABLE
from annotations.errors import AnnotationError
from annotations.rating_terms import Said
from annotations.variables import Value, Variable
from app.models import Member, Outlet, RatingAssignment, RatingSession, User
from app.services import rating
from app.services.refused import Refused

NEEDED = ("outlet", "rater", "variable", "value")
OPTIONAL = ("evidence_url", "evidence_note", "confidence", "assessed_on", "familiarity", "trust")

Row = Mapping[str, str]


@dataclass
class Report:
    """What an import did: how many answers were new, which rows were refused, what is not submitted."""

    saved: int = 0
    submitted: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    drafts: list[str] = field(default_factory=list)  # which stay drafts, and what they miss


def import_ratings(
    session: Session, row: RatingSession, rows: Sequence[Row], numbers: Iterable[int] | None = None
) -> Report:
    """Save the rows as ratings of an open session; whatever is whole after that is submitted.

    ``numbers`` are those of the rows in their file, from 2 on if they are not given. The caller rolls back
    if a row was refused.
    """
    _check_columns(rows)
    report = Report()
    groups: dict[int, list[tuple[int, Row]]] = {}
    finder = _Finder(session, row)
    for number, cells in zip(numbers or count(2), rows, strict=False):
        try:
            groups.setdefault(finder.assignment(cells), []).append((number, cells))
        except AnnotationError as error:
            report.refused.append((number, str(error)))
    for owed, given in groups.items():
        _save(session, session.get_one(RatingAssignment, owed), given, report)
    report.refused.sort()
    return report


def _check_columns(rows: Sequence[Row]) -> None:
    names = set(rows[0]) if rows else set()
    missing = [name for name in NEEDED if name not in names]
    unknown = sorted(str(name) for name in names - {*NEEDED, *OPTIONAL})
    if missing:
        raise Refused(f"The file lacks the column {missing[0]}.")
    if unknown:
        raise Refused(f"The column {unknown[0]!r} is not known. Known are {', '.join((*NEEDED, *OPTIONAL))}.")


class _Finder:
    """Finds the assignment that a row is about."""

    def __init__(self, session: Session, row: RatingSession) -> None:
        self._row = row
        people = (
            select(Member.user_id, Member.pseudonym, User.email)
            .join(Member.user)
            .where(Member.project_id == row.project_id)
        )
        self._raters = {
            name: key for key, pseudonym, email in session.execute(people) for name in (pseudonym, email)
        }
        outlets = select(Outlet.name, Outlet.id).where(Outlet.project_id == row.project_id)
        self._outlets = {name: key for name, key in session.execute(outlets)}
        owed = select(RatingAssignment).where(RatingAssignment.session_id == row.id)
        self._owed = {(one.outlet_id, one.rater_id): one.id for one in session.scalars(owed)}

    def assignment(self, cells: Row) -> int:
        """Return the id of the assignment, or refuse with the reason."""
        outlet, rater = _cell(cells, "outlet"), _cell(cells, "rater")
        if outlet not in self._outlets:
            raise Refused(f"there is no outlet {outlet!r}.")
        who = self._raters.get(rater) or self._raters.get(rater.casefold())
        if who is None:
            raise Refused(f"there is no rater {rater!r}; use a pseudonym or an e-mail address.")
        found = self._owed.get((self._outlets[outlet], who))
        if found is None:
            raise Refused(f"{rater} was not asked to rate {outlet} in the session {self._row.name!r}.")
        return found


def _save(session: Session, owed: RatingAssignment, given: Sequence[tuple[int, Row]], report: Report) -> None:
    book = rating.book_of(owed.session)
    answers: dict[str, Said] = {}
    at: dict[str, int] = {}
    for number, cells in given:
        code = _cell(cells, "variable")
        try:
            question = book.outlet_question(code)
            if code in answers:
                raise Refused(f"{code} is answered twice.")
            answers[code], at[code] = rating.checked(question, _said(question, cells)), number
        except AnnotationError as error:
            report.refused.append((number, str(error)))
    first = given[0][0]
    try:
        _put_prior(session, owed, given)
        report.saved += rating.save(session, owed, None, answers)
    except AnnotationError as error:
        report.refused.append((first, str(error)))
        return
    try:
        rating.submit(session, owed, None)
        report.submitted += 1
    except rating.Faulty as faulty:
        missing = ", ".join(f"{code} {fault.rstrip('.')}" for code, fault in faulty.faults.items())
        report.drafts.append(f"{_cell(given[0][1], 'rater')}, {owed.outlet.name}: {missing}")


def _put_prior(session: Session, owed: RatingAssignment, given: Sequence[tuple[int, Row]]) -> None:
    if owed.prior_at is not None:
        return
    familiarity = next(
        (_whole(cells, "familiarity") for _, cells in given if _cell(cells, "familiarity")), None
    )
    trust = next((_whole(cells, "trust") for _, cells in given if _cell(cells, "trust")), None)
    if familiarity is None:
        raise Refused("the column familiarity must say how well the rater knew the outlet before.")
    rating.put_prior(session, owed, familiarity, trust)


def _said(question: Variable, cells: Row) -> Said:
    return Said(
        read_value(question, _cell(cells, "value")),
        _cell(cells, "evidence_url"),
        _cell(cells, "evidence_note"),
        _whole(cells, "confidence"),
        _cell(cells, "assessed_on"),
    )


def read_value(question: Variable, written: str) -> Value | None:
    """Return what is written in a cell as a value: numbers as such, codes of a set parted by |."""
    if not written:
        return None
    if written == NOT_APPLICABLE:
        return written
    if question.kind == "choices":
        return written.split("|")
    if question.kind not in ("scale", "number"):
        return written
    read: tuple[Any, ...] = (int, float) if question.kind == "number" else (int,)
    for kind in read:
        try:
            return kind(written)  # type: ignore[no-any-return]
        except ValueError:
            continue
    raise Refused(f"{written[:80]!r} is no {'number' if question.kind == 'number' else 'whole number'}.")


def _whole(cells: Row, name: str) -> int | None:
    written = _cell(cells, name)
    if not written:
        return None
    if not written.isdecimal() or len(written) > 3:
        raise Refused(f"{name} must be a whole number, not {written[:40]!r}.")
    return int(written)


def _cell(cells: Row, name: str) -> str:
    return (cells.get(name) or "").strip()
