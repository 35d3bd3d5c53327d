"""JSONL in the shape of doccano: one line for each article and annotator, with text and labels.

doccano reads id, text and label and carries the other keys along; it lets people change the labels alone.
So on the way in ``label`` says which spans there are, and ``spans`` what else is known of them.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from exports.formats.gathered import Gathered, Growing, frozen_values, whose
from exports.formats.incoming import (
    Unreadable,
    json_of,
    name_of,
    offset_of,
    table_of,
    text_of,
    value_of,
    with_endings,
    words_of,
)
from exports.formats.marked import File, Found, FoundSpan, Losses, Marked, MarkedArticle, MarkedSpan, Reading
from exports.formats.naming import label_names

PATH = "annotations.jsonl"
Names = Mapping[tuple[str, str], str]
Known = dict[tuple[str, str, str], list[dict[str, Any]]]


def write(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield annotations.jsonl, an article at a time."""
    del losses  # the keys beside doccano's own hold everything
    names = label_names(marked.codebook)
    yield File(PATH, b"")
    for article in marked.articles:
        lines = [
            json.dumps(_line(article, reading, names), ensure_ascii=False) for reading in article.readings
        ]
        if lines:
            yield File(PATH, "".join(f"{line}\n" for line in lines).encode())


def _line(article: MarkedArticle, reading: Reading, names: Names) -> dict[str, Any]:
    return {
        "id": article.article_id,
        "text": article.text,
        "label": [[span.start, span.end, names[span.layer, span.label]] for span in reading.spans],
        "name": article.name,
        "annotator": reading.annotator,
        "spans": [_span(span, names) for span in reading.spans],
        "answers": dict(reading.answers),
        "note": reading.note,
        "nothing_found": reading.nothing_found,
    }


def _span(span: MarkedSpan, names: Names) -> dict[str, Any]:
    return {
        "start": span.start,
        "end": span.end,
        "label": names[span.layer, span.label],
        "quote": span.quote,
        "layer": span.layer,
        "values": dict(span.values),
        "note": span.note,
    }


def read(files: Sequence[File]) -> Found:
    """Return the spans of JSONL files, ours or those that doccano exports."""
    gathered = Gathered()
    gathered.take(with_endings(files, ".jsonl", ".ndjson", ".json"), lambda file: _take(file, gathered))
    return gathered.found()


def _take(file: File, gathered: Gathered) -> None:
    for number, line in enumerate(text_of(file).split("\n"), 1):
        if line.strip():
            gathered.attempt(
                file.path, f"line {number}", _reading, file.path, f"line {number}", line, gathered
            )


def _reading(file: str, place: str, line: str, gathered: Gathered) -> None:
    row = table_of(json_of(line), "A line")
    given = next((row[key] for key in ("name", "id") if row.get(key) not in (None, "")), None)
    article = name_of(given, "The key id")
    said = words_of(row.get("annotator") or row.get("username") or "", "annotator")
    text = words_of(row["text"], "text") if "text" in row else None
    labels: Any = next((row[key] for key in ("label", "labels", "entities") if row.get(key) is not None), [])
    if not isinstance(labels, list):
        raise Unreadable("label must be a list.")
    reading = Growing(file, article, said or whose(file)[0], text)
    known = _known(row.get("spans") or [])
    for number, one in enumerate(labels, 1):
        at = f"{place}, label {number}"
        gathered.attempt(file, at, _take_label, at, one, known, reading)
    reading.answers = {
        code: value_of(value, code) for code, value in table_of(row.get("answers") or {}, "answers").items()
    }
    reading.note = words_of(row.get("note") or "", "note")
    reading.nothing_found = row.get("nothing_found") is True
    gathered.add(reading)


def _known(spans: object) -> Known:
    """Return what else is known of spans, by start, end and label."""
    known: Known = defaultdict(list)
    if not isinstance(spans, list):
        raise Unreadable("spans must be a list.")
    for one in spans:
        span = table_of(one, "A span")
        known[str(span.get("start")), str(span.get("end")), str(span.get("label"))].append(span)
    return known


def _take_label(place: str, one: object, known: Known, reading: Growing) -> None:
    reading.spans.append(_found(place, one, known))


def _found(place: str, one: object, known: Known) -> FoundSpan:
    if isinstance(one, dict):
        one = [
            next((one[key] for key in keys if key in one), None)
            for keys in (("start_offset", "start"), ("end_offset", "end"), ("label",))
        ]
    if not isinstance(one, list) or len(one) != 3:
        raise Unreadable("A label must be a list of start, end and label.")
    start, end = offset_of(one[0], "start"), offset_of(one[1], "end")
    label = name_of(one[2], "The label")
    more = known.get((str(start), str(end), label))
    span = more.pop(0) if more else {}
    values = table_of(span.get("values") or {}, "values")
    return FoundSpan(
        place,
        label,
        start,
        end,
        words_of(span["quote"], "quote") if "quote" in span else None,
        words_of(span.get("layer") or "", "layer") or None,
        frozen_values({code: value_of(value, code) for code, value in values.items()}),
        words_of(span.get("note") or "", "note"),
    )
