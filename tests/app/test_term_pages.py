"""A term list is kept in versions, its terms are judged where they stand, and then they suggest."""

import io
import re

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from app.cli import cli
from app.models import Article, Project, Suggestion, TermList, TermVerdict
from app.services import suggesting, suggestions, term_places
from app.services.frozen import Kept
from app.services.refused import Refused
from tests import factories
from tests.annotations.small_study import mark
from tests.visitor import Visitor

HOME = "/projects/study/terms"
ADDED = {"term": "crow*", "forms": "nest of crows", "label": "framing/HARSH", "note": "birds"}
TEXT = "A nest of crows met.\n\nThe minister saw crows and a crowd of the crowned.\n"


@pytest.fixture(autouse=True)
def nothing_is_remembered(monkeypatch):
    """Each test has a database of its own, with the same numbers in it."""
    monkeypatch.setattr(term_places, "_recent", Kept(1_000))


@pytest.fixture
def study(app, database):
    """A project with two articles whose manager is at the page, and a codebook that is frozen."""
    with database.writing() as session:
        project = factories.add_project(session)
        manager = factories.add_member(session, project, "manager", "Mia")
        for name in "ab":
            factories.add_article(session, project, TEXT, name=f"{name}.txt")
        factories.add_article(session, project, "Nothing.\n", name="c.txt")
        factories.add_codebook(session, project)
        key = manager.id
    return Visitor(app, key)


def keys(page: str) -> list[str]:
    return re.findall(r"/terms/one\?key=([0-9a-f]{16})", page)


def added(study, **said) -> str:
    """Add a term and return its key."""
    assert study.post(HOME, ADDED | said).status_code == 303
    return keys(study.get(HOME).text)[-1]


def judged(study, key: str, verdicts: str) -> str:
    """Judge the sample of a term: + means it, - something else, ? unclear; return the next page."""
    page = study.get(f"{HOME}/one?key={key}").text
    names = list(dict.fromkeys(re.findall(r'name="(place-\d+-\d+-\d+)"', page)))
    words = {"+": "means it", "-": "something else", "?": "unclear"}
    given = {name: words[one] for name, one in zip(names, verdicts, strict=False)}
    assert study.post(f"{HOME}/verdicts", {"key": key, **given}).status_code == 303
    return study.get(f"{HOME}/one?key={key}").text


def suggested(database) -> list[tuple[str, str, str, int]]:
    """Return what the terms suggest now: article, version of the list, words, how many."""
    with database.reading() as session:
        articles = session.scalars(select(Article.id)).all()
        rows = [row for some in suggestions.newest(session, articles).values() for row in some]
        return [(row.article.name, row.version, len(row.items)) for row in rows if row.model == "term list"]


def test_terms_are_added_judged_and_suggest(study, database):
    assert "No terms yet" in study.get(HOME).text
    key = added(study)
    page = study.get(HOME).text
    assert "0 of 8" in page  # "crows", "crowd", "crowned" and the nest, in two articles
    assert "0 of 8 places judged" in page
    assert study.post(f"{HOME}/suggest").status_code == 422
    assert suggested(database) == []

    page = judged(study, key, "++++++?")
    assert "7 of 8" in page
    assert '86 % <span class="muted">[49, 97]' in page
    assert "not checked" in page
    page = judged(study, key, "++++++?-")
    assert "75 %" in page
    assert "means it too seldom" in page
    assert "means it in" in study.get(HOME).text
    assert study.post(f"{HOME}/rule", {"least_share": "70", "sample": "20"}).status_code == 303
    assert study.post(f"{HOME}/suggest").status_code == 303
    assert suggested(database) == [("a.txt", "2", 4), ("b.txt", "2", 4)]
    assert "suggested 8 places in 2 articles" in study.get(HOME).text
    with database.reading() as session:
        assert session.scalars(select(TermVerdict.id)).all() == list(range(1, 9))
        items = session.scalars(select(Suggestion)).first().items
        assert (items[0]["label"], items[0]["start"], items[0]["end"]) == ("HARSH", 2, 15)
    # Once more changes nothing, and what was judged is not asked again under another note.
    assert study.post(f"{HOME}/suggest").status_code == 303
    assert study.post(f"{HOME}/one", ADDED | {"key": key, "note": "other"}).status_code == 303
    assert "75 %" in study.get(f"{HOME}/one?key={key}").text
    with database.reading() as session:
        assert len(session.scalars(select(Suggestion)).all()) == 2
        assert [row.number for row in session.scalars(select(TermList))] == [1, 2, 3]


