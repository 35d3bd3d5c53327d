"""Tables of articles: CSV read from bytes row by row, each fault named by its row."""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.services.drafts import FIELDS, Refusal
from app.services.refused import Refused

MAX_COLUMNS = 200
MAX_FILE = 64 * 1024 * 1024
DELIMITERS = (",", ";", "\t")

# Names under which other programs keep what an article has; spaces, dashes and case do not count.
SYNONYMS = {
    "text": ("text", "fulltext", "body", "content", "articletext", "article", "plaintext"),
    "name": (
        "name",
        "id",
        "articleid",
        "docid",
        "documentid",
        "identifier",
        "filename",
        "file",
        "key",
        "guid",
    ),
    "title": ("title", "headline", "head"),
    "outlet": ("outlet", "source", "sourcename", "newspaper", "publisher", "publication", "medium", "media"),
    "event": ("event", "events", "story", "topic"),
    "published": (
        "published",
        "date",
        "publisheddate",
        "publicationdate",
        "publishedat",
        "pubdate",
        "datetime",
    ),
    "language": ("language", "lang", "locale"),
    "byline": ("byline", "author", "authors", "writer"),
    "url": ("url", "link", "href", "address", "webaddress", "uri"),
    "agency": ("agency", "newsagency", "wire", "wireservice", "credit"),
    "translation": ("translation", "translated", "istranslation"),
}


@dataclass(frozen=True)
class Row:
    """One row: its number, its cells by column, and its own bytes where a line is one record."""

    number: int
    cells: Mapping[str, str]
    raw: bytes | None = None


@dataclass(frozen=True)
class Table:
    """A table whose rows are read once, in order; rows that cannot be read come as refusals."""

    columns: tuple[str, ...]
    rows: Iterator[Row | Refusal]
    warnings: tuple[str, ...] = ()


def guess_columns(columns: Sequence[str]) -> dict[str, str]:
    """Return for each field the column that seems to hold it; fields without one are left out."""
    plain = {
        "".join(character for character in name.casefold() if character.isalnum()): name for name in columns
    }
    guessed: dict[str, str] = {}
    for field in FIELDS:
        found = next((plain[name] for name in SYNONYMS[field] if name in plain), None)
        if found is not None and found not in guessed.values():
            guessed[field] = found
    if "text" not in guessed and len(columns) == 1:
        guessed["text"] = columns[0]
    return guessed


def decode_table(raw: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the characters of a file and warnings, or raise Refused."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if raw.startswith(mark):
            return _strictly(raw[len(mark) :], encoding), ()
    if b"\0" in raw[:400].partition(b"\n")[0]:
        raise Refused("It holds NUL bytes: save it as UTF-8, or as UTF-16 with a byte order mark.")
    try:
        return raw.decode("utf-8"), ()
    except UnicodeDecodeError:
        doubt = "The file is not UTF-8 and was read as Windows-1252. Check its quotes and accents."
        return _strictly(raw, "windows-1252"), (doubt,)


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as fault:
        where = f"byte {fault.start + 1:,} cannot be read as {encoding}"
        raise Refused(f"The file is no text that can be read: {where}.") from None


def read_csv(file_name: str, raw: bytes) -> Table:
    """Return the table of a CSV file, or raise Refused if it has no header that can be read."""
    text, warnings = decode_table(raw)
    delimiter, text = _delimiter(text)
    # One cell may hold a whole article, and more than the module allows by default. What is too long for an
    # article is refused with its row; a limit in here would only break the reading of the rows after it.
    csv.field_size_limit(MAX_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = next(reader, None)
    except csv.Error as fault:
        raise Refused(f"The header cannot be read: {fault}.") from None
    columns = _checked_columns(header or [])
    return Table(columns, _csv_rows(file_name, reader, columns), warnings)


def _delimiter(text: str) -> tuple[str, str]:
    """Return the delimiter and the text without the line "sep=" that names it to spreadsheets."""
    first, _, rest = text.partition("\n")
    line = first.rstrip("\r")
    if line.casefold().startswith("sep=") and len(line) == 5:
        return line[4], rest
    head = text[:100_000]
    counts = {}
    for delimiter in DELIMITERS:
        try:
            counts[delimiter] = len(next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), []))
        except csv.Error:
            counts[delimiter] = 0
    return max(DELIMITERS, key=lambda delimiter: counts[delimiter]), text


def _checked_columns(header: Sequence[str]) -> tuple[str, ...]:
    names = [" ".join(name.split()) or f"column {number}" for number, name in enumerate(header, start=1)]
    if not names:
        raise Refused("It is empty: the first line must name the columns.")
    if len(names) > MAX_COLUMNS:
        raise Refused(f"It has {len(names):,} columns; at most {MAX_COLUMNS} can be read.")
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise Refused(f"Two columns are called {twice[:80]!r}.")
    return tuple(names)


def _csv_rows(file_name: str, reader: Any, columns: Sequence[str]) -> Iterator[Row | Refusal]:
    number = 1
    while True:
        number += 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as fault:
            # Where a quote is wrong, nobody knows where the next row begins.
            reason = f"A quote is wrong at line {reader.line_num} ({fault}). Nothing from here on was read."
            yield Refusal(file_name, number, reason)
            return
        if len(cells) == len(columns):
            yield Row(number, dict(zip(columns, cells, strict=True)))
        elif cells:
            reason = f"The row has {len(cells)} cells, the header {len(columns)}."
            yield Refusal(file_name, number, reason)
