"""The command line carries a study from nothing to a CSV bundle, and says clearly what it refuses."""

import csv
import io
import json
import re
import shutil
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import cli

pytestmark = pytest.mark.slow

TEXT = (
    "The harbour\n\n"
    "The self-styled captain called the council a clique. “We are not opposed to anyone,” he said.\n"
)
PASSWORD = "correct horse battery\n"


class Terminal:
    """Runs commands against one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {"PARALLAX_DATA": str(folder / "data"), "DATABASE_URL": ""}

    def run(self, *arguments: object, code: int = 0, stdin: str | None = None) -> Result:
        result = CliRunner().invoke(cli, [str(one) for one in arguments], input=stdin, env=self.environment)
        assert result.exit_code == code, (arguments, result.output, result.exception)
        return result

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8", newline="")
        return path


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    terminal = Terminal(tmp_path)
    terminal.run("init")
    return terminal


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an open round of two annotators over two articles; tests work on copies of it."""
    terminal = Terminal(tmp_path_factory.mktemp("study"))
    terminal.run("init")
    root = Path(__file__).resolve().parents[2]
    terminal.run(
        "user", "add", "lead@example.org", "--name", "Lead", "--password-stdin", "--admin", stdin=PASSWORD
    )
    terminal.run(
        "project", "add", "fair", "--title", "Fair", "--codebook", root / "app" / "data" / "framing.toml"
    )
    for name in ("ann", "ben"):
        terminal.run("user", "add", f"{name}@example.org", "--name", name.title())
        terminal.run("project", "member", "fair", f"{name}@example.org", "--role", "annotator")
    files = [terminal.write("one.txt", TEXT), terminal.write("two.txt", TEXT.replace("harbour", "river"))]
    terminal.run(
        "article",
        "import",
        "fair",
        *files,
        "--outlet",
        "The Lamp",
        "--event",
        "Opening",
        "--published",
        "2025-05",
    )
    people = "ann@example.org,ben@example.org"
    terminal.run(
        "round", "add", "fair", "R1", "--phase", "reliability", "--annotators", people, "--per-article", 2
    )
    terminal.run("round", "open", "fair", "R1")
    return terminal.folder


@pytest.fixture
def study(prepared: Path, tmp_path: Path) -> Terminal:
    shutil.copytree(prepared, tmp_path / "study")
    return Terminal(tmp_path / "study")


def spans_file(terminal: Terminal, *rows: tuple[str, int, int, str]) -> Path:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            "seed_file",
            "start",
            "end",
            "surface",
            "label",
            "target",
            "voice",
            "valence",
            "voice_source",
            "zone",
        ]
    )
    writer.writerows([*row, "DELEG", "OTHER", "outlet", "neg", "", "body"] for row in rows)
    return terminal.write("spans.csv", out.getvalue())


START = TEXT.index("self-styled")
CAPTAIN = ("one.txt", START, START + len("self-styled captain"), "self-styled captain")


