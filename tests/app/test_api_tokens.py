"""Tokens for programs: shown once, kept as digests, revoked."""

import hashlib
import re

import pytest

from app.models import ApiToken, User
from app.services import accounts, api_tokens
from app.services.refused import Refused
from tests import factories
from tests.visitor import Visitor


@pytest.fixture
def ada(app, database):
    with database.writing() as session:
        user = factories.add_user(session)
    return Visitor(app, user.id)


def made(visitor, name="My script", scope="read"):
    page = visitor.post("/account/tokens", {"name": name, "scope": scope})
    assert page.status_code == 200, page.text
    return re.search(r"plx_[\w-]{43}", page.text)[0]


def test_a_token_is_shown_once_and_kept_as_a_digest(database, ada):
    token = made(ada)
    assert token not in ada.get("/account/tokens").text
    assert "My script" in ada.get("/account/tokens").text
    with database.reading() as session:
        row = session.query(ApiToken).one()
        assert row.token_hash == hashlib.sha256(token.encode()).hexdigest()
        assert api_tokens.find(session, token).id == row.id
        assert api_tokens.find(session, token[:-1]) is None


def test_a_revoked_token_is_worth_nothing(database, ada):
    token = made(ada)
    assert ada.post("/account/tokens/1/revoke").status_code == 303
    with database.reading() as session:
        assert api_tokens.find(session, token) is None
    assert "There is no token yet" in ada.get("/account/tokens").text


def test_nobody_revokes_the_token_of_another(app, database, ada):
    token = made(ada)
    with database.writing() as session:
        other = factories.add_user(session, "Bob")
    Visitor(app, other.id).post("/account/tokens/1/revoke")
    with database.reading() as session:
        assert api_tokens.find(session, token) is not None


@pytest.mark.parametrize(
    ("name", "scope"), [("  ", "read"), ("a" * 101, "read"), ("x", "all"), ("a\0b", "read")]
)
def test_what_is_no_name_or_scope_is_refused(database, ada, name, scope):
    assert ada.post("/account/tokens", {"name": name, "scope": scope}).status_code == 422
    with database.reading() as session:
        assert session.query(ApiToken).all() == []


def test_a_name_is_used_once_and_the_number_of_tokens_is_bounded(database, ada):
    made(ada)
    assert (
        "named “my SCRIPT” already"
        in ada.post("/account/tokens", {"name": "my SCRIPT", "scope": "read"}).text
    )
    with database.writing() as session:
        user = session.query(User).one()
        for number in range(api_tokens.MOST - 1):
            api_tokens.make(session, user, f"{number}", "write")
        with pytest.raises(Refused, match="Revoke one"):
            api_tokens.make(session, user, "one more", "write")


@pytest.mark.parametrize("act", [accounts.deactivate, accounts.reset_password])
def test_closing_an_account_ends_its_tokens_for_good(database, ada, act):
    token = made(ada)
    with database.writing() as session:
        admin = factories.add_user(session, "Admin", is_admin=True)
        user = session.query(User).filter_by(name="Ada").one()
        act(session, admin, user)
        accounts.reactivate(session, admin, user)
        assert api_tokens.find(session, token) is None
