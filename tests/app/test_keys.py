"""Answer keys: made of what was adjudicated, taken over, listed; gold articles mixed in by them."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from app.models import AnswerKey, Assignment, CodebookVersion, Round, User
from app.services import codings, download, golds, measure, round_changes, round_plans, rounds
from app.services.refused import Refused
from app.services.round_wishes import Wanted
from tests import factories
from tests.annotations.small_study import CODEBOOK
from tests.app import training_study
from tests.app.training_study import URL, WRONG


@pytest.fixture
def study(app, database):
    return training_study.make(app, database)


def closed(study, *names) -> int:
    """Return a round of these people on two articles, of which all submitted the first; it is closed."""
    with study.database.writing() as session:
        book = session.get_one(CodebookVersion, study.ids["codebook"])
        people = [session.get_one(User, study.ids[name]) for name in names]
        articles = [
            factories.add_article(session, session.get_one(Round, study.ids["source"]).project)
            for _ in range(2)
        ]
        made = factories.add_round(session, book, articles, people, name="Keys")
        study.ids["first"], round_id = articles[0].id, made.id
    for place, name in enumerate(names):
        study.submit(name, study.owed(name, round_id, "first"), WRONG if place else training_study.RIGHT)
    with study.database.writing() as session:
        rounds.close_round(session, session.get_one(Round, round_id), None)
    return round_id


def test_keys_of_a_round_say_what_was_left_out_and_why(study):
    round_id = closed(study, "ben")
    manager = study.visitor("manager")
    page = manager.post(f"{URL}/rounds/{round_id}/keys")
    assert page.status_code == 200
    assert "1 key was made" in page.text
    assert "nobody submitted it" in page.text
    again = manager.post(f"{URL}/rounds/{round_id}/keys").text
    assert "0 keys were made" in again
    assert "this is its key already" in again
    listed = manager.get(f"{URL}/keys").text
    number = re.search(rf"{URL}/keys/(\d+)\"><bdi>", listed)[1]
    shown = manager.get(f"{URL}/keys/{number}").text
    assert "Harsh" in shown
    assert "Slant" in shown
    assert manager.get(f"{URL}/keys?search=nothing").status_code == 200
    for name in ("ada", "ben"):
        assert study.visitor(name).get(f"{URL}/keys").status_code == 403
        assert study.visitor(name).get(f"{URL}/keys/{number}").status_code == 404


def test_what_is_undecided_makes_no_key(study):
    round_id = closed(study, "ben", "cleo")
    adjudicator = study.visitor("adjudicator")
    answer = adjudicator.post(f"{URL}/rounds/{round_id}/adjudication/articles/{study.ids['first']}/key")
    assert answer.status_code == 422
    assert "undecided" in answer.text
    source = f"{URL}/rounds/{study.ids['source']}/keys"
    assert adjudicator.post(source).status_code == 404  # it is open and blind


def test_a_key_is_taken_over_where_its_codes_are_still_there(study):
    def version(codebook, number):
        with study.database.writing() as session:
            project = session.get_one(Round, study.ids["source"]).project
            factories.add_codebook(session, project, replace(codebook, version=f"{number}"), number=number)

    path = f"{URL}/keys/{study.ids['key']}/take-over"
    manager = study.visitor("manager")
    assert "no newer frozen version" in manager.post(path).text
    version(replace(CODEBOOK, article_questions=()), 2)
    refused = manager.post(path)
    assert refused.status_code == 422
    assert "slant" in refused.text
    version(CODEBOOK, 3)
    assert manager.post(path).status_code == 303
    assert "already" in manager.post(path).text
    with study.database.reading() as session:
        notes = session.scalars(select(AnswerKey.note).order_by(AnswerKey.id)).all()
    assert notes == ["", "taken over from version 1"]


def gold_round(session, study, *names, **more) -> Round:
    source = session.get_one(Round, study.ids["source"])
    everything = [row for row in session.scalars(select(Assignment.article_id))]
    ids = sorted({*everything, study.ids["other"], study.ids["other"] + 1})
    people = [session.get_one(User, study.ids[name]) for name in names]
    wanted = Wanted("Main", "main", source.codebook, ids, people, **more)
    return round_plans.make(session, source.project, wanted, None)


def add_people(study, *names):
    with study.database.writing() as session:
        project = session.get_one(Round, study.ids["source"]).project
        for name in names:
            study.ids[name] = factories.add_member(session, project, "annotator", name.title()).id


def test_gold_goes_to_everybody_at_other_places_and_counts_in_no_reliability(study):
    add_people(study, "dora", "emil", "fay")
    with study.database.writing() as session:
        made = gold_round(session, study, "dora", "emil", gold_count=1)
        rounds.open_round(session, made, None)
        rows = session.scalars(select(Assignment).where(Assignment.round_id == made.id)).all()
        gold = [row for row in rows if row.gold]
        assert {row.article_id for row in gold} == {study.ids["keyed"]}
        assert {row.annotator_id for row in gold} == {study.ids["dora"], study.ids["emil"]}
        assert all(row.position > 2 for row in gold)
        assert study.ids["keyed"] not in {row.article_id for row in rows if not row.gold}
        round_id = made.id
    mine = study.owed("dora", round_id)
    pages = [f"{URL}/queue", f"{URL}/annotate/{mine}", f"/api/assignments/{mine}"]
    study.submit("dora", mine, WRONG)
    for page in pages:
        assert "gold" not in study.visitor("dora").get(page).text.lower()
    assert study.visitor("dora").get(f"{URL}/annotate/{mine}/feedback").status_code == 404
    path = f"{URL}/rounds/{round_id}/gold"
    assert study.visitor("manager").get(path).status_code == 404  # open and blind
    with study.database.writing() as session:
        made = session.get_one(Round, round_id)
        stands = codings.standing(session, made)
        assert stands.gold == 1
        assert stands.count("submitted") == 0
        assert codings.codings(session, made, stands, words=True)
        told = [(one.reason, one.count) for one in measure.round_report(session, made).dropped]
        assert (measure.GOLD, 1) in told
        made.shows_reliability = True
    assert "Dora" in study.visitor("manager").get(path).text
    assert study.visitor("adjudicator").get(path).status_code == 404
    with study.database.writing() as session:
        made = session.get_one(Round, round_id)
        people = [session.get_one(User, study.ids[name]) for name in ("dora", "fay")]
        changes = round_changes.plan(session, made, round_changes.articles_of(session, made), people)
        round_changes.apply(session, made, changes, None)
        with_gold = session.scalars(
            select(Assignment.annotator_id).where(Assignment.round_id == round_id, Assignment.gold)
        ).all()
        assert sorted(with_gold) == [study.ids["dora"], study.ids["fay"]]
        fays = select(Assignment.position).where(
            Assignment.round_id == round_id, Assignment.annotator_id == study.ids["fay"]
        )
        places = session.scalars(fays.order_by(Assignment.position)).all()
        assert places == list(range(1, len(places) + 1))
        assert session.scalars(fays.where(Assignment.gold)).one() > 2
        ben = [*people, session.get_one(User, study.ids["ben"])]
        with pytest.raises(Refused, match="Ben cannot join"):
            round_changes.plan(session, made, round_changes.articles_of(session, made), ben)


@pytest.mark.parametrize(
    ("names", "more", "words"),
    [
        (("dora", "ben"), {"gold_count": 1}, "there are 0"),
        (("dora", "ada"), {"gold_count": 1}, "1 are known to somebody"),
        (("dora", "ben"), {"gold_articles": "keyed"}, "Ben coded it"),
        (("dora",), {"gold_articles": "unkeyed"}, "has no key"),
    ],
)
def test_who_knows_a_gold_article_is_given_none(study, names, more, words):
    add_people(study, "dora")
    if "gold_articles" in more:
        more = {"gold_articles": [study.ids[more["gold_articles"]]]}
    with study.database.writing() as session, pytest.raises(Refused, match=words):
        gold_round(session, study, *names, **more)


def test_gold_is_asked_for_on_the_planning_page(study):
    add_people(study, "dora")
    form = {
        "name": "Main", "phase": "main", "codebook": str(study.ids["codebook"]), "scope": "all",
        "annotators": [str(study.ids["dora"])], "seed": "1", "gold_count": "1", "step": "preview",
    }  # fmt: skip
    page = study.visitor("manager").post(f"{URL}/rounds/new", form)
    assert "1 gold article" in page.text
    both = study.visitor("manager").post(
        f"{URL}/rounds/new", form | {"gold_articles": [str(study.ids["keyed"])]}
    )
    assert "not both" in both.text
    with study.database.reading() as session:
        assert list(golds.offered(session, session.get_one(Round, study.ids["source"]).project)) == [
            study.ids["keyed"]
        ]


def test_keys_and_gold_leave_with_an_export(study):
    round_id = closed(study, "ben")
    study.visitor("manager").post(f"{URL}/rounds/{round_id}/keys")
    with study.database.reading() as session:
        made = session.get_one(Round, round_id)
        records = download.bundle(session, made.project, rounds=[made], agreement=False)
        (key,) = records.keys
        assert (key.round, key.codebook_version, key.found_none, key.answers) == (
            "Keys",
            "v1",
            False,
            {"slant": 1},
        )
        assert [one.quote for one in key.spans] == [one.quote for one in training_study.KEY.spans]
        assert {one.is_gold for one in records.assignments} == {False}
