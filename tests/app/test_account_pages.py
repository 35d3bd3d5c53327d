"""One's own account, one-time links, and the accounts as the administrator sees them."""

import pytest

from app.models import SignIn, User
from app.services import signing_in
from tests.app.people import (
    PASSWORD,
    is_in,
    link_on,
    register,
    sign_in,
    signed_in,
    stop_the_clock,
    without_tokens,
)
from tests.visitor import Visitor

ADA = "ada@example.org"


def test_a_changed_password_ends_all_other_sign_ins_and_links(app, database):
    user_id = register(database)
    here, elsewhere = signed_in(app, ADA), signed_in(app, ADA)
    with database.writing() as session:
        link = signing_in.make_link(session, session.get_one(User, user_id))
    new = "three green ferries"
    answer = here.post("/account/password", {"old": PASSWORD, "new": new, "again": new})
    assert answer.status_code == 303
    assert is_in(here)
    assert not is_in(elsewhere)
    assert Visitor(app).post(f"/links/{link}").status_code == 404
    assert sign_in(Visitor(app), ADA, PASSWORD).status_code == 422
    assert is_in(signed_in(app, ADA, new))


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", "three green ferries", "three green ferries"), (PASSWORD, "short", "short"),
     (PASSWORD, "three green ferries", "three red ferries"), (PASSWORD, ADA, ADA), ("", "", "")],
)  # fmt: skip
def test_a_password_is_not_changed_by_a_wrong_form(app, database, old, new, again):
    register(database)
    here, elsewhere = signed_in(app, ADA), signed_in(app, ADA)
    assert here.post("/account/password", {"old": old, "new": new, "again": again}).status_code == 422
    assert is_in(elsewhere)
    assert is_in(signed_in(app, ADA))


def test_guessing_the_present_password_in_a_stolen_browser_is_slowed(app, database, monkeypatch):
    stop_the_clock(monkeypatch)
    register(database)
    thief = signed_in(app, ADA)
    form = {"old": "guess", "new": "three green ferries", "again": "three green ferries"}
    assert [thief.post("/account/password", form).status_code for _ in range(6)] == [422] * 5 + [429]


def test_one_sees_and_ends_only_ones_own_sign_ins(app, database):
    register(database)
    other_id = register(database, "bob@example.org")
    here, phone, bob = signed_in(app, ADA), signed_in(app, ADA), signed_in(app, "bob@example.org")
    with database.reading() as session:
        own = session.query(SignIn).filter(SignIn.user_id != other_id).order_by(SignIn.id.desc()).first().id
        of_bob = session.query(SignIn).filter_by(user_id=other_id).one().id
    assert here.get("/account").text.count('/end"') == 1
    assert here.post(f"/account/sign-ins/{of_bob}/end").status_code == 404
    assert here.post(f"/account/sign-ins/{own}/end").status_code == 303
    assert is_in(here)
    assert is_in(bob)
    assert not is_in(phone)


def test_all_other_browsers_are_signed_out_at_once(app, database):
    register(database)
    here, *others = [signed_in(app, ADA) for _ in range(3)]
    here.post("/account/sign-ins/end-others")
    assert [is_in(visitor) for visitor in (here, *others)] == [True, False, False]


def test_a_one_time_link_is_used_up_by_its_button_and_not_by_looking(app, database):
    user_id = register(database)
    with database.writing() as session:
        link = "/links/" + signing_in.make_link(session, session.get_one(User, user_id))
    for _ in range(3):
        assert Visitor(app).get(link).status_code == 200
    visitor = Visitor(app)
    assert visitor.post(link).status_code == 303
    assert is_in(visitor)
    assert Visitor(app).post(link).status_code == 404
    assert Visitor(app).get(link).status_code == 404


def test_a_forgotten_password_is_reset_by_a_link_that_the_administrator_passes_on(app, database):
    register(database, "root@example.org", is_admin=True)
    user_id = register(database)
    user, admin = signed_in(app, ADA), signed_in(app, "root@example.org")
    link = link_on(admin.post(f"/accounts/{user_id}/reset"))
    assert not is_in(user)
    assert sign_in(Visitor(app), ADA, PASSWORD).status_code == 422
    assert user.post(link).headers["Location"] == "/account"
    new = "three green ferries"
    assert user.post("/account/password", {"new": new, "again": new}).status_code == 303
    assert is_in(signed_in(app, ADA, new))


def test_accounts_are_searched_and_sorted_only_by_what_is_offered(app, database):
    register(database, "root@example.org", is_admin=True)
    register(database)
    admin = signed_in(app, "root@example.org")
    assert ADA in admin.get("/accounts?search=ADA%40").text
    assert ADA not in admin.get("/accounts?search=%25%25x").text
    for name in ("name", "password_hash", "user.password", "-__class__", "1;drop"):
        rows = without_tokens(admin.get(f"/accounts?sort={name}").text)
        assert rows.index(ADA) < rows.rindex("root@example.org")
