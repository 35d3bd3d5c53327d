"""Same referent, different word: in one event or across all of a project, as tables to page and to keep.

Few articles are compared while a page waits. For many a job counts their marks once, and the page is made of
the counts; the rows of a file are found a few hundred articles at a time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotations.compared import (
    Cell,
    Located,
    Referent,
    Speakers,
    Tally,
    Tallying,
    Wording,
    referents,
    speakers,
)
from annotations.compared.tallies import UnreadableTally
from app.models import Article, Event, Job, Outlet, Project, article_event
from app.services import framed, framing_counts, jobs, kept
from app.services.compared import ADJUDICATED, EVERYBODY, Choice, Narrow
from app.services.framed_rows import Told, marks
from app.services.frozen import Kept
from app.services.jobs import Order

TARGETS_AT_ONCE, OUTLETS_AT_ONCE, WORDINGS_AT_ONCE = 20, 6, 24
KIND = "wordings"
# Counted up whenever the same data shall give another tally.
EDITION = 1
# More submitted annotations, or more marks in them, are counted by a job: about what takes two seconds.
HEAVY = {EVERYBODY: 1_000, ADJUDICATED: 250}
HEAVY_MARKS = 20_000
MAX_ROWS = 500_000
ARTICLES_AT_ONCE = 500

_recent: Kept[Tally] = Kept(MAX_ROWS)


@dataclass(frozen=True)
class Part:
    """A page of rows or columns, counted from 1."""

    number: int
    size: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def here(self) -> slice:
        """Which of all are on the page."""
        return slice((self.number - 1) * self.size, self.number * self.size)


def part(number: int, size: int, total: int) -> Part:
    """Return the page of this number, or the nearest that there is."""
    last = max(1, -(-total // size))
    return Part(min(max(1, number), last), size, total)


@dataclass(frozen=True)
class Place:
    """An article that a place leads to: how people call it, and an event with which it is shown."""

    called: str
    event_id: int


@dataclass(frozen=True)
class Compared:
    """What was counted in the articles of one event or of all, or how the job stands that is to count it."""

    choice: Choice
    narrow: Narrow
    event: Event | None
    tally: Tally | None = None
    job: Job | None = None
    readings: int = 0
    key: str = ""

    @property
    def outlets(self) -> list[str]:
        """All outlets of the articles, also those in which nothing was found; "" for articles without one."""
        return list(self.tally.outlets) if self.tally else []

    @property
    def cells(self) -> list[Cell]:
        """The counts that are looked at."""
        return self.narrow.cells(self.tally.cells) if self.tally else []

    @property
    def most(self) -> int:
        """How many wordings of a target and outlet are shown: those that are surely the most frequent."""
        return min(WORDINGS_AT_ONCE, self.tally.most) if self.tally else 0

    def rows(self, split: str) -> tuple[Referent, ...]:
        """Return the targets with the counts of each outlet."""
        return referents(self.cells, split)

    def speakers(self) -> Speakers:
        """Return who speaks in each outlet."""
        return speakers(self.cells)


def look(
    session: Session, project: Project, choice: Choice, narrow: Narrow, event: Event | None = None
) -> Compared:
    """Return what was found in the articles of an event, or of all events of the project."""
    of_articles = _articles(project, event)
    readings = framing_counts.readings(session, choice, of_articles) if choice.rounds else 0
    if readings <= HEAVY[choice.source] and marks(session, choice, of_articles) <= HEAVY_MARKS:
        found = framed.read(session, choice, of_articles)
        made = Tallying()
        count(made, found.articles, found.located)
        return Compared(choice, narrow, event, made.tally(), readings=readings)
    key = key_of(session, choice, event)
    known = _found(session, key)
    job = jobs.newest(session, key) if known is None else None
    return Compared(choice, narrow, event, known, job, readings, key)


def count(made: Tallying, articles: Mapping[int, Told], located: Sequence[Located]) -> None:
    """Put articles and what was found in them into a tally."""
    for one in articles.values():
        made.article(one.outlet, one.annotators)
    for each in located:
        made.add(each)


def records(
    session: Session, project: Project, choice: Choice, narrow: Narrow, event: Event | None = None
) -> Iterator[tuple[Located, Told, str]]:
    """Yield every finding with its article and the names of its events, a few hundred articles at a time."""
    ids = session.scalars(_articles(project, event).distinct().order_by(article_event.c.article_id)).all()
    for start in range(0, len(ids), ARTICLES_AT_ONCE):
        some = ids[start : start + ARTICLES_AT_ONCE]
        found = framed.read(session, choice, select(Article.id).where(Article.id.in_(some)))
        events = events_of(session, project, some, event)
        for one in narrow.of(found.located):
            key = int(one.finding.article)
            yield one, found.articles[key], "|".join(name for _, name in events.get(key, ()))


def events_of(
    session: Session, project: Project, articles: Sequence[int], event: Event | None
) -> Mapping[int, Sequence[tuple[int, str]]]:
    """Return the events of some articles by name, or only the one that is asked for."""
    query = (
        select(article_event.c.article_id, Event.id, Event.name)
        .join(Event, Event.id == article_event.c.event_id)
        .where(Event.project_id == project.id, article_event.c.article_id.in_(articles))
        .order_by(Event.name)
    )
    if event is not None:
        query = query.where(Event.id == event.id)
    found: dict[int, list[tuple[int, str]]] = {}
    for article_id, event_id, name in session.execute(query):
        found.setdefault(article_id, []).append((event_id, name))
    return found


def places_of(
    session: Session, project: Project, event: Event | None, wordings: Iterable[Wording]
) -> Mapping[str, Place]:
    """Return the articles that the places of some wordings are in."""
    ids = sorted({int(article) for one in wordings for article, _ in one.places})
    events = events_of(session, project, ids, event)
    query = select(Article.id, Article.called).where(Article.id.in_(ids))
    return {str(key): Place(name, events[key][0][0]) for key, name in session.execute(query) if key in events}


def outlets_of(session: Session, project: Project, event: Event | None) -> Mapping[str, Sequence[int]]:
    """Return the articles of each outlet that are compared."""
    query = (
        select(Article.id, Outlet.name)
        .outerjoin(Outlet, Outlet.id == Article.outlet_id)
        .where(Article.id.in_(_articles(project, event)))
        .order_by(Article.id)
    )
    found: dict[str, list[int]] = {}
    for article_id, name in session.execute(query):
        found.setdefault(name or "", []).append(article_id)
    return found


def order(found: Compared, project: Project) -> Order:
    """Return what a job has to do to count what a page could not."""
    event_id = found.event.id if found.event else None
    options = {"rounds": found.choice.ids, "source": found.choice.source, "event": event_id}
    return Order(KIND, found.key, project.id, None, options)


def _articles(project: Project, event: Event | None) -> Select[int]:
    query = select(article_event.c.article_id)
    if event is not None:
        return query.where(article_event.c.event_id == event.id)
    of_project = select(Event.id).where(Event.project_id == project.id)
    return query.where(article_event.c.event_id.in_(of_project))


def key_of(session: Session, choice: Choice, event: Event | None) -> str:
    """Return a digest that changes whenever a count could change."""
    told = framing_counts.fingerprint(session, choice, "")
    return f"{KIND} {EDITION} {event.id if event else 'all'} {told}"


def _found(session: Session, key: str) -> Tally | None:
    found = _recent.get(key)
    if found is not None:
        return found
    text = kept.kept(session, key)
    if text is None:
        return None
    try:
        found = Tally.from_text(text)
    except UnreadableTally:
        return None
    _recent.put(key, found, found.weight)
    return found
