"""A manager sends a round to Label Studio and looks at what comes back before it counts."""

import pytest
from sqlalchemy import func, select

from app.models import ChangeRow, Round, StagedMarks
from tests import factories
from tests.app.label_studio import TOKEN, LabelStudio, serving, span
from tests.html_forms import form_to
from tests.visitor import Visitor

URL = "/projects/study/label-studio"


class Study:
    """An open round that Ada owes, its manager's browser, and a server there."""

    def __init__(self, app, database, server: LabelStudio):
        self.database, self.server = database, server
        with database.writing() as session:
            project = factories.add_project(session)
            manager = factories.add_member(session, project, "manager", "Mia").id
            ada = factories.add_member(session, project, "annotator", "Ada")
            articles = [factories.add_article(session, project, name=name) for name in ("a.txt", "b.txt")]
            book = factories.add_codebook(session, project)
            self.round = factories.add_round(session, book, articles, [ada]).id
            server.users[7] = ada.email
        self.manager = Visitor(app, manager)

    def ask(self, what: str) -> str:
        answer = self.manager.post(f"/projects/study/rounds/{self.round}/label-studio/{what}")
        assert answer.status_code == 303, answer.text
        return self.manager.get(URL).text

    def count(self, table) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table))


@pytest.fixture
def study(app, database, monkeypatch):
    with serving() as server:
        monkeypatch.setenv("PARALLAX_LABELSTUDIO_URL", server.url)
        monkeypatch.setenv("PARALLAX_LABELSTUDIO_TOKEN", TOKEN)
        monkeypatch.setenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES", server.url)
        yield Study(app, database, server)


def test_what_was_fetched_counts_once_it_was_confirmed(study: Study):
    assert "It was not sent yet." in study.manager.get(URL).text
    assert "Sending: 2 articles sent" in study.ask("push")
    said = study.server.annotate("a.txt", 7, *span("r1", 6, 14, "minister", voice="outlet"))
    page = study.ask("pull")
    assert "Fetching: 1 new, 0 changed there" in page
    assert TOKEN not in page
    study.ask("pull")  # what waits is replaced, not doubled
    assert study.count(ChangeRow) == 0
    with study.database.reading() as session:
        waiting = session.scalars(select(StagedMarks.id).where(StagedMarks.finished_at.is_(None))).all()
    (key,) = waiting
    place = f"/projects/study/spans/{key}"
    form = form_to(study.manager.get(place).text, "/names")
    confirmed = study.manager.post(f"{place}/confirm", form.filled())
    assert confirmed.status_code == 303, confirmed.text
    assert study.count(ChangeRow) == 1
    assert "0 new, 0 changed there, 1 as here" in study.ask("pull")
    said["result"] += span("r2", 32, 36, "town", "MILD", voice="outlet")
    assert "0 new, 1 changed there" in study.ask("pull")


def test_a_failure_is_told_and_sending_goes_on(study: Study, monkeypatch):
    monkeypatch.setattr("app.services.labelstudio_push.AT_ONCE", 1)
    study.server.broken_after = 2
    page = study.ask("push")
    assert "answers 502" in page
    assert "secret words" not in page
    study.server.broken_after = None
    assert "Sending: 1 articles sent, 0 brought up to date, 1 as they were" in study.ask("push")


def test_without_a_server_or_a_round_the_page_says_so(study: Study, monkeypatch):
    with study.database.writing() as session:
        session.get_one(Round, study.round).outlet_masked = True
    assert "No round can be sent" in study.manager.get(URL).text
    refused = study.manager.post(f"/projects/study/rounds/{study.round}/label-studio/push")
    assert refused.status_code == 422
    assert "hides the outlets" in refused.text
    monkeypatch.delenv("PARALLAX_LABELSTUDIO_TOKEN")
    assert "No server is known" in study.manager.get(URL).text
    assert study.server.seen == []
