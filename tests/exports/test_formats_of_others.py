"""Files as other programs write them, files that cannot be read, and the published example spans."""

import csv
import json
from datetime import UTC, datetime

import pytest

from annotations.codebook_csv import read_csv
from annotations.text import decode
from exports.formats.brat import PARTS
from exports.formats.marked import File, Losses, MarkedArticle, MarkedSpan, Reading
from exports.formats.registry import FORMATS, UnknownFormat, format_of
from exports.formats.web_annotation_in import MANY
from tests.exports.marked_study import files_of, said, settled, study


def found(code, path, content):
    raw = content if isinstance(content, bytes) else content.encode()
    return FORMATS[code].read([File(path, raw)])


def spans(code, path, content):
    (reading,) = found(code, path, content).readings
    return [(one.label, one.start, one.end, one.quote) for one in reading.spans]


def test_a_table_of_a_shared_task_needs_no_header():
    assert spans("spans", "labels.txt", "003\tLoaded_Language\t5\t9\n003\tDoubt\t7\t12\n") == [
        ("Loaded_Language", 5, 9, None),
        ("Doubt", 7, 12, None),
    ]


def test_a_table_with_commas_and_other_names_is_read():
    table = 'seed_file,start,end,surface,label,voice\na.txt,0,3,"The, ""x""",HARSH,outlet\n'
    (reading,) = found("spans", "s.csv", table).readings
    assert reading.spans[0].quote == 'The, "x"'
    assert reading.spans[0].values == {"voice": "outlet"}


def test_what_doccano_exports_is_read():
    line = {
        "id": 7,
        "text": "The minister",
        "entities": [{"id": 1, "label": "HARSH", "start_offset": 4, "end_offset": 12}],
    }
    assert spans("doccano", "ada.jsonl", json.dumps(line)) == [("HARSH", 4, 12, None)]


def test_labels_changed_in_doccano_count_and_not_what_was_sent_along():
    known = [{"start": 0, "end": 3, "label": "HARSH", "quote": "The", "values": {"voice": "outlet"}}]
    line = {"id": "a", "text": "The minister", "label": [[4, 12, "MILD"], [0, 3, "HARSH"]], "spans": known}
    (reading,) = found("doccano", "x.jsonl", json.dumps(line)).readings
    assert [(one.label, dict(one.values)) for one in reading.spans] == [
        ("MILD", {}),
        ("HARSH", {"voice": "outlet"}),
    ]


def test_a_brat_mark_of_several_parts_becomes_spans_and_is_reported():
    ann = "T1\tHARSH 0 3;13 16\tThe man\nA1\tvoice T1 outlet\n#1\tAnnotatorNotes T1\tsee p. 2\n"
    ann += "R1\tof Arg1:T1 Arg2:T1\n"
    result = found("brat", "ada/a.ann", ann)
    (reading,) = result.readings
    assert (reading.article, reading.annotator) == ("a", "ada")
    assert [(one.place, one.start, one.end, one.quote, one.note) for one in reading.spans] == [
        ("line 1, part 1", 0, 3, "The", "see p. 2"),
        ("line 1, part 2", 13, 16, "man", "see p. 2"),
    ]
    assert [(loss.what == PARTS, loss.count) for loss in result.losses] == [(True, 1), (False, 1)]


@pytest.mark.parametrize(
    "tags",
    [
        "B-X I-X O B-X O", "I-X I-X O I-X O", "B-X E-X O S-X O", "B-X L-X O U-X O",
    ],
)  # fmt: skip
def test_tags_of_every_relative_are_read(tags):
    text = "\n".join(f"w{number} {tag}" for number, tag in enumerate(tags.split()))
    assert spans("conll2002", "a.conll", text) == [("X", 0, 2, None), ("X", 3, 4, None)]


def test_documents_of_one_conll_file_are_kept_apart():
    text = "-DOCSTART- -X- O O\n\nOne -X- _ B-X\n\n-DOCSTART- -X- O O\n\nTwo -X- _ O\n"
    readings = found("conll2003", "export.conll", text).readings
    assert [(one.article, one.words) for one in readings] == [
        ("export", ("One",)),
        ("export, document 2", ("Two",)),
    ]


def test_web_annotations_of_other_programs_are_read():
    item = {
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "type": "Annotation",
        "creator": "ada",
        "body": [
            {"type": "TextualBody", "purpose": "tagging", "value": "HARSH"},
            {"value": "http://x/codes#MILD"},
        ],
        "motivation": "tagging",
        "target": {"source": "a", "selector": {"type": "TextPositionSelector", "start": 4, "end": 12}},
    }
    result = found("w3c", "a.json", json.dumps([item]))
    (reading,) = result.readings
    assert [one.label for one in reading.spans] == ["HARSH", "MILD"]
    assert [loss.what for loss in result.losses] == [MANY]


