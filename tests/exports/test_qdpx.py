"""A REFI-QDA project: valid by the published schema, back without loss, and those of other programs."""

import io
import re
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from lxml import etree

from exports.formats.marked import File, Losses, MarkedArticle, MarkedSpan, Reading
from exports.formats.offsets import settle
from exports.formats.qdpx import write, write_crlf
from exports.formats.qdpx_reader import read
from tests.exports.marked_cases import MADE, articles, files_of, heard, marked, said

SCHEMAS = Path(__file__).resolve().parents[3] / "shared" / "datasets" / "refi-qda"


@pytest.mark.parametrize("writer", [write, write_crlf])
def test_everything_comes_back(writer):
    @settings(max_examples=40, deadline=None)
    @given(made=articles())
    def comes_back(made):
        files = files_of(writer, made)
        assert heard(read, files, made) == said(made)

    comes_back()


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="the published schemas are not beside this checkout")
@settings(max_examples=20, deadline=None)
@given(made=articles())
def test_a_project_is_valid_by_the_published_schema(made):
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "Project.xsd"))
    for writer in (write, write_crlf):
        (file,) = files_of(writer, made)
        with ZipFile(io.BytesIO(file.data)) as package:
            root = etree.fromstring(package.read("project.qde"))
            sources = {name for name in package.namelist() if name.startswith("sources/")}
        schema.assertValid(root)
        paths = [one.get("plainTextPath") for one in root.iter("{*}TextSource")]
        assert sources == {path.replace("internal://", "sources/") for path in paths}
        guids = [one.get("guid") for one in root.iter() if one.get("guid")]
        assert len(guids) == len(set(guids))


CODE = "6F1C2F0E-0000-4000-8000-00000000001"
FOREIGN = f"""<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Theirs" origin="Another 3" creatingUserGUID="{{{CODE}9}}">
<Users><User guid="{CODE}9" name="Coder A" id="a"/></Users>
<CodeBook><Codes>
<Code guid="{CODE}1" name="Enemy" isCodable="true"><Code guid="{CODE}2" name="near" isCodable="true"/></Code>
<Code guid="{CODE}3" name="Friend" isCodable="true"><Code guid="{CODE}4" name="near" isCodable="true"/></Code>
</Codes></CodeBook>
<Sources>
<TextSource guid="{CODE}5" name="a.txt" plainTextPath="internal://{CODE}5.txt">
 <PlainTextSelection guid="{CODE}6" name="two" startPosition="5" endPosition="8" creatingUser="{CODE}9">
  <Description>odd = 3</Description>
  <Coding guid="{CODE}7"><CodeRef targetGUID="{{{CODE.lower()}4}}"/></Coding>
  <Coding guid="{CODE}8" creatingUser="{CODE}9"><CodeRef targetGUID="{CODE}1"/></Coding>
  <NoteRef targetGUID="{CODE}A"/>
 </PlainTextSelection>
 <PlainTextSelection guid="{CODE}D" startPosition="10" endPosition="12">
  <Coding guid="{CODE}E"><CodeRef targetGUID="{CODE}3"/></Coding>
 </PlainTextSelection>
 <Coding guid="{CODE}F"><CodeRef targetGUID="{CODE}3"/></Coding>
</TextSource>
<PictureSource guid="{CODE}B" name="map"/>
</Sources>
<Notes><Note guid="{CODE}A"><PlainTextContent>why</PlainTextContent></Note></Notes>
</Project>"""
TEXT = "one\r\ntwo\r\n🜁 three"


def package(project=FOREIGN, text=TEXT, **more):
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as made:
        made.writestr("project.qde", project)
        made.writestr(f"Sources/{CODE}5.txt", b"\xef\xbb\xbf" + text.encode())
        for name, data in more.items():
            made.writestr(name, data)
    return File("theirs.qdpx", out.getvalue())


