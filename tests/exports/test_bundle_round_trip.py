import csv
import hashlib
import io
import subprocess
import zipfile

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.archive import write_bundle, write_one
from exports.listed import all_tables
from exports.reader import read_bundle
from exports.records import AnnotatorRecord
from tests.exports.small_bundle import ANSWERS, SPANS, TEXTS, article, assignment, bundle, span, zipped

FORMS = [{"flavour": flavour, "bom": bom} for flavour in ("verbatim", "spreadsheet") for bom in (False, True)]
STUDY = bundle()


class OnlyWrites:
    """A place that can neither seek nor tell, as a download is."""

    def __init__(self):
        self.raw = b""

    def write(self, raw):
        self.raw += raw


def read(study, **options):
    return read_bundle(io.BytesIO(zipped(study, **options)))


@pytest.mark.parametrize("form", FORMS)
def test_every_span_and_answer_comes_back(form):
    back = read(STUDY, **form)
    assert back.spans() == list(SPANS)
    assert [type(span.attributes.get("share")) for span in back.spans()][2:4] == [float, int]
    assert back.answers() == list(ANSWERS)
    assert back.texts == TEXTS


@pytest.mark.parametrize("form", FORMS)
def test_every_value_of_every_table_comes_back(form):
    assert read(STUDY, **form).tables | {"data_dictionary.csv": []} == read(STUDY).tables | {
        "data_dictionary.csv": []
    }


def test_records_come_back_in_the_tables():
    tables = read(STUDY, names=True).tables
    assert [tuple(row.values()) for row in tables["outlets.csv"]] == list(STUDY.outlets)
    assert [tuple(row.values()) for row in tables["annotators.csv"]] == list(STUDY.annotators)
    assert tables["assignments.csv"][0]["submitted_at"] == STUDY.assignments[0].submitted_at
    assert tables["articles.csv"][0]["zones"] == list(STUDY.articles[0].zones)


@pytest.mark.parametrize("form", FORMS)
def test_the_same_records_give_the_same_bytes(form):
    assert zipped(STUDY, **form) == zipped(bundle(), **form)


def test_a_download_has_the_bytes_of_a_file(tmp_path):
    out = OnlyWrites()
    write_bundle(out, STUDY)
    with (tmp_path / "bundle.zip").open("wb") as file:
        write_bundle(file, STUDY)
    assert out.raw == (tmp_path / "bundle.zip").read_bytes()


def test_a_single_table_has_the_bytes_it_has_in_the_bundle():
    files = zipfile.ZipFile(io.BytesIO(zipped(STUDY, flavour="spreadsheet", bom=True)))
    for table in all_tables(STUDY):
        out = io.BytesIO()
        rows = write_one(out, STUDY, table.name, flavour="spreadsheet", bom=True)
        assert out.getvalue() == files.read(table.name)
        assert rows == len(read(STUDY).tables[table.name])


def test_the_rows_are_counted():
    counts = write_bundle(io.BytesIO(), STUDY)
    assert (counts["spans.csv"], counts["assignments.csv"], counts["agreement.csv"]) == (5, 5, 0)


@pytest.mark.parametrize("table", all_tables(STUDY), ids=lambda table: table.name)
def test_pandas_reads_every_cell_as_the_csv_module_does(table):
    raw = zipfile.ZipFile(io.BytesIO(zipped(STUDY))).read(table.name)
    frame = pd.read_csv(io.BytesIO(raw), keep_default_na=False, na_values=[], dtype=str)
    rows = list(csv.reader(io.StringIO(raw.decode(), newline="")))
    assert [list(frame.columns), *frame.to_numpy().tolist()] == rows


def test_pandas_reads_numbers_and_moments_without_repair():
    raw = zipfile.ZipFile(io.BytesIO(zipped(STUDY))).read("spans.csv")
    frame = pd.read_csv(io.BytesIO(raw), keep_default_na=False, na_values=[""], parse_dates=["created_at"])
    assert frame["start"].dtype == "int64"
    assert frame["share"].dtype == "float64"
    assert str(frame["created_at"].dtype) == "datetime64[ns, UTC]"
    assert frame["source"].tolist()[-1] == "NA"


def test_sha256sum_accepts_the_checksums(tmp_path):
    with zipfile.ZipFile(io.BytesIO(zipped(STUDY))) as files:
        files.extractall(tmp_path)
        listed = [line.split("  ")[1] for line in files.read("checksums.txt").decode().splitlines()]
        assert [*listed, "checksums.txt"] == files.namelist()
        for line in files.read("checksums.txt").decode().splitlines():
            digest, name = line.split("  ")
            assert hashlib.sha256(files.read(name)).hexdigest() == digest
    done = subprocess.run(["sha256sum", "--check", "--quiet", "checksums.txt"], cwd=tmp_path, check=False)
    assert done.returncode == 0


def test_the_spreadsheet_flavour_shields_text_and_no_number():
    raw = zipfile.ZipFile(io.BytesIO(zipped(STUDY, flavour="spreadsheet"))).read("annotations.csv").decode()
    rows = list(csv.DictReader(io.StringIO(raw, newline="")))
    assert {row["note"] for row in rows} == {"", "'=1+1", "a\rb\r\nc", "''"}
    assert {row["quote"][:2] for row in rows} == {"", "He", "'-", "'=", "'@", "\u0628\u0644"}
    assert {row["value"] for row in rows if row["variable"] in ("force", "slant")} == {
        *("-3", "2", "-2", "not_applicable")
    }
    for row in rows:
        for name in ("start", "end", "value_number", "unit_id", "created_at"):
            assert not row[name].startswith("'")


def test_names_and_addresses_leave_only_when_asked_for():
    for options, found in (({}, False), ({"names": True}, True)):
        files = zipfile.ZipFile(io.BytesIO(zipped(STUDY, **options)))
        whole = b"".join(files.read(name) for name in files.namelist())
        assert (b"Canary" in whole, b"canary.example" in whole) == (found, found)


NASTY = st.text(alphabet=st.sampled_from("=+-@|'\"\r\n\t ,;\ufeff\u2028a\u0301\u0628\U0001f600"), min_size=1)
ANY = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@st.composite
def marked_texts(draw):
    text = draw(NASTY | ANY)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    note = draw(st.none() | NASTY)
    attributes = draw(st.fixed_dictionaries({}, optional={"source": NASTY, "force": st.integers(-3, 3)}))
    return text, span(1, start, end, text=text, note=note, attributes=attributes)


@settings(max_examples=60, deadline=None)
@given(marked_texts(), st.sampled_from(FORMS))
def test_whatever_was_marked_and_noted_comes_back(marked, form):
    text, one = marked
    study = bundle(
        articles=[article("A1", text)],
        texts=[("A1", text)],
        annotators=[AnnotatorRecord(text)],
        assignments=[assignment(1, text, "A1")],
        spans=[one],
        answers=[],
    )
    back = read(study, **form)
    assert back.spans() == [one]
    assert back.texts == {"A1": text}
