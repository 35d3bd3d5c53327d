import hashlib
import io
import json
import zipfile

import pytest

from exports.errors import UnreadableBundle
from exports.opened import Limits
from exports.reader import read_bundle
from tests.exports.small_bundle import bundle, zipped

WHOLE = zipped(bundle())


def contents():
    with zipfile.ZipFile(io.BytesIO(WHOLE)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files, *, sums=True):
    """Pack the files again; with new checksums unless the damage is to be found by the old ones."""
    if sums:
        lines = [f"{hashlib.sha256(raw).hexdigest()}  {name}\n" for name, raw in files.items()]
        others = [line for line in lines if not line.endswith("  checksums.txt\n")]
        files = files | {"checksums.txt": "".join(others).encode()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in files.items():
            archive.writestr(name, raw)
    return out.getvalue()


def refused(raw, message, limits=None):
    with pytest.raises(UnreadableBundle, match=message):
        read_bundle(io.BytesIO(raw), limits)


def changed(name, old, new):
    files = contents()
    assert old in files[name]
    return files | {name: files[name].replace(old, new, 1)}


def test_a_bundle_packed_again_is_read():
    assert len(read_bundle(io.BytesIO(packed(contents()))).spans()) == 5


@pytest.mark.parametrize("name", [name for name in contents() if name != "checksums.txt"])
def test_one_changed_byte_is_found_by_its_checksum(name):
    files = contents()
    files[name] = files[name][:-1] + bytes([files[name][-1] ^ 1])
    refused(packed(files, sums=False), f"{name} was changed after the bundle was written")


def test_a_missing_file_is_named():
    files = contents()
    del files["outlets.csv"]
    refused(packed(files, sums=False), r"outlets\.csv is listed in checksums\.txt but missing")
    refused(packed(files), r"outlets\.csv is missing")


def test_a_missing_text_is_named():
    files = contents()
    del files["texts/A2.txt"]
    refused(packed(files), r"texts/A2\.txt is missing")


def test_a_bundle_without_checksums_is_refused():
    files = contents()
    del files["checksums.txt"]
    refused(packed(files, sums=False), r"There is no checksums\.txt")


@pytest.mark.parametrize(
    "name",
    ["../spans.csv", "/x.csv", "texts/../x.txt", "C:\\x.csv", "texts/a/b.txt", "new.exe", "texts/"],
)
def test_a_name_that_no_bundle_has_is_refused(name):
    refused(packed(contents() | {name: b""}), "does not belong there")


def test_a_name_that_comes_twice_is_refused():
    out = io.BytesIO(WHOLE)
    with pytest.warns(UserWarning, match="Duplicate"), zipfile.ZipFile(out, "a") as archive:
        archive.writestr("spans.csv", b"")
    refused(out.getvalue(), "does not belong there")


@pytest.mark.parametrize("raw", [b"", b"no zip", WHOLE[:-30], WHOLE[: len(WHOLE) // 2]])
def test_what_is_no_whole_zip_is_refused(raw):
    refused(raw, "not a whole ZIP file")


@pytest.mark.parametrize(
    ("limits", "message"),
    [
        (Limits(files=5), r"holds \d+ files; at most 5"),
        (Limits(file_bytes=1000), "is too large"),
        (Limits(all_bytes=20_000), "is too large"),
    ],
)
def test_a_bundle_beyond_the_limits_is_refused(limits, message):
    refused(WHOLE, message, limits)


def test_an_archive_that_lies_about_its_sizes_is_not_unpacked_whole():
    bomb = packed({"spans.csv": b"\0" * 50_000_000})
    lie = bomb.replace((50_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != bomb
    refused(lie, r"not a whole ZIP file|too large", Limits(file_bytes=1 << 20))


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        (
            "spans.csv",
            b"S2,19,28",
            b"S2,20,29",
            r"row 2: the text from 20 to 29 is not '-5 points'",
        ),
        ("spans.csv", b"S2,19,28", b"S2,19,999", r"spans\.csv, row 2: the text from 19 to 999"),
        ("spans.csv", b"S2,19,28", b"S2,,28", r"spans\.csv, row 2: the text from None to 28"),
        ("spans.csv", b"S2,19,28", b"S2,2.5,28", r"row 2, column start: '2\.5': this is no whole number"),
        ("spans.csv", b"S2,19,28", b"2,19,28", "row 2, column span_id: '2': this is no identifier"),
        ("spans.csv", b"S2,19,28", b"S2,19,28,", "row 2 has 27 cells for 26 columns"),
        ("annotations.csv", b"19,28,-5", b"19,28,+5", r"annotations\.csv, row 4: the text from 19"),
        ("annotations.csv", b"2026-03-01T08:30", b"2026-03-01 08:30", "row 1, column created_at"),
        ("assignments.csv", b"true", b"1", "row 1, column blind: '1': this is neither true nor false"),
        ("outlets.csv", b"O2", b'O2"', r"outlets\.csv"),
        ("spans.csv", b"span_id", b"id", "does not have the columns"),
        ("spans.csv", b"points", b"\xff", r"spans\.csv is not UTF-8"),
        ("datapackage.json", b'"format": 1', b'"format": 2', "cannot read"),
        ("datapackage.json", b'"parallax:type": "integer"', b'"parallax:type": "whole"', "cannot read"),
        ("datapackage.json", b"{", b"[", "does not describe"),
        ("texts/A1.txt", b"points", b"pointz", r"spans\.csv, row 2"),
    ],
)
def test_a_wrong_value_is_named_by_file_row_and_reason(name, old, new, message):
    refused(packed(changed(name, old, new)), message)


def test_a_codebook_comes_back_as_it_was_stored():
    assert read_bundle(io.BytesIO(WHOLE)).codebooks == {"v1": 'title = "Small"\n'}


def test_the_package_describes_each_table_with_size_and_checksum():
    files = contents()
    for resource in json.loads(files["datapackage.json"])["resources"]:
        raw = files[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (
            len(raw),
            f"sha256:{hashlib.sha256(raw).hexdigest()}",
        )
