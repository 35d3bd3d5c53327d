"""Tables of spans: a row for each stretch of a document that an annotator marked, become codings.

The codings come with a codebook made from the table, so that all that is measured of a project's spans can be
measured of these. Its one layer holds the labels that occur; what else a row says is an attribute.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotations.annotation import SUBMITTED, Annotation, MarkedSpan
from annotations.codebook import Codebook
from annotations.reliability.codings import Coding
from annotations.reliability.tables.columns import ANNOTATOR, DOCUMENT, Columns
from annotations.reliability.tables.source import (
    Faults,
    Row,
    Table,
    TableOptions,
    UnusableTable,
    whole_rows,
)
from annotations.reliability.tables.span_codes import LAYER, SpanCodes

LABEL = ("label", "category", "value", "code")
END = ("end", "stop")
# What tables of spans hold beside attributes; the words themselves cannot be compared.
ABOUT_SPANS = ("quote", "surface", "zone", "note", "layer", "outlet", "event", "span_id", "uid")


@dataclass(frozen=True)
class Extent:
    """Where the documents begin and end if the table does not say how long they are."""

    start: int
    end: int


@dataclass(frozen=True)
class SpanTable:
    """The codings of a table of spans and the codebook that was made for them.

    The outlet of a coding is the group that its document belongs to. ``remarks`` are to be told.
    """

    codings: tuple[Coding, ...]
    codebook: Codebook
    remarks: tuple[str, ...]


def span_table(table: Table, options: TableOptions, extent: Extent | None = None) -> SpanTable:
    """Return the codings of a table of spans, or raise UnusableTable.

    Offsets are characters counted from 0, the end exclusive. A row without start and end says that the
    annotator read the document and marked nothing. Every document needs its length.
    """
    layout, faults = _Layout.of(table, options, extent), Faults(table.name)
    reading = _Reading(layout, faults, options, extent)
    for row, cells in whole_rows(table, faults):
        reading.add(row, cells)
    faults.refuse_any()
    return reading.finished()


@dataclass(frozen=True)
class _Layout:
    """Where things stand in a row; ``attributes`` by their names."""

    document: int | None
    annotator: int
    start: int
    end: int
    label: int
    length: int | None
    group: int | None
    attributes: Mapping[str, int]

    @classmethod
    def of(cls, table: Table, options: TableOptions, extent: Extent | None) -> _Layout:
        columns = Columns(table)
        lowered = [name.lower() for name in table.header]
        one_document = extent is not None and not options.unit and not {*DOCUMENT, "unit"} & set(lowered)
        document = None if one_document else columns.found(options.unit, (*DOCUMENT, "unit"), "--unit")
        annotator = columns.found(options.annotator, ANNOTATOR, "--annotator")
        start, end = columns.found("", ("start", "begin"), "a column start"), columns.found("", END, "end")
        label = columns.found(options.value, LABEL, "--value")
        length = columns.found("", ("length",), "--length") if "length" in lowered else None
        if length is None and extent is None:
            raise UnusableTable(
                [f"{table.name}: how long are the documents? Add a column length, or say --length."]
            )
        group = columns.maybe(options.by)
        attributes = {
            columns.names[place]: place
            for place in columns.rest()
            if columns.names[place].lower() not in ABOUT_SPANS
        }
        return cls(document, annotator, start, end, label, length, group, attributes)


@dataclass
class _Document:
    """What is known of a document and what each annotator marked in it."""

    name: str
    row: int
    length: int
    group: str
    spans: dict[str, list[MarkedSpan]] = field(default_factory=dict)
    found_none: dict[str, int] = field(default_factory=dict)


class _Reading:
    """Takes rows one by one."""

    def __init__(self, layout: _Layout, faults: Faults, options: TableOptions, extent: Extent | None) -> None:
        self.layout, self.faults, self.options = layout, faults, options
        self.shift, self.extent = extent.start if extent else 0, extent
        self.documents: dict[str, _Document] = {}
        self.named = SpanCodes(layout.attributes)

    def add(self, row: int, cells: Sequence[str]) -> None:
        """Note a row, or what is wrong with it."""
        layout, faults = self.layout, self.faults
        document = self._document(row, cells)
        annotator, label = cells[layout.annotator].strip(), cells[layout.label].strip()
        if self.options.annotators and annotator not in self.options.annotators:
            return
        if not annotator:
            faults.add(row, "the annotator has no name")
        borders = cells[layout.start].strip(), cells[layout.end].strip()
        if borders == ("", ""):
            document.spans.setdefault(annotator, [])
            document.found_none[annotator] = row
            return
        start, end = (_offset(text, self.shift) for text in borders)
        if start is None or end is None or not 0 <= start < end <= document.length:
            faults.add(row, f"[{borders[0]}, {borders[1]}) is no range of a document of {document.length}")
        elif label in self.options.no_value:
            faults.add(row, "the span has no label")
        else:
            self._mark(document, annotator, label, (start, end), (row, cells))

    def _mark(
        self, document: _Document, annotator: str, label: str, borders: tuple[int, int], row: Row
    ) -> None:
        number, cells = row
        start, end = borders
        said = {name: cells[place].strip() for name, place in self.layout.attributes.items()}
        attributes = {name: value for name, value in said.items() if value not in self.options.no_value}
        span = MarkedSpan(
            f"r{number}",
            LAYER,
            self.named.label(label),
            start,
            end,
            " " * (end - start),
            self.named.attributes(attributes),
        )
        document.spans.setdefault(annotator, []).append(span)

    def _document(self, row: int, cells: Sequence[str]) -> _Document:
        layout = self.layout
        name = "document" if layout.document is None else cells[layout.document].strip()
        if not name:
            self.faults.add(row, "the document has no name")
        length = self._length(row, cells)
        group = "" if layout.group is None else cells[layout.group].strip()
        known = self.documents.setdefault(name, _Document(name, row, length, group))
        if (known.length, known.group) != (length, group):
            self.faults.add(row, f"what it says of the document {name!r} is not what row {known.row} says")
        return known

    def _length(self, row: int, cells: Sequence[str]) -> int:
        if self.layout.length is None:
            return self.extent.end - self.extent.start if self.extent else 0
        length = _offset(cells[self.layout.length].strip(), 0)
        if not length:
            self.faults.add(row, f"{cells[self.layout.length]!r} is no length of a document")
        return length or 0

    def finished(self) -> SpanTable:
        """Return what was read."""
        for document in self.documents.values():
            for annotator, row in document.found_none.items():
                if document.spans[annotator]:
                    self.faults.add(row, f"{annotator!r} marked nothing here, but other rows have spans")
        self.faults.refuse_any()
        codings = [
            self._coding(document, annotator, spans)
            for document in self.documents.values()
            for annotator, spans in document.spans.items()
        ]
        if not self.named.labels.texts:
            raise UnusableTable([f"{self.faults.name}: no row marks a span."])
        return SpanTable(tuple(codings), self.named.codebook(), tuple(self.named.remarks()))

    def _coding(self, document: _Document, annotator: str, spans: Sequence[MarkedSpan]) -> Coding:
        return Coding(
            article=document.name,
            annotator=annotator,
            annotation=Annotation(tuple(spans), {}, found_none=not spans, state=SUBMITTED),
            length=document.length,
            coded=((0, document.length),),
            outlet=document.group or None,
        )


def _offset(text: str, shift: int) -> int | None:
    text = text.removesuffix(".0")
    return int(text) - shift if text.isascii() and text.isdigit() and len(text) < 18 else None
