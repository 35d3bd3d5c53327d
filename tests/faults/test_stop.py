"""A server that is asked to stop finishes what it has begun."""

import threading
from pathlib import Path

import pytest

from app.db import Database
from app.services import doctor
from benchmarks import big_study
from benchmarks.site_process import SiteProcess
from tests.faults.test_kill import Client, wait_for_more


@pytest.mark.slow
def test_a_stop_in_the_middle_of_saves_ends_well_and_loses_nothing(tmp_path: Path):
    study = big_study.make(tmp_path, articles=40, annotators=4)
    site, over = SiteProcess(tmp_path), threading.Event()
    site.start()
    pairs = zip(study.sign_ins, study.assignments, strict=True)
    clients = [Client(study, sign_in, owed, site, over) for sign_in, owed in pairs]
    threads = [threading.Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    wait_for_more(clients)  # however slow the machine is
    over.wait(0.5)
    code = site.stop()
    over.set()
    for thread in threads:
        thread.join(60)
    assert code == 0
    database = Database(f"sqlite:///{tmp_path / 'parallax.sqlite'}")
    with database.reading() as session:
        findings = doctor.check(session)
    database.close()
    assert findings == []
    assert sum(len(client.journal) for client in clients) > 0
    assert [client.failure for client in clients] == [None] * 4
