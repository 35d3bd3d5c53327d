"""Each preset opens in its program, and the program finds the alpha that stands beside its file."""

import contextlib
import io
import re
import runpy
from dataclasses import replace
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from annotations.annotation import Annotation
from annotations.reliability import Coding, tabulate
from app.services import presets
from exports.errors import ExportError
from exports.presets.matrix import Study
from exports.presets.writing import PRESETS, write_preset
from tests.annotations.reliability_study import CODEBOOK
from tests.exports import preset_study
from tests.exports.preset_study import PEOPLE, cells_of, rows_of, unpacked


@pytest.fixture(scope="module")
def study() -> Study:
    return preset_study.build()


def printed(folder: Path, monkeypatch) -> list[list[str]]:
    """Run the script of a preset in its folder and return what it prints."""
    out = io.StringIO()
    monkeypatch.chdir(folder)
    with contextlib.redirect_stdout(out):
        runpy.run_path("alpha.py")
    return [line.split("\t") for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("preset", ["krippendorff", "nltk"])
def test_the_script_of_a_package_finds_the_alpha_that_is_told(study, tmp_path, monkeypatch, preset):
    told = unpacked(study, preset, tmp_path)
    found = printed(tmp_path, monkeypatch)
    assert [line[0] for line in found] == [row["matrix"] for row in told]
    compared = set()
    for _, level, alpha, expected in found:
        if not alpha.startswith("NLTK"):
            compared.add(level)
            assert (alpha == "undefined") == (expected == "")
            assert expected == "" or float(alpha) == pytest.approx(float(expected), abs=1e-6)
    usual = {"nominal", "interval"}
    assert compared == usual | ({"ordinal", "ratio"} if preset == "krippendorff" else {"set"})


def test_pandas_reads_the_wide_tables_as_they_are(study, tmp_path):
    told = unpacked(study, "wide", tmp_path)
    assert {row["level"] for row in told} == {"nominal", "ordinal", "interval", "ratio", "set"}
    for row, matrix in zip(told, study.matrices, strict=False):
        table = pd.read_csv(tmp_path / row["file"], dtype=str, keep_default_na=False)
        assert list(table.columns) == ["unit", "article", "outlet", "event", *PEOPLE]
        assert table[list(PEOPLE)].ne("").sum().sum() == (matrix.data.values >= 0).sum() == int(row["values"])
    known = {(one["matrix"], one["value"]) for one in rows_of(tmp_path / "values.csv")}
    topic = pd.read_csv(tmp_path / "answer.topic.csv", dtype=str, keep_default_na=False)
    assert {("answer.topic", one) for one in topic["A01"] if one} <= known


def test_long_tables_hold_every_value_once(study, tmp_path):
    told = unpacked(study, "long", tmp_path)
    long = pd.read_csv(tmp_path / "long.csv", dtype=str, keep_default_na=False)
    counts = long.groupby("matrix").size().to_dict()
    assert counts == {row["matrix"]: int(row["values"]) for row in told}
    assert not long.duplicated(["matrix", "unit", "annotator"]).any()
    tidy = pd.read_csv(tmp_path / "tidy.csv", dtype=str)
    assert not tidy.duplicated(["unit", "annotator"]).any()
    assert tidy["answer.topic"].notna().sum() == counts["answer.topic"]


def test_a_workbook_opens_with_texts_as_texts_and_numbers_as_numbers(study, tmp_path):
    unpacked(study, "xlsx", tmp_path)
    book = openpyxl.load_workbook(tmp_path / "matrices.xlsx")
    assert book.sheetnames[:3] == ["variables", "values", "answer.topic"]
    assert len(book.sheetnames) == 2 + len([one for one in study.matrices if (one.data.values >= 0).any()])
    units = {cell.value: cell.data_type for cell in book["answer.topic"]["A"]}
    assert units["=article, 1.txt"] == "s"
    slants = {cell.data_type for row in book["answer.slant"].iter_rows(2, min_col=5) for cell in row}
    assert slants == {"n"}
    read = pd.read_excel(tmp_path / "matrices.xlsx", sheet_name="answer.topic", dtype=str)
    assert set(read["A01"].dropna()) <= {"war", "trade", "sport"}


@pytest.mark.parametrize(
    ("preset", "cell"),
    [("recal2", r"\d+"), ("recal3", r"\d+"), ("recal-oir", r"#|-?\d+(\.\d+)?")],
)
def test_recal_gets_numbers_alone_in_whole_rows(study, tmp_path, preset, cell):
    told = unpacked(study, preset, tmp_path)
    levels = {"nominal"} if preset != "recal-oir" else {"nominal", "ordinal", "interval", "ratio"}
    assert {row["level"] for row in told} == levels
    for row in told:
        lines = cells_of(tmp_path / row["file"])
        assert len(lines) == int(row["units"]) > 0
        assert {len(line) for line in lines} == {int(row["annotators"])}
        assert all(re.fullmatch(cell, one) for line in lines for one in line)
        assert all(sum(one != "#" for one in line) >= 2 for line in lines)
    assert "answers.actors: the program has no distance for the level set" in _readme(tmp_path)


def test_recal2_says_how_many_units_only_one_of_two_judged(study, tmp_path):
    unpacked(study, "recal2", tmp_path)
    assert re.search(r"answer\.topic/A01-A03\.csv: \d units without a value of all 2", _readme(tmp_path))


def _readme(folder: Path) -> str:
    return (folder / "README.txt").read_text(encoding="utf-8")


def test_the_spss_syntax_reads_every_column_of_every_file_and_asks_for_its_level(study, tmp_path):
    told = unpacked(study, "spss", tmp_path)
    commands = (tmp_path / "kalpha.sps").read_text(encoding="utf-8").split("GET DATA")[1:]
    assert len(commands) == len(told)
    for row, command in zip(told, commands, strict=True):
        header, *lines = cells_of(tmp_path / row["file"])
        assert f"/FILE='{row['file']}'" in command
        assert "/FIRSTCASE=2" in command
        declared = re.search(r"/VARIABLES=\s*(.*?)\.\nCACHE", command, re.DOTALL)[1].split()[::2]
        assert declared == header == ["unit", "j1", "j2", "j3"]
        level = {"nominal": 1, "ordinal": 2, "interval": 3, "ratio": 4}[row["level"]]
        assert f"KALPHA judges = j1 j2 j3 /level = {level} /detail = 0 /boot = 10000." in command
        assert all(re.fullmatch(r"-?\d+(\.\d+)?|", cell) for line in lines for cell in line[1:])
        assert command.count("'") % 2 == 0
        assert max(len(line) for line in command.splitlines()) <= 250


def test_spss_labels_keep_quotes_and_stay_short(study, tmp_path):
    words = ("it's", "ü" * 200, "two\nlines")
    odd = replace(study, matrices=[replace(study.matrices[0], words=words)])
    unpacked(odd, "spss", tmp_path)
    text = (tmp_path / "kalpha.sps").read_text(encoding="utf-8")
    assert "1 'it''s'\n" in text
    assert f"2 '{'ü' * 59}'\n" in text
    assert "3 'two lines'." in text


def test_pygamma_gets_four_columns_and_no_empty_span(study, tmp_path):
    unpacked(study, "pygamma", tmp_path)
    listed = rows_of(tmp_path / "files.csv")
    lines = [line for one in listed for line in cells_of(tmp_path / one["file"])]
    assert len(lines) == len(study.marks)
    for annotator, label, start, end in lines:
        assert (annotator in PEOPLE, label in {"HARSH", "MILD"}) == (True, True)
        assert float(start) < float(end)


def test_r_gets_subjects_in_rows_and_a_column_for_values_nobody_gave(study, tmp_path):
    told = unpacked(study, "r-irrcac", tmp_path)
    for row in told:
        ratings = pd.read_csv(tmp_path / row["file"], index_col=0)
        assert ratings.shape == (int(row["units"]), 3)
        assert all(kind.kind in "fi" for kind in ratings.dtypes)
    counts = pd.read_csv(tmp_path / "answer.topic.counts.csv", index_col=0)
    assert list(counts.columns) == ["war", "trade", "sport"]
    assert counts["sport"].sum() == 0
    topic = next(row for row in told if row["matrix"] == "answer.topic")
    assert counts.to_numpy().sum() == int(topic["values"])


def test_the_same_study_gives_the_same_bytes_and_what_is_no_preset_is_refused(study):
    for preset in PRESETS:
        first, second = io.BytesIO(), io.BytesIO()
        write_preset(first, study, preset)
        write_preset(second, study, preset)
        assert first.getvalue() == second.getvalue()
    with pytest.raises(ExportError, match=r"'recal9' is no preset\. There are: wide, long"):
        write_preset(io.BytesIO(), study, "recal9")
    silent = [Coding("a", "A01", Annotation(), 10, ((0, 10),))]
    empty = replace(study, matrices=presets.matrices_of(tabulate(silent), CODEBOOK), marks=())
    with pytest.raises(ExportError, match="no submitted value"):
        write_preset(io.BytesIO(), empty, "wide")
