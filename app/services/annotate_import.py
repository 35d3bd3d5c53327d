"""Annotations that were made elsewhere: rows of a table become changes like any others."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotations.annotation import Annotation
from annotations.codebook import Codebook, Layer, Variable
from annotations.errors import AnnotationError
from annotations.operations import Operation, apply
from annotations.zones import ZONE_KINDS
from app.clock import now
from app.models import Article, Assignment, Round, User
from app.services import activity, annotation_state, saving
from app.services.annotation_state import Work
from app.services.refused import Refused
from app.services.saving import MAX_OPERATIONS, Change

FIRST_ROW = 2  # the header is row 1, as a spreadsheet counts
ARTICLE = ("article", "seed_file", "file")
QUOTE = ("quote", "surface")
PLAIN = {*ARTICLE, *QUOTE, "start", "end", "label", "layer", "zone", "note"}


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not imported, and why."""

    row: int
    reason: str


@dataclass
class Imported:
    """What came of an import."""

    spans: int = 0
    articles: int = 0
    noted: tuple[str, ...] = ()  # columns that the codebook does not know; their cells went into the notes
    refused: list[RefusedRow] = field(default_factory=list)


class _BadRow(Exception):
    """A row cannot become a span; the message says why."""


def import_spans(
    session: Session,
    round_: Round,
    annotator: User,
    rows: Sequence[Mapping[str, str]],
    *,
    skip_refused: bool = False,
) -> Imported:
    """Append the rows as the annotator's marks, one submitted annotation for each article they name.

    With a refused row nothing is imported unless `skip_refused` is given; the answer lists them. An
    import is submitted although answers may be missing: its change says that it was imported.

    A column that is no attribute of the codebook is not dropped: what it says goes into the span's note.

    Raises:
        Refused: the table as a whole cannot be used: columns, a round that is not open.
    """
    if round_.state != "open":
        raise Refused(f"The round “{round_.name}” is {round_.state}; spans are imported into an open round.")
    _check_columns(rows)
    report = Imported(noted=_foreign_columns(rows, annotation_state.codebook_of(session, round_)))
    marks: dict[int, list[Operation]] = {}
    for assignment_id, numbered in _by_assignment(session, round_, annotator, rows, report).items():
        work = annotation_state.load_for_change(session, assignment_id)
        marks[assignment_id] = _marks(work, numbered, report)
    report.refused.sort(key=lambda refused: refused.row)
    if report.refused and not skip_refused:
        return report
    for assignment_id, operations in marks.items():
        if operations:
            append_imported(session, annotator.id, assignment_id, operations)
            report.articles += 1
            report.spans += len(operations)
    _record(session, round_, annotator, report)
    return report


def _check_columns(rows: Sequence[Mapping[str, str]]) -> None:
    columns = set(rows[0]) if rows else set()
    for names in (ARTICLE, QUOTE, ("start",), ("end",), ("label",)):
        if len(columns.intersection(names)) != 1:
            raise Refused(f"The table needs exactly one column named {' or '.join(names)}.")


def _foreign_columns(rows: Sequence[Mapping[str, str]], book: Codebook) -> tuple[str, ...]:
    attributes = {variable.code for layer in book.layers for variable in layer.attributes}
    return tuple(name for name in rows[0] if name and name not in PLAIN and name not in attributes)


def _by_assignment(
    session: Session, round_: Round, annotator: User, rows: Iterable[Mapping[str, str]], report: Imported
) -> dict[int, list[tuple[int, Mapping[str, str]]]]:
    query = (
        select(Article.name, Assignment.id)
        .join(Assignment, Assignment.article_id == Article.id)
        .where(Assignment.round_id == round_.id, Assignment.annotator_id == annotator.id)
    )
    owed = {name: assignment_id for name, assignment_id in session.execute(query)}
    found: dict[int, list[tuple[int, Mapping[str, str]]]] = defaultdict(list)
    for number, row in enumerate(rows, start=FIRST_ROW):
        name = _one_of(row, ARTICLE)
        if name in owed:
            found[owed[name]].append((number, row))
        else:
            reason = f"{annotator.name} was not given an article named {name!r} in the round “{round_.name}”."
            report.refused.append(RefusedRow(number, reason))
    return found


