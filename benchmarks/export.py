"""How fast 6,000 annotations of 8 spans leave as one ZIP, from the database to the last byte.

Run it as ``python -m benchmarks.export``. The best peers on such a machine write 340 to 500 annotations a
second as CSV, a row for each span: that is `spans.csv`. A whole bundle has a row for each judgement as well,
checksums and packing. The agreement report in it is told by itself: it is computed once and remembered.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import insert, select

from annotations.codebook import Codebook, Variable
from annotations.codebook_toml import read_toml
from app.clock import now
from app.db import Database
from app.models import (
    AnnotationHead,
    AnswerRow,
    Article,
    ArticleZone,
    Assignment,
    CodebookVersion,
    Project,
    SpanRow,
)
from app.services import download, measure
from app.services.codings import codings
from benchmarks import big_study
from exports.archive import write_bundle, write_one
from exports.bundle import Bundle

ARTICLES, ANNOTATORS, SPANS, TIMES = 2_000, 3, 8, 5
PEERS = (340, 500)
SPEAKERS = ("the minister", "a witness", "the envoy via the agency", "officials", "the mayor")
AT_ONCE = 500


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        big_study.make(Path(folder), articles=ARTICLES, annotators=ANNOTATORS)
        database = Database(f"sqlite:///{Path(folder) / 'parallax.sqlite'}")
        _fill(database)
        _tell("spans.csv", _times(database, lambda records: write_one(Nowhere(), records, "spans.csv")))
        _tell("whole ZIP", _times(database, lambda records: write_bundle(Nowhere(), records)))
        _fill_answers(database)
        _tell(
            "whole ZIP with 14 answers each",
            _times(database, lambda records: write_bundle(Nowhere(), records)),
        )
        _tell_agreement(database)
        database.close()
    scale = 1024 if sys.platform != "darwin" else 1024**2
    print(f"peak memory of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale:.0f} MB")


class Nowhere:
    """A file that keeps nothing: a download goes to the network, not to a disk."""

    def write(self, data: bytes) -> int:
        """Take the bytes."""
        return len(data)


def _times(database: Database, export: Callable[[Bundle], object]) -> list[tuple[float, float]]:
    """Return how many seconds each export took, by the clock and of the processor."""
    took = []
    for _ in range(TIMES):
        with database.reading() as session:
            project = session.scalars(select(Project)).one()
            clock, processor = time.perf_counter(), time.process_time()
            rounds = download.rounds_of(session, project)
            export(download.bundle(session, project, rounds=rounds, agreement=False))
            took.append((time.perf_counter() - clock, time.process_time() - processor))
    return took


def _tell(what: str, took: Sequence[tuple[float, float]]) -> None:
    seconds, processor = min(took)
    speed = ARTICLES * ANNOTATORS / seconds
    at_best = ARTICLES * ANNOTATORS / min(computed for _, computed in took)
    ratios = " to ".join(f"{speed / peer:.0f}" for peer in reversed(PEERS))
    print(
        f"{what}: {seconds:.2f} s ({processor:.2f} s of the processor; first {took[0][0]:.2f} s), "
        f"{speed:,.0f} annotations/s ({at_best:,.0f} for each "
        f"second of the processor), {ratios} times the peers"
    )


def _tell_agreement(database: Database) -> None:
    with database.reading() as session:
        round_ = download.rounds_of(session, session.scalars(select(Project)).one())[0]
        begun = time.perf_counter()
        found = codings(session, round_)
        drawn = time.perf_counter()
        measure.round_report(session, round_)
        done = time.perf_counter()
        measure.round_report(session, round_)
        again = time.perf_counter()
    print(f"\n{len(found):,} codings read in {drawn - begun:.2f} s")
    print(f"agreement report: {done - drawn:.2f} s, asked again {again - done:.3f} s")


def _fill(database: Database) -> None:
    """Submit every annotation with its spans, straight into the tables."""
    chance = random.Random(1)
    with database.writing() as session:
        book = read_toml(session.scalars(select(CodebookVersion.toml)).one())
        texts = dict(session.execute(select(Article.id, Article.text)).all())
        owed = session.execute(select(Assignment.id, Assignment.article_id)).all()
        session.execute(insert(AnnotationHead), [_head(key) for key, _ in owed])
        heads = dict(session.execute(select(AnnotationHead.assignment_id, AnnotationHead.id)).all())
        for first in range(0, len(owed), AT_ONCE):
            part = owed[first : first + AT_ONCE]
            rows = [row for key, article in part for row in _spans(heads[key], texts[article], book, chance)]
            session.execute(insert(SpanRow), rows)
        session.execute(
            insert(ArticleZone), [row for key, text in texts.items() for row in _zones(key, text)]
        )


def _fill_answers(database: Database) -> None:
    chance = random.Random(2)
    with database.writing() as session:
        book = read_toml(session.scalars(select(CodebookVersion.toml)).one())
        heads = session.scalars(select(AnnotationHead.id)).all()
        for first in range(0, len(heads), AT_ONCE):
            rows = [
                {"annotation_id": head, "variable": question.code, "value": _answer(question, chance)}
                for head in heads[first : first + AT_ONCE]
                for question in book.article_questions
            ]
            session.execute(insert(AnswerRow), rows)


def _head(assignment: int) -> dict[str, Any]:
    at = now()
    moments = {"started_at": at, "changed_at": at, "submitted_at": at}
    said = {"version": 1, "head_hash": f"{assignment}", "state": "submitted", "found_none": False, "note": ""}
    return {"assignment_id": assignment, **said, **moments}


def _zones(article: int, text: str) -> Iterator[dict[str, Any]]:
    headline = text.index("\n")
    for start, stop, kind in ((0, headline, "headline"), (len(text) - 200, len(text), "boilerplate")):
        yield {"article_id": article, "start": start, "stop": stop, "kind": kind, "basis": "suggested"}


def _spans(head: int, text: str, book: Codebook, chance: random.Random) -> Iterator[dict[str, Any]]:
    layer = book.layers[0]
    target = layer.attribute("target")
    for number in range(SPANS):
        start = chance.randrange(len(text) - 80)
        stop = start + chance.randint(8, 60)
        yield {
            "annotation_id": head,
            "uid": f"s{number}",
            "layer": layer.code,
            "label": chance.choice(layer.labels).code,
            "start": start,
            "stop": stop,
            "quote": text[start:stop],
            "attributes": {
                "target": chance.choice(target.categories).code,
                "voice": chance.choice(("direct_quote", "paraphrase")),
                "voice_source": chance.choice(SPEAKERS),
                "valence": chance.choice(("neg", "neu", "pos")),
            },
            "note": "" if chance.random() < 0.9 else f"look at this again {number}",
        }


def _answer(question: Variable, chance: random.Random) -> Any:
    codes = [category.code for category in question.categories]
    if question.kind == "choices":
        return sorted(chance.sample(codes, 3), key=codes.index)
    if question.kind == "scale":
        return chance.randint(int(question.minimum or 0), int(question.maximum or 0))
    return chance.choice(codes)


if __name__ == "__main__":
    main()
