"""A round goes to a server of Label Studio and comes back, again and again; no work is overwritten."""

from collections.abc import Iterator

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from app.cli import cli
from app.models import AnnotationHead, Article, Assignment, ChangeRow, ForeignPart, Round, SpanRow, User
from app.services import annotate, saving, suggesting, suggestions
from tests import factories
from tests.app.label_studio import JWT, TOKEN, LabelStudio, serving, span

FIRST = span("r1", 6, 14, "minister", voice="outlet")
OTHER = span("r2", 32, 36, "town", "MILD", voice="quote", speaker="a witness")


@pytest.fixture
def server() -> Iterator[LabelStudio]:
    with serving() as held:
        yield held


@pytest.fixture
def study(database) -> dict[str, int]:
    """A project with five articles that two annotators owe."""
    with database.writing() as session:
        project = factories.add_project(session)
        people = [factories.add_member(session, project, "annotator", name) for name in ("Ada", "Ben")]
        articles = [factories.add_article(session, project, name=f"{name}.txt") for name in "abcde"]
        made = factories.add_round(session, factories.add_codebook(session, project), articles, people)
        return {"round": made.id, "ada": people[0].id, "ben": people[1].id}


@pytest.fixture
def run(study, server, database, database_url, tmp_path, monkeypatch):
    """Run `parallax labelstudio`; Ada and Ben have accounts there."""
    with database.reading() as session:
        server.users |= {
            7: session.get_one(User, study["ada"]).email,
            8: session.get_one(User, study["ben"]).email,
        }
    for name, value in (
        ("PARALLAX_DATA", str(tmp_path)),
        ("DATABASE_URL", database_url),
        ("PARALLAX_LABELSTUDIO_URL", server.url),
        ("PARALLAX_LABELSTUDIO_TOKEN", TOKEN),
        ("PARALLAX_ALLOW_PRIVATE_ADDRESSES", server.url),
    ):
        monkeypatch.setenv(name, value)

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner().invoke(cli, ["labelstudio", *arguments])
        assert result.exit_code == code, result.output
        return result

    return run


def said_here(database) -> dict[tuple[str, str], list[str]]:
    """Return the labels of each submitted annotation by article and annotator."""
    query = (
        select(Article.name, User.name, SpanRow.quote, SpanRow.label)
        .join(Assignment, Assignment.article_id == Article.id)
        .join(User, User.id == Assignment.annotator_id)
        .join(AnnotationHead, AnnotationHead.assignment_id == Assignment.id)
        .outerjoin(SpanRow, SpanRow.annotation_id == AnnotationHead.id)
        .where(AnnotationHead.state == "submitted")
        .order_by(SpanRow.start)
    )
    found: dict[tuple[str, str], list[str]] = {}
    with database.reading() as session:
        for article, who, quote, label in session.execute(query):
            found.setdefault((article, who), []).append(f"{label} {quote}")
    return found


def changes(database) -> int:
    with database.reading() as session:
        return len(session.scalars(select(ChangeRow.id)).all())


def test_a_round_is_sent_once_and_only_what_changed_is_sent_again(run, server, database):
    assert "5 articles sent, 0 brought up to date, 0 as they were" in run("push", "study").stdout
    assert server.projects[1]["title"] == "The study: Round 1"
    assert "<Labels" in server.projects[1]["label_config"]
    assert {one["data"]["name"] for one in server.tasks.values()} == {f"{name}.txt" for name in "abcde"}
    server.seen.clear()
    assert "0 articles sent, 0 brought up to date, 5 as they were" in run("push", "study").stdout
    assert not [one for one in server.seen if not one.startswith("GET")]
    with database.writing() as session:
        session.scalars(select(Article).where(Article.name == "b.txt")).one().title = "A better title"
    assert "0 articles sent, 1 brought up to date, 4 as they were" in run("push", "study").stdout
    assert server.task("b.txt")["data"]["title"] == "A better title"
    assert "5 as here" in run("status", "study").stdout


def test_what_was_changed_there_stays_and_is_told(run, server):
    run("push", "study")
    server.task("a.txt")["data"]["title"] = "Changed there"
    server.projects[1]["label_config"] = server.projects[1]["label_config"].replace("Harsh", "Harsher")
    before = server.projects[1]["label_config"]
    told = run("push", "study", code=1)
    assert "'a.txt', was changed there" in told.stderr
    assert "The labeling config of project 1 was changed there" in told.stderr
    assert server.task("a.txt")["data"]["title"] == "Changed there"
    assert server.projects[1]["label_config"] == before


