"""Reads a bundle back: every table with the values that were written, and every quote found in its text."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

from annotations.codebook import NOT_APPLICABLE
from exports.columns import ANNOTATIONS, ARTICLES, FOUND_NONE, NONE_CHOSEN, SET_MARK, SPANS, TYPES
from exports.decision_columns import ADJUDICATED_SPANS
from exports.errors import UnreadableBundle
from exports.key_columns import KEY_SPANS
from exports.opened import Limits, open_bundle
from exports.package import FORMAT, PACKAGE
from exports.records import AnswerRecord, SpanRecord
from exports.tables import FLAVOURS
from exports.values import from_cell

# A quote may be as long as an article; the module's own limit is 131,072 characters.
_LONGEST_CELL = 4_000_000

Record = dict[str, Any]


@dataclass(frozen=True)
class ReadBundle:
    """A bundle as it was read: rows by table name, texts by article, codebooks (TOML) by version."""

    project: str
    title: str
    flavour: str
    tables: Mapping[str, list[Record]]
    texts: Mapping[str, str]
    codebooks: Mapping[str, str]

    def spans(self) -> list[SpanRecord]:
        """Return the spans as they were handed over, with all their attributes."""
        attributes: dict[str, dict[str, Any]] = {}
        for row in self.tables[ANNOTATIONS.name]:
            if row["unit_type"] == "span" and row["variable"] != row["layer"]:
                attributes.setdefault(row["unit_id"], {})[row["variable"]] = said(row)
        return [
            SpanRecord(
                *(row["span_id"], row["assignment_id"], row["layer"], row["label"], row["start"], row["end"]),
                *(row["quote"], attributes.get(row["span_id"], {}), row["zone"], row["note"]),
            )
            for row in self.tables[SPANS.name]
        ]

    def answers(self) -> list[AnswerRecord]:
        """Return the answers to questions on articles and outlets as they were handed over."""
        return [
            AnswerRecord(row["assignment_id"], row["variable"], said(row))
            for row in self.tables[ANNOTATIONS.name]
            if row["unit_type"] != "span" and row["variable"] != FOUND_NONE
        ]


def said(row: Mapping[str, Any]) -> Any:
    """Return the value of a row of annotations.csv with the type it was given in."""
    if row["value_number"] is not None:
        return row["value_number"]
    value = row["value"]
    if row["level"] != "set" or value == NOT_APPLICABLE:
        return value
    return [] if value == NONE_CHOSEN else value.split(SET_MARK)


def read_bundle(source: BinaryIO, limits: Limits | None = None) -> ReadBundle:
    """Read a bundle of either flavour and check it: checksums, types, and each quote against its text.

    Raises:
        UnreadableBundle: something is wrong; the message names the file, the row and the reason.
    """
    files = open_bundle(source, limits or Limits())
    package = _package(files)
    about = package["parallax"]
    # Process-wide, but only ever raised: nobody's cell is cut short by it.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    spreadsheet = about["flavour"] == "spreadsheet"
    tables = {
        resource["path"]: list(_rows(files, resource, spreadsheet=spreadsheet))
        for resource in package["resources"]
    }
    texts = {row["article_id"]: _text(files, row["text_file"]) for row in tables[ARTICLES.name]}
    codebooks = {
        name.removeprefix("codebook-").removesuffix(".toml"): _text(files, name)
        for name in files
        if name.endswith(".toml")
    }
    for name in (SPANS.name, ANNOTATIONS.name, ADJUDICATED_SPANS, KEY_SPANS):
        # Earlier versions wrote no adjudicated spans.
        _check_quotes(name, tables.get(name, []), texts)
    return ReadBundle(package["name"], package["title"], about["flavour"], tables, texts, codebooks)


def _package(files: Mapping[str, bytes]) -> dict[str, Any]:
    """Return the description of the tables, once it is certain that it describes what is there."""
    try:
        package = json.loads(files[PACKAGE])
        about = package["parallax"]
        known = about["format"] == FORMAT and about["flavour"] in FLAVOURS
        paths = [resource["path"] for resource in package["resources"]]
        fields = [field for resource in package["resources"] for field in resource["schema"]["fields"]]
        types = {field["parallax:type"] for field in fields}
    except (KeyError, TypeError, ValueError) as problem:
        raise UnreadableBundle(f"{PACKAGE} is missing or does not describe a bundle of ours.") from problem
    if not known or not types <= TYPES.keys():
        raise UnreadableBundle(f"{PACKAGE} describes a form of bundle that this version cannot read.")
    lost = {*paths, ANNOTATIONS.name, SPANS.name, ARTICLES.name} - files.keys()
    if lost:
        raise UnreadableBundle(f"{min(lost)} is missing.")
    return dict(package)


def _rows(files: Mapping[str, bytes], resource: Mapping[str, Any], *, spreadsheet: bool) -> Iterator[Record]:
    name = resource["path"]
    columns = [
        _Column(field["name"], field["parallax:type"], spreadsheet) for field in resource["schema"]["fields"]
    ]
    cells = csv.reader(io.StringIO(_text(files, name).removeprefix("\ufeff"), newline=""), strict=True)
    try:
        if next(cells, None) != [column.name for column in columns]:
            raise UnreadableBundle(f"{name} does not have the columns that {PACKAGE} describes.")
        for number, row in enumerate(cells, 1):
            yield _record(f"{name}, row {number}", columns, row)
    except csv.Error as problem:
        raise UnreadableBundle(f"{name}, line {cells.line_num}: {problem}.") from problem


class _Column:
    """The way from cells to values for one column; equal cells share one value, which saves memory."""

    def __init__(self, name: str, kind: str, spreadsheet: bool) -> None:
        self.name = name
        self._kind = kind
        self._spreadsheet = spreadsheet
        self._known: dict[str, Any] = {}

    def value(self, cell: str) -> Any:
        """Return the value of a cell or raise ValueError."""
        if self._kind == "json":  # a list or object can be changed by whoever holds it
            return from_cell(self._kind, cell)
        if cell not in self._known:
            self._known[cell] = from_cell(self._kind, cell, spreadsheet=self._spreadsheet)
        return self._known[cell]


def _record(place: str, columns: Sequence[_Column], row: list[str]) -> Record:
    if len(row) != len(columns):
        raise UnreadableBundle(f"{place} has {len(row)} cells for {len(columns)} columns.")
    record = {}
    for column, cell in zip(columns, row, strict=True):
        try:
            record[column.name] = column.value(cell)
        except ValueError as problem:
            raise UnreadableBundle(f"{place}, column {column.name}: {cell[:80]!r}: {problem}.") from problem
    return record


def _text(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files[name].decode()
    except KeyError:
        raise UnreadableBundle(f"{name} is missing.") from None
    except UnicodeDecodeError as problem:
        raise UnreadableBundle(f"{name} is not UTF-8: {problem}.") from problem


def _check_quotes(name: str, rows: list[Record], texts: Mapping[str, str]) -> None:
    """Make sure that each span quotes its text exactly."""
    for number, row in enumerate(rows, 1):
        start, end, quote = row["start"], row["end"], row["quote"]
        if quote is None and row.get("unit_type", "span") != "span":
            continue
        place = f"{name}, row {number}"
        text = texts.get(row["article_id"])
        if text is None:
            raise UnreadableBundle(f"{place}: the article {row['article_id']} is not in the bundle.")
        if start is None or end is None or not 0 <= start < end <= len(text) or text[start:end] != quote:
            raise UnreadableBundle(f"{place}: the text from {start} to {end} is not {str(quote)[:80]!r}.")
