"""The agreement page: what it says, and to whom."""

import csv
import io
import json
import zipfile

import pytest
from sqlalchemy import update

from app.clock import now
from app.models import AnnotationHead, Round
from exports.csv_safe import unshield
from tests.app import sample_study
from tests.app.sample_study import URL

pytestmark = [pytest.mark.slow, sample_study.IN_DATABASE]

FORMS = (
    "agreement",
    "agreement.csv",
    "agreement.json",
    "agreement.svg",
    "agreement/tables",
    "agreement/labels",
)


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


def test_the_page_states_what_a_reader_must_know(loaded):
    page = loaded.visitor("manager").get(loaded.agreement).text
    for fact in (
        "6 articles, 18 submitted annotations",
        "95 %, jackknife over articles",
        "v1 (“1.0”)",
        "Parallax 0.",
    ):
        assert fact in page
    assert "nothing: all 18 annotations were submitted" in page
    assert "Not counted" in page


def test_the_tables_hold_every_remark(loaded):
    page = loaded.visitor("manager").get(f"{loaded.agreement}/tables").text
    assert "only 6 articles: the interval is likely to be too narrow" in page
    assert "By pair of annotators" in page
    assert "Crossline Wire" in page


def test_undefined_is_told_with_its_reason(loaded):
    page = loaded.visitor("manager").get(f"{loaded.agreement}/tables").text
    assert "<em>undefined</em>" in page
    assert "undefined: no variation: every value is yes" in page


def test_names_are_for_the_manager(loaded):
    assert "A02 (Annotator A)" in loaded.visitor("manager").get(loaded.agreement).text
    for name in ("viewer", "adjudicator"):
        page = loaded.visitor(name).get(loaded.agreement).text
        assert "A02" in page
        assert "Annotator A" not in page


@pytest.mark.parametrize("form", FORMS)
def test_an_open_blind_round_is_shown_to_nobody(loaded, form):
    for name in loaded.people:
        answer = loaded.visitor(name).get(f"{URL}/rounds/{loaded.open_id}/{form}")
        assert answer.status_code == 404, (name, form)


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
def test_annotators_see_results_once_they_are_released(loaded, database, form):
    path = f"{URL}/rounds/{loaded.closed_id}/{form}"
    assert loaded.visitor("A").get(path).status_code == 404
    with database.writing() as session:
        session.get_one(Round, loaded.closed_id).released_at = now()
    assert loaded.visitor("A").get(path).status_code == 200


def test_csv_json_and_export_hold_the_same_rows(loaded):
    visitor = loaded.visitor("manager")
    table = list(csv.DictReader(io.StringIO(visitor.get(f"{loaded.agreement}.csv").text, newline="")))
    told = json.loads(visitor.get(f"{loaded.agreement}.json").data)
    bundle = zipfile.ZipFile(io.BytesIO(visitor.get(f"{URL}/exports/bundle.zip").data))
    exported = list(csv.DictReader(io.StringIO(bundle.read("agreement.csv").decode(), newline="")))
    assert [{key: unshield(cell) for key, cell in row.items()} for row in table] == exported
    assert len(told["rows"]) == len(table)
    assert told["blind"] is True
    assert [row["value"] for row in told["rows"]] == [
        float(row["value"]) if row["value"] else None for row in table
    ]


def test_a_round_without_annotations_says_what_is_missing(loaded, database):
    with database.writing() as session:
        session.execute(update(AnnotationHead).values(state="draft", submitted_at=None))
    page = loaded.visitor("manager").get(loaded.agreement).text
    assert "Nothing to compare yet" in page
    assert "18 drafts and 0 annotations not begun" in page


@pytest.mark.slow
def test_the_picture_is_drawn_once_for_each_theme(loaded, tmp_path):
    visitor = loaded.visitor("manager")
    light, dark = (visitor.get(f"{loaded.agreement}.svg?theme={theme}") for theme in ("light", "dark"))
    assert light.mimetype == "image/svg+xml"
    assert b"Stance toward Ondria" in light.data
    assert light.data != dark.data
    kept = list((tmp_path / "pictures").iterdir())
    assert len(kept) == 2
    assert visitor.get(f"{loaded.agreement}.svg?theme=dark").data == dark.data
    assert visitor.get(f"{loaded.agreement}.svg?theme=pink").status_code == 404


def test_labels_stand_by_coefficients_in_plot_table_and_files(loaded):
    visitor, home = loaded.visitor("viewer"), f"{loaded.agreement}/labels"
    page = visitor.get(f"{home}?show=present&show=near").text
    assert page.count('<th scope="col" class="number">') == 2
    rows = visitor.get(f"{home}/labels.json?show=present&show=near").json
    table = visitor.get(f"{home}/labels.csv?show=present&show=near").text
    assert len(list(csv.DictReader(io.StringIO(table)))) == len(rows) == 26  # 12 labels and any, twice
    assert {row["coefficient"] for row in rows} == {"Krippendorff's alpha", "span F1"}
    every = visitor.get(f"{loaded.agreement}.json").json["rows"]
    assert all(row in every for row in rows)
    drawn = visitor.get(f"{home}/labels.svg?show=present").text
    assert "Alpha: in the article or not — " in drawn
    assert visitor.get(f"{home}/labels.pdf?theme=dark").data.startswith(b"%PDF")
    for wrong in ("labels.xlsx", "others.csv", "labels.svg?theme=pink"):
        assert visitor.get(f"{home}/{wrong}").status_code == 404


def test_no_number_is_printed_as_minus_zero(app):
    with app.test_request_context():
        alpha = app.jinja_env.get_template("agreement/numbers.html").module.alpha
    assert [alpha(value) for value in (-0.0001, -0.25, 1.0, 0.0)] == [".000", "−.250", "1.000", ".000"]
