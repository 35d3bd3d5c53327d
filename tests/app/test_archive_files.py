"""An archive does what it promises: it is described, cited, computed again and joined with texts."""

import csv
import io
import json
import shutil
import subprocess
import sys

import pytest

from app.services import restoring
from app.services.refused import Refused
from exports.errors import UnreadableBundle
from exports.reader import read_bundle
from tests.app import archive_files, archive_study
from tests.app.archive_files import files_of, packed

LENGTH = 12


@pytest.fixture(scope="module")
def archives(sqlite_template, tmp_path_factory) -> tuple[bytes, bytes]:
    """The same project with texts and without."""
    folder = tmp_path_factory.mktemp("whole")
    with archive_files.site(sqlite_template, folder, archive_study.build) as database:
        whole = archive_files.archive(database, "sample")
        return whole, archive_files.archive(database, "sample", quote_length=LENGTH)


@pytest.fixture(scope="module")
def unpacked(archives, tmp_path_factory):
    """The folder of an archive, as somebody unpacks it."""
    folder = tmp_path_factory.mktemp("unpacked")
    for name, raw in files_of(archives[0]).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


def test_programs_for_data_packages_find_nothing_wrong(unpacked):
    frictionless = pytest.importorskip("frictionless")
    report = frictionless.validate(str(unpacked / "datapackage.json"))
    assert report.flatten(["name", "type", "rowNumber", "fieldName", "note"]) == []
    assert report.stats["tasks"] == len(list(unpacked.glob("*.csv")))


def test_the_citation_file_is_read_as_one(unpacked):
    yaml = pytest.importorskip("yaml")
    told = yaml.safe_load((unpacked / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= told.keys()
    assert (told["cff-version"], told["type"]) == ("1.2.0", "dataset")


def test_it_is_a_bundle_as_well(archives):
    assert len(read_bundle(io.BytesIO(archives[0])).texts) == 6


def rows_of(folder) -> list[list[str]]:
    with (folder / "agreement.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def recomputed(folder) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-c", RUN]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


# As python3 -m recompute does it, but with nothing on the path except the folder and the standard library.
RUN = "import sys; sys.path[:] = ['.'] + [p for p in sys.path if 'site-packages' not in p]; " + (
    "import runpy; runpy.run_module('recompute', run_name='__main__', alter_sys=True)"
)


def test_the_python_script_finds_every_coefficient_again(unpacked):
    done = recomputed(unpacked)
    assert done.returncode == 0, done.stderr
    told = list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE))
    printed = rows_of(unpacked)
    place = printed[0].index("value")
    assert [row["printed"] for row in told] == [row[place] or "undefined" for row in printed[1:]]
    assert {row["verdict"] for row in told} == {"same"}
    assert sum(row["computed"] != "undefined" for row in told) > 2_000


def test_the_r_script_finds_every_coefficient_again(unpacked):
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed")
    command = ["Rscript", "--vanilla", "recompute/recompute.R"]
    done = subprocess.run(command, cwd=unpacked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = list(csv.DictReader(io.StringIO(done.stdout), delimiter="\t", quoting=csv.QUOTE_NONE))
    assert {row["verdict"] for row in told} == {"same"}
    assert len(told) == len(rows_of(unpacked)) - 1


def test_a_value_that_does_not_follow_from_the_data_is_noticed(unpacked, tmp_path):
    folder = shutil.copytree(unpacked, tmp_path / "changed")
    rows = rows_of(folder)
    place = rows[0].index("value")
    changed = next(row for row in rows[1:] if row[place])
    changed[place] = str(float(changed[place]) + 0.01)
    with (folder / "agreement.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(rows)
    done = recomputed(folder)
    assert (done.returncode, done.stdout.count("DIFFERENT")) == (1, 1)


def test_without_texts_no_long_quote_is_left(archives):
    whole, without = map(files_of, archives)
    assert not [name for name in without if "texts/" in name or "sources/" in name]
    text = whole["texts/A1.txt"].decode()
    pieces = {text[place : place + 30] for place in range(100, len(text) - 100)}
    # What the team wrote itself is in these: it may use words of the articles.
    own = ("codebook", "data_dictionary", "event")
    told = "\n".join(
        raw.decode()
        for name, raw in without.items()
        if name.endswith((".csv", ".jsonl")) and not any(one in name for one in own)
    )
    found = {piece for piece in pieces if json.dumps(piece, ensure_ascii=False)[1:-1] in told}
    assert not found, sorted(found)[:5]
    assert "…" in without["spans.csv"].decode()


def texts_of(files: dict[str, bytes]) -> list[bytes]:
    return [raw for name, raw in files.items() if "texts/" in name or "sources/" in name]


def test_joined_with_its_texts_it_is_the_whole_archive_again(archives):
    whole, without = archives
    texts, out = texts_of(files_of(whole)), io.BytesIO()
    joined = restoring.join(io.BytesIO(without), [b"something else", *texts], out)
    assert (joined.articles, joined.without_source) == (7, [])
    assert out.getvalue() == whole


def test_what_lacks_texts_is_neither_restored_nor_joined_with_others(archives):
    whole, without = archives
    with pytest.raises(Refused, match="Join it with its texts first"):
        restoring.examined(io.BytesIO(without))
    texts = texts_of(files_of(whole))
    with pytest.raises(Refused, match=r"1 of 7 texts are not there: unused\.txt"):
        restoring.join(io.BytesIO(without), texts[:-1], io.BytesIO())
    with pytest.raises(Refused, match="has its texts already"):
        restoring.join(io.BytesIO(whole), texts, io.BytesIO())
    files = files_of(without)
    moved = files["archive/span.jsonl"].replace(b'"start":', b'"start":1', 1)
    with pytest.raises(UnreadableBundle, match=r"span\.jsonl, row 1: the text from"):
        restoring.join(packed(files | {"archive/span.jsonl": moved}), texts, io.BytesIO())
