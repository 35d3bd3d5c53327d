"""Archives that are damaged, forged or not ours are refused with file, row and reason."""

import io
import re

import pytest

from annotations.errors import AnnotationError
from app.services import restoring
from tests.app import archive_files, archive_study
from tests.app.archive_files import packed


@pytest.fixture(scope="module")
def files(sqlite_template, tmp_path_factory) -> dict[str, bytes]:
    with archive_files.site(
        sqlite_template, tmp_path_factory.mktemp("small"), archive_study.build_small
    ) as database:
        return archive_files.files_of(archive_files.archive(database, "study"))


def refusal(files: dict[str, bytes]) -> str:
    with pytest.raises(AnnotationError) as refused:
        restoring.examined(packed(files))
    return str(refused.value)


def test_the_archive_is_whole_before_it_is_damaged(files):
    assert restoring.examined(packed(files)).keys() == files.keys()


@pytest.mark.parametrize(
    ("table", "found", "put", "told"),
    [
        ("change", b'"op":"mark"', b'"op":"Mark"', "row 1: what it refers to cannot be followed: The chain"),
        (
            "span",
            b'"annotation_id":1',
            b'"annotation_id":7',
            "row 1, annotation_id: there is no row 7 of ann",
        ),
        ("span", b'"start":6', b'"start":99999999999', "row 1, start: '99999999999' cannot stand there"),
        ("span", b'"start":6', b'"start":6.5', "row 1, start: '6.5' cannot stand there"),
        ("span", b'"start":6', b'"start":true', "row 1, start: 'True' cannot stand there"),
        ("span", b'"start":6', b'"start":NaN', "row 1: this is no JSON object"),
        (
            "span",
            b'"start":6',
            b'"start":6,"start":6',
            "row 1: this is no JSON object as an archive holds it",
        ),
        ("span", b'"note":""', b'"note":"\\u0000"', "row 1: this is no JSON object as an archive holds it"),
        ("span", b'"note":""', b'"note":"\\ud800"', "row 1: this is no JSON object"),
        ("span", b'"layer":"framing"', b'"layer":null', "row 1, layer: 'None' cannot stand there"),
        ("span", b'"layer":"framing"', b'"later":"framing"', "row 1: 'later' is unknown to this version"),
        ("span", b'"id":2', b'"id":1', "row 2: rows are numbered from 1, and this one is not"),
        ("span", b'"start":6', b'"start":20', "a row breaks a rule of its table"),
        ("span", b'"label":"HARSH"', b'"label":"MILD"', "would not restore what it was made from"),
        ("answer", b'"value":1', b'"value":2', "would not restore what it was made from"),
        ("article", b'"length":', b'"length":1', "row 1: its text is not the one that was frozen"),
        ("round", b'"opened_at":"2', b'"opened_at":"x', "row 1, opened_at"),
        ("project", b"{", b"[", "row 1: this is no JSON object"),
        ("member", b'"role":"annotator"', b'"role":"owner"', "a row breaks a rule of its table"),
    ],
)
def test_a_changed_row_is_refused_with_its_place(files, table, found, put, told):
    name = f"archive/{table}.jsonl"
    assert found in files[name]
    said = refusal(files | {name: files[name].replace(found, put, 1)})
    assert told in said
    assert name in said or "would not restore" in told


@pytest.mark.parametrize(
    ("name", "raw", "told"),
    [
        ("archive/format.json", b"{}", "does not say what kind of archive"),
        (
            "archive/format.json",
            b'{"format": 2, "schema": "0006"}',
            "a format that this version of the program cannot read",
        ),
        ("archive/format.json", b'{"format": 1, "schema": "9999"}', "A newer version of Parallax wrote this"),
        ("archive/project.jsonl", b"", "An archive holds exactly one project"),
        ("texts/A1.txt", b"Another text", "its text is not the one that was frozen at import"),
        ("archive/../../etc.jsonl", b"", "does not belong there"),
        ("archive/texts/A1.exe", b"", "does not belong there"),
    ],
)
def test_a_changed_file_is_refused_with_its_name(files, name, raw, told):
    assert told in refusal(files | {name: raw})


def test_a_bundle_a_damaged_zip_and_something_else_are_no_archives(files):
    bundle = {name: raw for name, raw in files.items() if not name.startswith("archive/")}
    assert "this is no research archive, perhaps a bundle" in refusal(bundle)
    whole = packed(files).getvalue()
    for raw in (whole[: len(whole) // 2], b"PK", b""):
        with pytest.raises(AnnotationError, match="not a whole ZIP"):
            restoring.examined(io.BytesIO(raw))
    changed = whole.replace(b"Test", b"Best")
    with pytest.raises(AnnotationError, match=re.compile("changed after|not a whole ZIP")):
        restoring.examined(io.BytesIO(changed))
