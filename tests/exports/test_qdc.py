"""A codebook as .qdc: valid by the published schema, and back without loss."""

import re
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.codebook_toml import read_toml
from annotations.errors import CodebookError
from exports.errors import Unwritable
from exports.formats.qda_codes import guid, within
from exports.formats.qdc import losses_of_qdc, read_qdc, write_qdc

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT.parent / "shared" / "datasets" / "refi-qda"
needs_schemas = pytest.mark.skipif(
    not SCHEMAS.is_dir(), reason="the published schemas are not beside this checkout"
)
FOREIGN = """<?xml version="1.0" encoding="UTF-16"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Another Program 3"><Codes>
<!-- a remark -->
<Code guid="6f1c2f0e-0000-4000-8000-000000000010" name="Gegner &amp; Feinde" isCodable="false">
  <Code guid="{6f1c2f0e-0000-4000-8000-000000000011}" name="ADVERS" isCodable="true" color="#B22">
    <Description>An enemy.\nInclude: rivals</Description></Code>
  <Code guid="6f1c2f0e-0000-4000-8000-000000000012" name="敵" isCodable="true"/>
</Code>
<Code guid="6f1c2f0e-0000-4000-8000-000000000013" name="ADVERS" isCodable="true"/>
</Codes></CodeBook>"""

PROSE = st.text(
    st.sampled_from("ab\n :&<>\"'é漢🜁\u202e\r\t=") | st.characters(codec="utf-8", exclude_categories=["Cc"]),
    max_size=40,
).filter(lambda text: not re.search("[\ufffe\uffff]", text)) | st.sampled_from(
    ["Include: this\nExclude: that", "a\n Example: b\n  Name: c", "Part: layer\n\nNote: no"]
)


def test_nothing_of_a_codebook_is_lost():
    for name in ("framing", "credibility"):
        codebook = read_toml((ROOT / "app" / "data" / f"{name}.toml").read_text(encoding="utf-8"))
        assert read_qdc(write_qdc(codebook, "a-study")) == codebook


@needs_schemas
@settings(max_examples=40, deadline=None)
@given(definition=PROSE, examples=st.lists(PROSE, max_size=3), name=PROSE.filter(str.strip))
def test_any_prose_comes_back_and_is_valid(definition, examples, name):
    labels = (
        Category("A", name, definition, examples=tuple(examples), hotkey="q", colour="#00aaFF"),
        Category("B", "B", retired=True, becomes=("A",)),
        Category("A.1", name, parent="A", priority=2),
    )
    heading = Category("of", "Of", codable=False)
    attributes = (
        Variable("who", "Who", "span", "entity", "nominal", definition, categories=(heading, *labels)),
        Variable("grade", "Grade", "span", "scale", "ordinal", minimum=-2, maximum=2, steps={-2: "ab = c"}),
        Variable("what", "What", "span", "text", "", required=False, required_unless=("grade", "1")),
    )
    layer = Layer("framing", name, definition, labels, attributes)
    questions = (Variable("q", "Q", "article", "number", "ratio", minimum=0.5, not_applicable=True),)
    codebook = Codebook(name, "1", "de-CH", definition, ("X", "Y"), (layer,), questions)
    written = write_qdc(codebook, "a-study")
    schema = etree.XMLSchema(etree.parse(SCHEMAS / "Codebook.xsd"))
    schema.assertValid(etree.fromstring(written.encode()))
    assert read_qdc(written) == codebook


def test_identifiers_are_uuids_of_version_five():
    for number in range(50):
        outer = guid("a-study", str(number))
        assert within(outer, "é", "x") == str(uuid5(UUID(outer), "é\nx"))


def test_the_same_code_has_the_same_identifier_in_every_version():
    codebook = read_toml((ROOT / "app" / "data" / "framing.toml").read_text(encoding="utf-8"))
    longer = replace(codebook, version="2", title="Changed")
    assert re.findall('guid="(.+?)"', write_qdc(codebook, "a")) == re.findall(
        'guid="(.+?)"', write_qdc(longer, "a")
    )
    assert write_qdc(codebook, "a") != write_qdc(codebook, "b")


def test_codes_of_another_program_become_one_layer():
    codebook = read_qdc(FOREIGN)
    assert (codebook.title, codebook.layers[0].code) == ("Codebook from Another Program 3", "codes")
    labels = codebook.layers[0].labels
    assert [(one.code, one.name, one.parent, one.codable) for one in labels] == [
        ("Gegner_Feinde", "Gegner & Feinde", "", False),
        ("ADVERS", "ADVERS", "Gegner_Feinde", True),
        ("code", "敵", "Gegner_Feinde", True),
        ("ADVERS-2", "ADVERS", "", True),
    ]
    assert (labels[1].colour, labels[1].definition) == ("#BB2222", "An enemy.\nInclude: rivals")
    assert codebook.version != read_qdc(FOREIGN.replace("rivals", "foes")).version


def test_sets_of_others_are_told_as_lost_and_ours_is_none():
    sets = '</Codes><Sets><Set guid="6f1c2f0e-0000-4000-8000-000000000014" name="Both"/></Sets></CodeBook>'
    theirs = FOREIGN.replace("</Codes></CodeBook>", sets)
    assert [(loss.what, loss.count, loss.example) for loss in losses_of_qdc(theirs)] == [
        ("sets of codes", 1, "Both")
    ]
    assert losses_of_qdc(write_qdc(read_qdc(theirs), "a-study")) == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "no XML"),
        ("<CodeBook", "no XML"),
        ("<CodeBook/>", "line 1: this is no REFI-QDA codebook"),
        ('<!DOCTYPE a [<!ENTITY b "c">]>' + FOREIGN.partition("?>")[2].strip(), "DOCTYPE"),
        (FOREIGN.replace('"#B22"', '"red"'), "line 5, colour: must be written as #RRGGBB"),
        (FOREIGN.replace('isCodable="true"', 'isCodable="false"'), "needs at least one label"),
    ],
)
def test_what_is_no_codebook_is_refused_with_its_line(text, said):
    with pytest.raises(CodebookError, match=re.escape(said)):
        read_qdc(text)


def test_a_code_that_belongs_nowhere_is_refused():
    codebook = read_toml((ROOT / "app" / "data" / "framing.toml").read_text(encoding="utf-8"))
    more = '<Code guid="6f1c2f0e-0000-4000-8000-000000000012" name="Mine" isCodable="true"/></Codes>'
    with pytest.raises(CodebookError, match=r"line \d+: 'Mine' does not say to which layer"):
        read_qdc(write_qdc(codebook, "a").replace("</Codes>", more))


def test_a_codebook_without_codes_cannot_be_written():
    with pytest.raises(Unwritable, match="no layer"):
        write_qdc(Codebook("Empty", "1"), "a-study")


def test_characters_that_xml_cannot_hold_are_refused_and_not_replaced():
    layer = Layer("framing", "Framing", "", (Category("A", "A", "a form feed: \x0c"),))
    with pytest.raises(Unwritable, match="'A' holds a control character"):
        write_qdc(Codebook("Title", "1", layers=(layer,)), "a-study")
