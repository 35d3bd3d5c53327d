"""The process that does long work, and the thread of a server that looks after it.

A server starts the process when a job waits, starts another one if it dies, and takes it along when it ends:
the process reads standard input, whose end comes even when the server is killed. After some idle minutes the
process ends by itself, so that a small machine has the memory back.
"""

import logging
import os
import subprocess
import sys
import threading
import time
from typing import Any

from app.db import Database
from app.jobs import Queue
from app.services import jobs
from config import AT_ONCE, WITH_SERVER, Config

IDLE = 300.0
LINGER = 10.0
PAUSE, LONGEST_PAUSE = 1.0, 60.0

log = logging.getLogger("parallax")


class Jobs:
    """What a server does about jobs: it hands them over and sees to it that somebody does them."""

    def __init__(self, config: Config, database: Database) -> None:
        self.queue = Queue(config, database)
        self._config = config
        self._database = database
        self._keeper: _Keeper | None = None
        self._lock = threading.Lock()

    def start(self, job_id: int) -> None:
        """Hand a job over, after the transaction that made it."""
        self.queue.put(job_id)
        self._wake()

    def resume(self) -> None:
        """Have done what an earlier server left waiting."""
        if self._config.worker != AT_ONCE and self._waiting():
            self._wake()

    def stop(self) -> None:
        """Stop the worker of this server; what it did not end waits for the next one."""
        with self._lock:
            if self._keeper is not None and self._keeper.owner == os.getpid():
                self._keeper.stop()
            self._keeper = None
        self.queue.close()

    def _wake(self) -> None:
        if self._config.worker != WITH_SERVER:
            return
        with self._lock:
            # A server that forked has the parent's keeper but not its thread.
            if self._keeper is None or self._keeper.owner != os.getpid():
                self._keeper = _Keeper(self._config, self._waiting)
            self._keeper.wanted.set()

    def _waiting(self) -> bool:
        with self._database.reading() as session:
            return bool(jobs.waiting(session))


class _Keeper:
    """A thread that keeps a worker going as long as jobs wait."""

    def __init__(self, config: Config, is_work: Any) -> None:
        self.owner = os.getpid()
        self.wanted = threading.Event()
        self._over = threading.Event()
        self._is_work = is_work
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = os.environ | {
            "PARALLAX_DATA": str(config.data_folder),
            "DATABASE_URL": config.database_url,
        }
        self._thread = threading.Thread(target=self._keep, name="keeper of the worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the worker, politely at first."""
        self._over.set()
        self.wanted.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()
            try:
                process.wait(LINGER + 2)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(LINGER)

    def _keep(self) -> None:
        pause = PAUSE
        while True:
            self.wanted.wait()
            self.wanted.clear()
            while not self._over.is_set() and self._is_work():
                begun = time.monotonic()
                code = self._run()
                if not self._over.is_set() and code != 0:
                    log.warning("The worker ended with code %s; another one is started if work waits.", code)
                lasted = time.monotonic() - begun
                pause = PAUSE if lasted > LONGEST_PAUSE else min(2 * pause, LONGEST_PAUSE)
                self._over.wait(0 if code == 0 else pause)
            if self._over.is_set():
                return

    def _run(self) -> int:
        """Run one worker until it ends."""
        command = [sys.executable, "-m", "app.cli", "worker", "--attached"]
        # A group of its own: Ctrl+C is for the server, which then ends the worker in its turn.
        apart: dict[str, Any] = {"start_new_session": True}
        if sys.platform == "win32":
            apart = {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        self._process = subprocess.Popen(  # noqa: S603  # our own interpreter and our own command
            command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=self._environment, **apart
        )
        if self._over.is_set() and self._process.stdin is not None:
            self._process.stdin.close()
        return self._process.wait()


def work(config: Config, database: Database, *, attached: bool, idle: float = IDLE) -> None:
    """Do jobs until told to stop; attached to a server also until that ends or nothing was to do for long."""
    queue = Queue(config, database)
    with database.writing() as session:
        jobs.mark_lost(session)
        left = jobs.waiting(session)
    for job_id in left:
        queue.put(job_id)  # a job that is in the queue twice is taken up once
    consumer = queue.huey.create_consumer(
        workers=1,
        periodic=False,
        scheduler_interval=60,
        max_delay=1.0,
        shutdown_timeout=LINGER,
        graceful_signal="TERM",
    )
    stop: threading.Event = consumer.stop_flag
    queue.is_stopping = stop.is_set
    if attached:
        threading.Thread(target=_stop_with_input, args=(stop,), daemon=True).start()
        threading.Thread(target=_stop_when_idle, args=(stop, queue, idle), daemon=True).start()
    consumer.run()
    consumer.stop(graceful=True)
    queue.close()


def _stop_with_input(stop: threading.Event) -> None:
    # Without a buffer: its lock would be held for ever and break the end of the process.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    stop.set()


def _stop_when_idle(stop: threading.Event, queue: Queue, idle: float) -> None:
    busy = time.monotonic()
    while not stop.wait(1.0):
        if queue.is_busy:
            busy = time.monotonic()
        elif time.monotonic() - busy > idle:
            stop.set()
