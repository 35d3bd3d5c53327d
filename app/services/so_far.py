"""How reliable a round's work is so far: a few figures for its manager, and nothing of what they are made of.

Neither a pair nor an annotator nor a label has a figure of its own, and no value is named: whoever leads an
open round shall see whether to go on, and not whom to correct.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version

from sqlalchemy.orm import Session

from annotations.agreement.alpha import ALPHA
from annotations.agreement.intervals import Plan
from annotations.agreement.measure import measure
from annotations.codebook import Codebook
from annotations.reliability import ANY_LABEL, Coding, ReliabilityData, tabulate
from annotations.reliability.questions import question_data
from annotations.reliability.spans import character_data, mark_table
from app.db import Database
from app.models import Job, Round
from app.services import codebooks, jobs, kept, naming
from app.services.codings import Standing, codings, standing
from app.services.frozen import Kept
from app.services.jobs import Order, Step
from app.services.refused import Refused
from app.services.study import Subject

KIND = "so far"
EDITION = 1
# Annotations times what is compared; rounds that weigh more are measured by a job.
HEAVY = 10_000
LEAST = 2  # annotators who submitted an article, or it says nothing about agreement


@dataclass(frozen=True)
class Figure:
    """Alpha of one question, or of the marks of one layer, with how much it rests on."""

    name: str
    of: str
    value: float | None
    low: float | None
    high: float | None
    reason: str
    articles: int


@dataclass(frozen=True)
class SoFar:
    """The figures of a round as it stands."""

    articles: int
    annotations: int
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Known:
    """The figures if they are at hand or can be had at once; else how their job stands."""

    found: SoFar | None
    job: Job | None = None


_recent: Kept[SoFar] = Kept(1_000)


def look(session: Session, round_: Round) -> Known:
    """Return the figures of a round as it stands; computed at most once for each state of it."""
    stands, codebook = standing(session, round_), codebooks.parsed(round_.codebook)
    key = _key(round_, stands)
    found = _recent.get(key)
    if found is None and (text := kept.kept(session, key)):
        found = _remembered(key, _read(text))
    if found is None and _weight(stands, codebook) <= HEAVY:
        found = _remembered(key, measured(codings(session, round_, stands), codebook))
    return Known(found, None if found else jobs.newest(session, key))


def order(session: Session, round_: Round) -> Order:
    """Return what a job has to do to find the figures of the round as it stands."""
    return Order(KIND, _key(round_, standing(session, round_)), round_.project_id, round_.id)


def work(database: Database, order: Order, step: Step, run: object) -> str:
    """Find the figures of a round, in a worker."""
    step(0, 0, "Reading the annotations")
    with database.reading() as session:
        round_ = session.get_one(Round, order.round_id)
        stands, codebook = standing(session, round_), codebooks.parsed(round_.codebook)
        if _key(round_, stands) != order.key:
            raise Refused("The annotations changed before they were measured. Start again.")
        given = codings(session, round_, stands)
    step(0, 0, "Measuring")
    return json.dumps(asdict(measured(given, codebook)))


def measured(given: Sequence[Coding], codebook: Codebook) -> SoFar:
    """Return the figures of the articles that at least two annotators submitted."""
    submitted = [coding for coding in given if coding.annotation.submitted]
    people = Counter(coding.article for coding in submitted)
    chosen = [coding for coding in submitted if people[coding.article] >= LEAST]
    figures = tuple(_figure(codebook, data, of) for data, of in _compared(chosen, codebook)) if chosen else ()
    return SoFar(len({coding.article for coding in chosen}), len(chosen), figures)


def _compared(chosen: Sequence[Coding], codebook: Codebook) -> Iterator[tuple[ReliabilityData, str]]:
    table = tabulate(chosen)
    for data in question_data(table, codebook):
        if not data.label:
            yield data, "question about the article"
    for data in character_data(table, mark_table(table, codebook), codebook):
        if data.label == ANY_LABEL:
            yield data, "characters marked, with any label"


def _figure(codebook: Codebook, data: ReliabilityData, of: str) -> Figure:
    (alpha,) = measure(data, (ALPHA[data.level],), Plan())
    doubt = alpha.interval.reason if alpha.interval else ""
    name = naming.subject_name(codebook, Subject("", data.variable, data.label))
    # What follows the colon would name the value that everybody gave.
    reason = alpha.reason.partition(":")[0] or doubt
    return Figure(name, of, alpha.value, alpha.low, alpha.high, reason, alpha.clusters)


def _key(round_: Round, stands: Standing) -> str:
    told = (KIND, EDITION, version("parallax"), stands.fingerprint, round_.codebook.sha256)
    return hashlib.sha256(repr(told).encode()).hexdigest()


def _weight(stands: Standing, codebook: Codebook) -> int:
    compared = len(codebook.article_questions) + sum(len(layer.labels) for layer in codebook.layers)
    return stands.count("submitted") * compared


def _read(text: str) -> SoFar:
    told = json.loads(text)
    return SoFar(told["articles"], told["annotations"], tuple(Figure(**one) for one in told["figures"]))


def _remembered(key: str, found: SoFar) -> SoFar:
    _recent.put(key, found, 1)
    return found
