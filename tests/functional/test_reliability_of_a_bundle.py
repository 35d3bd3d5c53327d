"""The agreement of a project and that of the table it exports are the same numbers."""

import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.cli import cli


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sample project and the tables that it exports."""
    folder = tmp_path_factory.mktemp("sample")
    run(folder, "init")
    run(folder, "sample", "--quiet")
    run(folder, "export", "sample", "--to", folder / "sample.zip")
    with zipfile.ZipFile(folder / "sample.zip") as archive:
        archive.extract("annotations.csv", folder)
    return folder


def run(folder: Path, *arguments: object) -> str:
    environment = {"PARALLAX_DATA": str(folder / "data"), "DATABASE_URL": ""}
    result = CliRunner().invoke(cli, [str(one) for one in arguments], env=environment)
    assert result.exit_code == 0, (result.output, result.exception)
    return result.stdout


@pytest.mark.parametrize("variable", ["A1", "A3_problem", "A3_cause", "A4_ondria", "A4_pellary", "A5"])
def test_a_question_has_the_same_agreement_in_the_project_and_in_its_table(sample, variable):
    report = json.loads(run(sample, "agreement", "sample", "--format", "json"))
    wanted = [
        row
        for row in report["rows"]
        if (row["variable"], row["scope"], row["question"]) == (variable, "overall", "answer")
    ]
    level = wanted[0]["level"]
    layout = ("--format", "long", "--unit", "article_id", "--value", "value", "--level", level)
    only = ("--only", f"round={report['round']}", "--only", f"variable={variable}")
    order = ("--categories", "-2,-1,0,1,2") if level in ("ordinal", "interval") else ()
    missing = ("--missing", "not_applicable", "--seed", wanted[0]["seed"] or 0, "--output", "json")
    read = json.loads(
        run(sample, "reliability", sample / "annotations.csv", *layout, *only, *order, *missing)
    )
    found = {(row["coefficient"], row["variant"]): row for row in read["rows"]}
    assert wanted
    for row in wanted:
        same = found[row["coefficient"], row["variant"]]
        for name in ("value", "low", "high", "standard_error", "units", "annotators", "values"):
            assert same[name] == pytest.approx(row[name]), (row["coefficient"], name)
