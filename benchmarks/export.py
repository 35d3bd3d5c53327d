"""How fast 6,000 annotations of 8 spans leave as one ZIP, from the database to the last byte.

Run it as ``python -m benchmarks.export``. The best peers on such a machine write 340 to 500 annotations a
second as CSV, a row for each span: that is `spans.csv`. A whole bundle has a row for each judgement as well,
checksums and packing. The agreement report in it is told by itself: it is computed once and remembered.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import select

from app.db import Database
from app.models import Project
from app.services import download, measure
from app.services.codings import codings
from benchmarks import big_labels, big_study
from exports.archive import write_bundle, write_one
from exports.bundle import Bundle

ARTICLES, ANNOTATORS, SPANS, TIMES = 2_000, 3, 8, 5
PEERS = (340, 500)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        big_study.make(Path(folder), articles=ARTICLES, annotators=ANNOTATORS)
        database = Database(f"sqlite:///{Path(folder) / 'parallax.sqlite'}")
        big_labels.fill(database, spans=SPANS)
        _tell("spans.csv", _times(database, lambda records: write_one(Nowhere(), records, "spans.csv")))
        _tell("whole ZIP", _times(database, lambda records: write_bundle(Nowhere(), records)))
        big_labels.fill_answers(database)
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


if __name__ == "__main__":
    main()
