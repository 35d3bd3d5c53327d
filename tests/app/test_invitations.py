"""A link by which one person joins one project, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from app.models import Activity, Invitation, Member, User
from app.services import invitations
from tests.app.people import (
    PASSWORD,
    begin_project,
    invite,
    is_in,
    register,
    sign_in,
    signed_in,
    stop_the_clock,
)
from tests.visitor import Visitor

NEW = {"name": "Jo Arends", "email": "jo@example.org", "password": "three green ferries"}


@pytest.fixture
def manager(app, database) -> Visitor:
    begin_project(database, register(database, "mara@example.org"))
    return signed_in(app, "mara@example.org")


def members(database) -> list[tuple[str, str, str]]:
    with database.reading() as session:
        rows = session.query(Member).order_by(Member.id)
        return [(member.user.email, member.role, member.pseudonym) for member in rows]


def test_a_new_person_joins_with_a_new_account(app, database, manager):
    link, visitor = invite(manager), Visitor(app)
    assert visitor.post(link, NEW).headers["Location"] == "/projects/study"
    assert visitor.get("/projects/study").status_code == 200
    assert members(database)[1] == ("jo@example.org", "annotator", "A02")
    assert is_in(signed_in(app, "jo@example.org", NEW["password"]))


def test_looking_at_an_invitation_does_not_use_it_up(app, manager):
    link = invite(manager)
    for _ in range(3):
        assert Visitor(app).get(link).status_code == 200
    assert Visitor(app).post(link, NEW).status_code == 303


def test_an_invitation_works_once(app, database, manager):
    link = invite(manager)
    Visitor(app).post(link, NEW)
    late = Visitor(app)
    assert late.get(link).status_code == 404
    assert late.post(link, NEW | {"email": "late@example.org"}).status_code == 404
    assert len(members(database)) == 2


def test_used_revoked_expired_and_unknown_invitations_look_alike(app, database, manager):
    used, revoked, expired = invite(manager), invite(manager), invite(manager)
    Visitor(app).post(used, NEW)
    with database.writing() as session:
        _, second, third = session.query(Invitation).order_by(Invitation.id)
        third.expires_at -= timedelta(days=30)
        revoked_id = second.id
    manager.post(f"/projects/study/team/invitations/{revoked_id}/revoke")
    pages = [Visitor(app).get(link) for link in (used, revoked, expired, "/invitations/never-made")]
    assert {page.status_code for page in pages} == {404}
    assert len({len(page.data) for page in pages}) == 1


def test_somebody_signed_in_joins_with_that_account(app, database, manager):
    register(database, "bob@example.org")
    link, bob = invite(manager, "viewer"), signed_in(app, "bob@example.org")
    assert "Join with this account" in bob.get(link).text
    assert bob.post(link).status_code == 303
    assert members(database)[1] == ("bob@example.org", "viewer", "A02")


def test_somebody_with_an_account_joins_by_its_password(app, database, manager):
    register(database, "bob@example.org")
    bob, form = Visitor(app), NEW | {"email": "bob@example.org", "password": PASSWORD}
    assert bob.post(invite(manager), form).status_code == 303
    assert is_in(bob)
    assert len(members(database)) == 2


def test_signing_in_leads_back_to_the_invitation(app, database, manager):
    register(database, "bob@example.org")
    link, bob = invite(manager), Visitor(app)
    assert f"/sign-in?next={link}" in bob.get(link).text
    assert sign_in(bob, "bob@example.org", PASSWORD, next=link).headers["Location"] == link


def test_an_account_is_not_taken_over_by_naming_its_address(app, database, manager):
    register(database, "bob@example.org")
    thief = Visitor(app)
    assert thief.post(invite(manager), NEW | {"email": " BOB@example.org"}).status_code == 422
    assert not is_in(thief)
    assert is_in(signed_in(app, "bob@example.org"))


def test_finding_out_addresses_through_an_invitation_is_slowed(app, database, manager, monkeypatch):
    stop_the_clock(monkeypatch)
    register(database, "bob@example.org")
    link, form = invite(manager), NEW | {"email": "bob@example.org"}
    assert [Visitor(app).post(link, form).status_code for _ in range(6)] == [422] * 5 + [429]


def test_an_invitation_for_an_address_is_for_that_account_alone(app, database, manager):
    register(database, "bob@example.org")
    link, bob = invite(manager, email=" Jo@Example.org "), signed_in(app, "bob@example.org")
    assert "for another address" in bob.get(link).text
    assert bob.post(link).status_code == 422
    assert Visitor(app).post(link, NEW | {"email": "eve@example.org"}).status_code == 422
    assert Visitor(app).post(link, NEW).status_code == 303


def test_the_page_looks_alike_whether_or_not_the_invited_address_has_an_account(app, database, manager):
    register(database, "known@example.org")
    known, other = invite(manager, email="known@example.org"), invite(manager, email="other@example.org")
    assert len(Visitor(app).get(known).data) == len(Visitor(app).get(other).data)


def test_a_member_does_not_use_an_invitation_up(app, database, manager):
    link = invite(manager, "viewer")
    assert manager.post(link).status_code == 422
    assert Visitor(app).post(link, NEW).status_code == 303
    assert members(database)[0] == ("mara@example.org", "manager", "A01")


def test_of_two_who_use_an_invitation_at_once_one_joins(app, database, manager):
    link = invite(manager)
    visitors = [Visitor(app) for _ in range(4)]
    for visitor in visitors:
        visitor.token()
    forms = [NEW | {"email": f"jo{n}@example.org"} for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        codes = list(
            pool.map(lambda pair: pair[0].post(link, pair[1]).status_code, zip(visitors, forms, strict=True))
        )
    assert codes.count(303) == 1
    with database.reading() as session:
        assert session.query(User).count() == 2
    assert len(members(database)) == 2


def test_two_transactions_cannot_use_one_invitation(database, manager):
    invite(manager)
    users = [register(database, f"jo{n}@example.org") for n in range(4)]

    def join(user_id: int) -> bool:
        try:
            with database.writing() as session:
                invitations.join(session, session.query(Invitation).one(), session.get_one(User, user_id))
        except invitations.Spent:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(join, users)) == [False, False, False, True]


def test_a_closed_account_cannot_join(app, database, manager):
    bob_id = register(database, "bob@example.org")
    register(database, "root@example.org", is_admin=True)
    signed_in(app, "root@example.org").post(f"/accounts/{bob_id}/deactivate")
    form = NEW | {"email": "bob@example.org", "password": PASSWORD}
    assert Visitor(app).post(invite(manager), form).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "\u202e"},
        {"email": "nobody"},
        {"password": "short"},
        {"password": "jo@example.org"},
    ],
)
def test_a_wrong_form_comes_back_with_what_was_typed(app, database, manager, wrong):
    answer = Visitor(app).post(invite(manager), NEW | wrong)
    assert answer.status_code == 422
    assert len(members(database)) == 1
    assert NEW["password"] not in answer.text


@pytest.mark.parametrize(
    "form", [{"role": "admin"}, {"role": ""}, {"role": "viewer", "email": "a\u200bb@x.org"}]
)
def test_only_known_roles_and_real_addresses_are_invited(database, manager, form):
    assert manager.post("/projects/study/team/invitations", form).status_code == 422
    with database.reading() as session:
        assert session.query(Invitation).count() == 0


def test_the_link_is_shown_once_and_not_kept(database, manager):
    token = invite(manager).rpartition("/")[2]
    assert len(token) >= 43  # 256 bits
    assert token not in manager.get("/projects/study/team").text
    with database.reading() as session:
        assert session.query(Invitation).one().token_hash != token
        assert all(token not in str(row.detail) for row in session.query(Activity))


def test_each_act_on_an_invitation_is_recorded_once(app, database, manager):
    link = invite(manager)
    Visitor(app).post(link, NEW)
    with database.reading() as session:
        verbs = [row.verb for row in session.query(Activity).order_by(Activity.id)]
    assert verbs == ["user.added", "project.created", "invitation.made", "invitation.used"]
