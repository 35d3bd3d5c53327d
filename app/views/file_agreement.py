"""The agreement in a file that was made elsewhere, by upload; nothing of it is kept."""

import re
import tempfile
from itertools import groupby
from pathlib import Path

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from annotations.agreement.printing.plain import heading
from annotations.agreement.report import Row
from annotations.reliability.tables.source import UnusableTable
from annotations.reliability.tables.spans import Extent
from app.forms.file_agreement import FileForm, listed
from app.permissions import Permission, Scene
from app.services import file_agreement
from app.services.file_agreement import Asked, Limits
from app.services.file_printed import Measured, facts, lines
from app.services.refused import Refused
from app.views.explaining import explaining
from app.views.guards import requires
from exports.reliability_file import Dialect

bp = Blueprint("file_agreement", __name__)

LARGEST = 4_000_000
# Gamma takes long; the command measures it.
PARTS = ("presence", "characters", "spans", "unitizing")
MEDIA = {"csv": "text/csv", "json": "application/json", "latex": "text/x-tex", "text": "text/plain"}
ENDINGS = {"latex": "tex", "text": "txt"}


@bp.get("/reliability")
@requires(Permission.MEASURE_FILES)
def ask(here: Scene) -> str:
    """Ask for a file."""
    return _page(FileForm(), None)


@bp.post("/reliability")
@requires(Permission.MEASURE_FILES, writes_itself=True)
def measure(here: Scene) -> ResponseReturnValue:
    """Measure the file that was sent."""
    form = FileForm(request.form)
    if form.validate():
        with explaining(form):
            try:
                found = _measured(form, request.files.get("file"))
            except UnusableTable as problem:
                form.form_errors.extend(map(_with_fields, problem.lines))
                return _page(form, None), 422
            if form.result.data == "page":
                return _page(form, found)
            return _file(found, form.result.data)
    return _page(form, None), 422


def _page(form: FileForm, found: Measured | None) -> str:
    return render_template(
        "file_agreement/page.html",
        form=form,
        found=found,
        facts=list(map(_with_fields, facts(found))) if found else [],
        parts=_parts(found) if found else [],
        limits=Limits(),
        largest=LARGEST,
    )


def _parts(found: Measured) -> list[tuple[str, list[tuple[str, list[Row]]]]]:
    """Return for each scope its heading and, for each thing that was compared, the rows about it."""
    return [
        (
            "All units" if scope == "overall" else heading(scope, group),
            [(subject, list(rows)) for subject, rows in groupby(together, key=lambda row: row.subject)],
        )
        for (scope, group), together in groupby(found.rows, key=lambda row: (row.scope, row.group))
    ]


def _measured(form: FileForm, sent: FileStorage | None) -> Measured:
    if sent is None or not sent.filename:
        raise Refused("Choose a file.")
    with sent.stream as stream:
        raw = stream.read(LARGEST + 1)
    if len(raw) > LARGEST:
        told = f"The file is larger than {LARGEST // 1_000_000} MB, which is the most that is measured here"
        raise Refused(f"{told}. The command parallax reliability takes it.")
    asked = Asked(
        form=form.form.data,
        options=form.options,
        variables=listed(form.variables.data),
        mark=form.mark.data,
        coefficients=("family",) if form.coefficients.data == "family" else (),
        parts=PARTS,
        length=Extent(0, form.length.data) if form.length.data else None,
        dialect=Dialect(form.encoding.data or "", sheet=form.sheet.data or ""),
        limits=Limits(),
    )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _safe(sent.filename)
        path.write_bytes(raw)
        return file_agreement.measured(path, asked)


def _safe(name: str) -> str:
    """Return what a file is called in messages, as the name of a file in a folder of its own."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w .()-]", "_", last).lstrip(". ")[-80:] or "file"


_FIELDS = {
    "--format": "How it is laid out",
    "--level": "What the values are",
    "--value": "Variables",
    "--variables": "Variables",
    "--unit": "Column of the units",
    "--annotator": "Column of the annotators",
    "--categories": "All categories",
    "--length": "Characters in each document",
    "--cluster": "Column of what units were drawn in",
    "--by": "Column of groups",
    "--time": "Column of the time",
    "--encoding": "Encoding",
}


def _with_fields(line: str) -> str:
    """Return a sentence with the fields of the form instead of the options of the command."""
    return re.sub(r"--[a-z]+", lambda found: f"“{_FIELDS.get(found[0], found[0])}”", line)


def _file(found: Measured, output: str) -> Response:
    body = "\n".join(lines(found, output)) + "\n"
    response = Response(body, mimetype=MEDIA[output])
    name = f"agreement.{ENDINGS.get(output, output)}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
