"""How fast labels are saved, and how soon the next article is there.

    python -m benchmarks.saves [--seconds 10] [--clients 8] [--articles 10000 100000]

The real server runs in a process of its own, with durable saves (a sync for every commit), and is asked
over HTTP. Nothing is asserted about time: read the figures beside those of the peers.
"""

import argparse
import tempfile
import threading
import time
import uuid
from pathlib import Path
from statistics import median, quantiles

from benchmarks import big_study
from benchmarks.big_study import SLUG, BigStudy
from benchmarks.site_process import Browser, SiteProcess

# The best of the measured annotation tools on such a machine: (best, worst).
PEERS = {
    "saves per second": (27, 7),
    "save p95, ms": (500, 1_700),
    "next article, ms": (70, 216),
    "cold start, s": (3, 6),
    "memory, MB": (160, 330),
}


def save_for(
    browser: Browser, study: BigStudy, owed: tuple[int, ...], until: float, times: list[float]
) -> None:
    """Mark span after span as the annotating page would, eight to an article, and note how long each took."""
    for assignment in owed:
        for version in range(8):
            body = big_study.marking(study, assignment, version, uuid.uuid4().hex)
            begun = time.perf_counter()
            status, answer = browser.post(f"/api/assignments/{assignment}/changes", body)
            times.append(time.perf_counter() - begun)
            assert status == 200, answer
            assert answer["version"] == version + 1
            if time.perf_counter() > until:
                return


def measure_saves(site: SiteProcess, study: BigStudy, clients: int, seconds: float) -> list[float]:
    """Let the clients save at once and return the time of every save."""
    times: list[float] = []
    browsers = [Browser(site.port, token) for token in study.sign_ins[:clients]]
    for browser, owed in zip(browsers, study.assignments, strict=False):
        browser.open(f"/projects/{SLUG}/annotate/{owed[0]}")
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=save_for, args=(browser, study, owed, until, times))
        for browser, owed in zip(browsers, study.assignments, strict=False)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for browser in browsers:
        browser.close()
    return times


def measure_next(site: SiteProcess, study: BigStudy, times: int = 100) -> dict[str, float]:
    """Return the median time in ms to be led to the next article, and to have its page and its state."""
    browser = Browser(site.port, study.sign_ins[-1])
    taken: dict[str, list[float]] = {"led": [], "page": [], "state": []}
    for _ in range(times):
        begun = time.perf_counter()
        status, _, headers = browser.get(f"/projects/{SLUG}/queue/next")
        taken["led"].append(time.perf_counter() - begun)
        assert status == 302
        begun = time.perf_counter()
        browser.open(headers["Location"])
        taken["page"].append(time.perf_counter() - begun)
        begun = time.perf_counter()
        browser.get(f"/api/assignments/{headers['Location'].rsplit('/', 1)[1]}")
        taken["state"].append(time.perf_counter() - begun)
    browser.close()
    return {name: 1_000 * median(values) for name, values in taken.items()}


def report(name: str, value: float, *, higher_is_better: bool = False) -> None:
    """Print a figure and how it compares with the peers."""
    best, worst = PEERS[name]
    ratio = value / best if higher_is_better else best / value
    print(
        f"{name:20} {value:10.1f}   peers {best} to {worst}: {ratio:.1f} times better than the best of them"
    )


def run(articles: int, clients: int, seconds: float, *, with_saves: bool) -> None:
    """Measure one size of project."""
    with tempfile.TemporaryDirectory(prefix="parallax-bench-") as name:
        folder = Path(name)
        study = big_study.make(folder, articles=articles, annotators=clients)
        print(f"\n{articles:,} articles, {clients} annotators, {articles * clients:,} assignments")
        site = SiteProcess(folder)
        site.start()
        try:
            measure(site, study, clients, seconds, with_saves=with_saves)
        finally:
            site.stop()


def measure(site: SiteProcess, study: BigStudy, clients: int, seconds: float, *, with_saves: bool) -> None:
    """Print every figure of one running site."""
    report("cold start, s", site.started_in)
    for where in ("nothing done", "most done"):
        if where == "most done":
            big_study.finish_most(site.data_folder, study)
        led = measure_next(site, study)
        report("next article, ms", led["led"])
        print(f"{'':20} {where}; its page {led['page']:.1f} ms, its state {led['state']:.1f} ms")
    if with_saves:
        before = site.processor_time()
        times = measure_saves(site, study, clients, seconds)
        computed = 1_000 * (site.processor_time() - before) / len(times)
        report("saves per second", len(times) / seconds, higher_is_better=True)
        report("save p95, ms", 1_000 * quantiles(times, n=20)[18])
        spread = f"p50 {1_000 * median(times):.1f} ms, slowest {1_000 * max(times):.1f} ms"
        print(f"{'':20} {spread}; {computed:.1f} ms of processor for each")
    report("memory, MB", site.memory()["VmHWM"] / 1024)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--articles", type=int, nargs="+", default=[10_000, 100_000])
    given = parser.parse_args()
    for place, articles in enumerate(given.articles):
        run(articles, given.clients, given.seconds, with_saves=place == 0)


if __name__ == "__main__":
    main()
