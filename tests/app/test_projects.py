"""Projects: begun, described, and what each person finds at the start."""

import io

import pytest

from app.models import Activity, CodebookVersion, Member, Project
from app.services import projects
from app.services.refused import Refused
from tests.app.people import begin_project, codebook_text, let_join, register, signed_in


@pytest.fixture
def admin(app, database):
    register(database, "root@example.org", is_admin=True)
    return signed_in(app, "root@example.org")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Victory Day 2025: five papers", "victory-day-2025-five-papers"),
        ("  Žižkov & Übersee ", "zizkov-ubersee"),
        ("天安门", ""),
        ("--", ""),
        ("a" * 80, "a" * 60),
    ],
)
def test_a_short_name_is_made_from_the_title(title, slug):
    assert projects.suggest_slug(title) == slug


@pytest.mark.parametrize(
    "slug", ["", "new", "A", "a_b", "a--b", "-a", "a-", "a/b", "../x", "é", "a" * 61, "a b", "a\n"]
)
def test_a_short_name_that_cannot_stand_in_an_address_is_refused(slug):
    with pytest.raises(Refused):
        projects.check_slug(slug)


def test_a_project_begins_with_the_template_and_its_manager(admin, database):
    answer = admin.post("/projects/new", {"title": "The  Halder dam", "codebook": "template"})
    assert answer.headers["Location"] == "/projects/the-halder-dam"
    assert admin.get("/projects/the-halder-dam").status_code == 200
    with database.reading() as session:
        assert session.query(Project).one().title == "The Halder dam"
        assert session.query(CodebookVersion).one().frozen_at is None
        assert session.query(Member).one().role == "manager"
        assert [row.verb for row in session.query(Activity)].count("project.created") == 1


def test_a_project_begins_with_a_codebook_file(admin, database):
    file = (io.BytesIO(codebook_text("0.7").encode()), "mine.TOML")
    form = {"title": "Study", "slug": "mine", "codebook": "file", "file": file}
    assert admin.post("/projects/new", form).headers["Location"] == "/projects/mine"
    with database.reading() as session:
        assert session.query(CodebookVersion).one().version == "0.7"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"title": ""}, "Enter a title"),
        ({"title": "天安门"}, "short name"),
        ({"slug": "No Slug"}, "short name"),
        ({"slug": "new"}, "used by the site"),
        ({"slug": "taken"}, "already"),
        ({"codebook": "file"}, "Choose a codebook file"),
        ({"codebook": "other"}, "Not a valid choice"),
    ],
)
def test_a_project_that_cannot_begin_leaves_nothing(admin, database, change, sentence):
    admin.post("/projects/new", {"title": "Taken", "codebook": "template"})
    answer = admin.post("/projects/new", {"title": "Study", "codebook": "template"} | change)
    assert answer.status_code == 422
    assert sentence in answer.text
    with database.reading() as session:
        assert session.query(Project).count() == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("x.toml", codebook_text(second_key="h").encode(), "hotkey"),
        ("x.toml", b"[codebook\n", "line 1"),
        ("x.csv", b"a,b\n1,2\n", "dimension"),
        ("x.exe", b"x", ".toml, .csv"),
        ("x.toml", b"\x00\x01", "NUL"),
    ],
)
def test_a_file_that_is_no_codebook_is_refused_with_its_faults(admin, database, name, content, sentence):
    form = {"title": "Study", "codebook": "file", "file": (io.BytesIO(content), name)}
    answer = admin.post("/projects/new", form)
    assert answer.status_code == 422
    assert sentence in answer.text
    with database.reading() as session:
        assert session.query(Project).count() == 0


def test_the_description_changes_and_the_short_name_stays(admin, database):
    admin.post("/projects/new", {"title": "Study", "codebook": "template"})
    form = {"title": "New title", "description": "One\r\nTwo", "slug": "other", "id": "99"}
    assert admin.post("/projects/study/settings", form).status_code == 303
    with database.reading() as session:
        project = session.query(Project).one()
        assert (project.slug, project.title, project.description) == ("study", "New title", "One\nTwo")


def test_only_those_who_belong_to_a_project_see_it(app, database, admin):
    owner = register(database, "mara@example.org")
    begin_project(database, owner)
    register(database, "eve@example.org")
    eve = signed_in(app, "eve@example.org")
    assert eve.get("/projects/study").status_code == 404
    assert eve.get("/projects/study").data[:600] == eve.get("/projects/nothing").data[:600]
    assert "The study" not in eve.get("/").text
    assert "The study" in admin.get("/").text
    assert eve.get("/projects/new").status_code == 403


def test_the_start_page_says_what_to_do_when_it_is_empty(app, database, admin):
    register(database, "eve@example.org")
    assert "invitation link" in signed_in(app, "eve@example.org").get("/").text
    assert "Create a project" in admin.get("/").text


def test_an_annotator_learns_nothing_about_the_others(app, database):
    begin_project(database, register(database, "mara@example.org"))
    let_join(database, register(database, "ann@example.org"))
    let_join(database, register(database, "canary@example.org"))
    page = signed_in(app, "ann@example.org").get("/projects/study").text
    assert "canary" not in page.lower()
    assert "Annotators" not in page


def test_the_manager_sees_the_next_step_first(app, database):
    begin_project(database, register(database, "mara@example.org"))
    mara = signed_in(app, "mara@example.org")
    assert "Rounds need a frozen version" in mara.get("/projects/study").text
    mara.post("/projects/study/codebook/1/freeze", {"sure": "y"})
    page = mara.get("/projects/study").text
    assert "Version 1 is frozen" in page
    assert page.count("step-next") == 1


@pytest.mark.parametrize("field", ["title", "description"])
def test_a_text_that_not_every_database_can_keep_is_refused(admin, database, field):
    begin_project(database, register(database))
    answer = admin.post("/projects/study/settings", {"title": "Fair", field: "half\0word"})
    assert answer.status_code == 422
    assert "must not hold the character NUL" in answer.text


def test_a_failure_of_the_database_is_a_page_with_a_sentence(admin, database, monkeypatch, caplog):
    begin_project(database, register(database))

    def break_a_rule(session, *_, **__):
        session.add(Activity(at=None, verb=None, subject="a secret word", detail={}))
        session.flush()

    monkeypatch.setattr(projects.activity, "record", break_a_rule)
    answer = admin.post("/projects/study/settings", {"title": "Another"})
    assert answer.status_code == 500
    assert "Nothing of this request was kept" in answer.text
    assert "IntegrityError" in caplog.text or "NotNullViolation" in caplog.text
    assert "secret" not in caplog.text
    assert "Another" not in admin.get("/projects/study").text
