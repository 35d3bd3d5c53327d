"""brat standoff: for every annotator a folder, for every article its text and the marks beside it.

Attributes with a closed list of values are brat's attributes; notes and free text are its notes, those of an
attribute under the attribute's name. A mark of several parts is read as one span for each part.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from annotations.codebook import Codebook, Variable
from exports.formats.gathered import Gathered, Growing, whose
from exports.formats.incoming import Unreadable, lines_of, offset_of, text_of, with_endings
from exports.formats.marked import File, Found, FoundSpan, Losses, Marked, MarkedSpan, Reading, Value
from exports.formats.naming import Stems, as_words, label_names, lose_what_is_not_spans, segment
from exports.formats.parts import parted

NOTES = "AnnotatorNotes"
PARTS = "marks of several parts, read as one span for each part"
_WORD = re.compile("[^A-Za-z0-9_-]")
_LINE_END = re.compile("\r\n|\r|\n")
Names = Mapping[tuple[str, str], str]


def write(marked: Marked, losses: Losses) -> Iterator[File]:
    """Yield a configuration, and for every article and annotator a .txt and an .ann."""
    names = {pair: _word(name, losses) for pair, name in label_names(marked.codebook).items()}
    stems = Stems()
    yield File("annotation.conf", _configuration(marked.codebook, names).encode())
    for article in marked.articles:
        text, stem = article.text.encode(), stems.of(article)
        for reading in article.readings:
            lose_what_is_not_spans(reading, losses)
            path = f"{segment(reading.annotator)}/{stem}"
            yield File(f"{path}.txt", text)
            yield File(f"{path}.ann", "".join(_lines(marked.codebook, reading, names, losses)).encode())


def _configuration(book: Codebook, names: Names) -> str:
    attributes = {one.code: one for layer in book.layers for one in layer.attributes if one.categories}
    lines = [
        "[entities]",
        *dict.fromkeys(names.values()),
        "",
        "[relations]",
        "",
        "[events]",
        "",
        "[attributes]",
    ]
    for code, variable in attributes.items():
        values = "|".join(_WORD.sub("_", category.code) for category in variable.categories)
        lines.append(f"{_WORD.sub('_', code)}\tArg:<ENTITY>, Value:{values}")
    return "\n".join(lines) + "\n"


def _lines(book: Codebook, reading: Reading, names: Names, losses: Losses) -> Iterator[str]:
    attributes, notes = 0, 0
    for number, span in enumerate(reading.spans, 1):
        label = names[span.layer, span.label]
        quote = _on_one_line(span.quote)
        yield f"T{number}\t{label} {span.start} {span.end}\t{quote}\n"
        for code, value in span.values.items():
            variable = book.layer(span.layer).attribute(code)
            for word in _words(variable, value):
                attributes += 1
                yield f"A{attributes}\t{_word(code, losses)} T{number} {_word(word, losses)}\n"
        for kind, note in _notes(book, span, losses):
            notes += 1
            if _on_one_line(note) != note:
                losses.add("line ends in notes and free text, written as spaces", span.span_id)
            yield f"#{notes}\t{kind} T{number}\t{_on_one_line(note)}\n"


def _words(variable: Variable, value: Value) -> list[str]:
    """Return the values of an attribute that brat's attributes hold."""
    if not variable.categories:
        return []
    return [value] if isinstance(value, str) else [str(one) for one in value]  # type: ignore[union-attr]


def _notes(book: Codebook, span: MarkedSpan, losses: Losses) -> Iterator[tuple[str, str]]:
    if span.note:
        yield NOTES, span.note
    for code, value in span.values.items():
        if not book.layer(span.layer).attribute(code).categories:
            yield _word(code, losses), as_words(value)


def _word(code: str, losses: Losses) -> str:
    """Return a code as brat can write it: of letters, digits, dash and underscore."""
    word = _WORD.sub("_", code)
    if word != code:
        losses.add("points in codes, written as underscores", code)
    return word


def _on_one_line(text: str) -> str:
    return _LINE_END.sub(" ", text)


def read(files: Sequence[File]) -> Found:
    """Return the marks of .ann files; a .txt beside one is its text."""
    gathered = Gathered()
    texts = {file.path: file for file in with_endings(files, ".txt")}
    gathered.take(with_endings(files, ".ann"), lambda file: _take(file, texts, gathered))
    return gathered.found()


def _take(file: File, texts: Mapping[str, File], gathered: Gathered) -> None:
    annotator, article = whose(file.path)
    reading = Growing(file.path, article, annotator)
    beside = texts.get(file.path[: -len(".ann")] + ".txt")
    reading.text = text_of(beside) if beside else None
    parts: dict[str, list[FoundSpan]] = {}
    later: list[tuple[int, list[str]]] = []
    for number, line in enumerate(lines_of(file), 1):
        cells = line.split("\t", 2)
        if line.startswith("T"):
            gathered.attempt(file.path, f"line {number}", _mark, number, cells, parts, gathered)
        elif line[:1] in ("A", "M", "#"):
            later.append((number, cells))
        elif line.strip():
            gathered.losses.add(
                "relations, events, equivalences and normalisations of brat", f"line {number}"
            )
    for number, cells in later:
        gathered.attempt(file.path, f"line {number}", _more, cells, parts)
    reading.spans = [span for spans in parts.values() for span in spans]
    gathered.add(reading)


def _mark(number: int, cells: Sequence[str], parts: dict[str, list[FoundSpan]], gathered: Gathered) -> None:
    if len(cells) != 3:
        raise Unreadable("A mark needs a name, a type with offsets, and its text, parted by tabs.")
    uid, (label, _, places) = cells[0], cells[1].partition(" ")
    if uid in parts:
        raise Unreadable(f"{uid[:40]!r} stands twice in this file.")
    offsets = [pair.split(" ") for pair in places.split(";")]
    if not label or any(len(pair) != 2 for pair in offsets):
        raise Unreadable("A mark needs a type and start and end, such as HARSH 10 16.")
    pairs = [(offset_of(start, "start"), offset_of(end, "end")) for start, end in offsets]
    quotes = parted(cells[2], pairs)
    if len(pairs) > 1:
        gathered.losses.add(PARTS, f"line {number}")
    parts[uid] = [
        FoundSpan(f"line {number}" + (f", part {part}" if len(pairs) > 1 else ""), label, start, end, quote)
        for part, ((start, end), quote) in enumerate(zip(pairs, quotes, strict=True), 1)
    ]


def _more(cells: Sequence[str], parts: dict[str, list[FoundSpan]]) -> None:
    """Take an attribute or a note of a mark that came before or after."""
    kind, *rest = cells[1].split(" ", 2) if len(cells) > 1 else [""]
    uid = rest[0] if rest else ""
    if uid not in parts:
        raise Unreadable(f"It belongs to {uid[:40]!r}, which is no mark that was read.")
    if cells[0].startswith("#"):
        words = cells[2] if len(cells) > 2 else ""
        change = _noted if kind == NOTES else _valued
        parts[uid] = [change(span, kind, words) for span in parts[uid]]
    else:
        word = rest[1] if len(rest) > 1 else "yes"
        parts[uid] = [_valued(span, kind, word) for span in parts[uid]]


def _noted(span: FoundSpan, _: str, words: str) -> FoundSpan:
    return replace(span, note=f"{span.note}\n{words}" if span.note else words)


def _valued(span: FoundSpan, code: str, word: str) -> FoundSpan:
    before = span.values.get(code)
    value: Value = word if before is None else [*([before] if isinstance(before, str) else before), word]  # type: ignore[misc]
    return replace(span, values={**span.values, code: value})
