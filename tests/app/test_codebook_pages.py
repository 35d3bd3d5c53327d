"""The codebook on the site: read by all, changed as a draft, frozen once."""

import io
from pathlib import Path

import pytest

from annotations.codebook_toml import read_toml
from app.models import Activity, CodebookVersion, Project
from app.services import codebooks
from app.services.refused import Refused
from exports.formats.qdc import read_qdc
from tests.app.people import begin_project, codebook_text, let_join, register, signed_in

PAGE = "/projects/study/codebook"


@pytest.fixture
def manager(app, database):
    begin_project(database, register(database, "mara@example.org"))
    return signed_in(app, "mara@example.org")


def versions(database) -> list[tuple[int, str, bool]]:
    with database.reading() as session:
        rows = session.query(CodebookVersion).order_by(CodebookVersion.number)
        return [(row.number, row.version, row.is_frozen) for row in rows]


def upload(manager, text: str, name: str = "mine.toml"):
    return manager.post(f"{PAGE}/upload", {"file": (io.BytesIO(text.encode()), name), "text_format": "toml"})


def test_every_member_reads_the_codebook_and_only_the_manager_changes_it(app, database, manager):
    let_join(database, register(database, "ann@example.org"))
    ann = signed_in(app, "ann@example.org")
    page = ann.get(PAGE).text
    assert "Harsh" in page
    assert "<kbd>h</kbd>" in page
    assert "Freeze" not in page
    assert ann.get(f"{PAGE}/upload").status_code == 403
    assert ann.post(f"{PAGE}/1/freeze", {"sure": "y"}).status_code in {403, 404}


def test_the_shipped_template_is_shown_whole(app, database):
    register(database, "root@example.org", is_admin=True)
    admin = signed_in(app, "root@example.org")
    admin.post("/projects/new", {"title": "Study", "codebook": "template"})
    page = admin.get(PAGE).text
    template = read_toml((Path(__file__).parents[2] / "app" / "data" / "framing.toml").read_text("utf-8"))
    for label in template.layers[0].labels:
        assert f">{label.code}</code>" in page
    for question in (*template.article_questions, *template.outlet_questions):
        assert f">{question.code}</code>" in page


def test_a_changed_draft_takes_the_place_of_the_draft(database, manager):
    assert upload(manager, codebook_text("2")).status_code == 303
    assert versions(database) == [(1, "2", False)]


def test_after_freezing_a_change_is_a_new_version(database, manager):
    manager.post(f"{PAGE}/1/freeze", {"sure": "y"})
    assert upload(manager, codebook_text("2")).status_code == 303
    assert versions(database) == [(1, "1", True), (2, "2", False)]
    assert "version 2" in manager.get(f"{PAGE}/2").text.lower()


def test_pasted_text_is_taken_as_well(database, manager):
    form = {"text": codebook_text("3").replace("\n", "\r\n"), "text_format": "toml"}
    assert manager.post(f"{PAGE}/upload", form).status_code == 303
    assert versions(database) == [(1, "3", False)]
    with database.reading() as session:
        assert "\r" not in session.query(CodebookVersion).one().toml


def test_a_csv_codebook_is_read_and_kept_as_toml(database, manager, shared):
    text = (shared / "examples" / "codebook.csv").read_text("utf-8")
    assert upload(manager, text, "codebook.csv").status_code == 303
    with database.reading() as session:
        kept = read_toml(session.query(CodebookVersion).one().toml)
    assert {"DELEG", "NEUTRAL"} <= {label.code for label in kept.layers[0].labels}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (codebook_text(second_key="h"), "hotkey"),
        (codebook_text(second_key="hh"), "hotkey"),
        ("[codebook\n", "line 1"),
        ("[codebook]\ntitle = 'x'\ncolour = 'y'\n", "colour"),
        ("", "Choose a file or paste"),
        ("<script>alert(1)</script> = 1", "line 1"),
    ],
)
def test_a_faulty_codebook_is_shown_with_its_faults_and_not_stored(database, manager, text, sentence):
    before = versions(database)
    answer = manager.post(f"{PAGE}/upload", {"text": text, "text_format": "toml"})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "<script>alert" not in answer.text
    assert versions(database) == before


def test_all_faults_are_shown_at_once_with_line_and_field(manager):
    text = (
        codebook_text(second_key="h")
        .replace('name = "Harsh"', 'name = ""')
        .replace('code = "MILD"', 'code = "?"')
    )
    page = manager.post(f"{PAGE}/upload", {"text": text, "text_format": "toml"}).text
    assert page.count("<li>line ") >= 2
    assert "layer.label" in page


