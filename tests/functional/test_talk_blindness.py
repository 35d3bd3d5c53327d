"""Nobody meets a word of a thread that is not for them, nor learns that there is one."""

import pytest
from sqlalchemy import update

from app.clock import now
from app.models import Round
from tests import factories
from tests.app.talk_study import URL, Talking, build
from tests.functional.test_blindness import CANARY, crawl

pytestmark = [pytest.mark.one_database, pytest.mark.slow]

EVERYBODY = {"annotator", "colleague", "viewer", "adjudicator", "manager", "admin"}


@pytest.fixture
def talking(app, database) -> Talking:
    return build(app, database)


def secret(talking, person="colleague", **more):
    words = {"title": f"{CANARY} title", "quote": f"{CANARY} quote", "entry": ""}
    of_article = {"article_id": talking.stage.ids["article_id"], "round_id": talking.stage.ids["round_id"]}
    return talking.put(person, f"{CANARY} text", **(words | of_article | more))


def close(database, **more):
    with database.writing() as session:
        session.execute(update(Round).values(closed_at=now(), **more))


@pytest.mark.parametrize(
    ("visibility", "readers"),
    [
        ("private", {"colleague"}),
        ("manager", {"colleague", "manager", "admin"}),
        ("after close", {"colleague"}),
        # Said to the team about an article of the blind round: the other annotator is kept from it.
        ("team", EVERYBODY - {"annotator"}),
    ],
)
def test_while_the_round_is_blind_a_thread_is_there_for_its_readers_alone(talking, visibility, readers):
    hidden = secret(talking, visibility=visibility)
    for person in EVERYBODY:
        page = talking.get(person, f"/{hidden}")
        assert (CANARY in page.text) == (person in readers), person
        if person not in readers:
            absent = talking.get(person, "/99999")
            assert (page.status_code, len(page.data)) == (404, len(absent.data))


@pytest.mark.parametrize("person", ["annotator", "viewer", "adjudicator", "stranger"])
def test_whoever_may_not_read_meets_no_word_at_any_address(talking, app, person):
    others = ["team"] if person == "annotator" else []
    for visibility in ("private", "manager", "after close", *others):
        talking.stage.ids["thread_id"] = secret(talking, visibility=visibility)
        talking.add("manager", talking.stage.ids["thread_id"], f"{CANARY} answer")
    assert crawl(talking.stage, app, person) == []


def test_readers_meet_it_on_the_list_the_thread_and_in_the_export(talking, app):
    talking.stage.ids["thread_id"] = secret(talking, visibility="manager")
    met = "\n".join(crawl(talking.stage, app, "manager"))
    assert all(f"{URL}{path}" in met for path in ("\n", "?search", f"/{talking.stage.ids['thread_id']}"))
    assert "bundle.zip" in met


def test_after_the_round_the_team_reads_what_waited_and_what_was_hidden(talking, database):
    waiting, team = (secret(talking, visibility=word) for word in ("after close", "team"))
    private = secret(talking, visibility="private")
    close(database)
    for person in ("annotator", "viewer", "adjudicator", "manager"):
        assert {waiting, team} <= talking.reads(person)
        assert private not in talking.reads(person)


def test_another_blind_round_with_the_article_hides_it_again(talking, database):
    waiting = secret(talking, visibility="after close")
    close(database)
    with database.writing() as session:
        first = session.get_one(Round, talking.stage.ids["round_id"])
        people = [session.get_one(factories.User, talking.stage.user_ids[one]) for one in talking.stage.owned]
        article = session.get_one(factories.Article, talking.stage.ids["article_id"])
        factories.add_round(session, first.codebook, [article], people, name="Recoding")
    assert waiting not in talking.reads("annotator")
    assert waiting in talking.reads("adjudicator")


def test_a_post_by_a_fellow_hides_a_thread_that_somebody_else_began(talking):
    article = {"article_id": talking.stage.ids["article_id"]}
    thread = talking.put("manager", "Welcome.", **article)
    assert thread in talking.reads("annotator")
    talking.add("colleague", thread)
    assert thread not in talking.reads("annotator")
    assert thread in talking.reads("colleague")


def test_a_planned_round_is_told_to_no_annotator(talking, database):
    thread = talking.put("manager", subject="round", round_id=talking.stage.ids["round_id"])
    assert thread in talking.reads("annotator")
    with database.writing() as session:
        session.execute(update(Round).values(opened_at=None))
    assert thread not in talking.reads("annotator")
    assert thread in talking.reads("manager")


def test_hidden_threads_leave_no_trace_in_counts_badges_and_mentions(talking):
    before = {path: talking.get("annotator", path).text for path in ("", "?show=mine", "?show=unread")}
    queue = talking.stage.people["annotator"].get("/projects/study/queue").text
    own = f"/projects/study/annotate/{talking.stage.owned['annotator']}"
    page = talking.stage.people["annotator"].get(own).text
    for visibility in ("private", "manager", "team", "after close"):
        secret(talking, visibility=visibility)
    assert {path: talking.get("annotator", path).text for path in before} == before
    assert talking.stage.people["annotator"].get("/projects/study/queue").text == queue
    assert talking.stage.people["annotator"].get(own).text == page
