"""Recoding: a closed round given to its annotators again, where a newer codebook touches what they said.

The originals stay as they are, under their version. Each new assignment begins with its annotator's own
earlier state as a draft, carried over as a change like any other.
"""

import hashlib
import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from annotations.annotation import Annotation
from annotations.codebook import Codebook
from annotations.codebook_comparison import Difference, compare
from annotations.codebook_entries import HEAD, by_path
from annotations.recoding import carried, touched
from app.clock import now
from app.models import RECODES, Assignment, CodebookVersion, Project, Round, RoundTie, User
from app.services import activity, annotation_state, codebook_usage, codebooks, round_plans, saving
from app.services.refused import Refused
from app.services.saving import MAX_OPERATIONS, Change


@dataclass(frozen=True)
class Share:
    """What one annotator would recode; nothing is made for somebody who does not annotate any more."""

    user: User
    articles: int
    judgements: int
    can_recode: bool


@dataclass(frozen=True)
class Recoding:
    """A round that would recode another one: what is touched, and who would recode how much."""

    source: Round
    version: CodebookVersion
    entries: tuple[str, ...]
    shares: Sequence[Share]
    assignments: Sequence[Assignment]  # of the source, whose annotators can recode them

    @property
    def name(self) -> str:
        """What the round would be called."""
        tail = f", recoded under {self.version.version}"[: round_plans.MAX_NAME // 2]
        return self.source.name[: round_plans.MAX_NAME - len(tail)] + tail

    @property
    def digest(self) -> str:
        """Return a name of exactly this, to notice that another one would be made by now."""
        told = (self.version.id, self.entries, [one.id for one in self.assignments])
        return hashlib.sha256(repr(told).encode()).hexdigest()


def later_versions(session: Session, source: Round) -> list[CodebookVersion]:
    """Return the frozen versions after the one that the round was coded by, the newest first."""
    project, number = source.project, source.codebook.number
    return [one for one in codebooks.versions(session, project) if one.is_frozen and one.number > number]


def reasons(source: Round, version: CodebookVersion) -> dict[str, list[Difference]]:
    """Return why something may have to be recoded: differences that matter, by the entries they are about.

    What is new was used by nobody, so it is not among them.
    """
    old = codebooks.parsed(source.codebook)
    known = by_path(old)
    differences = compare(old, codebooks.parsed(version))
    found = [one for one in differences if one.matters and one.entry in known and one.entry != HEAD]
    found = [one for one in found if known[one.entry].kind != "outlet question"]
    return {
        entry: [one for one in found if one.entry == entry] for entry in {one.entry: None for one in found}
    }


def plan(session: Session, source: Round, version: CodebookVersion, entries: Sequence[str]) -> Recoding:
    """Return who would recode what; nothing is stored.

    Raises:
        Refused: the round is not closed, was recoded under the version already, or nothing is touched.
    """
    _check(session, source, version)
    wanted = tuple(entry for entry in reasons(source, version) if entry in set(entries))
    touch = touched(codebooks.parsed(source.codebook), wanted)
    counts = codebook_usage.judged(session, source, touch).assignments
    query = (
        select(Assignment)
        .where(Assignment.round_id == source.id)
        .options(joinedload(Assignment.annotator, innerjoin=True))
        .order_by(Assignment.annotator_id, Assignment.position)
    )
    rows = [one for one in session.scalars(query) if counts[one.id]]
    if not rows:
        raise Refused(
            "Nobody used what is ticked in a submitted annotation of this round; nothing to recode."
        )
    possible = {member.user_id for member in round_plans.possible_annotators(session, source.project)}
    return Recoding(
        source,
        version,
        wanted,
        _shares(rows, counts, possible),
        [one for one in rows if one.annotator_id in possible],
    )


def _shares(rows: Sequence[Assignment], counts: Mapping[int, int], possible: set[int]) -> list[Share]:
    found = []
    for user, owed in groupby(rows, key=lambda one: one.annotator):
        ids = [one.id for one in owed]
        found.append(Share(user, len(ids), sum(counts[key] for key in ids), user.id in possible))
    return sorted(found, key=lambda share: (share.user.name, share.user.id))


def make(session: Session, project: Project, planned: Recoding, actor: User) -> Round:
    """Make the round, open it, and let every assignment begin with what its annotator said before."""
    source = planned.source
    if not planned.assignments:
        raise Refused("None of those who would recode annotates in this project any more.")
    known = select(Round.id).where(Round.project_id == project.id, Round.name == planned.name)
    if session.scalar(known) is not None:
        raise Refused(f"There is a round “{planned.name}” in this project already.")
    made = _new_round(session, planned, actor)
    session.add(RoundTie(round_id=made.id, other_id=source.id, kind=RECODES))
    begun = _begin(session, made, planned, actor)
    said = {"name": made.name, "source": source.id, "version": planned.version.version, "assignments": begun}
    activity.record(session, actor, "round.recoding", f"round {made.id}", project, **said)
    session.flush()
    return made


def _new_round(session: Session, planned: Recoding, actor: User) -> Round:
    """Add a round like its source, but without a time after which work is released: all of it has begun."""
    source = planned.source
    made = Round(
        project_id=source.project_id,
        codebook_id=planned.version.id,
        name=planned.name,
        phase=source.phase,
        blind=source.blind,
        per_article=None,
        seed=source.seed,
        plan={"recoded": list(planned.entries)},
        outlet_masked=source.outlet_masked,
        shows_reliability=source.shows_reliability,
        created_by=actor.id,
        created_at=now(),
        opened_at=now(),
    )
    session.add(made)
    session.flush()
    return made


def _begin(session: Session, made: Round, planned: Recoding, actor: User) -> int:
    """Give each annotator their articles in the order they had, each with its earlier state as a draft."""
    codebook = codebooks.parsed(planned.version)
    places: Counter[int] = Counter()
    for earlier in planned.assignments:
        places[earlier.annotator_id] += 1
        owed = Assignment(
            round_id=made.id,
            article_id=earlier.article_id,
            annotator_id=earlier.annotator_id,
            position=places[earlier.annotator_id],
            gold=earlier.gold,
        )
        session.add(owed)
        session.flush()
        _carry(session, owed, annotation_state.load(session, earlier.id).annotation, codebook, actor)
    return places.total()


def _carry(session: Session, owed: Assignment, said: Annotation, codebook: Codebook, actor: User) -> None:
    operations = carried(said, codebook)
    for version, first in enumerate(range(0, len(operations), MAX_OPERATIONS)):
        part = operations[first : first + MAX_OPERATIONS]
        change = Change(version, f"recode-{uuid.uuid4()}", saving.written(now()), part)
        saving.append(session, actor.id, owed.id, change)


def _check(session: Session, source: Round, version: CodebookVersion) -> None:
    if source.state != "closed":
        raise Refused(
            f"The round “{source.name}” is {source.state}; what is touched is counted once it is closed."
        )
    if version not in later_versions(session, source):
        raise Refused("A round is recoded under a frozen version that is newer than its own.")
    again = (
        select(func.count())
        .select_from(RoundTie)
        .join(Round, Round.id == RoundTie.round_id)
        .where(RoundTie.other_id == source.id, RoundTie.kind == RECODES, Round.codebook_id == version.id)
    )
    if session.scalar(again):
        raise Refused(f"The round “{source.name}” is recoded under version {version.version} already.")