def test_a_project_of_another_program_is_read():
    found = read([package()])
    assert not found.troubles
    assert [loss.what for loss in found.losses] == [
        "codes of whole texts",
        "pictures, recordings and PDF sources",
    ]
    settled = settle(found, {"a.txt": TEXT.replace("\r\n", "\n")})
    spans = {
        (one.annotator, span.label, span.start, span.end, span.quote, span.note)
        for one in settled.readings
        for span in one.spans
    }
    assert spans == {
        ("Coder A", "Friend / near", 4, 7, "two", "odd = 3\n\nwhy"),
        ("Coder A", "Enemy", 4, 7, "two", "odd = 3\n\nwhy"),
        (None, "Friend", 8, 10, "🜁 ", ""),
    }


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (File("a.qdpx", b"PK\x03\x04 no ZIP"), "no ZIP that can be opened"),
        (File("a.qdpx", package().data[:-30]), "no ZIP that can be opened"),
        (package("<Project/"), "no XML"),
        (package("<Projekt/>"), "begins with"),
        (
            package(FOREIGN.replace("?>", '?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>', 1)),
            "DOCTYPE",
        ),
        (package(FOREIGN.replace(f'"{CODE}2"', f'"{CODE}1"')), "'near' stands twice"),
        (package(FOREIGN.replace(f'"{CODE}D"', f'"{CODE}6"')), "stands twice"),
        (
            package(FOREIGN.replace('startPosition="5"', f'startPosition="{"9" * 5000}"')),
            "startPosition must be",
        ),
        (package(FOREIGN.replace('startPosition="5"', 'startPosition="-1"')), "startPosition must be"),
        (package(FOREIGN.replace(f"{CODE}5.txt", "../../etc/passwd")), "is not in the package"),
        (package(FOREIGN.replace("internal://", "relative://")), "not in the package as plain text"),
        (
            package(FOREIGN.replace(f'targetGUID="{CODE}3"', f'targetGUID="{CODE}0"', 1)),
            "not in the codebook",
        ),
        (package(text="one\0two"), "NUL"),
        (package(text="a" * 30_000_000), "unpacks to far more"),
        (package(FOREIGN.replace("odd", "a" * 3_000_000)), "unpacks to far more"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(file, said):
    found = read([file])
    assert any(said in trouble.reason for trouble in found.troubles)
    assert all(trouble.file == file.path for trouble in found.troubles)


def test_an_export_repeats_itself_and_a_longer_one_keeps_the_identifiers():
    mark = MarkedSpan("S1", "tone", "IRONY", 0, 3, "one", {}, "a note")
    reading = Reading("A01", "N1", MADE, [mark], {"C2": 0.5}, "", nothing_found=False)
    first = [MarkedArticle("A1", "a.txt", "one two", [reading], {"outlet": "X", "events": "E; F"})]
    again = [*first, MarkedArticle("A2", "b.txt", "three", [replace(reading, annotator="A02")], {})]
    (one,), (same,), (more,) = (files_of(write, made) for made in (first, first, again))
    assert one == same
    project = ZipFile(io.BytesIO(one.data)).read("project.qde").decode()
    longer = ZipFile(io.BytesIO(more.data)).read("project.qde").decode()
    assert set(re.findall('guid="(.+?)"', project)) < set(re.findall('guid="(.+?)"', longer))
    assert "Outlet: X" in project
    assert "Event: E" in project


def test_characters_that_xml_cannot_hold_are_lost_one_for_one_and_told():
    mark = MarkedSpan("S1", "tone", "IRONY", 2, 7, "b\x0cc\x01d", {}, "\x0b")
    reading = Reading("A01", "N1", MADE, [mark])
    made, losses = [MarkedArticle("A1", "a.txt", "a b\x0cc\x01d e", [reading])], Losses()
    data = b"".join(file.data for file in write(marked(made), losses))
    assert [loss.what for loss in losses.listed()] == [
        "control characters in words of spans, which XML cannot hold",
        "control characters in notes, which XML cannot hold",
    ]
    (found,) = read([File("a.qdpx", data)]).readings
    assert (found.spans[0].start, found.spans[0].end, found.spans[0].note) == (2, 7, "\ufffd")
