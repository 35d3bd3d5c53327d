"""Heavy statistics give the same numbers wherever they are computed, and say so when they cannot be."""

import os
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dask.config
import pytest

from annotations.agreement.gamma import Sampling, gamma
from annotations.agreement.intervals import Plan
from annotations.agreement.report import PARTS, Wanted, agreement_report
from app import executors
from app.executors import NoWorkers, Spread
from tests.annotations.agreement.gamma_studies import noisy
from tests.annotations.agreement.unitized import corpus
from tests.annotations.reliability_study import CODEBOOK, coding
from tests.app.spread_tasks import be_killed, double, process_of, refuse

ROOT = Path(__file__).resolve().parents[2]
CORPUS = corpus([noisy(spans, 3, spans) for spans in (60, 5, 40, 9)])
CODINGS = [
    coding(
        f"a{article}",
        annotator,
        marks=[("HARSH", 5 + article, 25 + number)],
        answers={"topic": ("war", "trade")[article * number % 2], "slant": article % 3 - 1},
    )
    for article in range(12)
    for number, annotator in enumerate(("ann", "bob", "cy"))
]

# On ports of their own, which nobody else has or sees.
APART: dict[str, Any] = {
    "host": "127.0.0.1",
    "dashboard_address": "127.0.0.1:0",
    "scheduler_kwargs": {"dashboard": False},
    "silence_logs": 50,
}


@pytest.fixture(scope="module")
def pool() -> Iterator[Spread]:
    with Spread(processes=2) as spread:
        yield spread


@pytest.fixture(scope="module")
def cluster() -> Iterator[Spread]:
    """Two workers of Dask, each a process of its own, on the loopback address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Dask and its parts warn about each other
        # What it brings to the configuration would go with ours at the end, if it came after it.
        from distributed import LocalCluster

        with (
            dask.config.set({"distributed.scheduler.allowed-failures": 0}),
            LocalCluster(n_workers=2, threads_per_worker=1, **APART) as dask_cluster,
            Spread(dask_cluster.scheduler_address) as spread,
        ):
            yield spread


@pytest.fixture(params=["pool", pytest.param("cluster", marks=pytest.mark.slow)])
def spread(request) -> Spread:
    return request.getfixturevalue(request.param)


def test_results_come_in_the_order_of_their_tasks(spread):
    assert list(spread.map(double, range(20))) == list(range(0, 40, 2))


def test_tasks_are_done_elsewhere_by_more_than_one_process(spread):
    assert os.getpid() not in set(spread.map(process_of, range(20)))


def test_gamma_is_the_same_number_as_in_one_process(spread):
    plan, sampling = Plan(seed=8), Sampling(30, precision=0.006)
    here = gamma(CORPUS, plan, sampling=sampling)
    assert here[0].interval.low is not None
    assert gamma(CORPUS, plan, sampling=sampling, mapper=spread.map) == here


def test_a_report_has_the_same_rows_as_in_one_process(spread):
    wanted = Wanted(Plan("percentile", seed=3, replicates=100), parts=PARTS)
    here = agreement_report(CODINGS, CODEBOOK, wanted)
    assert any(row.agreement.coefficient == "gamma" for row in here.rows)
    assert agreement_report(CODINGS, CODEBOOK, wanted, run=spread.map) == here


def test_what_a_task_raises_reaches_whoever_asked(spread):
    with pytest.raises(ValueError, match="1 is refused"):
        list(spread.map(refuse, [1, 2, 3]))
    assert list(spread.map(double, [1, 2])) == [2, 4]


def test_a_killed_worker_is_told_in_a_sentence_and_the_next_tasks_have_workers_again(spread):
    with pytest.raises(NoWorkers, match="ended before it was done"):
        list(spread.map(be_killed, [1, 2]))
    assert list(spread.map(double, [1, 2, 3])) == [2, 4, 6]


def test_a_single_task_is_done_right_here():
    spread = Spread("tcp://127.0.0.1:1")
    assert list(spread.map(process_of, [1])) == [os.getpid()]
    assert list(spread.map(process_of, [])) == []


def test_one_process_is_this_one():
    assert set(Spread(processes=1).map(process_of, range(5))) == {os.getpid()}


def test_a_scheduler_that_does_not_answer_is_named(monkeypatch):
    monkeypatch.setattr(executors, "PATIENCE", 0.2)
    with (
        Spread("tcp://127.0.0.1:1") as spread,
        pytest.raises(NoWorkers, match=r"No Dask scheduler answers at tcp://127\.0\.0\.1:1"),
    ):
        list(spread.map(double, [1, 2]))


@pytest.mark.slow
def test_a_cluster_without_workers_is_told_of_rather_than_waited_for(monkeypatch):
    monkeypatch.setattr(executors, "PATIENCE", 0.5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import LocalCluster

        with (
            LocalCluster(n_workers=0, **APART) as empty,
            Spread(empty.scheduler_address) as spread,
            pytest.raises(NoWorkers, match="has no workers"),
        ):
            list(spread.map(double, [1, 2]))


ORPHANS = """
from app.executors import Spread
from tests.app.spread_tasks import touch_and_wait
if __name__ == "__main__":
    list(Spread(processes=2).map(touch_and_wait, {paths!r}))
"""


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the states of processes are not in /proc")
def test_processes_do_not_outlive_a_killed_parent(tmp_path):
    paths = [tmp_path / "one", tmp_path / "two"]
    script = tmp_path / "parent.py"
    script.write_text(ORPHANS.format(paths=[str(path) for path in paths]), encoding="utf-8")
    parent = subprocess.Popen([sys.executable, script], env=os.environ | {"PYTHONPATH": str(ROOT)})
    _until(lambda: all(path.is_file() and path.read_text() for path in paths))
    children = [int(path.read_text()) for path in paths]
    parent.kill()
    parent.wait()
    _until(lambda: not any(_is_alive(child) for child in children))


def _until(condition, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def _is_alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"
