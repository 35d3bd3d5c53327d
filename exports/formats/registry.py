"""The table of formats: what can be written, what can be read, and under which name people know it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from exports.errors import ExportError
from exports.formats import (
    brat,
    cas_reader,
    cas_xmi,
    conll,
    doccano,
    qdpx,
    qdpx_reader,
    span_table,
    token_table,
    web_annotation,
    web_annotation_in,
)
from exports.formats.marked import File, Found, Losses, Marked
from exports.labelstudio import reading as labelstudio_reading
from exports.labelstudio import writing as labelstudio_writing

Writer = Callable[[Marked, Losses], Iterator[File]]
Reader = Callable[[Sequence[File]], Found]


class UnknownFormat(ExportError):
    """A code that no format of the table has."""


@dataclass(frozen=True)
class Format:
    """One format: its writer, its reader, or both.

    A writer yields files as it makes them; what the format cannot say goes into the losses. A reader gets
    all files that were sent together and raises nothing because of what is in them: what it cannot take is
    a trouble with file, place and reason.
    """

    code: str  # as in addresses and commands
    name: str  # as its own people call it
    meaning: str  # one sentence: what it is for
    endings: tuple[str, ...]  # of the files that the reader asks for, such as ".ann"
    write: Writer | None = None
    read: Reader | None = None
    writes_beside: bool = False  # also what came along in files of its own kind and has no place here


_ALL = (
    Format(
        "spans",
        "Span table (TSV)",
        "One row for each span, word for word: for R, Python and shared tasks, not for spreadsheets.",
        (".tsv", ".csv", ".txt"),
        span_table.write,
        span_table.read,
    ),
    Format(
        "w3c",
        "W3C Web Annotation (JSON-LD)",
        "The standard of the web for notes on texts: for archives and reading tools.",
        (".jsonld", ".json"),
        web_annotation.write,
        web_annotation_in.read,
    ),
    Format(
        "brat",
        "brat standoff",
        "A text and a file of marks beside it: for brat and what reads its files.",
        (".ann", ".txt"),
        brat.write,
        brat.read,
    ),
    Format(
        "doccano",
        "JSONL as doccano has it",
        "One line for each article and annotator: for doccano and for training models.",
        (".jsonl", ".ndjson"),
        doccano.write,
        doccano.read,
    ),
    Format(
        "tokens",
        "Token table (TSV)",
        "One row for each word, one column for each annotator and label; holds overlaps.",
        (".tsv",),
        token_table.write,
        token_table.read,
    ),
    Format(
        "conll2002",
        "CoNLL 2002",
        "Word and tag on each line: for training taggers. Holds no overlaps and no attributes.",
        (".conll", ".bio", ".iob", ".txt"),
        conll.write_2002,
        conll.read,
    ),
    Format(
        "conll2003",
        "CoNLL 2003",
        "The same with four columns, as older taggers ask for it.",
        (".conll", ".bio", ".iob", ".txt"),
        conll.write_2003,
        conll.read,
    ),
    Format(
        "qdpx",
        "REFI-QDA project (.qdpx)",
        "Texts, codes and marks in one file: for ATLAS.ti, QualCoder and other QDA programs.",
        (".qdpx",),
        qdpx.write,
        qdpx_reader.read,
    ),
    Format(
        "qdpx-crlf",
        "REFI-QDA project with line ends of Windows",
        "The same for programs that count a line end as two characters, as MAXQDA and NVivo do on Windows.",
        (".qdpx",),
        qdpx.write_crlf,
    ),
    Format(
        "xmi",
        "UIMA CAS XMI",
        "A file for each article and annotator, and a type system: for INCEpTION and language technology.",
        (".xmi", ".xml", ".zip"),
        cas_xmi.write,
        cas_reader.read,
    ),
    Format(
        "labelstudio",
        "Label Studio",
        "A labeling config and tasks with annotations: for projects of Label Studio.",
        (".json", ".xml", ".csv", ".tsv"),
        labelstudio_writing.write,
        labelstudio_reading.read,
        writes_beside=True,
    ),
)
FORMATS: Mapping[str, Format] = {one.code: one for one in _ALL}


def format_of(code: str) -> Format:
    """Return the format of that code.

    Raises:
        UnknownFormat: there is none.
    """
    if code not in FORMATS:
        raise UnknownFormat(f"{code[:40]!r} is no format; there are {', '.join(FORMATS)}.")
    return FORMATS[code]


def written() -> list[Format]:
    """Return the formats that can be written."""
    return [one for one in FORMATS.values() if one.write]


def read() -> list[Format]:
    """Return the formats that can be read."""
    return [one for one in FORMATS.values() if one.read]