def test_after_a_failure_the_next_run_goes_on(run, server, monkeypatch):
    monkeypatch.setattr("app.services.labelstudio_push.AT_ONCE", 2)
    server.broken_after = 2  # the project and two articles
    told = run("push", "study", code=1)
    assert "answers 502" in told.stderr
    assert "secret words" not in told.stderr
    assert len(server.tasks) == 2
    server.broken_after = None
    assert "3 articles sent, 0 brought up to date, 2 as they were" in run("push", "study").stdout
    assert len(server.projects) == 1
    # As if it had failed between making the project and noting it: the project bears a mark.
    monkeypatch.setattr("app.services.labelstudio_parcel.link_of", lambda *asked: None)
    assert "5 as they were" in run("push", "study").stdout
    assert len(server.projects) == 1


def test_annotations_come_back_for_each_annotator_once_they_are_confirmed(run, server, database):
    run("push", "study")
    server.annotate("a.txt", 7, *FIRST)
    server.annotate("a.txt", 8, *FIRST, *OTHER)
    server.annotate("b.txt", 7, *OTHER, was_cancelled=True)
    server.annotate("c.txt", 1, *OTHER)
    told = run("pull", "study")
    assert "2 new, 0 changed there, 0 as here, 0 in conflict" in told.stdout
    assert "lead@elsewhere.example: nobody here" in told.stdout
    assert "annotations that were skipped: 1" in told.stderr
    assert said_here(database) == {}
    run("pull", "study", "--confirm")
    ours = {
        ("a.txt", "Ada"): ["HARSH minister"],
        ("a.txt", "Ben"): ["HARSH minister", "MILD town"],
    }
    assert said_here(database) == ours
    before = changes(database)
    assert "0 new, 0 changed there, 2 as here" in run("pull", "study", "--confirm").stdout
    assert (said_here(database), changes(database)) == (ours, before)


def test_what_was_changed_there_follows_and_what_was_changed_here_stays(run, server, database, study):
    run("push", "study")
    ada = server.annotate("a.txt", 7, *FIRST)
    ben = server.annotate("a.txt", 8, *FIRST)
    run("pull", "study", "--confirm")
    ada["result"] = [*FIRST, *OTHER]
    ben["result"] = [*FIRST, *OTHER]
    with database.writing() as session:
        mine = Assignment.annotator_id == study["ben"]
        assignment = session.scalars(
            select(Assignment).join(Article).where(mine, Article.name == "a.txt")
        ).one()
        annotate.reopen(session, None, assignment, "Look again.")
        ops = [{"op": "answer", "variable": "slant", "value": 1}, {"op": "submit"}]
        saving.append(
            session, study["ben"], assignment.id, saving.Change(2, "here-1", "2026-01-01T00:00:00.000Z", ops)
        )
    told = run("pull", "study", "--confirm", code=1)
    assert "0 new, 1 changed there, 0 as here, 1 in conflict" in told.stdout
    assert "'a.txt' by Ben says something else here than there" in told.stderr
    assert said_here(database) == {
        ("a.txt", "Ada"): ["HARSH minister", "MILD town"],
        ("a.txt", "Ben"): ["HARSH minister"],
    }
    with database.reading() as session:
        rows = session.scalars(select(ChangeRow.operations).order_by(ChangeRow.id.desc()).limit(2)).all()
    assert [[one["op"] for one in row] for row in rows] == [["mark", "submit"], ["reopen"]]


def test_with_one_refused_result_nothing_is_taken_over(run, server, database):
    run("push", "study")
    server.annotate("a.txt", 7, *FIRST)
    server.annotate("b.txt", 7, *span("bad", 6, 9_999, "minister"))
    told = run("pull", "study", "--confirm", code=1)
    assert "Nothing was taken over." in told.stderr
    assert said_here(database) == {}
    run("pull", "study", "--confirm", "--skip-refused")
    assert said_here(database)["a.txt", "Ada"] == ["HARSH minister"]


def test_a_personal_token_is_exchanged_and_a_wrong_one_is_refused(run, server, monkeypatch):
    monkeypatch.setenv("PARALLAX_LABELSTUDIO_TOKEN", JWT)
    run("push", "study")
    assert server.seen.count("POST /api/token/refresh/") == 1
    monkeypatch.setenv("PARALLAX_LABELSTUDIO_TOKEN", "wrong-token")
    told = run("status", "study", code=1).stderr
    assert "refuses the token (401)" in told
    assert "wrong-token" not in told
    assert "secret words" not in told


