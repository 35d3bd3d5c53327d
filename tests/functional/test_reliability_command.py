"""`parallax reliability` measures a file as it lies there: no project, no database, no settings."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import cli
from exports.workbooks import Sheet, write_workbook


class Terminal:
    """Runs the command where no database could be opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *arguments: object, code: int = 0) -> Result:
        nowhere = {"PARALLAX_DATA": str(self.folder / "a file" / "data"), "DATABASE_URL": "nonsense://"}
        result = CliRunner().invoke(cli, ["reliability", *map(str, arguments)], env=nowhere)
        assert result.exit_code == code, (arguments, result.output, result.exception)
        return result

    def rows(self, *arguments: object) -> list[dict[str, object]]:
        return json.loads(self.run(*arguments, "--output", "json").stdout)["rows"]

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    (tmp_path / "a file").write_text("where the data folder should be")
    return Terminal(tmp_path)


WIDE = "unit,outlet,Ann,Ben\n" + "\n".join(
    f"{unit},{'Lamp' if unit % 2 else 'Bell'},{'abc'[unit % 3]},{'abca'[unit % 3 + (unit % 5 == 0)]}"
    for unit in range(40)
)


def alpha(rows: list[dict[str, object]], **more: object) -> dict[str, object]:
    wanted = {"coefficient": "Krippendorff's alpha", "by": None} | more
    return next(row for row in rows if all(row[name] == value for name, value in wanted.items()))


def test_the_three_layouts_of_the_same_ratings_give_the_same_numbers(terminal):
    table = list(csv.DictReader(io.StringIO(WIDE)))
    long = ["unit,coder,value"] + [
        f"{row['unit']},{who},{row[who]}" for row in table for who in ("Ann", "Ben")
    ]
    counts = ["unit,a,b,c"] + [
        f"{row['unit']}," + ",".join(str([row["Ann"], row["Ben"]].count(one)) for one in "abc")
        for row in table
    ]
    found = [
        alpha(terminal.rows(terminal.write("wide.csv", WIDE), "--format", "wide")),
        alpha(terminal.rows(terminal.write("long.csv", "\n".join(long)))),
        alpha(terminal.rows(terminal.write("counts.csv", "\n".join(counts)), "--format", "counts")),
    ]
    for name in ("value", "low", "high", "standard_error", "units", "values", "prevalence"):
        assert found[0][name] is not None
        assert found[1][name] == pytest.approx(found[0][name])
        assert found[2][name] == pytest.approx(found[0][name])


def test_groups_and_clusters_are_columns_of_the_file(terminal):
    path = terminal.write("wide.csv", WIDE)
    rows = terminal.rows(path, "--format", "wide", "--by", "outlet")
    lamp = alpha(rows, by="outlet", group="Lamp")
    assert (lamp["scope"], lamp["units"]) == ("outlet", 20)
    by_hand = "\n".join(line for line in WIDE.splitlines() if ",Bell," not in line)
    alone = alpha(terminal.rows(terminal.write("lamp.csv", by_hand), "--format", "wide"))
    assert lamp["value"] == pytest.approx(alone["value"])
    clustered = alpha(terminal.rows(path, "--format", "wide", "--cluster", "outlet"))
    assert (clustered["pieces"], clustered["piece"]) == (2, "outlet")


@pytest.mark.parametrize("method", ["jackknife", "percentile", "bca", "analytic"])
def test_every_kind_of_interval_can_be_asked_for(terminal, method):
    path = terminal.write("wide.csv", WIDE)
    row = alpha(
        terminal.rows(path, "--format", "wide", "--interval", method, "--seed", 3, "--replicates", 200)
    )
    assert row["low"] < row["value"] < row["high"]
    assert row["replicates"] == (200 if method in ("percentile", "bca") else None)


def test_the_same_seed_gives_the_same_output(terminal):
    path = terminal.write("wide.csv", WIDE)
    runs = [
        terminal.run(path, "--format", "wide", "--interval", "percentile", "--seed", seed).stdout
        for seed in (5, 5, 6)
    ]
    assert runs[0] == runs[1] != runs[2]


def test_without_intervals_there_are_values(terminal):
    path = terminal.write("wide.csv", WIDE)
    row = alpha(terminal.rows(path, "--format", "wide", "--interval", "none"))
    assert (row["low"], row["standard_error"]) == (None, None)
    assert row["value"] is not None


