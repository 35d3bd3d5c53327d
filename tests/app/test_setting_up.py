"""The first account of an empty installation."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.models import User
from app.services import setup
from tests.app.people import is_in, register
from tests.conftest import SECRET_KEY
from tests.visitor import Visitor

FORM = {
    "name": "Mara",
    "email": "mara@example.org",
    "password": "quiet harbour seven lamps",
    "start": "empty",
}


@pytest.fixture
def link() -> str:
    return "/welcome/" + setup.welcome_token(SECRET_KEY)


def test_the_first_account_administers_the_site(app, database, link):
    visitor = Visitor(app)
    assert visitor.get(link).status_code == 200
    assert visitor.post(link, FORM).headers["Location"] == "/projects/new"
    assert visitor.get("/accounts").status_code == 200
    with database.reading() as session:
        assert session.query(User).one().is_admin


def test_the_sample_project_is_there_if_it_was_asked_for(app, link):
    visitor = Visitor(app)
    answer = visitor.post(link, FORM | {"start": "sample"})
    assert visitor.get(answer.headers["Location"]).status_code == 200


def test_the_link_is_dead_once_there_is_an_account(app, database, link):
    register(database)
    assert Visitor(app).get(link).status_code == 404
    assert Visitor(app).post(link, FORM).status_code == 404


def test_the_link_is_dead_after_a_day(app, link, monkeypatch):
    later = setup.now() + timedelta(hours=25)
    monkeypatch.setattr(setup, "now", lambda: later)
    assert Visitor(app).get(link).status_code == 404


@pytest.mark.parametrize("change", ["x", "-", "longer end", "other key", "empty", "no end"])
def test_a_made_up_link_is_dead(app, link, change):
    end, _, signature = link.removeprefix("/welcome/").partition("-")
    made_up = {
        "x": f"{end}-{signature}x",
        "-": "-",
        "longer end": f"ffffffff-{signature}",
        "other key": setup.welcome_token("another-key-0123456789-abcdefghijkl"),
        "empty": "x",
        "no end": f"-{signature}",
    }
    assert Visitor(app).post(f"/welcome/{made_up[change]}", FORM).status_code == 404


def test_a_wrong_form_makes_no_account(app, database, link):
    visitor = Visitor(app)
    for wrong in ({"password": "password1234"}, {"email": "x"}, {"name": " "}, {"start": "other"}):
        assert visitor.post(link, FORM | wrong).status_code == 422
    assert not is_in(visitor)
    with database.reading() as session:
        assert not setup.has_accounts(session)


def test_of_two_who_set_up_at_once_one_administers(app, database, link):
    visitors = [Visitor(app) for _ in range(4)]
    for visitor in visitors:
        visitor.token()

    def send(n: int) -> int:
        return visitors[n].post(link, FORM | {"email": f"mara{n}@example.org"}).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = list(pool.map(send, range(4)))
    assert codes.count(303) == 1
    with database.reading() as session:
        assert session.query(User).count() == 1