TRAPS = [
    ("spans", "s.tsv", "a\tb\n1\t2\n", "does not name the columns"),
    ("spans", "s.tsv", "article\tlabel\tstart\tend\na\tX\t-1\t4\n", "whole number from 0, not '-1'"),
    ("spans", "s.tsv", "article\tlabel\tstart\tend\na\tX\t" + "9" * 5_000 + "\t4\n", "whole number"),
    ("spans", "s.tsv", "article\tlabel\tstart\tend\na\tX\t1\n", "has 3 cells, the first row 4"),
    ("spans", "s.tsv", "label\tlabel\tarticle\tstart\tend\n", "Two columns"),
    ("spans", "s.tsv", "a\0b", "NUL"),
    ("doccano", "x.jsonl", b"\xff\xfe\x00", "is not UTF-8"),
    ("doccano", "x.jsonl", "[" * 100_000, "nested too deeply"),
    ("doccano", "x.jsonl", '{"id": 1, "label": [[0, ' + "9" * 5_000 + ', "X"]]}', "number that is too long"),
    ("doccano", "x.jsonl", '{"id": 1, "label": [[0, true, "X"]]}', "whole number from 0, not 'True'"),
    ("doccano", "x.jsonl", '{"id": 1, "label": [[0, NaN, "X"]]}', "NaN is no number"),
    ("doccano", "x.jsonl", '{"id": 1, "id": 2}', "stands twice"),
    ("doccano", "x.jsonl", '{"id": 1, "label": "X"}', "label must be a list"),
    ("doccano", "x.jsonl", '{"id": 1}\n{"id": 1}', "comes twice"),
    ("doccano", "x.jsonl", '{"id": 1, "answers": {"a": 1e999}}', "is no number"),
    ("doccano", "x.jsonl", '{"id": 1, "text": "\\ud800"}', "half a character"),
    ("brat", "a.ann", "T1\tX 0 1\ta\nT1\tX 0 1\ta\n", "stands twice"),
    ("brat", "a.ann", "T1\tX 0 1;3 9\tab\n", "not as long as its parts"),
    ("brat", "a.ann", "A1\tvoice T9 outlet\n", "no mark that was read"),
    ("brat", "a.ann", "A1\n", "no mark that was read"),
    ("conll2002", "a.conll", "word without tag\n", "Line 1 is no word with a tag"),
    ("tokens", "a.tsv", "word\tX\n", "must name a column token"),
    ("tokens", "a.tsv", "token\tA01\nw\tNONE\n", "Row 2 has no tag"),
    ("w3c", "a.json", '{"type": "Annotation"}', "neither target nor items"),
    ("w3c", "a.json", '[{"target": {"source": "a", "selector": {"type": "SvgSelector"}}}]', "no TextPos"),
    ("w3c", "a.json", "[7]", "must be an object"),
    ("w3c", "a.json", '[{"id": "x", "target": "a"}, {"id": "x", "target": "a"}]', "'x' comes twice"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "path", "content", "reason"), TRAPS)
def test_what_cannot_be_read_is_refused_with_its_reason(code, path, content, reason):
    troubles = found(code, path, content).troubles
    assert [trouble.file for trouble in troubles] == [path]
    assert reason in troubles[0].reason


def test_a_format_that_is_none_is_refused():
    with pytest.raises(UnknownFormat, match="'xml' is no format; there are spans"):
        format_of("xml")


WHOLE = ("spans", "w3c", "brat", "doccano", "qdpx", "xmi")


@pytest.mark.parametrize("code", [*WHOLE, "tokens", "conll2002", "conll2003"])
def test_all_example_spans_come_back(code, shared):
    with (shared / "examples" / "seed_spans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    book = read_csv((shared / "examples" / "codebook.csv").read_text(encoding="utf-8"))
    (layer,) = book.layers
    articles = []
    for number, name in enumerate(sorted({row["seed_file"] for row in rows}), 1):
        text = decode((shared / "seeds" / name).read_bytes()).text
        marks = [
            MarkedSpan(
                *(f"S{place}", layer.code, row["label"], int(row["start"]), int(row["end"]), row["surface"]),
                {one: row[one] for one in ("target", "voice", "valence") if row[one]},
            )
            for place, row in enumerate(rows)
            if row["seed_file"] == name
        ]
        reading = Reading("A01", f"N{number}", datetime(2025, 5, 8, tzinfo=UTC), marks)
        articles.append(MarkedArticle(f"A{number}", name, text, [reading]))
    marked, losses = study(articles, book), Losses()
    files = files_of(FORMATS[code].write(marked, losses))
    result = settled(FORMATS[code].read([File(*file) for file in files.items()]), marked)
    assert result.troubles == []
    overlap = 1 if code.startswith("conll") else 0  # "neutral actor" within a longer one
    assert sum(len(reading.spans) for reading in result.readings) == 47 - overlap
    if code in WHOLE:
        back = [mark for marks, _ in said(result.readings, book).values() for mark in marks]
        went = [span for one in articles for span in one.readings[0].spans]
        assert sorted(mark[4] for mark in back) == sorted(sorted(span.values.items()) for span in went)
        assert not losses.listed()
