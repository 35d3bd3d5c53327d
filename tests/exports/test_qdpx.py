"""A REFI-QDA project: valid by the published schema, back without loss, and those of other programs."""

import io
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from lxml import etree

from exports.formats.qdpx import write, write_crlf
from exports.formats.qdpx_reader import read
from tests.exports.marked_cases import articles, files_of, heard, said

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "datasets" / "refi-qda"


@pytest.mark.parametrize("writer", [write, write_crlf])
def test_everything_comes_back(writer):
    @settings(max_examples=40, deadline=None)
    @given(made=articles())
    def comes_back(made):
        files = files_of(writer, made)
        if SCHEMAS.is_dir():
            _validate(files[0].data)
        assert heard(read, files, made) == said(made)

    comes_back()


def _validate(data):
    with ZipFile(io.BytesIO(data)) as package:
        root = etree.fromstring(package.read("project.qde"))
        etree.XMLSchema(etree.parse(SCHEMAS / "Project.xsd")).assertValid(root)
        sources = {name for name in package.namelist() if name.startswith("sources/")}
        paths = {
            one.get("plainTextPath").replace("internal://", "sources/") for one in root.iter("{*}TextSource")
        }
        assert sources == paths
        guids = [one.get("guid") for one in root.iter() if one.get("guid")]
        assert len(guids) == len(set(guids))
