"""Same referent, different word: in one event or across all of a project, as a table to page and to keep."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from annotations.compared import Located, Referent, Speakers, referents, speakers
from app.models import Event, Project, article_event
from app.services import framed
from app.services.compared import Choice, Narrow
from app.services.framed_rows import Told

TARGETS_AT_ONCE, OUTLETS_AT_ONCE = 20, 6


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
class Compared:
    """What was found in the articles of one event or of all, with the events of each article."""

    articles: Mapping[int, Told]
    located: Sequence[Located]
    events: Mapping[int, Sequence[tuple[int, str]]]

    @property
    def outlets(self) -> list[str]:
        """All outlets of the articles, also those in which nothing was found; "" for articles without one."""
        return sorted({one.outlet for one in self.articles.values()}, key=lambda name: (not name, name))

    def rows(self, split: str) -> tuple[Referent, ...]:
        """Return the targets with the wordings of each outlet."""
        return referents(self.located, split)

    def speakers(self) -> Speakers:
        """Return who speaks in each outlet."""
        return speakers(self.located)

    def records(self) -> Iterator[tuple[Located, Told, str]]:
        """Yield every finding with its article and the names of its events."""
        for one in self.located:
            key = int(one.finding.article)
            yield one, self.articles[key], "|".join(name for _, name in self.events.get(key, ()))


def compare(
    session: Session, project: Project, choice: Choice, narrow: Narrow, event: Event | None = None
) -> Compared:
    """Return what was found in the articles of an event, or of all events of the project."""
    found = framed.read(session, choice, _articles(project, event))
    return Compared(found.articles, narrow.of(found.located), _events(session, project, event))


def _articles(project: Project, event: Event | None) -> Select[int]:
    query = select(article_event.c.article_id)
    if event is not None:
        return query.where(article_event.c.event_id == event.id)
    of_project = select(Event.id).where(Event.project_id == project.id)
    return query.where(article_event.c.event_id.in_(of_project))


def _events(
    session: Session, project: Project, event: Event | None
) -> Mapping[int, Sequence[tuple[int, str]]]:
    query = (
        select(article_event.c.article_id, Event.id, Event.name)
        .join(Event, Event.id == article_event.c.event_id)
        .where(Event.project_id == project.id)
        .order_by(Event.name)
    )
    if event is not None:
        query = query.where(Event.id == event.id)
    found: dict[int, list[tuple[int, str]]] = {}
    for article_id, event_id, name in session.execute(query):
        found.setdefault(article_id, []).append((event_id, name))
    return found
