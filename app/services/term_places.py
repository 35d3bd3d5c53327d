"""Where the terms of a list stand in the corpus: how often, and a random sample of each to be judged.

The sample of a term is made of the places with the smallest digests, so that nothing has to be stored for it:
the same corpus has the same sample, and one that grows keeps most of it. What is found is kept under a digest
of the list and of all texts and zones; a large corpus is looked through by a job.
"""

from __future__ import annotations

import hashlib
import heapq
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from annotations.term_search import Search
from annotations.terms import Term
from annotations.zones import Zone
from app.db import Database
from app.models import Job, Project
from app.services import jobs, kept, terms, zoned_texts
from app.services.frozen import Kept
from app.services.jobs import Order, Step
from app.services.refused import Refused
from app.services.terms import Listed

KIND = "terms"
EDITION = 1
AT_ONCE = 250  # so many articles are looked through while a page waits

Where = tuple[int, int, int]  # article, start, end


@dataclass(frozen=True)
class Standing:
    """How often a term stands in the corpus, in how many articles, and the sample of its places."""

    places: int = 0
    articles: int = 0
    sample: tuple[Where, ...] = ()


@dataclass(frozen=True)
class Found:
    """What is known of each term by its key; nothing yet, and how the job stands that is to find it."""

    known: Mapping[str, Standing] | None
    job: Job | None = None
    articles: int = 0

    def of(self, term: Term) -> Standing:
        """Return what is known of a term."""
        return (self.known or {}).get(term.key, Standing())


_recent: Kept[Mapping[str, Standing]] = Kept(1_000_000)


def look(session: Session, project: Project, listed: Listed, *, wait: bool = False) -> Found:
    """Return where the terms stand, if that is at hand or can be had at once; with ``wait`` in any case."""
    key, articles = _key(session, project, listed)
    found = _recent.get(key)
    if found is None and (body := kept.kept(session, key)) is not None:
        found = _read(json.loads(body))
    if found is None and (wait or articles <= AT_ONCE):
        tally = _Tally(listed)
        tally.take(zoned_texts.texts(session, zoned_texts.ids(session, project)))
        found = _read(tally.told())
    if found is None:
        return Found(None, jobs.newest(session, key), articles)
    _recent.put(key, found, sum(len(one.sample) + 1 for one in found.values()) + 1)
    return Found(found, None, articles)


def order(session: Session, project: Project, listed: Listed) -> Order:
    """Return what a job has to do to look through the corpus as it stands."""
    options = {"version": listed.number}
    return Order(KIND, _key(session, project, listed)[0], project.id, options=options)


def work(database: Database, order: Order, step: Step, run: Any) -> str:
    """Look through a large corpus, in a worker."""
    with database.reading() as session:
        project = session.get_one(Project, order.project_id)
        listed = terms.version(session, project, order.options["version"])
        if _key(session, project, listed)[0] != order.key:
            raise Refused("Articles or zones changed before they were looked through. Start again.")
        ids = zoned_texts.ids(session, project)
    tally = _Tally(listed)
    for start in range(0, len(ids), zoned_texts.CHUNK):
        step(start, len(ids), "Looking through the articles")
        with database.reading() as session:  # no transaction stays open for minutes
            tally.take(zoned_texts.texts(session, ids[start : start + zoned_texts.CHUNK]))
    return json.dumps(tally.told())


class _Tally:
    """Counts places and keeps the sample of each term: those with the smallest digests."""

    def __init__(self, listed: Listed) -> None:
        self.terms, self.size = listed.terms, listed.sample
        self.search = Search(listed.terms)
        self.places: dict[int, int] = defaultdict(int)
        self.articles: dict[int, int] = defaultdict(int)
        self.heaps: dict[int, list[tuple[int, Where]]] = defaultdict(list)

    def take(self, texts: Iterable[tuple[int, str, Sequence[Zone]]]) -> None:
        """Count the places in texts."""
        for article, text, zones in texts:
            met = set()
            for place in self.search.places(text, zones):
                self.places[place.term] += 1
                met.add(place.term)
                self._offer(place.term, (article, place.start, place.end))
            for term in met:
                self.articles[term] += 1

    def _offer(self, term: int, where: Where) -> None:
        told = f"{self.terms[term].key} {where[0]} {where[1]}".encode()
        drawn = int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big")
        heap = self.heaps[term]
        if len(heap) < self.size:
            heapq.heappush(heap, (-drawn, where))
        else:
            heapq.heappushpop(heap, (-drawn, where))

    def told(self) -> dict[str, Any]:
        """Return what was found as plain JSON."""
        return {
            term.key: [
                self.places[number],
                self.articles[number],
                [where for _, where in sorted(self.heaps[number], reverse=True)],
            ]
            for number, term in enumerate(self.terms)
        }


def _read(told: Mapping[str, Any]) -> dict[str, Standing]:
    return {
        key: Standing(places, articles, tuple((one[0], one[1], one[2]) for one in sample))
        for key, (places, articles, sample) in told.items()
    }


def _key(session: Session, project: Project, listed: Listed) -> tuple[str, int]:
    """Return the digest of what the places depend on, and how many articles there are."""
    state = zoned_texts.state(session, project)
    told = (KIND, EDITION, project.id, state, listed.sample, sorted(one.key for one in listed.terms))
    return hashlib.sha256(repr(told).encode()).hexdigest(), state[0]
