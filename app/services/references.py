"""Lists of scores that somebody else made: imported as CSV, compared with the project's own ratings."""

import csv
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from annotations.metadata import check_date
from annotations.references import Gap, RankCorrelation, gaps, host_of, matched, rank_correlation
from annotations.text import decode
from annotations.wellformed import text_fault
from app.clock import now
from app.models import Outlet, Project, ReferenceList, ReferenceScore, User
from app.services import activity, rated
from app.services.refused import Refused

LARGEST = 20_000_000
MOST_ROWS = 200_000
MOST_FAULTS = 20


@dataclass(frozen=True)
class About:
    """What is kept of a list beside its scores."""

    name: str
    source: str
    dated: str
    licence: str


@dataclass(frozen=True)
class Compared:
    """A list beside the project's newest scores: which outlets are on it, how far the orders agree."""

    correlation: RankCorrelation
    gaps: tuple[Gap, ...]
    listed: Mapping[str, tuple[str, float]]  # outlet -> domain on the list, score there
    unlisted: tuple[str, ...]
    unscored: tuple[str, ...]  # on the list, but without a score of ours


class BadRows(Refused):
    """Rows of a file that cannot be read; ``faults`` names each with its reason."""

    def __init__(self, faults: Sequence[str], more: int = 0) -> None:
        said = list(faults) + ([f"and {more:,} more rows"] if more else [])
        super().__init__("Nothing was imported. " + "; ".join(said) + ".")
        self.faults = tuple(faults)


def add(session: Session, project: Project, actor: User | None, about: About, raw: bytes) -> ReferenceList:
    """Import a list, all of it or nothing."""
    _check(session, project, about)
    scores = read(raw)
    made = ReferenceList(
        project_id=project.id,
        name=about.name,
        source=about.source,
        dated=about.dated,
        licence=about.licence,
        imported_by=actor.id if actor else None,
        imported_at=now(),
    )
    session.add(made)
    session.flush()
    rows = [{"list_id": made.id, "domain": domain, "score": score} for domain, score in scores.items()]
    for start in range(0, len(rows), 5_000):
        session.execute(insert(ReferenceScore), rows[start : start + 5_000])
    detail = {"name": about.name, "rows": len(rows)}
    activity.record(session, actor, "reference.imported", f"reference list {made.id}", project, **detail)
    return made


def withdraw(session: Session, row: ReferenceList, project: Project, actor: User | None) -> None:
    """Set a list aside, or take it up again; it is kept either way."""
    row.withdrawn_at = None if row.withdrawn_at else now()
    verb = "reference.set aside" if row.withdrawn_at else "reference.taken up"
    activity.record(session, actor, verb, f"reference list {row.id}", project, name=row.name)


def _check(session: Session, project: Project, about: About) -> None:
    check_date(about.dated)
    for what, words in (("name", about.name), ("source", about.source), ("licence", about.licence)):
        if not words:
            raise Refused(f"Enter the {what} of the list.")
        if fault := text_fault(words, 2_000):
            raise Refused(f"The {what} {fault}.")
    taken = select(ReferenceList.id).where(
        ReferenceList.project_id == project.id, ReferenceList.name == about.name
    )
    if session.scalar(taken) is not None:
        raise Refused(f"There is a list called {about.name!r} already.")


def read(raw: bytes) -> dict[str, float]:
    """Return domain -> score of a CSV with these two columns, or raise BadRows."""
    if len(raw) > LARGEST:
        raise Refused(f"A list has at most {LARGEST:,} bytes.")
    found: dict[str, float] = {}
    faults = []
    for line, cells in _rows(decode(raw).text):
        domain, fault = _row(cells, found)
        if fault:
            faults.append(f"line {line}: {fault}")
        else:
            found[domain] = float(cells["score"])
    if faults:
        raise BadRows(faults[:MOST_FAULTS], max(0, len(faults) - MOST_FAULTS))
    if not found:
        raise Refused("The file holds no rows. It needs the columns domain and score.")
    return found


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep="):
        text = rest
        first = text.partition("\n")[0]
    delimiter = next((one for one in ("\t", ";") if one in first and "," not in first), ",")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        names = [name.strip().lower() for name in next(reader, [])]
        for needed in ("domain", "score"):
            if names.count(needed) != 1:
                raise Refused(
                    f"The file needs one column called {needed}; it has {', '.join(names)[:200] or 'none'}."
                )
        rows = [(reader.line_num, dict(zip(names, cells, strict=False))) for cells in reader if any(cells)]
    except csv.Error as error:
        raise Refused(f"This is not a CSV table: {error}.") from None
    if len(rows) > MOST_ROWS:
        raise Refused(f"A list has at most {MOST_ROWS:,} rows.")
    return rows


def _row(cells: Mapping[str, str], found: Mapping[str, float]) -> tuple[str, str]:
    """Return the domain of a row, and what is wrong with the row."""
    written = cells.get("domain", "").strip()
    domain = host_of(written)
    if not domain:
        return "", f"{written[:80]!r} is no domain" if written else "there is no domain"
    if domain in found:
        return domain, f"{domain} is there twice"
    try:
        score = float(cells.get("score", ""))
    except ValueError:
        return domain, f"{domain} has no number as its score"
    return domain, "" if math.isfinite(score) else f"{domain} has no number as its score"


def listed(session: Session, project: Project) -> list[tuple[ReferenceList, int]]:
    """Return the lists of the project with how many domains each has, the newest first."""
    query = (
        select(ReferenceList, func.count(ReferenceScore.id))
        .outerjoin(ReferenceScore, ReferenceScore.list_id == ReferenceList.id)
        .where(ReferenceList.project_id == project.id)
        .group_by(ReferenceList.id)
        .order_by(ReferenceList.id.desc())
    )
    return [(row, count) for row, count in session.execute(query)]


def compare(session: Session, project: Project, row: ReferenceList) -> Compared:
    """Set the list beside the newest score of each outlet."""
    outlets = session.scalars(
        select(Outlet).where(Outlet.project_id == project.id).order_by(Outlet.name)
    ).all()
    theirs = _scores(session, row, [host_of(outlet.url) for outlet in outlets])
    newest = rated.newest_scores(rated.every(session, project))
    found, both = {}, {}
    for outlet in outlets:
        domain = matched(host_of(outlet.url), theirs)
        if domain:
            found[outlet.name] = (domain, theirs[domain])
            score = newest[outlet.id][1].value if outlet.id in newest else None
            if score is not None:
                both[outlet.name] = (score, theirs[domain])
    correlation = rank_correlation([ours for ours, _ in both.values()], [there for _, there in both.values()])
    return Compared(
        correlation,
        gaps(both) if both else (),
        found,
        tuple(outlet.name for outlet in outlets if outlet.name not in found),
        tuple(name for name in found if name not in both),
    )


def _scores(session: Session, row: ReferenceList, hosts: Sequence[str]) -> dict[str, float]:
    """Return the scores of every domain that one of the hosts is or belongs to."""
    wanted = {
        ".".join(labels[i:]) for labels in (host.split(".") for host in hosts) for i in range(len(labels))
    }
    found: dict[str, float] = {}
    names = sorted(wanted - {""})
    for start in range(0, len(names), 500):
        query = select(ReferenceScore.domain, ReferenceScore.score).where(
            ReferenceScore.list_id == row.id, ReferenceScore.domain.in_(names[start : start + 500])
        )
        found.update({domain: score for domain, score in session.execute(query)})
    return found
