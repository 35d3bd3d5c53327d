"""Near copies among the articles of a project: found at once in a small corpus, by a job in a large one.

What is found hangs on the texts and zones alone and is kept under a digest of them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from sqlalchemy.orm import Session

from annotations.copies import THRESHOLD, groups, runs, similarity
from app.db import Database
from app.models import Job, Project
from app.services import jobs, kept, zoned_texts
from app.services.frozen import Kept
from app.services.jobs import Order, Step
from app.services.refused import Refused

KIND = "near copies"
EDITION = 1
AT_ONCE = 250  # so many articles are compared while a page waits
CHUNK = 500
# 42 bands of 3 values: of two texts that share half of their runs, 996 in 1,000 are looked at.
BANDS, ROWS = 42, 3
ALL_PAIRS = 20  # in a larger heap each is compared with its first and its last member only

Groups = list[list[int]]
_recent: Kept[Groups] = Kept(1_000_000)


@dataclass(frozen=True)
class Found:
    """The groups of near copies if they are known, else how the job stands that is to find them."""

    groups: Groups | None
    job: Job | None = None
    articles: int = 0
    key: str = ""  # a digest of all that they depend on


def look(session: Session, project: Project) -> Found:
    """Return the groups of near copies if they are at hand or can be had at once."""
    key, articles = _key(session, project)
    found = _recent.get(key)
    if found is None and (body := kept.kept(session, key)) is not None:
        found = json.loads(body)["groups"]
    if found is None and articles <= AT_ONCE:
        every = zoned_texts.texts(session, zoned_texts.ids(session, project))
        known = [(one, runs(text, zones)) for one, text, zones in every]
        near = [
            (one, other)
            for (one, has), (other, too) in combinations(known, 2)
            if similarity(has, too) >= THRESHOLD
        ]
        found = groups(near)
    if found is None:
        return Found(None, jobs.newest(session, key), articles, key)
    _recent.put(key, found, sum(map(len, found)) + 1)
    return Found(found, None, articles, key)


def order(session: Session, project: Project) -> Order:
    """Return what a job has to do to find the near copies of a project as it stands."""
    return Order(KIND, _key(session, project)[0], project.id)


def work(database: Database, order: Order, step: Step, run: Any) -> str:
    """Find the near copies of a large corpus, in a worker."""
    import numpy as np
    from datasketch import MinHash

    with database.reading() as session:
        project = session.get_one(Project, order.project_id)
        if _key(session, project)[0] != order.key:
            raise Refused("Articles or zones changed before they were compared. Start again.")
        ids = zoned_texts.ids(session, project)
    signatures = np.zeros((len(ids), BANDS * ROWS), dtype=np.uint64)
    blank = MinHash(BANDS * ROWS, seed=1)
    for start in range(0, len(ids), CHUNK):
        step(start, len(ids), "Reading the articles")
        with database.reading() as session:  # no transaction stays open for minutes
            texts = list(zoned_texts.texts(session, ids[start : start + CHUNK]))
        for number, (_, text, zones) in enumerate(texts, start=start):
            sketch = blank.copy()
            sketch.update_batch([one.encode() for one in runs(text, zones)])
            signatures[number] = sketch.hashvalues
    return json.dumps({"groups": groups(_near(database, sorted(_candidates(ids, signatures)), step))})


def _candidates(ids: Sequence[int], signatures: Any) -> set[tuple[int, int]]:
    """Return pairs of articles that agree in a whole band of their signatures."""
    pairs: set[tuple[int, int]] = set()
    for band in range(BANDS):
        rows = signatures[: len(ids), band * ROWS : (band + 1) * ROWS]
        heaps: dict[bytes, list[int]] = {}
        for article, row in zip(ids, rows, strict=True):
            heaps.setdefault(row.tobytes(), []).append(article)
        for heap in heaps.values():
            if len(heap) <= ALL_PAIRS:
                pairs.update(combinations(heap, 2))
            else:
                pairs.update((heap[0], other) for other in heap[1:])
                pairs.update(pairwise(heap))
    return pairs


def _near(database: Database, pairs: Sequence[tuple[int, int]], step: Step) -> Iterator[tuple[int, int]]:
    """Yield the pairs that are near copies; what agreed in a band by chance is left out."""
    known: dict[int, frozenset[str]] = {}
    for start in range(0, len(pairs), CHUNK):
        step(start, len(pairs), "Comparing those that look alike")
        some = pairs[start : start + CHUNK]
        wanted = {article for pair in some for article in pair}
        with database.reading() as session:
            texts = list(zoned_texts.texts(session, sorted(wanted - known.keys())))
        # The pairs are in order, so what the last ones needed may be needed again, and nothing older.
        known = {article: has for article, has in known.items() if article in wanted}
        known |= {article: runs(text, zones) for article, text, zones in texts}
        yield from (pair for pair in some if similarity(known[pair[0]], known[pair[1]]) >= THRESHOLD)


def _key(session: Session, project: Project) -> tuple[str, int]:
    """Return the digest of what near copies depend on, and how many articles there are."""
    told = (KIND, EDITION, project.id, *(state := zoned_texts.state(session, project)))
    return hashlib.sha256(repr(told).encode()).hexdigest(), state[0]
