"""The server is killed again and again while people save: what it called saved is there, once."""

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from app.db import Database
from app.models import ChangeRow
from app.services import doctor
from benchmarks import big_study
from benchmarks.big_study import SLUG, BigStudy
from benchmarks.site_process import Browser, SiteProcess

CLIENTS, KILLS, SEED = 8, 20, 20261
PATIENCE = 60  # seconds that a restarted server may take for its first save
LOST = (OSError, http.client.HTTPException, json.JSONDecodeError)


@dataclass
class Client:
    """A browser that sends every change until it is acknowledged, and keeps a journal of what was."""

    study: BigStudy
    sign_in: str
    owed: tuple[int, ...]
    site: SiteProcess
    over: threading.Event
    journal: dict[str, tuple[int, str]] = field(default_factory=dict)  # key -> version and hash
    repeats: int = 0
    failure: BaseException | None = None
    browser: Browser | None = None

    def run(self) -> None:
        """Mark span after span until told to stop; a failure is kept for the test to raise."""
        try:
            for assignment in self.owed:
                for version in range(8):
                    if self.over.is_set():
                        return
                    self.save(assignment, version)
        except AssertionError as failure:
            self.failure = failure
        finally:
            self.hang_up()

    def save(self, assignment: int, version: int) -> None:
        body = big_study.marking(self.study, assignment, version, uuid.uuid4().hex)
        while not self.over.is_set():
            try:
                browser = self.connected()
                status, answer = browser.post(f"/api/assignments/{assignment}/changes", body)
            except LOST:
                self.hang_up()
                self.repeats += 1
                time.sleep(0.05)
                continue
            assert status == 200, answer
            assert answer["key"] == body["key"]
            self.journal[body["key"]] = (answer["version"], answer["hash"])
            return

    def connected(self) -> Browser:
        if self.browser is None:
            self.browser = Browser(self.site.port, self.sign_in)
            self.browser.open(f"/projects/{SLUG}/annotate/{self.owed[0]}")
        return self.browser

    def hang_up(self) -> None:
        if self.browser is not None:
            self.browser.close()
            self.browser = None


@pytest.mark.slow
def test_nothing_acknowledged_is_lost_when_the_server_is_killed_twenty_times(tmp_path: Path):
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    study = big_study.make(tmp_path, articles=400, annotators=CLIENTS)
    site, over = SiteProcess(tmp_path), threading.Event()
    site.start()
    pairs = zip(study.sign_ins, study.assignments, strict=True)
    clients = [Client(study, sign_in, owed, site, over) for sign_in, owed in pairs]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    try:
        for _ in range(KILLS):
            wait_for_more(clients)
            time.sleep(chance.uniform(0, 0.5))
            site.kill()
            site.start()
        wait_for_more(clients)
    finally:
        over.set()
        for thread in threads:
            thread.join(60)
        if site.is_running:
            site.kill()
    for client in clients:
        if client.failure:
            raise client.failure
    check(tmp_path, clients)


def wait_for_more(clients: list[Client]) -> None:
    """Return when more was acknowledged than before, however slow the machine is, or a client failed."""
    before, patience = acknowledged(clients), time.monotonic() + PATIENCE
    while acknowledged(clients) == before and time.monotonic() < patience:
        if any(client.failure for client in clients):
            return
        time.sleep(0.01)


def acknowledged(clients: list[Client]) -> int:
    return sum(len(client.journal) for client in clients)


def check(folder: Path, clients: list[Client]) -> None:
    told = {key: answer for client in clients for key, answer in client.journal.items()}
    assert len(told) > KILLS
    assert sum(client.repeats for client in clients) > 0
    database = Database(f"sqlite:///{folder / 'parallax.sqlite'}")
    with database.reading() as session:
        rows = session.execute(
            select(ChangeRow.idempotency_key, ChangeRow.version, ChangeRow.hash, ChangeRow.annotation_id)
        ).all()
        findings = doctor.check(session)
    database.close()
    stored = {row.idempotency_key: (row.version, row.hash) for row in rows}
    assert len(stored) == len(rows)
    assert {key: stored.get(key) for key in told} == told
    # A save whose answer was lost may be stored beyond what was acknowledged: at most one for each client.
    assert len(stored) - len(told) <= len(clients)
    for annotation_id in {row.annotation_id for row in rows}:
        versions = sorted(row.version for row in rows if row.annotation_id == annotation_id)
        assert versions == list(range(1, len(versions) + 1))
    assert findings == []