def _marks(work: Work, rows: Iterable[tuple[int, Mapping[str, str]]], report: Imported) -> list[Operation]:
    """Return the operations of the rows that can be marked; the others are noted."""
    annotation, marks = work.annotation, []
    for number, row in rows:
        try:
            mark = _mark(work.codebook, row, _free_uid(annotation, number), report.noted)
            annotation = apply(annotation, mark, work.text, work.codebook)
            marks.append(mark)
        except (_BadRow, AnnotationError) as reason:
            report.refused.append(RefusedRow(number, str(reason)))
    return marks


def _mark(book: Codebook, row: Mapping[str, str], uid: str, noted: Sequence[str]) -> Operation:
    if None in row:
        raise _BadRow("The row has more cells than the header.")
    zone = row.get("zone") or ""
    if zone and zone not in ZONE_KINDS:
        raise _BadRow(f"{zone!r} is no zone.")
    layer = _layer(book, row)
    given = {code: row.get(code) or "" for code in layer.by_code}
    rest = [name for name in row if row[name] and name not in PLAIN and name not in given]
    foreign = next((name for name in rest if name not in noted), None)
    if foreign:
        raise _BadRow(f"{foreign!r} is not an attribute of the layer {layer.code!r}.")
    notes = [row.get("note") or "", *(f"{name}: {row[name]}" for name in rest)]
    return {
        "op": "mark",
        "span": uid,
        "layer": layer.code,
        "label": row["label"],
        "start": _whole(row, "start"),
        "end": _whole(row, "end"),
        "quote": _one_of(row, QUOTE).replace("\r\n", "\n"),
        "attributes": {code: _value(layer.by_code[code], text) for code, text in given.items() if text},
        "note": "\n".join(note for note in notes if note),
    }


def _layer(book: Codebook, row: Mapping[str, str]) -> Layer:
    if row.get("layer"):
        return book.layer(row["layer"])
    fitting = [layer for layer in book.layers if row["label"] in layer.label_variable.by_code]
    if len(fitting) != 1:
        where = "more than one layer has" if fitting else "no layer has"
        raise _BadRow(f"In this codebook {where} the label {row['label']!r}.")
    return fitting[0]


def _value(variable: Variable, text: str) -> Any:
    if variable.kind == "choices":
        return [code.strip() for code in text.split("|")]
    if variable.kind not in ("scale", "number"):
        return text
    try:
        return int(text) if variable.kind == "scale" or text.lstrip("-").isdecimal() else float(text)
    except ValueError:
        raise _BadRow(f"{variable.code} must be a number, not {text!r}.") from None


def _whole(row: Mapping[str, str], name: str) -> int:
    text = row.get(name) or ""
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise _BadRow(f"{name} must be a whole number from 0, not {text[:40]!r}.")
    return int(text)


def _one_of(row: Mapping[str, str], names: Sequence[str]) -> str:
    return next((row[name] or "" for name in names if name in row), "")


def _free_uid(annotation: Annotation, number: int) -> str:
    uid, again = f"row-{number}", 1
    while annotation.span(uid):
        again += 1
        uid = f"row-{number}-{again}"
    return uid


def append_imported(
    session: Session, annotator_id: int, assignment_id: int, said: Sequence[Operation], source: str = "import"
) -> None:
    """Append what was said elsewhere in as many changes as it needs, and submit it.

    The keys of the changes begin with the source, so that it is known where they come from.
    """
    operations = [*said, {"op": "submit", "imported": True}]
    version = annotation_state.load(session, assignment_id).version
    for place, first in enumerate(range(0, len(operations), MAX_OPERATIONS)):
        part = operations[first : first + MAX_OPERATIONS]
        change = Change(version + place, f"{source}-{uuid.uuid4()}", saving.written(now()), part)
        saving.append(session, annotator_id, assignment_id, change)


def _record(session: Session, round_: Round, annotator: User, report: Imported) -> None:
    activity.record(
        session,
        None,
        "annotations.imported",
        f"round {round_.id}",
        round_.project,
        annotator=annotator.id,
        spans=report.spans,
        articles=report.articles,
        refused=len(report.refused),
    )