def bundle_rows(path: Path, table: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as archive:
        return list(csv.DictReader(io.StringIO(archive.read(table).decode("utf-8"), newline="")))


def test_a_study_from_articles_to_the_bundle(study: Terminal):
    study.run(
        "annotation", "import", "fair", "R1", spans_file(study, CAPTAIN), "--annotator", "ann@example.org"
    )
    study.run(
        "annotation", "import", "fair", "R1", spans_file(study, CAPTAIN), "--annotator", "ben@example.org"
    )
    study.run("round", "close", "fair", "R1")
    report = json.loads(study.run("agreement", "fair", "--format", "json").stdout)
    deleg = [row for row in report["rows"] if row["label"] == "DELEG" and row["scope"] == "overall"]
    assert {row["question"] for row in deleg} >= {"present in the article", "characters"}
    study.run("export", "fair", "--to", study.folder / "fair.zip")
    spans = bundle_rows(study.folder / "fair.zip", "spans.csv")
    assert [(row["article"], row["quote"], row["annotator"]) for row in spans] == [
        ("one.txt", "self-styled captain", "A01"),
        ("one.txt", "self-styled captain", "A02"),
    ]
    assert study.run("doctor").exit_code == 0


def test_the_same_data_give_the_same_bytes(study: Terminal):
    study.run(
        "annotation", "import", "fair", "R1", spans_file(study, CAPTAIN), "--annotator", "ann@example.org"
    )
    for name in ("a.zip", "b.zip"):
        study.run("export", "fair", "--to", study.folder / name)
    assert (study.folder / "a.zip").read_bytes() == (study.folder / "b.zip").read_bytes()


def test_names_leave_only_when_asked_for(study: Terminal):
    study.run(
        "annotation", "import", "fair", "R1", spans_file(study, CAPTAIN), "--annotator", "ann@example.org"
    )
    for name, options in (("without.zip", []), ("with.zip", ["--names"])):
        study.run("export", "fair", "--to", study.folder / name, *options)
        with zipfile.ZipFile(study.folder / name) as archive:
            text = "".join(archive.read(one).decode("utf-8", "replace") for one in archive.namelist())
        assert ("ann@example.org" in text) == bool(options)


def test_a_row_shifted_by_one_is_refused_by_its_number_and_nothing_is_kept(study: Terminal):
    name, start, end, quote = CAPTAIN
    file = spans_file(study, CAPTAIN, (name, start + 1, end + 1, quote))
    refused = study.run("annotation", "import", "fair", "R1", file, "--annotator", "ann@example.org", code=1)
    assert "row 3" in refused.stderr
    assert "Nothing was imported" in refused.stderr
    study.run("export", "fair", "--to", study.folder / "none.zip")
    assert bundle_rows(study.folder / "none.zip", "spans.csv") == []


def test_the_good_rows_can_be_imported_alone_when_asked(study: Terminal):
    name, start, end, quote = CAPTAIN
    file = spans_file(study, CAPTAIN, (name, start + 1, end + 1, quote))
    options = ("--annotator", "ann@example.org", "--skip-refused")
    told = study.run("annotation", "import", "fair", "R1", file, *options).stdout
    assert "Imported 1 span in 1 article." in told


def test_every_row_of_the_verified_spans_imports_and_comes_out_as_it_went_in(
    terminal: Terminal, shared: Path
):
    verified = shared / "examples" / "seed_spans.csv"
    terminal.run(
        "project", "add", "talks", "--title", "Talks", "--codebook", shared / "examples" / "codebook.csv"
    )
    terminal.run("user", "add", "ann@example.org", "--name", "Ann")
    terminal.run("project", "member", "talks", "ann@example.org", "--role", "annotator")
    terminal.run("article", "import", "talks", *sorted((shared / "seeds").glob("*.txt")))
    terminal.run("round", "add", "talks", "R1", "--phase", "pilot", "--annotators", "A01")
    terminal.run("round", "open", "talks", "R1")
    terminal.run("annotation", "import", "talks", "R1", verified, "--annotator", "A01")
    terminal.run("export", "talks", "--to", terminal.folder / "talks.zip")
    out = {
        (
            row["article"],
            row["start"],
            row["end"],
            row["quote"],
            row["label"],
            row["target"],
            row["voice"],
            row["valence"],
        )
        for row in bundle_rows(terminal.folder / "talks.zip", "spans.csv")
    }
    with verified.open(encoding="utf-8", newline="") as file:
        expected = {
            tuple(
                row[name]
                for name in ("seed_file", "start", "end", "surface", "label", "target", "voice", "valence")
            )
            for row in csv.DictReader(file)
        }
    assert len(expected) == 47
    assert out == expected


def test_before_init_every_command_says_what_to_run(tmp_path: Path):
    assert "parallax init" in Terminal(tmp_path).run("doctor", code=3).stderr


def test_init_can_be_run_again(terminal: Terminal):
    terminal.run("init")


def test_the_database_of_another_program_is_not_touched(tmp_path: Path):
    (tmp_path / "data").mkdir()
    other = sqlite3.connect(tmp_path / "data" / "parallax.sqlite")
    other.execute("CREATE TABLE photos (id INTEGER)")
    other.close()
    assert "another program" in Terminal(tmp_path).run("init", code=3).stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("project", "member", "nowhere", "x@example.org", "--role", "viewer"), "no project 'nowhere'"),
        (("project", "member", "fair", "nobody@example.org", "--role", "viewer"), "no account"),
        (("round", "open", "fair", "R9"), "no round 'R9'"),
        (("round", "open", "fair", "R1"), "open"),
        (
            ("round", "add", "fair", "R2", "--phase", "main", "--annotators", "lead@example.org"),
            "no annotator",
        ),
        (("round", "add", "fair", "R2", "--phase", "main", "--annotators", "A01", "--per-article", "3"), "3"),
        (("user", "add", "ann@example.org", "--name", "Ann"), "already"),
        (("user", "add", "not an address", "--name", "Ann"), "address"),
        (("agreement", "fair", "--round", "R9"), "no round"),
        (("export", "fair", "--to", "no/such/folder/x.zip"), "no folder"),
        (("user", "reset", "nobody@example.org"), "no account"),
    ],
)
def test_what_is_refused_is_said_in_a_sentence(study: Terminal, arguments: tuple[str, ...], reason: str):
    refused = study.run(*arguments, code=1)
    assert reason in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_very_long_quote_is_refused_for_what_it_says(study: Terminal):
    file = study.write("marks.csv", f"seed_file,start,end,surface,label\na,0,3,{'x' * 200_000},L\n")
    refused = study.run("annotation", "import", "fair", "R1", file, "--annotator", "A01", code=1)
    assert "marks.csv, row 2: Ann was not given an article named 'a'" in refused.stderr


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path):
    terminal = Terminal(tmp_path)
    terminal.write("data", "a file where the folder should be")
    refused = terminal.run("init", code=1)
    assert str(tmp_path / "data") in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_lost_password_is_replaced_by_a_link(study: Terminal):
    told = study.run("user", "reset", "lead@example.org").stdout
    assert re.search(r"/links/[\w-]{43}\n$", told)
    database = sqlite3.connect(study.folder / "data" / "parallax.sqlite")
    kept = "SELECT password_hash FROM user_account WHERE email = 'lead@example.org'"
    assert database.execute(kept).fetchone() == (None,)
    database.close()


