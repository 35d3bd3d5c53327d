"""CoNLL 2002 and 2003: one word on a line with its tag, an empty line between paragraphs.

A column of tags holds no overlaps and no attributes: every annotator and layer has files of its own, and of
marks that overlap the first and longest one is written; the others are losses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from exports.formats.gathered import Gathered, Growing, whose
from exports.formats.incoming import Unreadable, lines_of, with_endings
from exports.formats.marked import File, Found, FoundSpan, Losses, Marked, MarkedArticle, MarkedSpan
from exports.formats.naming import Stems, lose_what_is_not_spans, named, segment
from exports.formats.tokens import marks_of, placed, tags, tokens_of

OVERLAPS = "spans that overlap an earlier or longer one of their layer"
_NAMED = re.compile("# (article|annotator|layer) = (.*)")
_TAG = re.compile("O|[BIELSU]-.+")
DOCUMENT = "-DOCSTART-"
Line = Callable[[str, str], str]


def write_2002(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield files of two columns: word and tag."""
    return _written(marked, losses, "", lambda word, tag: f"{word} {tag}\n")


def write_2003(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield files of four columns: word, part of speech and chunk, which are not known, and tag."""
    return _written(marked, losses, f"{DOCUMENT} -X- O O\n\n", lambda word, tag: f"{word} -X- _ {tag}\n")


def _written(marked: Marked, losses: Losses, head: str, line: Line) -> Iterator[File]:
    stems = Stems()
    for article in marked.articles:
        stem = stems.of(article)
        for reading in article.readings:
            lose_what_is_not_spans(reading, losses)
            for layer in marked.codebook.layers:
                path = f"{segment(reading.annotator)}/{layer.code}/{stem}.conll"
                spans = [span for span in reading.spans if span.layer == layer.code]
                yield File(path, (head + _body(article, spans, losses, line)).encode())


def _body(article: MarkedArticle, spans: Sequence[MarkedSpan], losses: Losses, line: Line) -> str:
    tokens = tokens_of(article.text, spans)
    marks, reach = [], 0
    for one in placed(article.text, tokens, spans, losses):
        if one.first < reach:
            losses.add(OVERLAPS, one.span.span_id)
            continue
        marks.append((one.first, one.stop, one.span.label))
        reach = one.stop
        lose_what_is_no_tag(one.span, losses)
    lines = [
        ("\n" if token.begins and number else "") + line(article.text[token.start : token.end], tag)
        for number, (token, tag) in enumerate(zip(tokens, tags(len(tokens), marks), strict=True))
    ]
    body = "".join(lines)
    # As a first word, the character of the byte order mark would be taken for a mere mark of the file.
    return f"\n{body}" if body.startswith("\ufeff") else body


def lose_what_is_no_tag(span: MarkedSpan, losses: Losses) -> None:
    """Count what a column of tags does not hold of a span."""
    if span.values:
        losses.add("attributes of spans", span.span_id, len(span.values))
    if span.note:
        losses.add("notes of spans", span.span_id)


def read(files: Sequence[File]) -> Found:
    """Return the marks of CoNLL files: the word first, the tag last on each line."""
    gathered = Gathered()
    gathered.take(with_endings(files, ".conll", ".bio", ".iob", ".txt"), lambda file: _take(file, gathered))
    return gathered.found()


class _Document:
    """One article of a file, line by line."""

    def __init__(self, file: File, number: int) -> None:
        annotator, article = whose(file.path)
        folders = file.path.split("/")[:-1]
        self.layer: str | None = None
        if len(folders) > 1:  # as they are written: annotator, layer, article
            annotator, self.layer = named(folders[-2]), named(folders[-1])
        self.file, self.annotator = file.path, annotator
        self.article = article if number == 1 else f"{article}, document {number}"
        self.words: list[str] = []
        self.tags: list[str] = []
        self.lines: list[int] = []

    def say(self, key: str, value: str) -> None:
        """Take a line of what the file says of itself."""
        if key == "article":
            self.article = value
        elif key == "annotator":
            self.annotator = value
        else:
            self.layer = value

    def reading(self) -> Growing:
        """Return the reading."""
        reading = Growing(self.file, self.article, self.annotator, words=self.words)
        for first, stop, label in marks_of(self.tags):
            place = f"line {self.lines[first]}"
            reading.spans.append(FoundSpan(place, label, first, stop, layer=self.layer))
        return reading


def _take(file: File, gathered: Gathered) -> None:
    documents = [_Document(file, 1)]
    for number, line in enumerate(lines_of(file), 1):
        said = _NAMED.fullmatch(line)
        if ((said and said[1] == "article") or line.startswith(DOCUMENT)) and documents[-1].words:
            documents.append(_Document(file, len(documents) + 1))
        if said:
            documents[-1].say(said[1], said[2])
        elif line.strip() and not line.startswith(DOCUMENT):
            _take_line(documents[-1], number, line)
    for document in documents:
        if document.words:
            gathered.attempt(file.path, document.article, gathered.add, document.reading())


def _take_line(document: _Document, number: int, line: str) -> None:
    cells = line.split("\t") if "\t" in line else line.split(" ")
    tag = cells[-1]
    if len(cells) < 2 or not cells[0] or not _TAG.fullmatch(tag):
        raise Unreadable(f"Line {number} is no word with a tag such as O, B-HARSH or I-HARSH: {line[:40]!r}.")
    document.words.append(cells[0])
    document.tags.append(tag)
    document.lines.append(number)
