"""Members, their roles and pseudonyms."""

import pytest

from app.models import Activity, Member
from app.services.refused import Refused
from tests.app.people import begin_project, let_join, register, signed_in


@pytest.fixture
def manager_id(database) -> int:
    owner_id = register(database, "mara@example.org")
    begin_project(database, owner_id)
    return owner_id


def member(database, user_id: int) -> Member:
    with database.reading() as session:
        return session.query(Member).filter_by(user_id=user_id).one()


def test_pseudonyms_are_counted_up_and_never_given_twice(app, database, manager_id):
    first, second = (register(database, f"{name}@example.org") for name in ("ann", "bob"))
    leaving = let_join(database, first)
    signed_in(app, "mara@example.org").post(f"/projects/study/team/{leaving}/remove")
    let_join(database, second)
    assert [member(database, user).pseudonym for user in (manager_id, first, second)] == ["A01", "A02", "A03"]


def test_whoever_comes_back_keeps_the_pseudonym(app, database, manager_id):
    user_id = register(database, "ann@example.org")
    leaving = let_join(database, user_id)
    signed_in(app, "mara@example.org").post(f"/projects/study/team/{leaving}/remove")
    assert let_join(database, user_id, "viewer") == leaving
    back = member(database, user_id)
    assert (back.pseudonym, back.role, back.left_at) == ("A02", "viewer", None)


def test_a_member_cannot_be_added_twice(database, manager_id):
    user_id = register(database, "ann@example.org")
    let_join(database, user_id)
    with pytest.raises(Refused, match="already"):
        let_join(database, user_id, "manager")


@pytest.mark.parametrize("act", ["remove", "role"])
def test_the_last_manager_stays(app, database, manager_id, act):
    mara, ann = signed_in(app, "mara@example.org"), register(database, "ann@example.org")
    own = member(database, manager_id).id
    answer = mara.post(f"/projects/study/team/{own}/{act}", {"role": "viewer"})
    assert answer.status_code == 422
    assert "needs a manager" in answer.text
    let_join(database, ann, "manager")
    assert mara.post(f"/projects/study/team/{own}/{act}", {"role": "viewer"}).headers["Location"] == "/"


def test_a_deactivated_manager_does_not_count(app, database, manager_id):
    register(database, "root@example.org", is_admin=True)
    ann = register(database, "ann@example.org")
    let_join(database, ann, "manager")
    signed_in(app, "root@example.org").post(f"/accounts/{ann}/deactivate")
    own = member(database, manager_id).id
    assert signed_in(app, "mara@example.org").post(f"/projects/study/team/{own}/remove").status_code == 422


def test_a_changed_role_is_recorded_with_what_it_was(app, database, manager_id):
    ann = register(database, "ann@example.org")
    member_id = let_join(database, ann)
    mara = signed_in(app, "mara@example.org")
    assert mara.post(f"/projects/study/team/{member_id}/role", {"role": "adjudicator"}).status_code == 303
    with database.reading() as session:
        row = session.query(Activity).order_by(Activity.id.desc()).first()
    assert (row.verb, row.detail) == ("member.role_changed", {"before": "annotator", "after": "adjudicator"})


@pytest.mark.parametrize("role", ["admin", "", "owner"])
def test_an_unknown_role_is_refused(app, database, manager_id, role):
    member_id = let_join(database, register(database, "ann@example.org"))
    mara = signed_in(app, "mara@example.org")
    assert mara.post(f"/projects/study/team/{member_id}/role", {"role": role}).status_code == 422
    newcomer = register(database, "bob@example.org")
    with pytest.raises(Refused, match="no role"):
        let_join(database, newcomer, role)


def test_members_of_other_projects_are_out_of_reach(app, database, manager_id):
    other_owner = register(database, "otto@example.org")
    begin_project(database, other_owner, "other")
    foreign = let_join(database, register(database, "ann@example.org"), slug="other")
    mara = signed_in(app, "mara@example.org")
    for act in ("remove", "role"):
        assert mara.post(f"/projects/study/team/{foreign}/{act}", {"role": "viewer"}).status_code == 404


def test_nobody_promotes_themselves(app, database, manager_id):
    member_id = let_join(database, register(database, "ann@example.org"))
    ann = signed_in(app, "ann@example.org")
    assert ann.post(f"/projects/study/team/{member_id}/role", {"role": "manager"}).status_code == 404
    assert ann.post("/projects/study/team/invitations", {"role": "manager"}).status_code in {403, 404}
    assert ann.get("/projects/study/team").status_code in {403, 404}
