"""Files with spans keep their paths, which are only names; what would do harm is refused."""

import io
import zipfile

import pytest

from app.services import marks_files
from app.services.refused import Refused
from exports.formats.marked import File


def zipped(*files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, raw in files:
            archive.writestr(name, raw)
    return buffer.getvalue()


def test_paths_lead_nowhere_and_name_annotators():
    raw = zipped(
        ("../../etc/ada/a.ann", b"1"), ("C:\\bo\\a.ann", b"2"), ("__MACOSX/x", b"3"), ("/b.ann", b"4")
    )
    found = marks_files.files_of([("s.zip", raw), ("../c.ann", b"5")])
    assert [file.path for file in found] == ["etc/ada/a.ann", "C:/bo/a.ann", "b.ann", "c.ann"]
    again = marks_files.unpacked(marks_files.packed(found), [file.path for file in found])
    assert again == found


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(marks_files, "MAX_FILES", 2)
    monkeypatch.setattr(marks_files, "MAX_TOTAL", 10)
    for sent, reason in (
        ([], "Choose at least one file"),
        ([("a", b"x" * 11)], "larger than"),
        ([("a", b""), ("b", b""), ("c", b"")], "more than 2 files"),
        ([("a", b""), ("A/../a", b"")], None),
        ([("a", b""), ("./a", b"")], "'a' comes twice"),
    ):
        if reason is None:
            assert marks_files.files_of(sent) == [File("a", b""), File("A/a", b"")]
            continue
        with pytest.raises(Refused, match=reason):
            marks_files.files_of(sent)


def test_a_zip_within_a_zip_stays_closed():
    (inner,) = marks_files.files_of([("s.zip", zipped(("inner.zip", zipped(("a.ann", b"1")))))])
    assert inner.path == "inner.zip"