def test_what_is_not_set_or_not_allowed_is_said(run, server, database, study, monkeypatch):
    assert "was not sent to" in run("pull", "study", code=1).stderr
    assert "no round 'Nowhere'" in run("push", "study", "--round", "Nowhere", code=1).stderr
    assert "has no project 9" in run("push", "study", "--into", "9", code=1).stderr
    monkeypatch.delenv("PARALLAX_ALLOW_PRIVATE_ADDRESSES")
    assert "own network" in run("push", "study", code=1).stderr
    monkeypatch.delenv("PARALLAX_LABELSTUDIO_TOKEN")
    assert "PARALLAX_LABELSTUDIO_TOKEN" in run("push", "study", code=1).stderr
    assert server.projects == {}


def suggest(database, name: str, version: str, blind: bool) -> None:
    """Have a program suggest a span and an answer for an article."""
    with database.writing() as session:
        round_ = session.scalars(select(Round)).one()
        round_.blind, round_.plan = blind, {**round_.plan, suggestions.WITHOUT: 0}
        article = session.scalars(select(Article).where(Article.name == name)).one()
        made_of = suggesting.instrument_of(session, round_.project)
        ops = [
            {
                "op": "mark",
                "span": "x",
                "layer": "framing",
                "label": "HARSH",
                "attributes": {"voice": "outlet"},
            }
            | {"start": 6, "end": 14, "quote": article.text[6:14]},
            {"op": "answer", "variable": "slant", "value": 1},
        ]
        said = suggesting.checked(made_of, article, ops, "robot", version, 0.5, {"x": 0.75})
        suggesting.keep(session, round_.project, made_of, [said], None)


def test_suggestions_are_sent_once_where_the_round_shows_them(run, server, database):
    suggest(database, "a.txt", "1", blind=True)
    assert "Suggestions" not in run("push", "study").stdout
    suggest(database, "b.txt", "1", blind=False)
    assert "Suggestions: 2 sent, 0 as they were." in run("push", "study").stdout
    (there,) = server.task("b.txt")["predictions"]
    assert (there["model_version"], there["score"]) == ("robot 1", 0.5)
    spans = [one for one in there["result"] if one["type"] == "labels"]
    assert [(one["value"]["text"], one["score"], one["origin"]) for one in spans] == [
        ("minister", 0.75, "prediction")
    ]
    server.seen.clear()
    assert "Suggestions: 0 sent, 2 as they were." in run("push", "study").stdout
    assert not [one for one in server.seen if not one.startswith("GET")]
    suggest(database, "b.txt", "2", blind=False)
    assert "Suggestions: 1 as here, 1 to be sent." in run("status", "study").stdout
    assert "Suggestions: 1 sent, 1 as they were." in run("push", "study").stdout
    assert [one["model_version"] for one in server.task("b.txt")["predictions"]] == ["robot 1", "robot 2"]


def test_no_suggestion_is_sent_to_a_text_that_was_changed_there(run, server, database):
    run("push", "study")
    suggest(database, "a.txt", "1", blind=False)
    server.task("a.txt")["data"]["text"] = "Changed there"
    assert "Suggestions" not in run("push", "study", code=1).stdout
    assert server.task("a.txt")["predictions"] == []


def test_what_came_along_follows_without_a_change_of_the_annotation(run, server, database):
    run("push", "study")
    ada = server.annotate("a.txt", 7, *FIRST, *OTHER, lead_time=3.5)
    run("pull", "study", "--confirm")
    before = changes(database)
    ada["result"].append(
        {"type": "relation", "from_id": "r1", "to_id": "r2", "direction": "bi", "labels": []}
    )
    assert "0 new, 1 changed there, 0 as here" in run("pull", "study").stdout
    assert "They were taken over" in run("pull", "study", "--confirm").stdout
    assert "0 new, 0 changed there, 1 as here" in run("pull", "study", "--confirm").stdout
    assert changes(database) == before
    with database.reading() as session:
        bodies = session.scalars(select(ForeignPart.body).order_by(ForeignPart.id)).all()
    assert [len(one.get("others", [])) for one in bodies] == [0, 1]
    assert bodies[1]["annotation"]["lead_time"] == 3.5
