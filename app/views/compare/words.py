"""Same referent, different word: in one event and across all, to read and to download."""

import io
import json
from typing import Any

from flask import Response, render_template, request

from annotations.compared.referents import SPLITS
from app.permissions import Permission, Scene
from app.services import referents
from app.services.referents import OUTLETS_AT_ONCE, TARGETS_AT_ONCE, Compared, part
from app.views.compare.blueprint import ALL, EVENT, Asked, asked, bp, number
from app.views.guards import requires
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


def _compared(here: Scene, wanted: Asked) -> Compared:
    return referents.compare(here.session, here.project, wanted.choice, wanted.narrow, here.event)


def _page(here: Scene) -> str:
    wanted = asked(here)
    found = _compared(here, wanted)
    split = request.args.get("split", "")
    split = split if split in SPLITS else ""
    rows, outlets = found.rows(split), found.outlets
    targets = part(number("page"), TARGETS_AT_ONCE, len(rows))
    columns = part(number("outlets"), OUTLETS_AT_ONCE, len(outlets))
    return render_template(
        "compare/words.html",
        event=here.event,
        asked=wanted,
        found=found,
        split=split,
        rows=rows[targets.here],
        outlets=outlets[columns.here],
        targets=targets,
        columns=columns,
        files=wanted.params | ({"split": split} if split else {}),
    )


def _lines(here: Scene) -> list[tuple[Any, ...]]:
    wanted = asked(here)
    found = _compared(here, wanted)
    names = [one.name for one in wanted.choice.rounds]
    records = ((one, told.name, told.published, events) for one, told, events in found.records())
    return list(referent_rows(records, names, wanted.choice.version, wanted.choice.source))


def _table(here: Scene) -> Response:
    out = io.BytesIO()
    write_table(out, REFERENTS, _lines(here), flavour="spreadsheet", name="words.csv")
    return _attachment(out.getvalue(), "text/csv", "words.csv")


def _rows(here: Scene) -> Response:
    names = [column.name for column in REFERENTS]
    told = [dict(zip(names, row, strict=True)) for row in _lines(here)]
    body = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return _attachment(body.encode(), "application/json", "words.json")


def _attachment(body: bytes, kind: str, name: str) -> Response:
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
