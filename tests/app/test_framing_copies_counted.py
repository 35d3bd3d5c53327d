"""Near copies counted once or weighed: on the pages, in the files and by the command."""

from contextlib import contextmanager

import pytest

from app.commands import framing_asked as commands
from app.services import near_copies
from app.services.frozen import Kept
from tests.app import sample_study
from tests.app.sample_study import URL

PAGE = f"{URL}/framing"

pytestmark = sample_study.IN_DATABASE


@pytest.fixture
def loaded(app, database, monkeypatch):
    # Six articles, no two of which are near copies by the usual measure.
    monkeypatch.setattr(near_copies, "_recent", Kept(1_000))
    monkeypatch.setattr(near_copies, "THRESHOLD", 0.0)
    return sample_study.load(app, database)


def test_pages_and_files_say_how_near_copies_count(loaded):
    visitor = loaded.visitor("viewer")
    each, once, weighed = (
        {
            row["label"]: row
            for row in visitor.get(f"{PAGE}/files/rates.json?by=all&unit=articles&copies={copies}").json
        }
        for copies in ("each", "once", "weighed")
    )
    assert (each[None]["articles"], once[None]["articles"], weighed[None]["articles"]) == (6, 1, 1)
    assert weighed[None]["marks"] == pytest.approx(each[None]["marks"] / 6)
    assert (once[None]["units"], weighed[None]["copies"]) == (1, "weighed")
    page = visitor.get(f"{PAGE}?copies=weighed")
    assert "near copies weigh as one article" in page.text
    assert '<option value="weighed" selected>' in page.text
    assert "copies=weighed" in visitor.get(f"{URL}/outlets/1/framing?copies=weighed").text
    assert visitor.get(f"{PAGE}?copies=twice").status_code == 422


def test_unknown_near_copies_are_asked_for(loaded, database, monkeypatch):
    monkeypatch.setattr(near_copies, "AT_ONCE", 1)
    visitor = loaded.visitor("viewer")
    page = visitor.get(f"{PAGE}?copies=once")
    assert (page.status_code, "looked for on the page Near copies" in page.text) == (422, True)

    @contextmanager
    def opened():
        yield database

    monkeypatch.setattr(commands, "opened", opened)
    commands.find_copies("sample")
    assert visitor.get(f"{PAGE}?copies=once").status_code == 200
