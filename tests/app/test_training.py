"""Training on keys: feedback after submission, the first submission counts, who passed may go on."""

import pytest
from sqlalchemy import select

from app.models import Activity, RoundTie, User
from app.services import round_changes, round_plans, training
from app.services.refused import Refused
from app.services.round_wishes import Wanted
from tests.app import training_study
from tests.app.training_study import RIGHT, SPEAKER, URL, WRONG, training_of


@pytest.fixture
def study(app, database):
    return training_study.make(app, database)


def standing(study, name="ada"):
    with study.database.reading() as session:
        user = session.get_one(User, study.ids[name])
        return training.own(session, training_of(session, study), user)


def test_nothing_of_the_key_is_shown_before_submitting_and_all_of_it_after(study):
    mine = study.owed("ada", study.ids["training"])
    assert study.feedback().status_code == 404
    page = study.visitor("ada").get(f"{URL}/annotate/{mine}")
    assert f"{URL}/annotate/{mine}/feedback" in page.text
    assert SPEAKER not in page.text
    study.submit("ada", mine, WRONG)
    told = study.feedback()
    assert told.status_code == 200
    for words in (
        "1 found, 1 missed, 0 extra",
        "4 characters off",
        SPEAKER,
        "What the codebook says",
        "not passed",
    ):
        assert words in told.text
    assert "Feedback" in study.visitor("ada").get(f"{URL}/queue?round={study.ids['training']}").text
    assert study.visitor("cleo").get(f"{URL}/annotate/{mine}/feedback").status_code == 404
    assert study.visitor("manager").get(f"{URL}/annotate/{mine}/feedback").status_code == 404


def test_an_article_without_a_key_leads_on(study):
    mine = study.owed("ada", study.ids["training"], "unkeyed")
    study.submit("ada", mine)
    assert study.feedback("ada", "unkeyed").location.endswith("/queue/next")


def test_a_right_article_passes(study):
    study.submit("ada", study.owed("ada", study.ids["training"]))
    assert "Everything is as in the key" in study.feedback().text
    assert standing(study).verdict.state == "passed"
    assert standing(study, "cleo").verdict.state == "not yet"


def test_what_was_handed_in_first_counts_after_reopening(study):
    mine = study.owed("ada", study.ids["training"])
    study.submit("ada", mine, WRONG)
    study.reopen(mine)
    assert study.feedback().status_code == 404
    right = [{"op": "remove", "span": "a"}, *RIGHT]
    study.submit("ada", mine, right, base=2)
    assert "4 characters off" in study.feedback().text
    assert standing(study).verdict.state == "not passed"
    assert [one.value for one in standing(study).scores if one.measure == "span_f1"] == [0]


def plan(session, study, *names, **more):
    round_ = training_of(session, study)
    people = [session.get_one(User, study.ids[name]) for name in names]
    wanted = Wanted(
        "Main", "main", round_.codebook, [study.ids["unkeyed"], study.ids["other"]], people,
        after_training=round_, **more,
    )  # fmt: skip
    return round_plans.make(session, round_.project, wanted, None)


def test_only_who_passed_or_was_admitted_gets_later_articles(study):
    study.submit("ada", study.owed("ada", study.ids["training"]))
    study.submit("cleo", study.owed("cleo", study.ids["training"]), WRONG)
    with (
        study.database.writing() as session,
        pytest.raises(Refused, match=r"Cleo \(below the mark in: Spans"),
    ):
        plan(session, study, "ada", "cleo")
    with study.database.writing() as session:
        made = plan(session, study, "ada")
        assert session.scalars(select(RoundTie.other_id)).all() == [study.ids["training"]]
        both = [session.get_one(User, study.ids[name]) for name in ("ada", "cleo")]
        with pytest.raises(Refused, match="Cleo"):
            round_changes.plan(session, made, [study.ids["unkeyed"], study.ids["other"]], both)
    path = f"{URL}/rounds/{study.ids['training']}/training"
    admit = {"annotator": study.ids["cleo"], "reason": "Read it with her."}
    assert study.visitor("manager").post(path, admit | {"reason": " "}).status_code == 422
    assert (
        study.visitor("manager").post(path, {"annotator": study.ids["ben"], "reason": "x"}).status_code == 422
    )
    assert study.visitor("adjudicator").post(path, admit).status_code == 404
    assert study.visitor("manager").post(path, admit).status_code == 303
    with study.database.writing() as session:
        assert (
            session.scalars(select(Activity).where(Activity.verb == "training.admitted"))
            .one()
            .detail["reason"]
        )
        round_changes.plan(session, made, [study.ids["unkeyed"], study.ids["other"]], both)
    page = study.visitor("manager").get(path).text
    for words in ("Read it with her.", "below 0.70", "spans of both"):
        assert words in page


def test_values_of_a_blind_open_training_are_shown_to_nobody_who_leads(app, database):
    study = training_study.make(app, database, blind=True)
    study.submit("ada", study.owed("ada", study.ids["training"]), WRONG)
    path = f"{URL}/rounds/{study.ids['training']}/training"
    page = study.visitor("manager").get(path)
    assert "open and blind" in page.text
    assert "below" not in page.text
    with database.writing() as session:
        training_of(session, study).shows_reliability = True
    assert "below 0.70" in study.visitor("manager").get(path).text
    assert "open and blind" in study.visitor("adjudicator").get(path).text
    assert study.visitor("ada").get(path).status_code == 404


def test_pass_marks_are_stated_while_planning(study):
    form = {
        "name": "Second training",
        "phase": "training",
        "codebook": str(study.ids["codebook"]),
        "scope": "all",
        "annotators": [str(study.ids["ben"]), str(study.ids["cleo"])],
        "seed": "1",
        "mark_span_f1": "0.8",
        "mark_articles": "2",
        "step": "preview",
    }
    page = study.visitor("manager").post(f"{URL}/rounds/new", form)
    assert page.status_code == 200
    assert "4 of the articles have no key" in page.text
    assert "Only who passed" in page.text
    wrong = study.visitor("manager").post(f"{URL}/rounds/new", form | {"phase": "main"})
    assert wrong.status_code == 422
    assert "belong to a training round" in wrong.text
    assert study.visitor("manager").post(f"{URL}/rounds/new", form | {"mark_span_f1": "7"}).status_code == 422
