"""Where heavy statistics are computed: in processes of this machine, or on a Dask cluster.

Whoever has many independent tasks maps them over `Spread.map`, which answers like the built-in `map`: in
order, and with the same results whoever worked on them, since every task brings its own seed.
"""

import logging
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context, parent_process
from typing import Any, Self

from app.services.refused import Refused
from config import AT_ONCE, Config

log = logging.getLogger("parallax")

# Seconds to wait for a cluster that does not answer, and between looks whether it is still there.
PATIENCE = 10.0
# Windows waits for no more processes than this at once.
MOST_PROCESSES = 61


class NoWorkers(Refused):
    """Those who should compute a statistic are gone, or were never there."""


class Spread:
    """Workers for heavy statistics, started when the first tasks come and stopped by `close`.

    With a `scheduler`, the address of a Dask scheduler, tasks go to its cluster; otherwise to `processes` of
    this machine, as many as it has cores where the number is 0.
    """

    def __init__(self, scheduler: str = "", processes: int = 0) -> None:
        self._scheduler = scheduler
        self._processes = min(processes or _cores(), MOST_PROCESSES)
        self._workers: _Workers | None = None

    @classmethod
    def of(cls, config: Config) -> Self:
        """Return the workers that the settings ask for: none but this process where jobs are done at once."""
        return cls(config.scheduler, 1 if config.worker == AT_ONCE else config.processes)

    def map(self, work: Callable[..., Any], *given: Iterable[Any]) -> Iterator[Any]:
        """Yield the result of each task in order, or raise NoWorkers. A single task is done right here."""
        tasks = list(zip(*given, strict=True))
        if len(tasks) < 2 or (self._processes == 1 and not self._scheduler):
            yield from (work(*task) for task in tasks)
            return
        if self._workers is None:
            self._workers = _cluster(self._scheduler) if self._scheduler else _pool(self._processes)
        try:
            yield from self._workers.done(work, tasks)
        except self._workers.losses as error:
            self.close()
            raise NoWorkers(
                "A process that computed statistics ended before it was done, perhaps for lack of memory. "
                "Nothing was changed; start again."
            ) from error

    def close(self) -> None:
        """Stop the workers of this machine, or take leave of the cluster. What still waits is not begun."""
        workers, self._workers = self._workers, None
        if workers is not None:
            workers.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


@dataclass(frozen=True)
class _Workers:
    """An executor and how it is closed; `losses` are the errors by which it tells that workers are gone.

    `check` raises one of them if nobody is left to wait for.
    """

    executor: Executor
    close: Callable[[], object]
    check: Callable[[], object]
    losses: tuple[type[BaseException], ...]

    def done(self, work: Callable[..., Any], tasks: Sequence[tuple[Any, ...]]) -> Iterator[Any]:
        """Yield the results of tasks in order; whoever stops listening cancels the rest."""
        futures: list[Future[Any]] = []
        try:
            futures += (self.executor.submit(work, *task) for task in tasks)
            for future in futures:
                yield self._result(future)
        finally:
            for future in futures:
                future.cancel()

    def _result(self, future: Future[Any]) -> Any:
        while True:
            try:
                return future.result(PATIENCE)
            except TimeoutError:
                if future.done():
                    raise
                self.check()


def _cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _pool(processes: int) -> _Workers:
    # A new interpreter each: a copy of this process would inherit its threads' locks and its connections.
    pool = ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_settle)
    return _Workers(pool, lambda: pool.shutdown(cancel_futures=True), lambda: None, (BrokenProcessPool,))


def _settle() -> None:
    """Make a new worker leave Ctrl+C to its parent, and leave with it however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_parent, daemon=True).start()


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _cluster(address: str) -> _Workers:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise NoWorkers("DASK_SCHEDULER is set, but Dask is not installed: see docs/running.md.") from error
    try:
        client = distributed.Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoWorkers(f"No Dask scheduler answers at {address}.") from error
    log.info("Heavy statistics go to the Dask cluster at %s.", address)
    executor = client.get_executor(pure=False)

    def close() -> None:
        executor.shutdown(wait=False)
        client.close()

    def check() -> None:
        if not client.nthreads():
            raise NoWorkers(f"The Dask cluster at {address} has no workers.")

    # A task whose workers died is given up; one whose scheduler is gone counts as cancelled.
    lost = (distributed.scheduler.KilledWorker, distributed.comm.CommClosedError, CancelledError)
    return _Workers(executor, close, check, lost)