def test_unchecked_terms_suggest_where_somebody_says_so_and_go_where_they_are_left_out(study, database):
    key = added(study)
    assert study.post(f"{HOME}/suggest", {"every": "y"}).status_code == 303
    assert [count for _, _, count in suggested(database)] == [4, 4]
    other = added(study, term="minister", forms="", label="framing/MILD")
    assert study.post(f"{HOME}/one", {"key": key, "remove": "yes"}).status_code == 303
    assert keys(study.get(HOME).text) == [other]
    assert study.post(f"{HOME}/suggest", {"every": "y"}).status_code == 303
    assert [count for _, _, count in suggested(database)] == [1, 1]
    assert study.get(f"{HOME}/one?key={key}").status_code == 303
    assert study.post(f"{HOME}/verdicts", {"key": other, "place-1-0-3": "means it"}).status_code == 422
    assert study.post(f"{HOME}/verdicts", {"key": other, "place-1-26-34": "perhaps"}).status_code == 422


def test_what_programs_suggest_stands_beside_what_terms_suggest(study, database):
    added(study)
    with database.writing() as session:
        article = session.scalars(select(Article)).first()
        project = session.get_one(Project, article.project_id)
        made_of = suggesting.instrument_of(session, project)
        span = mark("s", quote=article.text[:1], start=0, end=1)
        said = suggesting.checked(made_of, article, [span], "tagger", "1")
        suggesting.keep(session, project, made_of, [said], None)
        with pytest.raises(Refused, match="another name"):
            suggesting.checked(made_of, article, [span], "term list", "1")
    assert study.post(f"{HOME}/suggest", {"every": "y"}).status_code == 303
    with database.reading() as session:
        article = session.scalars(select(Article)).first()
        rows = suggestions.newest(session, [article.id])[article.id]
        assert [row.model for row in rows] == ["tagger", "term list"]


def test_a_table_is_taken_whole_or_not_at_all(study, database):
    def send(text):
        file = {"file": (io.BytesIO(text.encode()), "terms.csv")}
        return study.post(f"{HOME}/file", file, content_type="multipart/form-data")

    assert send("term,label\ncrow*,HARSH\nminister,MILD\n").status_code == 303
    answer = send("term,label\ncrow,HARSH\na*,HARSH\nminister,NOPE\n")
    assert answer.status_code == 422
    assert "line 3" in answer.text
    assert "line 4" in answer.text
    written = study.get(f"{HOME}.csv").text
    assert written.splitlines()[1].startswith("crow*,,framing,HARSH,no,,8,2,0,0,0,")
    assert send(written).status_code == 303
    assert study.get(f"{HOME}.csv").text == written
    with database.reading() as session:
        assert session.scalars(select(TermList.number)).all() == [1]


@pytest.mark.parametrize(
    "said", [{"term": ""}, {"term": "*"}, {"label": "framing/NOPE"}, {"term": "x" * 101}]
)
def test_a_term_that_cannot_be_looked_for_is_refused(study, said):
    assert study.post(HOME, ADDED | said).status_code == 422
    assert "No terms yet" in study.get(HOME).text


def test_a_large_corpus_is_looked_through_by_a_job(study, database, monkeypatch):
    monkeypatch.setattr(term_places, "AT_ONCE", 2)
    key = added(study)
    assert "Not looked for yet" in study.get(HOME).text
    assert "not looked through yet" in study.get(f"{HOME}/one?key={key}").text
    assert study.post(f"{HOME}/suggest").status_code == 422
    assert study.post(f"{HOME}/look").status_code == 303
    assert "0 of 8" in study.get(HOME).text
    assert "These are all places" in study.get(f"{HOME}/one?key={key}").text


def test_the_commands_take_show_and_suggest(study, database, database_url, tmp_path):
    def run(*arguments, code=0):
        environment = {"PARALLAX_DATA": str(tmp_path), "DATABASE_URL": database_url}
        result = CliRunner().invoke(cli, ["terms", *map(str, arguments)], env=environment)
        assert result.exit_code == code, result.output
        return result

    table = tmp_path / "terms.csv"
    table.write_text("term,label\ncrow*,HARSH\nminister,NOPE\n")
    assert "line 3" in run("take", "study", table, code=1).stderr
    table.write_text("term,label\ncrow*,HARSH\n")
    assert "has 1 term." in run("take", "study", table).output
    assert "crow*,,framing,HARSH,no,,8,2,0," in run("show", "study").output
    refused = run("suggest", "study", code=1).stderr
    assert "Left out: crow*: unchecked" in refused
    assert "8 places in 2 articles; 2 articles changed" in run("suggest", "study", "--every").output
    assert "0 articles changed" in run("suggest", "study", "--every").output
    assert [count for _, _, count in suggested(database)] == [4, 4]
