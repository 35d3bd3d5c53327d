"""Framing profiles of a project: what is asked for, counted at once or by a job, and measured."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from sqlalchemy.orm import Session

from annotations.codebook import Layer
from annotations.framing import (
    COPIES,
    EACH,
    MENTIONS,
    UNITS,
    WORDS,
    Counts,
    Observed,
    Selection,
    UnreadableCounts,
    observe,
)
from annotations.framing.counts import CODED_ZONES
from annotations.variables import Variable
from annotations.zones import ZONE_KINDS
from app.db import Database
from app.models import Job, Project
from app.services import compared, framing_copies, framing_counts, framing_mentions, jobs, kept
from app.services.compared import ADJUDICATED, EVERYBODY, Choice
from app.services.frozen import Kept
from app.services.jobs import Order, Step
from app.services.refused import Refused

KIND = "framing"
# Counted up whenever the same data shall give other counts, so that no kept ones are taken for them.
EDITION = 2
# More submitted annotations are counted by a job; about what a request can do in two seconds.
HEAVY = {EVERYBODY: 4_000, ADJUDICATED: 1_000}
MAX_ROWS = 5_000_000
VALENCES: Mapping[str, float] = {"neg": -1.0, "neu": 0.0, "pos": 1.0}
ALL_ZONES = "any"

_recent: Kept[Counts] = Kept(MAX_ROWS)
_seen: Kept[Observed] = Kept(MAX_ROWS)


@dataclass(frozen=True)
class Asked:
    """What a page or a command wants to see; empty means all or the usual."""

    rounds: tuple[int, ...] = ()
    source: str = EVERYBODY
    layer: str = ""
    unit: str = WORDS
    voice: str = ""
    target: str = ""
    zone: str = ""
    terms: str = ""  # what a mention of the target is, between commas
    copies: str = EACH

    @property
    def zones(self) -> tuple[str, ...]:
        """The zones that are counted."""
        if self.zone == ALL_ZONES:
            return ZONE_KINDS
        return (self.zone,) if self.zone in ZONE_KINDS else CODED_ZONES


@dataclass(frozen=True)
class Framing:
    """What there is to show: the counts, or how the job stands that is to find them."""

    asked: Asked
    choice: Choice
    layer: Layer | None = None
    observed: Observed | None = None
    job: Job | None = None
    readings: int = 0
    key: str = ""

    @property
    def is_waiting(self) -> bool:
        """Whether it is too much to be counted while a page waits."""
        return self.layer is not None and self.observed is None

    @property
    def valences(self) -> Mapping[str, float]:
        """The number that each valence of the codebook stands for."""
        return valences_of(self.layer.by_code.get("valence") if self.layer else None)


def look(session: Session, project: Project, asked: Asked, *, wait: bool = False) -> Framing:
    """Return the framing of the chosen rounds; with ``wait`` however long it takes to count.

    Raises:
        Refused: what is asked for does not fit together.
    """
    choice = compared.choose(session, project, asked.rounds, asked.source)
    if choice.codebook is None or not choice.codebook.layers:
        return Framing(asked, choice)
    layer = _layer(choice, asked.layer)
    asked = replace(asked, layer=layer.code, source=choice.source)
    _check(asked, layer)
    key = _key(framing_counts.fingerprint(session, choice, layer.code))
    counts, readings = _found(session, key), framing_counts.readings(session, choice)
    if counts is None:
        if not wait and readings > HEAVY[choice.source]:
            return Framing(asked, choice, layer, job=jobs.newest(session, key), readings=readings, key=key)
        counts = _remembered(key, framing_counts.count(session, choice, layer.code))
    near = framing_copies.grouped(session, project, choice) if asked.copies != EACH else framing_copies.NONE
    mentions: Sequence[int] = ()
    if asked.unit == MENTIONS:
        mentions = framing_mentions.count(
            session, choice, key, asked.terms, asked.zones, articles=None if wait else len(counts.articles)
        )
    observed = _observed(key, asked, counts, mentions, near)
    return Framing(asked, choice, layer, observed, readings=readings, key=f"{key} {near.key}")


def _observed(
    key: str, asked: Asked, counts: Counts, mentions: Sequence[int], near: framing_copies.Grouped
) -> Observed:
    selection = Selection(asked.unit, asked.voice, asked.target, asked.zones, asked.copies)
    told = (key, selection, tuple(mentions), near.key)
    seen = _seen.get(told)
    if seen is None:
        seen = observe(counts, selection, mentions, near.groups)
        _seen.put(told, seen, seen.y.size + 1)
    return seen


def order(found: Framing, project: Project) -> Order:
    """Return what a job has to do to count what a page could not."""
    options = {"rounds": found.choice.ids, "source": found.choice.source, "layer": found.asked.layer}
    return Order(KIND, found.key, project.id, None, options)


def work(database: Database, order: Order, step: Step, _run: object) -> str:
    """Count the marks of large rounds, in a worker."""
    step(0, 0, "Counting marks and words")
    with database.reading() as session:
        project = session.get_one(Project, order.project_id)
        options = order.options
        choice = compared.choose(session, project, options["rounds"], options["source"])
        key = _key(framing_counts.fingerprint(session, choice, options["layer"])) if choice.rounds else ""
        if key != order.key:
            raise Refused("The annotations changed before they were counted. Start again.")
        return framing_counts.count(session, choice, options["layer"]).to_text()


def valences_of(variable: Variable | None) -> Mapping[str, float]:
    """Return the number of each valence: -1, 0 and 1, or the steps of a scale; nothing if it has no order."""
    if variable is None:
        return {}
    if variable.kind == "scale" and variable.minimum is not None and variable.maximum is not None:
        steps = range(int(variable.minimum), int(variable.maximum) + 1)
        return {str(step): float(step) for step in steps}
    known = {one.code: VALENCES[one.code] for one in variable.categories if one.code in VALENCES}
    return known if len(known) == len(VALENCES) else {}


def _layer(choice: Choice, wanted: str) -> Layer:
    assert choice.codebook is not None  # noqa: S101  # the caller looked
    layers = choice.codebook.layers
    usual = next((one for one in layers if "voice" in one.by_code or "target" in one.by_code), layers[0])
    found = usual if not wanted else next((one for one in layers if one.code == wanted), None)
    if found is None:
        raise Refused("The codebook of these rounds has no such layer.")
    return found


def _check(asked: Asked, layer: Layer) -> None:
    if asked.unit not in UNITS:
        raise Refused(f"Marks are counted per {', '.join(UNITS[:-1])} or {UNITS[-1]}.")
    if asked.zone not in ("", ALL_ZONES, *ZONE_KINDS):
        raise Refused("There is no such zone.")
    if asked.copies not in COPIES:
        raise Refused(f"Near copies are counted in one of these ways: {', '.join(COPIES)}.")
    for name, value in (("voice", asked.voice), ("target", asked.target)):
        if value and (name not in layer.by_code or value not in layer.by_code[name].by_code):
            raise Refused(f"The codebook of these rounds has no such {name}.")


def _key(fingerprint: str) -> str:
    return f"framing {EDITION} {version('parallax')} {fingerprint}"


def _found(session: Session, key: str) -> Counts | None:
    counts = _recent.get(key)
    if counts is not None:
        return counts
    text = kept.kept(session, key)
    if text is None:
        return None
    try:
        return _remembered(key, Counts.from_text(text))
    except UnreadableCounts:
        return None


def _remembered(key: str, counts: Counts) -> Counts:
    _recent.put(key, counts, counts.weight + 1)
    return counts
