"""Exports in the formats of Label Studio, made when they are asked for."""

import json
from collections.abc import Iterator
from typing import Any

from flask import Response, request

from app.api.labelstudio import asked, short_forms
from app.api.labelstudio.guard import Refusal, bp, by_token
from app.api.labelstudio.shapes import Written, reading
from app.permissions import Permission, Scene
from app.services import listed_for_programs
from app.services.seen_by_programs import SeenArticle
from exports.formats import conll
from exports.formats.marked import File, Losses, Marked, MarkedArticle

FORMATS = {
    "JSON": ("JSON", "application/json"),
    "JSON_MIN": ("JSON-MIN", "application/json"),
    "CSV": ("CSV", "text/csv; charset=utf-8"),
    "TSV": ("TSV", "text/tab-separated-values; charset=utf-8"),
    "CONLL2003": ("CoNLL 2003", "text/plain; charset=utf-8"),
}


@bp.get("/api/projects/<int:project_id>/export/formats/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def formats(here: Scene, project_id: int) -> list[dict[str, Any]]:
    """List the formats."""
    return [{"name": code, "title": title, "disabled": False} for code, (title, _) in FORMATS.items()]


@bp.get("/api/projects/<int:project_id>/export/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def export(here: Scene, project_id: int) -> Response:
    """Send the annotations that may be read."""
    code = request.args.get("export_type") or request.args.get("exportType") or "JSON"
    if code not in FORMATS:
        raise Refusal(400, f"{code[:40]!r} is no format here; there are {', '.join(FORMATS)}.")
    seen = listed_for_programs.every_article(
        here,
        annotated=not asked.flag("download_all_tasks"),
        wanted=asked.numbers("ids") + asked.numbers("ids[]"),
    )
    response = Response(_written(code, seen), content_type=FORMATS[code][1])
    ending = {"JSON_MIN": "json", "CONLL2003": "conll"}.get(code, code.casefold())
    name = f"project-{here.project.id}.{ending}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _written(code: str, seen: Iterator[SeenArticle]) -> bytes:
    if code == "CONLL2003":
        return b"\n".join(file.data for one in seen for file in _conll(one))
    written = Written()
    tasks = (written.task(one) for one in seen)
    if code == "JSON":
        return _listed(tasks)
    rows = (row for task in tasks for row in short_forms.rows(task))
    if code == "JSON_MIN":
        return _listed(rows)
    return short_forms.table(list(rows), "," if code == "CSV" else "\t").encode()


def _conll(one: SeenArticle) -> Iterator[File]:
    """Yield a document for each annotation and layer."""
    for said in one.annotations:
        article = MarkedArticle(f"A{one.id}", f"A{one.id}", one.data["text"], [reading(said)])
        marked = Marked("", "", "", said.codebook, [article], one.created)
        yield from conll.write_2003(marked, Losses())


def _listed(things: Iterator[dict[str, Any]]) -> bytes:
    return b"[" + b",\n".join(json.dumps(one, ensure_ascii=False).encode() for one in things) + b"]\n"


@bp.get("/api/projects/<int:project_id>/exports/", strict_slashes=False)
@by_token(Permission.SEE_PROJECT)
def snapshots(here: Scene, project_id: int) -> list[dict[str, Any]]:
    """List kept exports: none are kept, since every export is made anew."""
    return []
