"""A worker in a process of its own: it works, is killed, is stopped, and ends with whoever started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from app import worker
from app.clock import now
from app.db import Database
from app.jobs import Queue
from app.models import Job
from app.services import jobs, kept
from app.services.jobs import Order
from config import Config
from tests import factories

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
from app import jobs, worker
from app.db import Database
from config import Config

jobs.KINDS["count"] = "tests.app.work_for_tests:count"
config = Config.from_environ()
worker.work(config, Database(config.database_url, threads=4), attached=True, idle=float(sys.argv[1]))
"""


class Bench:
    """A worker over a database, and what a server would do with it."""

    def __init__(self, url: str, folder: Path) -> None:
        self.config = Config(data_folder=folder, database_url=url, secret_key="0123456789" * 4 + "abc")
        self.database = Database(url, threads=4)
        self.queue = Queue(self.config, self.database)
        self.process: subprocess.Popen[bytes] | None = None
        with self.database.writing() as session:
            self.project_id = factories.add_project(session).id

    def start(self, *, idle: float = 60) -> subprocess.Popen[bytes]:
        self.end()
        environment = os.environ | {
            "PARALLAX_DATA": str(self.config.data_folder),
            "DATABASE_URL": self.config.database_url,
        }
        command = [sys.executable, "-c", PROGRAM, str(idle)]
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE)
        return self.process

    def ask(self, **options: float) -> int:
        with self.database.writing() as session:
            return jobs.ask(session, Order("count", "key", self.project_id, options=options), None).id

    def job(self, job_id: int) -> Job:
        with self.database.reading() as session:
            return session.get_one(Job, job_id)

    def until(self, job_id: int, holds: Callable[[Job], bool]) -> Job:
        for _ in range(600):
            found = self.job(job_id)
            if holds(found):
                return found
            time.sleep(0.05)
        raise AssertionError(f"job {job_id} is {found.state}, {found.done} of {found.total}")

    def end(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.communicate()

    def close(self) -> None:
        self.end()
        self.queue.close()
        self.database.close()


@pytest.fixture
def bench(database_url: str, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(database_url, tmp_path)
    yield made
    made.close()


def test_a_worker_takes_what_waits_and_what_comes_later(bench: Bench):
    early = bench.ask(steps=2)
    bench.start()
    bench.until(early, lambda job: job.state == "done")
    late = bench.ask(steps=3)
    bench.queue.put(late)
    bench.until(late, lambda job: job.state == "done")
    with bench.database.reading() as session:
        assert kept.kept(session, "key") == "counted to 3"


def test_it_tells_how_far_it_is_and_can_be_cancelled(bench: Bench):
    job_id = bench.ask(steps=1000, pause=0.02)
    bench.start()
    seen = bench.until(job_id, lambda job: job.done > 0)
    assert seen.what.startswith("Counting")
    with bench.database.writing() as session:
        jobs.cancel(session, session.get_one(Job, job_id))
    short = bench.ask(steps=1)
    bench.queue.put(short)
    bench.until(short, lambda job: job.state == "done")  # so the worker is free again
    assert bench.job(job_id).state == "cancelled"


def test_a_killed_workers_job_is_lost_and_done_by_the_next(bench: Bench):
    job_id = bench.ask(steps=1000, pause=0.02)
    first = bench.start()
    bench.until(job_id, lambda job: job.done > 0)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert bench.job(job_id).state == "running"
    with bench.database.writing() as session:
        session.execute(update(Job).values(seen_at=now() - 2 * jobs.LOST_AFTER))
    again = bench.ask(steps=2)
    bench.start()
    bench.until(again, lambda job: job.state == "done")
    assert bench.job(job_id).error == jobs.LOST


@pytest.mark.parametrize("way", ["end of input", "SIGTERM"])
def test_a_worker_that_is_stopped_leaves_its_job_waiting(bench: Bench, way: str):
    job_id = bench.ask(steps=1000, pause=0.02)
    process = bench.start()
    bench.until(job_id, lambda job: job.done > 0)
    if way == "SIGTERM":
        process.terminate()
    else:
        assert process.stdin is not None
        process.stdin.close()
    assert process.wait(30) == 0
    assert bench.job(job_id).state == "waiting"


def test_a_worker_without_work_ends_by_itself(bench: Bench):
    job_id = bench.ask(steps=1)
    process = bench.start(idle=0.1)
    assert process.wait(30) == 0
    assert bench.job(job_id).state == "done"


def test_a_dead_worker_is_replaced_while_work_waits(bench: Bench, monkeypatch):
    monkeypatch.setattr(worker, "PAUSE", 0.05)
    job_id = bench.ask(steps=1)
    ran = []

    class Dying(worker._Keeper):
        def _run(self) -> int:
            ran.append(1)
            if len(ran) < 3:
                return -9
            return bench.start(idle=0.1).wait()

    def waits() -> bool:
        with bench.database.reading() as session:
            return bool(jobs.waiting(session))

    keeper = Dying(bench.config, waits)
    keeper.wanted.set()
    bench.until(job_id, lambda job: job.state == "done")
    keeper.stop()
    assert len(ran) == 3
