"""Drift: how far annotators agree with themselves, from articles of a round that they coded again unseen."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from annotations.drift import ANNOTATOR, APART, OVERALL, WEEK, DriftRow, Twice, drift
from annotations.reliability import ANY_LABEL, Coding
from app.models import RECODES_UNSEEN, AnnotationHead, Assignment, Round, RoundTie
from app.services import codebooks, naming, pictured
from app.services.codings import codings, standing
from app.services.frozen import Kept
from app.services.study import Subject
from exports.csv_safe import shield

EDITION = 1
PICTURED = ("answer", "present in the article")
_recent: Kept[tuple[DriftRow, ...]] = Kept(50_000)


@dataclass(frozen=True)
class Line:
    """One thing that was compared in one scope: its percent agreement and its alpha."""

    subject: Subject
    name: str
    percent: DriftRow
    alpha: DriftRow


@dataclass(frozen=True)
class Drift:
    """The rows of a round, and how many articles were coded again in how many rounds."""

    rows: tuple[DriftRow, ...]
    pairs: int
    rounds: int
    codebook: Any

    def lines(self, scope: str, group: tuple[str, ...] | None = None) -> list[Line]:
        """Return what was compared in a scope, in the order of the codebook."""
        chosen = [row for row in self.rows if row.scope == scope and group in (None, row.group)]
        return [
            Line(_subject(one), self._name(one), one, other)
            for one, other in zip(chosen[::2], chosen[1::2], strict=True)
        ]

    def groups(self, scope: str) -> list[tuple[str, ...]]:
        """Return the parts of a scope: people, classes of weeks, weeks."""
        return list(dict.fromkeys(row.group for row in self.rows if row.scope == scope))

    def grid(self, scope: str) -> dict[tuple[str, ...], dict[Subject, Line]]:
        """Return for each part of a scope what was compared in it."""
        return {
            group: {line.subject: line for line in self.lines(scope, group)} for group in self.groups(scope)
        }

    def points(self) -> list[dict[str, str | float | None]]:
        """Return the alphas of every person as a picture wants them: a panel for each thing compared."""
        return [
            {
                "panel": line.name,
                "name": group[0],
                "kind": "with oneself",
                "value": line.alpha.agreement.value,
                "low": line.alpha.agreement.low,
                "high": line.alpha.agreement.high,
                "told": pictured.of_alpha(line.name, group[0], line.alpha.agreement),
            }
            for subject in dict.fromkeys(line.subject for line in self.lines(OVERALL))
            if subject.question in PICTURED and subject.label != ANY_LABEL
            for group, lines in self.grid(ANNOTATOR).items()
            if (line := lines.get(subject))
        ]

    def _name(self, row: DriftRow) -> str:
        name = naming.subject_name(self.codebook, Subject("", row.variable, row.label))
        return f"{name}, same place" if row.question == "characters" else name


def look(session: Session, round_: Round, *, so_far: bool) -> Drift:
    """Return how far the annotators of a round agree with themselves.

    Rounds that recode it and are still blind count only where its plan lets managers see figures, ``so_far``.
    """
    again = [one for one in _companions(session, round_) if one.shows_results or so_far]
    codebook = codebooks.parsed(round_.codebook)
    known = _pairs(session, round_, again)
    key = _key(session, round_, again, known)
    rows = _recent.get(key)
    if rows is None:
        rows = drift(list(_twice(session, round_, again, known)), codebook) if known else ()
        _recent.put(key, rows, len(rows) + 1)
    told = rows if round_.shows_results else tuple(map(_without_values, rows))
    return Drift(told, len(known), len(again), codebook)


def _without_values(row: DriftRow) -> DriftRow:
    """Return the row of a round that is still blind: why alpha is undefined would name what was said."""
    found = row.agreement
    return replace(
        row, agreement=replace(found, reason=found.reason.partition(":")[0], note="", prevalence=())
    )


def _companions(session: Session, round_: Round) -> Sequence[Round]:
    query = (
        select(Round)
        .join(RoundTie, RoundTie.round_id == Round.id)
        .where(RoundTie.other_id == round_.id, RoundTie.kind == RECODES_UNSEEN)
    )
    return session.scalars(query.order_by(Round.id)).all()


def _pairs(session: Session, round_: Round, again: Sequence[Round]) -> list[tuple[Any, ...]]:
    """Return both assignments of whatever is submitted twice, with their heads' hashes and moments."""
    second, head, its = aliased(Assignment), aliased(AnnotationHead), aliased(AnnotationHead)
    same = and_(second.article_id == Assignment.article_id, second.annotator_id == Assignment.annotator_id)
    query = (
        select(Assignment.id, second.id, head.head_hash, its.head_hash, head.submitted_at, its.submitted_at)
        .join(second, same)
        .join(head, head.assignment_id == Assignment.id)
        .join(its, its.assignment_id == second.id)
        .where(
            Assignment.round_id == round_.id,
            second.round_id.in_([one.id for one in again]),
            head.state == "submitted",
            its.state == "submitted",
        )
        .order_by(second.id)
    )
    return [tuple(row) for row in session.execute(query)]


def _key(session: Session, round_: Round, again: Sequence[Round], known: Sequence[Any]) -> str:
    # How the companions stand holds the zones and names of all articles that are compared.
    stands = [standing(session, one).fingerprint for one in again]
    told = (EDITION, version("parallax"), round_.codebook.sha256, stands, [row[:4] for row in known])
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _twice(
    session: Session, round_: Round, again: Sequence[Round], known: Sequence[tuple[Any, ...]]
) -> Iterator[Twice]:
    said: dict[int, Coding] = {}
    for one in (round_, *again):
        stands = standing(session, one)
        given = codings(session, one, stands)
        said |= {row[0]: coding for row, coding in zip(stands.assignments, given, strict=True)}
    for first, second, _, _, before, after in known:
        yield Twice(said[first], said[second], max(0, (after - before).days))


def _subject(row: DriftRow) -> Subject:
    return Subject(row.question, row.variable, row.label)


COLUMNS = (
    *("codebook_version", "codebook_version_again", "scope", "annotator", "weeks_apart", "week", "question"),
    *("variable", "label", "coefficient", "level", "value", "reason", "low", "high", "articles", "units"),
)


def write_csv(found: Drift) -> bytes:
    """Return every row as CSV, safe for spreadsheets; what is undefined has no value and a reason."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in found.rows:
        writer.writerow([shield(cell) if isinstance(cell, str) else cell for cell in _cells(row)])
    return out.getvalue().encode()


def _cells(row: DriftRow) -> Iterable[Any]:
    one, group = row.agreement, row.group
    person = group[0] if row.scope.startswith(ANNOTATOR) else ""
    lapse = group[0] if row.scope == APART else ""
    week = group[-1] if row.scope.endswith(WEEK) else ""
    yield from (*row.versions, row.scope, person, lapse, week, row.question, row.variable, row.label)
    yield from (one.title, one.level, one.value, one.reason, one.low, one.high, one.clusters, one.units)
