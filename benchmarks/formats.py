"""How fast a million spans leave in each format of other programs, and how much memory that takes.

Run it as ``python -m benchmarks.formats``, with the codes of formats to try only these. A tenth of the spans
goes first: where memory is flat, ten times as many take no more of it. Each export has a process of its own,
from the database to the last byte of the ZIP, so that its peak is its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from sqlalchemy import func, select

from app.db import Database
from app.models import Project, SpanRow
from app.services import download, marks_out
from benchmarks import big_labels, big_study
from exports.formats.marked import Losses
from exports.formats.packing import write_format
from exports.formats.registry import format_of, written

ANNOTATORS, SPANS = 4, 20
SIZES = (1_250, 12_500)  # articles: 100,000 spans and a million


def main() -> None:
    if sys.argv[1:2] == ["one"]:
        _one(Path(sys.argv[2]), sys.argv[3])
        return
    codes = sys.argv[1:] or [one.code for one in written()]
    with tempfile.TemporaryDirectory() as folder:
        for articles in SIZES:
            _fill(Path(folder) / str(articles), articles)
        for code in codes:
            for articles in SIZES:
                place = str(Path(folder) / str(articles))
                subprocess.run([sys.executable, "-m", "benchmarks.formats", "one", place, code], check=True)


def _fill(folder: Path, articles: int) -> None:
    folder.mkdir()
    begun = time.perf_counter()
    big_study.make(folder, articles=articles, annotators=ANNOTATORS)
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    big_labels.fill(database, spans=SPANS)
    database.close()
    print(f"{articles * ANNOTATORS * SPANS:,} spans made in {time.perf_counter() - begun:.0f} s", flush=True)


def _one(folder: Path, code: str) -> None:
    """Write one format and tell what it took."""
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    nowhere, losses = Nowhere(), Losses()
    with database.reading() as session:
        spans = session.scalar(select(func.count()).select_from(SpanRow)) or 0
        (round_,) = download.rounds_of(session, session.scalars(select(Project)).one())
        before, begun, worked = _peak(), time.perf_counter(), time.process_time()
        files = write_format(nowhere, format_of(code), marks_out.marked(session, round_, losses), losses)
        seconds, worked = time.perf_counter() - begun, time.process_time() - worked
    database.close()
    print(
        f"{code:11} {spans:>9,} spans in {seconds:6.1f} s ({worked:6.1f} s of the processor), "
        f"{spans / worked:>6,.0f} in a second of it; {files:>7,} files, ZIP of {nowhere.size / 1e6:6.1f} MB; "
        f"peak {_peak():4.0f} MB, {_peak() - before:3.0f} MB of it for the export",
        flush=True,
    )


class Nowhere:
    """A file that only counts: a download goes to the network, not to a disk."""

    def __init__(self) -> None:
        self.size = 0

    def write(self, data: bytes) -> int:
        """Take the bytes."""
        self.size += len(data)
        return len(data)


def _peak() -> float:
    """Return the most memory in MB; on Linux without that of the process that began this one."""
    status = Path("/proc/self/status")
    if status.exists():
        return next(int(line.split()[1]) for line in status.open() if line.startswith("VmHWM")) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    main()
