"""What a rater says of an outlet: what they thought of it before, then each question with its evidence."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from annotations.codebook import Codebook
from annotations.credibility import RATED, score
from annotations.errors import AnnotationError
from annotations.metadata import check_date
from annotations.rating_terms import CONFIDENCE, FAMILIARITY, LONGEST_LINK, LONGEST_NOTE, TRUST, Said
from annotations.variables import Variable
from annotations.wellformed import text_fault
from app.clock import now
from app.models import OutletRating, Project, RatingAssignment, RatingSession, User
from app.services import activity, codebooks
from app.services.refused import Refused

DAY = 10


class ChangedMeanwhile(Refused):
    """The ratings were changed in another window since they were shown."""


class Faulty(Refused):
    """Answers that cannot be kept: variable -> what is wrong."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("Some answers cannot be kept as they are.")
        self.faults = faults


def mine(session: Session, project: Project, user: User) -> Sequence[RatingAssignment]:
    """Return what the user owes or owed in sessions that were opened, open ones first."""
    query = (
        select(RatingAssignment)
        .join(RatingAssignment.session)
        .options(joinedload(RatingAssignment.session), joinedload(RatingAssignment.outlet))
        .where(
            RatingSession.project_id == project.id,
            RatingSession.opened_at.is_not(None),
            RatingAssignment.rater_id == user.id,
        )
        .order_by(RatingSession.closed_at.is_not(None), RatingSession.id.desc(), RatingAssignment.id)
    )
    return session.scalars(query).all()


def number_owed(session: Session, project: Project, user: User) -> int:
    """Return how many outlets the user has still to rate in open sessions."""
    return sum(one.session.state == "open" and one.done_at is None for one in mine(session, project, user))


def book_of(row: RatingSession) -> Codebook:
    """Return the codebook that the session rates by."""
    return codebooks.parsed(row.codebook)


def standing(session: Session, assignments: Sequence[int]) -> dict[int, dict[str, OutletRating]]:
    """Return the newest row for each question of each of these assignments."""
    newest = (
        select(func.max(OutletRating.id))
        .where(OutletRating.assignment_id.in_(assignments))
        .group_by(OutletRating.assignment_id, OutletRating.variable)
    )
    found: dict[int, dict[str, OutletRating]] = {one: {} for one in assignments}
    for row in session.scalars(select(OutletRating).where(OutletRating.id.in_(newest))):
        found[row.assignment_id][row.variable] = row
    return found


def seen(rows: Mapping[str, OutletRating]) -> int:
    """Return a number that another one follows as soon as anything is saved."""
    return max((row.id for row in rows.values()), default=0)


def said(row: OutletRating | None) -> Said:
    """Return a stored row as an answer."""
    if row is None:
        return Said()
    return Said(row.value, row.evidence_url, row.evidence_note, row.confidence, row.assessed_on)


def put_prior(session: Session, owed: RatingAssignment, familiarity: int, trust: int | None) -> None:
    """Keep what the rater thought of the outlet before; it is asked once and stays."""
    _hold(session, owed)
    if owed.prior_at is not None:
        raise Refused("You have answered this already; the first answer stays.")
    if familiarity not in FAMILIARITY or (trust is not None and trust not in TRUST):
        raise Refused("Choose one of the steps.")
    if familiarity and trust is None:
        raise Refused("Say how far you trusted it; only an outlet that you did not know needs no answer.")
    owed.familiarity, owed.trust, owed.prior_at = familiarity, trust, now()
    session.flush()


def save(
    session: Session,
    owed: RatingAssignment,
    actor: User | None,
    given: Mapping[str, Said],
    based_on: int | None = None,
) -> int:
    """Add a row for every answer that differs from the one that stands, and return how many there were."""
    _hold(session, owed)
    if owed.prior_at is None:
        raise Refused("First say how well you knew the outlet.")
    if owed.done_at is not None:
        raise Refused("These ratings are submitted. Take them back first to change them.")
    stands = standing(session, [owed.id])[owed.id]
    if based_on is not None and based_on != seen(stands):
        raise ChangedMeanwhile("These ratings were changed in another window since this page was shown.")
    book, faults, new = book_of(owed.session), {}, {}
    for code, one in given.items():
        try:
            new[code] = checked(book.outlet_question(code), one)
        except AnnotationError as error:
            faults[code] = str(error)
    if faults:
        raise Faulty(faults)
    rows = [_row(owed, actor, code, one) for code, one in new.items() if one != said(stands.get(code))]
    session.add_all(rows)
    session.flush()
    return len(rows)


