"""Same referent, different word: in one event and across all, to read and to download."""

import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from flask import Response, render_template, request

from annotations.compared.referents import SPLITS
from app.permissions import Permission, Scene
from app.services import referents
from app.services.referents import OUTLETS_AT_ONCE, TARGETS_AT_ONCE, part
from app.views.compare.blueprint import ALL, EVENT, asked, bp, number
from app.views.compare.waiting import waiting
from app.views.guards import requires
from app.views.sending import sent
from exports.referent_columns import REFERENTS, referent_rows
from exports.tables import write_table


@bp.get(f"{EVENT}/words")
@requires(Permission.SEE_ANALYSIS)
def words(here: Scene) -> str:
    """Show how each outlet words what it says about each target of an event."""
    return _page(here)


@bp.get(ALL)
@requires(Permission.SEE_ANALYSIS)
def all_words(here: Scene) -> str:
    """Show the same across all events of the project."""
    return _page(here)


@bp.get(f"{EVENT}/words.csv")
@requires(Permission.SEE_ANALYSIS)
def words_table(here: Scene) -> Response:
    """Send every finding of an event as CSV, safe for spreadsheets."""
    return _table(here)


@bp.get(f"{ALL}.csv")
@requires(Permission.SEE_ANALYSIS)
def all_words_table(here: Scene) -> Response:
    """Send every finding of all events as CSV, safe for spreadsheets."""
    return _table(here)


@bp.get(f"{EVENT}/words.json")
@requires(Permission.SEE_ANALYSIS)
def words_rows(here: Scene) -> Response:
    """Send every finding of an event as JSON."""
    return _rows(here)


@bp.get(f"{ALL}.json")
@requires(Permission.SEE_ANALYSIS)
def all_words_rows(here: Scene) -> Response:
    """Send every finding of all events as JSON."""
    return _rows(here)


def _page(here: Scene) -> str:
    wanted = asked(here)
    found = referents.look(here.session, here.project, wanted.choice, wanted.narrow, here.event)
    if found.tally is None:
        return waiting(here, wanted, found, "words")
    split = request.args.get("split", "")
    split = split if split in SPLITS else ""
    rows, outlets = found.rows(split), found.outlets
    targets = part(number("page"), TARGETS_AT_ONCE, len(rows))
    columns = part(number("outlets"), OUTLETS_AT_ONCE, len(outlets))
    shown = [
        (row, {outlet: row.wordings(outlet, found.most) for outlet in outlets[columns.here]})
        for row in rows[targets.here]
    ]
    wordings = (one for _, cells in shown for cell in cells.values() for one in cell.shown)
    return render_template(
        "compare/words.html",
        event=here.event,
        asked=wanted,
        split=split,
        rows=shown,
        outlets=outlets[columns.here],
        targets=targets,
        columns=columns,
        places=referents.places_of(here.session, here.project, here.event, wordings),
        files=wanted.params | ({"split": split} if split else {}),
    )


def _lines(here: Scene) -> Iterator[tuple[Any, ...]]:
    wanted = asked(here)
    found = referents.records(here.session, here.project, wanted.choice, wanted.narrow, here.event)
    names = [one.name for one in wanted.choice.rounds]
    records = ((one, told.name, told.published, events) for one, told, events in found)
    return referent_rows(records, names, wanted.choice.version, wanted.choice.source)


def _table(here: Scene) -> Response:
    def write(out: BinaryIO) -> None:
        write_table(out, REFERENTS, _lines(here), flavour="spreadsheet", name="words.csv")

    return sent("words.csv", "text/csv", write)


def _rows(here: Scene) -> Response:
    names = [column.name for column in REFERENTS]

    def write(out: BinaryIO) -> None:
        before = "["
        for row in _lines(here):
            told = dict(zip(names, row, strict=True))
            out.write((before + json.dumps(told, ensure_ascii=False, allow_nan=False)).encode())
            before = ",\n"
        out.write(b"]" if before != "[" else b"[]")

    return sent("words.json", "application/json", write)
