"""Norming: the agenda by cost, blind votes, and the rule in the codebook draft."""

import io

import pytest
from sqlalchemy import select

from annotations.decisions import ANSWER
from app.models import Article, CodebookVersion, NormingItem, NormingVote, Project, Round, User
from app.services import adjudication, download, norming, norming_outcome, norming_scenes
from app.services.paging import Listing
from app.services.refused import Refused
from exports.archive import write_bundle
from exports.reader import read_bundle
from tests.app import sample_study

pytestmark = sample_study.IN_DATABASE


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


@pytest.fixture
def session(loaded, database):
    with database.writing() as session:
        yield session


@pytest.fixture
def round_(session, loaded):
    return session.get_one(Round, loaded.closed_id)


@pytest.fixture
def manager(session, loaded):
    return session.get_one(User, loaded.people["manager"])


def agenda(session, round_, kind=""):
    return norming.agenda(session, round_, adjudication.desk(session, round_, None), kind, Listing())


@pytest.fixture
def item(session, round_, manager):
    line = agenda(session, round_).rows[0]
    article = session.get_one(Article, line.item.case.article_id)
    return norming.put_on_screen(session, round_, article, line.item.disagreement.key, manager)


def annotators(session, loaded):
    query = select(User).where(User.id.in_(loaded.people.values())).order_by(User.id)
    return [user for user in session.scalars(query) if user.name]


def test_the_agenda_begins_with_what_costs_most(session, round_):
    costs = [line.cost for line in agenda(session, round_).rows if line.cost is not None]
    assert costs == sorted(costs, reverse=True)
    assert costs[0] > 0
    assert {line.item.disagreement.kind for line in agenda(session, round_, ANSWER).rows} == {ANSWER}


def test_what_is_on_the_screen_is_there_once(session, round_, manager, item):
    article = session.get_one(Article, item.article_id)
    again = norming.put_on_screen(session, round_, article, item.subject_key, manager)
    assert again.id == item.id
    with pytest.raises(Refused, match="do not differ"):
        norming.put_on_screen(session, round_, article, "no-such-key", manager)


def test_votes_stay_unseen_until_they_are_counted_and_the_newest_counts(session, loaded, manager, item):
    one, other = annotators(session, loaded)[:2]
    for user, option in ((one, 0), (other, 1), (other, 0)):
        norming.vote(session, item, user, option)
    before = norming.tally(session, item, one)
    assert (before.voters, before.votes, before.own, before.most) == (2, (), 0, None)
    norming.count(session, item, manager)
    after = norming.tally(session, item, None)
    assert after.votes[0] == 2
    assert after.most == 0
    with pytest.raises(Refused, match="counted already"):
        norming.vote(session, item, one, 1)
    assert session.query(NormingVote).count() == 3


def test_an_empty_ballot_and_an_option_that_is_not_there_are_refused(session, manager, item):
    with pytest.raises(Refused, match="Nobody"):
        norming.count(session, item, manager)
    for option in (-1, len(item.options)):
        with pytest.raises(Refused, match="Choose"):
            norming.vote(session, item, manager, option)


def test_a_second_vote_begins_with_the_first_and_agreement_is_told_before_and_after(
    session, loaded, round_, manager, item
):
    people = annotators(session, loaded)[:3]
    for place, user in enumerate(people):
        norming.vote(session, item, user, place % 2)
    norming.count(session, item, manager)
    first = norming_outcome.votes(session, [item])
    norming.vote_again(session, item, manager)
    for user in people:
        norming.vote(session, item, user, 0)
    assert norming_outcome.votes(session, [item]) is None
    norming.count(session, item, manager)
    told = norming_outcome.votes(session, [item])
    assert first.after == pytest.approx(1 / 3)
    assert told.after == 1
    assert first.before == told.before < 1


def test_a_rule_goes_into_the_draft_of_the_codebook(session, round_, manager, item):
    with pytest.raises(Refused, match="after the vote"):
        norming.settle(session, item, manager, "", "")
    norming.vote(session, item, manager, 0)
    norming.count(session, item, manager)
    shown = norming_scenes.screen(session, round_, item)
    entry = shown.entries[0][0]
    norming.settle(session, item, manager, entry, "Quoted doubt is no doubt of the outlet.")
    draft = session.get_one(CodebookVersion, item.codebook_id)
    assert not draft.is_frozen
    assert "Quoted doubt is no doubt of the outlet." in draft.toml
    assert item.rule
    assert item.settled_at
    project = session.get_one(Project, round_.project_id)
    assert session.query(CodebookVersion).filter_by(project_id=project.id).count() >= 2


def test_an_export_holds_the_meeting_and_only_votes_that_were_counted(session, loaded, manager, item):
    norming.vote(session, item, manager, 1)
    norming.vote(session, item, manager, 0)
    project = sample_study.project(session, loaded)

    def told():
        rounds = download.rounds_of(session, project)
        out = io.BytesIO()
        write_bundle(out, download.bundle(session, project, rounds=rounds, agreement=False))
        return read_bundle(out).tables

    before = told()
    assert len(before["norming.csv"]) == 1
    assert before["norming_votes.csv"] == []
    norming.count(session, item, manager)
    assert [(row["option"], row["counts"]) for row in told()["norming_votes.csv"]] == [(2, False), (1, True)]


def test_who_meets_whom_by_the_pages(loaded, database):
    place = f"/projects/sample/rounds/{loaded.closed_id}/norming"
    manager, annotator = loaded.visitor("manager"), loaded.visitor("A")
    assert manager.get(place).status_code == 200
    assert "Put on the screen" not in annotator.get(place).text
    with database.reading() as session:
        round_ = session.get_one(Round, loaded.closed_id)
        line = agenda(session, round_).rows[0]
        sent = {"article": str(line.item.case.article_id), "key": line.item.disagreement.key}
    assert annotator.post(place, sent).status_code == 404
    opened = manager.post(place, sent)
    assert opened.status_code == 303
    page = opened.headers["Location"]
    assert annotator.get(page).status_code == 200
    assert annotator.post(f"{page}/vote", {"option": "0"}).status_code == 303
    assert annotator.get(f"{page}/now").json["voters"] == 1
    assert annotator.post(f"{page}/count").status_code == 404
    assert manager.post(f"{page}/vote", {"option": "99"}).status_code == 422
    assert manager.post(f"{page}/count").status_code == 303
    assert "· most votes" in annotator.get(page).text
    with database.reading() as session:
        assert session.query(NormingItem).one().counted_at
