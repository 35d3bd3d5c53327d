"""Coming in and going out: what the pages say, and which cookies are worth something."""

import time

import pytest

from app.models import User
from app.services import accounts
from tests.app.people import (
    COOKIE,
    PASSWORD,
    begin_project,
    is_in,
    let_join,
    register,
    sign_in,
    signed_in,
    stop_the_clock,
    token_of,
    with_cookie,
    without_tokens,
)
from tests.visitor import Visitor

ADA = "ada@example.org"


def test_a_fresh_installation_has_no_account(app, database):
    for email, password in (
        ("admin", "admin"),
        ("admin@example.org", "password"),
        ("root@localhost", "root"),
    ):
        assert sign_in(Visitor(app), email, password).status_code == 422
    assert "no account yet" in Visitor(app).get("/sign-in").text


def test_signing_in_gives_a_cookie_that_scripts_and_other_sites_cannot_use(app, database):
    register(database)
    answer = sign_in(Visitor(app), " ADA@Example.org ", PASSWORD)
    cookie = next(value for value in answer.headers.getlist("Set-Cookie") if value.startswith(COOKIE))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert "Domain" not in cookie


def test_signing_in_again_ends_the_earlier_sign_in_of_this_browser(app, database):
    register(database)
    visitor = signed_in(app, ADA)
    first = token_of(visitor)
    sign_in(visitor, ADA, PASSWORD)
    assert token_of(visitor) != first
    assert is_in(visitor)
    assert not is_in(with_cookie(app, first))


def test_a_cookie_set_by_somebody_else_is_not_taken_over(app, database):
    register(database)
    visitor = with_cookie(app, "planted-by-an-attacker")
    sign_in(visitor, ADA, PASSWORD)
    assert token_of(visitor) != "planted-by-an-attacker"
    assert not is_in(with_cookie(app, "planted-by-an-attacker"))


def test_signing_out_ends_the_sign_in_for_every_copy_of_its_cookie(app, database):
    register(database)
    visitor = signed_in(app, ADA)
    other_tab = with_cookie(app, token_of(visitor))
    answer = visitor.post("/sign-out")
    assert answer.status_code == 303
    assert not is_in(other_tab)
    assert other_tab.get("/api/assignments/1").status_code == 401


def test_signing_out_clears_cached_pages_but_not_labels_that_wait_in_the_browser(app, database):
    register(database)
    answer = signed_in(app, ADA).post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(app, database):
    register(database, ADA)
    known = sign_in(Visitor(app), ADA, "wrong wrong wrong")
    unknown = sign_in(Visitor(app), "bob@example.org", "wrong wrong wrong")
    assert known.status_code == unknown.status_code == 422
    assert len(known.data) == len(unknown.data)
    same = without_tokens(known.text).replace(ADA, "bob@example.org")
    assert same == without_tokens(unknown.text)
    assert {name for name, _ in known.headers} == {name for name, _ in unknown.headers}


def test_closed_accounts_and_those_without_a_password_answer_alike_too(app, database):
    admin_id, user_id = register(database, is_admin=True), register(database, "bob@example.org")
    with database.writing() as session:
        session.add(User(email="cyd@example.org", name="Cyd", password_hash=None, is_admin=False,
                         created_at=session.get_one(User, user_id).created_at))  # fmt: skip
        accounts.deactivate(session, session.get_one(User, admin_id), session.get_one(User, user_id))
    answers = [sign_in(Visitor(app), email, PASSWORD) for email in ("bob@example.org", "cyd@example.org")]
    assert [answer.status_code for answer in answers] == [422, 422]
    assert len({len(answer.data) for answer in answers}) == 1


@pytest.mark.slow
def test_an_unknown_address_takes_as_long_as_a_known_one(app, database):
    register(database, ADA)

    def seconds(email: str, number: int) -> float:
        visitor = Visitor(app)
        visitor.token()
        begun = time.perf_counter()
        sign_in(visitor, email, "wrong wrong wrong", address=f"203.0.113.{number}")
        return time.perf_counter() - begun

    # In turn, so that a busy moment of the machine slows both.
    pairs = [(seconds(ADA, n), seconds("bob@example.org", n)) for n in range(15)]
    known, unknown = (sorted(times)[7] for times in zip(*pairs, strict=True))
    # Without a hash for the unknown address it would be ten times faster.
    assert known / 4 < unknown < known * 4


@pytest.mark.parametrize("email", [ADA, "nobody@example.org"])
def test_too_many_tries_are_answered_with_when_to_come_back(app, database, monkeypatch, email):
    stop_the_clock(monkeypatch)
    register(database, ADA)
    answers = [sign_in(Visitor(app), email, "wrong wrong wrong") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [422] * 5 + [429]
    assert int(answers[-1].headers["Retry-After"]) >= 1
    assert "Too many tries" in answers[-1].text


@pytest.mark.slow
def test_while_somebody_guesses_the_owner_works_on_and_signs_in_from_elsewhere(app, database, monkeypatch):
    stop_the_clock(monkeypatch)
    register(database, ADA)
    owner = signed_in(app, ADA)
    for n in range(60):
        sign_in(Visitor(app), ADA, "guess guess guess", address=f"203.0.113.{n % 4}")
    assert sign_in(Visitor(app), ADA, PASSWORD, address="203.0.113.1").status_code == 429
    assert is_in(owner)
    assert sign_in(Visitor(app), ADA, PASSWORD, address="198.51.100.9").status_code == 303


@pytest.mark.parametrize("email", ["' OR 1=1 --", "ada@example.org\x00", "\u202e", "x" * 10_000, "%", "ADA@"])
def test_a_nonsense_address_is_an_unknown_address(app, database, email):
    register(database, ADA)
    assert sign_in(Visitor(app), email, PASSWORD).status_code == 422


def test_a_password_is_never_in_an_answer(app, database):
    register(database)
    assert "canary-secret-words" not in sign_in(Visitor(app), ADA, "canary-secret-words").text


def test_a_deactivated_account_is_out_within_one_request(app, database):
    register(database, "root@example.org", is_admin=True)
    user_id = register(database, ADA)
    user, admin = signed_in(app, ADA), signed_in(app, "root@example.org")
    assert admin.post(f"/accounts/{user_id}/deactivate").status_code == 303
    assert user.get("/account").status_code == 303
    assert sign_in(Visitor(app), ADA, PASSWORD).status_code == 422
    assert admin.post(f"/accounts/{user_id}/reactivate").status_code == 303
    assert not is_in(user)
    assert is_in(signed_in(app, ADA))


def test_a_role_taken_away_is_gone_within_one_request(app, database):
    manager_id, user_id = register(database, "root@example.org"), register(database, ADA)
    begin_project(database, manager_id)
    member_id = let_join(database, user_id)
    user, manager = signed_in(app, ADA), signed_in(app, "root@example.org")
    assert user.get("/projects/study").status_code == 200
    manager.post(f"/projects/study/team/{member_id}/remove")
    assert user.get("/projects/study").status_code == 404