def test_every_output_names_the_coefficient_and_its_value(terminal):
    path = terminal.write("wide.csv", WIDE)
    value = f"{alpha(terminal.rows(path, '--format', 'wide'))['value']:.3f}"
    for output in ("table", "latex", "text"):
        printed = terminal.run(path, "--format", "wide", "--output", output).stdout
        assert value in printed, output
        assert "alpha" in printed
    table = list(
        csv.DictReader(io.StringIO(terminal.run(path, "--format", "wide", "--output", "csv").stdout))
    )
    assert f"{float(alpha(table, by='')['value']):.3f}" == value
    assert {row["file"] for row in table} == {"wide.csv"}


def test_the_table_says_what_was_read(terminal):
    told = terminal.run(terminal.write("wide.csv", WIDE + "\n99,Lamp,NA,a"), "--format", "wide").stdout
    assert "wide.csv: wide, 41 units, 2 annotators (Ann, Ben), level nominal" in told
    assert "Note: the level is nominal, since no value is a number" in told
    assert "Note: read as no value: 'NA'" in told


def test_categories_that_nobody_chose_can_be_named(terminal):
    path = terminal.write("wide.csv", WIDE)
    row = alpha(terminal.rows(path, "--format", "wide", "--categories", "a,b,c,d"))
    assert "d: 0.0000" in row["prevalence"]


def test_spans_are_measured_like_those_of_a_project(terminal):
    path = terminal.write(
        "spans.csv",
        "document,length,annotator,start,end,label\n"
        + "\n".join(f"{n},100,Ann,{n},{n + 20},A\n{n},100,Ben,{n + 5},{n + 20},A" for n in range(12)),
    )
    rows = terminal.rows(path)
    questions = {row["question"] for row in rows}
    assert {"present in the article", "characters"} <= questions
    assert all(row["variable"] == "spans" for row in rows)


@pytest.mark.parametrize(
    ("text", "options", "reason"),
    [
        ("unit,a,b\n1,x,y", (), "say with --format whether it is long, wide, counts or spans"),
        ("unit,a,b\n1,1,2", ("--format", "wide"), "say with --level what the values are"),
        ("unit,a,b\n1,x", ("--format", "wide"), "t.csv, row 2: 2 cells, but the header has 3"),
        ("unit,a,b\n1,x,y", ("--format", "wide", "--by", "outlet"), "there is no column 'outlet'"),
        (
            "unit,a,b\n1,x,y",
            ("--format", "wide", "--coefficients", "omega"),
            "There is no coefficient 'omega'",
        ),
        ("text,start,end\n1,2,3", (), "no column is called annotator"),
        ("document,annotator,start,end,label\n1,A,0,3,L", (), "how long are the documents?"),
        ("document,annotator,start,end,label\n1,A,0,3,L", ("--level", "nominal"), "says nothing about spans"),
    ],
)
def test_what_is_refused_is_said_in_a_sentence(terminal, text, options, reason):
    refused = terminal.run(terminal.write("t.csv", text), *options, code=1)
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr
    assert refused.stdout == ""


@pytest.mark.parametrize(
    "options",
    [
        ("--delimiter", "::"),
        ("--length", "0"),
        ("--length", "9-3"),
        ("--length", "long"),
        ("--seed", "-1"),
        ("--only", "outlet"),
        ("--parts", "everything"),
    ],
)
def test_wrong_use_is_told_as_such(terminal, options):
    terminal.run(terminal.write("t.csv", "unit,a,b\n1,x,y"), "--format", "wide", *options, code=2)


def test_rows_can_be_chosen_by_what_stands_in_them(terminal):
    path = terminal.write("wide.csv", WIDE)
    lamp = alpha(terminal.rows(path, "--format", "wide", "--only", "outlet=Lamp"))
    grouped = alpha(terminal.rows(path, "--format", "wide", "--by", "outlet"), by="outlet", group="Lamp")
    assert (lamp["value"], lamp["units"]) == (grouped["value"], 20)
    broken = terminal.write("broken.csv", WIDE + "\n99,Bell,a")
    told = terminal.run(broken, "--format", "wide", "--only", "outlet=Lamp", code=1).stderr
    assert "broken.csv, row 42: 3 cells, but the header has 4" in told
    assert "no column 'week'" in terminal.run(path, "--only", "week=1", code=1).stderr


def test_a_tab_can_be_named(terminal):
    path = terminal.write("t.csv", "unit\tA,B\tC\n1\tx\tx\n2\ty\tx")
    assert alpha(terminal.rows(path, "--format", "wide", "--delimiter", "tab"))["annotators"] == 2


REFERENCE = "datasets/reliability_reference"
LAYOUT = {"gwet_6raters_distribution.csv": "counts"}


