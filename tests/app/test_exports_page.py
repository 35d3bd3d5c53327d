"""Downloads: what is stored comes out, is read back unchanged, and nothing of an open blind round."""

import io
import tempfile

import pytest
from sqlalchemy import select

from app.models import AnswerRow, Round, SpanRow
from app.services import annotation_state, download, saving
from exports.archive import write_bundle
from exports.reader import read_bundle
from tests.app import sample_study
from tests.app.sample_study import URL

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]

NASTY = (
    "=1+1",
    "-5 points",
    "'quoted'",
    '="a,b";\n@c',
    "tab\tthen\rlone carriage return\r\nand both",
    "  leading space",
    "comma, \"quote\" and 'apostrophe'",
    "emoji 😀, 漢字, שלום, e\u0301",
    "\ufeffbyte order mark",
    "NA",
    "not_applicable|none_chosen",
)
CANARY = "CANARY-of-annotator-B"


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


def fetch(visitor, query=""):
    answer = visitor.get(f"{URL}/exports/bundle.zip{query}")
    assert answer.status_code == 200, answer.text
    return answer.data


def annotate_nastily(database, loaded) -> None:
    """Let A begin an article of the open round with notes that no CSV likes; the round is not blind."""
    with database.writing() as session:
        session.get_one(Round, loaded.open_id).blind = False
    owed = loaded.owed_by("A", loaded.open_id)[0]
    with database.reading() as session:
        work = annotation_state.load(session, owed)
    operations = [
        {
            "op": "mark",
            "span": f"n{number}",
            "layer": "framing",
            "label": "BLAME",
            "start": number,
            "end": number + 5,
            "quote": work.text[number : number + 5],
            "attributes": {"voice_source": note, "voice": "paraphrase"},
            "note": note,
        }
        for number, note in enumerate(NASTY)
    ]
    body = {
        "base_version": 0,
        "key": "nasty",
        "client_time": "2024-05-14T10:00:00Z",
        "operations": operations,
    }
    answer = loaded.visitor("A").post_json(f"/api/assignments/{owed}/changes", body)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("query", ["", "?bom=1", "?flavour=spreadsheet", "?flavour=spreadsheet&bom=1"])
def test_a_bundle_read_back_holds_every_span_and_answer(loaded, database, query):
    annotate_nastily(database, loaded)
    read = read_bundle(io.BytesIO(fetch(loaded.visitor("manager"), query)))
    with database.reading() as session:
        spans = session.execute(
            select(
                SpanRow.id,
                SpanRow.start,
                SpanRow.stop,
                SpanRow.quote,
                SpanRow.label,
                SpanRow.attributes,
                SpanRow.note,
            )
        ).all()
        answers = session.execute(select(AnswerRow.variable, AnswerRow.value)).all()
    stored = {
        f"S{key}": (start, stop, quote, label, said, note or None)
        for key, start, stop, quote, label, said, note in spans
    }
    found = {
        one.span_id: (one.start, one.end, one.quote, one.label, dict(one.attributes), one.note)
        for one in read.spans()
    }
    assert found == stored
    assert sorted((one.variable, str(one.value)) for one in read.answers()) == sorted(
        (variable, str(value)) for variable, value in answers
    )
    assert {one.note for one in read.spans()} >= set(NASTY)


def test_the_same_data_give_the_same_bytes(loaded):
    assert fetch(loaded.visitor("manager")) == fetch(loaded.visitor("viewer"))


def test_nothing_of_an_open_blind_round_leaves_by_the_site(loaded, database):
    owed = loaded.owed_by("B", loaded.open_id)[1]
    with database.writing() as session:
        operations = [{"op": "note", "note": CANARY}]
        change = saving.Change(0, "canary", "2024-05-14T10:00:00Z", operations)
        saving.append(session, loaded.people["B"], owed, change)
    for name in ("manager", "viewer", "adjudicator"):
        read = read_bundle(io.BytesIO(fetch(loaded.visitor(name))))
        assert CANARY not in str(read.tables)
        assert {row["round"] for row in read.tables["assignments.csv"]} == {"Reliability"}
    with database.reading() as session:
        project = sample_study.project(session, loaded)
        out = io.BytesIO()
        write_bundle(out, download.bundle(session, project, rounds=download.rounds_of(session, project)))
    assert CANARY in str(read_bundle(io.BytesIO(out.getvalue())).tables)


def test_the_page_says_what_is_left_out_and_why(loaded):
    page = loaded.visitor("viewer").get(f"{URL}/exports").text
    assert "no: it is blind and still open" in page
    assert "yes · <a href=" in page
    assert "1 of 9" in page


def test_without_a_round_to_show_the_page_says_what_to_wait_for(loaded, database):
    with database.writing() as session:
        session.get_one(Round, loaded.closed_id).closed_at = None
    page = loaded.visitor("manager").get(f"{URL}/exports").text
    assert "There is nothing to download yet" in page
    read = read_bundle(io.BytesIO(fetch(loaded.visitor("manager"))))
    assert read.tables["spans.csv"] == read.tables["articles.csv"] == []


def test_names_are_only_given_to_the_manager_who_asks(loaded):
    plain = read_bundle(io.BytesIO(fetch(loaded.visitor("manager"))))
    assert {row["name"] for row in plain.tables["annotators.csv"]} == {None}
    named = read_bundle(io.BytesIO(fetch(loaded.visitor("manager"), "?names=1")))
    assert {row["name"] for row in named.tables["annotators.csv"]} == {
        "Annotator A",
        "Annotator B",
        "Annotator C",
    }
    for name in ("viewer", "adjudicator"):
        assert loaded.visitor(name).get(f"{URL}/exports/bundle.zip?names=1").status_code == 403
        assert "Name the annotators" not in loaded.visitor(name).get(f"{URL}/exports").text


def test_annotators_cannot_download(loaded):
    for path in ("/exports", "/exports/bundle.zip"):
        assert loaded.visitor("A").get(URL + path).status_code == 403


def test_an_unknown_flavour_is_refused(loaded):
    answer = loaded.visitor("manager").get(f"{URL}/exports/bundle.zip?flavour=salty")
    assert answer.status_code == 422
    assert "salty" in answer.text


def test_a_download_leaves_no_file_behind(loaded, tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    fetch(loaded.visitor("manager"))
    assert list(folder.iterdir()) == []
