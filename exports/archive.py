"""One ZIP with everything: tables, texts, codebooks, README, data dictionary and checksums.

The same records give the same bytes: files stand in a fixed order and carry no time, and nothing is asked
of a clock. Files are written as they are made, so that a large export needs little memory.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from exports.bundle import Bundle, known
from exports.cells import ID
from exports.columns import Table
from exports.errors import ExportError, Unwritable
from exports.listed import all_tables, pieces, text_file
from exports.package import CHECKSUMS, PACKAGE, README, checksums, codebook_file, data_package
from exports.readme import readme
from exports.tables import Form, Row, table_pieces
from exports.zipped import Zipped


@dataclass(frozen=True)
class Further:
    """What stands in an archive beside the bundle: tables with their rows, and files in pieces.

    Without ``texts`` the texts themselves stay out, and every place that quotes them is the caller's concern.
    """

    files: Iterable[tuple[str, Iterable[bytes]]]
    tables: Iterable[tuple[Table, Iterable[Row]]] = ()
    texts: bool = True


def write_bundle(
    out: BinaryIO,
    bundle: Bundle,
    *,
    flavour: str = "verbatim",
    bom: bool = False,
    names: bool = False,
    more: Further | None = None,
) -> Mapping[str, int]:
    """Write the bundle as one ZIP and return how many rows each table has.

    ``out`` needs only ``write``. ``names`` adds the annotators' names and addresses. ``more`` is what a
    research archive holds beyond a bundle. After an error ``out`` holds the beginning of a ZIP without its
    directory, which no program takes for a whole one.

    Raises:
        ExportError: a record refers to another one that is missing, a value has a type its column does not
            declare, or a text is not the one its article names.
    """
    form = Form(flavour, bom)
    tables = all_tables(bundle)
    with Zipped(out) as files:
        files.add(README, readme(bundle, tables, form).encode())
        for table in tables:
            files.add_table(table, pieces(bundle, table.name, form, names=names))
        for record in bundle.codebooks:
            files.add(codebook_file(record.codebook_version), record.toml.encode())
        for name, raw in _texts(bundle) if more is None or more.texts else ():
            files.add(name, raw)
        if more is not None:
            for table, rows in more.tables:
                files.add_table(table, table_pieces(table, rows, form))
            for name, parts in more.files:
                files.add_pieces(name, parts)
        files.add(PACKAGE, data_package(bundle, form, files.written).encode())
        files.add(CHECKSUMS, checksums(files.written).encode())
    return {file.name: file.rows for file in files.written if file.table}


def write_one(
    out: BinaryIO,
    bundle: Bundle,
    name: str,
    *,
    flavour: str = "verbatim",
    bom: bool = False,
    names: bool = False,
) -> int:
    """Write one table of the bundle, such as "spans.csv", and return how many rows it has."""
    count = 0
    for text, rows in pieces(bundle, name, Form(flavour, bom), names=names):
        out.write(text.encode())
        count += rows
    return count


def _texts(bundle: Bundle) -> Iterator[tuple[str, bytes]]:
    """Yield the file of each text, and make sure that each article has the text it names."""
    missing = dict.fromkeys(bundle.article)
    for article_id, text in bundle.texts:
        article = known(bundle.article, article_id, "A text", "article")
        raw = text.encode()
        if hashlib.sha256(raw).hexdigest() != article.text_sha256 or len(text) != article.length:
            raise ExportError(f"The text of {article_id} is not the one that was frozen at import.")
        if not ID.fullmatch(article_id) or article_id not in missing:
            raise Unwritable(f"{article_id!r} cannot name a file, or has two texts.")
        del missing[article_id]
        yield text_file(article_id), raw
    if missing:
        raise ExportError(f"{len(missing)} articles have no text, first {next(iter(missing))}.")
