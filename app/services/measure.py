"""How far the annotators of a round agree: remembered, kept, computed at once, or computed by a job."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from sqlalchemy.orm import Session

from annotations.agreement.intervals import Plan
from annotations.agreement.report import (
    EVENT,
    OUTLET,
    OVERALL,
    PAIR,
    WEEK,
    Report,
    Wanted,
    agreement_report,
)
from annotations.agreement.report.build import Mapped
from annotations.agreement.report_json import UnreadableReport, from_json, to_json
from annotations.codebook import Codebook
from annotations.reliability import Coding, Dropped
from app.db import Database
from app.models import Job, Round
from app.services import frozen, jobs, kept
from app.services.codings import Standing, codings, standing
from app.services.frozen import Kept
from app.services.jobs import Order, Step
from app.services.refused import Refused

KIND = "agreement"
REPLICATES = 1_000
MAX_ROWS = 50_000
# Counted up whenever the same data shall give another report, so that no kept one is taken for it.
EDITION = 2
# Rounds that weigh more are measured by a job; about what a request can do in two seconds.
HEAVY = 20_000
GOLD = "annotations of gold articles, which measure annotators against a key"

# By everything that a report depends on, so that no change of the data can make one wrong.
_recent: Kept[Report] = Kept(MAX_ROWS)


@dataclass(frozen=True)
class Measured:
    """What there is of a round's report: itself, or the job that is to find it."""

    key: str
    report: Report | None
    job: Job | None = None


def round_report(
    session: Session,
    round_: Round,
    *,
    seed: int | None = None,
    replicates: int = REPLICATES,
    wanted: Wanted | None = None,
) -> Report:
    """Return the agreement report of a round, however long it takes to compute.

    With a `seed` intervals are drawn by a bootstrap, else they are those of the jackknife. `wanted` says
    otherwise what it holds. A report is remembered until something it depends on changes.
    """
    stands = standing(session, round_)
    wanted = wanted or wanted_for(round_, stands)
    if seed is not None:
        wanted = replace(wanted, plan=Plan("percentile", seed=seed, replicates=replicates))
    key = report_key(round_, stands, wanted)
    found = _found(session, key)
    if found is None:
        given, codebook = codings(session, round_, stands, words=True), _codebook(session, round_)
        found = _remembered(key, _measured(given, codebook, wanted, gold=stands.gold))
    return found


def look(session: Session, round_: Round, stands: Standing) -> Measured:
    """Return the report of a round if it is at hand or can be had at once; else how its job stands."""
    key = report_key(round_, stands, wanted_for(round_, stands))
    report = _found(session, key)
    if report is None and weight(stands, _codebook(session, round_)) <= HEAVY:
        return Measured(key, round_report(session, round_))
    return Measured(key, report, None if report else jobs.newest(session, key))


def order(session: Session, round_: Round) -> Order:
    """Return what a job has to do to measure the round as it stands."""
    stands = standing(session, round_)
    key = report_key(round_, stands, wanted_for(round_, stands))
    return Order(KIND, key, round_.project_id, round_.id)


def work(database: Database, order: Order, step: Step, run: Mapped) -> str:
    """Measure a round, in a worker; the data are read first, so that no transaction stays open.

    `run` spreads the tasks of the report over whoever is there to compute.
    """
    step(0, 0, "Reading the annotations")
    with database.reading() as session:
        round_ = session.get_one(Round, order.round_id)
        stands = standing(session, round_)
        wanted = wanted_for(round_, stands)
        if report_key(round_, stands, wanted) != order.key:
            raise Refused("The annotations changed before they were measured. Start again.")
        given, codebook = codings(session, round_, stands, words=True), _codebook(session, round_)

    def tell(done: int, total: int, what: str) -> None:
        step(done, total, f"Measuring {what}" if what else "Writing the report")

    return to_json(_measured(given, codebook, wanted, tell, run, gold=stands.gold))


def wanted_for(round_: Round, stands: Standing) -> Wanted:
    """Return what the report of a round holds: the parts of it of which there are several."""
    several = {
        OVERALL: True,
        PAIR: True,
        OUTLET: len({row[3] for row in stands.articles}) > 1,
        EVENT: len({row[1] for row in stands.events}) > 1,
        WEEK: len({row[7] for row in stands.assignments if row[7]}) > 1,
    }
    return Wanted(plan=Plan(seed=round_.seed), scopes=tuple(scope for scope, some in several.items() if some))


def report_key(round_: Round, stands: Standing, wanted: Wanted) -> str:
    """Return the digest of everything that a report of the round depends on."""
    told = (EDITION, version("parallax"), stands.fingerprint, round_.codebook.sha256, wanted)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def weight(stands: Standing, codebook: Codebook) -> int:
    """Return how much there is to compute: annotations times what is compared, once in each part."""
    submitted = stands.count("submitted")
    compared = len(codebook.article_questions) + 2 * sum(len(layer.labels) for layer in codebook.layers)
    people = len({row[2] for row in stands.assignments})
    outlets = len({row[3] for row in stands.articles})
    return (submitted + 20) * compared + 20 * compared * (outlets + people * (people - 1) // 2)


def _found(session: Session, key: str) -> Report | None:
    report = _recent.get(key)
    if report is not None:
        return report
    text = kept.kept(session, key)
    if text is None:
        return None
    try:
        return _remembered(key, from_json(text))
    except UnreadableReport:
        return None


def _remembered(key: str, report: Report) -> Report:
    _recent.put(key, report, len(report.rows) + 1)
    return report


def _measured(
    given: Sequence[Coding],
    codebook: Codebook,
    wanted: Wanted,
    tell: Step | None = None,
    run: Mapped = map,
    *,
    gold: int = 0,
) -> Report:
    told = agreement_report(
        given, codebook, wanted, software_version=version("parallax"), progress=tell, run=run
    )
    return replace(told, dropped=(*told.dropped, Dropped(GOLD, gold))) if gold else told


def _codebook(session: Session, round_: Round) -> Codebook:
    return frozen.codebook(session.connection(), round_.codebook_id, round_.codebook.sha256)
