"""How soon the site answers after `parallax run`, and how much memory it takes after 200 pages.

Run it as ``python -m benchmarks.start`` (memory is read from /proc: Linux). It serves the sample project.
Its manager takes the whole export and follows every link: lists, articles, imports, agreement, the team.
The first start compiles the program if it never ran before; the others are what people wait for. Peers on
such a machine take 3 to 6 s to start and 160 to 330 MB.
"""

from __future__ import annotations

import re
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from app import schema
from app.db import Database
from app.services import sample, signing_in
from benchmarks.site_process import Browser, SiteProcess

TIMES, REQUESTS = 3, 200
EXPORT = f"/projects/{sample.SLUG}/exports/bundle.zip"
PEERS_START = (3, 6)
PEERS_MEMORY = (160, 330)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="parallax-bench-") as name:
        folder = Path(name)
        token = _fill(folder)
        for number in range(1, TIMES + 1):
            site = SiteProcess(folder)
            seconds = _first_answer(site, token)
            print(
                f"start {number}: first page after {seconds:.2f} s ({site.processor_time():.2f} s of the "
                f"processor), {_ratios(PEERS_START, seconds)} times faster than the peers"
            )
            if number == TIMES:
                _tell_memory(site, token)
            site.stop()


def _fill(folder: Path) -> str:
    """Load the sample project and return a sign-in of its manager."""
    url = f"sqlite:///{folder / 'parallax.sqlite'}"
    schema.upgrade(url)
    database = Database(url)
    with database.writing() as session:
        manager = sample.owner(session)
        sample.load_sample(session, manager)
        token = signing_in.start(session, manager)
    database.close()
    return token


def _first_answer(site: SiteProcess, token: str) -> float:
    begun = time.perf_counter()
    site.start()
    Browser(site.port, token).open("/")
    return time.perf_counter() - begun


def _tell_memory(site: SiteProcess, token: str) -> None:
    fresh = site.memory()["VmRSS"] / 1024
    begun, computed = time.perf_counter(), site.processor_time()
    seen = _browse(Browser(site.port, token))
    seconds, computed = time.perf_counter() - begun, site.processor_time() - computed
    memory = {name: kilobytes / 1024 for name, kilobytes in site.memory().items()}
    print(
        f"{REQUESTS} requests ({seen} different pages) in {seconds:.1f} s, {computed:.1f} s computed\n"
        f"memory: {fresh:.0f} MB after the first page, {memory['VmRSS']:.0f} MB after all of them "
        f"(peak {memory['VmHWM']:.0f} MB), {_ratios(PEERS_MEMORY, memory['VmRSS'])} times less than the peers"
    )


def _browse(browser: Browser) -> int:
    """Follow all links, again and again until enough was asked for; return how many pages there were."""
    waiting, known = deque(["/", EXPORT]), {"/", EXPORT}
    for _ in range(REQUESTS):
        path = waiting.popleft()
        waiting.append(path)
        status, body, headers = browser.get(path)
        assert status in (200, 302, 303), (path, status)
        if headers.get("Content-Type", "").startswith("text/html"):
            links = dict.fromkeys(re.findall(r'(?:href|src)="(/[^"#]*)', body.decode()))
            fresh = [link.replace("&amp;", "&") for link in links if link not in known]
            known.update(links)
            waiting.extendleft(reversed(fresh))
    return len(known)


def _ratios(peers: tuple[int, int], measured: float) -> str:
    return " to ".join(f"{peer / measured:.1f}" for peer in peers)


if __name__ == "__main__":
    main()
