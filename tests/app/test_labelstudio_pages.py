"""A manager sends a round to Label Studio and looks at what comes back before it counts."""

import base64

import pytest
from sqlalchemy import func, select

from app.models import Activity, ChangeRow, Round, StagedMarks
from app.models import LabelStudio as LabelStudioRow
from app.services.sealing import WrongSeal, seal, unseal
from tests import factories
from tests.app.label_studio import JWT, TOKEN, LabelStudio, serving, span
from tests.conftest import SECRET_KEY
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
    assert "works with no server yet" in study.manager.get(URL).text
    assert study.server.seen == []


@pytest.fixture
def alone(study: Study, monkeypatch) -> Study:
    """The settings of the site name no server."""
    monkeypatch.delenv("PARALLAX_LABELSTUDIO_URL")
    monkeypatch.delenv("PARALLAX_LABELSTUDIO_TOKEN")
    return study


def connect(study: Study, token: str, url: str = ""):
    return study.manager.post(URL, {"url": url or study.server.url, "token": token})


def test_a_project_is_connected_by_a_token_that_nobody_sees_again(alone: Study, caplog):
    answer = connect(alone, TOKEN)
    assert answer.status_code == 303, answer.text
    page = alone.manager.get(URL).text
    assert "belongs to lead@elsewhere.example" in page
    assert TOKEN not in page
    with alone.database.reading() as session:
        row = session.scalars(select(LabelStudioRow)).one()
        acts = [(one.verb, one.detail) for one in session.scalars(select(Activity))]
        assert TOKEN not in row.token
        assert TOKEN.encode() not in base64.urlsafe_b64decode(row.token.partition(".")[2])
    assert acts == [("labelstudio.token_stored", {"origin": alone.server.url})]
    assert "Sending: 2 articles sent" in alone.ask("push")
    assert connect(alone, JWT).status_code == 303
    assert "2 as they were" in alone.ask("push")
    assert alone.count(LabelStudioRow) == 1
    assert TOKEN not in caplog.text
    assert alone.manager.post(f"{URL}/forget").status_code == 303
    assert "works with no server yet" in alone.manager.get(URL).text
    assert alone.count(LabelStudioRow) == 0


def test_a_token_that_cannot_be_read_any_more_is_said(alone: Study):
    connect(alone, TOKEN)
    with alone.database.writing() as session:  # as if the site had had another key then
        row = session.scalars(select(LabelStudioRow)).one()
        purpose = f"the token of project {row.project_id} for {row.url}"
        assert unseal(SECRET_KEY, purpose, row.token) == TOKEN
        row.token = seal("another key", purpose, TOKEN)
    page = alone.manager.get(URL).text
    assert "the secret key of this site is another one" in page
    push = alone.manager.post(f"/projects/study/rounds/{alone.round}/label-studio/push")
    assert push.status_code == 422
    assert "Enter it again" in push.text
    assert connect(alone, TOKEN).status_code == 303
    assert "cannot be read" not in alone.manager.get(URL).text


@pytest.mark.parametrize(
    ("url", "token", "reason"),
    [
        ("", "wrong", "refuses the token (401)"),
        ("", "two words", "This is no token"),
        ("", "t\u00f6ken", "This is no token"),
        ("", "", "Enter a token"),
        ("http://127.0.0.2:9", TOKEN, "own network"),
        ("ftp://elsewhere.example", TOKEN, "http://"),
    ],
)
def test_what_is_not_accepted_is_not_stored(alone: Study, url, token, reason):
    answer = connect(alone, token, url)
    assert answer.status_code == 422
    assert reason in answer.text
    assert alone.count(LabelStudioRow) == 0


def test_what_is_sealed_opens_with_its_key_for_its_purpose_alone():
    sealed = seal("a key", "a purpose", "The words")
    assert unseal("a key", "a purpose", sealed) == "The words"
    assert seal("a key", "a purpose", "The words") != sealed
    damaged = sealed[:40] + ("A" if sealed[40] != "A" else "B") + sealed[41:]
    for key, purpose, said in (
        ("another", "a purpose", sealed),
        ("a key", "another", sealed),
        ("a key", "a purpose", damaged),
        ("a key", "a purpose", "1."),
        ("a key", "a purpose", "not sealed \u00e4"),
    ):
        with pytest.raises(WrongSeal):
            unseal(key, purpose, said)