def test_a_weak_password_is_refused(terminal: Terminal):
    refused = terminal.run(
        "user", "add", "a@example.org", "--name", "A", "--password-stdin", code=1, stdin="short\n"
    )
    assert "at least 10 characters" in refused.stderr


def test_an_unreadable_article_keeps_the_others_out_as_well(study: Terminal):
    good, bad = study.write("good.txt", "Something new happened here."), study.folder / "bad.txt"
    bad.write_bytes(b"one\0two")
    refused = study.run("article", "import", "fair", good, bad, code=1)
    assert "bad.txt" in refused.stderr
    study.run("export", "fair", "--to", study.folder / "x.zip")
    assert "Imported 1 article." in study.run("article", "import", "fair", good).stdout


def test_a_broken_codebook_is_refused_with_its_line(terminal: Terminal):
    broken = terminal.write("broken.toml", '[codebook]\ntitle = "T"\nversion = "1"\nflavour = "sweet"\n')
    assert (
        "line 4" in terminal.run("project", "add", "p", "--title", "P", "--codebook", broken, code=1).stderr
    )


def test_the_sample_loads_once_and_is_sound(terminal: Terminal):
    terminal.run("sample")
    assert "already" in terminal.run("sample").stdout
    assert "alpha" in terminal.run("agreement", "sample").stdout
    terminal.run("doctor")


def test_articles_are_drawn_to_be_coded_again_unseen(terminal: Terminal):
    terminal.run("sample")
    drawn = ("round", "recode", "sample", "Second look", "--count", 1, "--days", 0)
    previewed = terminal.run(*drawn, "--preview").stdout
    assert "1 of 1 article\nNothing was stored." in previewed
    assert "Opened the round 'Further articles' with 1 assignment." in terminal.run(*drawn).stdout
    assert "14" in terminal.run(*drawn[:4], "--count", 1, code=1).stderr
    terminal.run("doctor")


