"""What the doctor looks at in ratings of outlets: that they fit the codebook and are whole."""

from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from annotations.codebook import Codebook
from annotations.errors import AnnotationError
from app.models import OutletRating, RatingAssignment, RatingSession
from app.services import rating
from app.services.findings import Finding

CHECK = "rating"
AT_ONCE = 500


def ratings_are_sound(session: Session) -> Iterator[Finding]:
    """Look at every answer about an outlet, assignment by assignment."""
    sessions = session.scalars(select(RatingSession).options(joinedload(RatingSession.codebook)))
    books = {}
    for one in sessions:
        try:
            books[one.id] = rating.book_of(one)
        except AnnotationError:
            continue  # the check of codebooks names it
    query = (
        select(OutletRating, RatingAssignment)
        .join(RatingAssignment, RatingAssignment.id == OutletRating.assignment_id)
        .order_by(OutletRating.assignment_id, OutletRating.id)
        .execution_options(yield_per=AT_ONCE)
    )
    for owed, given in groupby(session.execute(query), key=itemgetter(1)):
        rows = [row for row, _ in given]
        if owed.session_id not in books:
            continue
        for row in rows:
            yield from _of_row(row, books[owed.session_id])
        if owed.done_at is not None:
            yield from _of_submitted(owed.id, books[owed.session_id], {row.variable: row for row in rows})


def _of_row(row: OutletRating, book: Codebook) -> Iterator[Finding]:
    where = f"Rating {row.id} of {row.variable}"
    try:
        question = book.outlet_question(row.variable)
    except AnnotationError:
        yield Finding(CHECK, f"{where}: the codebook of the session has no such question about outlets.")
        return
    try:
        rating.checked(question, rating.said(row))
    except AnnotationError as reason:
        yield Finding(CHECK, f"{where}: {reason}")


def _of_submitted(assignment: int, book: Codebook, stands: Mapping[str, OutletRating]) -> Iterator[Finding]:
    for code, fault in rating.unfinished(book, stands).items():
        yield Finding(CHECK, f"Submitted ratings {assignment}: {code} {fault}")
