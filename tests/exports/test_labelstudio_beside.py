"""What files of Label Studio hold that has no place here is kept and comes back, or is lost by name."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from annotations.codebook import Category, Codebook, Layer, Variable
from exports.formats.marked import File, Losses, MarkedArticle, MarkedSpan, Reading
from exports.labelstudio import beside
from exports.labelstudio.reading import read
from exports.labelstudio.writing import write
from tests.exports.marked_study import files_of, study

MARKED = (
    b'[{"id": 1, "data": {"text": "a"}, "annotations": [{"result": [{"from_name":"l","to_name":"t",'
    b'"type":"labels","value":{"start":0,"end":1,"text":"a","labels":["x"]}, %s}]}]}]'
)


STRANGE = {
    "id": 7,
    "data": {"text": "A harsh word.", "desk": "north", "n": 3},
    "meta": {"batch": [1, {"x": None}]},
    "colour": "blue",
    "updated_by": [{"user_id": 3}],
    "total_annotations": 1,
    "annotations": [
        {
            "id": 70,
            "completed_by": {"email": "ada@example.org"},
            "lead_time": 12.5,
            "ground_truth": True,
            "unique_id": "0b1c",
            "created_at": "2025-01-01T00:00:00Z",
            "import_id": 5,
            "result": [
                {
                    **{"id": "r-1", "from_name": "l", "to_name": "text", "type": "labels", "score": 0.25},
                    **{
                        "origin": "prediction-changed",
                        "meta": {"text": ["a note"], "mood": "?"},
                        "hidden": True,
                    },
                    "value": {"start": 2, "end": 7, "text": "harsh", "labels": ["x"], "ink": "red"},
                },
                {
                    **{"id": "r-1", "from_name": "v", "to_name": "text", "type": "choices", "score": 0.5},
                    "meta": {"text": ["a note"]},
                    "value": {"start": 2, "end": 7, "text": "harsh", "choices": ["a"]},
                },
                {
                    **{"id": "r-2", "from_name": "l", "to_name": "text", "type": "labels", "parentID": "r-1"},
                    "value": {"start": 8, "end": 12, "text": "word", "labels": ["y"]},
                },
                {"id": "q", "from_name": "q", "to_name": "text", "type": "choices", "readonly": True}
                | {"value": {"choices": ["b"]}},
                {"from_id": "r-1", "to_id": "r-2", "type": "relation", "direction": "bi", "labels": ["so"]},
                {
                    "id": "z",
                    "from_name": "k",
                    "to_name": "text",
                    "type": "ranker",
                    "value": {"ranker": [2, 1]},
                },
            ],
        }
    ],
}


def written_again(found, **changed):
    """Return the only task as it is written after it was read; spans may be changed before."""
    (reading,) = found.readings
    marks = [
        MarkedSpan(
            f"S{number}",
            one.layer,
            one.label,
            one.start,
            one.end,
            one.quote,
            one.values,
            one.note,
            one.beside,
        )
        for number, one in enumerate(reading.spans)
    ]
    choices = [Category("a", "a"), Category("b", "b")]
    book = Codebook(
        "Theirs",
        "1",
        layers=(
            Layer(
                "l",
                "L",
                "",
                (Category("x", "x"), Category("y", "y")),
                (Variable("v", "V", "span", "choice", "nominal", categories=tuple(choices), required=False),),
            ),
        ),
        article_questions=(Variable("q", "Q", "article", "choice", "nominal", categories=tuple(choices)),),
    )
    when = datetime(2026, 5, 8, tzinfo=UTC)
    told = Reading("A1", "N1", when, marks, reading.answers, "", False, reading.beside)
    told = replace(told, **changed)
    marked = study([MarkedArticle("A1", "7", reading.text, [told])], book)
    losses = Losses()
    files = files_of(write(replace(marked, links=["so"]), losses))
    return files, losses


def test_what_has_no_place_here_comes_back():
    found = read([File("theirs.json", json.dumps([STRANGE]).encode())])
    assert found.troubles == []
    losses = {one.what: one.count for one in found.losses}
    assert losses[beside.KEPT] == 13
    assert (losses[beside.ACCOUNTS], losses[beside.COUNTED]) == (2, 1)
    assert (losses[beside.LINKS], losses[beside.FOREIGN]) == (1, 1)
    files, _ = written_again(found)
    (task,) = json.loads(files["tasks.json"])
    (said,), (theirs,) = task["annotations"], STRANGE["annotations"]
    assert task["colour"] == "blue"
    assert task["data"] | STRANGE["data"] == task["data"]
    assert task["meta"]["batch"] == STRANGE["meta"]["batch"]
    known = ("id", "lead_time", "ground_truth", "unique_id", "created_at", "import_id")
    assert [said[key] for key in known] == [theirs[key] for key in known]
    assert "ada@example.org" not in files["tasks.json"].decode()
    ours = ("labels", "choices")
    assert said["result"] == [
        ({"origin": "manual"} if one["type"] in ours else {}) | one for one in theirs["result"]
    ]
    again = read([File(path, data) for path, data in files.items()])
    assert again.troubles == []
    assert [one.beside for one in again.readings[0].spans] == [one.beside for one in found.readings[0].spans]
    assert again.readings[0].beside["others"] == found.readings[0].beside["others"]


def test_a_link_to_a_span_that_is_gone_is_lost_by_name():
    found = read([File("theirs.json", json.dumps([STRANGE]).encode())])
    files, losses = written_again(found, spans=())
    assert b'"relation"' not in files["tasks.json"]
    assert "links between spans of which one is gone" in {one.what for one in losses.listed()}


@pytest.mark.parametrize(
    "extra", [b'"x": "\\u0000"', b'"x": "\\ud800"', b'"x": 1e999', b'"x": "%s"' % (b"y" * 60_000)]
)
def test_what_cannot_be_kept_is_named_and_the_spans_still_come(extra):
    found = read([File("a.json", MARKED % extra)])
    assert [one.beside for reading in found.readings for one in reading.spans] == [{}]
    assert beside.TOO_MUCH in {one.what for one in found.losses}
