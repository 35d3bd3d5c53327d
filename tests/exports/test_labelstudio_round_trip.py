"""What leaves for Label Studio comes back with the same spans, values and annotators."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotations.codebook import Category, Codebook, Layer, Variable
from annotations.codebook_toml import read_toml
from exports.formats.marked import File, Losses
from exports.labelstudio.from_codebook import instrument
from exports.labelstudio.model import BadConfig
from exports.labelstudio.parsing import parse
from exports.labelstudio.reading import read
from exports.labelstudio.sdk import checked
from exports.labelstudio.to_codebook import codebook_of
from exports.labelstudio.writing import write
from exports.labelstudio.xml_out import write_xml
from tests.exports.marked_study import BOOK, expected, files_of, said, settled, studies

ROOT = Path(__file__).resolve().parents[2]
FIXTURES = ROOT.parent / "shared" / "labelstudio"
beside = pytest.mark.skipif(not FIXTURES.is_dir(), reason="the files of Label Studio are not beside us")


REGION = (
    b'{"from_name":"l","to_name":"t","type":"labels","value":{"start":0,"end":1,"text":"a","labels":["x"]}}'
)


def _marked(region):
    return b'[{"id": 1, "data": {"text": "a"}, "annotations": [{"result": [%s]}]}]' % region


def given_files(*names):
    return [File(name, (FIXTURES / name).read_bytes()) for name in names]


@settings(max_examples=25, deadline=None)
@given(studies())
def test_articles_come_back_as_they_left(marked):
    losses = Losses()
    files = files_of(write(marked, losses))
    found = read([File(path, data) for path, data in files.items()])
    assert found.troubles == []
    result = settled(found, marked)
    assert result.troubles == []
    assert said(result.readings, BOOK) == expected(marked)
    assert {loss.what for loss in losses.listed()} <= {
        "notes about articles, which stand in the file but which Label Studio does not take over"
    }


def back(book):
    losses = Losses()
    xml = write_xml(instrument(book, losses).config)
    return codebook_of(checked(xml), book.title, losses), {loss.what for loss in losses.listed()}


def test_a_codebook_of_what_both_sides_can_say_comes_back_equal():
    themes = (
        Category("econ", "Economy"),
        Category("jobs", "Jobs & wages", "Say “work”.", parent="econ"),
        Category("env", "Environment"),
    )
    unless = ("voice", "outlet")
    voices = (Category("outlet", "The outlet"), Category("other", 'Somebody "else"', hotkey="q"))
    labels = (
        Category("AUTO", "Autocrat", "Denies\na right.", hotkey="a", colour="#D04858"),
        Category("NEUT", "Neutral <actor>", hotkey="n"),
    )
    attributes = (
        Variable("voice", "Voice", "span", "choice", "nominal", "Whose words?", categories=voices),
        Variable("source", "Source", "span", "text", "", required_unless=unless),
        Variable("whom", "Whom", "span", "entity", "nominal", categories=themes, not_applicable=True),
        Variable(
            "force",
            "Force",
            "span",
            "scale",
            "ordinal",
            minimum=-1,
            maximum=1,
            steps={-1: "weak", 1: "strong"},
        ),
    )
    questions = (
        Variable("themes", "Themes", "article", "choices", "set", categories=themes, required=False),
        Variable("stars", "Stars", "article", "scale", "ordinal", minimum=1, maximum=5),
        Variable("percent", "Percent", "article", "scale", "ordinal", minimum=0, maximum=100),
        Variable("sources", "Sources", "article", "number", "ratio", minimum=0, required=False),
        Variable("voice", "Voice", "article", "text", ""),
    )
    book = Codebook(
        "B", "1", layers=(Layer("framing", "Framing", "", labels, attributes),), article_questions=questions
    )
    again, lost = back(book)
    assert again.to_dict()["layers"] == book.to_dict()["layers"]
    names = [one.code for one in again.article_questions]
    assert names == ["themes", "stars", "percent", "sources", "voice"]
    assert lost == {"that a question may be answered although another answer lifts the duty"}


def test_what_the_shipped_codebook_loses_is_named():
    book = read_toml((ROOT / "app" / "data" / "framing.toml").read_text(encoding="utf-8"))
    again, lost = back(book)
    assert [layer.code for layer in again.layers] == [layer.code for layer in book.layers]
    for layer, same in zip(book.layers, again.layers, strict=True):
        assert [
            (one.code, one.name, one.hotkey, one.colour, one.definition)
            for one in layer.labels
            if one.offered
        ] == [(one.code, one.name, one.hotkey, one.colour, one.definition) for one in same.labels]
        assert [(one.code, one.kind, len(one.categories)) for one in layer.attributes] == [
            (one.code, one.kind, len(one.categories)) for one in same.attributes
        ]
    assert {"which label goes first where two fit", "when to use an entry, when not, and examples"} <= lost


@beside
def test_the_configs_of_the_editor_make_codebooks_and_come_back_equal():
    configs = [one["label_config"] for one in json.loads((FIXTURES / "browser_made.json").read_text("utf-8"))]
    for xml in (*configs, (FIXTURES / "framing_config.xml").read_text("utf-8")):
        book = codebook_of(checked(xml), "Theirs", Losses())
        config = instrument(book, Losses()).config
        assert parse(write_xml(config)) == config
        assert codebook_of(config, "Theirs", Losses()) == book


@beside
@pytest.mark.parametrize(
    ("names", "spans", "lost"),
    [
        (["export_default.json"], 9, {"drafts", "suggestions of programs", "annotations that were skipped"}),
        (["export_snapshot_full.json", "api_project_get.json"], 9, {"drafts"}),
        (["api_task_get.json"], 6, {"links between spans, kept for Label Studio"}),
        (
            ["api_tasks_list_page.json", "framing_config.xml"],
            6,
            {"links between spans, kept for Label Studio"},
        ),
        (
            ["export_min.json", "framing_config.xml"],
            9,
            {"which span an answer about a span belongs to, which short exports do not say"},
        ),
        (["export.csv"], 9, set()),
        (["tasks_import.json"], 0, {"suggestions of programs"}),
    ],
)
def test_every_export_of_the_server_is_read(names, spans, lost):
    found = read(given_files(*names))
    assert found.troubles == []
    assert sum(len(reading.spans) for reading in found.readings) == spans
    assert lost <= {loss.what for loss in found.losses}


@beside
def test_what_the_server_exports_says_what_its_annotators_said():
    by = {
        (one.article, one.annotator): one for one in read(given_files("export_snapshot_full.json")).readings
    }
    first = by["hc-001", "admin@example.org"]
    assert [(s.label, s.start, s.end, s.values["voice"], s.note) for s in first.spans][:2] == [
        ("Conflict", 74, 109, "citizen", ""),
        ("Conflict", 203, 215, "official", "check the quote"),
    ]
    assert first.answers["topic"] == ["Prices", "Environment"]
    assert first.answers["tone"] == 2


@beside
def test_what_the_editor_made_is_read_with_and_without_its_config():
    for one in json.loads((FIXTURES / "browser_made.json").read_text("utf-8")):
        export = File("export.json", json.dumps(one["export"]).encode())
        config = File("config.xml", one["label_config"].encode())
        with_it, without = read([export, config]), read([export])
        assert with_it.troubles == without.troubles == []
        assert [r.spans for r in with_it.readings] != []
        assert [[s[:5] for s in map(_place, r.spans)] for r in with_it.readings] == [
            [s[:5] for s in map(_place, r.spans)] for r in without.readings
        ]


def _place(span):
    return span.label, span.start, span.end, span.quote, span.layer


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.json", b"[1]", "object"),
        ("a.json", b'[{"data": {"text": "a"}, "annotations": 7}]', "list"),
        ("a.json", b'[{"data": {"text": "a"}, "annotations": [{"result": 7}]}]', "list"),
        ("a.json", b'[{"data": {"text": "a"}, "data": {}}]', "twice"),
        ("a.json", b"[" * 100_000, "nested"),
        ("a.json", b'[{"data": {"n": ' + b"9" * 9_000 + b"}}]", "too long"),
        ("a.json", b'{"tasks": 3}', "neither"),
        ("a.json", _marked(REGION.replace(b'"x"', b'"\\ud800"')), "half a character"),
        ("a.json", _marked(REGION.replace(b'"l"', b'"\\u0000"')), "NUL"),
        (
            "a.json",
            b'[{"id": 1, "data": {"text": "a\\u0000"}, "annotations": [{"result": [REGION]}]}]'.replace(
                b"REGION", REGION
            ),
            "NUL",
        ),
        ("a.xml", b'<!DOCTYPE View [<!ENTITY a "b">]><View>&a;</View>', "DOCTYPE"),
        ("a.xml", b"<View><Image name='a' value='$b'/></View>", "Image"),
        ("a.xml", b"<View>" * 200 + b"</View>" * 200, "deep"),
        ("a.csv", b"a,b\n1,2\n", "annotation_id"),
    ],
)
def test_what_is_no_export_is_refused_with_a_reason(name, data, reason):
    found = read([File(name, data)])
    assert [reason in one.reason for one in found.troubles] == [True], found.troubles


@pytest.mark.parametrize(
    ("inner", "reason"),
    [
        ("<Labels name='l' toName='t'><Label value='a'/></Labels><Rating name='l' toName='t'/>", "named"),
        ("<Labels name='l' toName='x'><Label value='a'/></Labels>", "leads to"),
        ("<Labels name='l' toName='t'><Label value=' '/></Labels>", "blank"),
        ("<Labels name='l' toName='t'><Label value='a'/><Label value='b' alias='a'/></Labels>", "alike"),
        ("<Choices name='l' toName='t'/>", "no options"),
        ("<Rating name='l' toName='t' maxRating='many'/>", "maxRating"),
        (
            "<Choices name='l' toName='t' perRegion='true' whenTagName='q'><Choice value='a'/></Choices>",
            "depends",
        ),
        ("<Labels name='l' toName='t' value='$all'/>", "come from the task"),
    ],
)
def test_a_config_that_contradicts_itself_is_refused(inner, reason):
    with pytest.raises(BadConfig, match=reason):
        parse(f"<View><Text name='t' value='$text'/>{inner}</View>")