def test_agreement_is_printed_in_every_form_with_the_numbers_of_the_page(terminal: Terminal):
    terminal.run("sample")
    chosen = ("agreement", "sample", "--parts", "answers", "--by", "pair", "--coefficients", "AC1")
    rows = json.loads(terminal.run(*chosen, "--format", "json").stdout)["rows"]
    assert {row["scope"] for row in rows} == {"overall", "pair"}
    assert {row["question"] for row in rows} <= {"answer", "chosen", "set of answers"}
    alphas = [row for row in rows if row["variable"] == "A1" and "alpha" in row["coefficient"]]
    printed = {form: terminal.run(*chosen, "--format", form).stdout for form in ("table", "csv", "latex")}
    for text in printed.values():
        assert "Gwet's AC1" in text
    assert f"{alphas[0]['value']:.3f}" in printed["table"]
    assert printed["latex"].startswith("% sample, round")
    assert r"\toprule" in printed["latex"]
    said = terminal.run("agreement", "sample", "--parts", "answers", "--format", "text").stdout
    assert f"Krippendorff's alpha (nominal) is {alphas[0]['value']:.3f}" in said


def test_the_interval_is_the_one_that_was_asked_for(terminal: Terminal):
    terminal.run("sample")
    chosen = ("agreement", "sample", "--parts", "answers", "--by", "outlet", "--format", "json")
    options = ("--interval", "bca", "--seed", "9", "--minimum", "0.2")
    told = json.loads(terminal.run(*chosen, *options).stdout)["rows"]
    drawn = [row for row in told if row["low"] is not None]
    assert drawn
    assert {(row["seed"], row["minimum"]) for row in drawn} == {(9, 0.2)}
    assert all("BCa" in row["interval_method"] and row["miss"] is not None for row in drawn)
    assert {
        row["interval_method"]
        for row in json.loads(terminal.run(*chosen, "--interval", "none").stdout)["rows"]
    } == {None}
    assert "no coefficient 'omega'" in terminal.run(*chosen, "--coefficients", "omega", code=1).stderr


def test_doctor_finds_a_span_that_was_altered_behind_its_back(terminal: Terminal):
    terminal.run("sample")
    database = sqlite3.connect(terminal.folder / "data" / "parallax.sqlite")
    database.execute(
        "UPDATE span SET label = 'ECON' WHERE id = (SELECT min(id) FROM span WHERE label <> 'ECON')"
    )
    database.commit()
    database.close()
    assert "replay" in terminal.run("doctor", code=4).output.lower()


def test_spans_go_out_in_a_format_and_come_in_after_a_preview(study: Terminal):
    study.run(
        "annotation", "import", "fair", "R1", spans_file(study, CAPTAIN), "--annotator", "ann@example.org"
    )
    out = study.folder / "brat.zip"
    written = study.run("spans", "export", "fair", "R1", "--format", "brat", "--to", out)
    assert "with 3 files" in written.output
    people = study.run("round", "add", "fair", "R2", "--phase", "main", "--annotators", "ben@example.org")
    assert "ben@example.org" in people.output
    study.run("round", "open", "fair", "R2")
    take = ("spans", "import", "fair", "R2", out, "--format", "brat", "--annotator", "A01=ben@example.org")
    assert "Would import 1 span in 1 annotation" in study.run(*take, "--preview").output
    done = study.run(*take)
    assert "code points, end exclusive" in done.output
    assert "Imported 1 span in 1 annotation" in done.output
    again = study.run(*take, code=1)
    assert "is submitted" in again.output
    assert (
        "'odt' is no format"
        in study.run("spans", "import", "fair", "R2", out, "--format", "odt", code=1).output
    )
    assert "must be a name" in study.run(*take, "--label", "HARSH", code=1).output


def test_words_that_the_codebook_does_not_have_are_told_when_spans_come_in(study: Terminal):
    table = study.folder / "theirs.tsv"
    row = "\t".join(map(str, (*CAPTAIN, "DELEG", "the paper")))
    table.write_text(f"article\tstart\tend\tquote\tlabel\tsource\n{row}\n", encoding="utf-8")
    take = ("spans", "import", "fair", "R1", table, "--format", "spans", "--annotator", "=ann@example.org")
    take += ("--variable", "source=voice", "--value", "source=the paper=outlet")
    told = study.run(*take, "--value", "voice=the paper=nowhere", code=1).output
    assert "'nowhere' is not a category of 'voice'" in told
    assert "no unknown value 'source=the paper'" in told
    assert "Imported 1 span" in study.run(*take, "--value", "voice=the paper=outlet").output
