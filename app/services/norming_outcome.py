"""Whether norming helped: agreement before and after, of the votes and of later rounds."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from annotations.agreement import Agreement
from app.models import Assignment, NormingItem, Round
from app.services import annotation_state, measure, norming, results
from app.services.codings import standing


@dataclass(frozen=True)
class Votes:
    """Of all pairs of people those who said the same: annotators before, voters after."""

    items: int
    before: float
    after: float


@dataclass(frozen=True)
class Compared:
    """One thing that was measured in both rounds: its leading coefficient in each."""

    section: str
    name: str
    before: Agreement
    after: Agreement


@dataclass(frozen=True)
class Comparison:
    """A round and a later one, each under its own codebook version."""

    later: Round
    shared: int  # articles that are in both
    rows: tuple[Compared, ...]
    is_measured: bool  # both reports are at hand


def votes(session: Session, items: Iterable[NormingItem]) -> Votes | None:
    """Return how far people agreed on what was counted, before the talk and after; None before any count.

    Every item weighs the same: its share of agreeing pairs, as in percent agreement.
    """
    before, after = [], []
    for item in items:
        found = norming.tally(session, item, None).votes
        given = [int(option["coders"]) for option in item.options]
        if sum(found) >= 2 and sum(given) >= 2:
            before.append(_agreeing(given))
            after.append(_agreeing(found))
    if not before:
        return None
    return Votes(len(before), sum(before) / len(before), sum(after) / len(after))


def _agreeing(counts: Sequence[int]) -> float:
    """Return the share of pairs that chose the same, given how many chose each."""
    total = sum(counts)
    return sum(count * (count - 1) for count in counts) / (total * (total - 1))


def later_rounds(session: Session, round_: Round) -> Sequence[Round]:
    """Return later rounds on the same articles that show results, the newest first."""
    own = select(Assignment.article_id).where(Assignment.round_id == round_.id)
    shares = select(Assignment.round_id).where(
        Assignment.article_id.in_(own), Assignment.round_id > round_.id
    )
    query = select(Round).where(Round.project_id == round_.project_id, Round.id.in_(shares))
    return [row for row in session.scalars(query.order_by(Round.id.desc())) if row.shows_results]


def compare(session: Session, before: Round, after: Round) -> Comparison:
    """Return the leading coefficient of everything that both rounds measured."""
    own = select(Assignment.article_id).where(Assignment.round_id == before.id)
    both = select(func.count(Assignment.article_id.distinct())).where(
        Assignment.round_id == after.id, Assignment.article_id.in_(own)
    )
    shared = session.scalar(both) or 0
    found = []
    for round_ in (before, after):
        report = measure.look(session, round_, standing(session, round_)).report
        if report is None:
            return Comparison(after, shared, (), is_measured=False)
        codebook = annotation_state.codebook_of(session, round_)
        found.append(
            {
                (section.title, line.subject): (line.name, line.alpha)
                for section in results.sections(report, codebook)
                for line in section.lines
                if line.alpha is not None
            }
        )
    first, second = found
    rows = (
        Compared(key[0], name, alpha, second[key][1]) for key, (name, alpha) in first.items() if key in second
    )
    return Comparison(after, shared, tuple(rows), is_measured=True)