TITLES = {
    "krippendorff_alpha": "Krippendorff's alpha ({level})",
    "percent_agreement": "percent agreement (mean over units)",
    "percent_agreement (all agree)": "percent agreement (all annotators agree)",
    "gwet_ac1": "Gwet's AC1 (unweighted)",
    "fleiss_kappa": "Fleiss' kappa (unweighted)",
    "fleiss_kappa_gwet_missing": "Fleiss' kappa (unweighted)",
    "conger_kappa": "Conger's kappa (unweighted)",
    "cohen_kappa": "Cohen's kappa (unweighted)",
    "holsti": "Holsti's CR (mean over pairs)",
    "brennan_prediger": "Brennan-Prediger (unweighted)",
    "brennan_prediger (von Eye, all agree, 4 categories)": "Brennan-Prediger (all annotators agree)",
}


def published(shared: Path) -> list[dict[str, str]]:
    with (shared / REFERENCE / "expected.csv").open(newline="") as file:
        return [row for row in csv.DictReader(file) if row["file"].endswith(".csv")]


def test_the_files_of_the_reliability_reference_give_the_published_values(terminal, shared):
    checked = 0
    for row in published(shared):
        name = row["coefficient"]
        title = TITLES.get(name) or TITLES[name.split(" (")[0]]
        path, form = shared / REFERENCE / row["file"], LAYOUT.get(row["file"], "wide")
        options = ("--level", row["level"], "--coefficients", "family", "--interval", "analytic")
        found = next(
            one
            for one in terminal.rows(path, "--format", form, *options)
            if f"{one['coefficient']} ({one['variant']})" == title.format(level=row["level"])
        )
        assert found["value"] == pytest.approx(float(row["expected"]), abs=float(row["tolerance"])), row
        checked += 1
    assert checked == 26


def test_the_continuum_of_the_reliability_reference_can_be_read(terminal, shared):
    rows = terminal.rows(shared / REFERENCE / "krippendorff_unitizing.csv", "--length", "150-450")
    assert {"c", "k"} <= {row["label"] for row in rows}


def test_the_published_alphas_of_the_continuum_come_from_its_file(terminal, shared):
    with (shared / REFERENCE / "expected.csv").open(newline="") as file:
        expected = [row for row in csv.DictReader(file) if row["level"] == "unitizing"]
    path = shared / REFERENCE / "krippendorff_unitizing.csv"
    rows = terminal.rows(path, "--length", "150-450", "--parts", "superseded")
    found = {row["variant"]: row["value"] for row in rows}
    for row in expected:
        name = row["coefficient"].split()[2] if "category" in row["coefficient"] else "all labels"
        assert found[name] == pytest.approx(float(row["expected"]), abs=float(row["tolerance"]))
    assert len(expected) == 3


def test_a_workbook_of_several_variables_gives_what_tables_of_one_give(terminal):
    header = ("unit", "coder", "tone", "slant", "outlet")
    lines = [
        (str(unit), who, "abc"[(unit + place * (unit % 4 == 0)) % 3], unit % 5 - place, "Lamp")
        for unit in range(24)
        for place, who in enumerate(("Ann", "Ben"))
    ]
    path = terminal.folder / "study.xlsx"
    with path.open("wb") as out:
        write_workbook(out, [Sheet("Codes", header, lines)])
    several = terminal.rows(path, "--level", "nominal,slant=interval", "--by", "outlet")
    assert {row["variable"] for row in several} == {"tone", "slant"}
    for name, level in (("tone", "nominal"), ("slant", "interval")):
        column = header.index(name)
        text = "\n".join(["unit,coder,value", *(f"{line[0]},{line[1]},{line[column]}" for line in lines)])
        alone = alpha(terminal.rows(terminal.write(f"{name}.csv", text), "--level", level))
        found = alpha(several, variable=name, by="outlet", group=None)
        assert [found[key] for key in ("value", "low", "high", "level")] == [
            alone[key] for key in ("value", "low", "high", "level")
        ]
    wide = ["unit,tone.Ann,tone.Ben"] + [
        f"{one[0]},{one[2]},{two[2]}" for one, two in zip(*[iter(lines)] * 2, strict=True)
    ]
    marked = terminal.rows(terminal.write("wide.csv", "\n".join(wide)), "--format", "wide", "--mark", ".")
    assert (
        alpha(marked, variable="tone")["value"]
        == alpha(several, variable="tone", by="outlet", group=None)["value"]
    )
    told = terminal.run(path, "--level", "nominal,slant=interval").stdout
    assert "study.xlsx, sheet Codes: long, 24 units, 2 annotators (Ann, Ben)" in told
    assert "Note: variables: tone, slant" in told
    assert "no sheet 'Other'" in terminal.run(path, "--sheet", "Other", code=1).stderr
    terminal.run(path, "--level", "tone=best", code=2)
