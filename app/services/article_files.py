"""Files become drafts. Everything here works on bytes; nothing is stored and no name is used as a path."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from annotations.errors import AnnotationError
from app.services.article_tables import (
    Row,
    Table,
    guess_columns,
    read_csv,
)
from app.services.draft_making import checked, draft_of_reading, draft_of_row, draft_of_text
from app.services.drafts import ArticleDraft, ImportSettings, ReadResult, Refusal, Remark
from app.services.json_tables import read_jsonl, read_tasks
from app.services.reading_apart import Apart
from app.services.readings import Reading
from app.services.refused import Refused
from app.services.unpacking import READ_APART, Sent, kind_of, unpacked

SAMPLE_ROWS = 5
READERS = {"csv": read_csv, "lines": read_jsonl, "tasks": read_tasks}


def prepare(files: Iterable[tuple[str, bytes]]) -> list[Sent]:
    """Return the files, those of ZIPs unpacked, and what was read out of pages and documents.

    This is what takes long and is bounded; `read_files` may then read them again and again.
    """
    with Apart() as apart:
        return [_prepared(sent, apart) for sent in unpacked(files)]


def _prepared(sent: Sent, apart: Apart) -> Sent:
    if sent.reading is not None:
        return sent
    try:
        kind = kind_of(sent.name, sent.raw)
    except Refused as error:
        return replace(sent, reading=Reading(refused=str(error)))
    return replace(sent, reading=apart.read(kind, sent.raw)) if kind in READ_APART else sent


def read_files(
    files: Iterable[tuple[str, bytes] | Sent], settings: ImportSettings | None = None
) -> ReadResult:
    """Return what the files hold: one draft for each text, page, document and row of a table.

    A file or row that cannot be an article is refused with its reason, and the others stay.
    """
    reading = _Reading(settings or ImportSettings())
    given = list(files)
    plain = [one for one in given if not isinstance(one, Sent)]
    sent = prepare(plain) if plain else [one for one in given if isinstance(one, Sent)]
    for index, one in enumerate(sent):
        reading.read(index, one)
    return reading.result()


def columns_of(files: Iterable[Sent]) -> tuple[str, ...]:
    """Return the columns of all tables among the files; what cannot be read has none."""
    reading = _Reading(ImportSettings())
    for sent in files:
        try:
            if sent.reading is None and (kind := kind_of(sent.name, sent.raw)) in READERS:
                reading.columns.update(dict.fromkeys(READERS[kind](sent.name, sent.raw).columns))
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

    def read(self, index: int, sent: Sent) -> None:
        file_name, raw = sent.name, sent.raw
        try:
            checked("name", file_name)
            if sent.reading is not None:
                draft, doubts = draft_of_reading(str(index), file_name, raw, sent.reading, self.settings)
                self._keep(replace(draft, file_name=file_name), doubts)
                return
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
