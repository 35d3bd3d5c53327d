"""The term list of a project's codebook: every change makes a new version of it, and none is ever lost."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.codebook import Codebook
from annotations.terms import Term, check_terms, unusable
from app.clock import now
from app.models import CodebookVersion, Project, TermList, User
from app.services import activity, codebooks, locks
from app.services.refused import Refused

USUAL_SHARE, USUAL_SAMPLE = 80, 20
LEAST_SAMPLE, LARGEST_SAMPLE = 5, 200


@dataclass(frozen=True)
class Listed:
    """One version of a term list; number 0 is the empty one that every project begins with."""

    number: int = 0
    terms: tuple[Term, ...] = ()
    least_share: int = USUAL_SHARE
    sample: int = USUAL_SAMPLE

    def find(self, key: str) -> Term:
        """Return the term of a key, or refuse."""
        found = next((one for one in self.terms if one.key == key), None)
        if found is None:
            raise Refused("The list has no such term any more. Somebody may have changed it meanwhile.")
        return found


def newest(session: Session, project: Project) -> Listed:
    """Return the newest version of the list."""
    query = select(TermList).where(TermList.project_id == project.id).order_by(TermList.number.desc())
    row = session.scalar(query.limit(1))
    return _listed(row) if row else Listed()


def version(session: Session, project: Project, number: int) -> Listed:
    """Return one version of the list."""
    query = select(TermList).where(TermList.project_id == project.id, TermList.number == number)
    return _listed(session.scalars(query).one())


def _listed(row: TermList) -> Listed:
    return Listed(row.number, tuple(map(Term.from_dict, row.terms)), row.least_share, row.sample)


def instrument(session: Session, project: Project) -> tuple[CodebookVersion, Codebook]:
    """Return the newest version of the codebook, draft or frozen: terms may suggest what it has."""
    row = codebooks.newest(session, project)
    if row is None:
        raise Refused("The project has no codebook yet, so there is no label that a term could suggest.")
    return row, codebooks.parsed(row)


def add(session: Session, project: Project, actor: User | None, term: Term) -> Listed:
    """Add a term."""
    return _next(session, project, actor, lambda before: [*before.terms, term])


def change(session: Session, project: Project, actor: User | None, key: str, term: Term) -> Listed:
    """Put another term in the place of one."""

    def changed(before: Listed) -> Sequence[Term]:
        before.find(key)
        return [term if one.key == key else one for one in before.terms]

    return _next(session, project, actor, changed)


def remove(session: Session, project: Project, actor: User | None, key: str) -> Listed:
    """Leave a term out; what was judged about it stays."""

    def without(before: Listed) -> Sequence[Term]:
        before.find(key)
        return [one for one in before.terms if one.key != key]

    return _next(session, project, actor, without)


def replace(session: Session, project: Project, actor: User | None, terms: Sequence[Term]) -> Listed:
    """Put other terms in the place of all."""
    return _next(session, project, actor, lambda _: terms)


def set_rule(
    session: Session, project: Project, actor: User | None, *, least_share: int, sample: int
) -> Listed:
    """Say which share of a term's places shall mean it, and how many places are judged."""
    if not 0 <= least_share <= 100 or not LEAST_SAMPLE <= sample <= LARGEST_SAMPLE:
        raise Refused(
            f"The share is 0 to 100 percent, and {LEAST_SAMPLE} to {LARGEST_SAMPLE} places are judged."
        )
    return _next(session, project, actor, lambda before: before.terms, (least_share, sample))


def _next(
    session: Session,
    project: Project,
    actor: User | None,
    terms_after: Callable[[Listed], Sequence[Term]],
    rule: tuple[int, int] | None = None,
) -> Listed:
    """Keep the next version of the list, if anything differs from the newest.

    Raises:
        InvalidTerm: two terms have the same form, or there are too many.
        Refused: a term is gone, or suggests what the codebook has not.
    """
    locks.hold(session, f"terms {project.id}")
    row, book = instrument(session, project)
    before = newest(session, project)
    least_share, sample = rule or (before.least_share, before.sample)
    terms = tuple(terms_after(before))
    check_terms(terms)
    known = set(before.terms)
    for term in terms:
        # What was in the list stays, also if its label is gone since: that is told with it.
        if term not in known and (fault := unusable(term, book)):
            raise Refused(f"“{term.name}”: {fault}.")
    after = Listed(before.number + 1, terms, least_share, sample)
    if (before.terms, before.least_share, before.sample) == (terms, least_share, sample):
        return before
    session.add(
        TermList(
            project_id=project.id,
            codebook_id=row.id,
            number=after.number,
            terms=[term.to_dict() for term in terms],
            least_share=least_share,
            sample=sample,
            made_by=actor.id if actor else None,
            made_at=now(),
        )
    )
    session.flush()
    told = {"version": after.number, "terms": len(terms), "least_share": least_share, "sample": sample}
    activity.record(session, actor, "terms.changed", f"project {project.id}", project, **told)
    return after
