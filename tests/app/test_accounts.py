"""Accounts: one form of each address, no takeover, no site without an administrator."""

import pytest

from app.models import Activity, User
from app.services import accounts
from app.services.refused import Refused
from tests.app.people import hash_of, register


@pytest.mark.parametrize(
    "typed",
    ["ada@example.org", " Ada@Example.ORG ", "ADA@EXAMPLE.ORG", "ａｄａ@example.org", "\tada@example.org\n"],
)
def test_one_address_has_one_form(typed):
    assert accounts.canonical_email(typed) == "ada@example.org"


@pytest.mark.parametrize(
    "typed",
    ["", "ada", "ada@", "@example.org", "a@b@c", "ada @example.org", "ada\u200b@example.org",
     "ada\u202e@example.org", "ada\x00@example.org", "ada\n@example.org", "ada\ufeff@example.org",
     "ada\u2066@example.org", "\u200d@example.org", "a" * 10_000 + "@example.org", "\ud800@example.org"],
)  # fmt: skip
def test_an_address_that_hides_something_is_refused(typed):
    with pytest.raises(Refused):
        accounts.canonical_email(typed)


def test_a_lookalike_is_another_address():
    assert accounts.canonical_email("\u0430da@example.org") != "ada@example.org"  # a Cyrillic letter


@pytest.mark.parametrize(
    "name", ["", "   ", "x" * 101, "Ada\u202eecalevoL", "Ada\u200bL", "A\x00da", "\u200d"]
)
def test_a_name_that_cannot_be_seen_is_refused(name):
    with pytest.raises(Refused):
        accounts.clean_name(name)


@pytest.mark.parametrize("name", ["Ada Lovelace", "محمد علی\u200cزاده", "李小龙", "O’Brien-Strauß"])
def test_names_of_the_world_are_kept(name):
    assert accounts.clean_name(f"  {name} ") == name


def test_a_second_account_for_an_address_is_refused(database):
    register(database, "ada@example.org")
    with pytest.raises(Refused, match="already"):
        register(database, " ADA@example.org")


def test_an_account_is_found_by_any_way_of_typing_its_address(database):
    user_id = register(database)
    with database.reading() as session:
        assert accounts.find_by_email(session, " Ada@EXAMPLE.org").id == user_id
        assert accounts.find_by_email(session, "no address") is None


def test_nobody_deactivates_themselves(database):
    admin_id = register(database, is_admin=True)
    register(database, "bea@example.org", is_admin=True)
    with database.writing() as session:
        admin = session.get_one(User, admin_id)
        with pytest.raises(Refused, match="own"):
            accounts.deactivate(session, admin, admin)


def test_the_last_administrator_stays(database):
    first, second = register(database, is_admin=True), register(database, "bea@example.org", is_admin=True)
    with database.writing() as session:
        ada, bea = session.get_one(User, first), session.get_one(User, second)
        accounts.deactivate(session, ada, bea)
        with pytest.raises(Refused, match="last"):
            accounts.deactivate(session, bea, ada)


def test_a_password_changed_elsewhere_in_the_meantime_is_not_overwritten(database):
    user_id = register(database)
    with database.writing() as session, pytest.raises(Refused, match="another window"):
        accounts.change_password(session, user_id, "an older hash", hash_of("three green ferries"))


def test_each_act_on_an_account_is_recorded_once(database):
    admin_id, user_id = register(database, is_admin=True), register(database, "bea@example.org")
    with database.writing() as session:
        admin, user = session.get_one(User, admin_id), session.get_one(User, user_id)
        accounts.reset_password(session, admin, user)
        accounts.deactivate(session, admin, user)
        accounts.deactivate(session, admin, user)
        accounts.reactivate(session, admin, user)
        session.flush()
        verbs = [row.verb for row in session.query(Activity).order_by(Activity.id)]
    assert verbs == ["user.added", "user.added", "password.reset", "user.deactivated", "user.reactivated"]
