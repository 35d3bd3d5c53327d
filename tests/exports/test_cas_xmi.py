"""UIMA CAS XMI: loads with the library of others, back without loss, and what INCEpTION exports."""

import io
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from cassis import load_cas_from_xmi, load_typesystem
from hypothesis import given, settings

from exports.formats.cas_reader import read
from exports.formats.cas_xmi import CONTROL, write
from exports.formats.marked import File, Losses, MarkedArticle, MarkedSpan, Reading
from tests.exports.marked_cases import MADE, articles, files_of, heard, marked, said


@settings(max_examples=25, deadline=None)
@given(made=articles())
def test_everything_comes_back(made):
    files = files_of(write, made)
    assert heard(read, files, made) == said(made)


@settings(max_examples=5, deadline=None)
@given(made=articles())
def test_the_library_of_others_finds_the_words(made):
    system, *files = files_of(write, made)
    types = load_typesystem(io.BytesIO(system.data))
    found = []
    for _, data in files:
        cas = load_cas_from_xmi(io.BytesIO(data), typesystem=types)
        found.extend(one.get_covered_text() for one in cas.select("parallax.framing"))
    assert sorted(found) == sorted(
        span.quote
        for article in made
        for one in article.readings
        for span in one.spans
        if span.layer == "framing"
    )


TYPES = """<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier"><types>
{}
<typeDescription><name>custom.Frame</name><description/><supertypeName>uima.tcas.Annotation</supertypeName>
<features><featureDescription><name>value</name><description/><rangeTypeName>uima.cas.String</rangeTypeName>
</featureDescription><featureDescription><name>{}</name><description/>
<rangeTypeName>uima.cas.StringArray</rangeTypeName></featureDescription></features></typeDescription>
<typeDescription><name>de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token</name><description/>
<supertypeName>uima.tcas.Annotation</supertypeName></typeDescription>
<typeDescription><name>custom.Link</name><description/><supertypeName>uima.tcas.Annotation</supertypeName>
<features><featureDescription><name>Governor</name><description/><rangeTypeName>custom.Frame</rangeTypeName>
</featureDescription></features></typeDescription>
</types></typeSystemDescription>"""
XMI = """<xmi:XMI xmlns:xmi="http://www.omg.org/XMI" xmlns:cas="http:///uima/cas.ecore"
 xmlns:custom="http:///custom.ecore" xmlns:t="http:///de/tudarmstadt/ukp/dkpro/core/api/segmentation/type.ecore"
 xmi:version="2.0"><cas:NULL xmi:id="0"/>
<t:Token xmi:id="2" sofa="1" begin="0" end="2"/>
<custom:Frame xmi:id="3" sofa="1" begin="3" end="8" value="ADVERS"><topics>war</topics></custom:Frame>
<custom:Frame xmi:id="4" sofa="1" begin="0" end="2"/>
<custom:Link xmi:id="5" sofa="1" begin="0" end="2" Governor="3"/>
<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text" sofaString="🜁 enemy"/>
<cas:View sofa="1" members="2 3 4 5"/></xmi:XMI>"""
SYSTEM = File("TypeSystem.xml", TYPES.format("", "topics").encode())


def packed(**files):
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(name.replace("_", "."), data)
    return out.getvalue()


def test_what_inception_exports_is_read():
    package = File("annotation/a.txt/mary.zip", packed(mary_xmi=XMI, TypeSystem_xml=SYSTEM.data))
    found = read([package])
    assert [(one.article, one.annotator, one.text) for one in found.readings] == [
        ("a.txt", "mary", "🜁 enemy")
    ]
    spans = [(one.label, one.start, one.end, one.quote, one.values) for one in found.readings[0].spans]
    assert sorted(spans) == [("ADVERS", 2, 7, "enemy", {"topics": ["war"]}), ("Frame", 0, 1, "🜁", {})]
    assert [loss.what for loss in found.losses] == ["relations and chains between annotations"]


def test_a_file_outside_such_folders_is_called_by_itself():
    (found,) = read([SYSTEM, File("corpus/a.xmi", XMI.encode())]).readings
    assert (found.article, found.annotator) == ("a", None)


def test_whoever_worked_on_a_file_of_ours_is_named_by_its_path():
    reading = Reading("A01", "N1", MADE, [MarkedSpan("S1", "tone", "IRONY", 0, 3, "one")])
    system, file = files_of(write, [MarkedArticle("A1", "a.txt", "one two", [reading])])
    assert file.path == "annotation/a.txt/A01.xmi"
    for path, whose in ((file.path, "A01"), ("A01.xmi", "A01"), ("annotation/A01.xmi/mary.xmi", "mary")):
        (found,) = read([system, File(path, file.data)]).readings
        assert found.annotator == whose


@pytest.mark.parametrize(
    ("system", "xmi", "said"),
    [
        (None, XMI, "type system is missing"),
        (SYSTEM.data, XMI[:-9], "no XML"),
        (SYSTEM.data, '<!DOCTYPE a [<!ENTITY b "c">]>' + XMI, "DOCTYPE"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + SYSTEM.data, XMI, "DOCTYPE"),
        (TYPES.format("", "x): import os\n  def y(self").encode(), XMI, "no plain name"),
        (TYPES.format("", "__class__").encode(), XMI, "no plain name"),
        (SYSTEM.data, XMI.replace("custom:Frame", "custom:Other"), "does not fit its type system"),
        (SYSTEM.data, XMI.replace("topics>", "other>"), "does not fit its type system"),
        (SYSTEM.data, XMI.replace('begin="3"', 'begin="-7"'), "no character begins at begin '-7'"),
        (SYSTEM.data, XMI.replace('begin="3"', 'begin="1"'), "Frame 3: no character begins at begin '1'"),
        (SYSTEM.data, XMI.replace('begin="3"', f'begin="{"9" * 5000}"'), "no character"),
        (SYSTEM.data, XMI.replace('xmi:id="4"', 'xmi:id="x"'), "does not fit its type system"),
        (SYSTEM.data, XMI.replace("<cas:Sofa", "<cas:Sofb"), "does not fit its type system"),
        (b"<xml/>", XMI, "no type system of UIMA"),
        (
            TYPES.format("<typeDescription><name>a.B</name></typeDescription>" * 3000, "topics").encode(),
            XMI,
            "types",
        ),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(system, xmi, said):
    files = [File("annotation/a.txt/mary.xmi", xmi.encode())]
    found = read(files + ([File("TypeSystem.xml", system)] if system else []))
    assert [said in trouble.reason for trouble in found.troubles] == [True]


def test_a_package_that_unpacks_without_end_is_refused():
    bomb = packed(mary_xmi=b"a" * 40_000_000, TypeSystem_xml=SYSTEM.data)
    (trouble,) = read([File("a/mary.zip", bomb)]).troubles
    assert "unpacks to far more" in trouble.reason


def test_characters_that_xml_cannot_hold_are_lost_one_for_one_and_told():
    mark = MarkedSpan("S1", "tone", "IRONY", 2, 7, "b\x0cc\x01d", {}, "\x0b")
    reading = Reading("A01", "N1", MADE, [mark])
    made, losses = [MarkedArticle("A1", "a.txt", "a b\x0cc\x01d e", [reading])], Losses()
    files = [File(*file) for file in write(marked(made), losses)]
    assert [loss.what for loss in losses.listed()] == [CONTROL]
    (found,) = read(files).readings
    assert (found.spans[0].start, found.spans[0].end, found.spans[0].note) == (2, 7, "\ufffd")
