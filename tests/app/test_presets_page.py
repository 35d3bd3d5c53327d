"""What leaves for one program: what was submitted in rounds that show their results, and nothing else."""

import csv
import io
import zipfile

import openpyxl
import pyarrow.parquet as parquet
import pytest
from click.testing import CliRunner

from app.cli import cli
from app.commands.presets import NAMES
from app.models import Round
from app.services import measure
from exports.presets.writing import PRESETS
from tests.app import rating_study, sample_study
from tests.app.sample_study import URL

pytestmark = sample_study.IN_DATABASE


@pytest.fixture
def loaded(app, database):
    return sample_study.load(app, database)


def test_every_preset_of_a_closed_round_can_be_had_by_those_who_lead(loaded):
    page = loaded.visitor("viewer").get(f"{URL}/exports").text
    assert f'value="round-{loaded.closed_id}"' in page
    for preset in PRESETS:
        assert f'<option value="{preset}">' in page
        answer = loaded.visitor("viewer").get(
            f"{URL}/exports/preset.zip?of=round-{loaded.closed_id}&preset={preset}"
        )
        assert answer.status_code == 200
        assert "README.txt" in zipfile.ZipFile(io.BytesIO(answer.data)).namelist()


def test_no_value_of_an_open_blind_round_leaves(loaded):
    assert f"round-{loaded.open_id}" not in loaded.visitor("manager").get(f"{URL}/exports").text
    query = f"{URL}/exports/preset.zip?of=round-{loaded.open_id}&preset=long"
    for name, status in {"manager": 422, "viewer": 422, "A": 403}.items():
        assert loaded.visitor(name).get(query).status_code == status
    assert loaded.visitor("A").get(query.replace("open", "closed")).status_code == 403


def test_what_is_not_offered_is_refused_with_a_sentence(loaded):
    of = f"of=round-{loaded.closed_id}"
    for query, told in {
        f"preset.zip?{of}&preset=recal9": "is no preset. There are: wide",
        "preset.zip?of=round-x&preset=wide": "no such round or rating session",
        "tables?form=ods": "is no form of tables",
    }.items():
        answer = loaded.visitor("manager").get(f"{URL}/exports/{query}")
        assert (answer.status_code, told in answer.text) == (422, True)
    assert loaded.visitor("viewer").get(f"{URL}/exports/tables?form=xlsx&names=1").status_code == 403


def test_the_alpha_beside_a_file_is_the_one_of_the_agreement_page(loaded, database):
    answer = loaded.visitor("manager").get(
        f"{URL}/exports/preset.zip?of=round-{loaded.closed_id}&preset=wide"
    )
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        told = list(csv.DictReader(io.StringIO(archive.read("variables.csv").decode())))
    with database.reading() as session:
        report = measure.round_report(session, session.get_one(Round, loaded.closed_id))
    found = {
        (row.question, row.variable, row.label): row.agreement.value
        for row in report.of_scope("overall")
        if row.agreement.coefficient == "Krippendorff's alpha" and "Jaccard" not in row.agreement.variant
    }
    compared = {
        (row["compared"], row["variable"], row["label"]): float(row["alpha"]) if row["alpha"] else None
        for row in told
    }
    assert len(compared) > 20
    assert {key: found[key] for key in compared} == compared


def test_tables_leave_with_their_types(loaded):
    manager = loaded.visitor("manager")
    answer = manager.get(f"{URL}/exports/tables?form=parquet")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        spans = parquet.read_table(io.BytesIO(archive.read("spans.parquet"))).to_pylist()
    assert {row["round"] for row in spans} == {"Reliability"}
    assert all(row["end"] - row["start"] == len(row["quote"]) for row in spans)
    answer = manager.get(f"{URL}/exports/tables?form=xlsx")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert (
        len(list(openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)["spans"])) == len(spans) + 1
    )


@pytest.mark.holds(what=None)
def test_ratings_of_outlets_leave_once_the_session_shows_them(app, database):
    study = rating_study.build(app, database)
    assert (
        "No round and no rating session shows its results"
        in study.people["viewer"].get(f"{study.path}/exports").text
    )
    for rater, outlet, care in (("ada", "The Lamp", "4"), ("ben", "The Lamp", "1"), ("ada", "The Wick", "2")):
        assert study.rate(rater, outlet, C1=care).status_code < 400
    study.act("close")
    query = f"{study.path}/exports/preset.zip?of=session-{study.session_id}&preset=wide"
    answer = study.people["viewer"].get(query)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        rated = list(csv.DictReader(io.StringIO(archive.read("rating.C1.csv").decode())))
        values = archive.read("values.csv").decode()
    assert [(row["unit"], [row[name] for name in list(row)[4:]]) for row in rated] == [
        ("The Lamp", ["4", "1"]),
        ("The Wick", ["2", ""]),
    ]
    assert "rating.C1,0,0,0: worst" in values
    assert study.people["ada"].get(query).status_code == 403


def test_the_command_writes_the_same_files_and_knows_the_same_programs(loaded, database, tmp_path):
    assert tuple(PRESETS) == NAMES
    environment = {"DATABASE_URL": str(database.url), "PARALLAX_DATA": str(tmp_path)}
    target = tmp_path / "out.zip"
    done = CliRunner().invoke(
        cli, ["preset", "sample", "--for", "long", "--to", str(target)], env=environment
    )
    assert done.exit_code == 0, done.output
    asked = loaded.visitor("manager").get(f"{URL}/exports/preset.zip?of=round-{loaded.closed_id}&preset=long")
    assert target.read_bytes() == asked.data
