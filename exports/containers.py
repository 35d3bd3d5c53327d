"""The tables of an export as Parquet, as Arrow, or as one workbook, instead of CSV.

They are made from the very CSV that the ZIP of all data holds, so both say the same; only that types are
part of the file: whole numbers, numbers, truth values and moments in UTC. Everything else is text: dates may
be less than a day exact, and JSON stays as it is written. An empty cell is null.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any, BinaryIO

from exports.bundle import Bundle
from exports.columns import Column, Table
from exports.errors import ExportError
from exports.listed import all_tables, pieces
from exports.tables import Form
from exports.workbooks import Sheet, write_workbook
from exports.zipped import Zipped

PARQUET, ARROW, XLSX = "parquet", "arrow", "xlsx"
CONTAINERS = (PARQUET, ARROW, XLSX)
MEDIA = {
    PARQUET: "application/zip",
    ARROW: "application/zip",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_PIECE = 1 << 18
# A row of CSV must fit into one block; the longest cell that is written has fewer characters.
_BLOCK = 1 << 25

_README = """\
The tables of the project {project}, made with Parallax, as {what} files: one for each table.
data_dictionary explains every column; its meaning is also part of the schema of each file.
The frozen texts, the codebooks and the README on missing values are in the ZIP of CSV tables.
"""


def write_tables(out: BinaryIO, bundle: Bundle, container: str, *, names: bool = False) -> None:
    """Write all tables of the bundle: a ZIP of Parquet or Arrow files, or one workbook.

    ``names`` adds the annotators' names and addresses.

    Raises:
        ExportError: there is no such container, or a workbook cannot hold a cell or that many rows.
    """
    if container not in CONTAINERS:
        known = ", ".join(CONTAINERS)
        raise ExportError(f"{container[:40]!r} is no form that tables can have. There are: {known}.")
    if container == XLSX:
        write_workbook(out, _sheets(bundle, names=names))
        return
    with Zipped(out) as files:
        files.add("README.txt", _README.format(project=bundle.project, what=container.capitalize()).encode())
        for table in all_tables(bundle):
            with tempfile.TemporaryFile() as made:
                _convert(bundle, table, container, made, names=names)
                made.seek(0)
                path = f"{table.name.removesuffix('.csv')}.{container}"
                files.add_pieces(path, iter(lambda made=made: made.read(_PIECE), b""))  # type: ignore[misc]


def _convert(bundle: Bundle, table: Table, container: str, made: IO[bytes], *, names: bool) -> None:
    """Write one table by way of its CSV, a block of rows at a time."""
    import pyarrow as pa
    import pyarrow.csv as arrow_csv
    import pyarrow.parquet as parquet

    schema = pa.schema([_field(column) for column in table.columns])
    options = arrow_csv.ConvertOptions(
        column_types=schema,
        null_values=[""],
        strings_can_be_null=True,
        true_values=["true"],
        false_values=["false"],
    )
    with tempfile.TemporaryFile() as source:
        for text, _ in pieces(bundle, table.name, Form(), names=names):
            source.write(text.encode())
        source.seek(0)
        batches = arrow_csv.open_csv(
            pa.PythonFile(source, mode="r"),
            read_options=arrow_csv.ReadOptions(block_size=_BLOCK, use_threads=False),
            parse_options=arrow_csv.ParseOptions(newlines_in_values=True),
            convert_options=options,
        )
        if container == PARQUET:
            with parquet.ParquetWriter(made, schema, compression="zstd") as rows:
                for batch in batches:
                    rows.write_batch(pa.record_batch(batch.columns, schema=schema))
        else:
            with pa.ipc.new_file(pa.PythonFile(made, mode="w"), schema) as rows:
                for batch in batches:
                    rows.write_batch(pa.record_batch(batch.columns, schema=schema))


def _field(column: Column) -> Any:
    import pyarrow as pa

    kinds = {
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "datetime": pa.timestamp("us", tz="UTC"),
    }
    told = {"description": column.meaning, "parallax:type": column.type}
    return pa.field(column.name, kinds.get(column.type, pa.string()), metadata=told)


def _sheets(bundle: Bundle, *, names: bool) -> Iterator[Sheet]:
    for table in all_tables(bundle):
        header = [column.name for column in table.columns]
        yield Sheet(table.name.removesuffix(".csv"), header, _rows(bundle, table, names=names))


def _rows(bundle: Bundle, table: Table, *, names: bool) -> Iterator[Sequence[Any]]:
    """Yield the rows with numbers and truth values as such; moments stay text, a sheet knows no time zone."""
    kinds = [column.type for column in table.columns]
    # Process-wide, but only ever raised: nobody's cell is cut short by it.
    csv.field_size_limit(max(csv.field_size_limit(), _BLOCK))
    parts = pieces(bundle, table.name, Form(), names=names)
    next(parts, None)  # the header
    for text, _ in parts:
        for cells in csv.reader(io.StringIO(text, newline="")):
            yield [_typed(kind, cell) for kind, cell in zip(kinds, cells, strict=True)]


def _typed(kind: str, cell: str) -> Any:
    if not cell:
        return None
    if kind == "boolean":
        return cell == "true"
    if kind == "integer":
        return int(cell)
    return float(cell) if kind == "number" else cell
