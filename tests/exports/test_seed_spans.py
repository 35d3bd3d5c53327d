"""The published example spans go out and come back with the same quotes."""

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from annotations.codebook import Variable
from annotations.codebook_csv import read_csv
from annotations.text import decode
from exports.reader import read_bundle
from exports.records import CodebookRecord, SpanRecord
from tests.exports.small_bundle import article, assignment, bundle, zipped

SHARED = Path(__file__).resolve().parents[3] / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="the example data is not beside this checkout")


@pytest.mark.parametrize("flavour", ["verbatim", "spreadsheet"])
def test_all_example_spans_come_back_with_equal_quotes(flavour):
    with (SHARED / "examples" / "seed_spans.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = sorted({row["seed_file"] for row in rows})
    texts = [decode((SHARED / "seeds" / name).read_bytes()).text for name in names]
    codebook = read_csv((SHARED / "examples" / "codebook.csv").read_text(encoding="utf-8"))
    (layer,) = codebook.layers
    # The codebook file has no line for free text, the spans have.
    source = Variable("voice_source", "Whose words", "span", "text", "", required=False)
    layer = replace(layer, attributes=(*layer.attributes, source))
    codebook = replace(codebook, layers=(layer,))
    spans = [
        SpanRecord(
            *(f"S{number}", f"N{names.index(row['seed_file']) + 1}", layer.code, row["label"]),
            *(int(row["start"]), int(row["end"]), row["surface"]),
            {code: row[code] for code in layer.by_code if row.get(code)},
            *(row["zone"], None),
        )
        for number, row in enumerate(rows, 1)
    ]
    study = bundle(
        codebooks=[CodebookRecord("v1", codebook, "")],
        articles=[
            article(f"A{n}", text, article=name)
            for n, (name, text) in enumerate(zip(names, texts, strict=True), 1)
        ],
        assignments=[assignment(n, "A01", f"A{n}") for n in range(1, len(names) + 1)],
        texts=[(f"A{n}", text) for n, text in enumerate(texts, 1)],
        spans=spans,
        answers=[],
    )
    back = read_bundle(io.BytesIO(zipped(study, flavour=flavour)))
    assert len(back.spans()) == 47
    assert back.spans() == spans
    table = back.tables["spans.csv"]
    assert [(row["article"], row["start"], row["end"], row["quote"], row["label"]) for row in table] == [
        (row["seed_file"], int(row["start"]), int(row["end"]), row["surface"], row["label"]) for row in rows
    ]
    for name in ("target", "voice", "valence", "voice_source", "zone"):
        assert [row[name] or "" for row in table] == [row[name] for row in rows]
