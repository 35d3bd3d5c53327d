"""Long work outside of requests: Huey carries the ids of jobs from the site to a worker.

The queue lies in a SQLite file of its own, or in a schema of its own in PostgreSQL, never among the labels. A
message is the name of a task and the id of a job, written as JSON: whoever could write into the queue can
run nothing that the site does not know.
"""

import json
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url

from annotations.errors import AnnotationError
from app.db import Database
from app.services import jobs
from app.services.jobs import Order, Step
from config import AT_ONCE, Config

if TYPE_CHECKING:
    from huey.api import Huey

log = logging.getLogger("parallax")

# kind of a job -> the function that does it: (database, order, step, run) -> what is kept under its key
KINDS = {
    "agreement": "app.services.measure:work",
    "so far": "app.services.so_far:work",
    "framing": "app.services.framing:work",
    "near copies": "app.services.near_copies:work",
    "wordings": "app.services.referents_counted:work",
    "label studio push": "app.services.labelstudio_jobs:push_work",
    "label studio pull": "app.services.labelstudio_jobs:pull_work",
    "snapshot": "app.api.labelstudio.snapshot_work:work",
    "terms": "app.services.term_places:work",
    "term suggestions": "app.services.term_suggesting:work",
    "webhooks": "app.api.labelstudio.webhook_work:work",
}
TELL_EVERY = 0.5
LIFE_EVERY = 10.0

# Does many tasks like the built-in map, spread over whoever is there to compute.
Run = Callable[..., Iterator[Any]]
Work = Callable[[Database, Order, Step, Run], str]


class Cancelled(Exception):
    """Somebody cancelled the job that is being done."""


class Stopping(Exception):
    """The worker has to stop; the job shall wait for the next one."""


class Queue:
    """The way from the site to a worker. Huey is loaded when the first job comes."""

    def __init__(self, config: Config, database: Database) -> None:
        self._config = config
        self._database = database
        self._huey: Huey | None = None
        self._lock = threading.Lock()
        self._task: Callable[[int], object] | None = None
        self.is_stopping: Callable[[], bool] = lambda: False

    @property
    def huey(self) -> "Huey":
        """Huey with our one task."""
        with self._lock:
            if self._huey is None:
                self._huey = _carrier(self._config)
                self._task = _known(self._huey, self)
            return self._huey

    def put(self, job_id: int) -> None:
        """Send a job to whoever works; with `AT_ONCE` it is done before this returns."""
        assert self.huey  # noqa: S101  # loads it, and with it the task
        assert self._task  # noqa: S101
        self._task(job_id)

    def perform(self, job_id: int) -> None:
        """Do a job if it still waits. An error goes on to Huey, which tells `failed`."""
        with self._database.writing() as session:
            order = jobs.take(session, job_id)
        if order is None:
            return
        from app.executors import Spread

        try:
            order = replace(order, secret_key=self._config.secret_key)
            with self._signs_of_life(job_id), Spread.of(self._config) as spread:
                body = work_of(order.kind)(self._database, order, self._step(job_id), spread.map)
        except Cancelled:
            return
        except Stopping:
            self.put_back(job_id)
            return
        with self._database.writing() as session:
            jobs.finish(session, job_id, body)

    def failed(self, job_id: int, error: BaseException) -> None:
        """Note that a job failed. Its people read a sentence; the details are in the log."""
        with self._database.writing() as session:
            jobs.fail(session, job_id, explained(error, job_id))

    def put_back(self, job_id: int) -> None:
        """Let the job that is being done wait for the next worker."""
        with self._database.writing() as session:
            jobs.put_back(session, job_id)

    @property
    def is_busy(self) -> bool:
        """Whether a job is being done in this process or waits in the queue."""
        return bool(self.huey._tasks_in_flight or self.huey.pending_count())

    def close(self) -> None:
        """Close the queue's connection."""
        if self._huey is not None:
            self._huey.storage.close()

    def _step(self, job_id: int) -> Step:
        told = 0.0

        def step(done: int, total: int, what: str) -> None:
            nonlocal told
            if self.is_stopping():
                raise Stopping
            if time.monotonic() - told < TELL_EVERY:
                return
            with self._database.writing() as session:
                if not jobs.tell(session, job_id, done, total, what):
                    raise Cancelled
            told = time.monotonic()

        return step

    @contextmanager
    def _signs_of_life(self, job_id: int) -> Iterator[None]:
        """Show a sign of life now and then, also while a single step takes long."""
        over = threading.Event()

        def show() -> None:
            while not over.wait(LIFE_EVERY):
                with self._database.writing() as session:
                    jobs.show_life(session, job_id)

        beating = threading.Thread(target=show, name=f"life of job {job_id}", daemon=True)
        beating.start()
        try:
            yield
        finally:
            over.set()
            beating.join()


class JsonMessages:
    """Writes messages as JSON; Huey's own way of writing could run code when it is read."""

    def serialize(self, message: Any) -> bytes:
        """Write a task's id, its name and its arguments; we use nothing else of a message."""
        return json.dumps([message.id, message.name, list(message.args)]).encode()

    def deserialize(self, data: bytes) -> Any:
        """Read what `serialize` wrote."""
        from huey.registry import Message

        key, name, arguments = json.loads(bytes(data))
        return Message(key, name, retries=0, retry_delay=0, args=tuple(arguments), kwargs={})


def work_of(kind: str) -> Work:
    """Return the function that does a kind of job."""
    module, _, name = KINDS[kind].partition(":")
    work: Work = getattr(import_module(module), name)
    return work


def explained(error: BaseException, job_id: int) -> str:
    """Return why a job failed, for people."""
    if isinstance(error, AnnotationError):
        return str(error)
    if isinstance(error, MemoryError):
        return "There was not enough memory for it."
    return f"A mistake of the program, {type(error).__name__}. Tell whoever runs this site: job {job_id}."


def _known(huey: "Huey", queue: Queue) -> Callable[[int], object]:
    """Make our task and what follows from its errors known to Huey; return what enqueues it."""
    from huey import signals

    def perform(job_id: int) -> None:
        queue.perform(job_id)

    def failed(_signal: str, task: Any, error: BaseException) -> None:
        queue.failed(task.args[0], error)

    def interrupted(_signal: str, task: Any) -> None:
        queue.put_back(task.args[0])

    huey.signal(signals.SIGNAL_ERROR)(failed)
    huey.signal(signals.SIGNAL_INTERRUPTED)(interrupted)
    task: Callable[[int], object] = huey.task()(perform)
    return task


def _carrier(config: Config) -> "Huey":
    from huey import MemoryHuey, PostgresHuey, SqliteHuey

    shared: dict[str, Any] = {"name": "parallax", "results": False, "serializer": JsonMessages()}
    if config.worker == AT_ONCE:
        return MemoryHuey(immediate=True, **shared)
    if make_url(config.database_url).get_backend_name() == "postgresql":
        return PostgresHuey(connection=lambda: _connected(config.database_url), **shared)
    path = config.data_folder / "jobs.sqlite"
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    # No write-ahead log: Python's own SQLite may have the race that loses pages in it.
    return SqliteHuey(filename=str(path), journal_mode="truncate", fsync=True, **shared)


def _connected(url: str) -> Any:
    """Return a connection whose tables are in a schema of their own: the rest of the database is ours."""
    import psycopg

    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(address, autocommit=True)
    connection.execute("CREATE SCHEMA IF NOT EXISTS parallax_jobs")
    connection.execute("SET search_path TO parallax_jobs")
    return connection
