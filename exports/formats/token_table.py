"""Token tables: one word on a row with its offsets, and columns of tags for annotators, layers and labels.

Every label of every annotator has a column of its own, and marks of one label that overlap have further
ones: so all spans are held. Attributes are not.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from exports.formats.conll import lose_what_is_no_tag
from exports.formats.gathered import Gathered, Growing, whose
from exports.formats.incoming import Unreadable, text_of, with_endings
from exports.formats.marked import File, Found, FoundSpan, Losses, Marked, MarkedArticle
from exports.formats.naming import Stems, lose_what_is_not_spans, named, segment
from exports.formats.tokens import Placed, marks_of, placed, tags, tokens_of

PLAIN = ("paragraph", "start", "end", "token")
BETWEEN = "/"  # between the parts of a column's name; names of annotators hold none: see segment
TAGS = "BIELSU"
Column = tuple[str, str, str, int]  # annotator, layer, label, and which of several


def write(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield one table for every article."""
    stems = Stems()
    for article in marked.articles:
        for reading in article.readings:
            lose_what_is_not_spans(reading, losses)
        yield File(f"{stems.of(article)}.tsv", _table(article, losses).encode())


def _table(article: MarkedArticle, losses: Losses) -> str:
    tokens = tokens_of(article.text, [span for reading in article.readings for span in reading.spans])
    columns: dict[Column, list[tuple[int, int, str]]] = {}
    for reading in article.readings:
        # Who marked nothing has a column too: so it stays known that the article was read.
        columns.setdefault((reading.annotator, "", "", 1), [])
        for one in placed(article.text, tokens, reading.spans, losses):
            lose_what_is_no_tag(one.span, losses)
            _put(columns, reading.annotator, one)
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([*PLAIN, *map(_name, columns)])
    tagged = [tags(len(tokens), marks) for marks in columns.values()]
    paragraph = 0
    for number, token in enumerate(tokens):
        paragraph += token.begins
        words = article.text[token.start : token.end]
        writer.writerow([paragraph, token.start, token.end, words, *(column[number] for column in tagged)])
    return out.getvalue()


def _put(columns: dict[Column, list[tuple[int, int, str]]], annotator: str, one: Placed) -> None:
    """Put a mark into the first column of its label that is free there."""
    number = 1
    while True:
        marks = columns.setdefault((annotator, one.span.layer, one.span.label, number), [])
        if not marks or marks[-1][1] <= one.first:
            marks.append((one.first, one.stop, one.span.label))
            return
        number += 1


def _name(column: Column) -> str:
    annotator, layer, label, number = column
    parts = [segment(annotator), layer, label] if layer else [segment(annotator)]
    return BETWEEN.join(parts) + (f"#{number}" if number > 1 else "")


def read(files: Sequence[File]) -> Found:
    """Return the marks of token tables: a column token, and further columns with tags."""
    gathered = Gathered()
    gathered.take(with_endings(files, ".tsv", ".csv"), lambda file: _take(file, gathered))
    return gathered.found()


def _take(file: File, gathered: Gathered) -> None:
    first_line, _, _ = (text := text_of(file)).partition("\n")
    delimiter = "\t" if "\t" in first_line else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as fault:
        raise Unreadable(f"It is no table: {fault}.") from None
    header = rows[0] if rows else []
    if header.count("token") != 1 or len(set(header)) < len(header):
        raise Unreadable("Its first row must name a column token and every other column once.")
    body = [(number, cells) for number, cells in enumerate(rows[1:], 2) if cells]
    wrong = next((number for number, cells in body if len(cells) != len(header)), None)
    if wrong:
        raise Unreadable(f"Row {wrong} has another number of cells than the first row.")
    _, article = whose(file.path)
    words = [cells[header.index("token")] for _, cells in body]
    for at, name in enumerate(header):
        if name not in PLAIN:
            annotator, layer = _whose_column(name)
            reading = gathered.reading(file.path, article, annotator)
            reading.words = words
            gathered.attempt(file.path, f"column {name}", _column, reading, layer, at, body)


def _whose_column(name: str) -> tuple[str | None, str | None]:
    parts = name.partition("#")[0].split(BETWEEN)
    return named(parts[0]), (parts[1] if len(parts) > 1 else None)


def _column(reading: Growing, layer: str | None, at: int, rows: Sequence[tuple[int, list[str]]]) -> None:
    tagged = [cells[at] or "O" for _, cells in rows]
    wrong = next((number for number, tag in enumerate(tagged) if not _is_tag(tag)), None)
    if wrong is not None:
        raise Unreadable(
            f"Row {rows[wrong][0]} has no tag such as O, B-HARSH or I-HARSH: {tagged[wrong][:40]!r}."
        )
    for first, stop, label in marks_of(tagged):
        reading.spans.append(FoundSpan(f"row {rows[first][0]}", label, first, stop, layer=layer))


def _is_tag(tag: str) -> bool:
    return tag == "O" or (tag[0] in TAGS and tag[1:2] == "-" and len(tag) > 2)