def test_a_refused_file_comes_back_as_text_to_be_corrected(manager):
    page = upload(manager, codebook_text(second_key="h")).text
    assert "hotkey = &#34;h&#34;" in page


def test_freezing_asks_for_a_tick_and_records_the_note(database, manager):
    assert manager.post(f"{PAGE}/1/freeze", {"note": "Agreed"}).status_code == 422
    assert versions(database) == [(1, "1", False)]
    assert manager.post(f"{PAGE}/1/freeze", {"note": " Agreed in May ", "sure": "y"}).status_code == 303
    assert versions(database) == [(1, "1", True)]
    assert "Agreed in May" in manager.get(PAGE).text
    with database.reading() as session:
        frozen = session.query(Activity).filter_by(verb="codebook.frozen").one()
    assert frozen.detail == {"note": "Agreed in May"}


def test_a_version_is_frozen_once(database, manager):
    manager.post(f"{PAGE}/1/freeze", {"sure": "y"})
    assert manager.post(f"{PAGE}/1/freeze", {"sure": "y"}).status_code == 422


@pytest.mark.parametrize("text", [codebook_text("1"), codebook_text("1", "k")])
def test_a_frozen_version_is_not_repeated_under_its_name(database, manager, text):
    manager.post(f"{PAGE}/1/freeze", {"sure": "y"})
    answer = upload(manager, text)
    assert answer.status_code == 422
    assert versions(database) == [(1, "1", True)]


def test_the_download_is_the_text_that_was_kept(database, manager):
    answer = manager.get(f"{PAGE}/1/codebook.toml")
    assert answer.text == codebook_text()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="study-codebook-1.toml"'
    assert read_toml(answer.text).title == "Tiny"


def test_a_labeling_config_goes_out_and_comes_in(database, manager):
    answer = manager.get(f"{PAGE}/1/label_config.xml")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="study-label-config-1.xml"'
    fields = {"file": (io.BytesIO(answer.data), "theirs.xml"), "text": "", "text_format": "toml"}
    assert manager.post(f"{PAGE}/upload", fields).status_code == 303
    with database.reading() as session:
        theirs = codebooks.parsed(session.query(CodebookVersion).one()).layers[0]
    assert [label.code for label in theirs.labels] == [
        label.code for label in read_toml(codebook_text()).layers[0].labels
    ]


def test_a_labeling_config_that_cannot_be_used_is_refused_with_its_reason(database, manager):
    sent = {"text": "<View><Image name='i' value='$i'/></View>", "text_format": "labelstudio"}
    answer = manager.post(f"{PAGE}/upload", sent)
    assert answer.status_code == 422
    assert "uses Image, which is not understood here" in answer.text


def test_a_refi_qda_codebook_goes_out_and_comes_in(database, manager):
    answer = manager.get(f"{PAGE}/1/codebook.qdc")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="study-codebook-1.qdc"'
    assert read_qdc(answer.text) == read_toml(codebook_text())
    later = answer.text.replace("Version: 1", "Version: 2")
    assert upload(manager, later, "mine.qdc").status_code == 303
    assert versions(database) == [(1, "2", False)]
    with database.reading() as session:
        kept = codebooks.parsed(session.query(CodebookVersion).one())
    assert kept.layers == read_toml(codebook_text()).layers


def test_a_refi_qda_codebook_that_cannot_be_used_comes_back_with_its_fault(database, manager):
    answer = upload(manager, "<CodeBook><Codes></CodeBook>", "mine.qdc")
    assert answer.status_code == 422
    assert "no XML that can be read" in answer.text
    assert "&lt;CodeBook&gt;" in answer.text


@pytest.mark.parametrize("number", [0, 2, 99])
def test_a_version_that_does_not_exist_is_not_found(manager, number):
    assert manager.get(f"{PAGE}/{number}").status_code == 404


def test_the_newest_frozen_version_is_what_rounds_use(database, manager):
    manager.post(f"{PAGE}/1/freeze", {"sure": "y"})
    upload(manager, codebook_text("2"))
    with database.reading() as session:
        project = session.query(Project).one()
        assert codebooks.newest(session, project).number == 2
        assert codebooks.newest_frozen(session, project).number == 1
        assert codebooks.parsed(codebooks.newest(session, project)).version == "2"


def test_reading_a_version_twice_parses_it_once(database, manager):
    with database.reading() as session:
        row = session.query(CodebookVersion).one()
        assert codebooks.parsed(row) is codebooks.parsed(row)


def test_a_text_far_too_long_is_refused(database, manager):
    with pytest.raises(Refused, match="at most"):
        codebooks.read("#" * (codebooks.LONGEST + 1))
