"""Files become drafts. Everything here works on bytes; nothing is stored and no name is used as a path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from annotations.errors import AnnotationError
from app.services.article_tables import (
    MAX_FILE,
    Row,
    Table,
    guess_columns,
    read_csv,
    read_jsonl,
)
from app.services.draft_making import base_name, checked, draft_of_row, draft_of_text
from app.services.drafts import ArticleDraft, ImportSettings, ReadResult, Refusal, Remark
from app.services.refused import Refused

SAMPLE_ROWS = 5
READERS = {
    "csv": read_csv,
    "tsv": read_csv,
    "tab": read_csv,
    "jsonl": read_jsonl,
    "ndjson": read_jsonl,
}
TEXTS = ("txt", "text", "md")

# What a file says of itself in its first bytes, whatever it is called.
MAGIC = {
    b"PK\x03\x04": "a ZIP or Office file; save a spreadsheet as CSV, a document as plain text",
    b"\xd0\xcf\x11\xe0": "an old Office file; save it as CSV or plain text",
    b"%PDF": "a PDF; copy its text into a .txt file",
    b"{\\rtf": "an RTF document; save it as plain text",
    b"GIF8": "a picture",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"SQLite format 3": "a database",
}


def read_files(files: Iterable[tuple[str, bytes]], settings: ImportSettings | None = None) -> ReadResult:
    """Return what the files hold: one draft for each text file and each row of a table.

    A file or row that cannot be an article is refused with its reason, and the others stay.
    """
    reading = _Reading(settings or ImportSettings())
    for index, (file_name, raw) in enumerate(files):
        reading.read(index, base_name(file_name) or f"file {index + 1}", raw)
    return reading.result()


def kind_of(file_name: str, raw: bytes) -> str:
    """Return text, csv or jsonl for a file, or raise Refused; its first bytes count more than its name."""
    for magic, meaning in MAGIC.items():
        if raw.startswith(magic):
            raise Refused(f"It is {meaning}.")
    if len(raw) > MAX_FILE:
        raise Refused(f"It is larger than {MAX_FILE // 1024 // 1024} MB.")
    ending = file_name.rpartition(".")[2].casefold() if "." in file_name else "txt"
    if ending in TEXTS:
        return "text"
    if ending in READERS:
        return ending
    raise Refused("Only .txt, .csv, .tsv and .jsonl files can be read.")


def columns_of(files: Iterable[tuple[str, bytes]]) -> tuple[str, ...]:
    """Return the columns of all tables among the files; what cannot be read has none."""
    reading = _Reading(ImportSettings())
    for file_name, raw in files:
        try:
            kind = kind_of(base_name(file_name), raw)
            if kind in READERS:
                reading.columns.update(dict.fromkeys(READERS[kind](file_name, raw).columns))
        except AnnotationError:
            continue  # the preview names what is wrong with it
    return tuple(reading.columns)


@dataclass
class _Reading:
    settings: ImportSettings
    drafts: list[ArticleDraft] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)
    columns: dict[str, None] = field(default_factory=dict)
    mapping: dict[str, str] = field(default_factory=dict)
    sample: list[Mapping[str, str]] = field(default_factory=list)

    def read(self, index: int, file_name: str, raw: bytes) -> None:
        try:
            checked("name", file_name)
            kind = kind_of(file_name, raw)
            if kind == "text":
                draft, doubts = draft_of_text(str(index), file_name, raw, self.settings)
                self._keep(replace(draft, file_name=file_name), doubts)
            else:
                self._read_table(index, file_name, READERS[kind](file_name, raw))
        except AnnotationError as error:
            self.refused.append(Refusal(file_name, None, str(error)))

    def _read_table(self, index: int, file_name: str, table: Table) -> None:
        self.columns.update(dict.fromkeys(table.columns))
        self.warnings += [Remark(file_name, None, warning) for warning in table.warnings]
        mapping = self._mapping(table.columns)
        self.mapping.update(mapping)
        if "text" not in mapping:
            self._look(table)
            raise Refused("No column is known to hold the text. Choose it among the columns.")
        for row in table.rows:
            if isinstance(row, Refusal):
                self.refused.append(row)
            else:
                self._read_row(f"{index}:{row.number}", file_name, row, mapping)

    def _mapping(self, columns: Sequence[str]) -> dict[str, str]:
        if self.settings.columns is None:
            return guess_columns(columns)
        return {name: column for name, column in self.settings.columns.items() if column in columns}

    def _look(self, table: Table) -> None:
        """Take a sample of a table that cannot be read further."""
        for row in islice(table.rows, SAMPLE_ROWS):
            if isinstance(row, Row):
                self.sample.append(row.cells)

    def _read_row(self, key: str, file_name: str, row: Row, mapping: Mapping[str, str]) -> None:
        if len(self.sample) < SAMPLE_ROWS:
            self.sample.append(row.cells)
        try:
            draft, doubts = draft_of_row(key, row, mapping, self.settings)
            name = draft.name or f"{file_name} row {row.number}"
            self._keep(replace(draft, name=name, file_name=file_name, row=row.number), doubts)
        except AnnotationError as error:
            self.refused.append(Refusal(file_name, row.number, str(error)))

    def _keep(self, draft: ArticleDraft, doubts: Sequence[str]) -> None:
        self.drafts.append(draft)
        self.warnings += [Remark(draft.file_name, draft.row, doubt) for doubt in doubts]

    def result(self) -> ReadResult:
        return ReadResult(
            tuple(self.drafts),
            tuple(self.refused),
            tuple(self.warnings),
            tuple(self.columns),
            self.mapping,
            tuple(self.sample),
        )