def submit(session: Session, owed: RatingAssignment, actor: User | None) -> None:
    """Say that the ratings are whole, or refuse and name what is missing."""
    _hold(session, owed)
    if faults := unfinished(book_of(owed.session), standing(session, [owed.id])[owed.id]):
        raise Faulty(faults)
    owed.done_at = now()
    _record(session, owed, actor, "submitted")


def unfinished(book: Codebook, stands: Mapping[str, OutletRating]) -> dict[str, str]:
    """Return what answers need before they can be submitted, by question."""
    answers = {code: row.value for code, row in stands.items() if row.value is not None}
    parts = score(book.outlet_questions, answers).parts
    rated = {part.code for part in parts if part.state == RATED}
    faults = {}
    for question in book.outlet_questions:
        if fault := _missing(question, said(stands.get(question.code)), answers, rated):
            faults[question.code] = fault
    return faults


def take_back(session: Session, owed: RatingAssignment, actor: User | None) -> None:
    """Let the rater change submitted ratings; what was said before is kept."""
    _hold(session, owed)
    if owed.done_at is not None:
        owed.done_at = None
        _record(session, owed, actor, "taken back")


def checked(question: Variable, one: Said) -> Said:
    """Return an answer in its normal form, or raise an AnnotationError with the reason."""
    value = None if one.value is None else question.check(one.value)
    link, note, day = one.evidence_url.strip(), one.evidence_note.strip(), one.assessed_on.strip()
    if link:
        check_link(link)
    if fault := text_fault(note, LONGEST_NOTE):
        raise Refused(f"The evidence {fault}.")
    if day and len(check_date(day)) != DAY:
        raise Refused("Write the whole day, as 2025-05-08.")
    if day > now().date().isoformat():
        raise Refused("The day lies in the future.")
    if one.confidence is not None and one.confidence not in CONFIDENCE:
        raise Refused("Confidence has the steps 1 to 3.")
    return Said(value, link, note, one.confidence, day)


def check_link(link: str) -> None:
    """Refuse what is no address of a web page. Nothing is ever fetched from it."""
    try:
        parts = urlsplit(link)
        fine = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        fine = False
    odd = any(character.isspace() or not character.isprintable() for character in link)
    if not fine or odd or text_fault(link, LONGEST_LINK):
        raise Refused("The link must be a web address that begins with https:// or http://.")


def _missing(question: Variable, one: Said, answers: Mapping[str, Any], rated: set[str]) -> str:
    if one.value is None:
        return "needs an answer." if question.demanded(answers) else ""
    wanting = []
    if question.code in rated:
        if not (one.evidence_url or one.evidence_note):
            wanting.append("evidence")
        if one.confidence is None:
            wanting.append("confidence")
        if not one.assessed_on:
            wanting.append("the day")
    return f"needs {' and '.join(wanting)}." if wanting else ""


def _hold(session: Session, owed: RatingAssignment) -> None:
    """Look again, keep others from changing the assignment until the commit, refuse a closed session."""
    session.refresh(owed, with_for_update={"of": RatingAssignment})
    session.refresh(owed.session)
    if owed.session.state != "open":
        raise Refused(
            f"The session “{owed.session.name}” is {owed.session.state}; nothing can be rated in it."
        )


def _row(owed: RatingAssignment, actor: User | None, code: str, one: Said) -> OutletRating:
    return OutletRating(
        assignment_id=owed.id,
        variable=code,
        value=one.value,
        evidence_url=one.evidence_url,
        evidence_note=one.evidence_note,
        confidence=one.confidence,
        assessed_on=one.assessed_on,
        actor_id=actor.id if actor else None,
        at=now(),
    )


def _record(session: Session, owed: RatingAssignment, actor: User | None, verb: str) -> None:
    subject = f"rating session {owed.session_id}"
    activity.record(session, actor, f"ratings.{verb}", subject, owed.session.project, outlet=owed.outlet_id)
    session.flush()
