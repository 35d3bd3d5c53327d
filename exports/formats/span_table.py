"""Span tables: one row for each mark, with its offsets, its words and one column for each attribute.

The reader also takes tables of shared tasks and of other programs: separated by tab, comma or semicolon,
with other names of columns, or without a header where a row is article, label, start and end.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

from annotations.text import MAX_TEXT
from exports.formats.gathered import Gathered, frozen_values
from exports.formats.incoming import Unreadable, name_of, offset_of, text_of, with_endings
from exports.formats.marked import File, Found, FoundSpan, Losses, Marked, MarkedArticle
from exports.formats.naming import as_words, lose_what_is_not_spans

PATH = "spans.tsv"
OURS = ("annotator", "article", "start", "end", "quote", "layer", "label", "note")
# Other names of the same columns, as files of others have them.
KNOWN = {
    "article": ("article", "article_id", "file", "seed_file", "document", "doc_id"),
    "annotator": ("annotator", "annotator_id", "coder", "coder_id", "user"),
    "start": ("start", "begin", "start_offset"),
    "end": ("end", "stop", "end_offset"),
    "quote": ("quote", "surface", "text", "span_text", "mention"),
    "label": ("label", "category", "code"),
    "layer": ("layer",),
    "note": ("note", "comment"),
}
BARE = ("article", "label", "start", "end")


def write(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield spans.tsv, an article at a time."""
    codes = list(dict.fromkeys(one.code for layer in marked.codebook.layers for one in layer.attributes))
    yield File(PATH, _lines([[*OURS, *(_column(code) for code in codes)]]))
    for article in marked.articles:
        for reading in article.readings:
            lose_what_is_not_spans(reading, losses)
        rows = list(_rows(article, codes))
        if rows:
            yield File(PATH, _lines(rows))


def _column(code: str) -> str:
    """Return the column of an attribute; its code might be the name of another column."""
    return f"value:{code}" if any(code in names for names in KNOWN.values()) else code


def _rows(article: MarkedArticle, codes: Sequence[str]) -> Iterator[list[object]]:
    for reading in article.readings:
        for span in reading.spans:
            values = [as_words(span.values[code]) if code in span.values else "" for code in codes]
            place = (reading.annotator, article.name, span.start, span.end, span.quote)
            yield [*place, span.layer, span.label, span.note, *values]


def _lines(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def read(files: Sequence[File]) -> Found:
    """Return the spans of tables."""
    gathered = Gathered()
    gathered.take(with_endings(files, ".tsv", ".csv", ".txt", ".tab"), lambda file: _take(file, gathered))
    return gathered.found()


def _take(file: File, gathered: Gathered) -> None:
    text = text_of(file)
    rows = _parsed(text)
    header = next(rows, (1, []))[1]
    columns = _columns(header)
    if columns is None:
        rows, columns = _parsed(text), {name: place for place, name in enumerate(BARE)}
        if len(header) != len(BARE):
            raise Unreadable(
                "Its first row does not name the columns article, start, end and label; nor are there four."
            )
    width = len(header)
    for number, cells in rows:
        place = f"row {number}"
        gathered.attempt(file.path, place, _span, file.path, place, cells, width, columns, gathered)


def _parsed(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold something, numbered as a spreadsheet numbers them."""
    csv.field_size_limit(MAX_TEXT)
    first = text.split("\n", 1)[0]
    delimiter = max("\t,;", key=first.count)
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            if any(cells):
                yield number, cells
    except csv.Error as fault:
        raise Unreadable(f"It is no table: {fault}.") from None


def _columns(header: Sequence[str]) -> dict[str, int] | None:
    """Return where each column is, by our names; None where the first row is no header."""
    folded = [cell.strip().casefold() for cell in header]
    found: dict[str, int] = {}
    for ours, names in KNOWN.items():
        places = [folded.index(name) for name in names if name in folded]
        if places:
            found[ours] = places[0]
    if not {"article", "start", "end", "label"} <= found.keys():
        return None
    taken = set(found.values())
    rest = {cell.strip(): place for place, cell in enumerate(header) if place not in taken and cell.strip()}
    if len(set(folded)) < len(folded):
        raise Unreadable("Two columns have the same name.")
    return rest | found if not rest.keys() & found.keys() else found


def _span(
    file: str, place: str, cells: Sequence[str], width: int, columns: Mapping[str, int], gathered: Gathered
) -> None:
    if len(cells) != width:
        raise Unreadable(f"It has {len(cells)} cells, the first row {width}.")
    row = {name: cells[at] for name, at in columns.items()}
    plain = {name: row.pop(name, "") for name in KNOWN}
    article = name_of(plain["article"], "The article")
    span = FoundSpan(
        place,
        name_of(plain["label"], "The label"),
        offset_of(plain["start"], "start"),
        offset_of(plain["end"], "end"),
        plain["quote"] if "quote" in columns else None,
        plain["layer"] or None,
        frozen_values({name.removeprefix("value:"): cell for name, cell in row.items()}),
        plain["note"],
    )
    gathered.reading(file, article, plain["annotator"] or None).spans.append(span)
